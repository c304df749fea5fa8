"""What is shown at the lines of a document: answers to question comments and, where it is asked for, what is not so."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from .buffers import Buffer
from .questions import SOURCE, answers_in
from .server import Server

OPTION = "diagnostics"
_SEVERITIES = {
    "documentation": types.DiagnosticSeverity.Warning,
    "reference": types.DiagnosticSeverity.Warning,
    "question": types.DiagnosticSeverity.Information,
}


async def publish(ls: Server, uri: str) -> None:
    """Show all there is to show at the lines of a document."""
    buffer = ls.buffer(uri)
    if buffer is None:
        return
    found = await answers_in(ls, buffer)
    if ls.options.get(OPTION) is True:
        told = await ls.ask("untrue", buffer.path) or []
        found += [_diagnostic(buffer, item) for item in told if not buffer.differs(item["start"], item["end"])]
    if ls.buffer(uri):  # It may have been closed meanwhile.
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, buffer.version))


def _diagnostic(buffer: Buffer, item: dict[str, Any]) -> types.Diagnostic:
    """Something about a saved line, where that line is now."""
    line = buffer.shown_line(item["line"])
    text = buffer.lines[line]
    start = text.find(item["name"]) if item["name"] else -1
    first, last = (start, start + len(item["name"])) if start >= 0 else (len(text) - len(text.lstrip()), len(text))
    return types.Diagnostic(
        buffer.range(line, first, last), item["text"],
        severity=_SEVERITIES.get(item["kind"]), code=item["kind"], source=SOURCE,
    )  # fmt: skip
