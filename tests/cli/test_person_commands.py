"""What is kept of one person is deleted, or handed out, at the command line; and what is too old goes."""

from __future__ import annotations

import json
import stat
from dataclasses import replace

import pytest
from database_fixtures import upgraded_sqlite
from deployments import Deployment
from kept_company import MONDAY, PLAIN, Company
from sqlalchemy import Engine

from bot.stores.spool import Spool


@pytest.fixture
def log(fresh_deployment: Deployment) -> Engine:
    engine = upgraded_sqlite(fresh_deployment.folder / "data" / "cornerman.db")
    Company(engine).asks({"asker": "U1", "name": "Dana Reyes"}, {"asker": "U2", "name": "Dana Stone"}, {"asker": "U2"})
    yield engine
    engine.dispose()


def test_an_export_is_a_file_for_no_other_eyes(fresh_deployment: Deployment, log: Engine) -> None:
    shown = json.loads(fresh_deployment.run("export", "U1").stdout)
    assert [one["question"] for one in shown["questions"]] == [PLAIN.question]
    file = fresh_deployment.folder / "dana.json"
    fresh_deployment.run("export", "Dana Reyes", "--out", str(file))
    assert json.loads(file.read_text())["id"] == "U1"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "there already" in fresh_deployment.run("export", "U1", "--out", str(file), code=1).stderr


def test_who_is_meant_must_be_plain(fresh_deployment: Deployment, log: Engine) -> None:
    unclear = fresh_deployment.run("forget", "dana", "--yes", code=2).stderr
    assert "U1" in unclear
    assert "U2" in unclear
    told = fresh_deployment.json("forget", "dana", "--yes", code=2)
    assert [one["id"] for one in told["candidates"]] == ["U1", "U2"] or len(told["candidates"]) == 2
    assert "Nothing is kept" in fresh_deployment.run("forget", "nobody", "--yes", code=1).stderr
    assert "Nothing is kept" in fresh_deployment.run("export", "nobody", code=1).stderr


def test_forgetting_shows_what_it_is_asks_and_does_it_once(fresh_deployment: Deployment, log: Engine) -> None:
    asked = fresh_deployment.run("forget", "U2", code=1)  # nobody answers
    assert "questions" in asked.stdout
    assert "Delete all this" in asked.stdout
    assert "--yes" in str(fresh_deployment.json("forget", "U2", code=2))
    assert fresh_deployment.json("forget", "U2", "--yes")["rows"]["questions"] == 2
    assert "Nothing is kept" in fresh_deployment.run("forget", "U2", "--yes", code=1).stderr
    assert fresh_deployment.json("forget", "U1", "--yes")["rows"]["questions"] == 1


def test_what_a_process_that_is_gone_left_on_disk_is_forgotten_too(fresh_deployment: Deployment, log: Engine) -> None:
    spool = Spool(fresh_deployment.folder / "data" / "spool", 1_000_000)
    spool.append(replace(PLAIN, id="waits", asker="U1"))
    spool.close()
    assert fresh_deployment.json("forget", "U1", "--yes")["rows"]["questions"] == 2


def test_what_waits_in_a_process_that_runs_is_told(fresh_deployment: Deployment, log: Engine) -> None:
    spool = Spool(fresh_deployment.folder / "data" / "spool", 1_000_000)
    spool.append(replace(PLAIN, id="waits", asker="U1"))
    told = fresh_deployment.run("forget", "U1", "--yes", code=4)
    assert "1 of their questions still wait" in told.stderr
    spool.forget(1)
    spool.close()


def test_what_is_too_old_is_shown_and_deleted(fresh_deployment: Deployment, log: Engine) -> None:
    Company(log).asks({"id": "old", "asked_at": MONDAY.replace(year=2001)})
    assert fresh_deployment.json("retention")["overdue"]["questions"] == 1
    assert "1 question, 0 looks, 0 people" in fresh_deployment.run("retention").stdout
    assert fresh_deployment.json("retention", "--now")["deleted"]["questions"] == 1
    assert fresh_deployment.json("retention")["overdue"]["questions"] == 0


def test_for_ever_is_told(fresh_deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORNERMAN_PRIVACY__RETENTION_DAYS", "0")
    assert "for ever" in fresh_deployment.run("retention").stdout
    assert fresh_deployment.json("retention") == {"retention_days": 0}
