"""`python -m content_index.conflicts INDEX_DIR`: looks for conflicts of what serves, behind everything else's back.

Then it checks all else that may be wrong with the content (`content_index/health/`).
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from content_index.conflicts.bringing_up import bring_up
from content_index.health.bringing_up import bring_up_health

_NICENESS = 10


def main() -> int:
    """0 where all is known now, or another process looks for it; 1 where that failed; 2: wrong usage."""
    if len(sys.argv) != 2:  # noqa: PLR2004 -- itself and the folder
        sys.stderr.write("usage: python -m content_index.conflicts INDEX_DIR\n")
        return 2
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    logging.basicConfig(format="%(levelname)s %(message)s")
    logging.getLogger("content_index").setLevel(logging.INFO)
    try:
        index_dir = Path(sys.argv[1])
        scanned = bring_up(index_dir)
        return 0 if bring_up_health(index_dir) and scanned else 1
    except KeyboardInterrupt:
        return 1


if __name__ == "__main__":
    sys.exit(main())
