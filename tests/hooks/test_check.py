"""`sleepd hook check`: what a staged change makes untrue is said, by the index, and nothing else is."""

from __future__ import annotations

import os
import subprocess

import pytest
from click.testing import CliRunner

from sleepd.cli.verbs import cli
from sleepd.hooks.check import check_commit

SHOP = '''def price(item, discount):
    """What it costs.

    Args:
        item: what is bought
        discount: in percent
    """
    return item - discount


def total_of(items):
    return sum(items)
'''
GUIDE = """# Guide

Call `total_of` with what is in the basket, see [the code](../shop.py) and `lib/tax.py`.
```
total_of(basket)
```
"""


@pytest.fixture
def shop(repo):
    repo.write("shop.py", SHOP)
    repo.write("lib/tax.py", "VAT = 19\n")
    repo.write("docs/guide.md", GUIDE)
    repo.commit("Open the shop")
    return repo


def told(repo) -> list[str]:
    """What is said of the staged change: place and reason."""
    return [str(alarm) for alarm in check_commit(str(repo.root))]


def stage(repo, path: str, text: str) -> list[str]:
    repo.write(path, text)
    repo.git("add", path)
    return told(repo)


def places(lines: list[str]) -> list[str]:
    return [line.split(": ")[0] for line in lines]


# Documents


def test_a_symbol_that_is_renamed(shop):
    said = stage(shop, "shop.py", SHOP.replace("total_of", "sum_of"))
    assert places(said) == ["docs/guide.md:3", "docs/guide.md:5"]
    assert "names `total_of`" in said[0] and "(shop.py:11) and is now `sum_of`; write `sum_of`, or put <!--" in said[0]


def test_a_symbol_that_is_removed(shop):
    said = stage(shop, "shop.py", SHOP.partition("\n\n\n")[0])
    assert places(said) == ["docs/guide.md:3", "docs/guide.md:5"] and "say what is so now" in said[0]


def test_a_name_that_is_somewhere_else_is_not_gone(shop):
    shop.write("old.py", "from shop import sum_of as total_of\n")
    shop.git("add", "old.py")
    assert stage(shop, "shop.py", SHOP.replace("total_of", "sum_of")) == []


def test_a_file_that_is_removed_or_renamed(shop):
    shop.git("mv", "lib/tax.py", "lib/duty.py")
    said = told(shop)
    assert places(said) == ["docs/guide.md:3"] and "`lib/tax.py`" in said[0] and "now `lib/duty.py`" in said[0]
    shop.git("mv", "shop.py", "store.py")
    assert [line.split("`")[1] for line in told(shop)] == ["lib/tax.py", "shop.py"]


def test_a_folder_of_which_nothing_is_left(shop):
    shop.write("docs/guide.md", "See [the library](../lib/), `lib/` and `docs/`.\n")
    shop.commit("Point to folders")
    shop.git("mv", "lib/tax.py", "tax.py")
    said = told(shop)
    assert places(said) == ["docs/guide.md:1"] and "names `lib`" in said[0] and "(a folder)" in said[0]


def test_a_document_that_is_corrected_with_it(shop):
    shop.write("docs/guide.md", GUIDE.replace("total_of", "sum_of"))
    shop.git("add", "docs/guide.md")
    assert stage(shop, "shop.py", SHOP.replace("total_of", "sum_of")) == []


@pytest.mark.parametrize(
    "path, text",
    [
        ("CHANGELOG.md", "- `total_of` is there.\n"),
        ("docs/release-notes/2.md", "`total_of` is there.\n"),
        ("docs/old.md", "In version 1 there was a function, since removed,\ncalled `total_of`.\n"),
        ("docs/own.md", "```\ndef total_of(x): pass\ntotal_of(1)\n```\n"),
        ("docs/silent.md", "<!-- sleepd: ignore-file -->\n\nUse `total_of`.\n"),
        ("docs/line.md", "Use `total_of`. <!-- sleepd: ignore -->\n"),
        ("docs/above.rst", ".. sleepd: ignore\n\nUse ``total_of``.\n"),
        ("docs/prose.md", "The total_of the shop.\n"),
        ("notes.txt", "`total_of`\n"),
    ],
)
def test_documents_of_the_past_and_silenced_ones(shop, path, text):
    shop.write("docs/guide.md", "")
    shop.write(path, text)
    shop.commit("Say more")
    assert stage(shop, "shop.py", SHOP.replace("total_of", "sum_of")) == []


