"""Where all state lives."""

from __future__ import annotations

import os


def state_folder() -> str:
    """`SLEEPD_STATE_DIR`, or the platform's folder for state."""
    chosen = os.environ.get("SLEEPD_STATE_DIR")
    if chosen:
        return os.path.abspath(chosen)
    from platformdirs import user_state_dir

    return user_state_dir("sleepd", appauthor=False)


def make_private(folder: str) -> None:
    """Make a folder and those around it that are missing, so that only their user may look into them.

    Raises OSError when it can't be made.
    """
    around = os.path.dirname(folder)
    if not os.path.isdir(around) and around != folder:
        make_private(around)
    os.makedirs(folder, mode=0o700, exist_ok=True)
