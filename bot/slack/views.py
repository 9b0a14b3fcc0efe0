"""The dialogs (modals) around an answer. Pure, and within Slack's limits whatever comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.chat_words import ChatWords
from bot.conversation_model import VOTE_REASONS
from bot.model import Answer
from bot.slack.blocks import context, passage_block, sections
from bot.slack.buttons import ACTION, cut, plain
from bot.slack.mrkdwn import escaped, shortened

View = dict[str, Any]
Block = dict[str, Any]

WHY, SHARE, OWNER, REPLY, MESSAGE = (ACTION + name for name in ("why", "share", "owner", "reply", "message"))
QUESTION_LIMIT = 500
NAME_LIMIT = 100
WORDS_LIMIT = 3_000
MORE = 10
"""More results that are shown: what anybody reads before they ask differently."""


def message_view(title: str, text: str, words: ChatWords, blocks: Iterable[Block] = ()) -> View:
    """A dialog that only tells something. `text` is mrkdwn."""
    return {
        "type": "modal",
        "callback_id": MESSAGE,
        "title": plain(title),
        "close": plain(words.close),
        "blocks": [*sections(text), *blocks],
    }


def why_view(question_id: str, channel: str | None, words: ChatWords) -> View:
    """Why an answer, read in a channel, was not helpful: a reason, and words."""
    options = [{"text": plain(words.reasons[reason]), "value": reason} for reason in VOTE_REASONS]
    return _form(WHY, words.why_title, f"{question_id} {channel or ''}".rstrip(), words) | {
        "blocks": [
            *sections(escaped(words.why_lead)),
            _input("reason", words.why, {"type": "radio_buttons", "options": options}, optional=True),
            _input("words", words.in_words, _text_field(), optional=True),
        ]
    }


def share_view(question_id: str, question: str, words: ChatWords) -> View:
    """Where an answer is to be shared."""
    choice = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return _form(SHARE, words.share_title, question_id, words) | {
        "blocks": [*sections(_quoted(question)), _input("where", words.share_where, choice)]
    }


def owner_view(question_id: str, question: str, owner: str, words: ChatWords) -> View:
    """A question on its way to the owner of the content, and room for a word to them."""
    lead = escaped(words.owner_lead).format(owner=shortened(owner, NAME_LIMIT))
    return _form(OWNER, words.owner_title, question_id, words) | {
        "blocks": [
            *sections(lead),
            *sections(_quoted(question)),
            _input("words", words.owner_note, _text_field(), optional=True),
        ]
    }


def reply_view(request_id: str, question: str, asker: str, words: ChatWords) -> View:
    """An owner's reply. `asker` is a name."""
    label = words.reply_label.format(person=cut(" ".join(asker.split()), NAME_LIMIT))
    return _form(REPLY, words.reply_title, request_id, words) | {
        "blocks": [*sections(_quoted(question)), _input("words", label, _text_field())]
    }


def more_view(answer: Answer, words: ChatWords) -> View:
    """More results than those below the answer, each with its link."""
    found = [passage_block(passage, answer, words) for passage in answer.passages[:MORE]]
    lead = escaped(words.more_lead).format(question=shortened(answer.question, QUESTION_LIMIT))
    note = shortened(answer.note, QUESTION_LIMIT)
    shown = found or sections(escaped(words.more_none))
    return message_view(words.more_title, lead, words, [*shown, *([context(note)] if note else [])])


def submitted(view: Mapping[str, Any], name: str) -> str:
    """What was typed or chosen in the field `name`; "" where nothing was."""
    field = field_of(view, name) or {}
    given = (
        field.get("value") or field.get("selected_conversation") or mapping(field.get("selected_option")).get("value")
    )
    return given.strip() if isinstance(given, str) else ""


def rated(view: Mapping[str, Any]) -> tuple[str, str | None]:
    """The question that a sent `why_view` is about, and the channel; Slack itself says no channel with a dialog."""
    question_id, _, channel = str(view.get("private_metadata") or "").partition(" ")
    return question_id, channel or None


def title_of(view: Mapping[str, Any], words: ChatWords) -> str:
    """The title of a dialog that was sent, for the one that takes its place."""
    title = mapping(view.get("title")).get("text")
    return title if isinstance(title, str) and title else words.close


def field_of(view: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """What Slack says of the field `name`; None where the dialog has none of that name."""
    block = mapping(mapping(view.get("state")).get("values")).get(name)
    return mapping(mapping(block).get(name)) if block is not None else None


def mapping(value: object) -> Mapping[str, Any]:
    """The value, where it is of Slack's shape; empty where it is not."""
    return value if isinstance(value, Mapping) else {}


def _form(callback: str, title: str, subject: str, words: ChatWords) -> View:
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": subject,
        "title": plain(title),
        "submit": plain(words.send),
        "close": plain(words.cancel),
    }


def _input(name: str, label: str, element: Mapping[str, Any], *, optional: bool = False) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "optional": optional,
        "element": {**element, "action_id": name},
    }


def _text_field() -> dict[str, Any]:
    return {"type": "plain_text_input", "multiline": True, "max_length": WORDS_LIMIT}


def _quoted(question: str) -> str:
    return f"> {shortened(question, QUESTION_LIMIT)}"
