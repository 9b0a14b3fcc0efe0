"""The app asks Slack for what it uses, and for nothing more. The tables are Slack's documentation, method by method."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from fake_slack import ADMIN, BOT_USER, GUESTS, OWNER, REP, SALES, SECRET, FakeSlack, Message
from slack_sdk.web.async_base_client import AsyncBaseClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.listeners import Listeners
from bot.slack.scopes import APP_SCOPES, BOT_EVENTS, BOT_SCOPES, FIND_ANSWER, INSTALLATION_EVENTS, PANE_EVENTS

CODE = Path(inspect.getfile(Listeners)).parent
IN_CHANNELS = {"channels", "groups", "mpim"}
"""The kinds of conversations whose members and messages are read: public and private channels, and group messages."""
SCOPES_OF_METHODS = {
    "apps_connections_open": set(),  # the app-level token's connections:write
    "assistant_threads_setStatus": {"chat:write"},
    "assistant_threads_setSuggestedPrompts": {"assistant:write"},
    "assistant_threads_setTitle": {"assistant:write"},
    "auth_test": set(),
    "chat_delete": {"chat:write"},
    "chat_getPermalink": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {f"{kind}:history" for kind in IN_CHANNELS},
    "conversations_info": {f"{kind}:read" for kind in IN_CHANNELS},
    "conversations_members": {f"{kind}:read" for kind in IN_CHANNELS},
    "conversations_replies": {f"{kind}:history" for kind in IN_CHANNELS},
    "conversations_open": {"im:write"},
    "files_upload_v2": {"files:write"},
    "usergroups_users_list": {"usergroups:read"},
    "users_info": {"users:read"},
    "users_list": {"users:read"},
    "users_lookupByEmail": {"users:read.email", "users:read"},
    "views_open": set(),
    "views_push": set(),
    "views_publish": set(),
    "views_update": set(),
}
SCOPES_OF_EVENTS = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "assistant_thread_context_changed": {"assistant:write"},
    "assistant_thread_started": {"assistant:write"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
    "reaction_added": {"reactions:read"},
    "tokens_revoked": set(),
}
HELPERS = {
    "AsyncSay": "chat_postMessage",
    "AsyncSetStatus": "assistant_threads_setStatus",
    "AsyncSetSuggestedPrompts": "assistant_threads_setSuggestedPrompts",
    "AsyncSetTitle": "assistant_threads_setTitle",
}
"""What Bolt hands to listeners, and the method behind it."""
BY_THE_SDK = {"assistant_thread_context_changed", "app_uninstalled", "tokens_revoked"}
"""Events that Bolt has a listener of its own for."""


def trees() -> Iterator[ast.AST]:
    return (ast.parse(file.read_text("utf-8")) for file in sorted(CODE.glob("*.py")))


def methods_called() -> set[str]:
    """Every method of the Web API that bot/slack names, called there or handed on to be called."""
    known = {
        name for name, _ in inspect.getmembers(AsyncWebClient, inspect.iscoroutinefunction) if not name.startswith("_")
    } - set(dir(AsyncBaseClient))
    found: set[str] = set()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in known:
                found.add(node.attr)
            elif isinstance(node, ast.ImportFrom):
                found |= {HELPERS[alias.name] for alias in node.names if alias.name in HELPERS}
    return found


def events_handled() -> set[str]:
    """Every type that the listeners look for, as they name it."""
    tree = ast.parse((CODE / "listeners.py").read_text("utf-8"))
    handler = next(
        node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef) and node.name == "_on_event"
    )
    named = {
        value.value.value
        for value in ast.walk(handler)
        if isinstance(value, ast.MatchValue) and isinstance(value.value, ast.Constant)
    }
    assistant = {
        "thread_started": "assistant_thread_started",
        "user_message": "message",
        "thread_context_changed": "assistant_thread_context_changed",
    }
    return named | {
        assistant[node.attr] for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in assistant
    }


def test_the_app_asks_for_exactly_the_scopes_of_the_methods_and_events_that_it_uses() -> None:
    called = methods_called()
    assert called == set(SCOPES_OF_METHODS), "say in the table what Slack's documentation says of the method"
    subscribed = {*BOT_EVENTS, *PANE_EVENTS, *INSTALLATION_EVENTS}
    assert subscribed == set(SCOPES_OF_EVENTS)
    used = {"commands"}  # the slash commands and the message shortcut
    used |= set().union(*(SCOPES_OF_METHODS[method] for method in called))
    used |= set().union(*(SCOPES_OF_EVENTS[event] for event in subscribed))
    assert set(BOT_SCOPES) == used
    assert len(BOT_SCOPES) == len(set(BOT_SCOPES))
    assert APP_SCOPES == ("connections:write",)


def test_every_event_that_is_handled_is_subscribed_and_the_other_way_round() -> None:
    subscribed = {event.partition(".")[0] for event in (*BOT_EVENTS, *PANE_EVENTS, *INSTALLATION_EVENTS)}
    assert events_handled() | BY_THE_SDK == subscribed


async def test_with_exactly_these_scopes_every_way_to_ask_is_served(slack: FakeSlack, make_door) -> None:
    slack.workspace.scopes.clear()
    slack.workspace.scopes.update(BOT_SCOPES)
    slack.workspace.add_usergroup("S0MANAGERS", "managers", [OWNER])
    await make_door(
        groups={"managers": ("S0MANAGERS",)},
        owners={"Dana Reyes": ("dana@acme.example",)},
        examples=("what discount?",),
    ).start_socket_mode()
    question = "two-year discount?"
    direct = slack.workspace.direct(REP).id
    for channel in (SALES, GUESTS, SECRET):
        person = OWNER if channel == SECRET else REP
        await slack.say(person, channel, f"<@{BOT_USER}> {question}")
        await slack.until(lambda channel=channel, person=person: slack.answers(channel, person))
    await slack.say(REP, direct, question)
    await slack.until(lambda: slack.answers(direct))
    await slack.command(REP, SALES, "/ask", question)
    await slack.until(lambda: slack.whispers)
    asked = await slack.say(OWNER, SALES, "what is the two-year discount")
    await slack.shortcut(REP, asked, FIND_ANSWER)
    await slack.until(lambda: len(slack.whispers) == 2)
    await slack.open_home(REP)
    await slack.until(lambda: slack.home(REP))
    await slack.open_home(REP, tab="messages")
    await slack.until(lambda: slack.bodies("assistant.threads.setSuggestedPrompts"))
    thread = await slack.open_assistant(REP)
    await slack.until(lambda: thread.prompts)
    await slack.say(REP, direct, question, thread.thread_ts)
    await slack.until(lambda: thread.title)
    await slack.join(OWNER, GUESTS)
    await _set_a_reaction_and_use_it(slack, asked)
    await _hand_over(slack)
    refused = [(method, answer) for method, answer in slack.refusals if answer["error"] == "missing_scope"]
    assert refused == []


async def _set_a_reaction_and_use_it(slack: FakeSlack, asked: Message) -> None:
    await slack.command(ADMIN, SALES, "/cornerman", "settings")
    await slack.until(lambda: slack.modal(ADMIN) and slack.modal(ADMIN)["callback_id"] == "cornerman.settings")
    await slack.submit(ADMIN, slack.modal(ADMIN), {"reaction": "eyes"})
    await slack.until(lambda: "callback_id" not in (slack.modal(ADMIN) or {}) or not slack.modal(ADMIN)["submit"])
    before = len(slack.answers(SALES))
    await slack.react(REP, asked, "eyes")
    await slack.until(lambda: len(slack.answers(SALES, REP)) > before)


async def _hand_over(slack: FakeSlack) -> None:
    answer = next(one for one in slack.answers(SALES) if "15%" in one["text"])
    await slack.press(REP, answer, "cornerman.owner")
    await slack.until(lambda: (slack.modal(REP) or {}).get("submit"))
    await slack.submit(REP, slack.modal(REP), {"words": "please"})
    await slack.until(lambda: slack.answers(slack.workspace.direct(OWNER).id))