def test_a_line_that_the_commit_itself_writes_knows_what_it_says(shop):
    shop.write("docs/guide.md", GUIDE.partition("\n\n")[0])
    shop.commit("Say less")
    shop.write("docs/guide.md", "# Guide\n\n`total_of` is gone.\n")
    shop.git("add", "docs/guide.md")
    assert stage(shop, "shop.py", SHOP.replace("total_of", "sum_of")) == []


# Docstrings


STYLES = {
    "google": "    Args:\n        item (int): one\n        discount: other\n",
    "numpy": "    Parameters\n    ----------\n    item : int\n        One.\n    discount\n        Other.\n",
    "sphinx": "    :param int item: one\n    :param discount: other\n",
}


@pytest.mark.parametrize("style", STYLES)
def test_a_parameter_that_is_renamed(shop, style):
    text = f'def price(item, discount):\n    """Cost.\n\n{STYLES[style]}    """\n    return item\n'
    shop.write("shop.py", text)
    shop.commit("Document it")
    said = stage(shop, "shop.py", text.replace("item, discount", "item, rebate"))
    assert len(said) == 1
    assert "price documents the parameter `discount`, which it has no longer, now `rebate`" in said[0]
    number = int(said[0].split(":")[1])
    assert "discount" in text.splitlines()[number - 1] and "correct the docstring, or end the line" in said[0]
    assert stage(shop, "shop.py", text.replace("item, discount", "item, **more")) == []
    said = stage(shop, "shop.py", text.replace("item, discount", "item, discount, *, gift=False"))
    assert places(said) == ["shop.py:1"] and "each parameter but the new `gift`" in said[0]
    assert stage(shop, "shop.py", text.replace("item, discount", "item, discount, _gift=False")) == []
    assert stage(shop, "shop.py", text.replace("item, discount):", "item):  # sleepd: ignore")) == []


def test_what_did_not_match_before_is_not_its_fault(shop):
    text = SHOP.replace("price(item, discount)", "price(item)").replace("item - discount", "item")
    shop.write("shop.py", text)
    shop.commit("Forget the docstring")
    assert stage(shop, "shop.py", text.replace("return item", "return item + 1")) == []
    said = stage(shop, "shop.py", text.replace("price(item)", "price(item, tax)"))
    assert len(said) == 1 and "the new `tax`" in said[0]


def test_a_new_function_that_documents_what_it_does_not_have(shop):
    said = stage(shop, "new.py", SHOP.replace("price(item, discount)", "price(item, rebate)"))
    assert places(said) == ["new.py:6"] and "which it does not have" in said[0]


def test_a_class_documents_its_constructor(shop):
    text = 'class Shop:\n    """A shop.\n\n    :param name: its name\n    """\n\n    def __init__(self, name): ...\n'
    shop.write("a.py", text)
    shop.commit("A class")
    assert places(stage(shop, "a.py", text.replace("self, name", "self, title"))) == ["a.py:4"]


OTHERS = {
    "a.js": "/**\n * @param {number} item one\n * @param {object} [discount] other\n * @param discount.rate x\n */\n"
    "export function price(item, discount) {\n  return item\n}\n",
    "a.ts": "/**\n * @param item one\n * @param discount other\n */\n"
    "export const price = (item: number, discount: number) => item\n",
    "A.java": "class A {\n  /**\n   * @param item one\n   * @param discount other\n   */\n"
    "  int price(int item, int discount) { return item; }\n}\n",
}


