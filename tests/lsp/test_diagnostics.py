"""What is not so, marked where it stands, against the real server and a real daemon."""

from __future__ import annotations

import pytest

TILL = '''"""The till."""

from errors import Refused


def price(item, discount=5):
    """What it costs.

    Args:
        item: what is bought
        rebate: in percent
        discount: in percent (default: 3)
    """
    # TODO: is the tax included?
    return item - discount


class Till:
    """Takes money."""

    def pay(self):
        raise Refused


def rule(f):
    """Give a function.

    :param inner: what it takes
    """
    return lambda inner: f(inner)
'''
GUIDE = """# Guide

`Till.pay` takes money, `Till.refund` gives it back, see [the till](till.py) and [taxes](tax.py#vat).

`Till.rob` was removed.
"""
ON = {"diagnostics": True}


@pytest.fixture
def till(repo):
    repo.write("till.py", TILL)
    repo.write("errors.py", "class Refused(Exception):\n    pass\n")
    repo.write("guide.md", GUIDE)
    repo.write("CHANGELOG.md", "# Changes\n\n- See [taxes](tax.py).\n")
    repo.commit("Open the till")
    return repo


def marked(editor, uri):
    found = editor.diagnostics(uri)
    return [(one["range"]["start"]["line"], one["code"], one["severity"], one["message"]) for one in found]


def test_documentation_that_contradicts_the_code(till, start):
    editor = start(till.root, {}, initializationOptions=ON)
    path = till.root / "till.py"
    uri = editor.open(path, f"import os\n{TILL}")
    assert marked(editor, uri) == [
        (11, "documentation", 2, "price documents the parameter `rebate`, which it does not have"),
        (12, "documentation", 2, "price documents that `discount` is 3 by default, and it is 5"),
        (14, "question", 3, "left open: is the tax included?"),
    ]
    editor.change(uri, TILL.replace("rebate: in percent", "discount: in percent"))
    assert [line for line, kind, *_ in marked(editor, uri) if kind == "documentation"] == []


def test_documents_that_name_what_is_not_there(till, start):
    editor = start(till.root, {}, initializationOptions=ON)
    (name, link) = marked(editor, editor.open(till.root / "guide.md"))
    said = {name[3], link[3]}
    assert said == {"Till has no refund, and nothing here is called that", "there is no tax.py"}
    assert name[:3] == link[:3] == (2, "reference", 2)
    assert marked(editor, editor.open(till.root / "CHANGELOG.md")) == []


def test_what_is_silenced(till, start):
    till.write("till.py", f"# sleepd: ignore-file\n{TILL}")
    editor = start(till.root, {}, initializationOptions=ON)
    assert marked(editor, editor.open(till.root / "till.py")) == []


@pytest.mark.parametrize("options", [{}, {"diagnostics": "yes"}, {"diagnostics": False}])
def test_off_unless_it_is_asked_for(till, start, options):
    editor = start(till.root, {}, initializationOptions=options)
    uri = editor.open(till.root / "till.py")
    assert marked(editor, uri) == [] and editor.hover(uri, 5, 5)
