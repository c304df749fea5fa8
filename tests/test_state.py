"""Where state lives."""

from __future__ import annotations

import os

from sleepd.state import make_private, state_folder


def test_the_state_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(tmp_path))
    assert state_folder() == str(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLEEPD_STATE_DIR", "here")
    assert state_folder() == str(tmp_path / "here")
    monkeypatch.delenv("SLEEPD_STATE_DIR")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    assert os.path.basename(state_folder()) == "sleepd"


def test_folders_are_their_users_alone(tmp_path):
    make_private(str(tmp_path / "a/b/c"))
    for folder in ("a", "a/b", "a/b/c"):
        assert (tmp_path / folder).stat().st_mode & 0o777 == 0o700
    make_private(str(tmp_path / "a/b/c"))
