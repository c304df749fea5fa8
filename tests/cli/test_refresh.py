from __future__ import annotations


def test_refresh_says_what_it_read(sleepd, shop) -> None:
    done = sleepd("refresh")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "3 files read, 2 of them new to sleepd, 0 gone, 1 commits\n"
    shop.write("more.py", "def more():\n    pass\n")
    shop.commit("More")
    assert sleepd("refresh").stdout.endswith(" 1 of them new to sleepd, 0 gone, 1 commits\n")
