from __future__ import annotations

from sleepd.indexers.cochange import cochange
from sleepd.indexers.history import Commit, FileChange

DAY = 24 * 3600


def commit(*paths: str, day: float = 1000, renamed: dict[str, str] | None = None) -> Commit:
    files = [FileChange(path, "M") for path in paths]
    files += [FileChange(new, "R", old) for old, new in (renamed or {}).items()]
    return Commit("0", "Ada", "ada@example.org", int(day * DAY), "", "", files)


def test_three_times_together():
    assert cochange([commit("b", "a")] * 2) == []
    assert cochange([commit("b", "a")] * 3) == [("a", "b", 3, 1.0)]


def test_score_is_the_share_of_the_less_often_changed_file():
    often = [commit("a")] * 100
    assert cochange([*often, *[commit("a", "b")] * 3, *[commit("b")] * 7]) == [("a", "b", 3, 0.3)]
    assert cochange([*often, *[commit("a", "b")] * 3, *[commit("b")] * 8]) == []


def test_closest_first():
    commits = [*[commit("a", "b")] * 3, *[commit("c", "d")] * 4, *[commit("e", "f")] * 3, commit("e"), commit("f")]
    assert [pair.path for pair in cochange(commits)] == ["c", "a", "e"]


def test_half_a_year_before_the_newest_commit():
    assert len(cochange([commit("a", "b"), commit("a", "b", day=900), commit("a", "b", day=819)])) == 1
    assert cochange([commit("a", "b"), commit("a", "b", day=900), commit("a", "b", day=817)]) == []


def test_large_commits_and_lock_files_say_nothing():
    many = [str(number) for number in range(21)]
    assert cochange([commit(*many)] * 3) == []
    assert len(cochange([commit(*many[1:])] * 3)) == 190
    locks = ["x/package-lock.json", "poetry.lock", "go.sum", "bun.lockb", "pnpm-lock.yaml"]
    assert cochange([commit("a", *locks)] * 3) == []


def test_renamed_files_keep_their_past():
    commits = [
        commit("c", "x"),
        commit("x", renamed={"b": "c"}),
        commit("b", "x"),
        commit(renamed={"a": "b"}),
        commit("a", "x"),
    ]
    assert cochange(commits) == [("c", "x", 4, 1.0)]


def test_nothing():
    assert cochange([]) == []
    assert cochange([commit()]) == []
