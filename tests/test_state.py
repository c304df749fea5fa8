"""Where state lives."""

from __future__ import annotations

import os

from sleepd.state import state_folder


def test_the_state_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(tmp_path))
    assert state_folder() == str(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLEEPD_STATE_DIR", "here")
    assert state_folder() == str(tmp_path / "here")
    monkeypatch.delenv("SLEEPD_STATE_DIR")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    assert os.path.basename(state_folder()) == "sleepd"
