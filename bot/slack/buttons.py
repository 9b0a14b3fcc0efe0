"""The buttons below an answer, and what a press of one says. Pure.

A button's `value` holds ids alone: what it does is decided when it is pressed, for the person who presses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.chat import presses
from bot.chat_words import ChatWords
from bot.conversation_model import ClickedOn

Block = dict[str, Any]
Press = Literal[presses.Press, "open", "reply"]

ACTION = "cornerman."
"""Every action id begins with it, so that what another version posted is told apart."""
VALUE_LIMIT = 2_000
URL_LIMIT = 3_000
LABEL_LIMIT = 75
NATIVE_FEEDBACK = ACTION + "feedback"


@dataclass(frozen=True, slots=True)
class Row:
    """Which buttons stand below an answer: those of `presses`, in their order.

    `native`: helpful and not helpful are Slack's own feedback buttons, which it shows where apps are assistants.
    """

    question_id: str
    presses: tuple[Press, ...]
    native: bool = False

    def blocks(self, words: ChatWords) -> list[Block]:
        """One row of buttons, and above it Slack's own feedback buttons where they are wanted."""
        votes = {"helpful", "unhelpful"} & set(self.presses)
        native = self.native and bool(votes)
        shown = [press for press in self.presses if not (native and press in votes)]
        return [
            *([_native_feedback(self.question_id, words)] if native else []),
            *(
                [{"type": "actions", "elements": [_button(one, self.question_id, words) for one in shown]}]
                if shown
                else []
            ),
        ]


def open_button(  # noqa: PLR0913 - what it opens, and what a press of it says
    address: str | None, question_id: str, document: str, where: ClickedOn, *, words: ChatWords, title: str
) -> Block | None:
    """The deep link of a source; Slack tells the bot of each press, so that uses are counted without a detour.

    None where there is no address, or where it is too long for Slack. `address` must be one to send people to; screen
    readers say `title`.
    """
    if not address or cut(address, URL_LIMIT) != address:
        return None
    return {
        "type": "button",
        "action_id": ACTION + "open",
        "text": plain(words.open),
        "url": address,
        "value": cut(f"{question_id} {where} {document}", VALUE_LIMIT),
        "accessibility_label": cut(f"{words.open}: {title or document}", LABEL_LIMIT),
    }


def reply_button(request_id: str, words: ChatWords) -> Block:
    """The button below a question that was handed to an owner."""
    button = _button("reply", request_id, words)
    return {"type": "actions", "elements": [button | {"style": "primary"}]}


def cut(text: str, limit: int) -> str:
    """The beginning of a text that fits, in UTF-16 units: the strictest of the ways that Slack may count."""
    return text.encode("utf-16-le", "replace")[: 2 * limit].decode("utf-16-le", "ignore")


def plain(text: str) -> dict[str, Any]:
    """A text object without markup."""
    return {"type": "plain_text", "text": text, "emoji": True}


def _button(press: Press, value: str, words: ChatWords) -> Block:
    labels = {
        "helpful": words.helpful,
        "unhelpful": words.not_helpful,
        "share": words.share,
        "owner": words.ask_owner,
        "more": words.more,
        "reply": words.reply,
    }
    return {"type": "button", "action_id": ACTION + press, "text": plain(labels[press]), "value": value}


def _native_feedback(question_id: str, words: ChatWords) -> Block:
    def half(label: str, press: Press) -> dict[str, Any]:
        return {"text": plain(label), "value": f"{press} {question_id}", "accessibility_label": label}

    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": NATIVE_FEEDBACK,
                "positive_button": half(words.helpful, "helpful"),
                "negative_button": half(words.not_helpful, "unhelpful"),
            }
        ],
    }


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody pressed a button.

    `subject` is the id of the question (of the request, for `reply`). `document` and `where` are only known of `open`.
    `message` and `thread` are the timestamps of the message that the button stands in, None in a dialog or on the home
    page. `alone`: only who pressed sees that message.
    """

    press: Press
    subject: str
    user: str
    workspace: str
    channel: str | None
    message: str | None
    thread: str | None
    response_url: str | None
    trigger_id: str
    document: str = ""
    where: ClickedOn = "answer"
    alone: bool = False


def pressed(body: Mapping[str, Any]) -> Pressed | None:
    """What was pressed; None where it is no button of this version's."""
    action, user = action_of(body), _mapping(body.get("user"))
    name, value = _text(action.get("action_id")) or "", _text(action.get("value")) or ""
    if not _text(user.get("id")):
        return None
    if name == NATIVE_FEEDBACK:
        press, _, subject = value.partition(" ")
        document, where = "", "answer"
    elif name == ACTION + "open":
        press = "open"
        subject, _, rest = value.partition(" ")
        where, _, document = rest.partition(" ")
    else:
        press, subject, document, where = name.removeprefix(ACTION), value, "", "answer"
    known = {"helpful", "unhelpful", "share", "owner", "more", "open", "reply"}
    if (
        not name.startswith(ACTION)
        or press not in known
        or not subject
        or where not in {"answer", "more", "shared", "home"}
    ):
        return None
    container, message, channel = (_mapping(body.get(part)) for part in ("container", "message", "channel"))
    return Pressed(
        press=press,  # type: ignore[arg-type] # one of the known, as was looked at
        subject=subject,
        user=str(user["id"]),
        workspace=str(_mapping(body.get("team")).get("id") or user.get("team_id") or ""),
        channel=_text(channel.get("id") or container.get("channel_id")),
        message=_text(container.get("message_ts") or message.get("ts")),
        thread=_text(container.get("thread_ts") or message.get("thread_ts")),
        response_url=_text(body.get("response_url")),
        trigger_id=str(body.get("trigger_id") or ""),
        document=document,
        where=where,  # type: ignore[arg-type] # likewise
        alone=container.get("is_ephemeral") is True,
    )


def action_of(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one thing that was pressed or chosen; empty where the request is not of Slack's shape."""
    actions = body.get("actions")
    return _mapping(actions[0]) if isinstance(actions, list) and actions else {}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
