"""JSON that a model writes: asked for by schema, read as it comes, and mended where the server knows no schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import Unusable

if TYPE_CHECKING:
    from pydantic import BaseModel

    T = TypeVar("T", bound=BaseModel)


def response_format(form: type[BaseModel]) -> dict[str, Any]:
    """What makes a server that can keep to a schema do so."""
    schema = {"name": form.__name__.lower(), "strict": True, "schema": form.model_json_schema()}
    return {"type": "json_schema", "json_schema": schema}


def parsed(text: str, form: type[T]) -> T:
    """What a model wrote, mended when it is cut off, fenced or quoted wrong. Raises Unusable when it is nothing of
    this form."""
    from pydantic import ValidationError

    try:
        return form.model_validate_json(text)
    except ValidationError:
        pass
    from json_repair import repair_json

    try:
        return form.model_validate(repair_json(text, return_objects=True))
    except (ValidationError, RecursionError):
        raise Unusable(f"the model wrote no {form.__name__.lower()} of the form it was asked for") from None


def finished_items(text: str, key: str) -> list[Any]:
    """The items of the array under `key` that are complete already, in a text that is still being written.

    >>> finished_items('{"claims": [{"text": "a"}, {"text": "b', "claims")
    [{'text': 'a'}]
    """
    name = text.find(f'"{key}"')
    start = text.find("[", name) + 1 if name >= 0 else 0
    items: list[Any] = []
    while start:
        start += len(text[start:]) - len(text[start:].lstrip(" \t\r\n,"))
        try:
            item, start = json.JSONDecoder().raw_decode(text, start)
        except ValueError:
            break
        items.append(item)
    return items
