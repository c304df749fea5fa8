"""What is shared of a note: what a model wrote, and which lines show it. The rest is made again where it is read."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from ..answers.earlier import KIND
from ..errors import SleepdError
from ..notes.note import Evidence
from ..store.notes import StoredNote

VERSION = 1
LONGEST_LINE = 1 << 16
"""Bytes of a record."""
_HEADER = "sleepd notes"
_RECIPE = r"(?!facts)[^\x00-\x20]{1,200}/(?:understand|compose|answer)@[0-9a-f]{4,64}/[0-9a-f]{16}"


def _printable(text: str) -> str:
    """No text that could move the cursor or turn the direction of what follows."""
    if not text.isprintable():
        raise ValueError("it has characters that can't be printed")
    return text


def _inside(path: str) -> str:
    """No path that leads out of a repository."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or ".git" in parts or re.search(r"[\\:\x00-\x1f]", path):
        raise ValueError("it is no path within a repository")
    return path


def _by_model(recipe: str) -> str:
    """No recipe of notes from facts, which nobody needs to be given."""
    if not re.fullmatch(_RECIPE, recipe):
        raise ValueError("it is no recipe of a note that a model wrote")
    return recipe


_Text = Annotated[str, AfterValidator(_printable)]
_Line = Annotated[int, Field(ge=1, le=10_000_000)]
_Evidence = tuple[
    Annotated[str, Field(max_length=1000), AfterValidator(_inside)], _Line, _Line,
    Annotated[_Text, Field(max_length=500)], Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")],
]  # fmt: skip
_Claim = tuple[Annotated[_Text, Field(min_length=1, max_length=400)], list[_Evidence]]


class Record(BaseModel):
    """One note, as it is shared."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    unit: Annotated[_Text, Field(max_length=1500)]
    kind: Literal["what", "answer"]
    question: Annotated[_Text, Field(max_length=2000)]
    claims: Annotated[list[_Claim], Field(min_length=1, max_length=10)]
    recipe: Annotated[_Text, AfterValidator(_by_model)]
    score: Annotated[float, Field(ge=0, le=1)]
    tokens: Annotated[int, Field(ge=0, le=10_000_000)]
    money: Annotated[float, Field(ge=0, le=10_000)]
    written: Annotated[int, Field(ge=0, le=1 << 40)]

    @property
    def key(self) -> str:
        """Names it by its content: what it says, of what, shown by which lines, and by which recipe."""
        content = [self.unit, self.kind, self.question, self.claims, self.recipe]
        return blake2b(_json(content).encode(), digest_size=16).hexdigest()

    @property
    def shown_by(self) -> list[tuple[str, list[Evidence]]]:
        """Each claim with its evidence."""
        return [(text, [Evidence(*item) for item in evidence]) for text, evidence in self.claims]

    def line(self) -> str:
        """The record as a line of a file."""
        return _json(self.model_dump())


def record_of(note: StoredNote) -> Record | None:
    """What is shared of a note; None when it is none that can be shared."""
    try:
        return Record(
            unit="" if note.kind == KIND else note.unit, kind=note.kind, question=" ".join(note.question.split()),  # type: ignore[arg-type]
            claims=note.claims, recipe=note.recipe, score=note.score, tokens=note.tokens, money=note.money,  # type: ignore[arg-type]
            written=note.written,
        )  # fmt: skip
    except ValidationError:
        return None


def header(count: int) -> str:
    """The first line before so many records."""
    return _json({"format": _HEADER, "version": VERSION, "records": count})


def lines_of(records: Iterable[Record]) -> list[str]:
    """The records as lines, sorted, the header first: the same records are the same bytes."""
    known = {record.key: record.line() for record in records}
    return [header(len(known)), *(known[key] for key in sorted(known))]


def read_lines(lines: Iterable[bytes], source: str) -> Iterator[Record]:
    """The records of a file. Raises SleepdError when it is no such file, is cut short or has a line that is none."""
    rest = iter(lines)
    count, found = read_header(next(rest, b""), source), 0
    for found, line in enumerate(rest, 1):
        yield read_record(line, f"{source}, line {found + 1}")
    if found != count:
        raise SleepdError(f"{source} is cut short: {found:,} of {count:,} records", "have it exported again")


def read_record(line: bytes | str, source: str) -> Record:
    """One record. Raises SleepdError when it is none."""
    try:
        return Record.model_validate_json(line)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"])
        raise SleepdError(
            f"{source} is no note: {where + ': ' if where else ''}{fault['msg']}", "nothing of it was imported"
        ) from None


def read_header(line: bytes, source: str) -> int:
    """How many records follow this line. Raises SleepdError when it is none of ours, NewerNotes when it is one of
    another version.
    """
    known: Any = None
    with contextlib.suppress(ValueError, RecursionError):
        known = json.loads(line)
    if not isinstance(known, dict) or known.get("format") != _HEADER or not isinstance(known.get("records"), int):
        raise SleepdError(f"{source} has no notes of sleepd", "name a file that `sleepd export --notes` wrote")
    if known.get("version") != VERSION:
        raise NewerNotes(
            f"{source} was written by another version of sleepd (format {known.get('version')!r})", "upgrade sleepd"
        )
    count: int = known["records"]
    return count


class NewerNotes(SleepdError):
    """Notes in a format that is not known here."""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
