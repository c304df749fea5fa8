"""pygls as it should behave: nothing leaks, a command can be cancelled, and no client is too new."""

from __future__ import annotations

import asyncio
import enum
import logging
import re
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any
from urllib.parse import unquote

import attrs
from cattrs import Converter
from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams, JsonRpcInvalidRequest
from pygls.protocol import LanguageServerProtocol, default_converter, lsp_method
from pygls.workspace import PositionCodec, TextDocument, Workspace

from .progress import reporting

log = logging.getLogger(__name__)

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


def tolerant_converter() -> Converter:
    """A converter that takes values of enumerations that it does not know as they are: clients are newer than we."""
    converter: Converter = default_converter()  # type: ignore[no-untyped-call]

    def structure(value: Any, kind: type[enum.Enum]) -> Any:
        try:
            return kind(value)
        except ValueError:
            return value

    for kind in vars(types).values():
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            converter.register_structure_hook(kind, structure)
    return converter


def lines_of(text: str) -> list[str]:
    """The lines of a text as the protocol counts them: form feeds and the like break none. Line ends are kept."""
    return _LINE.findall(text)


class Document(TextDocument):
    """A buffer whose lines are those of the protocol."""

    @property
    def lines(self) -> Sequence[str]:
        """The lines, line ends included."""
        return lines_of(self.source)


class Buffers(Workspace):
    """The open documents."""

    def _create_text_document(
        self, doc_uri: str, source: str | None = None, version: int | None = None, language_id: str | None = None
    ) -> TextDocument:
        codec: PositionCodec = self._position_codec
        try:
            return Document(doc_uri, source, version, language_id, sync_kind=self._sync_kind, position_codec=codec)
        except ValueError:
            raise JsonRpcInvalidParams("a document's name is no URI") from None

    def update_text_document(self, text_doc: Any, change: Any) -> None:
        """Change an open document; a change of any other means nothing."""
        if unquote(text_doc.uri) in self.text_documents:
            super().update_text_document(text_doc, change)


class _Futures(dict[Any, Any]):
    """What is under way, of which some ends while all of it is gone through."""

    def items(self) -> Any:
        return dict(self).items()


class Protocol(LanguageServerProtocol):
    """The protocol without the pitfalls of pygls 2.1."""

    def __init__(self, server: Any, converter: Converter) -> None:
        super().__init__(server, converter)
        self._request_futures = _Futures()

    def _execute_handler(
        self,
        msg_id: Any,
        handler: Callable[..., Any],
        callback: Callable[[Any], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Run a handler and forget its future when it has ended, a notification's too."""

        def ended(future: Any) -> None:
            self._request_futures.pop(msg_id, None)
            callback(future)

        super()._execute_handler(msg_id, handler, ended, args, kwargs)

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A message as it is meant. A request that can't be read is answered with an error."""
        if not data.keys() & {"method", "result", "error"}:
            return data  # It is part of a message.
        if data.get("jsonrpc") == self.VERSION and "method" in data:
            data.setdefault("params", None)
        try:
            if "id" in data and "method" in data and self._is_notification(data["method"]):
                raise JsonRpcInvalidRequest(f"{data['method']} takes no id")
            return super().structure_message(data)
        except JsonRpcException as error:
            if "method" in data and isinstance(data.get("id"), int | str):
                self._send_response(data["id"], error=error.to_response_error())
            raise

    def _is_notification(self, method: Any) -> bool:
        kind = self.get_message_type(method) if isinstance(method, str) else None
        return kind is not None and not hasattr(attrs.fields(kind), "id")

    def handle_message(self, message: Any) -> None:
        """Take a message. Nothing but `initialize` is answered before it, which comes once, and nothing after
        `shutdown`.
        """
        number, method = getattr(message, "id", None), getattr(message, "method", "")
        refused = self._refusal(method) if method else None
        if refused and number is not None:
            self._send_response(number, error=types.ResponseError(code=refused[0].value, message=refused[1]))
        elif not refused and (method or number is not None):
            super().handle_message(message)

    def _refusal(self, method: str) -> tuple[types.ErrorCodes, str] | None:
        """Why nothing of this kind is taken now."""
        if method == types.EXIT:
            return None
        if self._shutdown:
            return types.ErrorCodes.InvalidRequest, "the server has been shut down"
        if self._workspace is None and method != types.INITIALIZE:
            return types.ErrorCodes.ServerNotInitialized, "the server is not initialized"
        if self._workspace is not None and method == types.INITIALIZE:
            return types.ErrorCodes.InvalidRequest, "the server is initialized"
        return None

    def send_request(
        self, method: str, params: Any = None, callback: Callable[[Any], None] | None = None, msg_id: Any = None
    ) -> Future[Any]:
        """Ask the client. Nothing is left of a request that nobody waits for any more."""
        msg_id = msg_id or str(uuid.uuid4())
        asked = super().send_request(method, params, callback, msg_id)

        def ended(future: Future[Any]) -> None:
            if future.cancelled():
                self._request_futures.pop(msg_id, None)
                self._result_types.pop(msg_id, None)

        asked.add_done_callback(ended)
        return asked

    def _handle_response(self, msg_id: Any, result: Any = None, error: types.ResponseError | None = None) -> None:
        """Take a reply to what was asked of the client, and no other: its own requests are in the same table."""
        if not isinstance(self._request_futures.get(msg_id), asyncio.Future):
            super()._handle_response(msg_id, result, error)

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Any:
        """Negotiate, and keep the documents in buffers of ours."""
        result = yield from super().lsp_initialize(params)
        content = self.fm.feature_options.get(types.WORKSPACE_TEXT_DOCUMENT_CONTENT)
        if content and result.capabilities.workspace:  # pygls does not know of it.
            result.capabilities.workspace.text_document_content = content
        plain = self.workspace
        self._workspace = Buffers(
            plain.root_uri, plain._sync_kind, list(plain.folders.values()), plain.position_encoding
        )
        return result

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(  # type: ignore[override]
        self, params: types.ExecuteCommandParams
    ) -> Any:
        """Run a command as a task of its own, which `$/cancelRequest` ends."""
        command = self.fm.commands.get(params.command)
        if command is None:
            raise JsonRpcInvalidParams(f"there is no command {params.command}")
        with reporting(self.progress, params.work_done_token, params.command):
            return await command(*(params.arguments or ()))
