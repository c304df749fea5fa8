"""What the daemon sees to when nobody asks for anything."""

from __future__ import annotations

import asyncio

from sleepd.daemon import main as main_module
from sleepd.daemon.main import Daemon


def test_housekeeping_goes_on_after_it_failed(state, monkeypatch):
    """A daemon that no longer looked whether it is needed would run for ever."""
    monkeypatch.setattr(main_module, "_HOUSEKEEPING_SECONDS", 0.01)
    tried = []

    async def fails():
        tried.append(1)
        raise ZeroDivisionError("a bug")

    async def check():
        daemon = Daemon()
        monkeypatch.setattr(daemon.repositories, "close_unused", fails)
        keeping = asyncio.create_task(daemon._keep_house())
        await asyncio.sleep(0.3)
        assert len(tried) > 1 and not keeping.done()
        keeping.cancel()
        await daemon.repositories.close()

    asyncio.run(check())
