"""Servers that are busy, broken, strict, slow or wrong, over real sockets; and a real model."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from serving import Exchange, Scripted, free_port

from sleepd.llm.errors import OverBudget, Rejected, Unavailable, Unusable
from sleepd.llm.model import AWAKE, Bill, Model, Patience, Request
from sleepd.llm.prices import FREE
from sleepd.llm.purse import Purse
from sleepd.llm.settings import UNLIMITED, Budget, Caps, Endpoint
from sleepd.store.spending import Spending

from .conftest import Ask, Saying

QUICK = Patience(attempts=3, longest=0.01)
GOOD = '{"text": "hello"}'


def good(exchange: Exchange) -> None:
    exchange.reply(GOOD)


def test_a_good_reply_is_paid_for_as_the_server_counts(ask: Ask, bill: Bill, spending: Spending) -> None:
    with Scripted(good).running() as url:
        assert ask(url).text == "hello"
    (call,) = bill.calls
    assert (call.prompt_tokens, call.completion_tokens, call.money, call.outcome) == (100, 10, 110.0, "done")
    assert spending.today() == (110, 110.0)


@pytest.mark.parametrize("status", [429, 500, 503, 408])
def test_a_busy_server_is_asked_again_and_nothing_paid(ask: Ask, bill: Bill, spending: Spending, status: int) -> None:
    with Scripted(lambda exchange: exchange.fail(status), good).running() as url:
        assert ask(url, patience=QUICK).text == "hello"
    assert [call.money for call in bill.calls] == [0, 110]
    assert spending.today().tokens == 110
    assert not spending.pauses()


def test_what_the_server_asks_for_is_waited(ask: Ask) -> None:
    started = time.monotonic()
    with Scripted(lambda exchange: exchange.fail(429, retry_after="1"), good).running() as url:
        ask(url, patience=Patience(3, 2.0))
    assert time.monotonic() - started >= 1


def test_a_server_that_stays_broken_is_left_alone_for_a_while(ask: Ask, spending: Spending) -> None:
    scripted = Scripted(lambda exchange: exchange.fail(503, "overloaded"))
    with scripted.running() as url, pytest.raises(Unavailable, match="overloaded"):
        ask(url, patience=QUICK)
    assert len(scripted.seen) == QUICK.attempts
    (pause,) = spending.pauses()
    assert pause.failures == 1 and pause.until > time.time() and "overloaded" in pause.reason


def test_a_far_away_server_in_a_pause_is_not_asked(ask: Ask, spending: Spending) -> None:
    from sleepd.store.spending import Pause

    spending.put_pause(Pause("http://192.0.2.1/v1", 2, time.time() + 60, "busy"))
    with pytest.raises(Unavailable, match="left alone"):
        ask("http://192.0.2.1/v1")


def test_nobody_listens(ask: Ask, bill: Bill, spending: Spending) -> None:
    with pytest.raises(Unavailable):
        ask(f"http://127.0.0.1:{free_port()}/v1", patience=QUICK)
    assert len(bill.calls) == QUICK.attempts
    assert spending.today().tokens == 0


def test_a_server_that_dies_mid_stream_is_paid_for_what_it_wrote(ask: Ask, bill: Bill, spending: Spending) -> None:
    with Scripted(lambda exchange: exchange.reply(GOOD, finish=None), good).running() as url:
        assert ask(url, patience=QUICK).text == "hello"
    broken, done = bill.calls
    assert broken.prompt_tokens > 0 and broken.completion_tokens > 0 and done.outcome == "done"
    assert spending.today().tokens == sum(call.prompt_tokens + call.completion_tokens for call in bill.calls)


def test_wrong_json_is_asked_for_again_then_given_up(ask: Ask, bill: Bill, spending: Spending) -> None:
    with Scripted(lambda exchange: exchange.reply('{"other": 1}')).running() as url, pytest.raises(Unusable):
        ask(url, patience=QUICK)
    assert len(bill.calls) == QUICK.attempts
    assert not spending.pauses(), "the server works"


@pytest.mark.parametrize("text", ['```json\n{"text": "hello"}\n```', "{'text': 'hello'}", '{"text": "hello"'])
def test_json_is_mended(ask: Ask, text: str) -> None:
    with Scripted(lambda exchange: exchange.reply(text, finish="length")).running() as url:
        assert ask(url).text == "hello"


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_is_wrong_for_good_is_not_asked_again(ask: Ask, status: int) -> None:
    scripted = Scripted(lambda exchange: exchange.fail(status))
    with scripted.running() as url, pytest.raises(Rejected):
        ask(url)
    assert len(scripted.seen) == 1


def test_a_refusal_is_no_reason_to_insist(ask: Ask) -> None:
    scripted = Scripted(lambda exchange: exchange.reply("", finish="content_filter"))
    with scripted.running() as url, pytest.raises(Rejected):
        ask(url)
    assert len(scripted.seen) == 1


@pytest.mark.parametrize("parameter", ["response_format", "stream_options", "temperature", "seed", "max_tokens"])
def test_a_server_without_a_parameter_is_asked_without(ask: Ask, bill: Bill, parameter: str) -> None:
    def strict(exchange: Exchange) -> None:
        if parameter in exchange.json:
            exchange.fail(400, f"unsupported parameter: {parameter}")
        else:
            exchange.reply(GOOD)

    scripted = Scripted(strict)
    with scripted.running() as url:
        assert ask(url).text == "hello"
    assert len(scripted.seen) == 2 and len(bill.calls) == 1


def test_a_call_that_could_cost_too_much_is_not_made(ask: Ask, spending: Spending) -> None:
    scripted = Scripted(good)
    with scripted.running() as url, pytest.raises(OverBudget, match="this test has 60 tokens"):
        ask(url, cap=Caps(tokens=60))
    assert not scripted.seen and spending.today().tokens == 0


def test_calls_side_by_side_stay_within_the_cap(spending: Spending) -> None:
    """Ten at once with money for three: three are made."""
    scripted = Scripted(good)
    request = Request("", "hi", 50)
    cap = 3 * (request.prompt_tokens + request.max_tokens)

    async def run(url: str) -> list[Any]:
        purse = Purse(spending, "repo", Budget(), Caps(tokens=cap), "this test")
        model = Model(Endpoint(url, "key", "scripted", 4096, FREE), spending, purse, QUICK)
        await model.open()
        writing = (model.write(request, Saying, Bill(""), "test") for _ in range(10))
        results = await asyncio.gather(*writing, return_exceptions=True)
        await model.close()
        return results

    with scripted.running() as url:
        results = asyncio.run(run(url))
    assert len(scripted.seen) == 3
    assert sum(isinstance(result, OverBudget) for result in results) == 7


def test_secrets_stay_here(ask: Ask) -> None:
    scripted = Scripted(good)
    with scripted.running() as url:
        ask(url, text='key = "AKIAIOSFODNN7EXAMPLQ"\nprint(key)')
    assert b"AKIA" not in scripted.seen[0].body and b"print(key)" in scripted.seen[0].body


def test_the_constant_part_comes_first(ask: Ask) -> None:
    scripted = Scripted(good)
    with scripted.running() as url:
        ask(url)
    assert [message["role"] for message in scripted.seen[0].json["messages"]] == ["system", "user"]


def _real(url: str, spending: Spending, cap: Caps = UNLIMITED) -> Model:
    endpoint = Endpoint(url, "none", "", 4096, FREE)
    return Model(endpoint, spending, Purse(spending, "repo", Budget(), cap, "this test"), AWAKE)


def test_a_real_model_keeps_to_the_form(model_server: str, spending: Spending, bill: Bill) -> None:
    heard: list[str] = []

    async def run() -> Saying:
        model = _real(model_server, spending)
        await model.open()
        assert model.name.endswith(".gguf") and "/" not in model.name
        written = await model.write(Request("Be short.", "Say hello.", 60), Saying, bill, "test", heard.append)
        await model.close()
        return written

    assert asyncio.run(run()).text
    (call,) = bill.calls
    assert (
        call.outcome in ("done", "cut off")
        and 0 < call.prompt_tokens <= Request("Be short.", "Say hello.", 60).prompt_tokens
    )
    assert heard[-1].startswith("{") and len(heard) > 2, "it is streamed"


def test_a_cancelled_call_stops_at_once_and_is_paid_for(model_server: str, spending: Spending, bill: Bill) -> None:
    async def run() -> float:
        model = _real(model_server, spending)
        await model.open()
        begun = asyncio.Event()
        request = Request("Be long.", "Tell a very long story.", 1500)
        task = asyncio.create_task(model.write(request, Saying, bill, "test", lambda text: begun.set()))
        await begun.wait()
        task.cancel()
        started = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await task
        await model.close()
        return time.monotonic() - started

    assert asyncio.run(run()) < 2
    (call,) = bill.calls
    assert call.outcome == "cancelled" and 0 < call.completion_tokens < 1500
    assert spending.today().tokens == call.prompt_tokens + call.completion_tokens
