"""Draws the pictures in docs/editors.md: Neovim runs in a terminal, and what that shows is written as SVG.

python editors/neovim/screenshots.py [FOLDER]
"""

from __future__ import annotations

import fcntl
import os
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time
from html import escape
from itertools import groupby
from pathlib import Path

import pyte

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ROWS, COLUMNS = 22, 92
WIDTH, HEIGHT = 8.4, 19
INK, PAPER = "#e0e2ea", "#14161b"
NO_BREAK = "\u00a0"
SECONDS = 30.0

SHOP = '''"""The shop."""


def price(article):
    """What one article costs, taxes included."""
    return round(article.net * 1.19, 2)


def pay(basket):
    # Because the bank is slow, it is asked twice.
    return charge(sum(price(article) for article in basket)) or charge(0)


def charge(amount):
    return amount > 0
'''
TESTS = """from shop import pay, price


def test_price(article):
    assert price(article) == 119


def test_nothing_to_pay():
    assert not pay([])
"""
SETTINGS = """
vim.o.termguicolors, vim.o.swapfile, vim.o.number, vim.o.ruler, vim.o.showcmd = true, false, true, false, false
vim.o.completeopt, vim.o.winborder, vim.o.laststatus = "menuone,noinsert", "rounded", 0
vim.diagnostic.config({ virtual_lines = true })
vim.lsp.enable("sleepd")
"""


class Terminal:
    """Neovim in a terminal of its own."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self.screen)
        self._ours, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._process = subprocess.Popen(
            ["nvim", "shop.py"], cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._ours, keys.encode())

    def wait_for(self, text: str) -> None:
        """Go on when the screen shows a text and has come to rest. Raises TimeoutError where it never does."""
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            if select.select([self._ours], [], [], 0.5)[0]:
                self._stream.feed(os.read(self._ours, 65536))
            elif any(text in line for line in self.screen.display):
                return
        raise TimeoutError(f"{text!r} did not come:\n" + "\n".join(self.screen.display))

    def end(self) -> None:
        """Kill it."""
        self._process.kill()
        self._process.wait()
        os.close(self._ours)


def drawn(screen: pyte.Screen) -> str:
    """What a terminal shows, as SVG."""
    parts = []
    for row in range(ROWS):
        cells = [(column, screen.buffer[row][column]) for column in range(COLUMNS)]
        for (ink, paper, bold, italics), run in groupby(cells, key=lambda cell: _style(cell[1])):
            run_cells = list(run)
            x, y, width = run_cells[0][0] * WIDTH, row * HEIGHT, len(run_cells) * WIDTH
            if paper != PAPER:
                parts.append(f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{HEIGHT}" fill="{paper}"/>')
            text = "".join(cell.data for _, cell in run_cells).rstrip()
            if shown := text.lstrip():
                x += (len(text) - len(shown)) * WIDTH
                look = ' font-weight="bold"' * bold + ' font-style="italic"' * italics
                parts.append(
                    f'<text x="{x:.1f}" y="{y + 14}" textLength="{len(shown) * WIDTH:.1f}" fill="{ink}"{look}>'
                    f"{escape(shown).replace(' ', NO_BREAK)}</text>"
                )
    size = f"{COLUMNS * WIDTH + 16:.0f} {ROWS * HEIGHT + 16}"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 -8 {size}" font-family="monospace" font-size="14">',
        f'<rect x="-8" y="-8" width="100%" height="100%" rx="6" fill="{PAPER}"/>', *parts, "</svg>", "",
    ])  # fmt: skip


def _style(cell: pyte.screens.Char) -> tuple[str, str, bool, bool]:
    ink, paper = _colour(cell.fg, INK), _colour(cell.bg, PAPER)
    return *((paper, ink) if cell.reverse else (ink, paper)), cell.bold, cell.italics


def _colour(name: str, default: str) -> str:
    return default if name == "default" else f"#{name}" if len(name) == 6 and name.isalnum() else name


def make_shop(folder: Path) -> None:
    """A repository that is the same on every machine."""
    (folder / "shop.py").write_text(SHOP, encoding="utf-8")
    (folder / "test_shop.py").write_text(TESTS, encoding="utf-8")
    ada = {"NAME": "Ada", "EMAIL": "ada@example.org", "DATE": "2026-05-01T12:00:00Z"}
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in ada.items()}
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "Open the shop"]):
        subprocess.run(["git", *arguments], cwd=folder, env=os.environ | who, check=True)


def draw(folder: Path) -> None:
    """Draw all pictures."""
    with tempfile.TemporaryDirectory() as temporary:
        home, shop = Path(temporary, "home"), Path(temporary, "shop")
        settings = home / "nvim"
        (settings / "lsp").mkdir(parents=True)
        shop.mkdir()
        make_shop(shop)
        shutil.copy(HERE / "sleepd.lua", settings / "lsp/sleepd.lua")
        (settings / "init.lua").write_text(SETTINGS, encoding="utf-8")
        kept = {f"XDG_{name}_HOME": str(home) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = os.environ | kept | {
            "PATH": path, "TERM": "xterm-256color", "SLEEPD_STATE_DIR": str(home / "sleepd"),
        }  # fmt: skip
        terminal = Terminal(shop, environment)

        def picture(name: str) -> None:
            (folder / f"neovim-{name}.svg").write_text(drawn(terminal.screen), encoding="utf-8")

        try:
            terminal.wait_for("def charge")
            terminal.type(":lua vim.wait(20000, function() return #vim.lsp.get_clients() == 1 end)\r:echo\r")
            terminal.type("4GwK")
            terminal.wait_for("is called by")
            picture("hover")
            terminal.type("9Go#? what breaks if I change this\x1b")
            terminal.wait_for("may break")
            picture("question")
            terminal.type("ddko#? \x18\x0f")
            terminal.wait_for("Which tests")
            picture("completion")
        finally:
            terminal.end()
            subprocess.run(["sleepd", "stop"], env=environment, capture_output=True)


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/editors")
