from __future__ import annotations

import random
import subprocess

import pytest

from sleepd.errors import SleepdError
from sleepd.indexers import git, history


def repository_of(repo) -> git.Repository:
    repository = git.find(repo.root)
    assert repository
    return repository


def read(repo, **options) -> list[history.Commit]:
    return list(history.read(repository_of(repo), **options).commits)


def subjects(commits) -> list[str]:
    return [commit.subject for commit in commits]


def lines(*texts: str) -> str:
    return "".join(f"{text}\n" for text in texts)


# Commits


def test_a_commit_with_everything(repo):
    repo.write("a.py", lines(*map(str, range(20))))
    repo.write("gone.py", "gone\n")
    repo.write("same.py", "same\n")
    repo.commit("First")
    first = repo.head()
    (repo.root / "a.py").rename(repo.root / "b.py")
    repo.write("b.py", lines(*map(str, range(21))))
    (repo.root / "gone.py").unlink()
    repo.write("new.py", "new\n")
    (repo.root / "same.py").unlink()
    (repo.root / "same.py").symlink_to("b.py")
    repo.commit(
        "Rename a to b\n\nBecause it was\nmisnamed.\n\nFixes #7\n",
        "José <jose@example.org>",
        "2024-05-02T10:00:00+02:00",
    )
    second = repo.head()
    assert read(repo) == [
        (
            *(second, "José", "jose@example.org", 1714636800, "Rename a to b", "Because it was\nmisnamed.\n\nFixes #7"),
            [("b.py", "R", "a.py"), ("gone.py", "D", ""), ("new.py", "A", ""), ("same.py", "T", "")],
        ),
        (
            *(first, "Ada", "ada@example.org", 1714564800, "First", ""),
            [("a.py", "A", ""), ("gone.py", "A", ""), ("same.py", "A", "")],
        ),
    ]


def test_nobody_can_forge_a_record(repo):
    """Messages and paths hold whatever looks like a separator."""
    names = ["\n", "a\nM", "R100", "\x01", "M\tb", "ÿ", "\x1e\x1f", "commit"]
    for name in names:
        repo.write(name, "")
    message = "%x00 %H \x01\x02\x1e\x1f \ncommit 1234\n\nM\ta.py\n\n\n R100\n"
    repo.commit(message)
    repo.commit("")
    empty, commit = read(repo)
    assert (empty.subject, empty.body, empty.files) == ("", "", [])
    assert sorted(change.path for change in commit.files) == sorted(names)
    assert commit.body == "M\ta.py\n\n\n R100"


def test_texts_that_are_not_utf_8(repo):
    repo.git("config", "i18n.commitEncoding", "ISO-8859-1")
    (repo.root / "message").write_bytes("Café".encode("latin-1"))
    repo.git("commit", "--quiet", "--allow-empty", "--file=message")
    (repo.root / "message").unlink()
    repo.git("config", "i18n.commitEncoding", "UTF-8")
    tree = repo.git("write-tree")
    broken = f"tree {tree}\nauthor A <a> nonsense\ncommitter A <a> nonsense\n\n".encode() + b"Caf\xe9"
    hashed = subprocess.run(
        ["git", "hash-object", "-t", "commit", "--literally", "-w", "--stdin"],
        input=broken,
        cwd=repo.root,
        capture_output=True,
        check=True,
    )
    (repo.root / ".git/refs/heads/broken").write_bytes(hashed.stdout)
    assert subjects(read(repo)) == ["Café"]
    repo.git("symbolic-ref", "HEAD", "refs/heads/broken")
    assert [(commit.subject, commit.time) for commit in read(repo)] == [("Caf\N{REPLACEMENT CHARACTER}", 0)]


def test_mailmap(repo):
    repo.write(".mailmap", "Ada Lovelace <ada@new.example> <ada@example.org>\n")
    repo.commit("One")
    assert [(commit.author, commit.email) for commit in read(repo)] == [("Ada Lovelace", "ada@new.example")]


