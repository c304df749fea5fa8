"""What holds sleep back."""

from __future__ import annotations

from collections import namedtuple
from datetime import time
from types import SimpleNamespace

import psutil
import pytest

from sleepd.daemon import idleness
from sleepd.daemon.idleness import Idleness
from sleepd.daemon.settings import IdleSettings, read_idle_settings
from sleepd.daemon.signals import hours, load, memory, power, presentation
from sleepd.errors import SleepdError

ANY = IdleSettings()


@pytest.fixture
def quiet(monkeypatch):
    """A machine that has nothing against sleeping."""
    monkeypatch.setattr(idleness, "SIGNALS", {})


def at(monkeypatch, hour: int, minute: int = 0) -> None:
    now = SimpleNamespace(now=lambda: SimpleNamespace(time=lambda: time(hour, minute)))
    monkeypatch.setattr(hours, "datetime", now)


@pytest.mark.parametrize(
    ("text", "hour", "inside"),
    [
        ("22:00-07:00", 23, True), ("22:00-07:00", 3, True), ("22:00-07:00", 7, False), ("22:00-07:00", 12, False),
        ("12:00-13:30", 12, True), ("12:00-13:30", 14, False), ("", 12, True),
    ],
)  # fmt: skip
def test_hours(configure, state, monkeypatch, text, hour, inside):
    configure(f'[idle]\nhours = "{text}"\n')
    at(monkeypatch, hour)
    assert (hours.reason(read_idle_settings()) == "") == inside


def test_no_configuration(state):
    assert read_idle_settings() == ANY


@pytest.mark.parametrize(
    "text",
    ['hours = "night"', 'hours = "22:00"', 'hours = 7', 'quiet_seconds = "long"', "quiet_seconds = -1",
     "quiet_seconds = true", 'on_battery = "yes"', "unknown = 1", "broken"],
)  # fmt: skip
def test_a_wrong_configuration_says_what_and_where(configure, state, text):
    configure(f"[idle]\n{text}\n")
    with pytest.raises(SleepdError, match=r"config\.toml"):
        read_idle_settings()


def test_battery(monkeypatch):
    Battery = namedtuple("Battery", "percent secsleft power_plugged")
    for plugged, allowed, expected in ((True, False, ""), (False, False, "on battery"), (False, True, "")):
        monkeypatch.setattr(psutil, "sensors_battery", lambda plugged=plugged: Battery(50, 9, plugged), raising=False)
        assert power.reason(IdleSettings(on_battery=allowed)) == expected
    monkeypatch.setattr(psutil, "sensors_battery", lambda: None, raising=False)
    assert power.reason(ANY) == ""


def test_other_work(monkeypatch):
    Times = namedtuple("Times", "user nice system idle")
    monkeypatch.setattr(psutil, "cpu_times_percent", lambda interval: Times(60.0, 0.0, 10.0, 30.0))
    assert load.reason(ANY) == "the processors are 70 % busy"
    monkeypatch.setattr(psutil, "cpu_times_percent", lambda interval: Times(5.0, 90.0, 5.0, 0.0))
    assert load.reason(ANY) == ""


def test_memory(monkeypatch):
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=100 << 20))
    assert memory.reason(ANY) == "memory is short"
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=8 << 30))
    monkeypatch.setattr(memory, "_stalled", lambda what: 50.0 if what == "io" else 0.0)
    assert memory.reason(ANY) == "processes wait for io"


def test_who_keeps_the_screen_on(tmp_path):
    assert presentation.inhibited(tmp_path / "nowhere") == ""
    (tmp_path / "1").write_text("WHAT=sleep\nWHO=NetworkManager\nMODE=delay\n")
    (tmp_path / "2").write_text("WHAT=handle-lid-switch\nWHO=shell\nMODE=block\n")
    (tmp_path / "3.ref").mkdir()
    assert presentation.inhibited(tmp_path) == ""
    (tmp_path / "4").write_text("WHAT=sleep:idle\nWHO=A call\nWHY=a call\nMODE=block\n")
    assert presentation.inhibited(tmp_path) == "A call keeps the screen on"


def test_you(quiet):
    idle = Idleness(IdleSettings(quiet_seconds=60))
    assert idle.held_back([]) == "you were here 0 s ago"
    idle.sleep_now()
    assert idle.held_back([]) == ""
    idle.active()
    assert idle.held_back([]) == "you were here 0 s ago"


def test_an_edit_counts_too(quiet):
    idle = Idleness(IdleSettings(quiet_seconds=5))
    idle._active -= 100
    assert idle.held_back([SimpleNamespace(edited=idle._active)]) == ""
    assert idle.held_back([SimpleNamespace(edited=idle._active + 98)]) == "you were here 2 s ago"


def test_every_signal_is_asked(monkeypatch):
    idle = Idleness(IdleSettings(quiet_seconds=0))
    monkeypatch.setattr(idleness, "SIGNALS", {"a": lambda settings: "", "b": lambda settings: "a reason"})
    assert idle.reasons([]) == {"you": "", "a": "", "b": "a reason"}
    assert idle.held_back([]) == "a reason"
