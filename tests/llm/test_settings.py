from __future__ import annotations

import pytest

from sleepd.config import config_path
from sleepd.errors import SleepdError
from sleepd.llm.prices import FREE, UNKNOWN
from sleepd.llm.settings import Budget, Caps, Effort, may_be_configured, read_settings


def configure(text: str) -> None:
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text(text, encoding="utf-8")


def test_nothing_is_configured() -> None:
    assert not may_be_configured()
    assert read_settings()[:2] == (None, None)


def test_one_address_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1/")
    assert may_be_configured()
    settings = read_settings()
    assert settings.asleep == settings.awake
    assert settings.awake and settings.awake[:3] == ("http://127.0.0.1:8080/v1", "none", "")
    assert settings.awake.local and settings.awake.price == FREE


def test_a_key_alone_is_no_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    settings = read_settings()
    assert settings.asleep is None and "OPENAI_MODEL" in settings.remarks[0]
    monkeypatch.setenv("OPENAI_MODEL", "gpt-4o-mini-2024-07-18")
    endpoint = read_settings().asleep
    assert endpoint and endpoint.base_url == "https://api.openai.com/v1" and endpoint.price.prompt == 0.15


def test_sleeping_and_answering_have_models_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUTER_KEY", "secret")
    configure(
        """
        [model]
        base_url = "https://router.example.org/v1"
        api_key_env = "ROUTER_KEY"
        name = "good"
        [asleep]
        name = "cheap"
        context = 32768
        drafts = 3
        verify = true
        [budget]
        day = { tokens = 5_000 }
        sleep = { money = 0.05 }
        [prices."cheap"]
        prompt = 0.1
        completion = 0.2
        """
    )
    settings = read_settings()
    assert settings.asleep and settings.awake
    assert (settings.asleep.model, settings.asleep.context, settings.asleep.price[:2]) == ("cheap", 32768, (0.1, 0.2))
    assert (settings.awake.model, settings.awake.api_key, settings.awake.price) == ("good", "secret", UNKNOWN)
    assert settings.effort == Effort(drafts=3, verify=True)
    assert settings.budget.day == Caps(5000, Budget().day.money)
    assert settings.budget.sleep == Caps(Budget().sleep.tokens, 0.05)


@pytest.mark.parametrize(
    "text",
    [
        "model = 1", "[model]\nurl = 'http://a'", "[model]\nbase_url = 'file:///etc/passwd'", "[budget]\nday = 3",
        "[budget]\nday = { tokens = -1 }", "[budget]\nday = { tokens = nan }", "[budget]\nweek = { tokens = 1 }",
        "[model]\nbase_url = 'http://a'\ncontext = 'big'", "[prices.a]\nprompt = 1", "[other]", "= =",
        "[asleep]\ndrafts = 0", "[asleep]\nverify = 'yes'", "budget = []",
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(text: str) -> None:
    configure(text)
    with pytest.raises(SleepdError, match="config.toml"):
        read_settings()


def test_a_repository_narrows() -> None:
    configure("[model]\nbase_url = 'http://localhost:1/v1'\nname = 'm'")
    settings = read_settings("[budget]\nday = { tokens = 10 }\nquestion = { money = 0.0 }")
    assert settings.awake and settings.budget.day.tokens == 10 and settings.budget.question.money == 0
    assert not read_settings("[model]\nuse = false").awake


@pytest.mark.parametrize(
    "text",
    [
        "[model]\nbase_url = 'http://evil.example'\nuse = true", "[model]\napi_key = 'x'", "[prices.m]\nprompt = 0",
        "[asleep]\nname = 'other'", "[budget]\nday = { tokens = 1e12, money = 1e12 }", "[command]\nrun = 'rm'",
    ],
)  # fmt: skip
def test_a_repository_never_widens(text: str) -> None:
    configure("[model]\nbase_url = 'http://localhost:1/v1'\nname = 'm'")
    before, after = read_settings(), read_settings(text)
    assert after[:3] == before[:3]
    assert after.remarks or "budget" in text


@pytest.mark.parametrize("text", ["[[", "model = 3", "budget = 'x'", "[budget]\nday = { tokens = 'many' }"])
def test_a_repository_with_a_wrong_file_has_no_model(text: str) -> None:
    configure("[model]\nbase_url = 'http://localhost:1/v1'\nname = 'm'")
    settings = read_settings(text)
    assert settings.awake is None and settings.asleep is None and "wrong" in settings.remarks[0]