def test_merges_have_a_message_and_no_files(repo):
    repo.write("a.py", "")
    repo.commit("One")
    repo.git("switch", "--quiet", "--create", "side")
    repo.write("b.py", "")
    repo.commit("Side", date="2024-05-02T12:00:00Z")
    repo.git("switch", "--quiet", "main")
    repo.commit("Main", date="2024-05-03T12:00:00Z")
    repo.git("config", "log.diffMerges", "first-parent")
    repo.git("merge", "--quiet", "--no-ff", "--message=Merge pull request #5 from side\n\nWhy", "side")
    merge, main, side, one = read(repo)
    assert (merge.subject, merge.body, merge.files) == ("Merge pull request #5 from side", "Why", [])
    assert subjects([main, side, one]) == ["Main", "Side", "One"]
    assert side.files == [("b.py", "A", "")]


def test_the_users_log_settings_change_nothing(repo):
    repo.write("a.py", lines(*map(str, range(20))))
    repo.commit("One")
    (repo.root / "a.py").rename(repo.root / "b.py")
    repo.commit("Zwölf")
    expected = read(repo)
    for setting in (
        *("diff.renames=false", "log.showRoot=false", "diff.orderFile=/missing", "color.diff=always"),
        *("format.pretty=oneline", "log.decorate=full", "log.date=relative", "diff.noprefix=true", "log.mailmap=false"),
        *("i18n.logOutputEncoding=ISO-8859-1", "diff.renameLimit=1", "log.abbrevCommit=true", "diff.relative=true"),
    ):
        repo.git("config", *setting.split("=", 1))
    assert read(repo) == expected
    assert span(repo, "b.py", 1, 1) == ["One"]
    assert expected[0].files == [("b.py", "R", "a.py")]


def test_only_the_newest_commits_when_there_are_too_many(repo):
    for number in range(5):
        repo.commit(f"Commit {number}")
    assert subjects(read(repo, limit=2)) == ["Commit 4", "Commit 3"]


def test_agrees_with_git_on_a_random_history(repo):
    chance = random.Random(7)
    for number in range(25):
        for _ in range(chance.randint(0, 4)):
            files = sorted(file for file in repo.root.iterdir() if file.is_file())
            if files and chance.random() < 0.3:
                chance.choice(files).unlink()
            elif files and chance.random() < 0.3:
                chance.choice(files).rename(repo.root / f"moved-{number}")
            else:
                repo.write(f"f{chance.randint(0, 9)}", lines(*(str(chance.random()) for _ in range(10))))
        repo.commit(f"Commit {number}")
    for commit in read(repo):
        told = repo.git("show", "--format=", "--name-status", "-M", commit.id).splitlines()
        ours = [
            "\t".join(["R" if change.old_path else change.status, *filter(None, (change.old_path, change.path))])
            for change in commit.files
        ]
        assert ours == [line if line[0] != "R" else "R" + line[4:] for line in told]


# Kinds of repositories


def test_no_commits(repo):
    head, commits, keep = history.read(repository_of(repo))
    assert (head, list(commits), keep) == (None, [], 0)


def test_a_shallow_clone_says_nothing_of_files_where_it_ends(repo, tmp_path):
    for number in range(3):
        repo.write("a.py", str(number))
        repo.write(f"{number}.py", "")
        repo.commit(f"Commit {number}")
    repo.git("clone", "--quiet", "--depth=2", f"file://{repo.root}", str(tmp_path / "clone"))
    clone = git.find(tmp_path / "clone")
    newest, last = history.read(clone).commits
    assert (newest.subject, newest.files) == ("Commit 2", [("2.py", "A", ""), ("a.py", "M", "")])
    assert (last.subject, last.files) == ("Commit 1", [])


def test_detached_and_linked_work_trees(repo, tmp_path):
    repo.commit("One")
    one = repo.head()
    repo.commit("Two")
    repo.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"), one)
    linked = git.find(tmp_path / "linked")
    assert subjects(history.read(linked).commits) == ["One"]
    repo.git("switch", "--quiet", "--detach", one)
    assert subjects(read(repo)) == ["One"]


def test_a_submodule_has_its_own_history(repo, make_repo):
    library = make_repo("library")
    library.write("lib.py", "one\n")
    library.commit("Library")
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library.root), "library")
    repo.commit("Add")
    submodule = git.find(repo.root / "library")
    assert subjects(history.read(submodule).commits) == ["Library"]
    assert subjects(history.span_commits(repository_of(repo), "library/lib.py", 1, 1)) == ["Library"]


def test_a_damaged_repository_is_an_error(repo):
    repo.commit("One")
    tip = repo.head()
    (repo.root / ".git/objects" / tip[:2] / tip[2:]).unlink()
    with pytest.raises(SleepdError, match="git log failed"):
        read(repo)


