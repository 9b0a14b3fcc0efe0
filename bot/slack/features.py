"""What each part of the product adds to Slack: commands, buttons and dialogs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.chat_words import ChatWords
from bot.slack.views import View
from bot.slack.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks from where. `response_url` shows what is said to them alone."""

    user: str
    channel: str
    response_url: str


def asked_of(body: Mapping[str, Any]) -> Asked:
    """Who pressed a button, and where. A button of the home page has no address to say something at."""
    user, channel = body.get("user") or {}, body.get("channel") or {}
    return Asked(str(user.get("id") or ""), str(channel.get("id") or ""), str(body.get("response_url") or ""))


@dataclass(frozen=True, slots=True)
class Form:
    """A dialog that is sent. `wrong` tells what is to be mended in it, by block; `send` makes what it shows then.

    `wrong` takes the language of whoever sent it.
    """

    send: Callable[[Workspace, str, View, ChatWords], Awaitable[View]]
    wrong: Callable[[View, str], Mapping[str, str]] = lambda _view, _language: {}


@dataclass(frozen=True, slots=True)
class Feature:
    """None of its verbs raises: who asked is told.

    `commands` by what they are called in this workspace: each takes who typed it where, and the words after it. What is
    pressed on a button whose action id begins with `prefix` comes to `press`; "" takes none. `forms` by callback id.
    `shown_at_home`: the home page tells of it, and is shown anew after a press there.
    """

    commands: Mapping[str, Callable[[Workspace, Asked, str], Awaitable[None]]] = field(default_factory=dict)
    prefix: str = ""
    press: Callable[[Workspace, Mapping[str, Any]], Awaitable[None]] | None = None
    forms: Mapping[str, Form] = field(default_factory=dict)
    shown_at_home: bool = False
