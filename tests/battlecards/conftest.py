from __future__ import annotations

import sys
from pathlib import Path

# Small generations for tests of searching stand in a folder that is on the path only where those tests are collected.
if (folder := str(Path(__file__).parents[1] / "retrieval")) not in sys.path:
    sys.path.append(folder)
