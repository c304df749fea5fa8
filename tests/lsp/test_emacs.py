"""Emacs itself, with the configuration that docs/editors/emacs.md says to use."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from editing import SHOP

ROOT = Path(__file__).parent.parent.parent
EMACS = shutil.which("emacs")
SECONDS = 60

PAGE = (ROOT / "docs/editors/emacs.md").read_text(encoding="utf-8")
FIRST, SERVER, BOTH = re.findall(r"^ *```elisp\n(.*?)^ *```$", PAGE, re.MULTILINE | re.DOTALL)
"""What the page says to put into init.el: in any case, for sleepd as the server, and for two servers."""
LEXICAL = ";; -*- lexical-binding: t -*-\n"
PROGRAMS = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
HAS_BOTH = all(shutil.which(name, path=PROGRAMS) for name in ("rass", "jedi-language-server"))

UNTIL = """
(defun until (what)
  (with-timeout (20 (error "It did not come: %S" what))
    (let (found)
      (while (not (setq found (funcall what)))
        (accept-process-output nil 0.02))
      found)))
(defun send-edits ()
  (eglot--signal-textDocument/didChange)) ; It is for a timer to do that waits for an idle user, whom a batch has not.
(defun found (key value)
  (message "FOUND%s" (json-encode (list (cons key value)))))
"""

EGLOT = """
(dolist (file '("notes.txt" "shop.py"))
  (find-file file)
  (eglot-ensure)
  (run-hooks 'post-command-hook)
  (until #'eglot-current-server))
(goto-char (point-min))
(insert "# a line that is not saved\\n")
(send-edits)
(search-forward "pric")
(let (told)
  (setq eldoc-display-functions (list (lambda (docs _) (setq told docs))))
  (eldoc-print-current-symbol-info t)
  (found "hover" (substring-no-properties (caar (until (lambda () told))))))
(search-forward "included")
(forward-line)
(insert "    #? who calls this\\n")
(forward-line -1)
(send-edits)
(found "diagnostic" (flymake-diagnostic-text (car (until (lambda () (flymake-start) (flymake-diagnostics))))))
(let ((last-nonmenu-event ?a)) ; A key, so there is no menu.
  (eglot-code-actions (point) nil nil t))
(forward-line)
(found "inserted" (buffer-substring-no-properties (line-beginning-position) (line-end-position)))
"""

ASK = """
(find-file "shop.py")
(search-forward "pric")
(let ((buffer (call-interactively #'sleepd-ask)))
  (until (lambda () (not (get-buffer-process buffer))))
  (with-current-buffer buffer
    (found "answer" (buffer-substring-no-properties (point-min) (point-max))))
  (next-error)
  (found "at" (format "%s:%d" (buffer-name) (line-number-at-pos))))
"""


@pytest.fixture(scope="session", autouse=True)
def emacs():
    if EMACS is None:
        pytest.skip("there is no Emacs")
    if subprocess.run([EMACS, "--batch", "-l", "eglot"], capture_output=True).returncode:
        pytest.skip("this Emacs is older than 29 and has no eglot")


def run(script: str, folder: Path, root: Path, keys: str = "") -> dict[str, str]:
    """What a script finds in an Emacs that has our settings alone."""
    path = folder / "script.el"
    path.write_text(LEXICAL + FIRST + UNTIL + script, encoding="utf-8")
    done = subprocess.run(
        [EMACS, "--batch", "-L", ROOT / "editors/emacs", "-l", "eglot", "-l", path],
        cwd=root, timeout=SECONDS, input=keys, capture_output=True, text=True,
        env={**os.environ, "HOME": str(folder), "PATH": PROGRAMS},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = {}
    for line in done.stderr.splitlines():
        if line.startswith("FOUND"):
            found |= json.loads(line.removeprefix("FOUND"))
    return found


@pytest.mark.parametrize(
    "servers",
    [
        pytest.param(SERVER, id="alone"),
        pytest.param(BOTH, id="both", marks=pytest.mark.skipif(not HAS_BOTH, reason="rass or jedi is not there")),
    ],
)
def test_hover_question_and_action(shop, state, tmp_path, servers):
    found = run(servers + EGLOT, tmp_path, shop.root, keys="Insert the answer\n")
    assert found["hover"].startswith("What one thing costs, taxes included. [shop.py:5]")
    assert "price is called by pay" in found["diagnostic"]
    assert found["inserted"] == "    # price is called by pay, and in 1 test."
    assert (shop.root / "shop.py").read_text(encoding="utf-8") == SHOP


def test_asking_beside_another_server(shop, state, tmp_path):
    found = run(ASK, tmp_path, shop.root, keys="\n")
    assert "price is called by pay" in found["answer"]
    assert found["at"] == "shop.py:11"
