"""Are Slack's tokens good? Asked of Slack itself."""

from __future__ import annotations

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

_SECONDS = 10


def token_problem(bot_token: str, app_token: str | None, api_url: str) -> str | None:
    """What is wrong with the tokens, naming the setting; None where Slack accepts them."""
    client = WebClient(token=bot_token, base_url=api_url.rstrip("/") + "/", timeout=_SECONDS)
    try:
        client.auth_test()
    except SlackApiError as error:
        return f"slack.bot_token: Slack answers {error.response['error']!r}"
    except OSError as error:
        return f"Slack cannot be reached at {api_url}: {error}"
    if app_token is None:
        return None
    try:
        client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        return f"slack.app_token: Slack answers {error.response['error']!r}"
    except OSError as error:
        return f"Slack cannot be reached at {api_url}: {error}"
    return None
