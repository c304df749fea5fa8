from __future__ import annotations


def test_refresh_says_what_it_read(sleepd, shop) -> None:
    done = sleepd("refresh")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "3 files read, 2 of them new to sleepd, 0 gone, 1 commits\n"
    (shop.root / "shop.py").unlink()
    assert "1 gone" in sleepd("refresh").stdout
