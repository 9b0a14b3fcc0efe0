"""The app's manifest: what Slack is told when the app is made, so that nobody clicks scopes together. Pure.

The fields and their limits are those of Slack's reference (docs.slack.dev/reference/app-manifest).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.slack.scopes import BOT_EVENTS, BOT_SCOPES, FIND_ANSWER, INSTALLATION_EVENTS, PANE_EVENTS

NAME = "Cornerman"
DESCRIPTION = "Answers sales questions in the words of your own playbooks and battlecards, with links."
LONG_DESCRIPTION = (
    "Ask Cornerman while the buyer is talking: mention it in a channel, write to it, type a command, or use the "
    "message shortcut. It answers with the words of your company's own playbooks and battlecards, with links that "
    "jump to them, says so plainly when it does not know, and can hand your question to the owner of the content."
)
_REINDEX_HINT = "[source] [--dry-run] [--full] [--force] | status | cancel | help"
_CARD_HINT = "competitor [topic]"
_NEWS_HINT = "[days | all] | weekly [#channel] | stop | launch page until day: words | launches | help"
_PAGE_HINT = "[title] | pull title: reason | restore | verify | needs-work | retire | help"
_HERE = frozenset({"127.0.0.1", "localhost", "::1", "0.0.0.0"})  # noqa: S104 - recognised so as to be warned of


@dataclass(frozen=True, slots=True)
class AppFacts:
    """What a manifest depends on.

    `base_url` is where Slack, or people's browsers, reach this deployment. `http`: Slack sends its requests there; else
    a socket brings them. `several`: several workspaces install the app. `pane`: the app is older than Slack's agents
    and keeps the assistant pane with its own threads; new apps cannot have it.
    """

    command: str = "/ask"
    settings_command: str = "/cornerman"
    gaps_command: str = "/gaps"
    digest_command: str = "/digest"
    reindex_command: str = "/reindex"
    rollback_command: str = "/rollback"
    page_command: str = "/page"
    battlecard_command: str = "/battlecard"
    whatsnew_command: str = "/whatsnew"
    base_url: str = "http://127.0.0.1:8080"
    http: bool = False
    several: bool = False
    pane: bool = False


def manifest(facts: AppFacts) -> dict[str, Any]:
    """The manifest, as Slack's page and its API take it."""
    events = f"{facts.base_url}/slack/events" if facts.http else None
    subscribed = [*BOT_EVENTS, *(PANE_EVENTS if facts.pane else ()), *(INSTALLATION_EVENTS if facts.several else ())]
    redirects = {"redirect_urls": [f"{facts.base_url}/slack/oauth_redirect"]} if facts.several else {}
    return {
        "display_information": {"name": NAME, "description": DESCRIPTION, "long_description": LONG_DESCRIPTION},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME.lower(), "always_online": True},
            "shortcuts": [
                {
                    "name": "Find an answer",
                    "type": "message",
                    "callback_id": FIND_ANSWER,
                    "description": "Answers the message; only you see it",
                }
            ],
            "slash_commands": [
                _command(facts.command, "Answers your question; only you see it", "your question", events),
                _command(facts.settings_command, "How Cornerman behaves in this channel", "settings", events),
                _command(facts.gaps_command, "What the content does not answer; only you see it", "help", events),
                # Channels that it names are to come as ids.
                _command(facts.digest_command, "What reps ask, now or every week", "help", events, escapes=True),
                _command(facts.reindex_command, "Brings the index up to date", _REINDEX_HINT, events),
                _command(facts.rollback_command, "Lets the index of before answer again", "help", events),
                _command(facts.battlecard_command, "The card on a competitor; only you see it", _CARD_HINT, events),
                _command(facts.page_command, "Looks after your pages; only you see it", _PAGE_HINT, events),
                _command(facts.whatsnew_command, "What is new in the content", _NEWS_HINT, events, escapes=True),
            ],
            **_agent(facts.pane),
        },
        "oauth_config": {**redirects, "scopes": {"bot": list(BOT_SCOPES)}},
        "settings": {
            "event_subscriptions": _at("request_url", events) | {"bot_events": sorted(subscribed)},
            "interactivity": {"is_enabled": True} | _at("request_url", events),
            "org_deploy_enabled": False,
            "socket_mode_enabled": not facts.http,
            "token_rotation_enabled": False,
        },
    }


def doubt(facts: AppFacts) -> str | None:
    """Why Slack, or people whom Slack sends back, will not reach the addresses in it; None where nothing says so."""
    if not (facts.http or facts.several):
        return None
    parts = urlsplit(facts.base_url)
    if parts.hostname in _HERE:
        why = "is an address of this machine alone"
    elif parts.scheme != "https":
        why = "does not begin with https://, which Slack asks for"
    else:
        return None
    return f"base_url {facts.base_url} {why}: set base_url to where Slack reaches this server"


def _agent(pane: bool) -> dict[str, Any]:
    """The bot in Slack's top bar. What it offers there to each person is set when they open it."""
    prompts = [{"title": "What can I ask?", "message": "help"}]
    if pane:
        return {"assistant_view": {"assistant_description": DESCRIPTION, "suggested_prompts": prompts}}
    return {"agent_view": {"agent_description": DESCRIPTION, "suggested_prompts": prompts}}


def _command(name: str, description: str, hint: str, url: str | None, *, escapes: bool = False) -> dict[str, Any]:
    """Slack is not to turn what people type into ids, unless it `escapes`: it is searched for as it stands."""
    told = {"command": name, "description": description, "usage_hint": hint, "should_escape": escapes}
    return told | _at("url", url)


def _at(key: str, url: str | None) -> dict[str, Any]:
    return {} if url is None else {key: url}
