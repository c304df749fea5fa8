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
