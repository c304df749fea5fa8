"""A file of notes is written whole and read whole; whatever else it is, it is told in a line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from sleepd.errors import SleepdError
from sleepd.sharing import notes_file
from sleepd.sharing.notes_file import read_file, write_file
from sleepd.sharing.own import shareable
from sleepd.sharing.record import Record, header

EVIDENCE = ["a.py", 1, 2, "f", "0" * 16]
RECORD: dict[str, Any] = {
    "unit": "a.py::f", "kind": "what", "question": "What is f?", "claims": [["It adds.", [EVIDENCE]]],
    "recipe": "m/understand@0123456789abcdef/0123456789abcdef", "score": 1.0, "tokens": 9, "money": 0.0, "written": 5,
}  # fmt: skip


def packed(path: Path, *records: Any, first: str = "") -> Path:
    lines = [first or header(len(records)), *(item if isinstance(item, str) else json.dumps(item) for item in records)]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    records = [Record.model_validate(RECORD | {"unit": unit}) for unit in ("", "b/", "ä.py")]
    write_file(tmp_path / "a.notes", records)
    write_file(tmp_path / "b.notes", [*records[::-1], records[0]])
    assert (tmp_path / "a.notes").read_bytes() == (tmp_path / "b.notes").read_bytes()
    assert sorted(read_file(tmp_path / "a.notes"), key=lambda record: record.unit) == records
    write_file(tmp_path / "a.notes", [])
    assert read_file(tmp_path / "a.notes") == []
    assert {file.name for file in tmp_path.iterdir()} == {"a.notes", "b.notes"}


def zipped(text: bytes) -> bytes:
    """The same at any moment: every process that runs tests has to find the same ones."""
    return gzip.compress(text, mtime=0)


@pytest.mark.parametrize("text", [b"", b"some text\n", zipped(b"{}\n"), b"\x1f\x8b"])
def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "thesis.doc"
    file.write_bytes(text)
    with pytest.raises(SleepdError, match=r"is no file of notes"):
        write_file(file, [])
    assert file.read_bytes() == text


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"claims": [["It adds.", [["../a.py", *EVIDENCE[1:]]]]]}, "no path within"),
        ({"claims": [["It adds.", [["/etc/passwd", *EVIDENCE[1:]]]]]}, "no path within"),
        ({"claims": [["It adds.", [["c:\\a.py", *EVIDENCE[1:]]]]]}, "no path within"),
        ({"claims": [["It adds.", [[".git/config", *EVIDENCE[1:]]]]]}, "no path within"),
        ({"claims": [["It adds.", [["a.py", 0, *EVIDENCE[2:]]]]]}, "greater than"),
        ({"claims": [["\x1b[2JIt adds.", [EVIDENCE]]]}, "can't be printed"),
        ({"claims": [["It \u202eadds.", [EVIDENCE]]]}, "can't be printed"),
        ({"claims": [["It adds." * 100, [EVIDENCE]]]}, "at most 400"),
        ({"claims": []}, "at least 1"),
        ({"kind": "run"}, "kind"),
        ({"recipe": "facts 0.1.0"}, "no recipe"),
        ({"recipe": "facts/understand@0123456789abcdef/0123456789abcdef"}, "no recipe"),
        ({"score": 2}, "score"),
        ({"score": float("nan")}, "score"),
        ({"tokens": -1}, "tokens"),
        ({"more": 1}, "more"),
        ({"unit": 5}, "unit"),
    ],
)
def test_what_is_no_note_is_not_read(tmp_path: Path, fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(SleepdError, match=r"line 3 is no note.*") as caught:
        read_file(packed(tmp_path / "x", RECORD, RECORD | fields))
    assert fault in caught.value.message and "\n" not in caught.value.message


@pytest.mark.parametrize("line", ["", "{", "[" * 60_000, "null", '"text"', "\x00"])
def test_no_line_of_garbage_is_read(tmp_path: Path, line: str) -> None:
    with pytest.raises(SleepdError, match=r"line 2 is no note"):
        read_file(packed(tmp_path / "x", line, RECORD))


def test_a_file_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    whole = packed(tmp_path / "x", *[RECORD | {"unit": f"{n}.py"} for n in range(50)])
    assert len(read_file(whole)) == 50
    data = whole.read_bytes()
    for end in (0, 1, 10, len(data) // 2, len(data) - 1):
        whole.write_bytes(data[:end])
        with pytest.raises(SleepdError):
            read_file(whole)
    for at in (3, len(data) // 2, len(data) - 6):
        whole.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        with pytest.raises(SleepdError):
            read_file(whole)
    with pytest.raises(SleepdError, match=r"cut short: 1 of 2 records"):
        read_file(packed(tmp_path / "y", RECORD, first=header(2)))


@pytest.mark.parametrize("text", [b"", b"plain", zipped(b"plain\n"), zipped(b'{"format":1}\n')])
def test_other_files_are_told_apart(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "x").write_bytes(text)
    with pytest.raises(SleepdError, match=r"has no notes of sleepd|cut short"):
        read_file(tmp_path / "x")
    with pytest.raises(SleepdError, match=r"can't be read"):
        read_file(tmp_path)


def test_a_newer_format_asks_for_an_upgrade(tmp_path: Path) -> None:
    newer = json.dumps({"format": "sleepd notes", "version": 2, "records": 1})
    with pytest.raises(SleepdError, match=r"another version") as caught:
        read_file(packed(tmp_path / "x", "{}", first=newer))
    assert caught.value.hint == "upgrade sleepd"


def test_a_bomb_does_not_go_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = tmp_path / "x"
    with gzip.open(bomb, "wb") as file:
        file.write(header(1).encode() + b"\n")
        for _ in range(64):
            file.write(b" " * (1 << 20))
    with pytest.raises(SleepdError, match=r"more in it than notes can be"):
        read_file(bomb)
    monkeypatch.setattr(notes_file, "_MOST_BYTES", 2000)
    with pytest.raises(SleepdError, match=r"more in it than notes can be"):
        read_file(packed(bomb, *[RECORD] * 9))


def test_no_secret_is_exported(ada: Any) -> None:
    ada.has_understood()
    secret = "ghp_9fK2xQ7mZ4tR8wL3vB6nM1cX5yA0sD2eF4gH"
    with ada.at_work() as workspace:
        (note,) = workspace.notes.claimed()
        text, evidence = note.claims[0]
        with workspace.database.writing():
            workspace.notes.put(note._replace(claims=[[f"`price` takes {secret}.", evidence]], unit="other0.py"))
        found = shareable(workspace)
    assert (len(found.records), found.secret, found.answers) == (1, 1, 0)
    assert found.records[0].claims[0][0] == text


def test_what_facts_say_is_not_shared(ada: Any) -> None:
    from sleepd.sleep.scheduler import prepare

    with ada.at_work() as workspace:
        prepare(workspace, lambda what, done, total: None)
        assert workspace.notes.count() > 0 and shareable(workspace).records == []
