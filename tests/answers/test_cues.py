"""Questions that no phrase matches, told by their words; and those that are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import workspace_at

from sleepd.answers.cues import kind_of
from sleepd.answers.ladder import ask
from sleepd.refresh import refresh

from ..conftest import Repo


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("anything in here that ends up calling load_config?", "callers"),
        ("name the spots where load_config gets invoked", "callers"),
        ("how many places rely on load_config", "callers"),
        ("is load_config ever being used?", "callers"),
        ("which helpers will load_config invoke along the way", "calls"),
        ("list the calls made inside load_config please", "calls"),
        ("what kinds of exceptions should I expect out of load_config", "raises"),
        ("when load_config blows up, with what?", "raises"),
        ("is there any test hitting load_config", "tests"),
        ("which specs use load_config", "tests"),
        ("what commit first introduced load_config to us", "added"),
        ("whose job is it, who knows most about load_config", "owners"),
        ("which classes out there end up extending load_config", "heirs"),
        ("is anything affected if load_config goes", "breaks"),
        ("when load_config was last touched, by whom", "changes"),
        ("why is load_config called twice", ""),
        ("how does load_config raise errors", ""),
        ("what is the difference between calling load_config and importing it", ""),
        ("which tests raise exceptions when load_config is called", ""),
        ("load_config", ""),
        ("what happens in load_config when the file is empty", ""),
    ],
)
def test_what_is_asked(text: str, kind: str) -> None:
    assert kind_of(text, "load_config") == kind


def test_an_answer_by_cues_is_less_sure(repo: Repo, tmp_path: Path) -> None:
    repo.write("shop.py", "def load_price(item, tax=0.2):\n    return item * tax\n\n\ndef pay():\n    load_price(1)\n")
    with workspace_at(repo.root, tmp_path / "state") as workspace:
        refresh(workspace)
        plain = ask(workspace, "who calls load_price")
        surmised = ask(workspace, "anything in here that ends up calling load_price?")
        assert (surmised.kind, surmised.text) == ("callers", plain.text)
        assert surmised.confidence < 0.8 < plain.confidence
        default = ask(workspace, "say load_price gets no tax at all, what is the fallback?")
        assert default.text.startswith("tax is 0.2 by default in load_price.")
        two = ask(workspace, "is load_price ever called from pay_later or load_price2?")
        assert two.rung != "note"
        assert ask(workspace, "why on earth is load_price being called").kind == "search"
