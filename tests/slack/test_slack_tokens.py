from __future__ import annotations

import asyncio

import pytest
from fake_slack import APP_TOKEN, BOT_TOKEN, FakeSlack

from bot.slack.scopes import BOT_SCOPES
from bot.slack.tokens import TokenReport, check_tokens


@pytest.mark.parametrize(
    ("bot_token", "app_token", "problem"),
    [
        (BOT_TOKEN, APP_TOKEN, None),
        (BOT_TOKEN, None, None),
        ("xoxb-wrong", APP_TOKEN, "slack.bot_token: Slack answers 'invalid_auth'"),
        (BOT_TOKEN, "xapp-wrong", "slack.app_token: Slack answers 'invalid_auth'"),
    ],
)
async def test_slack_is_asked_whether_the_tokens_are_good(
    slack: FakeSlack, bot_token: str, app_token: str | None, problem: str | None
) -> None:
    address = slack.api_url.rstrip("/")
    assert await asyncio.to_thread(check_tokens, bot_token, app_token, address) == TokenReport(problem)


async def test_scopes_that_the_token_has_not_got_are_named_and_others_do_not_matter(slack: FakeSlack) -> None:
    slack.workspace.scopes.clear()
    slack.workspace.scopes.update({*BOT_SCOPES, "pins:read"} - {"usergroups:read", "assistant:write"})
    report = await asyncio.to_thread(check_tokens, BOT_TOKEN, APP_TOKEN, slack.api_url)
    assert report == TokenReport(None, ("assistant:write", "usergroups:read"))


def test_a_slack_that_cannot_be_reached_is_named_with_its_address(unused_tcp_port: int) -> None:
    address = f"http://127.0.0.1:{unused_tcp_port}/api/"
    problem = check_tokens(BOT_TOKEN, APP_TOKEN, address).problem
    assert problem is not None
    assert problem.startswith(f"Slack cannot be reached at {address}")
