"""The buttons of a page for whoever looks after it, and what a press of one says. Pure, and within Slack's limits.

A button's value is the page's id alone: what it does is decided when it is pressed, for the person who presses it.
"""

from __future__ import annotations

from typing import Any

from bot.chat_words import ChatWords
from bot.slack.buttons import LABEL_LIMIT, VALUE_LIMIT, cut, plain
from bot.upkeep.model import DocumentState, UpkeepVerb, verbs_of
from bot.upkeep.words import UpkeepWords, upkeep_words

Block = dict[str, Any]

PREFIX = "page_"
"""How the action ids of these buttons begin; the rest is the verb."""
SEE = PREFIX + "see"
"""Shows a page with its buttons to who pressed."""
CONFIRM_LIMIT = 300
SHORT_LIMIT = 30
FORMS: frozenset[UpkeepVerb] = frozenset({"needs_work", "pulled"})
"""What opens a dialog, which asks for a note."""


def page_row(
    document_id: str, state: DocumentState, words: ChatWords, language: str, *, undo: bool = False
) -> list[Block]:
    """One row of the buttons that fit the page's state; `undo`: who has just pulled it is offered to undo that.

    Retiring asks first, in a box of Slack's; pulling and needing work do so in a dialog that has room for a note.
    """
    own = upkeep_words(language)
    buttons = [_button(verb, document_id, own, words, undo=undo) for verb in verbs_of(state)]
    return [{"type": "actions", "elements": buttons}]


def see_button(document_id: str, language: str) -> Block:
    """The small button that opens the row, where there is no room for it."""
    return {
        "type": "button",
        "action_id": SEE,
        "text": plain(cut(upkeep_words(language).this_page, LABEL_LIMIT)),
        "value": cut(document_id, VALUE_LIMIT),
    }


def _button(verb: UpkeepVerb, document_id: str, own: UpkeepWords, words: ChatWords, *, undo: bool) -> Block:
    label = own.undo if undo and verb == "restored" else own.buttons[verb]
    if verb in FORMS:
        label = own.buttons_asking[verb]
    button: Block = {
        "type": "button",
        "action_id": PREFIX + verb,
        "text": plain(cut(label, LABEL_LIMIT)),
        "value": cut(document_id, VALUE_LIMIT),
    }
    return button | ({"confirm": _confirm(verb, own, words)} if verb == "retired" else {})


def _confirm(verb: UpkeepVerb, own: UpkeepWords, words: ChatWords) -> Block:
    return {
        "title": plain(cut(own.buttons[verb], LABEL_LIMIT)),
        "text": plain(cut(own.hints[verb], CONFIRM_LIMIT)),
        "confirm": plain(cut(own.buttons[verb], SHORT_LIMIT)),
        "deny": plain(cut(words.cancel, SHORT_LIMIT)),
        "style": "danger",
    }
