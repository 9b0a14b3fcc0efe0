"""Are Slack's tokens good? Asked of Slack itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.slack.scopes import BOT_SCOPES

_SECONDS = 10
_SCOPES = "x-oauth-scopes"
"""The header in which Slack tells what a token may do."""


@dataclass(frozen=True, slots=True)
class TokenReport:
    """`problem`: why Slack does not accept a token, naming the setting. `missing`: scopes that the app has not got."""

    problem: str | None = None
    missing: tuple[str, ...] = ()


def check_tokens(bot_token: str, app_token: str | None, api_url: str) -> TokenReport:
    """What is wrong with the tokens; nothing where Slack accepts them and they may do what the bot does."""
    client = WebClient(token=bot_token, base_url=api_url.rstrip("/") + "/", timeout=_SECONDS)
    told: list[SlackResponse] = []
    problem = _problem("slack.bot_token", lambda: told.append(client.auth_test()), api_url)
    if problem is None and app_token is not None:
        problem = _problem("slack.app_token", partial(client.apps_connections_open, app_token=app_token), api_url)
    return TokenReport(problem, _missing(told[0]) if told else ())


def _missing(told: SlackResponse) -> tuple[str, ...]:
    """None where Slack says nothing of scopes, as what stands in for it in tests may."""
    granted = next((value for name, value in told.headers.items() if name.casefold() == _SCOPES), None)
    if granted is None:
        return ()
    known = {scope.strip() for scope in str(granted).split(",")}
    return tuple(scope for scope in BOT_SCOPES if scope not in known)


def _problem(setting: str, ask: Callable[[], object], api_url: str) -> str | None:
    try:
        ask()
    except SlackApiError as error:
        return f"{setting}: Slack answers {error.response['error']!r}"
    except OSError as error:
        return f"Slack cannot be reached at {api_url}: {error}"
    return None
