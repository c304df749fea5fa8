"""Documents: what the samples of test_languages.py do not show."""

from __future__ import annotations

import pytest

from sleepd.facts import FileFacts
from sleepd.indexers.languages import load


def read(language: str, text: str) -> FileFacts:
    return load(language).read(text.encode())


def sections(found: FileFacts) -> list[tuple[str, int, int]]:
    return [(symbol.qualname, symbol.start, symbol.end) for symbol in found.symbols[1:]]


def mentions(found: FileFacts) -> list[tuple[str, str]]:
    assert {reference.kind for reference in found.references} <= {"mention"}
    return [(reference.qualifier, reference.name) for reference in found.references]


def test_headings_in_code_are_no_headings() -> None:
    found = read("markdown", "# A\n\n- item\n  ```sh\n  # not one\n  ```\n\n````\n```\n# nor this\n````\n\n## B #\n")
    assert sections(found) == [("A", 1, 13), ("A.B", 13, 13)]


def test_fence_that_never_closes_hides_the_rest() -> None:
    assert sections(read("markdown", "# A\n```\n# B\n")) == [("A", 1, 3)]


def test_markup_of_titles_is_left_out() -> None:
    found = read("markdown", "# The [`Flask`](api.md) *object* {#flask}\n\n<h1>x</h1>\n\nA --- B\n---\n")
    assert [symbol.name for symbol in found.symbols[1:]] == ["The Flask object", "A --- B"]
    found = read("rst", "The :class:`~flask.Flask` ``object``\n====================================\n")
    assert [symbol.name for symbol in found.symbols[1:]] == ["The flask.Flask object"]


def test_rst_levels_come_by_order_of_use() -> None:
    found = read("rst", "One\n---\n\nTwo\n===\n\nThree\n~~~~~\n\nFour\n====\n\n----\n\nFive\n----\n")
    assert [symbol.qualname for symbol in found.symbols[1:]] == ["One", "One.Two", "One.Two.Three", "One.Four", "Five"]


def test_labels_belong_to_the_title_below() -> None:
    found = read("rst", "Text.\n\n.. _first:\n.. _the second:\n\nTitle\n=====\n")
    assert found.symbols[1].decorators == ("first", "the second")
    assert sections(found) == [("Title", 3, 7)]


@pytest.mark.parametrize(
    "text",
    [
        "====  ====\nkey   value\n====  ====\n",
        "key\n==\n",
        "text\ntitle\n=====\n",
        "  indented\n==========\n",
        "\n====\n\n====\n",
    ],
)
def test_lines_of_signs_that_underline_no_title(text: str) -> None:
    assert sections(read("rst", text)) == []


def test_asciidoc() -> None:
    found = read(
        "text", "= Guide\n\nCall `Client.close()`.\n\n----\n== Not one\nopen_all(x)\n----\n\n== Use `it`\n\nWell.\n"
    )
    assert sections(found) == [("Guide", 1, 12), ("Guide.Use it", 10, 12)]
    assert mentions(found) == [("Client", "close"), ("", "open_all"), ("", "it")]
    assert found.symbols[2].doc == "Well."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`os.path.join`", [("os.path", "join")]),
        ("`std::fs::read_to_string`", [("std::fs", "read_to_string")]),
        ("`String#strip`", [("String", "strip")]),
        ("`-a`, `a b`, `setup.py`, `.gitignore`, `example.com`, `docs/a.md`, `True`, `1.2`", []),
        ("`retry(times=3)` and `x = Rate.parse(y)`", [("Rate", "parse"), ("", "retry")]),
        ("plain close() and Rate.parse(), not CamelCase or a.b", [("", "close"), ("Rate", "parse")]),
        ("```\ndef f(x): return g(x).h()\nif (y) {}\n```", [("", "g"), ("?", "h")]),
        ("```\nfrom a.b import (\n    C,\n    D as E,\n)\n```", [("a.b", "C"), ("a.b", "D")]),
        ("```\nuse std::io::Read;\n```", [("std::io", "Read")]),
        ("```\nclass A(models.Model): pass\n```", [("models", "Model")]),
        ("`a` `a`\n`a`", [("", "a"), ("", "a")]),
    ],
)
def test_mentions(text: str, expected: list[tuple[str, str]]) -> None:
    assert mentions(read("markdown", text)) == expected


def test_rst_mentions() -> None:
    text = (
        ":func:`~a.b.c` :meth:`.D.e()` :attr:`the f <g.f>` :ref:`h` :doc:`i` `j`_ :setting:`K`\n\n.. autoclass:: l.M\n"
    )
    assert mentions(read("rst", text)) == [("", "K"), ("a.b", "c"), ("D", "e"), ("g", "f"), ("l", "M")]


def test_names_in_prose_directives_are_not_code() -> None:
    assert mentions(read("rst", ".. note::\n\n   Use it (once).\n\n.. code-block:: c\n\n   call(it);\n")) == [
        ("", "call")
    ]


def test_first_paragraph_is_the_documentation() -> None:
    found = read(
        "markdown",
        "# A\n\n![badge](x)\n\n<p align=center>\n\nOne\ntwo.\n```\nx\n```\n\n# B\n\n```\nx\n\ny\n```\n\nNo.\n",
    )
    assert [symbol.doc for symbol in found.symbols[1:]] == ["One\ntwo.", ""]


def test_remarks_of_documents_are_comments() -> None:
    found = read("markdown", "# TODO\n\nTODO in prose.\n\n<!-- TODO: a link -->\n")
    assert [(remark.kind, remark.line) for remark in found.remarks] == [("TODO", 5)]
