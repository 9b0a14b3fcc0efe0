"""Are Slack's tokens good? Asked of Slack itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

_SECONDS = 10


def token_problem(bot_token: str, app_token: str | None, api_url: str) -> str | None:
    """What is wrong with the tokens, naming the setting; None where Slack accepts them."""
    client = WebClient(token=bot_token, base_url=api_url.rstrip("/") + "/", timeout=_SECONDS)
    problem = _problem("slack.bot_token", client.auth_test, api_url)
    if problem is None and app_token is not None:
        problem = _problem("slack.app_token", partial(client.apps_connections_open, app_token=app_token), api_url)
    return problem


def _problem(setting: str, ask: Callable[[], object], api_url: str) -> str | None:
    try:
        ask()
    except SlackApiError as error:
        return f"{setting}: Slack answers {error.response['error']!r}"
    except OSError as error:
        return f"Slack cannot be reached at {api_url}: {error}"
    return None
