"""A site that anybody can read, in which nothing of the repository is markup, and that takes nothing's place."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from sleepd.errors import SleepdError
from sleepd.graph.view import View
from sleepd.pages import site
from sleepd.pages.site import write_site
from sleepd.pages.text import as_html, as_markdown
from sleepd.store.notes import StoredNote

SHOP = '''"""A shop."""


class Till:
    """Takes the money."""

    def pay(self, items):
        """Sum what `items` cost, as lib/prices.py:2 says."""
        return sum(map(price, items))


def price(item):
    """What it costs: <script>alert(1)</script> [click](javascript:alert(1)) **bold**"""
    return item.cost


def _inner():
    pass
'''


def silent(what: str, done: int, total: int) -> None:
    pass


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        assert not [name for name in known if name.startswith("on") or name == "style"]
        self.tags.append(tag)
        self.links += [known[name] or "" for name in ("href", "src") if name in known]
        self.ids += [known["id"] or ""] if "id" in known else []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture
def shop(repo: Any) -> Any:
    repo.write("README.md", "# Shop\n\nA shop that sells many useful things to people who need them.\n")
    repo.write("pyproject.toml", '[project]\nname = "shop"\n\n[project.scripts]\nshop = "shop:price"\n')
    repo.write("shop.py", SHOP)
    repo.write("lib/prices.py", "def find(name):\n    return 1\n\n\ndef other():\n    return find(2)\n")
    repo.write("lib/Prices.py", "def find_again(name):\n    return 1\n")
    repo.write('a b/"<img onerror=x>".py', "def odd():\n    return 1\n")
    repo.commit("Open")
    return repo


def pages(folder: Path) -> dict[str, Page]:
    return {file.name: Page(file.read_text("utf-8")) for file in folder.glob("*.html")}


def test_everything_is_there_and_every_link_leads_somewhere(look: Any, shop: Any, tmp_path: Path) -> None:
    written = write_site(look(shop).workspace, tmp_path / "site", "html", silent)
    found = pages(tmp_path / "site")
    assert written == len(found) == 7
    index, file = found["index.html"], found["shop.py.html"]
    assert "A shop that sells many useful things" in index.text and "shop runs shop:price" in index.text, index.text
    assert file.ids == ["main", "what", "Till-4", "Till.pay-7", "price-12"]
    assert "Takes the money." in file.text and "def price(item)" in file.text
    assert "lib-prices.py~2.html#find-1" in file.links, "a place in a file is a link to where its symbol is told about"
    for name, page in found.items():
        for link in page.links:
            target, _, anchor = unquote(link).partition("#")
            assert (tmp_path / "site" / target).is_file() if target else anchor in page.ids, (name, link)
            if target.endswith(".html") and anchor:
                assert anchor in found[target].ids, (name, link)
        assert page.tags.count("h1") == 1 and "main" in page.tags and len(set(page.ids)) == len(page.ids)


def test_nothing_of_a_repository_is_markup(look: Any, shop: Any, tmp_path: Path) -> None:
    write_site(look(shop).workspace, tmp_path / "site", "html", silent)
    for page in pages(tmp_path / "site").values():
        assert not {"script", "img", "b"} & set(page.tags)
        assert not any(link.partition(":")[0] in ("javascript", "data") for link in page.links)
    assert "<script>alert(1)</script>" in pages(tmp_path / "site")["shop.py.html"].text
    write_site(look(shop).workspace, tmp_path / "text", "markdown", silent)
    text = (tmp_path / "text/shop.py.md").read_text("utf-8")
    assert r"\<script\>alert(1)\</script\>" in text
    for file in (tmp_path / "text").glob("*.md"):
        for target in re.findall(r"(?<!\\)\]\(([^)#]*)", file.read_text("utf-8")):
            assert (tmp_path / "text" / unquote(target)).is_file(), target


def test_text_is_only_text() -> None:
    text = "`<b>` [x](javascript:y) *z* <a href=q> a.py:3 b.py:4 \"&'"
    assert as_html(text, lambda path, line: f"{path}.html" if path == "a.py" else "") == (
        "<code>&lt;b&gt;</code> [x](javascript:y) *z* &lt;a href=q&gt;"
        ' <a href="a.py.html">a.py:3</a> b.py:4 &#34;&amp;&#39;'
    )
    assert as_markdown(text, lambda path, line: "") == (
        r"`<b>` \[x\](javascript:y) \*z\* \<a href=q\> a.py:3 b.py:4 " + r""""\&'"""
    )


