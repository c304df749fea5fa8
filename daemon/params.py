"""Reading the parameters of requests. Everything here raises SleepdError when they are not what they are to be."""

from __future__ import annotations

import os
from typing import Any

from ..errors import SleepdError


def where_in(params: dict[str, Any]) -> tuple[str, tuple[int, int] | None]:
    """The path that a request is about, and what tells its folder from others."""
    path, identity = text_in(params, "path"), params.get("identity")
    if not os.path.isabs(path):
        raise SleepdError(f"{path} is not an absolute path", "")
    if identity is None:
        return path, None
    if not isinstance(identity, list) or len(identity) != 2:
        raise SleepdError("`identity` is to be two numbers", "")
    return path, (identity[0], identity[1])


def text_in(params: dict[str, Any], key: str) -> str:
    """A parameter that is text."""
    value = params.get(key)
    if not isinstance(value, str):
        raise SleepdError(f"`{key}` is to be text", "")
    return value


def count_in(params: dict[str, Any], key: str, most: int = 1_000) -> int:
    """A parameter that says how many are wanted; 10 where it is left out."""
    value = params.get(key, 10)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= most:
        raise SleepdError(f"`{key}` is to be a number from 1 to {most}", "")
    return value


def line_in(params: dict[str, Any], key: str = "line") -> int:
    """A parameter that is a line, counted from 1; 0 where it is not known."""
    value = params.get(key, 0)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise SleepdError(f"`{key}` is to be a line", "")
    return value
