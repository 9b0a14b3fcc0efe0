"""A battlecard has the same parts with the same words in Slack and in Teams, and leaves the same line in the log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fake_slack import GUEST, REP, SALES
from parity_company import Company
from teams_office import GUEST as TEAMS_GUEST
from teams_office import REP as TEAMS_REP
from teams_office import actions_of, card_of, chat_of, words_of

from bot.model import LoggedQuestion

SOON = timedelta(seconds=10)
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("parity")]


@pytest.mark.parametrize(
    ("typed", "current"),
    [
        ("quayvio", "Overview"),
        ("QV price", "Price"),
        ("quayvio objections", "Objections"),
        ("quavio who pays for a booking", "Why we win"),
        ("квайвио где лежат данные", "Why we win"),
        ("yardolith offline", "Trap: the offline question"),
        ("slot harbor", "Overview"),
    ],
)
async def test_it_has_the_same_parts_and_words(company: Company, typed: str, current: str) -> None:
    in_slack, slack_log = await shown_in_slack(company, typed, REP)
    in_teams, teams_log = await shown_in_teams(company, typed, TEAMS_REP)
    assert tabs_in_slack(in_slack) == tabs_in_teams(in_teams)
    assert [label for label in tabs_in_slack(in_slack) if label.startswith("▸")] == [f"▸ {current}"]
    assert told(slack_log) == told(teams_log)
    assert slack_log.status in {"answered", "unsure"}
    for words in (in_slack_words(in_slack), words_of(card_of(in_teams))):
        assert "owner" in words


@pytest.mark.parametrize("typed", ["quayvio", "acme price", "slotharbr"])
async def test_guests_find_no_card_at_either(company: Company, typed: str) -> None:
    in_slack, slack_log = await shown_in_slack(company, typed, GUEST)
    in_teams, teams_log = await shown_in_teams(company, typed, TEAMS_GUEST)
    for words in (in_slack_words(in_slack), words_of(in_teams)):
        assert words.startswith("There is no battlecard on “")
        assert "Dana" not in words
    assert told(slack_log) == told(teams_log)
    assert slack_log.status == "gap"


async def shown_in_slack(company: Company, typed: str, person: str) -> tuple[dict[str, Any], LoggedQuestion]:
    slack = company.slack
    if person not in slack.workspace.channels[SALES].members:
        slack.workspace.channels[SALES].members.append(person)
    company.clock.forward(SOON)
    before = len(slack.ephemerals(SALES, person))
    await slack.command(person, SALES, "/battlecard", typed)
    await slack.until(lambda: len(slack.ephemerals(SALES, person)) > before)
    return slack.ephemerals(SALES, person)[-1], company.cornerman.log.recent(1)[0]


async def shown_in_teams(company: Company, typed: str, person: str) -> tuple[dict[str, Any], LoggedQuestion]:
    company.clock.forward(SOON)  # so that its line in the log is the newest
    await company.office.say(person, f"battlecard {typed}")
    await company.office.idle()
    return company.office.said(chat_of(person))[-1], company.cornerman.log.recent(1)[0]


def tabs_in_slack(message: dict[str, Any]) -> list[str]:
    rows = (block["elements"] for block in message["blocks"] if block["type"] == "actions")
    return [one["text"]["text"] for row in rows for one in row if one["action_id"].startswith("cornerman.card.turn")]


def tabs_in_teams(message: dict[str, Any]) -> list[str]:
    pressed = ((one, one.get("data", {}).get("cornerman", {})) for one in actions_of(message))
    return [one["title"] for one, own in pressed if own.get("press") == "card_turn"]


def in_slack_words(message: dict[str, Any]) -> str:
    return "\n".join(
        block["text"]["text"] if "text" in block else "".join(one.get("text", "") for one in block["elements"])
        for block in message["blocks"]
        if block["type"] in {"section", "context"}
    )


def told(question: LoggedQuestion) -> tuple[object, ...]:
    return (question.question, question.status, question.document, question.passages, question.language)
