"""Why a note is prepared or not, and how much is prepared."""

from __future__ import annotations

import math

import pytest

from sleepd.refresh import refresh
from sleepd.sleep.coverage import coverage
from sleepd.sleep.reasons import reasons
from sleepd.sleep.scheduler import prepare

BODY = "    value = 1\n" * 100


@pytest.fixture
def workspace(look, repo):
    repo.write("pkg/hot.py", f"def used():\n{BODY}\n\ndef unused():\n{BODY}")
    repo.write("main.py", "from pkg.hot import used\n\n\nused()\n")
    repo.commit("Begin")
    return look(repo).workspace


def test_the_terms_make_the_probability(workspace):
    found = reasons(workspace, "pkg/hot.py")
    log_odds = sum(term.contribution for term in found.terms)
    assert found.probability == pytest.approx(1 / (1 + math.exp(-log_odds)))
    assert found.rank in (1, 2)
    assert [reason.kind for reason in found.kinds] == ["what"]


def test_a_symbol_has_the_terms_of_its_file(workspace):
    symbol, file = reasons(workspace, "pkg/hot.py::used"), reasons(workspace, "pkg/hot.py")
    assert (symbol.probability, symbol.rank) == (file.probability, file.rank)
    assert {"what", "callers", "breaks", "tests", "why"} == {reason.kind for reason in symbol.kinds}
    values = [reason.worth.value for reason in symbol.kinds]
    assert values == sorted(values, reverse=True)


def test_what_is_prepared_says_so(workspace):
    assert not any(reason.prepared for reason in reasons(workspace, "").kinds)
    prepare(workspace, lambda *said: None)
    assert reasons(workspace, "").kinds[0].prepared
    assert reasons(workspace, "pkg/").kinds[0].prepared


def test_coverage_counts_what_is_still_true(repo, workspace):
    assert coverage(workspace) == (0, 0, 208, 0)
    prepare(workspace, lambda *said: None)
    found = coverage(workspace)
    assert found.notes == found.fresh == workspace.notes.count() > 0
    before = found.fresh
    repo.write("pkg/hot.py", "def used():\n    pass\n")
    refresh(workspace)
    found = coverage(workspace)
    assert found.fresh < before == found.notes and found.lines == 6
