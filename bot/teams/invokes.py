"""Buttons, dialogs, the native thumbs and the message extension: what an invoke asks for. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from bot.conversation_model import VOTE_REASONS, VoteReason
from bot.teams.activities import Sender, Setting, sender_of, setting_of
from bot.teams.json_values import mapping_of, text_of
from bot.teams.manifest import FIND_ANSWER_COMMAND, SEARCH_COMMAND
from bot.teams.message_words import text_of_html

AnswerAct = Literal["ask", "share", "owner", "reply", "why", "cancel"]
GapAct = Literal[
    "gap_list",
    "gap_see",
    "gap_assign",
    "gap_snooze",
    "gap_dismiss",
    "gap_rename",
    "gap_merge",
    "gap_apart",
    "gap_split",
    "gap_reopen",
    "gap_undo",
]
DigestAct = Literal["digest_save", "digest_stop", "digest_pause", "digest_resume"]
CardAct = Literal["card_turn", "card_open"]
RunAct = Literal["run_cancel", "run_force", "run_again", "run_rollback"]
PageAct = Literal["page_verified", "page_needs_work", "page_pulled", "page_retired", "page_restored", "page_see"]
ReminderAct = Literal["reminder_rest"]
ActName = Literal[CardAct, AnswerAct, GapAct, DigestAct, RunAct, PageAct, ReminderAct]

DATA = "cornerman"
"""The key that our own data stands under in what a card sends back."""


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody pressed a button or sent a form.

    `subject` is the id of the question; for `reply` that of the request, for `ask` the question itself. `message` is
    the one that the card stands in, "" where there is none. `given` is what was typed or chosen; the fields of a card
    that holds several forms end with the number of theirs, which is left out here. `told` is what else the button says.
    """

    name: ActName
    subject: str
    sender: Sender
    setting: Setting
    message: str
    given: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thumb:
    """A press of the thumbs that Teams itself shows below a message, or what was said with it."""

    helpful: bool
    sender: Sender
    setting: Setting
    message: str
    reason: VoteReason | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """Words in the search box of the message extension, or a message that somebody wants an answer to."""

    text: str
    sender: Sender
    setting: Setting
    way: Literal["search", "message"]


def act_of(activity: Mapping[str, Any]) -> Act | None:
    """The button or the form of a card that was submitted; None where it is none of ours."""
    setting, sender = setting_of(activity), sender_of(activity)
    value = activity.get("value")
    data = mapping_of(mapping_of(value).get("data")) or mapping_of(value)
    own = mapping_of(data.get(DATA))
    name, subject = own.get("press") or own.get("form"), text_of(own.get("subject"))
    if setting is None or sender is None or not subject:
        return None
    if name not in get_args(ActName):
        return None
    told = {key: one for key, one in own.items() if isinstance(one, str)}
    number = f"_{told['number']}" if told.get("number") else ""
    given = {
        key.removesuffix(number): one.strip()
        for key, one in data.items()
        if key != DATA and isinstance(one, str) and key.endswith(number)
    }
    return Act(
        name=name,  # type: ignore[arg-type] # one of the known, as was looked at
        subject=subject,
        sender=sender,
        setting=setting,
        message=text_of(activity.get("replyToId")),
        given=given,
        told=told,
    )


def thumb_of(activity: Mapping[str, Any]) -> Thumb | None:
    """The native thumb in a `message/fetchTask` or a `message/submitAction`; None where it is something else."""
    setting, sender = setting_of(activity), sender_of(activity)
    value = mapping_of(activity.get("value"))
    told = mapping_of(value.get("data")) or value
    action = mapping_of(told.get("actionValue"))
    if setting is None or sender is None or told.get("actionName") != "feedback":
        return None
    if action.get("reaction") not in {"like", "dislike"}:
        return None
    said = _said(action.get("feedback"))
    given = text_of(said.get("reason"))
    return Thumb(
        helpful=action["reaction"] == "like",
        sender=sender,
        setting=setting,
        message=text_of(activity.get("replyToId")),
        reason=next((reason for reason in VOTE_REASONS if reason == given), None),
        words=(text_of(said.get("words")) or text_of(said.get("feedbackText"))).strip(),
    )


def search_of(activity: Mapping[str, Any]) -> Search | None:
    """The words to search for in a `composeExtension/query` or `composeExtension/fetchTask`; None where it is neither.

    In a personal chat with somebody else the bot is no member: there the setting only tells the tenant.
    """
    setting, sender = setting_of(activity), sender_of(activity)
    value = mapping_of(activity.get("value"))
    if setting is None or sender is None:
        return None
    if value.get("commandId") == FIND_ANSWER_COMMAND:
        body = mapping_of(mapping_of(value.get("messagePayload")).get("body"))
        content = text_of(body.get("content"))
        is_html = text_of(body.get("contentType")).casefold() != "text"
        words = text_of_html(content) if is_html else content
        return Search(" ".join(words.split()), sender, setting, "message")
    if value.get("commandId") != SEARCH_COMMAND:
        return None
    given = value.get("parameters")
    typed = [mapping_of(one) for one in given] if isinstance(given, list) else []
    words = next((text_of(one.get("value")) for one in typed if one.get("name") != "initialRun"), "")
    return Search(" ".join(words.split()), sender, setting, "search")


def _said(feedback: object) -> Mapping[str, Any]:
    """What Teams' own form or ours gave: JSON in a string, or the bare words (Microsoft's local client)."""
    if isinstance(feedback, Mapping):
        return feedback
    try:
        said = json.loads(text_of(feedback) or "{}")
    except ValueError:
        said = None
    return said if isinstance(said, Mapping) else {"feedbackText": text_of(feedback)}
