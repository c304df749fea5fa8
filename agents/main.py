"""The server as a process that lives as long as its client."""

from __future__ import annotations

import logging
import sys

from .server import make


def main(fixed: str | None) -> int:
    """Serve one agent on standard input and output, about the folder `fixed` if there is one; returns the exit
    status."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="sleepd: %(levelname)s %(message)s")
    make(fixed).run()
    return 0
