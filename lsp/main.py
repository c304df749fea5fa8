"""The server with all its features."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from . import actions, asking, check, commands, completion, content, documents, hints, hover, lens, links, symbols
from .server import Server, serve

_FEATURES = (documents, hover, asking, commands, actions, completion, content, links)
_OPTIONAL = {"codeLens": (lens, True), "inlayHints": (hints, False), "workspaceSymbols": (symbols, True)}
"""What not everyone wants, and whether it is offered unless `initializationOptions` say otherwise."""


def make() -> Server:
    """A server that offers everything."""
    server = Server()

    @server.feature(types.INITIALIZE)
    def initialize(ls: Server, params: types.InitializeParams) -> None:
        ls.options = _plain(params.initialization_options)
        check.note(ls, params)
        for option, (feature, default) in _OPTIONAL.items():
            if ls.options.get(option, default) is True:
                feature.register(ls)

    for feature in _FEATURES:
        feature.register(server)
    return server


def main() -> int:
    """Serve one editor; returns the exit status."""
    return serve(make)


def _plain(options: Any) -> dict[str, Any]:
    """The options as a dictionary, whatever the client sent."""
    return options if isinstance(options, dict) else {}
