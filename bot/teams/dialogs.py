"""The bodies of responses to invokes: dialogs, and what the message extension shows. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.teams.card_text import Element, elements, shortened
from bot.teams.cards import Attachment, Card, attached, card

Body = dict[str, Any]
TaskInfo = dict[str, Any]
TITLE_LIMIT = 60
TOLD_LIMIT = 2_000


def showing(title: str, content: Card) -> TaskInfo:
    """A dialog with a card in it. Its size is a wish; on a phone it has the whole screen."""
    return {"title": shortened(title, TITLE_LIMIT), "height": "medium", "width": "medium", "card": attached(content)}


def told(title: str, sentence: str) -> TaskInfo:
    """A dialog that only tells something. `sentence` is Teams' markdown."""
    return showing(title, card(elements(sentence, limit=TOLD_LIMIT)))


def form(title: str, parts: Sequence[Element]) -> Body:
    """A dialog with a form (`bot.teams.forms`), as a whole response."""
    return continue_with(showing(title, card(parts)))


def continue_with(task: TaskInfo) -> Body:
    """Open the dialog, or put it in the place of the one that is open."""
    return {"task": {"type": "continue", "value": task}}


def message(sentence: str) -> Body:
    """Say something in the place of a dialog."""
    return {"task": {"type": "message", "value": sentence}}


def extension_says(sentence: str) -> Body:
    """Say something in the place of results."""
    return {"composeExtension": {"type": "message", "text": sentence}}


def extension_results(found: Sequence[Attachment]) -> Body:
    """The results (`bot.teams.cards.extension_results`)."""
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": list(found)}}
