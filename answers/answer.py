"""What an answer is, and how it reads as JSON."""

from __future__ import annotations

from typing import Any, NamedTuple

RUNGS = ("fact", "note", "compose", "escalate", "abstain")


class Citation(NamedTuple):
    """Lines that show what the answer says, as they are in the work tree now."""

    path: str
    start_line: int
    end_line: int
    symbol: str


def is_worth_composing(found: dict[str, Any]) -> bool:
    """Whether a model may make more of an answer, given as JSON: of places found for a question in words, and surely
    enough."""
    return bool(found["kind"] == "search" and found["rung"] == "fact")


class Answer(NamedTuple):
    """One answered question."""

    text: str
    rung: str
    """How it was come by: fact, note, compose, escalate or abstain."""
    confidence: float
    """How probable it is that the answer's places are right; calibrated by benchmarks/calibration.py."""
    citations: list[Citation]
    """Best first."""
    kind: str = ""
    """The kind of question it was taken for."""
    unit: str = ""
    """What it was taken to be about."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    saved_tokens: int = 0
    """What a model would have cost that wrote it before."""
    elapsed_ms: float = 0.0

    @classmethod
    def of_json(cls, known: dict[str, Any]) -> Answer:
        """The answer that `as_json` gave."""
        return cls(
            known["answer"], known["rung"], known["confidence"],
            [Citation(**citation) for citation in known["citations"]], known["kind"], known["unit"],
            known["tokens"]["prompt"], known["tokens"]["completion"], elapsed_ms=known["elapsed_ms"],
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """The answer as the command line prints it with --json."""
        return {
            "answer": self.text,
            "rung": self.rung,
            "confidence": round(self.confidence, 3),
            "citations": [citation._asdict() for citation in self.citations],
            "tokens": {"prompt": self.prompt_tokens, "completion": self.completion_tokens},
            "elapsed_ms": round(self.elapsed_ms, 2),
            "kind": self.kind,
            "unit": self.unit,
        }
