"""What becomes of a run whose process dies, hangs or is sent away: real processes, a real database, no model."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from database_fixtures import upgraded_sqlite
from run_samples import HANNAH
from worker_doubles import Now, works

from bot.reindexing import overseeing
from bot.reindexing.model import BROKE_OFF, Requester, Run
from bot.reindexing.overseeing import RunOverseer
from bot.reindexing.processes import WorkerProcesses
from bot.stores.reindex_runs import SqlRuns
from content_index.model import Wish

pytestmark = pytest.mark.slow
SOON = 30.0
PRIYA = Requester("29:priya", "Priya", "teams")


class Server:
    """What asks for runs, and the processes beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.engine = folder, upgraded_sqlite(folder / "runs.db")
        self.runs = SqlRuns(self.engine)
        self.processes = WorkerProcesses(works, folder, lambda holder: RunOverseer(self.runs, Now(), holder))

    def asks(self, how: str = "ends") -> Run:
        (self.folder / "how").write_text(how)
        run, _ = self.runs.ask("reindex", Wish(), HANNAH, force=False, at=Now().now())
        self.processes.start()
        return run

    def found(self, run: Run) -> Run:
        found = self.runs.find(run.id)
        assert found is not None
        return found

    def until(self, is_so: Callable[[], bool]) -> None:
        until = time.monotonic() + SOON
        while not is_so():
            assert time.monotonic() < until, self.runs.latest(5)
            time.sleep(0.05)

    def taken(self) -> int:
        """The id of the process that works, once it does."""
        self.until(lambda: (self.folder / "taken").exists() and (self.folder / "taken").read_text() != "")
        return int((self.folder / "taken").read_text())


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.processes.close()
    made.engine.dispose()


def test_a_run_whose_process_is_killed_is_ended_at_once_and_others_wishes_are_done(server: Server) -> None:
    server.runs.ask("reindex", Wish(), HANNAH, force=False, at=Now().now())
    server.runs.ask("reindex", Wish(frozenset({"wiki"})), PRIYA, force=False, at=Now().now())
    run = server.asks("dies")
    server.until(lambda: not server.runs.under_way())
    assert (server.found(run).state, server.found(run).trouble) == ("failed", BROKE_OFF)
    ended = server.found(run).ended_at
    assert ended is not None
    assert (ended - run.asked_at).total_seconds() < SOON
    [anew] = [one for one in server.runs.latest(5) if one.id != run.id]
    assert (anew.state, anew.by, anew.wish.only) == ("done", PRIYA, {"wiki"})


def test_a_process_that_is_sent_away_gives_its_run_back_and_another_server_does_it(server: Server) -> None:
    run = server.asks("sleeps")
    pid = server.taken()
    server.processes.close()
    assert server.found(run).state == "waiting"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    server.processes.start()  # a server that has been closed begins nothing any more
    another = Server(server.folder)
    another.processes.start()
    another.until(lambda: another.found(run).state == "done")
    another.processes.close()
    another.engine.dispose()


def test_whoever_stops_the_machine_ends_the_worker_first_and_the_run_is_given_back_all_the_same(server: Server) -> None:
    run = server.asks("sleeps")
    os.kill(server.taken(), signal.SIGTERM)
    time.sleep(0.5)
    server.processes.close()
    assert server.found(run).state == "waiting"


def test_a_process_that_stands_still_is_killed_by_who_cancels_its_run(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(overseeing._PATIENCE, "deaf", 0.2)
    run = server.asks("stops")
    server.taken()
    server.runs.stop(run.id, "Ada", Now().now())
    server.until(lambda: not server.runs.under_way())
    assert (server.found(run).state, server.found(run).stopped_by) == ("cancelled", "Ada")
    again = server.asks()
    server.until(lambda: server.found(again).state == "done")


def test_a_process_that_stands_still_does_not_keep_a_server_from_stopping(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reindexing.processes.SECONDS_TO_END", 1.5)
    run = server.asks("stops")
    server.taken()
    server.processes.close()
    assert server.found(run).state == "waiting"
