"""What owners replied can be read where pages are written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from database_fixtures import upgraded_sqlite
from deployments import Deployment

from bot.conversation_model import OwnerReply, OwnerRequest
from bot.stores.owner_requests import SqlOwnerRequests

ASKED = OwnerRequest(
    id="r1",
    question_id="q1",
    question="what about three years?",
    asker="U0REP0001",
    workspace="T1",
    owner="Dana Reyes",
    owner_id="U0DANA001",
    place="D1",
    message="1.0",
    document="pricing.md",
    asked_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
)


def test_without_replies_there_are_no_drafts_and_it_says_so(fresh_deployment: Deployment) -> None:
    said = " ".join(fresh_deployment.run("drafts").stdout.split())
    assert said == "No drafts yet: no owner has replied in Slack or Teams to a question that was handed over."
    assert fresh_deployment.json("drafts") == {"drafts": []}


def test_replies_are_shown_with_question_owner_and_page_and_open_questions_are_not(
    fresh_deployment: Deployment,
) -> None:
    engine = upgraded_sqlite(fresh_deployment.folder / "data" / "cornerman.db")
    requests = SqlOwnerRequests(engine)
    requests.keep(ASKED)
    requests.keep(replace(ASKED, id="r2", question="still open?", message="2.0"))
    requests.reply("r1", OwnerReply("Up to [18%].", "U0DANA001", datetime(2026, 11, 25, 9, tzinfo=UTC)))
    engine.dispose()
    shown = fresh_deployment.run("drafts").stdout
    assert "what about three years?" in shown
    assert "Dana Reyes, 2026-11-25, beside pricing.md" in shown
    assert "Up to [18%]." in shown
    assert "still open?" not in shown
    assert fresh_deployment.json("drafts")["drafts"][0]["reply"]["text"] == "Up to [18%]."
