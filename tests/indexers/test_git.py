from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from sleepd.errors import SleepdError
from sleepd.indexers import git, history


def found(path: Path) -> git.Repository:
    repository = git.find(path)
    assert repository
    return repository


def paths(repository: git.Repository) -> list[str]:
    return [file.path for file in git.list_files(repository)]


def add_submodule(repo, library, path: str) -> None:
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library.root), path)
    repo.commit("Add a submodule")


# Finding the repository


def test_find_walks_up(repo):
    file = repo.write("src/deep/a.py", "a")
    expected = (repo.root, repo.root / ".git", repo.root / ".git")
    assert git.find(repo.root) == expected
    assert git.find(file.parent) == expected
    assert git.find(file) == expected


def test_find_agrees_with_gitpython(repo, make_repo, tmp_path):
    from git import Repo as GitPython

    repo.write("src/a.py", "a")
    repo.commit("One")
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    library = make_repo("library")
    library.commit("One")
    add_submodule(repo, library, "vendor/library")
    for place in (repo.root / "src", tmp_path / "linked", repo.root / "vendor/library"):
        with GitPython(place, search_parent_directories=True) as theirs:
            folders = (theirs.working_dir, theirs.git_dir, theirs.common_dir)
        assert git.find(place) == tuple(Path(folder).resolve() for folder in folders)


def test_git_folders_elsewhere_that_say_whose_they_are(make_repo, tmp_path):
    make_repo("apart", "--separate-git-dir", str(tmp_path / "store"))
    if "worktree" not in (tmp_path / "store/config").read_text():
        with pytest.raises(SleepdError, match="belongs to") as error:
            git.find(tmp_path / "apart")
        assert "core.worktree" in error.value.hint
        subprocess.run(["git", "-C", tmp_path / "apart", "config", "core.worktree", tmp_path / "apart"], check=True)
    assert found(tmp_path / "apart").git_dir == tmp_path / "store"


