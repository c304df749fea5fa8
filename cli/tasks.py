"""What a task of the sleep passes is called, for people."""

from __future__ import annotations


def named(writer: str, kind: str, question: str = "") -> str:
    """What is to be prepared."""
    if question:
        return f'answer to "{question}"'
    what = "questions to come" if kind == "anticipate" else kind
    return what if writer == "facts" else f"{what} (by a model)"


def about(unit: str) -> str:
    """What it is about."""
    return unit or "the repository"


def weighed(terms: dict[str, float]) -> str:
    """What it is worth, and why."""
    return (
        f"worth {terms['value']:,.0f} tokens: asked with {terms['probability']:.2%}, saves {terms['saves']:,.0f} at ten"
        f" times the weight, costs {terms['costs']:,.0f}"
    )
