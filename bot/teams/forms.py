"""Forms and lists that open inside a card: no dialog, so that they work alike on a phone and in every client. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.chat_words import ChatWords
from bot.conversation_model import VOTE_REASONS
from bot.teams.card_text import line, shortened, shown
from bot.teams.invokes import DATA

Element = dict[str, Any]
WORDS_LIMIT = 3_000
QUESTION_LIMIT = 500
NAME_LIMIT = 100


def why_form(question_id: str, words: ChatWords) -> list[Element]:
    """Why an answer was not helpful: a reason, and words."""
    return [
        line(words.why_lead),
        _choices("reason", words.why, [(words.reasons[reason], reason) for reason in VOTE_REASONS]),
        _words(words.in_words),
        _actions(_send("why", question_id, words.send)),
    ]


def share_form(question_id: str, places: Sequence[tuple[str, str]], words: ChatWords) -> list[Element]:
    """Where an answer is to be shared: (id, name) of each place."""
    named = [(_short(name, NAME_LIMIT), place) for place, name in places]
    return [
        _choices("where", words.share_where, named, style="compact"),
        _actions(_send("share", question_id, words.share), _send("cancel", question_id, words.cancel, quietly=True)),
    ]


def owner_form(question_id: str, owner: str, words: ChatWords) -> list[Element]:
    """A question on its way to the owner of the content, and room for a word to them."""
    lead = words.owner_lead.format(owner=_short(owner, NAME_LIMIT))
    return [line(lead), _words(words.owner_note), _actions(_send("owner", question_id, words.send))]


def reply_form(request_id: str, asker: str, words: ChatWords) -> list[Element]:
    """An owner's reply."""
    label = words.reply_label.format(person=_short(asker, NAME_LIMIT))
    return [_words(label, missing=words.reply_empty), _actions(_send("reply", request_id, words.send))]


def press(name: str, subject: str, title: str) -> Element:
    """A button that does something at once."""
    return {"type": "Action.Submit", "title": shown(title), "data": {DATA: {"press": name, "subject": subject}}}


def opening(title: str, body: Sequence[Element]) -> Element:
    """A button that opens a form or a list below the card."""
    card = {"type": "AdaptiveCard", "version": "1.5", "body": list(body)}
    return {"type": "Action.ShowCard", "title": shown(title), "card": card}


def _send(form: str, subject: str, title: str, *, quietly: bool = False) -> Element:
    action = {"type": "Action.Submit", "title": shown(title), "data": {DATA: {"form": form, "subject": subject}}}
    return action | ({"associatedInputs": "none"} if quietly else {"style": "positive"})


def _actions(*actions: Element) -> Element:
    return {"type": "ActionSet", "actions": list(actions)}


def _choices(name: str, label: str, choices: Sequence[tuple[str, str]], style: str = "expanded") -> Element:
    return {
        "type": "Input.ChoiceSet",
        "id": name,
        "label": label,
        "style": style,
        "wrap": True,
        "choices": [{"title": title, "value": value} for title, value in choices],
    }


def _words(label: str, *, missing: str = "") -> Element:
    """A field for words. `missing` is said where they are needed and none are given; there Markdown means something."""
    field = {"type": "Input.Text", "id": "words", "label": label, "isMultiline": True, "maxLength": WORDS_LIMIT}
    return field | ({"isRequired": True, "errorMessage": missing} if missing else {})


def _short(text: str, limit: int) -> str:
    return shown(shortened(text, limit)) or "…"
