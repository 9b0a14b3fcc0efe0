"""The app's manifest, held against Slack's reference (docs.slack.dev/reference/app-manifest)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.slack.manifest import AppFacts, doubt, manifest
from bot.slack.scopes import BOT_EVENTS, BOT_SCOPES, FIND_ANSWER, INSTALLATION_EVENTS, PANE_EVENTS

PUBLIC = "https://corner.acme.example"
LONGEST_COMMANDS = {
    name: "/" + letter * 31
    for name, letter in zip(
        (
            "command",
            "settings_command",
            "gaps_command",
            "digest_command",
            "reindex_command",
            "rollback_command",
            "battlecard_command",
            "page_command",
            "whatsnew_command",
        ),
        "abcdefghi",
        strict=True,
    )
}


def addresses(value: Any) -> list[str]:
    """Every address in it, wherever it stands."""
    if isinstance(value, dict):
        return [url for one in value.values() for url in addresses(one)]
    if isinstance(value, list):
        return [url for one in value for url in addresses(one)]
    return [value] if isinstance(value, str) and value.startswith(("http:", "https:")) else []


def test_over_a_socket_it_has_no_address_and_by_http_one_for_everything() -> None:
    socket = manifest(AppFacts(base_url=PUBLIC))
    assert addresses(socket) == []
    assert socket["settings"]["socket_mode_enabled"] is True
    assert socket["settings"]["interactivity"] == {"is_enabled": True}
    http = manifest(AppFacts(base_url=PUBLIC, http=True))
    assert http["settings"]["socket_mode_enabled"] is False
    assert addresses(http) == [f"{PUBLIC}/slack/events"] * 11  # nine commands, events, interactivity


def test_it_names_the_scopes_events_commands_and_the_shortcut_that_the_bot_knows() -> None:
    named = {"command": "/corner", "settings_command": "/corner-settings", "gaps_command": "/corner-gaps"}
    runs = {"reindex_command": "/corner-reindex", "rollback_command": "/corner-rollback"}
    made = manifest(AppFacts(**named, **runs, digest_command="/corner-digest"))
    assert made["oauth_config"] == {"scopes": {"bot": list(BOT_SCOPES)}}
    assert made["settings"]["event_subscriptions"] == {"bot_events": sorted(BOT_EVENTS)}
    commands = made["features"]["slash_commands"]
    own = [*named.values(), "/corner-digest", *runs.values()]
    assert [one["command"] for one in commands] == [*own, "/battlecard", "/page", "/whatsnew"]
    assert all(one["usage_hint"] for one in commands)
    escaping = [one["command"] for one in commands if one["should_escape"]]
    assert escaping == ["/corner-digest", "/whatsnew"]  # channels come as ids
    assert [(one["callback_id"], one["type"]) for one in made["features"]["shortcuts"]] == [(FIND_ANSWER, "message")]
    assert made["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert made["settings"]["org_deploy_enabled"] is made["settings"]["token_rotation_enabled"] is False


def test_several_workspaces_come_back_to_an_address_and_are_forgotten_when_they_go() -> None:
    made = manifest(AppFacts(base_url=PUBLIC, several=True))
    assert made["oauth_config"]["redirect_urls"] == [f"{PUBLIC}/slack/oauth_redirect"]
    assert set(INSTALLATION_EVENTS) < set(made["settings"]["event_subscriptions"]["bot_events"])


def test_a_new_app_is_an_agent_and_an_older_one_may_keep_its_pane_but_none_is_both() -> None:
    agent, pane = manifest(AppFacts()), manifest(AppFacts(pane=True))
    assert "assistant_view" not in agent["features"]
    assert agent["features"]["agent_view"]["agent_description"]
    assert not set(PANE_EVENTS) & set(agent["settings"]["event_subscriptions"]["bot_events"])
    assert "agent_view" not in pane["features"]
    assert pane["features"]["assistant_view"]["assistant_description"]
    assert set(PANE_EVENTS) < set(pane["settings"]["event_subscriptions"]["bot_events"])


@pytest.mark.parametrize(
    "facts", [AppFacts(), AppFacts(base_url=PUBLIC, http=True, several=True, pane=True, **LONGEST_COMMANDS)]
)
def test_it_keeps_to_slacks_limits(facts: AppFacts) -> None:
    made = manifest(facts)
    display, features = made["display_information"], made["features"]
    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert 174 <= len(display["long_description"]) <= 4_000
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", features["bot_user"]["display_name"])
    for command in features["slash_commands"]:
        assert len(command["command"]) <= 32
        assert 0 < len(command["description"]) <= 2_000
        assert len(command["usage_hint"]) <= 1_000
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["callback_id"]) <= 255
        assert len(shortcut["description"]) <= 150
    view = features.get("agent_view") or features["assistant_view"]
    assert len(view.get("agent_description") or view["assistant_description"]) <= 300
    assert len(view["suggested_prompts"]) <= 4
    assert all(set(prompt) == {"title", "message"} for prompt in view["suggested_prompts"])
    assert len(made["settings"]["event_subscriptions"]["bot_events"]) <= 100


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (AppFacts(), None),
        (AppFacts(base_url=PUBLIC, http=True, several=True), None),
        (AppFacts(http=True), "address of this machine alone"),
        (AppFacts(base_url="https://[::1]:8080", several=True), "address of this machine alone"),
        (AppFacts(base_url="http://corner.acme.example", http=True), "does not begin with https://"),
    ],
)
def test_an_address_that_slack_cannot_reach_is_doubted(facts: AppFacts, why: str | None) -> None:
    doubted = doubt(facts)
    assert (doubted is None) if why is None else (why in str(doubted) and facts.base_url in str(doubted))
