"""The shop, read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.graph.view import View

from ..conftest import Repo
from .shop import build


@pytest.fixture
def view(repo: Repo, look: Callable[[Repo], View]) -> View:
    build(repo)
    return look(repo)
