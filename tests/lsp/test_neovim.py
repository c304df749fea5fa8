"""Neovim itself, with the configuration that docs/editors.md says to use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from editing import SHOP

ROOT = Path(__file__).parent.parent.parent
NVIM = shutil.which("nvim", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
SECONDS = 60

SCRIPT = """
local found = {}
local function until_true(what)
  assert(vim.wait(20000, what, 20), "it did not come")
end
local function run()
  vim.lsp.enable("sleepd")
  vim.cmd.edit("shop.py")
  until_true(function() return #vim.lsp.get_clients({ bufnr = 0, name = "sleepd" }) == 1 end)
  local client = vim.lsp.get_clients({ bufnr = 0, name = "sleepd" })[1]
  until_true(function() return client.initialized end)
  vim.api.nvim_buf_set_lines(0, 0, 0, false, { "# a line that is not saved" })
  vim.api.nvim_win_set_cursor(0, { 5, 5 })
  vim.lsp.buf.hover()
  until_true(function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then
        local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
        found.hover = table.concat(lines, "\\n")
        return true
      end
    end
  end)
  vim.api.nvim_buf_set_lines(0, 6, 6, false, { "    #? who calls this" })
  until_true(function() return #vim.diagnostic.get(0) == 1 end)
  found.diagnostic = vim.diagnostic.get(0)[1].message
  found.line = vim.diagnostic.get(0)[1].lnum
  vim.api.nvim_win_set_cursor(0, { 7, 8 })
  vim.lsp.buf.code_action({ apply = true, filter = function(it) return it.title == "Insert the answer" end })
  until_true(function() return vim.api.nvim_buf_get_lines(0, 7, 8, false)[1]:find("is called by") end)
  found.inserted = vim.api.nvim_buf_get_lines(0, 7, 8, false)[1]
  vim.lsp.codelens.refresh({ bufnr = 0 })
  until_true(function()
    local lenses = vim.lsp.codelens.get(0)
    found.lens = lenses[1] and lenses[1].command and lenses[1].command.title
    return found.lens
  end)
  local place, answered = vim.lsp.util.make_position_params(0, "utf-16"), 0
  for _ = 1, 20 do -- An answer may be quicker than the cancellation.
    local _, number = client:request("textDocument/hover", place, function() answered = answered + 1 end)
    client:cancel_request(number)
  end
  until_true(function() return vim.tbl_isempty(client.requests) end)
  found.cancelled = 20 - answered
end
local ok, problem = pcall(run)
found.problem = not ok and problem or nil
vim.fn.writefile({ vim.json.encode(found) }, vim.env.FOUND)
vim.cmd("qall!")
"""


@pytest.mark.skipif(NVIM is None, reason="there is no Neovim")
def test_hover_question_action_lens_and_cancelling(shop, state, tmp_path):
    settings = tmp_path / "nvim/config/nvim"
    (settings / "lsp").mkdir(parents=True)
    shutil.copy(ROOT / "editors/neovim/sleepd.lua", settings / "lsp/sleepd.lua")
    script, found = tmp_path / "script.lua", tmp_path / "found.json"
    script.write_text(SCRIPT, encoding="utf-8")
    home = {f"XDG_{name}_HOME": str(tmp_path / "nvim" / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [NVIM, "--headless", "-n", "-c", f"luafile {script}"], cwd=shop.root, timeout=SECONDS, check=True,
        env={**os.environ, **home, "PATH": path, "FOUND": str(found)}, stdin=subprocess.DEVNULL, capture_output=True,
    )  # fmt: skip
    said = json.loads(found.read_text(encoding="utf-8"))
    assert "problem" not in said, said
    assert said["hover"].startswith("What one thing costs, taxes included. [shop.py:5]")
    assert said["diagnostic"].startswith("price is called by pay") and said["line"] == 6
    assert said["inserted"] == "    # price is called by pay, and in 1 test."
    assert said["lens"] == "1 user, 1 test"
    assert said["cancelled"] > 0
    assert (shop.root / "shop.py").read_text(encoding="utf-8") == SHOP


@pytest.mark.parametrize(
    ("picture", "shown"),
    [("hover", "is called by"), ("question", "may break"), ("completion", "Which tests cover")],
)
def test_the_pictures_show_what_they_should(picture, shown):
    drawn = ElementTree.parse(ROOT / f"docs/editors/neovim-{picture}.svg")
    assert shown in " ".join(drawn.getroot().itertext()).replace("\u00a0", " ")
