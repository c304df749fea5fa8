"""What a file is for, by its path alone."""

from __future__ import annotations

import pytest

from sleepd.indexers.roles import role_of


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("src/flask/app.py", "source"),
        ("src/_pytest/capture.py", "source"),
        ("testing/test_capture.py", "test"),
        ("pkg/server_test.go", "test"),
        ("web/button.spec.ts", "test"),
        ("app/src/androidTest/java/A.java", "test"),
        ("tests/data/setup.cfg", "test"),
        ("tests/README.md", "doc"),
        ("docs/conf.py", "doc"),
        ("examples/app.py", "example"),
        ("tox.ini", "config"),
    ],
)
def test_roles(path: str, role: str) -> None:
    assert role_of(path) == role
