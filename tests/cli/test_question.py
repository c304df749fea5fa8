from __future__ import annotations

import subprocess
import sys

import pytest

from sleepd.cli.question import Plain, plain
from sleepd.cli.target import Target


@pytest.mark.parametrize(
    ("arguments", "question"),
    [
        (["ask"], Plain(Target(".", False), "", False)),
        (["ask", "who", "calls price"], Plain(Target(".", False), "who calls price", False)),
        (["-C", "lib", "ask", "--json", "price"], Plain(Target("lib", False), "price", True)),
        (["-C", "-lib", "ask", ""], Plain(Target("-lib", False), "", False)),
        (["--no-daemon", "-C", "lib", "ask", "price"], Plain(Target("lib", False), "price", False)),
        (["ask", "price", "--json"], None),
        (["ask", "--no-llm", "price"], None),
        (["ask", "--", "--json"], None),
        (["ask", "-"], None),
        (["-C"], None),
        (["-C", "lib"], None),
        (["search", "price"], None),
        ([], None),
    ],
)
def test_what_is_a_question_and_nothing_else(arguments: list[str], question: Plain | None) -> None:
    assert plain(arguments) == question


@pytest.mark.parametrize("words", [["who calls price"], ["--json", "who calls price"], [""], ["zebra"]])
def test_it_reads_as_with_click(sleepd, words: list[str]) -> None:
    def without_time(text: str) -> str:
        return text.rpartition(", 0 tokens")[0] or text.rpartition('"elapsed_ms"')[0]

    fast, slow = sleepd("ask", *words), sleepd("ask", "--no-llm", *words)
    assert fast.returncode == slow.returncode == 0
    assert without_time(fast.stdout) == without_time(slow.stdout) != ""


def test_what_it_imports(shop) -> None:
    code = (
        "import sys; sys.argv = ['sleepd', 'ask', 'who calls price']; from sleepd.cli import main\n"
        "try: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code]
    subprocess.run(command, cwd=shop.root, check=True, capture_output=True)
    done = subprocess.run(command, cwd=shop.root, check=True, capture_output=True, text=True)
    assert "price is called by pay" in done.stdout
    assert not {"click", "git", "sqlite_utils"}.intersection(done.stderr.split())
