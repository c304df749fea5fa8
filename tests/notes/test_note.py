"""notes/note.py, notes/wording.py and the registry."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.graph.view import View
from sleepd.notes import KINDS, write
from sleepd.notes.note import evidence_at, evidence_of, holds
from sleepd.notes.wording import counted, first_paragraph, listed, places, section, shortened

from ..conftest import Repo
from .shop import FILES


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_takes_every_unit(view: View, kind: str) -> None:
    units = ["", "src/", "src/shop/", "nothing/", "nothing.py", "src/shop/cart.py::Nothing", *FILES]
    units += [view.place(path, ordinal).unit for path in FILES for ordinal in range(len(view.symbols(path)))]
    for unit in dict.fromkeys(units):
        note = write(view, kind, unit)
        if note:
            assert all(holds(view, item) for item in note.evidence), unit
            assert "\n\n" not in note.answer and note.answer == note.answer.strip()


def test_evidence_holds_until_its_lines_change(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "def run():\n    return 1\n\n\ndef rest(): pass\n")
    view = look(repo)
    run = view.find("a.py::run")
    evidence = run and evidence_of(view, run)
    assert evidence and (evidence.start, evidence.end, evidence.symbol) == (1, 2, "run")
    repo.write("a.py", "def run():\n    return 1\n\n\ndef other(): pass\n")
    assert holds(look(repo), evidence)
    repo.write("a.py", "def run():\n    return 2\n")
    assert not holds(look(repo), evidence)
    (repo.root / "a.py").unlink()
    assert not holds(look(repo), evidence)


def test_evidence_is_of_lines_that_are_there(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "a = 1\nb = 2\n")
    view = look(repo)
    assert evidence_at(view, "a.py", 2, 2) and not evidence_at(view, "a.py", 2, 3)
    assert not evidence_at(view, "b.py", 1, 1) and not evidence_at(view, "a.py", 0, 1)
    shown = evidence_at(view, "a.py", 1, 1, "b")
    assert shown and shown.symbol == "", "a name that does not stand there is not shown"


def test_wording() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == listed(["a", "a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed("abcdef", 5) == "a, b, c, d, e and 1 more"
    assert counted(1, "class") == "1 class" and counted(2, "class") == "2 classes" and counted(0, "file") == "0 files"
    assert section("Title", []) == []
    assert section("Title", ["a", "b", "c"], 2) == ["Title:", "  a", "  b", "  and 1 more"]
    assert places("a.py", [3, 3, 9]) == "a.py:3, 9"
    assert places("a.py", range(1, 9)) == "a.py:1, 2, 3, 4, ..."
    assert shortened("one two three", 8) == "one two ..."
    marked = "Runs :class:`~a.App` and\n``b``, see **[this](x)**.\n\nMore."
    assert first_paragraph(marked) == "Runs a.App and b, see this."
    assert first_paragraph("Title\n=====\n\nText.") == "Text."
