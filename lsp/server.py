"""The server as a process: pygls on standard input and output, asking the daemon for everything."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from traceback import format_exception
from typing import Any
from urllib.parse import unquote

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcParseError
from pygls.io_ import StdinAsyncReader, StdoutWriter, run_async
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from .. import __version__
from ..daemon.client import DaemonBug
from ..daemon.link import Link, Unreachable
from ..errors import SleepdError
from ..report import write_report
from .answers import Answers
from .buffers import Buffer
from .progress import report
from .protocol import Protocol, tolerant_converter

log = logging.getLogger(__name__)

_MARKER = "?"
_MOST_BYTES = 1 << 28
"""The largest message that is read."""


class Server(LanguageServer):
    """What the features share: the daemon, the buffers, and how failures are told."""

    def __init__(self) -> None:
        super().__init__("sleepd", __version__, protocol_cls=Protocol, converter_factory=tolerant_converter)
        self.link = Link()
        self.options: dict[str, Any] = {}
        """What the client's `initializationOptions` set."""
        self.answers = Answers()
        self._told = ""
        self._tasks: set[asyncio.Task[Any]] = set()

    async def ask(self, method: str, path: str, **params: Any) -> Any:
        """What the daemon says; None when it can't be reached or has failed, which is told to the user once, and of
        what is in no folder that the editor works in and in no repository.
        """
        if self.folder_of(path) is None:
            return None
        try:
            result = await self.link.request(method, path, params, report)
        except Unreachable as error:
            self.tell_once(f"sleepd: {error.message}; {error.hint}")
            return None
        except SleepdError as error:
            log.info("%s: %s", method, error.message)
            return None
        except DaemonBug as error:
            self.tell_once(f"sleepd: the daemon failed: {error}; the report is in {error.report}")
            return None
        except OSError as error:
            log.info("%s: %s", method, error)
            return None
        self._told = ""
        return result

    def tell(self, text: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Show a message to the user."""
        self.window_show_message(types.ShowMessageParams(kind, text))

    def tell_once(self, text: str) -> None:
        """Warn the user, once until something works again."""
        if text != self._told:
            self._told = text
            self.tell(text, types.MessageType.Warning)

    def later(self, work: Awaitable[Any]) -> None:
        """Do something that nobody waits for."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a bug, in the background", exc_info=error)

    def buffer(self, uri: str, name: str = "") -> Buffer | None:
        """The open document of that name; None when it is not open, or no file and not told to stand for one."""
        path = name or path_of(uri)
        document = self.workspace.text_documents.get(unquote(uri))
        return Buffer(path, document, self.workspace.position_codec) if path and document else None

    @property
    def marker(self) -> str:
        """What a question in a comment begins with."""
        marker = self.options.get("marker")
        return marker if isinstance(marker, str) and marker.strip() else _MARKER

    def folders(self) -> list[str]:
        """The folders that the editor works in."""
        roots = [folder.uri for folder in self.workspace.folders.values()] or [self.workspace.root_uri or ""]
        return [path for uri in roots if (path := path_of(uri)) and os.path.isdir(path)]

    def folder(self) -> str | None:
        """The first folder that the editor works in, else that of an open document."""
        opened = [path for one in self.workspace.text_documents.values() if (path := path_of(one.uri))]
        return next(iter([*self.folders(), *map(os.path.dirname, opened)]), None)

    def folder_of(self, path: str) -> str | None:
        """The innermost folder that the editor works in, or repository, around a path; None when there is none."""
        folders = set(map(os.path.realpath, self.folders()))
        around = [real := os.path.realpath(path)]
        while (real := os.path.dirname(real)) != around[-1]:
            around.append(real)
        return next((one for one in around if one in folders or os.path.lexists(os.path.join(one, ".git"))), None)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Write down what failed: nobody wants it in the way while typing."""
        if isinstance(error, ValueError | RecursionError) and source is JsonRpcException:
            error = JsonRpcParseError()  # What is wrong with it may quote a document.
            said = {"code": JsonRpcParseError.CODE, "message": JsonRpcParseError.MESSAGE}
            self.protocol._send_data({"jsonrpc": "2.0", "id": None, "error": said})
        if isinstance(error, JsonRpcException) and not error.data:  # What the client sent is wrong, not we.
            log.warning("%s", error)
            return
        known = error.data if isinstance(error, JsonRpcException) else None
        trace = known.get("traceback", ()) if isinstance(known, dict) else format_exception(error)
        log.error("a bug: %s\n%s", error, "".join(trace))


def path_of(uri: str) -> str | None:
    """The file that a document is; None for one that is none."""
    try:
        path = to_fs_path(uri) if uri else None
    except ValueError:
        return None
    return path if path and os.path.isabs(path) and "\0" not in path else None


class _Input(StdinAsyncReader):
    """Standard input, from which no message is read that memory may not hold."""

    def readexactly(self, n: int) -> Awaitable[bytes]:
        """The body of a message."""
        if n > _MOST_BYTES:
            log.error("a message of %s bytes is none of an editor", n)
            raise SystemExit(1)
        return super().readexactly(n)


def serve(make: Callable[[], Server]) -> int:
    """Serve one client on standard input and output until it leaves; returns the exit status that the protocol says."""
    _log_quietly()
    output, sys.stdout = sys.stdout.buffer, sys.stderr  # Whatever prints must not print into the protocol.

    async def serving() -> None:
        server = make()
        server.protocol.set_writer(StdoutWriter(output))
        reader = _Input(sys.stdin.buffer, ThreadPoolExecutor(1, "input"))
        await run_async(
            stop_event=threading.Event(), reader=reader, protocol=server.protocol,
            logger=logging.getLogger("pygls"),
            error_handler=server.report_server_error,
        )  # fmt: skip
        raise SystemExit(1)  # The client has gone without a word.

    try:
        asyncio.run(serving())
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except BrokenPipeError:
        return 1
    except Exception:
        log.exception("a bug; report: %s", write_report())
        return 3
    return 0


def _log_quietly() -> None:
    """What we say goes to the editor's log of the server; what pygls says has whole documents in it."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="sleepd: %(levelname)s %(message)s")
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
