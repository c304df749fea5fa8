"""The user's configuration file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from .errors import SleepdError


def config_path() -> Path:
    """The user's configuration file: in `SLEEPD_CONFIG_DIR`, or the platform's folder for configuration."""
    chosen = os.environ.get("SLEEPD_CONFIG_DIR")
    if chosen:
        return Path(chosen).absolute() / "config.toml"
    from platformdirs import user_config_path

    return user_config_path("sleepd", appauthor=False) / "config.toml"


def read_config() -> dict[str, Any]:
    """What the file holds; nothing when there is none. Raises SleepdError when it can't be read."""
    import tomllib

    path = config_path()
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SleepdError(f"{path} can't be read: {error}", "correct or remove it") from None
