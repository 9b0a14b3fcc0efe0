"""The pages that somebody sees who installs the app in a workspace. They load nothing from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from http import HTTPStatus

from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.response import BoltResponse

_TITLE = "Cornerman in Slack"
_AGAIN = "install"
"""Beside the page that Slack sends people back to."""
_HTML: dict[str, str | Sequence[str]] = {"Content-Type": "text/html; charset=utf-8"}
_REASONS = {
    "access_denied": "You did not allow it, so nothing was installed.",
    "invalid_browser": "This page was opened in another browser than the one that the installation began in, or much "
    "later. Nothing was installed.",
    "invalid_state": "This installation began too long ago, or has been finished already. Nothing was installed.",
    "missing_code": "Slack sent no code along. Nothing was installed.",
    "invalid_code": "Slack did not take the code: it has been used already, or slack.client_id and "
    "slack.client_secret are not this app's. Nothing was installed.",
    "storage_error": "Slack allowed it, but the database could not be reached, so that nothing was kept.",
    "unreachable": "Slack, or the database, cannot be reached just now. Nothing was installed.",
}
_OTHERWISE = "Slack says that it could not be done ({reason}). Nothing was installed."
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem }}</style>
</head><body><h1>{title}</h1><p>{text}</p>{link}</body></html>
"""


def page(text: str, url: str = "", label: str = "") -> str:
    """A page with a paragraph, and a link below where there is one."""
    link = f'<p><a href="{escape(url)}">{escape(label)}</a></p>' if url else ""
    return _PAGE.format(title=_TITLE, text=escape(text), link=link)


def install_page(url: str) -> str:
    """Where it begins: `url` leads to Slack."""
    return page("Install the app in your Slack workspace. Slack shows what it may do, and asks you.", url, "Install it")


def failure_page(reason: str) -> str:
    """What went wrong, and where to begin anew."""
    text = _REASONS.get(reason) or _OTHERWISE.format(reason=reason[:100])
    return page(text, _AGAIN, "Try again")


def pages() -> AsyncCallbackOptions:
    """The pages that Slack sends people back to."""

    async def success(args: AsyncSuccessArgs) -> BoltResponse:
        installed = args.installation
        name = installed.team_name or installed.team_id or "your workspace"
        url = f"https://app.slack.com/client/{installed.team_id}" if installed.team_id else ""
        text = f"Cornerman is installed in {name}. Invite it to a channel, or write to it."
        used = {"Set-Cookie": [args.settings.state_utils.build_set_cookie_for_deletion()]}
        return BoltResponse(status=HTTPStatus.OK, body=page(text, url, "Open Slack"), headers=_HTML | used)

    async def failure(args: AsyncFailureArgs) -> BoltResponse:
        return BoltResponse(status=args.suggested_status_code, body=failure_page(args.reason), headers=_HTML)

    return AsyncCallbackOptions(success=success, failure=failure)
