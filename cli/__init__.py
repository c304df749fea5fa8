"""The command line. No answering logic lives here, and nothing is imported that a plain question does not need."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

from ..errors import SleepdError

_OBJECTS = 200_000
"""New objects between two searches for unreachable ones: facts are many tuples and hardly ever go in circles, and with
Python's 700 a tenth of a question's time goes into looking."""


def main() -> None:
    """Run the command line: 0 done, 1 an expected failure, 2 wrong usage, 3 a bug, 130 interrupted."""
    gc.set_threshold(_OBJECTS)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    status = _status(lambda: _run(sys.argv[1:]))
    gc.freeze()  # Or Python looks through everything once more before it ends, which takes as long.
    sys.exit(status)


def _run(arguments: list[str]) -> int:
    if arguments[:2] == ["hook", "refresh"] and "--help" not in arguments:  # A commit waits for it.
        from ..hooks import refresh

        return refresh.main(arguments[2:])
    from . import question

    plain = question.plain(arguments)
    if plain:
        return question.answer(plain)
    from .verbs import run

    return run(arguments)


def _status(run: Callable[[], int]) -> int:
    """The exit status of what runs, every failure told to the user."""
    try:
        return run()
    except KeyboardInterrupt:
        return 130
    except SleepdError as error:
        print(f"sleepd: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"  {error.hint}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except Exception:
        from .report import report_bug

        report_bug()
        return 3
