"""The board at the terminal: what reps could not be answered, from the log to the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from database_fixtures import upgraded_sqlite
from deployments import Deployment

from bot.jobs import LEASE_SECONDS
from bot.model import LoggedQuestion
from bot.stores.leases import SqlLeases
from bot.stores.questions import QuestionStore
from bot.wiring.jobs import PLACING

ASKED = LoggedQuestion(
    id="q1",
    asked_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
    question="are we pci dss certified",
    asker="U1",
    place="D1",
    place_kind="direct",
    workspace="T1",
    thread=None,
    surface="slack",
    status="gap",
    confidence=0.1,
    passages=(),
    generation="g1",
    latency_ms={"total": 4.0},
    language="en",
)


def asked(deployment: Deployment, *questions: LoggedQuestion) -> None:
    engine = upgraded_sqlite(deployment.folder / "data" / "cornerman.db")
    QuestionStore(engine).write(questions)
    engine.dispose()


def test_without_gaps_it_says_so_and_what_to_do(fresh_deployment: Deployment) -> None:
    told = fresh_deployment.run("gaps", "list").stdout
    assert "There is no gap yet" in told
    assert "what is asked at the terminal does not count" in told
    assert f"`cornerman gaps place --config {fresh_deployment.folder}/cornerman.toml`" in told
    assert fresh_deployment.json("gaps", "list") == {"gaps": [], "count": {}}


def test_without_a_command_gaps_are_listed(fresh_deployment: Deployment) -> None:
    assert fresh_deployment.run("gaps").stdout == fresh_deployment.run("gaps", "list").stdout
    assert fresh_deployment.json("gaps") == {"gaps": [], "count": {}}


def test_where_others_are_there_it_is_said_of_the_filter_alone(fresh_deployment: Deployment) -> None:
    asked(fresh_deployment, ASKED)
    fresh_deployment.run("gaps", "place")
    assert "No such gaps" in fresh_deployment.run("gaps", "list", "--state", "closed").stdout
    assert "No such gaps" in fresh_deployment.run("gaps", "list", "--words", "zebra").stdout


def test_what_waits_is_placed_listed_and_shown(fresh_deployment: Deployment) -> None:
    again = replace(ASKED, id="q2", asker="U2", question="pci dss certified?")
    other = replace(ASKED, id="q3", question="does the kiosk speak korean")
    asked(fresh_deployment, ASKED, again, other)
    assert fresh_deployment.json("gaps", "place")["placed"] == 3
    first, second = fresh_deployment.json("gaps", "list")["gaps"]
    assert (first["questions"], first["people"], second["questions"]) == (2, 2, 1)
    listed = fresh_deployment.run("gaps", "list").stdout
    assert "2 people asked 2 times" in listed
    assert "1 person asked once" in listed
    shown = fresh_deployment.run("gaps", "show", first["id"][:8]).stdout
    assert "pci dss certified?" in shown
    assert "opened" in shown


def test_beside_a_server_that_places_questions_nothing_is_placed(fresh_deployment: Deployment) -> None:
    asked(fresh_deployment, ASKED)
    engine = upgraded_sqlite(fresh_deployment.folder / "data" / "cornerman.db")
    leases = SqlLeases(engine)
    assert leases.take(PLACING, "a server", LEASE_SECONDS)
    assert "Stop the server, then try again." in fresh_deployment.run("gaps", "place", code=1).stderr
    assert fresh_deployment.json("gaps", "list")["gaps"] == []
    leases.give_back(PLACING, "a server")
    engine.dispose()
    assert fresh_deployment.json("gaps", "place")["placed"] == 1


def test_a_gap_that_is_not_there_is_told_in_words(fresh_deployment: Deployment) -> None:
    refused = fresh_deployment.run("gaps", "show", "nothing", code=1)
    assert "there is no gap nothing" in refused.stderr


def test_an_unknown_state_is_refused_with_those_there_are(fresh_deployment: Deployment) -> None:
    refused = fresh_deployment.run("gaps", "list", "--state", "lost", code=2)
    assert "open, snoozed, dismissed, closed or all" in refused.stderr
