"""Asking a model: one request at a time, paid for, retried where that helps, and cancelled at once.

Everything goes out through `Model._send`, which takes the secrets out of it; replies are always streamed, so that a
cancelled request stops at the server too and what it had written until then is known and paid.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ..store.ledger import Call
from ..store.notes import StoredNote
from ..store.spending import Pause, Spending
from .errors import ModelError, OverBudget, Rejected, Unavailable, Unusable
from .purse import Purse
from .redaction import redacted
from .settings import Endpoint
from .structured import parsed, response_format
from .tokens import MESSAGE, tokens_in

if TYPE_CHECKING:
    import openai
    from openai import AsyncOpenAI
    from pydantic import BaseModel
    from tenacity import RetryCallState

    T = TypeVar("T", bound=BaseModel)

Listener = Callable[[str], None]
"""Hears the text of a reply so far."""

_LATER = "`sleepd status` says when it is asked again"
_CONNECT_SECONDS = 5.0
_SILENT_SECONDS = 300.0
"""A local model may read a long prompt for minutes before it writes the first word."""
_LONGEST_PAUSE = 600.0
_FIRST_PAUSE = 15.0
_VARIATION = 0.3
"""How much warmer each attempt is: a model that wrote nonsense would write the same again."""
_OPTIONAL = ("response_format", "stream_options", "temperature", "seed")
"""Parameters that some servers refuse, and that we can do without."""


class Patience(NamedTuple):
    """How often, and after how many seconds at most, a request is tried again."""

    attempts: int = 5
    longest: float = 60.0


ASLEEP = Patience()
AWAKE = Patience(attempts=2, longest=2.0)


class Request(NamedTuple):
    """What to ask. The constant part comes first, so that servers find it in their cache."""

    system: str
    user: str
    max_tokens: int
    """Of the reply."""
    temperature: float = 0.0
    seed: int = 0

    @property
    def prompt_tokens(self) -> int:
        """The most tokens that the prompt can be."""
        return tokens_in(self.system) + tokens_in(self.user) + 3 * MESSAGE


class Bill:
    """The calls that one piece of work makes, and the note that they buy once there is one."""

    def __init__(self, unit: str, awake: bool = False) -> None:
        self.unit = unit
        self.awake = awake
        self.calls: list[Call] = []
        self.note: StoredNote | None = None

    @property
    def tokens(self) -> tuple[int, int]:
        """Those of the prompts and those of the replies."""
        return sum(call.prompt_tokens for call in self.calls), sum(call.completion_tokens for call in self.calls)

    @property
    def money(self) -> float:
        """In US dollars."""
        return sum(call.money for call in self.calls)


class _TryAgain(Exception):
    """A failure that another attempt may not meet."""

    def __init__(self, reason: str, after: float = 0.0, unusable: bool = False) -> None:
        super().__init__(reason)
        self.after = after
        self.unusable = unusable


class _Reply:
    """What has come of a reply so far."""

    def __init__(self) -> None:
        self.text = ""
        self.finish = ""
        self.prompt = self.completion = self.cached = 0
        self.started = False

    def add(self, chunk: Any) -> str:
        """Take one chunk; returns its text."""
        self.started = True
        if chunk.usage:
            self.prompt, self.completion = chunk.usage.prompt_tokens, chunk.usage.completion_tokens
            details = chunk.usage.prompt_tokens_details
            self.cached = (details.cached_tokens if details else 0) or 0
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self.finish = choice.finish_reason or self.finish
        text = choice.delta.content or ""
        self.text += text
        return text


class Model:
    """One model at one server, for one run of the sleep passes or one question."""

    def __init__(self, endpoint: Endpoint, spending: Spending, purse: Purse, patience: Patience = ASLEEP) -> None:
        self.endpoint = endpoint
        self.purse = purse
        self.name = endpoint.model
        """The model's name as notes keep it."""
        self._spending = spending
        self._patience = patience
        self._refused: set[str] = set()
        self._client: AsyncOpenAI | None = None

    async def open(self) -> None:
        """Connect and find out the model's name if none is configured. Raises ModelError when there is none."""
        import openai

        timeout = openai.Timeout(_SILENT_SECONDS, connect=_CONNECT_SECONDS)
        endpoint = self.endpoint
        self._client = openai.AsyncOpenAI(
            base_url=endpoint.base_url, api_key=endpoint.api_key, timeout=timeout, max_retries=0
        )
        if self.name:
            return
        try:
            names = [model.id async for model in self._client.models.list()]
        except openai.OpenAIError as error:
            self._pause(str(error))
            raise Unavailable(f"no model answers at {endpoint.base_url}: {error}", "is the server running?") from None
        names = [name for name in names if "embed" not in name.lower()]
        if not names:
            raise Rejected(f"the server at {endpoint.base_url} has no model", "load one, or set OPENAI_MODEL")
        self.endpoint = endpoint._replace(model=names[0])
        self.name = names[0].replace("\\", "/").rpartition("/")[2] if "/" in names[0][:1] else names[0]

    async def close(self) -> None:
        """Close the connections."""
        if self._client:
            await self._client.close()

    async def write(
        self, request: Request, form: type[T], bill: Bill, purpose: str, listen: Listener = lambda text: None
    ) -> T:
        """What the model writes, in the given form; each attempt goes on the bill, however it ends. `listen` hears the
        text of the reply so far as it grows.

        Raises ModelError when a budget has too little left, or nothing usable came in all attempts.
        """
        from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt

        self._heed_pause()
        tries = AsyncRetrying(
            retry=retry_if_exception_type(_TryAgain), stop=stop_after_attempt(self._patience.attempts),
            wait=self._wait, reraise=True,
        )  # fmt: skip
        try:
            async for attempt in tries:
                with attempt:
                    again = attempt.retry_state.attempt_number - 1
                    varied = request._replace(
                        seed=request.seed + again, temperature=max(request.temperature, again * _VARIATION)
                    )
                    text = await self._paid(varied, form, bill, purpose, listen)
                    try:
                        result = parsed(text, form)
                    except Unusable as error:
                        raise _TryAgain(error.message, unusable=True) from None
                    self._spending.end_pause(self.endpoint.base_url)
                    return result
        except _TryAgain as error:
            if error.unusable:
                raise Unusable(str(error)) from None
            self._pause(str(error), error.after)
            raise Unavailable(f"{self.endpoint.base_url}: {error}", _LATER) from None
        raise AssertionError("unreachable")

    def _wait(self, state: RetryCallState) -> float:
        """Seconds until the next attempt: what the server asks for, or ever longer, at random so that not all come back
        at once."""
        from tenacity import wait_random_exponential

        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _TryAgain) and error.unusable:
            return 0.0
        asked = error.after if isinstance(error, _TryAgain) else 0.0
        if asked > self._patience.longest:
            assert error
            raise error
        return max(asked, wait_random_exponential(multiplier=0.5, max=self._patience.longest)(state))

    async def _paid(self, request: Request, form: type[BaseModel], bill: Bill, purpose: str, listen: Listener) -> str:
        """The text of one attempt."""
        most = request.prompt_tokens + request.max_tokens
        if most > self.endpoint.context:
            raise OverBudget(f"{most} tokens do not fit the model's context of {self.endpoint.context}")
        price = self.endpoint.price
        reservation = self.purse.reserve(most, price.of(request.prompt_tokens, request.max_tokens))
        reply, started, outcome = _Reply(), time.time(), "cancelled"
        try:
            await self._send(request, form, reply, listen)
            outcome = "cut off" if reply.finish in ("length", "") else "done"
        except (ModelError, _TryAgain) as error:
            outcome = str(error)
            raise
        finally:
            if reply.started and not reply.completion:
                reply.prompt, reply.completion = request.prompt_tokens, tokens_in(reply.text)
            elif outcome == "cancelled" and not reply.started:
                reply.prompt = request.prompt_tokens
            money = price.of(reply.prompt, reply.completion, reply.cached)
            self.purse.settle(reservation, reply.prompt + reply.completion, money)
            bill.calls.append(Call(
                int(started), purpose, bill.awake, bill.unit, self.name, reply.prompt, reply.completion,
                reply.cached, money, round(time.time() - started, 3), outcome[:200],
            ))  # fmt: skip
        if not reply.finish:
            raise _TryAgain("the reply broke off")
        return reply.text

    async def _send(self, request: Request, form: type[BaseModel], reply: _Reply, listen: Listener) -> None:
        import openai

        assert self._client, "open() comes first"
        messages: Any = [
            {"role": role, "content": redacted(text)[0]}
            for role, text in (("system", request.system), ("user", request.user))
        ]
        limit = "max_completion_tokens" if "max_tokens" in self._refused else "max_tokens"
        optional = {
            "response_format": response_format(form), "stream_options": {"include_usage": True},
            "temperature": request.temperature, "seed": request.seed,
        }  # fmt: skip
        parameters: dict[str, Any] = {
            limit: request.max_tokens, **{key: optional[key] for key in _OPTIONAL if key not in self._refused}
        }  # fmt: skip
        try:
            stream: Any = await self._client.chat.completions.create(
                model=self.endpoint.model, messages=messages, stream=True, **parameters
            )
            async with stream:
                async for chunk in stream:
                    if reply.add(chunk):
                        listen(reply.text)
        except openai.BadRequestError as error:
            refused = next((key for key in ("max_tokens", *_OPTIONAL) if key in parameters and key in str(error)), None)
            if refused is None:
                raise Rejected(f"{self.endpoint.base_url} refuses the request: {_said(error)}") from None
            self._refused.add(refused)
            await self._send(request, form, reply, listen)
        except openai.OpenAIError as error:
            raise self._failure(error) from None
        except Exception as error:  # What breaks off mid-stream comes as the transport's own exception.
            if "http" not in type(error).__module__ and not isinstance(error, json.JSONDecodeError):
                raise
            raise _TryAgain(f"the reply broke off: {error}") from None
        if reply.finish == "content_filter":
            raise Rejected("the provider's content filter stopped the reply")

    def _failure(self, error: openai.OpenAIError) -> Exception:
        """What a failed request means: try again, or not."""
        import openai

        if isinstance(error, openai.APIStatusError):
            out_of_money = error.code == "insufficient_quota"
            if (error.status_code in (408, 409, 425, 429) or error.status_code >= 500) and not out_of_money:
                with contextlib.suppress(ValueError):
                    return _TryAgain(_said(error), float(error.response.headers.get("retry-after", 0)))
                return _TryAgain(_said(error))
            hint = {401: "check the key", 403: "check the key", 404: "check the address and the name of the model"}
            return Rejected(f"{self.endpoint.base_url}: {_said(error)}", hint.get(error.status_code, ""))
        return _TryAgain(_said(error))

    def _heed_pause(self) -> None:
        """A server that failed is left alone for a while; one on this machine says at once when it is not there."""
        if self.endpoint.local:
            return
        for pause in self._spending.pauses():
            if pause.server == self.endpoint.base_url and pause.until > time.time():
                raise Unavailable(
                    f"{pause.server} failed {pause.failures} times ({pause.reason}); it is left alone"
                    f" for {pause.until - time.time():.0f} s"
                )

    def _pause(self, reason: str, asked: float = 0.0) -> None:
        server = self.endpoint.base_url
        failures = 1 + next((pause.failures for pause in self._spending.pauses() if pause.server == server), 0)
        seconds = max(asked, min(_FIRST_PAUSE * 2 ** (failures - 1), _LONGEST_PAUSE))
        self._spending.put_pause(Pause(server, failures, time.time() + seconds, reason[:200]))


def _said(error: openai.OpenAIError) -> str:
    """What went wrong, on one line."""
    return " ".join(str(error).split())[:200] or type(error).__name__
