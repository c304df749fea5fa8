"""Which models may be used, and for how much: the environment, the user's configuration, and what a repository narrows.

A repository's own file can only take away. It names no server, no key and no command, so that cloning a hostile
repository sends nothing anywhere.
"""

from __future__ import annotations

import ipaddress
import math
import os
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..config import config_path, read_config
from ..errors import SleepdError
from .prices import Price, price_of, read_prices

OPENAI = "https://api.openai.com/v1"
REPOSITORY_FILE = ".sleepd.toml"
_MODEL_KEYS = {"base_url", "api_key", "api_key_env", "name", "context"}
_CONTEXT = 8192
_MOST_DRAFTS = 8


class Caps(NamedTuple):
    """The most that may be spent."""

    tokens: float = math.inf
    money: float = math.inf
    """In US dollars."""

    def narrowed(self, other: Caps) -> Caps:
        """The lower of both."""
        return Caps(min(self.tokens, other.tokens), min(self.money, other.money))


UNLIMITED = Caps()


class Budget(NamedTuple):
    """Hard caps: what is not left is not spent. Days are those of UTC."""

    day: Caps = Caps(2_000_000, 1.0)
    """Of all repositories together."""
    repository: Caps = Caps(1_000_000, 0.5)
    """Of one repository in a day."""
    sleep: Caps = Caps(200_000, 0.25)
    """Of one run of the sleep passes."""
    question: Caps = Caps(8_000, 0.02)
    """Of one question, whatever `--budget` says."""


class Endpoint(NamedTuple):
    """A server that speaks the OpenAI protocol, and the model to ask there."""

    base_url: str
    api_key: str
    model: str
    """"" for the only or first one that the server has."""
    context: int
    """Tokens of prompt and completion together."""
    price: Price

    @property
    def local(self) -> bool:
        """Whether it runs on this machine."""
        return is_local(self.base_url)


class Effort(NamedTuple):
    """How much is thought about one note while nobody waits."""

    drafts: int = 1
    """The best of so many is kept."""
    revisions: int = 1
    """How often a draft of an answer is written anew, after what it lacked was read."""
    verify: bool = False
    """Whether the model is asked, too, if its claims are shown by their sources."""


class Settings(NamedTuple):
    """What is configured for one repository."""

    asleep: Endpoint | None
    awake: Endpoint | None
    budget: Budget
    effort: Effort = Effort()
    remarks: tuple[str, ...] = ()
    """What was configured and is not heeded, for people to read."""


def may_be_configured() -> bool:
    """Whether there is anything to read at all; cheap enough to ask before every question."""
    return bool(os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_KEY")) or config_path().is_file()


def read_settings(repository: str = "") -> Settings:
    """The settings for a repository whose own file (`.sleepd.toml`) has the text `repository`.

    Raises SleepdError when the user's file is wrong; a wrong file of the repository's is a remark.
    """
    user = read_config()
    remarks: list[str] = []
    try:
        prices = read_prices(user.get("prices", {}))
        budget = _budget(user.get("budget", {}))
        model, own = user.get("model", {}), dict(user.get("asleep", {}))
        effort = _effort({key: own.pop(key) for key in Effort._fields if key in own})
        asleep, awake = (_endpoint({**model, **table}, prices) for table in (own, user.get("awake", {})))
        _only(user, {"idle", "model", "asleep", "awake", "budget", "prices"}, "the file")
    except (TypeError, ValueError, AttributeError) as error:
        raise SleepdError(f"{config_path()}: {error}", "docs/models.md shows what it may hold") from None
    if asleep is None and awake is None and os.environ.get("OPENAI_API_KEY"):
        remarks.append("OPENAI_API_KEY is set but not used: name a model with OPENAI_MODEL or in the configuration")
    use, budget = _narrowed(budget, repository, remarks)
    return Settings(asleep if use else None, awake if use else None, budget, effort, tuple(remarks))


def is_local(base_url: str) -> bool:
    """Whether a server is on this machine."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _endpoint(table: Mapping[str, Any], prices: Mapping[str, Price]) -> Endpoint | None:
    """The environment goes before the file, as with every other tool that knows these variables.

    A key alone is no consent: it may be there for another program.
    """
    _only(table, _MODEL_KEYS, "a model")
    base_url = os.environ.get("OPENAI_BASE_URL") or str(table.get("base_url", ""))
    name = str(table.get("name", "")) or os.environ.get("OPENAI_MODEL", "")
    named = str(table.get("api_key", "")) or os.environ.get(str(table.get("api_key_env", "")), "")
    key = named or os.environ.get("OPENAI_API_KEY", "")
    if not base_url and not (name and key):
        return None
    url = (base_url or OPENAI).rstrip("/")
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"base_url = {url!r} is no http or https address")
    context = table.get("context", _CONTEXT)
    if not isinstance(context, int) or context < 1024:
        raise ValueError(f"context = {context!r} is not a number of tokens from 1024 up")
    return Endpoint(url, key or "none", name, context, price_of(prices, name, is_local(url)))


def _budget(table: Mapping[str, Any]) -> Budget:
    _only(table, set(Budget._fields), "budget")
    return Budget(**{scope: _caps(value, scope, Budget._field_defaults[scope]) for scope, value in table.items()})


def _caps(table: Mapping[str, Any], scope: str, default: Caps) -> Caps:
    _only(table, set(Caps._fields), f"budget.{scope}")
    for key, value in table.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
            raise ValueError(f"budget.{scope}.{key} = {value!r} is no amount")
    return default._replace(**table)


def _effort(table: Mapping[str, Any]) -> Effort:
    effort = Effort(**table)
    for name, least in (("drafts", 1), ("revisions", 0)):
        number = getattr(effort, name)
        if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= _MOST_DRAFTS:
            raise ValueError(f"asleep.{name} = {number!r} is not a number from {least} to {_MOST_DRAFTS}")
    if not isinstance(effort.verify, bool):
        raise ValueError(f"asleep.verify = {effort.verify!r} is neither true nor false")
    return effort


def _only(table: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(table) - known):
        raise ValueError(f"{where} has no {unknown[0]!r}; it may have {', '.join(sorted(known))}")


def _narrowed(budget: Budget, text: str, remarks: list[str]) -> tuple[bool, Budget]:
    """(whether models may be used, the budget) after the repository had its say."""
    try:
        own = tomllib.loads(text)
        model = own.get("model", {})
        narrower = own.get("budget", {})
        remarks += [f"{REPOSITORY_FILE} may not set {key!r}" for key in sorted(own) if key not in ("model", "budget")]
        remarks += [f"{REPOSITORY_FILE} may not set model.{key}" for key in sorted(model) if key != "use"]
        unlimited = {
            scope: _caps(value, scope, UNLIMITED) for scope, value in narrower.items() if scope in Budget._fields
        }
    except (TypeError, ValueError, AttributeError) as error:
        remarks.append(f"{REPOSITORY_FILE} is wrong, so no model is used here: {error}")
        return False, budget
    caps = {scope: getattr(budget, scope).narrowed(cap) for scope, cap in unlimited.items()}
    return model.get("use", True) is True, budget._replace(**caps)
