"""What a worker's process does in a test: it takes a run, and then dies, hangs or ends, as the folder's file says."""

from __future__ import annotations

import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.reindexing.model import Ending
from bot.stores.reindex_runs import SqlRuns
from config.database import make_engine

HELD = 30.0


class Now:
    """The time as it is."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def works(folder: Path, holder: str) -> None:
    """Does one run. The file is taken away with it: whoever comes next ends as is usual."""
    engine = make_engine(f"sqlite:///{folder / 'runs.db'}")
    runs = SqlRuns(engine)
    run = runs.take(holder, datetime.now(UTC), HELD)
    how = folder / "how"
    does = how.read_text() if how.exists() else "ends"
    how.unlink(missing_ok=True)
    (folder / "taken").write_text(str(os.getpid()))
    if does == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if does == "stops":
        os.kill(os.getpid(), signal.SIGSTOP)
    if does == "sleeps":
        time.sleep(120.0)
    if run is not None:
        runs.end(run.id, holder, Ending("done"), datetime.now(UTC))
    engine.dispose()
