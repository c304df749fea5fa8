from __future__ import annotations

import json
from pathlib import Path


def test_status(sleepd, shop, state: Path) -> None:
    known = json.loads(sleepd("status", "--json").stdout)
    assert known["root"] == str(shop.root.resolve())
    assert known["state"].startswith(str(state)) and known["state_bytes"] > 0
    assert [known[key] for key in ("files", "skipped", "lines", "commits", "notes")] == [2, 1, 10, 1, 0]
    told = sleepd("status")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines()[0] == f"{known['root']}: 2 files with 10 lines, 1 skipped"
