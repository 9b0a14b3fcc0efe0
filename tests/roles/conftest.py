"""The doubles of Slack and of Teams stand beside the tests of the doors: those folders are on the path only there."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path += [
    str(folder) for name in ("slack", "teams") if str(folder := Path(__file__).parents[1] / name) not in sys.path
]
