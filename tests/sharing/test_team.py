"""One pays, the team has it: through a real remote, with a real git, and nothing else of git changes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from sleepd.errors import SleepdError
from sleepd.sharing import team, transport
from sleepd.sharing.record import NewerNotes
from sleepd.store.notes import StoredNote

from .conftest import CLAIM, PRICE, SHOP, Person

REF = transport.REF


def silent(what: str, done: int, total: int) -> None:
    pass


def push(person: Person, answers: bool = True) -> team.Pushed:
    with person.at_work() as workspace:
        return team.push(workspace, "origin", answers, silent)


def pull(person: Person) -> team.Pulled:
    with person.at_work() as workspace:
        return team.pull(workspace, "origin", silent)


def git(folder: Path, *args: str, input: str = "") -> str:
    done = subprocess.run(["git", *args], cwd=folder, check=True, capture_output=True, text=True, input=input)
    return done.stdout.strip()


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_one_pays_and_the_team_has_it(ada: Person, bob: Person, bare: Path) -> None:
    ada.has_understood()
    ada.has_asked()
    before = everything_in(ada.root), everything_in(bob.root), git(bare, "for-each-ref")
    pushed = push(ada)
    assert (pushed.remote, pushed.new, pushed.total, pushed.found.answers) == ("origin", 2, 2, 1)
    pulled = pull(bob)
    assert (pulled.total, pulled.new, pulled.unreadable, pulled.taken) == (2, 2, 0, (2, 0, 0))
    assert CLAIM in bob.asks("what does price do").text
    assert pull(bob).new == 0 and push(ada).new == 0 and push(bob).new == 0
    assert (everything_in(ada.root), everything_in(bob.root)) == before[:2], "no file of a work tree or .git changed"
    assert git(bare, "for-each-ref").replace(git(bare, "for-each-ref", REF), "").strip() == before[2]
    git(bob.root, "fetch", "--quiet")
    assert "sleepd" not in git(bob.root, "for-each-ref"), "it is fetched by those only who ask for it"
    assert not list(Path("/tmp").glob("sleepd-*/refs/sleepd"))


def test_the_history_of_the_remote_does_not_grow(ada: Person, bob: Person, bare: Path) -> None:
    ada.has_understood()
    push(ada)
    first = git(bare, "rev-parse", REF)
    bob.has_understood("counter.py::decide_cost", "`decide_cost` sums the items of a sale, which is what it costs.")
    assert push(bob).total == 2
    assert git(bare, "rev-parse", REF) != first
    assert git(bare, "rev-list", "--count", REF) == "1"
    assert git(bare, "show", "-s", "--format=%an %at %s", REF) == "sleepd 0 Notes of sleepd"


def test_answers_stay_here_when_wished(ada: Person, bob: Person) -> None:
    ada.has_understood()
    ada.has_asked()
    assert push(ada, answers=False).total == 1
    assert pull(bob).taken == (1, 0, 0)


def test_all_push_at_once(ada: Person, bare: Path, tmp_path: Path) -> None:
    ada.has_understood()
    (record,) = ada.shares()
    people = [Person(ada.root, tmp_path / f"state{number}") for number in range(5)]
    for number, person in enumerate(people):
        person.state.mkdir()
        with person.at_work() as workspace, workspace.database.writing():
            recipe = f"model{number}/understand@0123456789abcdef/0123456789abcdef"
            note = StoredNote(PRICE, "what", "What is price?", "...", [], {}, recipe, 0.9, 1, claims=record.claims)
            workspace.notes.put(note)
    pushing = [
        subprocess.Popen(
            [sys.executable, "-P", "-m", "sleepd", "-C", str(ada.root), "share", "push"], stdout=subprocess.PIPE,
            text=True, env={**os.environ, "SLEEPD_STATE_DIR": str(person.state)},
        )
        for person in people
    ]  # fmt: skip
    for process in pushing:
        assert "; 1 were new to origin" in process.communicate(timeout=60)[0]
        assert process.returncode == 0
    assert pull(ada).total == len(people), "nobody's were lost"


def test_what_one_spoils_costs_the_others_nothing(ada: Person, bob: Person, bare: Path) -> None:
    ada.has_understood()
    push(ada)
    (name,) = git(bare, "ls-tree", "--name-only", REF).split()
    text = git(bare, "show", f"{REF}:{name}")
    files = {name: f"{text}\nrubbish\n", "zz.jsonl": "x", "00.jsonl": "rubbish", "run.sh": "rm"}
    tree = "".join(f"100644 blob {git(bare, 'hash-object', '-w', '--stdin', input=v)}\t{k}\n" for k, v in files.items())
    git(bare, "update-ref", REF, git(bare, "commit-tree", "-m", "x", git(bare, "mktree", input=tree)))
    pulled = pull(bob)
    assert (pulled.total, pulled.unreadable, pulled.taken.used) == (1, 2, 1)
    bob.has_understood("counter.py::decide_cost", "`decide_cost` sums the items of a sale, which is what it costs.")
    assert push(bob).total == 2
    assert pull(ada).unreadable == 0, "whoever pushes next leaves it clean"


def test_newer_notes_are_not_overwritten(ada: Person, bare: Path) -> None:
    newer = git(bare, "hash-object", "-w", "--stdin", input='{"format":"sleepd notes","version":2,"records":1}\n?\n')
    tree = git(bare, "mktree", input=f"100644 blob {newer}\t00.jsonl\n")
    git(bare, "update-ref", REF, git(bare, "commit-tree", "-m", "x", tree))
    ada.has_understood()
    for talk in (push, pull):
        with pytest.raises(NewerNotes):
            talk(ada)
    assert git(bare, "rev-parse", f"{REF}^{{tree}}") == tree


def test_too_much_is_not_read(ada: Person, bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    ada.has_understood()
    push(ada)
    monkeypatch.setattr(transport, "_MOST_BYTES", 10)
    with pytest.raises(SleepdError, match=r"more at refs/sleepd/notes than notes can be"):
        pull(bob)


def test_nothing_that_the_repository_configures_runs(ada: Person, bare: Path, tmp_path: Path) -> None:
    """Hooks of either side, programs of the remote, of ssh, of credentials, and rewritten addresses."""
    ran = tmp_path / "ran"
    script = tmp_path / "canary"
    script.write_text(f"#!/bin/sh\necho $0 $* >> {ran}\nexec false\n")
    script.chmod(0o755)
    for hooks in (ada.root / ".git/hooks", bare / "hooks"):
        hooks.mkdir(exist_ok=True)
        for name in ("pre-push", "reference-transaction", "post-checkout", "pre-receive", "update", "post-receive",
                     "post-update", "proc-receive", "push-to-checkout", "pre-auto-gc"):  # fmt: skip
            (hooks / name).write_text(script.read_text())
            (hooks / name).chmod(0o755)
    for folder in (ada.root, bare):
        for key in ("core.sshCommand", "core.fsmonitor", "core.gitProxy", "core.alternateRefsCommand", "core.askPass",
                    "credential.helper", "remote.origin.uploadpack", "remote.origin.receivepack", "core.pager",
                    "uploadpack.packObjectsHook", "gpg.program", "core.editor", "gc.recentObjectsHook",
                    "trace2.eventTarget"):  # fmt: skip
            git(folder, "config", key, str(script) if key != "trace2.eventTarget" else str(ran))
        for key, value in (("push.gpgSign", "if-asked"), ("core.hooksPath", str(bare / "hooks")), ("gc.auto", "1"),
                           (f"url.ext::{script} .insteadOf", str(bare)), ("protocol.ext.allow", "always"),
                           ("receive.autogc", "true")):  # fmt: skip
            git(folder, "config", key, value)
    os.makedirs(bare / "objects/info", exist_ok=True)
    (bare / "objects/info/alternates").write_text(f"{ada.root}/.git/objects\n")
    ran.unlink(missing_ok=True)
    ada.has_understood()
    assert push(ada).new == 1 and pull(ada).total == 1
    assert not ran.exists(), ran.read_text()
    subprocess.run(["git", "push", "origin", "HEAD:refs/heads/other"], cwd=ada.root, capture_output=True)
    assert ran.exists(), "git itself does run them"


@pytest.mark.parametrize(
    "address",
    ["ext::sh -c touch% {}", "fd::17", "--upload-pack=touch {}", "ssh://-oProxyCommand=touch%20{}/x"],
)
def test_no_address_runs_anything(ada: Person, tmp_path: Path, address: str) -> None:
    ada.has_understood()
    git(ada.root, "config", "protocol.ext.allow", "always")
    git(ada.root, "config", "remote.origin.url", address.format(tmp_path / "ran"))
    for talk in (push, pull):
        with pytest.raises(SleepdError) as caught:
            talk(ada)
        assert "\n" not in caught.value.message
    assert not (tmp_path / "ran").exists()


def test_a_remote_in_the_work_tree_is_none(ada: Person, bare: Path) -> None:
    """A repository that came with the code has configuration that came with it."""
    git(ada.root, "clone", "--quiet", "--bare", str(bare), "fixtures/evil.git")
    for address in ("fixtures/evil.git", "./fixtures/evil.git", str(ada.root / "fixtures/evil.git"), ".",
                    f"file://{ada.root}/fixtures/evil.git"):  # fmt: skip
        git(ada.root, "config", "remote.origin.url", address)
        with pytest.raises(SleepdError, match=r"in the work tree itself"):
            pull(ada)


def test_what_users_configure_for_this_repository_holds(
    ada: Person, bob: Person, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").write_text(f'[url "{bare}"]\n\tinsteadOf = team:shop\n')
    user = tmp_path / "user"
    user.write_text(f'[includeIf "gitdir:{ada.root}/"]\n\tpath = {tmp_path / "work"}\n[core]\n\tquotePath\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(user))
    ada.has_understood()
    git(ada.root, "config", "remote.origin.url", "team:shop")
    assert push(ada).new == 1
    git(bob.root, "config", "remote.origin.url", "team:shop")
    with pytest.raises(SleepdError):
        pull(bob)


def test_any_remote_that_there_is(ada: Person, bare: Path) -> None:
    ada.has_understood()
    git(ada.root, "remote", "rename", "origin", "upstream")
    assert push(ada).remote == "upstream"
    git(ada.root, "remote", "add", "fork", str(bare))
    with pytest.raises(SleepdError, match=r"no remote origin") as caught:
        push(ada)
    assert "fork, upstream" in caught.value.hint
    git(ada.root, "config", "remote.fork.url", os.path.relpath(bare, ada.root))
    with ada.at_work() as workspace:
        assert team.pull(workspace, "fork", silent).total == 1


def test_no_repository_no_remote(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    with pytest.raises(SleepdError, match=r"is no git repository"):
        pull(Person(tmp_path / "plain", tmp_path / "state"))


def test_a_server_that_is_not_there(ada: Person) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    git(ada.root, "config", "remote.origin.url", f"http://user:secret@127.0.0.1:{port}/x.git")
    with pytest.raises(SleepdError, match=r"origin can't be reached") as caught:
        pull(ada)
    assert "secret" not in caught.value.message


def test_a_server_that_wants_a_password_does_not_make_anybody_wait(ada: Person) -> None:
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Closed(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Closed) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        git(ada.root, "config", "remote.origin.url", f"http://127.0.0.1:{server.server_port}/x.git")
        with pytest.raises(SleepdError, match=r"origin does not let you"):
            pull(ada)
        server.shutdown()


def test_a_server_that_says_nothing_is_left(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_SECONDS", 0.5)
    with socket.socket() as silent_server:
        silent_server.bind(("127.0.0.1", 0))
        silent_server.listen()
        port = silent_server.getsockname()[1]
        git(ada.root, "config", "remote.origin.url", f"http://127.0.0.1:{port}/x.git")
        with pytest.raises(SleepdError, match=r"did not answer within"):
            pull(ada)


def test_other_branches_are_served_too(ada: Person, bob: Person) -> None:
    """What was understood on a branch holds for whoever checks it out."""
    ada.write("shop/till.py", SHOP.replace("net, 1", "net, 2"))
    ada.has_understood(PRICE, "`price` takes the discount off the cost of an item, but gives 2 at least.")
    ada.write("shop/till.py", SHOP)
    push(ada)
    assert pull(bob).taken == (0, 1, 0)
    bob.write("shop/till.py", SHOP.replace("net, 1", "net, 2"))
    environment = {**os.environ, "SLEEPD_STATE_DIR": str(bob.state), "SLEEPD_NO_DAEMON": "1"}
    command = [sys.executable, "-m", "sleepd", "sleep", "--no-llm"]
    subprocess.run(command, cwd=bob.root, env=environment, check=True, capture_output=True)
    assert "2 at least" in bob.asks("what does price do").text
