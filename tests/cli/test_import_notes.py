from __future__ import annotations

import gzip

import pytest
from serving import Scripted, says


def test_notes_go_from_one_machine_to_another(sleepd, shop, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripted = Scripted(says(("`pay` calls `price`, which costs 1.", [1])))
    with scripted.running() as url:
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        monkeypatch.setenv("OPENAI_MODEL", "dreamer")
        sleepd("sleep", "--foreground")
    monkeypatch.delenv("OPENAI_BASE_URL")
    file = str(tmp_path / "team.notes")
    exported = sleepd("export", "--notes", file)
    assert exported.returncode == 0 and "notes of models" in exported.stdout
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(tmp_path / "another machine"))
    done = sleepd("import", file)
    number = int(exported.stdout.split(": ")[1].split()[0])
    assert number > 1
    assert done.stdout == (
        f"{number} notes in {file}, {number} of them new here; of all from others, {number} hold here now, 0 wait for"
        " code that is not here\n"
    )
    assert "0 of them new here" in sleepd("import", file).stdout
    told = sleepd("notes", "shop.py::price").stdout
    assert "(from a teammate, dreamer: 100% of its claims stood, 110 tokens)" in told
    answer = sleepd("ask", "what does price do").stdout
    assert "From a teammate's notes" in answer and answer.splitlines()[-1].startswith("note, ")


def test_what_is_no_file_of_notes_changes_nothing(sleepd, tmp_path) -> None:
    for text in (b"", b"text", gzip.compress(b"text")):
        (tmp_path / "x").write_bytes(text)
        done = sleepd("import", str(tmp_path / "x"))
        assert done.returncode == 1 and "has no notes of sleepd" in done.stderr
        assert len(done.stderr.splitlines()) == 2
    assert sleepd("import", str(tmp_path / "gone")).returncode == 1
