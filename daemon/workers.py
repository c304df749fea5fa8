"""Processes for long work, so that answers need not wait for it: they are nice, and can be ended at any moment.

Whatever a worker does, it does in small transactions. Killed, it loses a second's work, and the next one goes on.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import Any

from ..errors import SleepdError
from .wire import MOST_BYTES, Declined, Progress, decode

_ENDING_SECONDS = 5.0
"""How long a worker may take to settle what it has paid for."""



class Died(Declined):
    """A process ended without a result, as when memory is short. Whoever asked can do the work by itself."""


class Workers:
    """Starts them and waits for them; cancelling the wait ends the process."""

    async def read(self, root: str, progress: Progress) -> None:
        """Read what changed in a repository. Raises SleepdError when it can't be."""
        await self._run("read", root, progress)

    async def sleep(self, root: str, seconds: float, progress: Progress) -> bool:
        """Prepare notes for so long; returns whether something worthwhile is left. Raises SleepdError."""
        return bool(await self._run("sleep", root, progress, str(seconds)))

    async def _run(self, work: str, root: str, progress: Progress, *more: str) -> Any:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "sleepd.daemon.worker", work, root, *more,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=MOST_BYTES,
        )  # fmt: skip
        assert process.stdout
        try:
            async for line in process.stdout:
                message = decode(line)
                if "progress" in message:
                    progress(*message["progress"])
                elif "error" in message:
                    raise SleepdError(message["error"]["message"], message["error"]["hint"])
                else:
                    return message["result"]
            raise Died(f"the process that was to {work} {root} died", "look at `sleepd logs`")
        finally:
            await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        if process.returncode is None:
            process.terminate()
    try:
        async with asyncio.timeout(_ENDING_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