# What is new


def test_only_what_is_new(repo):
    repo.commit("One")
    first = repo.head()
    repo.commit("Two")
    repo.commit("Three")
    third = repo.head()
    head, commits, keep = history.read(repository_of(repo), [first])
    assert (head, subjects(commits), keep) == (third, ["Three", "Two"], 1)


def test_nothing_new(repo):
    repo.commit("One")
    tip = repo.head()
    head, commits, keep = history.read(repository_of(repo), [tip])
    assert (head, list(commits), keep) == (tip, [], 1)


def test_rewritten_history(repo):
    repo.commit("One")
    one = repo.head()
    repo.commit("Two")
    old = repo.head()
    repo.git("commit", "--quiet", "--amend", "--allow-empty", "--message=Two, better")
    head, commits, keep = history.read(repository_of(repo), [old, one])
    assert (subjects(commits), keep) == (["Two, better"], 1)
    assert head == repo.head()


def test_switching_branches_reads_the_difference_only(repo):
    repo.commit("One")
    one = repo.head()
    repo.git("switch", "--quiet", "--create", "side")
    repo.commit("Side")
    side = repo.head()
    repo.git("switch", "--quiet", "main")
    repo.commit("Main")
    _, commits, keep = history.read(repository_of(repo), [side, one])
    assert (subjects(commits), keep) == (["Main"], 1)


def test_going_back_only_takes_away(repo):
    repo.commit("One")
    one = repo.head()
    repo.commit("Two")
    two = repo.head()
    repo.git("reset", "--quiet", "--hard", one)
    _, commits, keep = history.read(repository_of(repo), [two, one])
    assert (list(commits), keep) == ([], 1)


def test_everything_again_when_the_old_commit_is_lost(repo):
    repo.commit("One")
    _, commits, keep = history.read(repository_of(repo), ["0" * 39 + "1"])
    assert (subjects(commits), keep) == (["One"], 0)


def test_a_merge_brings_older_commits_to_where_git_log_shows_them(repo):
    repo.commit("One", date="2024-01-01T00:00:00Z")
    repo.git("switch", "--quiet", "--create", "side")
    repo.commit("Side", date="2024-01-02T00:00:00Z")
    repo.git("switch", "--quiet", "main")
    repo.commit("Main", date="2024-01-03T00:00:00Z")
    known = repo.git("rev-list", "HEAD").split()
    repo.git("merge", "--quiet", "--no-edit", "side")
    _, commits, keep = history.read(repository_of(repo), known)
    assert (subjects(commits), keep) == (["Merge branch 'side'", "Main", "Side"], 1)


@pytest.mark.parametrize("limit", [3, 1000])
def test_known_and_new_together_are_what_git_log_shows(repo, limit):
    chance = random.Random(limit)
    known: list[str] = []
    for number in range(40):
        branches = repo.git("branch", "--format=%(refname:short)").split()
        match chance.randrange(5 if branches else 1):
            case 1:
                repo.git("switch", "--quiet", "--create", f"branch{number}")
            case 2:
                repo.git("switch", "--quiet", chance.choice(branches))
            case 3:
                repo.git("merge", "--quiet", "--no-edit", chance.choice(branches))
            case 4 if repo.git("rev-list", "HEAD").count("\n"):
                repo.git("reset", "--quiet", "--hard", "HEAD~1")
            case _:
                repo.commit(f"Commit {number}", date=f"2024-01-{chance.randint(1, 28)}T00:00:00Z")
        _, commits, keep = history.read(repository_of(repo), known, limit)
        known = [commit.id for commit in commits] + known[len(known) - keep :]
        everything = repo.git("log", "--format=%H").split()
        if limit == 1000:
            assert known == everything
        else:
            assert known[:limit] == everything[:limit]


# The commits behind some lines


@pytest.fixture
def story(repo):
    """A file whose three lines were each changed by another commit, under another name at first."""
    repo.write("old.py", lines("one", "two", "three", *map(str, range(20))))
    repo.commit("Begin")
    repo.write("old.py", lines("one", "TWO", "three", *map(str, range(20))))
    repo.commit("Change two")
    repo.git("mv", "old.py", "new.py")
    repo.commit("Rename")
    repo.write("new.py", lines("one", "TWO", "THREE", *map(str, range(20))))
    repo.commit("Change three")
    return repo


