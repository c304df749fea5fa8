"""`python -m sleepd` is `sleepd`."""

from .cli import main

main()
