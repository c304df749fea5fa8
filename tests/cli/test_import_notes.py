from __future__ import annotations

import gzip

import pytest
from serving import Scripted, says

QUESTION = "how does decide_cost decide what a sale costs in the shop"
CLAIM = "`decide_cost` sums the items of a sale."


def test_notes_go_from_one_machine_to_another(sleepd, shop, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = "Decide what a sale costs in the shop."
    shop.write("counter.py", f'def decide_cost(sale):\n    """{words}"""\n    return sum(sale.items)\n')
    for number in range(8):
        shop.write(f"other{number}.py", f"def other{number}(window):\n    return window.draw({number})\n")
    scripted = Scripted(says((CLAIM, [1])))
    with scripted.running() as url:
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        monkeypatch.setenv("OPENAI_MODEL", "dreamer")
        assert CLAIM in sleepd("ask", QUESTION).stdout
    monkeypatch.delenv("OPENAI_BASE_URL")
    file = str(tmp_path / "team.notes")
    exported = sleepd("export", "--notes", file)
    assert exported.stdout == f"{file}: 1 note of models, 1 of them answers to questions asked here\n"
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(tmp_path / "another machine"))
    done = sleepd("import", file)
    assert done.stdout == (
        f"1 note in {file}, 1 of them new here; of all from others, 1 hold here now, 0 wait for code that is not here\n"
    )
    assert "0 of them new here" in sleepd("import", file).stdout
    told = sleepd("notes", "counter.py::decide_cost").stdout
    assert "(from a teammate, dreamer: 100% of its claims stood, 110 tokens)" in told
    answer = sleepd("ask", QUESTION).stdout
    assert CLAIM in answer and "From a teammate's notes" in answer and answer.splitlines()[-1].startswith("note, ")


def test_what_is_no_file_of_notes_changes_nothing(sleepd, tmp_path) -> None:
    for text in (b"", b"text", gzip.compress(b"text")):
        (tmp_path / "x").write_bytes(text)
        done = sleepd("import", str(tmp_path / "x"))
        assert done.returncode == 1 and "has no notes of sleepd" in done.stderr
        assert len(done.stderr.splitlines()) == 2
    assert sleepd("import", str(tmp_path / "gone")).returncode == 1
