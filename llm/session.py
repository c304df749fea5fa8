"""A model together with the database in which its calls and the notes they buy are kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from ..store.database import Database
from ..store.ledger import Ledger
from ..store.notes import Notes
from ..store.spending import Spending
from .model import ASLEEP, AWAKE, Bill, Model
from .purse import Purse
from .settings import UNLIMITED, Caps, Settings


@asynccontextmanager
async def asleep(settings: Settings, repository: str, cap: Caps = UNLIMITED) -> AsyncIterator[Model]:
    """The model for the sleep passes; `cap` lowers what they may spend this time.

    Raises ModelError when none is configured or there.
    """
    assert settings.asleep
    spending = Spending()
    purse = Purse(spending, repository, settings.budget, settings.budget.sleep.narrowed(cap), "this run")
    async with _opened(Model(settings.asleep, spending, purse, ASLEEP), spending) as model:
        yield model


@asynccontextmanager
async def awake(settings: Settings, repository: str, tokens: int) -> AsyncIterator[Model]:
    """The model for one question, which may cost so many tokens. Raises ModelError when it is not there."""
    assert settings.awake
    spending = Spending()
    cap = settings.budget.question.narrowed(Caps(tokens))
    purse = Purse(spending, repository, settings.budget, cap, "this question")
    async with _opened(Model(settings.awake, spending, purse, AWAKE), spending) as model:
        yield model


@asynccontextmanager
async def _opened(model: Model, spending: Spending) -> AsyncIterator[Model]:
    try:
        await model.open()
        yield model
    finally:
        await model.close()
        spending.close()


@contextmanager
def paying(bill: Bill, database: Database) -> Iterator[Bill]:
    """Within, a model is asked; afterwards its calls and the note they bought are kept in one transaction.

    The calls are kept however it ends, by an error or by being cancelled too.
    """
    try:
        yield bill
    finally:
        if bill.calls or bill.note:
            with database.writing() as connection:
                number = Notes(connection).put(bill.note) if bill.note else None
                Ledger(connection).add(bill.calls, number)
