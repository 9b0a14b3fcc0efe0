"""Reindexes slowly, in a process of its own, so that a test can kill it at any stage: INDEX CONTENT."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from fakes import HashingEmbedder  # noqa: E402 -- found by the path above
from index_bench import Bench  # noqa: E402

if __name__ == "__main__":
    bench = Bench(Path(sys.argv[1]), Path(sys.argv[2]), HashingEmbedder(seconds_each=0.02))
    print("ready", flush=True)  # noqa: T201 -- the test waits for this
    while True:
        bench.reindex(full=True)
        time.sleep(0.005)
