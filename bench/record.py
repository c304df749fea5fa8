"""What was measured, one JSON object a line: a run that was interrupted goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .grading import Grade
from .question import Question
from .ways import Attempt


class Row(NamedTuple):
    """One question, answered in one way."""

    id: str
    repository: str
    kind: str
    phrasing: int
    question: str
    way: str
    sampling: str
    model: str
    """"" where none has a part."""
    answer: str
    rung: str
    right: bool
    found: float
    wrong: list[str]
    prompt_tokens: int
    completion_tokens: int
    seconds: float

    @property
    def tokens(self) -> int:
        """All that were spent while it was asked."""
        return self.prompt_tokens + self.completion_tokens


def row(question: Question, repository: str, way: str, model: str, attempt: Attempt, grade: Grade) -> Row:
    """What is kept of one attempt."""
    return Row(
        question.id, repository, question.kind, question.phrasing, question.text, way, attempt.sampling, model,
        attempt.answer, attempt.rung, grade.right, grade.found, list(grade.wrong), attempt.prompt_tokens,
        attempt.completion_tokens, round(attempt.seconds, 3),
    )  # fmt: skip


class Record:
    """The rows in a file; each question in each way by each model once."""

    def __init__(self, path: Path) -> None:
        """Read what is there. A line that was cut off when a run was killed is not counted."""
        self.rows: list[Row] = list(_read(path)) if path.exists() else []
        self._done = {(row.id, row.way, row.model) for row in self.rows}
        path.parent.mkdir(parents=True, exist_ok=True)
        cut = path.exists() and path.stat().st_size > 0 and not path.read_bytes().endswith(b"\n")
        self._file = path.open("a", encoding="utf-8")
        if cut:
            self._file.write("\n")

    def has(self, question: Question, way: str, model: str) -> bool:
        """Whether this was measured."""
        return (question.id, way, model) in self._done

    def add(self, rows: list[Row]) -> None:
        """Keep all rows of one question in one way, at once."""
        self._file.write("".join(json.dumps(row._asdict()) + "\n" for row in rows))
        self._file.flush()
        self.rows += rows
        self._done |= {(row.id, row.way, row.model) for row in rows}

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _read(path: Path) -> Iterator[Row]:
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield Row(**json.loads(line))
        except (ValueError, TypeError):
            continue
