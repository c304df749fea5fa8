from __future__ import annotations


def test_a_site_is_written(sleepd, tmp_path) -> None:
    done = sleepd("export", str(tmp_path / "site"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"4 pages; begin with {tmp_path / 'site' / 'index.html'}\n"
    assert sleepd("export", str(tmp_path / "text"), "--format", "markdown").returncode == 0
    assert (tmp_path / "text/index.md").read_text(encoding="utf-8").startswith("# repo\n")


def test_somebody_elses_folder_is_left_alone(sleepd, shop) -> None:
    done = sleepd("export", str(shop.root))
    assert done.returncode == 1 and "which sleepd did not write" in done.stderr
    assert (shop.root / "shop.py").is_file()


def test_without_a_model_there_is_nothing_to_share(sleepd, tmp_path) -> None:
    assert "no model has written any here yet" in sleepd("export", "--notes", str(tmp_path / "x")).stdout


def test_sharing_needs_a_remote(sleepd) -> None:
    done = sleepd("share", "push")
    assert done.returncode == 1 and "there is no remote origin" in done.stderr
    assert "git remote add origin" in done.stderr