@pytest.mark.parametrize("path", OTHERS)
def test_doc_comments_of_other_languages(shop, path):
    text = OTHERS[path]
    shop.write(path, text)
    shop.commit("Document it")
    changed = text.replace("item, discount", "item, rebate").replace(" discount: number", " rebate: number")
    said = stage(shop, path, changed.replace("int item, int discount", "int item, int rebate"))
    assert len(said) == 1 and "the parameter `discount`, which it has no longer" in said[0], said
    assert "discount" in text.splitlines()[int(said[0].split(":")[1]) - 1]
    assert stage(shop, path, text.replace("return item", "return 1").replace("=> item", "=> 1")) == []


# The index


def test_the_index_counts_and_not_the_work_tree(shop):
    shop.write("shop.py", SHOP.replace("total_of", "sum_of"))
    assert told(shop) == []
    shop.git("add", "shop.py")
    shop.write("shop.py", SHOP)
    assert len(told(shop)) == 2
    shop.write("docs/guide.md", "")
    assert len(told(shop)) == 2


def test_nothing_to_say_where_nothing_can_be_untrue(make_repo, shop, tmp_path):
    first = make_repo("first")
    assert told(first) == []
    assert stage(first, "a.py", SHOP) == []
    shop.git("rm", "--quiet", "-r", ".")
    assert told(shop) == []
    assert check_commit(str(tmp_path)) == []


def test_files_that_say_nothing(shop):
    shop.write("data.bin", "\0\0")
    os.symlink("shop.py", shop.root / "link.py")
    shop.write("broken.py", "def f(:\n  'x'\n")
    shop.commit("Odd files")
    shop.write("data.bin", "\0\1")
    shop.write("broken.py", "def g(:\n  'x'\n\xff")
    os.unlink(shop.root / "link.py")
    shop.write("link.py", "x = 1\n")
    shop.git("add", "--all")
    assert told(shop) == []


@pytest.mark.parametrize("state", ["MERGE_HEAD", "rebase-merge"])
def test_the_changes_of_others_are_not_judged(shop, state):
    assert stage(shop, "shop.py", SHOP.replace("total_of", "sum_of"))
    (shop.root / ".git" / state).mkdir()
    assert told(shop) == []


def test_a_bug_of_ours_stops_no_commit(shop, monkeypatch):
    def fail(path: str) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("sleepd.hooks.check.check_commit", fail)
    done = CliRunner().invoke(cli, ["-C", str(shop.root), "hook", "check"])
    assert done.exit_code == 0 and "this is a bug in sleepd" in done.output


@pytest.fixture
def checked(shop, pre_commit):
    pre_commit.set_up(shop.root, "sleepd-check")
    shop.git("add", "--all")
    shop.git("commit", "--quiet", "--message=Check")
    return shop


def commit(repo, *args: str) -> tuple[int, str]:
    done = subprocess.run(["git", "commit", *args], cwd=repo.root, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_the_real_pre_commit_stops_an_untrue_commit_whatever_its_index_is(checked):
    checked.write("shop.py", SHOP.replace("total_of", "sum_of"))
    checked.write("other.py", "x = 1\n")
    checked.git("add", "other.py")
    for args in (["--all"], ["shop.py"]):
        status, output = commit(checked, "--message=x", *args)
        assert status == 1, "commits with an index of their own"
        assert "docs/guide.md:3: names `total_of`" in output and "makes 2 lines of documentation untrue" in output
    assert commit(checked, "--message=only the other")[0] == 0
    checked.write("docs/guide.md", GUIDE.replace("total_of", "sum_of"))
    assert commit(checked, "--all", "--message=both")[0] == 0
    checked.write("shop.py", SHOP)
    assert commit(checked, "--all", "--amend", "--no-edit")[0] == 1
    assert commit(checked, "--all", "--no-verify", "--message=asks nobody")[0] == 0
