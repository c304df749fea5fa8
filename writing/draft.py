"""What a model is asked to write: claims, each with the sources that show it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

_CLOSED = ConfigDict(json_schema_extra={"additionalProperties": False})
"""Servers that keep to schemas want to be told that there is nothing else."""


class Claim(BaseModel):
    """One sentence, and the numbers of the sources that show it."""

    model_config = _CLOSED
    text: str
    sources: list[int]


class Draft(BaseModel):
    """An answer, claim by claim."""

    model_config = _CLOSED
    claims: list[Claim] = Field(max_length=5)


class Rethought(Draft):
    """An answer, and what one would have to read to make it better."""

    model_config = ConfigDict(json_schema_extra={"additionalProperties": False, "required": ["claims", "missing"]})
    missing: list[str] = Field(default_factory=list, max_length=6)


class Questions(BaseModel):
    """What will be asked, the likeliest first."""

    model_config = _CLOSED
    questions: list[str] = Field(max_length=8)


class Verdicts(BaseModel):
    """Whether each claim is shown by its sources."""

    model_config = _CLOSED
    shown: list[bool] = Field(max_length=5)
