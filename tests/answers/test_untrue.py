"""What in a file is not so: nothing is told that may be right."""

from __future__ import annotations

import pytest
from support import workspace_at

from sleepd.answers.untrue import untrue
from sleepd.refresh import refresh


def told(repo, tmp_path, path):
    with workspace_at(repo.root, tmp_path / "state") as workspace:
        refresh(workspace)
        return [one.text for one in untrue(workspace, path)]


DOCUMENTED = '"""Do.\n\n    Args:\n        given: what{}\n    """'


@pytest.mark.parametrize(
    "signature",
    ["f(given)", "f(*given)", "f(**more)", "f(a, *, given=None)"],
)
def test_parameters_that_are_there(repo, tmp_path, signature):
    repo.write("a.py", f"def {signature}:\n    {DOCUMENTED.format('')}\n")
    assert told(repo, tmp_path, "a.py") == []


@pytest.mark.parametrize(
    ("default", "said", "wrong"),
    [
        ("1", " (default: 1)", False),
        ("1", ", defaults to 2", True),
        ("None", ", default 2", False),  # It is worked out inside.
        ("'a'", ' (default "a")', False),
        ("'a'", " (default 'b')", True),
        ("g()", ", defaults to 2", False),
        ("0.5", ", by default 50%", False),
        ("True", ", defaults to ``False``", True),
    ],
)
def test_defaults(repo, tmp_path, default, said, wrong):
    repo.write("a.py", f"def f(given={default}):\n    {DOCUMENTED.format(said)}\n")
    assert bool(told(repo, tmp_path, "a.py")) == wrong


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("function f(other) { return other }", True),
        ("function f({ a }) { return a }", False),
        ("function f() { return arguments[0] }", False),
        ("function f(...rest) { return rest }", False),
    ],
)
def test_other_languages(repo, tmp_path, code, wrong):
    repo.write("a.js", f"/**\n * Do.\n * @param {{string}} given what\n */\n{code}\n")
    assert bool(told(repo, tmp_path, "a.js")) == wrong


def test_names_in_documents(repo, tmp_path):
    repo.write("pack/tools.py", "class Saw:\n    pass\n\n\nclass Drill(Base):\n    pass\n\n\ndef cut(): ...\n")
    known = "`pack.tools.cut`, `pack.tools.Saw`, `Drill.spin`, `other.tools.bend`, `tools.bend`, `Saw`, `requests.get`"
    repo.write("README.md", f"{known}\n\n`pack.tools.bend` and `Saw.sharpen`\n\n```\n[x](gone.py)\n```\n")
    assert told(repo, tmp_path, "README.md") == [
        "pack.tools has no bend, and nothing here is called that",
        "Saw has no sharpen, and nothing here is called that",
    ]
