"""What stands between Slack and us answers in its place: in plain text, not in JSON."""

from __future__ import annotations

import logging

import pytest
from around import DISCOUNT, asked, eventually, heard, shown, told
from fake_slack import BOT_USER, REP, SALES, FakeSlack
from serving import serving

from bot.slack.door import SlackDoorError

SALES_PEOPLE = "S0SALES01"


@pytest.fixture
async def door(slack: FakeSlack, make_door):
    slack.workspace.add_usergroup(SALES_PEOPLE, "sales", [REP])
    async with serving(make_door(groups={"sales": [SALES_PEOPLE]})) as send:
        slack.use_http(send)
        yield


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize("method", ["users.info", "usergroups.users.list", "users.list", "conversations.info"])
async def test_a_look_up_that_fails_so_leaves_less_to_see_and_an_answer(
    slack: FakeSlack, caplog: pytest.LogCaptureFixture, method: str, status: int
) -> None:
    slack.plain(method, status, times=2)
    assert "Something went wrong" not in shown(await heard(slack))
    assert "Traceback" not in caplog.text


@pytest.mark.usefixtures("door")
async def test_an_answer_that_is_not_taken_leaves_one_line(slack: FakeSlack, caplog: pytest.LogCaptureFixture) -> None:
    slack.plain("chat.postMessage")
    await slack.say(REP, SALES, f"<@{BOT_USER}> {DISCOUNT}")
    await eventually(lambda: bool(caplog.records))
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == [
        f"Slack did not take the answer to a question in {SALES}: SlackApiError"
    ]
    assert "Traceback" not in caplog.text


@pytest.mark.usefixtures("door")
async def test_a_dialog_that_cannot_be_filled_leaves_one_line(
    slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await asked(slack)
    slack.plain("views.update")
    await slack.press(REP, answer, "cornerman.more")
    await eventually(lambda: bool(caplog.records))
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == [
        "Slack did not take what a dialog was to say: SlackApiError"
    ]


@pytest.mark.usefixtures("door")
async def test_what_is_not_shared_is_told(slack: FakeSlack) -> None:
    answer = await asked(slack)
    slack.plain("chat.postMessage")
    assert "Something went wrong" in await told(slack, REP, answer, "share")


async def test_a_start_that_fails_so_names_the_setting(slack: FakeSlack, make_door) -> None:
    slack.plain("auth.test")
    with pytest.raises(SlackDoorError, match=r"slack\.bot_token"):
        await make_door().start_socket_mode()
