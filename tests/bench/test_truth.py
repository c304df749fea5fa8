"""bench/source.py and bench/truth.py: every truth here was found by reading the repository below, not by running it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sleepd.bench.question import Fact
from sleepd.bench.source import Source, is_code, is_test
from sleepd.bench.truth import facts, first_commits
from sleepd.indexers import git

from ..conftest import Repo

CODE = '''import os
from dataclasses import dataclass


class ShopError(Exception):
    pass


class Base:
    def total(self):
        return 0

    def close(self):
        pass


class Till(Base):
    def total(self):
        return self.count_coins()

    def count_coins(self):
        return 1

    def open(self):
        prepare_drawer()
        unlock_drawer(3)


class Safe(Base):
    def total(self):
        return 2


def prepare_drawer(size=3, *, colour="red", lid=None):
    if size > 9:
        raise ShopError("too big")
    if not colour:
        raise ValueError
    return os.environ.get("SHOP_DRAWER")


def unlock_drawer(times):
    try:
        return os.environ["SHOP_KEY"]
    except KeyError as error:
        raise error


def twice():
    return 1


def recount():
    return twice()
'''
OTHER = "def twice():\n    return 2\n"
TESTS = "from shop import prepare_drawer\n\n\ndef test_drawer():\n    assert prepare_drawer() is None\n"


@pytest.fixture
def shop(repo: Repo) -> Repo:
    repo.write("shop.py", CODE.replace("def twice", "def once"))
    repo.commit("Sell things (#12)")
    repo.write("shop.py", CODE)
    repo.write("other.py", OTHER)
    repo.write("tests/test_shop.py", TESTS)
    repo.commit("Count twice")
    return repo


def known(repo: Repo) -> dict[str, dict[str, Fact]]:
    paths = [file.path for file in git.list_files(repository(repo))]
    found: dict[str, dict[str, Fact]] = {}
    for fact in facts(Source(str(repo.root), paths), repository(repo)):
        found.setdefault(fact.kind, {})[" ".join(filter(None, (fact.subject, fact.detail)))] = fact
    return found


def repository(repo: Repo) -> git.Repository:
    found = git.find(Path(repo.root))
    assert found
    return found


def test_defaults(shop: Repo) -> None:
    found = {subject: fact.truth for subject, fact in known(shop)["default"].items()}
    assert found == {
        "prepare_drawer size": (("3",),),
        "prepare_drawer colour": (("'red'",),),
        "prepare_drawer lid": (("None",),),
    }


def test_raised_but_not_what_a_variable_holds(shop: Repo) -> None:
    found = known(shop)["raises"]
    assert found.keys() == {"prepare_drawer"}
    assert found["prepare_drawer"].truth == (("ShopError",), ("ValueError",))


def test_callers_of_what_there_is_once(shop: Repo) -> None:
    found = known(shop)["callers"]
    assert {subject: fact.truth for subject, fact in found.items()} == {
        "prepare_drawer": (("Till.open",),),
        "unlock_drawer": (("Till.open",),),
        "Till.count_coins": (("Till.total",),),
    }
    assert found["prepare_drawer"].neutral == ("test_drawer",)


def test_tests(shop: Repo) -> None:
    assert known(shop)["tests"]["prepare_drawer"].truth == (("test_drawer",),)


def test_overrides_both_ways(shop: Repo) -> None:
    found = known(shop)
    assert found["overrides"]["Till.total"].truth == (("Base.total", "Base"),)
    assert found["overridden"].keys() == {"Base.total"}
    assert found["overridden"]["Base.total"].truth == (("Safe.total", "Safe"), ("Till.total", "Till"))


def test_environment(shop: Repo) -> None:
    found = {subject: fact.truth for subject, fact in known(shop)["env"].items()}
    assert found == {"SHOP_DRAWER": (("prepare_drawer", "shop.py"),), "SHOP_KEY": (("unlock_drawer", "shop.py"),)}


def test_the_order_of_calls(shop: Repo) -> None:
    found = known(shop)["order"]
    assert found.keys() == {"Till.open"}
    assert found["Till.open"].truth == (("prepare_drawer",), ("unlock_drawer",))


def test_the_commit_that_added_it(shop: Repo) -> None:
    log = shop.git("log", "--format=%H", "--reverse").split()
    found = known(shop)["commit"]
    assert found["Till.open"].truth == ((log[0], "#12"),) if "Till.open" in found else True
    assert found["unlock_drawer"].truth == ((log[0], "#12"),)
    assert found["test_drawer"].truth == ((log[1],),) if "test_drawer" in found else True
    assert "twice" not in found, "there are two"


def test_what_was_gone_for_a_while_was_added_by_no_one_commit(repo: Repo) -> None:
    for text in ("def come():\n    pass\n", "", "def come():\n    pass\n\n\ndef stay():\n    pass\n"):
        repo.write("a.py", text)
        repo.commit("Change it")
    assert first_commits(repository(repo)).keys() == {"stay"}


def test_what_is_no_python_is_left_out(repo: Repo) -> None:
    repo.write("broken.py", "def (")
    repo.write("deep.py", "(" * 400 + ")" * 400)
    assert not Source(str(repo.root), ["broken.py", "deep.py", "missing.py"]).defined


@pytest.mark.parametrize(
    ("path", "test", "code"),
    [
        ("src/shop.py", False, True), ("tests/test_shop.py", True, False), ("shop/test_shop.py", True, False),
        ("conftest.py", True, False), ("docs/conf.py", False, False), ("examples/run.py", False, False),
        ("setup.py", False, False), ("latest/contest.py", False, True),
    ],
)  # fmt: skip
def test_what_is_for_what(path: str, test: bool, code: bool) -> None:
    assert (is_test(path), is_code(path)) == (test, code)
