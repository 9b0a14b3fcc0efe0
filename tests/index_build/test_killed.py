from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from index_bench import Bench

from content_index.lexical import LexicalIndex
from content_index.store import GenerationStore

KILLS = 10


def test_a_reindex_killed_at_any_moment_leaves_an_index_that_serves_and_can_be_built_upon(bench: Bench) -> None:
    for number in range(12):
        bench.write(f"page{number}.md", f"# Page {number}\n\nWords of page {number}.\n")
    bench.reindex()
    for _ in range(KILLS):
        reindex_and_kill(bench)
        generation = GenerationStore(bench.directory, LexicalIndex.load).current()
        assert len(generation.documents) == 12
        assert "Words of page 7." in "\n".join(passage.text for passage in generation.passages)
    bench.write("page12.md", "# Page 12\n\nWords of page 12.\n")
    assert bench.reindex().added == ("page12.md",)
    assert not any(bench.store.staging.glob("*"))


def reindex_and_kill(bench: Bench) -> None:
    script = Path(__file__).with_name("slow_reindex.py")
    command = [sys.executable, str(script), str(bench.directory), str(bench.content)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(random.uniform(0, 1.0))
        process.kill()
