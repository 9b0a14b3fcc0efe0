"""Reindexes by command: kept as those of chat are, guarded, followed, cancelled; with the real model."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from deployments import Deployment
from sqlalchemy import Engine

from bot.reindexing.model import BROKE_OFF, Ending, Outcome, Requester, Run
from bot.stores.reindex_runs import SqlRuns
from config.database import make_engine
from content_index.model import ReindexProgress, Wish

pytestmark = pytest.mark.xdist_group("model")
CORNERMAN = str(Path(sys.executable).with_name("cornerman"))
HANNAH = Requester("U0HANNAH1", "Hannah", "slack")
GOLDEN = {
    "question": "is customer data encrypted",
    "relevant": ["security.md"],
    "evidence": "Customer data is encrypted at rest with AES-256.",
}


@contextmanager
def runs_of(deployment: Deployment) -> Iterator[SqlRuns]:
    engine: Engine = make_engine(f"sqlite:///{deployment.folder / 'data' / 'cornerman.db'}")
    yield SqlRuns(engine)
    engine.dispose()


def latest(deployment: Deployment) -> Run:
    with runs_of(deployment) as runs:
        return runs.latest(1)[0]


@pytest.fixture
def guarded(fresh_deployment: Deployment) -> Deployment:
    """Its golden question is answered by a page that has been taken away since."""
    (fresh_deployment.folder / "golden-questions.jsonl").write_text(json.dumps(GOLDEN) + "\n")
    fresh_deployment.run("reindex")
    (fresh_deployment.content / "security.md").unlink()
    return fresh_deployment


def test_a_reindex_is_kept_with_who_asked_for_it_and_how_it_ended(fresh_deployment: Deployment) -> None:
    told = fresh_deployment.json("reindex")
    run = latest(fresh_deployment)
    assert (told["run"], told["refused"], told["worse"], told["dry_run"]) == (run.id, False, [], False)
    assert (run.state, run.by.surface, run.outcome.counts, run.outcome.closed) == ("done", "cli", (3, 0, 0), ())
    shown = fresh_deployment.run("runs").stdout
    assert shown.startswith(run.id[:8])
    assert "Reindexed · asked for by " in shown
    assert "3 added" in shown
    kept = fresh_deployment.json("runs", "list")["runs"]
    assert [(one["id"], one["state"], one["added"]) for one in kept] == [(run.id, "done", 3)]


def test_a_dry_run_changes_nothing_and_tells_what_would(fresh_deployment: Deployment) -> None:
    before = fresh_deployment.json("reindex")["generation"]
    (fresh_deployment.content / "security.md").unlink()
    shown = fresh_deployment.run("reindex", "--dry-run").stdout
    assert "Removed 1: security.md" in shown
    assert "Dry run, nothing was changed: the new index has " in shown
    assert "serves" not in shown
    told = fresh_deployment.json("reindex", "--dry-run")
    assert (told["dry_run"], told["swapped"], told["generation"]) == (True, False, before)
    assert fresh_deployment.json("ask", "is customer data encrypted")["sources"][0]["document"] == "security.md"


def test_a_source_is_reindexed_alone_and_one_that_is_none_is_named(fresh_deployment: Deployment) -> None:
    settings = fresh_deployment.folder / "cornerman.toml"
    (fresh_deployment.folder / "wiki").mkdir()
    (fresh_deployment.folder / "wiki" / "new.md").write_text("# New\n\nSomething new.\n")
    settings.write_text(f'{settings.read_text()}[[sources]]\nname = "wiki"\nlocation = "wiki"\n')
    assert fresh_deployment.json("reindex", "WIKI")["added"] == ["new.md"]
    assert latest(fresh_deployment).wish.only == {"wiki"}
    refused = fresh_deployment.run("reindex", "wikki", code=2).stderr
    assert "There is no source wikki. There are: playbooks, wiki." in refused


def test_what_would_be_answered_worse_is_refused_and_told_and_can_be_forced(guarded: Deployment) -> None:
    before = latest(guarded).outcome.generation
    shown = guarded.run("reindex", code=5).stdout
    assert "1 golden question asked: 1 worse (at most 0 may)." in shown
    assert "  is customer data encrypted\n    before: security.md: “Customer data is encrypted" in shown
    assert f"Not let in: generation {before} serves on." in shown
    assert f"`cornerman reindex --force --config {guarded.folder}/cornerman.toml`" in shown
    told = guarded.json("reindex", code=5)
    assert (told["refused"], told["swapped"], told["generation"]) == (True, False, before)
    assert [one["question"] for one in told["worse"]] == ["is customer data encrypted"]
    assert guarded.json("reindex", "--dry-run", code=5)["refused"]
    assert latest(guarded).state == "refused"
    forced = guarded.json("reindex", "--force")
    assert (forced["swapped"], len(forced["worse"]), latest(guarded).state) == (True, 1, "done")
    assert guarded.json("rollback")["generation"] == before
    assert latest(guarded).kind == "rollback"


def test_golden_questions_that_are_wrong_are_told_and_nothing_is_compared(guarded: Deployment) -> None:
    (guarded.folder / "golden-questions.jsonl").write_text("{}\n")
    assert "The golden questions could not be used, so nothing was compared: " in guarded.run("reindex").stdout


def test_where_the_database_is_down_it_reindexes_all_the_same_and_still_asks_golden_questions(
    guarded: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = guarded.folder / "cornerman.toml"
    monkeypatch.setattr("bot.stores.keeping.KEEPING_SECONDS", 0.2)
    (guarded.folder / "is a folder").mkdir()
    settings.write_text(f'database_url = "sqlite:///{guarded.folder}/is a folder"\n{settings.read_text()}')
    refused = guarded.run("reindex", code=5)
    assert "The database does not answer" in refused.stderr
    assert "Not let in" in refused.stdout
    assert guarded.json("reindex", "--force")["run"] is None
    assert guarded.json("rollback")["documents"] == 3
    assert "The database does not answer" in guarded.run("runs", code=1).stderr


def test_a_folder_that_is_tried_is_not_told_to_the_deployments_own_database(
    guarded: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CORNERMAN_DATABASE_URL", f"sqlite:///{guarded.folder / 'data' / 'cornerman.db'}")
    before = latest(guarded)
    guarded.run("reindex", "--content", str(guarded.content))
    assert latest(guarded) == before


@contextmanager
def done_elsewhere(deployment: Deployment, ending: Ending) -> Iterator[None]:
    """Another process does a run that Hannah asked for, and ends it as soon as the command has looked how it goes."""
    now, looked_at = datetime.now(UTC), threading.Event()
    with runs_of(deployment) as runs, pytest.MonkeyPatch.context() as patched:
        run, _ = runs.ask("reindex", Wish(), HANNAH, force=False, at=now)
        runs.take("there", now, 600.0)
        runs.goes_on(run.id, "there", now, 600.0, progress=ReindexProgress("embedding", 64, 128))
        real = type(runs).find

        def find(self: object, run_id: str) -> Run | None:
            found: Run | None = real(self, run_id)  # type: ignore[arg-type]
            looked_at.set()
            return found

        def ends() -> None:
            looked_at.wait(60)
            runs.end(run.id, "there", ending, datetime.now(UTC))

        patched.setattr(type(runs), "find", find)
        waiting = threading.Thread(target=ends)
        waiting.start()
        yield
        waiting.join()


def test_a_reindex_that_another_process_does_is_followed_to_its_end(fresh_deployment: Deployment) -> None:
    fresh_deployment.run("reindex")
    outcome = Outcome("g9", swapped=True, added=("new.md",), counts=(1, 0, 0), passages=7, embedded=2)
    with done_elsewhere(fresh_deployment, Ending("done", outcome)):
        result = fresh_deployment.run("reindex")
    assert "Hannah asked for this already" in result.stderr
    assert "Embedding passages: 64 of 128" in result.stderr
    assert "Added 1: new.md" in result.stdout
    assert "Generation g9 serves." in result.stdout


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        (Ending("failed", trouble="The disk is full."), "The reindex failed. The disk is full."),
        (Ending("cancelled"), "The reindex was cancelled."),
    ],
    ids=["failed", "cancelled"],
)
def test_one_that_is_followed_and_does_not_end_well_fails_and_says_why(
    fresh_deployment: Deployment, ending: Ending, told: str
) -> None:
    fresh_deployment.run("reindex")
    with done_elsewhere(fresh_deployment, ending):
        assert told in fresh_deployment.json("reindex", code=1)["error"]


def test_a_run_whose_process_died_does_not_hold_up_the_next(fresh_deployment: Deployment) -> None:
    fresh_deployment.run("reindex")
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    with runs_of(fresh_deployment) as runs:
        dead, _ = runs.ask("reindex", Wish(), HANNAH, force=False, at=long_ago)
        runs.take("dead", long_ago, 30.0)
        fresh_deployment.run("reindex", "--full")
        ended = runs.find(dead.id)
    assert ended is not None
    assert (ended.state, ended.trouble, latest(fresh_deployment).state) == ("failed", BROKE_OFF, "done")


@contextmanager
def silent_site() -> Iterator[tuple[str, threading.Event, threading.Event]]:
    """Its address; whether it has been asked; it answers nobody before the last one is set."""
    asked, may_answer = threading.Event(), threading.Event()

    class Silent(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.set()
            may_answer.wait()
            with suppress(ConnectionError):  # whoever asked may have left
                self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", asked, may_answer
        finally:
            may_answer.set()
            server.shutdown()
            serving.join()


@contextmanager
def reindexing(deployment: Deployment) -> Iterator[subprocess.Popen[str]]:
    """A signal belongs into a process of its own: in a test's it may end more than the test."""
    command = [CORNERMAN, "--config", str(deployment.folder / "cornerman.toml"), "reindex"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        patience = threading.Timer(120, process.kill)
        patience.start()
        try:
            yield process
        finally:
            process.kill()
            patience.cancel()


@pytest.mark.parametrize("is_pressed_again", [False, True], ids=["once", "twice"])
def test_ctrl_c_cancels_it_and_nothing_has_changed(fresh_deployment: Deployment, is_pressed_again: bool) -> None:
    before = fresh_deployment.json("reindex")["generation"]
    (fresh_deployment.content / "security.md").unlink()
    settings = fresh_deployment.folder / "cornerman.toml"
    with silent_site() as (address, asked, may_answer):
        slow = f'[[sources]]\nname = "site"\nlocation = "sitemap+{address}/sitemap.xml"\n'
        settings.write_text(f"{settings.read_text()}{slow}")
        with reindexing(fresh_deployment) as process:
            assert process.stderr is not None
            assert asked.wait(60)
            process.send_signal(signal.SIGINT)
            assert any("Stopping…" in line for line in process.stderr)
            if is_pressed_again:
                process.send_signal(signal.SIGINT)
            else:
                may_answer.set()
            assert "Cancelled. Nothing has changed." in process.stderr.read()
            assert process.wait() == 130
    run = latest(fresh_deployment)
    assert (run.state, run.stopped_by) == ("cancelled", run.by.name)
    assert fresh_deployment.json("reindex", "playbooks", "--dry-run")["generation"] == before


def test_going_back_waits_for_no_reindex(fresh_deployment: Deployment) -> None:
    fresh_deployment.run("reindex")
    now = datetime.now(UTC)
    with runs_of(fresh_deployment) as runs:
        runs.ask("reindex", Wish(), HANNAH, force=False, at=now)
        runs.take("there", now, 600.0)
        assert "A reindex runs just now" in fresh_deployment.json("rollback", code=1)["error"]


def test_a_run_is_cancelled_by_its_id_or_the_one_that_runs(fresh_deployment: Deployment) -> None:
    fresh_deployment.run("reindex")
    assert "no reindex is under way" in fresh_deployment.run("runs", "cancel", code=1).stderr
    now = datetime.now(UTC)
    with runs_of(fresh_deployment) as runs:
        first, _ = runs.ask("reindex", Wish(), HANNAH, force=False, at=now)
        second, _ = runs.ask("reindex", Wish(full=True), HANNAH, force=False, at=now)
        runs.take("there", now, 600.0)
        assert "begins with 'nope'" in fresh_deployment.json("runs", "cancel", "nope", code=1)["error"]
        assert fresh_deployment.json("runs", "cancel", second.id[:8])["state"] == "cancelled"
        assert "It is being stopped." in fresh_deployment.run("runs", "cancel").stdout
        stopped = runs.find(first.id)
    assert stopped is not None
    assert stopped.stopped_by