def test_find_follows_links_to_the_real_folder(repo, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(repo.root)
    assert found(link).root == repo.root


def test_there_is_no_work_tree_outside_of_one(repo, make_repo, tmp_path):
    make_repo("bare.git", "--bare")
    make_repo("folder")
    shutil.move(tmp_path / "bare.git", tmp_path / "folder/bare.git")
    (tmp_path / "empty").mkdir()
    repo.git("config", "core.bare", "true")
    for place in ("empty", "folder/bare.git", "folder/bare.git/refs", "folder/.git/hooks", "repo", "missing"):
        assert git.find(tmp_path / place) is None, place


def test_find_goes_past_a_folder_that_only_looks_like_git(repo):
    repo.write("sub/.git/config", "")
    assert found(repo.root / "sub").root == repo.root


def test_a_git_file_that_leads_nowhere_is_an_error(repo, tmp_path):
    repo.commit("One")
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    repo.root.rename(tmp_path / "moved")
    with pytest.raises(SleepdError, match="not a git repository") as error:
        git.find(tmp_path / "linked")
    assert "git worktree repair" in error.value.hint


# HEAD


def assert_head_is(repo, expected: str) -> None:
    assert git.head(found(repo.root)) == expected == repo.head()


@pytest.fixture
def no_process(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a process was started")

    return lambda: monkeypatch.setattr(git, "run", refuse)


def test_head_without_commits_is_none(repo):
    assert git.head(found(repo.root)) is None


def test_head_without_a_process(repo, no_process):
    repo.commit("One")
    first = repo.head()
    repository = found(repo.root)
    no_process()
    assert_head_is(repo, first)
    repo.commit("Two")
    second = repo.head()
    assert_head_is(repo, second)
    repo.git("pack-refs", "--all")
    assert not (repo.root / ".git/refs/heads/main").exists()
    assert_head_is(repo, second)
    repo.git("switch", "--quiet", "--create", "feature/x")
    repo.commit("Three")
    third = repo.head()
    assert_head_is(repo, third)
    repo.git("switch", "--quiet", "--detach", first)
    assert_head_is(repo, first)
    repo.git("switch", "--quiet", "--orphan", "fresh")
    assert git.head(repository) is None


def test_head_of_a_sha256_repository(make_repo):
    repo = make_repo("sha256", "--object-format=sha256")
    repo.commit("One")
    assert_head_is(repo, repo.head())
    assert len(repo.head()) == 64


def test_head_of_a_linked_work_tree_and_a_submodule(repo, make_repo, tmp_path, no_process):
    repo.commit("One")
    repo.git("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "linked"))
    repo.commit("Two")
    library = make_repo("library")
    library.commit("Library")
    add_submodule(repo, library, "vendor/library")
    no_process()
    assert git.head(found(tmp_path / "linked")) == repo.git("rev-parse", "other")
    assert git.head(found(repo.root / "vendor/library")) == library.head()


def test_head_asks_git_where_branches_are_not_files(repo):
    """Only git reads a reftable; there HEAD names a branch that can't be."""
    repo.commit("One")
    commit = repo.head()
    repository = found(repo.root)
    (repo.root / ".git/reftable").mkdir()
    assert git.head(repository) == commit
    repo.git("update-ref", "-d", "HEAD")
    assert git.head(repository) is None


# Listing files


def test_list_files(repo):
    repo.write(".gitignore", "*.log\n")
    repo.write("src/a.py", "a\n")
    repo.write("run.sh", "").chmod(0o755)
    (repo.root / "link").symlink_to("src/a.py")
    repo.commit("One")
    repo.write("new file.py", "")
    repo.write("debug.log", "")
    repo.write("src/a.py", "changed\n")
    (repo.root / "run.sh").unlink()
    blob = repo.git("rev-parse", "HEAD:src/a.py")
    listed = {file.path: (file.mode, file.blob) for file in git.list_files(found(repo.root))}
    assert list(listed) == [".gitignore", "link", "new file.py", "run.sh", "src/a.py"]
    assert listed["src/a.py"] == ("100644", blob)
    assert listed["new file.py"] == ("", "")
    assert listed["link"][0] == git.SYMLINK
    assert listed["run.sh"][0] == "100755"


def test_paths_may_be_any_bytes(repo):
    names = [b"tab\tand\nnewline", b"100644 0123 0\tfake", b"latin-\xe9", "naïve.py".encode(), b" ", b"-n", b":(top)"]
    for name in names:
        (repo.root / os.fsdecode(name)).write_text("")
    expected = sorted(names)
    assert sorted(path.encode("utf-8", "surrogateescape") for path in paths(found(repo.root))) == expected
    repo.commit("One")
    assert sorted(path.encode("utf-8", "surrogateescape") for path in paths(found(repo.root))) == expected


def test_files_of_submodules_are_listed_and_other_nested_repositories_are_not(repo, make_repo, tmp_path):
    inner, library = make_repo("inner"), make_repo("library")
    inner.write("deep.py", "")
    inner.commit("One")
    library.write("lib.py", "")
    add_submodule(library, inner, "inner")
    add_submodule(repo, library, "vendor/library")
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init", "--recursive")
    repo.write("vendor/library/new.py", "")
    make_repo("repo/clone").write("private.py", "")
    repository = found(repo.root)
    assert paths(repository) == [
        ".gitmodules",
        "vendor/library",
        *(f"vendor/library/{name}" for name in (".gitmodules", "inner", "inner/deep.py", "lib.py", "new.py")),
    ]
    assert git.list_files(repository)[1] == ("vendor/library", git.SUBMODULE, library.head())
    shutil.rmtree(repo.root / "vendor/library")
    assert paths(repository) == [".gitmodules", "vendor/library"]
    (repo.root / "vendor/library").symlink_to(library.root)
    assert paths(repository) == [".gitmodules", "vendor/library"]


def test_a_broken_submodule_does_not_hide_the_rest(repo, make_repo):
    library = make_repo("library")
    library.write("lib.py", "")
    library.commit("One")
    add_submodule(repo, library, "library")
    shutil.rmtree(repo.root / ".git/modules")
    assert paths(found(repo.root)) == [".gitmodules", "library"]


def test_files_in_conflict_are_listed_once(repo):
    repo.write("a.py", "one\n")
    repo.commit("One")
    repo.git("switch", "--quiet", "--create", "other")
    repo.write("a.py", "other\n")
    repo.commit("Other")
    repo.git("switch", "--quiet", "main")
    repo.write("a.py", "main\n")
    repo.commit("Main")
    with pytest.raises(subprocess.CalledProcessError):
        repo.git("merge", "other")
    assert git.list_files(found(repo.root)) == [("a.py", "100644", "")]


def test_a_sparse_checkout_lists_what_is_there(repo):
    repo.write("kept/a.py", "")
    repo.write("left/b.py", "")
    repo.commit("One")
    repo.git("sparse-checkout", "set", "kept")
    assert paths(found(repo.root)) == ["kept/a.py"]
    repo.git("sparse-checkout", "reapply", "--sparse-index")
    assert paths(found(repo.root)) == ["kept/a.py"]


def test_the_configuration_cannot_move_the_work_tree(repo, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/secret.txt").write_text("")
    repo.write("a.py", "")
    repo.git("config", "core.worktree", str(tmp_path / "elsewhere"))
    assert paths(found(repo.root)) == ["a.py"]


def test_inherited_variables_do_not_redirect_git(repo, make_repo, monkeypatch):
    """Hooks run with GIT_DIR and GIT_INDEX_FILE set to another repository's."""
    repo.write("a.py", "")
    other = make_repo("other")
    other.write("b.py", "")
    other.commit("One")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git/index"))
    assert paths(found(repo.root)) == ["a.py"]


def test_listing_writes_nothing(repo):
    repo.write("a.py", "")
    repo.commit("One")
    os.utime(repo.root / "a.py")
    before = {file: file.stat().st_mtime_ns for file in repo.root.rglob("*")}
    git.list_files(found(repo.root))
    assert {file: file.stat().st_mtime_ns for file in repo.root.rglob("*")} == before


# Running git


def test_stream_cuts_records_wherever_the_chunks_end(repo, monkeypatch):
    names = [f"file-{number:03}.py" for number in range(200)]
    for name in names:
        repo.write(name, "")
    monkeypatch.setattr(git, "_CHUNK", 7)
    assert list(git.stream(repo.root, "ls-files", "--others", "-z", separator=b"\0")) == [*map(str.encode, names), b""]


def slow_git(folder: Path, monkeypatch) -> Path:
    """Puts a git first on the path that writes two records and half of a third, and never ends."""
    program = folder / "bin/git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho $$ > {folder}/pid\nprintf 'one\\0two\\0thr'\nexec sleep 20\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    return folder / "pid"


def is_running(pid_file: Path) -> bool:
    try:
        os.kill(int(pid_file.read_text()), 0)
    except ProcessLookupError:
        return False
    return True


def test_stream_stops_git_at_the_deadline(tmp_path, monkeypatch):
    pid_file = slow_git(tmp_path, monkeypatch)
    assert list(git.stream(tmp_path, "log", separator=b"\0", seconds=0.5)) == [b"one", b"two"]
    assert not is_running(pid_file)


def test_stream_stops_git_when_closed(tmp_path, monkeypatch):
    pid_file = slow_git(tmp_path, monkeypatch)
    monkeypatch.setattr(git, "_CHUNK", 4)
    records = git.stream(tmp_path, "log", separator=b"\0")
    assert next(records) == b"one"
    assert is_running(pid_file)
    before = time.monotonic()
    records.close()
    assert time.monotonic() - before < 10
    assert not is_running(pid_file)


@pytest.mark.parametrize("ask", [git.list_files, lambda repository: list(history.read(repository).commits)])
def test_git_missing_says_what_to_install(repo, tmp_path, monkeypatch, ask):
    repo.commit("One")
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    with pytest.raises(SleepdError, match="git can't be started") as error:
        ask(found(repo.root))
    assert "Install git" in error.value.hint


@pytest.mark.parametrize("ask", [git.list_files, lambda repository: list(history.read(repository).commits)])
def test_a_repository_of_somebody_else_says_how_to_trust_it(repo, tmp_path, monkeypatch, ask):
    repo.commit("One")
    program = tmp_path / "bin/git"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {shutil.which("git")} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    with pytest.raises(SleepdError, match="belongs to another user") as error:
        ask(found(repo.root))
    assert f"safe.directory '{repo.root}'" in error.value.hint


def test_failures_carry_the_reason_git_gives(repo):
    with pytest.raises(SleepdError, match="fatal: .*nonsense"):
        git.run(repo.root, "rev-list", "nonsense", "--")
    with pytest.raises(SleepdError, match="fatal: .*nonsense"):
        list(git.stream(repo.root, "rev-list", "nonsense", "--", separator=b"\n"))


def test_a_damaged_repository_is_not_taken_for_the_one_around_it(repo, make_repo):
    repo.write("outer.py", "")
    repo.commit("One")
    inner = make_repo("repo/inner")
    repository = found(inner.root)
    (inner.root / ".git/HEAD").unlink()
    with pytest.raises(SleepdError, match="not a git repository"):
        git.list_files(repository)


# Hostile repositories


class Traps:
    """Programs that note that they were run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def program(self, name: str, then: str = "cat") -> str:
        file = self.folder / name
        file.write_text(f"#!/bin/sh\necho >> '{file}.ran'\n{then}\n")
        file.chmod(0o755)
        return str(file)

    def take_sprung(self) -> set[str]:
        """Which programs ran since the last call."""
        canaries = list(self.folder.glob("*.ran"))
        for canary in canaries:
            canary.unlink()
        return {canary.stem for canary in canaries}


SIGNED = """tree {tree}
parent {parent}
author Ada <ada@example.org> 1714564800 +0000
committer Ada <ada@example.org> 1714564800 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
 
 iQ==
 -----END PGP SIGNATURE-----

Signed
"""


@pytest.fixture
def traps(repo, tmp_path):
    """Traps that `repo` sets for every kind of program its configuration can name."""
    traps = Traps(tmp_path / "traps")
    for number in range(3):
        repo.write("a.py", f"one\ntwo\n{number}\n")
        repo.commit(f"Change {number}")
        parent = repo.head()
    signed = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        input=SIGNED.format(tree=repo.git("rev-parse", "HEAD^{tree}"), parent=parent).encode(),
        cwd=repo.root,
        capture_output=True,
        check=True,
    )
    repo.git("update-ref", "HEAD", signed.stdout.decode().strip())
    repo.write(".gitattributes", "* filter=trap diff=trap merge=trap\n")
    repo.commit("Set attributes")
    for key in (
        *("core.fsmonitor", "core.pager", "core.editor", "core.askPass", "core.sshCommand", "core.gitProxy"),
        *("core.alternateRefsCommand", "diff.external", "diff.trap.textconv", "diff.trap.command"),
        *("filter.trap.clean", "filter.trap.smudge", "merge.trap.driver", "gpg.program", "credential.helper"),
        *("pager.log", "pager.ls-files", "pager.rev-list", "remote.origin.uploadpack", "uploadpack.packObjectsHook"),
    ):
        repo.git("config", key, traps.program(key))
    for verb in ("log", "ls-files", "rev-parse", "rev-list", "cat-file"):
        repo.git("config", f"alias.{verb}", "!" + traps.program(f"alias.{verb}"))
    for hook in ("post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc"):
        traps.program(hook)
    repo.git("config", "core.hooksPath", str(traps.folder))
    repo.git("config", "log.showSignature", "true")
    repo.git("config", "submodule.recurse", "true")
    repo.git("config", "filter.trap.required", "true")
    repo.write("a.py", "one\ntwo\nchanged\n")
    repo.write("untracked.py", "")
    traps.take_sprung()
    return traps


def test_the_traps_work(repo, traps):
    for careless in (("status",), ("diff", "HEAD"), ("log", "-p"), ("log", "-p", "--ext-diff"), ("blame", "a.py")):
        subprocess.run(["git", *careless], cwd=repo.root, capture_output=True)
    assert traps.take_sprung() >= {
        *("core.fsmonitor", "diff.trap.command", "diff.trap.textconv", "filter.trap.clean", "gpg.program"),
    }
    repo.git("add", "untracked.py")
    assert "post-index-change" in traps.take_sprung()


def test_nothing_a_repository_names_is_run(repo, traps):
    repository = found(repo.root)
    commit = git.head(repository)
    assert paths(repository) == [".gitattributes", "a.py", "untracked.py"]
    assert [c.subject for c in history.read(repository).commits][:2] == ["Set attributes", "Signed"]
    known = repo.git("rev-list", "HEAD~1").split()
    assert len(list(history.read(repository, known).commits)) == 1
    assert [c.subject for c in history.span_commits(repository, "a.py", 1, 2)] == ["Change 0"]
    assert git.run(repo.root, "rev-parse", "HEAD").decode().strip() == commit
    git.run(repo.root, "update-ref", "refs/heads/new", "HEAD")
    (repo.root / ".git/reftable").mkdir()
    assert git.head(repository) == commit
    assert traps.take_sprung() == set()


@pytest.mark.parametrize("lacking", ["blob:none", "tree:0"])
def test_a_partial_clone_fetches_nothing(repo, tmp_path, lacking):
    for number in range(3):
        repo.write("a.py", "".join(f"{line}\n" for line in range(50 + number)))
        repo.commit(f"Change {number}")
    (repo.root / "a.py").rename(repo.root / "b.py")
    repo.write("b.py", "".join(f"{line}\n" for line in range(60)))
    repo.commit("Rename and change")
    for name in ("c", "d"):
        repo.write(f"{name}.py", "")
        repo.commit(f"Add {name}")
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    clone = tmp_path / "clone"
    repo.git("clone", "--quiet", "--no-checkout", f"--filter={lacking}", f"file://{repo.root}", str(clone))
    traps = Traps(tmp_path / "traps")
    subprocess.run(
        ["git", "config", "remote.origin.uploadpack", traps.program("fetch", "exit 1")], cwd=clone, check=True
    )
    (clone / "b.py").write_text("0\n")
    repository = found(clone)
    commits = list(history.read(repository).commits)
    assert [c.subject for c in commits] == ["Add d", "Add c", "Rename and change", "Change 2", "Change 1", "Change 0"]
    if lacking == "blob:none":
        assert commits[2].files == [("a.py", "D", ""), ("b.py", "A", "")]
        assert commits[3].files == [("a.py", "M", "")]
    assert [c.id for c in history.read(repository, limit=3).commits] == [c.id for c in commits[:3]]
    assert history.span_commits(repository, "b.py", 1, 1) == []
    assert traps.take_sprung() == set()
    subprocess.run(["git", "log", "-p"], cwd=clone, capture_output=True)
    assert traps.take_sprung() == {"fetch"}
