"""What coding agents ask for: the same answers, with the lines that prove them, within so many tokens."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..answers.anticipated import unit_at
from ..answers.asked import remember
from ..answers.brief import MOST_TOKENS, Brief, answered, found, known
from ..errors import SleepdError
from .params import count_in, text_in, where_in
from .repository import Repository
from .server import Method
from .wire import Progress

if TYPE_CHECKING:
    from .main import Daemon


def agent_methods(daemon: Daemon) -> dict[str, Method]:
    """Name -> what it does."""

    async def use(params: dict[str, Any], progress: Progress, function: Callable[[Repository], Brief]) -> Any:
        path, identity = where_in(params)
        daemon.active()
        return await daemon.repositories.use(
            path, identity, lambda repository: {**function(repository).as_json(), "root": repository.root}, progress
        )

    async def brief(params: dict[str, Any], progress: Progress) -> Any:
        question, (path, _) = text_in(params, "question"), where_in(params)
        tokens = count_in(params, "tokens", MOST_TOKENS)

        def answering(repository: Repository) -> Brief:
            here = unit_at(repository.workspace, repository.inside(path), 0)
            told, answer = answered(repository.workspace, question, tokens, here)
            daemon.later(lambda: None if repository.closed else remember(repository.workspace, [(question, answer)]))
            return told

        return await use(params, progress, answering)

    async def brief_search(params: dict[str, Any], progress: Progress) -> Any:
        text, count = text_in(params, "text"), count_in(params, "count")
        tokens = count_in(params, "tokens", MOST_TOKENS)
        return await use(params, progress, lambda repository: found(repository.workspace, text, count, tokens))

    async def brief_notes(params: dict[str, Any], progress: Progress) -> Any:
        name, tokens = text_in(params, "name"), count_in(params, "tokens", MOST_TOKENS)

        def telling(repository: Repository) -> Brief:
            told = known(repository.workspace, repository.inside(name) if os.path.isabs(name) else name, tokens)
            if told is None:
                raise SleepdError(f"there is no {name} here", "give a path, a symbol, path::symbol or folder/")
            return told

        return await use(params, progress, telling)

    methods: list[Callable[..., Any]] = [brief, brief_search, brief_notes]
    return {function.__name__: function for function in methods}
