"""Which repository a call is about: the client's roots, the folder that was named with -C, or the current one."""

from __future__ import annotations

import asyncio
import os
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from mcp.server.mcpserver import Context
from mcp.shared.exceptions import MCPError
from mcp_types import ListRootsResult

from ..errors import SleepdError

_ANSWERS_SECONDS = 3.0
"""A client that has not listed its roots by then won't."""


async def folder_of(ctx: Context[Any, Any], path: str, fixed: str | None) -> str:
    """The folder or file that a call is about: `path` inside one of the client's folders, or the first of these.

    Raises SleepdError when it is in none of them: a client that works in one repository is told of no other.
    """
    folders = [fixed] if fixed else await _roots(ctx) or [os.getcwd()]
    if not path:
        return folders[0]
    named = [folder for folder in folders if os.path.basename(folder) == path]
    inside = [found for folder in folders if _is_in(found := os.path.join(folder, path), folder)]
    there = [place for place in [*inside, *named] if os.path.exists(place)]
    if not there:
        hint = "leave `path` out for the current repository"
        raise SleepdError(f"there is no {path} in {' or '.join(folders)}", hint)
    return there[0]


async def _roots(ctx: Context[Any, Any]) -> list[str]:
    """The folders that the client says it works in; none where it does not say."""
    capabilities = ctx.client_capabilities
    if capabilities is None or capabilities.roots is None:
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Newer clients have no roots; those that have them want to be asked.
            async with asyncio.timeout(_ANSWERS_SECONDS):
                listed: ListRootsResult = await ctx.session.list_roots()
    except (MCPError, TimeoutError, ValueError):
        return []
    paths = (_path_of(str(root.uri)) for root in listed.roots)
    return [path for path in paths if path and os.path.isdir(path)]


def _path_of(uri: str) -> str:
    """The path of a `file:` address; "" for any other."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return ""
    path = unquote(parts.path)
    return os.fspath(Path(path[1:] if os.name == "nt" and path[2:3] == ":" else path))


def _is_in(path: str, folder: str) -> bool:
    path, folder = os.path.realpath(path), os.path.realpath(folder)
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
