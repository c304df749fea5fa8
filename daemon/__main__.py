"""`python -m sleepd.daemon` is the daemon."""

import sys

from .main import main

sys.exit(main())