def test_what_a_model_wrote_is_marked(look: Any, shop: Any, tmp_path: Path) -> None:
    workspace = look(shop).workspace
    with workspace.database.writing():
        for unit, imported in (("shop.py::price", False), ("shop.py", True)):
            view = View(workspace)
            digest = {"file:shop.py": view.digest("file:shop.py")}
            workspace.notes.put(
                StoredNote(unit, "what", "?", "...", [], digest, "qwen/understand@00/00", 0.9, 1,
                           claims=[[f"It is {unit}.", []]], imported=imported)
            )  # fmt: skip
        stale = {"file:shop.py": "old"}, "qwen/understand@00/00"
        workspace.notes.put(
            StoredNote("shop.py::Till", "what", "?", "...", [], *stale, 0.9, 1, claims=[["It is stale.", []]])
        )
    write_site(workspace, tmp_path / "site", "html", silent)
    text = pages(tmp_path / "site")["shop.py.html"].text
    assert "A model (qwen), each claim checked against the code It is shop.py::price." in text
    assert "A teammate's model (qwen)" in text and "stale" not in text


def test_the_same_repository_is_the_same_site(look: Any, shop: Any, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_site(look(shop).workspace, tmp_path / name, "html", silent)
    one, two = ({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two


def test_source_is_linked_where_the_forge_shows_it(look: Any, shop: Any, tmp_path: Path) -> None:
    shop.git("remote", "add", "origin", "git@github.com:ada/shop.git")
    head = shop.head()
    shop.write("lib/prices.py", "def changed():\n    return 1\n")
    write_site(look(shop).workspace, tmp_path / "site", "html", silent)
    found = pages(tmp_path / "site")
    assert f"https://github.com/ada/shop/blob/{head}/shop.py#L12-L14" in found["shop.py.html"].links
    assert not [link for link in found["lib-prices.py~2.html"].links if "github" in link], "it is not what is there"


def test_no_folder_of_somebody_else_is_touched(look: Any, shop: Any, tmp_path: Path) -> None:
    workspace = look(shop).workspace
    folder = tmp_path / "site"
    folder.mkdir()
    write_site(workspace, folder, "html", silent)
    (folder / "index.html").write_text("changed")
    write_site(workspace, folder, "markdown", silent)
    assert (folder / "index.md").is_file() and not (folder / "index.html").exists()
    (folder / "CNAME").write_text("example.org")
    with pytest.raises(SleepdError, match=r"CNAME in it, which sleepd did not write"):
        write_site(workspace, folder, "html", silent)
    assert (folder / "CNAME").is_file() and (folder / "index.md").is_file()
    with pytest.raises(SleepdError, match=r"is no folder"):
        write_site(workspace, folder / "CNAME", "html", silent)
    assert sorted(path.name for path in tmp_path.iterdir() if "partial" in path.name) == []


def test_interrupted_it_leaves_what_was_there(
    look: Any, shop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = look(shop).workspace
    write_site(workspace, tmp_path / "site", "html", silent)
    before = {file.name: file.read_bytes() for file in (tmp_path / "site").iterdir()}

    def interrupting(what: str, done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    for name in ("site", "new"):
        with pytest.raises(KeyboardInterrupt):
            write_site(workspace, tmp_path / name, "html", interrupting)
    assert {file.name: file.read_bytes() for file in (tmp_path / "site").iterdir()} == before
    assert not (tmp_path / "new").exists() and not list(tmp_path.glob(".*partial*"))
    monkeypatch.setattr(site, "_swap", lambda partial, folder: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(SleepdError, match=r"can't be written: No space left"):
        write_site(workspace, tmp_path / "site", "html", silent)
