import { Controller, Get, Post, type Body } from "@nestjs/common";
import type { Book } from "./book";
import Shelf, * as shelves from "../shelf.js";
import fs = require("fs");

export * from "./book";

/** Where a copy stands. */
export type Place = { room: Room; shelf: number } | null;

export enum Room { Cellar, Hall = "hall" }

/** Finds books. */
export interface Finder<T extends Book> extends Closable, shelves.Named<T> {
  readonly name: string;
  find(title: string, limit?: number): Promise<T[]>;
  onFound: (book: T) => void;
}

const LIMIT = Number(process.env.LIBRARY_LIMIT ?? 10);

namespace Rules {
  export const fee = 2;
  export function late(days: number): number { return days * fee; }
}

abstract class Service {
  protected abstract load(path: string): Buffer;
}

/** Serves the books over HTTP. */
@Controller("books")
export class BookController extends Service implements Finder<Book>, Closable {
  private readonly cache: Map<string, Book> = new Map();
  static instance?: BookController;

  constructor(private readonly shelf: Shelf) {
    super();
  }

  /** One book by its number. */
  @Get(":id")
  @UseGuards(AuthGuard)
  async one(id: string): Promise<Book | undefined> {
    const found = this.cache.get(id) as Book;
    if (!found) throw new NotFound(id);
    return found satisfies Book;
  }

  @Post()
  create(body: Body): Place {
    return this.shelf.put(body, Room.Cellar);
  }

  protected load = (path: string) => fs.readFileSync(path);
}

export function isBook(value: unknown): value is Book;
export function isBook(value: any) {
  return typeof value.title === "string"; // HACK: duck typing
}

declare const VERSION: string;
export default abstract class Closable {}