def span(repo, path: str, start: int, end: int, **options) -> list[str]:
    return subjects(history.span_commits(repository_of(repo), path, start, end, **options))


def test_commits_behind_lines(story):
    assert span(story, "new.py", 1, 1) == ["Begin"]
    assert span(story, "new.py", 2, 2) == ["Change two", "Begin"]
    assert span(story, "new.py", 2, 3) == ["Change three", "Change two", "Begin"]
    assert span(story, "new.py", 2, 3, limit=1) == ["Change three"]
    (commit,) = history.span_commits(repository_of(story), "new.py", 1, 1)
    assert (commit.author, commit.time, commit.body, commit.files) == ("Ada", 1714564800, "", [])


def test_lines_of_a_changed_file_are_found_where_they_were(story):
    """The span is counted in the work tree, the history in what was committed."""
    story.write("new.py", lines("zero", "and", "one", "inserted", "TWO", "THREE", *map(str, range(20))))
    assert span(story, "new.py", 1, 2) == []
    assert span(story, "new.py", 3, 3) == ["Begin"]
    assert span(story, "new.py", 4, 4) == []
    assert span(story, "new.py", 4, 5) == ["Change two", "Begin"]
    assert span(story, "new.py", 6, 6) == ["Change three", "Begin"]


def test_line_ends_of_the_checkout_do_not_matter(story):
    (story.root / "new.py").write_bytes((story.root / "new.py").read_bytes().replace(b"\n", b"\r\n"))
    assert span(story, "new.py", 2, 2) == ["Change two", "Begin"]


def test_lines_without_commits(story, make_repo, tmp_path):
    story.write("untracked.py", "one\n")
    (tmp_path / "outside.py").write_text("one\n")
    (story.root / "link.py").symlink_to(tmp_path / "outside.py")
    other = make_repo("other")
    other.write("private.py", "one\n")
    other.commit("Private")
    (story.root / "linked").symlink_to(other.root)
    outside = ("link.py", "../outside.py", "linked/private.py", "../other/private.py")
    for path in ("untracked.py", "missing.py", "no/folder.py", *outside):
        assert span(story, path, 1, 1) == [], path
    assert span(story, "new.py", 1, 1000) != []
    assert span(story, "new.py", 900, 1000) == []


def test_lines_in_a_partial_clone_have_the_commits_that_are_there(story, tmp_path):
    story.git("config", "uploadpack.allowFilter", "true")
    story.git("config", "uploadpack.allowAnySHA1InWant", "true")
    story.git("clone", "--quiet", "--filter=blob:none", f"file://{story.root}", str(tmp_path / "clone"))
    clone = git.find(tmp_path / "clone")
    everything = history.span_commits(repository_of(story), "new.py", 2, 3)
    found = history.span_commits(clone, "new.py", 2, 3)
    assert found == everything[: len(found)]
    assert len(found) < len(everything)


def test_any_path_can_be_asked_for(repo):
    for name in ("a:b.py", ":(top)c.py", "-d.py", "*.py", "sub/ü.py"):
        repo.write(name, lines("one", name))
        repo.commit(f"Add {name}")
    for name in ("a:b.py", ":(top)c.py", "-d.py", "*.py", "sub/ü.py"):
        assert span(repo, name, 2, 2) == [f"Add {name}"]


def test_no_lines_without_a_commit(repo):
    repo.write("a.py", "one\n")
    assert span(repo, "a.py", 1, 1) == []


# Numbers in messages


@pytest.mark.parametrize(
    ("message", "numbers"),
    [
        ("Fixed #35, #36 -- Made it (#1234)", [35, 36, 1234]),
        ("Closes GH-12. See #12", [12]),
        ("Merge pull request #99 from ada/branch", [99]),
        ("other/project#5 &#39; #0 #ff0000 #12ab x#3 #12345678 GH-", []),
        ("", []),
    ],
)
def test_issue_numbers(message, numbers):
    assert history.issue_numbers(message) == numbers


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("Merge pull request #99 from ada/branch", 99),
        ("Make it faster (#1234)", 1234),
        ("Revert (#12) again", None),
        ("Fixes #12", None),
    ],
)
def test_pull_request(subject, number):
    assert history.pull_request(subject) == number
