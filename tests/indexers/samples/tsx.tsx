import { forwardRef, type ReactNode } from "react";
import { useBooks } from "@/hooks/useBooks";

interface Props {
  /** What stands on the spine. */
  title: string;
  onOpen?: (title: string) => void;
  children: ReactNode;
}

/** One book on the shelf. */
export const Spine = ({ title, onOpen, children }: Props) => {
  const open = () => onOpen?.(title);
  return (
    <li onClick={open}>
      <Label text={title} />
      {children}
    </li>
  );
};

export default function Shelf({ room }: { room: string }) {
  const { books } = useBooks<Book>(room, import.meta.env.VITE_PAGE_SIZE);
  return (
    <Layout.Column>
      {books.map((book) => <Spine key={book.id} title={book.title} />)}
    </Layout.Column>
  );
}

export const Field = forwardRef<HTMLInputElement, Props>(function Field(props, ref) {
  return <input ref={ref} title={props.title} />;
});

class Boundary extends Component<Props> {
  state = { failed: false };

  render(): ReactNode {
    return this.state.failed ? <Sorry /> : this.props.children;
  }
}
