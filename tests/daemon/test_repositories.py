"""The repositories that are open."""

from __future__ import annotations

import asyncio

from sleepd.answers.ladder import ask
from sleepd.daemon.repositories import Repositories
from sleepd.refresh import refresh
from sleepd.workspace import Workspace


class Workers:
    """Reads here and now, and counts how often."""

    def __init__(self):
        self.reads = 0

    async def read(self, root, progress):
        self.reads += 1
        workspace = Workspace(root)
        refresh(workspace, progress)
        workspace.close()


def test_what_was_just_written_is_read_once(repo, state):
    """Although it counts as changed for two seconds, and rules on what to read have everything looked at."""

    async def main():
        workers = Workers()
        repositories = Repositories(workers, lambda repository: None, lambda: None)
        try:
            for number in range(3):
                repo.write("a.py", f"def alpha{number}(): ...\n")
                repo.write(".gitignore", f"{number}\n")
                answer = await repositories.use(
                    str(repo.root), None, lambda repository, number=number: ask(repository.workspace, f"alpha{number}")
                )
                assert answer.citations and workers.reads == number + 1
        finally:
            await repositories.close()

    asyncio.run(main())
