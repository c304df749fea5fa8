"""Having a model answer what the facts only found the places of, where one is configured and may be asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..answers.answer import is_worth_composing
from .progress import tell


def composed(
    path: str, text: str, found: dict[str, Any], budget: int | None, hear: Callable[[str], None]
) -> dict[str, Any] | None:
    """The model's answer to a question whose answer from facts, as JSON, is `found`; None when there is none.

    `budget` is in tokens; None for the usual. `hear` gets each claim as it comes. What goes wrong with the model is
    said on standard error: the facts are an answer too.
    """
    if budget == 0 or not is_worth_composing(found):
        return None
    from ..llm.settings import may_be_configured

    if not may_be_configured():
        return None
    import asyncio

    from ..llm.errors import ModelError
    from ..llm.settings import REPOSITORY_FILE, read_settings
    from .opened import opened

    with opened(path) as workspace:
        settings = read_settings("\n".join(workspace.read_lines(REPOSITORY_FILE)))
        if settings.awake is None:
            return None
        from ..answers.answer import Answer
        from ..answers.compose import BUDGET, compose
        from ..llm.session import awake

        spent = 0

        async def ask() -> Answer:
            nonlocal spent
            tokens = BUDGET if budget is None else budget
            async with awake(settings, workspace.root, tokens) as model:
                try:
                    return await compose(workspace, text, Answer.of_json(found), model, tokens, hear)
                finally:
                    spent = model.purse.tokens

        try:
            return asyncio.run(ask()).as_json()
        except ModelError as error:
            tell(f"sleepd: no model had a part in this ({spent:,} tokens): {error.message}\n")
            return None
        except KeyboardInterrupt:
            tell(f"sleepd: interrupted, {spent:,} tokens\n")
            raise
