"""Reading the files that --batch names: one JSON object a line."""

from __future__ import annotations

import json
from typing import Any, NamedTuple, TextIO

import click

from ..errors import SleepdError

FILE = click.File(encoding="utf-8-sig", errors="replace")
"""The type of --batch."""


class Item(NamedTuple):
    """One line: its id, whatever JSON that is, and its text."""

    id: Any
    text: str


def read(file: TextIO, key: str) -> list[Item]:
    """Every line of the file that is not blank; the text is what stands under `key`.

    Raises SleepdError, with the number of the line, before anything is answered.
    """
    return [_item(line, key, f"line {number} of {file.name}") for number, line in enumerate(file, 1) if line.strip()]


def _item(line: str, key: str, where: str) -> Item:
    hint = f'every line is to be like {{"id": 1, "{key}": "..."}}'
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SleepdError(f"{where} is not JSON: {error}", hint) from None
    if not isinstance(item, dict):
        raise SleepdError(f"{where} is not a JSON object", hint)
    if "id" not in item:
        raise SleepdError(f"{where} has no id", hint)
    if not isinstance(item.get(key), str):
        raise SleepdError(f"{where} has no {key} that is text", hint)
    return Item(item["id"], item[key])
