"""What a file is for."""

from __future__ import annotations

import pytest

from sleepd.indexers.roles import role_of


@pytest.mark.parametrize(
    ("role", "paths"),
    [
        (
            "source",
            "src/flask/app.py src/_pytest/python.py src/_pytest/fixtures.py django/test/client.py "
            "xarray/testing/assertions.py numpy/testing/utils.py lib/express.js contest.py latest/app.py "
            "src/latest/app.go attest.py protest.go crates/core/main.rs okhttp/src/main/kotlin/okhttp3/Call.kt "
            "inspector.py docstring.py changes.py sample.py src/AUDIT.java manifest/a.go newsletter/models.py",
        ),
        (
            "test",
            "tests/test_app.py test/app.js testing/test_collection.py testing/conftest.py pkg/tests/helpers.py "
            "django/contrib/admin/tests.py conftest.py src/test/java/FooTest.java src/androidTest/Foo.kt "
            "gin_test.go app.test.ts app.spec.js spec/models/user_spec.rb __tests__/a.js e2e/login.ts test_app.py "
            "testdata/a.go okhttp/src/jvmTest/kotlin/CallTest.kt FooTests.cs FooIT.java "
            "tests/functional/a/abstract.py packages/core/test/index.js crates/regex/tests/tests.rs tests/data.json "
            "tests/data/setup.cfg",
        ),
        ("example", "examples/tutorial/flaskr/db.py demo/a.js benchmarks/a.py asv_bench/benchmarks/a.py samples/a.kt"),
        ("doc", "README.md docs/api.rst docs/conf.py CHANGES.rst AUTHORS tests/README.md website/app.js"),
        ("config", "pyproject.toml tox.ini package.json .github/workflows/ci.yml Dockerfile Makefile"),
    ],
)
def test_role(role, paths):
    assert {path: role_of(path) for path in paths.split()} == dict.fromkeys(paths.split(), role)
