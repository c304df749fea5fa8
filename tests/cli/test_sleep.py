from __future__ import annotations


def test_sleep_prepares_what_ask_then_uses(sleepd) -> None:
    done = sleepd("sleep", "--foreground")
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout.split()[0]) > 0 and "notes written" in done.stdout
    assert sleepd("ask", "who calls price").stdout.splitlines()[-1].startswith("note, ")


def test_nothing_is_prepared_twice(invoke) -> None:
    invoke("sleep")
    assert invoke("sleep").stdout.startswith("0 notes written, ")
