"""A question whose answer is known exactly, and how people ask it."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

PHRASINGS = {
    "default": (
        "What is the default value of {detail} in {subject}?",
        "If I don't pass {detail} to {subject}, what is it?",
        "What does {detail} default to in {subject}?",
        "Which value does the parameter {detail} of {subject} have by default?",
        "Calling {subject} without {detail} uses which value?",
    ),
    "raises": (
        "Which exceptions does {subject} itself raise?",
        "What does {subject} raise?",
        "Which errors does the code of {subject} raise directly?",
        "What exceptions are thrown in the body of {subject}?",
        "{subject} can fail with which exception types of its own?",
    ),
    "callers": (
        "Who calls {subject}?",
        "Which functions call {subject}?",
        "Where is {subject} called from?",
        "From where in the code is {subject} invoked?",
        "Show me every place that invokes {subject}.",
    ),
    "overrides": (
        "Which method does {subject} override?",
        "What does {subject} override?",
        "{subject} overrides a method of which class?",
        "Whose implementation does {subject} replace?",
        "Is {subject} an override, and of what?",
    ),
    "overridden": (
        "Which classes override {subject}?",
        "Who overrides {subject}?",
        "Where is {subject} overridden?",
        "Which subclasses redefine {subject}?",
        "Which implementations replace {subject} in derived classes?",
    ),
    "env": (
        "Where is the environment variable {subject} read?",
        "Which function reads the environment variable {subject}?",
        "Where does the code look at {subject}?",
        "What reads {subject} from the environment?",
        "Which code depends on the {subject} environment variable?",
    ),
    "order": (
        "What does {subject} call, in order?",
        "In which order does {subject} call other functions?",
        "Which functions does {subject} call, first to last?",
        "List the calls that {subject} makes, in sequence.",
        "Walk me through the functions that {subject} calls.",
    ),
    "tests": (
        "Which tests call {subject}?",
        "Which test covers {subject}?",
        "Where is {subject} tested?",
        "What tests exercise {subject} directly?",
        "Is there a test that calls {subject}, and which one?",
    ),
    "commit": (
        "Which commit added {subject}?",
        "In which commit was {subject} introduced?",
        "What commit brought in {subject}?",
        "When was {subject} added, and in which commit?",
        "Find the commit that first added {subject}.",
    ),
}
"""Kind of question -> how it is asked. The last of each was never looked at while answers were improved."""


class Question(NamedTuple):
    """One question."""

    kind: str
    """A key of PHRASINGS."""
    text: str
    subject: str
    path: str
    """The file that holds what the question is about; "" for none."""
    line: int
    """Where in it."""
    truth: tuple[tuple[str, ...], ...]
    """What a right answer names, each with the ways to write it."""
    neutral: tuple[str, ...] = ()
    """Names that are neither wanted nor wrong."""
    phrasing: int = 0

    @property
    def id(self) -> str:
        """The same for as long as the question and its answer are the same."""
        said = repr((self.kind, self.text, self.path, self.truth))
        return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


class Fact(NamedTuple):
    """What the code or the history says for certain, not yet asked."""

    kind: str
    subject: str
    path: str
    line: int
    truth: tuple[tuple[str, ...], ...]
    neutral: tuple[str, ...] = ()
    detail: str = ""

    def asked(self, phrasing: int) -> Question:
        """The question, in one of the ways to ask it."""
        text = PHRASINGS[self.kind][phrasing].format(subject=self.subject, detail=self.detail)
        return Question(
            self.kind, text, self.subject, self.path, self.line, self.truth, self.neutral, phrasing
        )  # fmt: skip
