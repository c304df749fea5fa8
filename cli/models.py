"""What `sleepd status` says of language models."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ..errors import SleepdError

if TYPE_CHECKING:
    from ..llm.settings import Endpoint
    from ..workspace import Workspace


def known(workspace: Workspace) -> dict[str, Any]:
    """What is configured, what was spent, and which servers are left alone; a server to offer when none is set."""
    from ..llm.settings import REPOSITORY_FILE, read_settings
    from ..store.spending import Spending

    settings = read_settings("\n".join(workspace.read_lines(REPOSITORY_FILE)))
    asleep, awake = (workspace.ledger.total(awake) for awake in (False, True))
    told: dict[str, Any] = {
        "model_asleep": _named(settings.asleep), "model_awake": _named(settings.awake),
        "tokens": {"asleep": asleep.tokens, "awake": awake.tokens, "saved": workspace.notes.saved()},
        "money": {"asleep": asleep.money, "awake": awake.money}, "today": None, "offered": [], "pauses": [],
        "remarks": list(settings.remarks),
    }  # fmt: skip
    if not settings.asleep and not settings.awake:
        from ..llm.discovery import servers

        told["offered"] = [found._asdict() for found in servers()]
    try:
        spending = Spending()
        told["today"] = {
            "tokens": spending.today().tokens, "of": settings.budget.day.tokens,
            "money": spending.today().money, "of_money": settings.budget.day.money,
        }  # fmt: skip
        told["pauses"] = [pause._asdict() for pause in spending.pauses()]
        spending.close()
    except SleepdError as error:
        told["remarks"].append(error.message)
    return told


def _named(endpoint: Endpoint | None) -> str:
    return f"{endpoint.model or 'the first model'} at {endpoint.base_url}" if endpoint else ""


def told(known: dict[str, Any]) -> list[str]:
    """The same for people."""
    roles = (("model_asleep", "sleeping"), ("model_awake", "answering"))
    lines = [f"model for {role}: {known[key]}" for key, role in roles if known[key]]
    lines += [
        f"{found['name']} runs here with {found['models'][0]}; to use it: OPENAI_BASE_URL={found['base_url']}"
        for found in known["offered"]
    ]
    tokens, money, today = known["tokens"], known["money"], known["today"]
    if any(tokens.values()):
        net = tokens["saved"] - tokens["asleep"] - tokens["awake"]
        lines.append(
            f"tokens: {tokens['asleep']:,} asleep (${money['asleep']:.4f}), {tokens['awake']:,} awake"
            f" (${money['awake']:.4f}), {tokens['saved']:,} saved; net {net:+,}"
        )
    if today and today["tokens"]:
        lines.append(
            f"today, all repositories: {today['tokens']:,} of {today['of']:,.0f} tokens,"
            f" ${today['money']:.4f} of ${today['of_money']:.2f}"
        )
    for pause in known["pauses"]:
        left = f"{max(0, pause['until'] - time.time()):.0f} s"
        lines.append(f"{pause['server']} failed {pause['failures']} times, asked again in {left}: {pause['reason']}")
    return lines + [f"note: {remark}" for remark in known["remarks"]]
