"""What editors ask for, beside what the command line does. A file is named by its path, a place by its saved line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..answers.answer import Answer
from ..answers.anticipated import answer as answer_about
from ..answers.anticipated import anticipated, is_by_model, unit_at
from ..answers.asked import remember
from ..answers.hover import hover as hover_on
from ..answers.ladder import ask
from ..answers.symbols import in_short, symbols_of
from ..answers.symbols import symbols as symbols_like
from ..answers.untrue import untrue as untrue_in
from .params import count_in, line_in, text_in, where_in
from .repository import Repository
from .server import Method
from .wire import Progress

if TYPE_CHECKING:
    from .main import Daemon


def editor_methods(daemon: Daemon) -> dict[str, Method]:
    """Name -> what it does."""

    async def use(params: dict[str, Any], progress: Progress, function: Callable[[Repository, str], Any]) -> Any:
        path, identity = where_in(params)
        daemon.active()
        return await daemon.repositories.use(
            path, identity, lambda repository: function(repository, repository.inside(path)), progress
        )

    def remembered(repository: Repository, question: str, answer: Answer) -> dict[str, Any]:
        """The answer to what the user asked in so many words, or chose."""
        daemon.later(lambda: None if repository.closed else remember(repository.workspace, [(question, answer)]))
        return shown(repository, question, answer)

    def shown(repository: Repository, question: str, answer: Answer) -> dict[str, Any]:
        by_model = is_by_model(repository.workspace, answer)
        return {"question": question, **answer.as_json(), "by_model": by_model, "root": repository.root}

    async def hover(params: dict[str, Any], progress: Progress) -> Any:
        line, name, qualifier = line_in(params), text_in(params, "name"), text_in(params, "qualifier")

        def hovering(repository: Repository, path: str) -> dict[str, Any] | None:
            found = hover_on(repository.workspace, path, line, name, qualifier)
            return {**found.as_json(), "root": repository.root} if found else None

        return await use(params, progress, hovering)

    async def ask_here(params: dict[str, Any], progress: Progress) -> Any:
        line, last, question = line_in(params), line_in(params, "last"), text_in(params, "question")

        def asking(repository: Repository, path: str) -> dict[str, Any]:
            unit = unit_at(repository.workspace, path, line, last=last)
            return remembered(repository, question, ask(repository.workspace, question, unit))

        return await use(params, progress, asking)

    async def about(params: dict[str, Any], progress: Progress) -> Any:
        kind, unit = text_in(params, "kind"), text_in(params, "unit")

        def telling(repository: Repository, path: str) -> dict[str, Any] | None:
            found = answer_about(repository.workspace, kind, unit)
            return remembered(repository, *found) if found else None

        return await use(params, progress, telling)

    async def explain(params: dict[str, Any], progress: Progress) -> Any:
        line, last = line_in(params), line_in(params, "last")
        name, qualifier = text_in(params, "name"), text_in(params, "qualifier")

        def explaining(repository: Repository, path: str) -> dict[str, Any] | None:
            unit = unit_at(repository.workspace, path, line, name, qualifier, last)
            found = answer_about(repository.workspace, "what", unit) if unit else None
            return remembered(repository, *found) if found else None

        return await use(params, progress, explaining)

    async def look(params: dict[str, Any], progress: Progress) -> None:
        """Trust no watch, and look at every file again."""
        await use(params, progress, lambda repository, path: repository.look_again())
        await use(params, progress, lambda repository, path: None)

    async def questions(params: dict[str, Any], progress: Progress) -> Any:
        line, name, qualifier = line_in(params), text_in(params, "name"), text_in(params, "qualifier")

        def anticipating(repository: Repository, path: str) -> list[dict[str, Any]]:
            found = anticipated(repository.workspace, unit_at(repository.workspace, path, line, name, qualifier))
            return [shown(repository, question, answer) for question, answer in found]

        return await use(params, progress, anticipating)

    async def symbols(params: dict[str, Any], progress: Progress) -> Any:
        text, count = text_in(params, "text"), count_in(params, "count")

        def finding(repository: Repository, path: str) -> dict[str, Any]:
            found = symbols_like(repository.workspace, text, count)
            return {"symbols": [item.as_json() for item in found], "root": repository.root}

        return await use(params, progress, finding)

    async def outline(params: dict[str, Any], progress: Progress) -> Any:
        def listing(repository: Repository, path: str) -> list[dict[str, Any]]:
            return [item.as_json() for item in symbols_of(repository.workspace, path)]

        return await use(params, progress, listing)

    async def lens(params: dict[str, Any], progress: Progress) -> Any:
        unit = text_in(params, "unit")
        return await use(params, progress, lambda repository, path: in_short(repository.workspace, unit))

    async def untrue(params: dict[str, Any], progress: Progress) -> Any:
        def judging(repository: Repository, path: str) -> list[dict[str, Any]]:
            return [item.as_json() for item in untrue_in(repository.workspace, path)]

        return await use(params, progress, judging)

    found: list[Callable[..., Any]] = [hover, ask_here, about, explain, look, questions, symbols, outline, lens, untrue]
    return {function.__name__: function for function in found}
