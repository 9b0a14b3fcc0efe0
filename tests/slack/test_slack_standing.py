"""Who somebody is in the workspace, asked for those who signed in to the console."""

from __future__ import annotations

import pytest
from fake_slack import BOT_TOKEN, GUEST, REP, TEAM, FakeSlack

from bot.slack.standing import SlackStandings
from bot.standing import Standing, StandingUnknownError

GROUP = "S0SALES01"


async def test_user_groups_and_guests_are_told(slack: FakeSlack) -> None:
    slack.workspace.add_usergroup(GROUP, "sales", [REP])
    standings = SlackStandings(BOT_TOKEN, slack.api_url, {GROUP, "U0NOBODY1", "dana@acme.example", "leads"})
    assert await standings.of(TEAM, REP) == Standing(frozenset({GROUP}), outside=False)
    assert (await standings.of(TEAM, GUEST)).outside
    asked = len(slack.bodies("users.info"))
    await standings.of(TEAM, REP)
    assert len(slack.bodies("users.info")) == asked


async def test_somebody_who_is_not_there_is_not_told_of(slack: FakeSlack) -> None:
    with pytest.raises(StandingUnknownError, match="not_found"):
        await SlackStandings(BOT_TOKEN, slack.api_url, ()).of(TEAM, "U0NOBODY1")
