"""A reindex as a card, and as text where Teams takes no card. Pure, and within Teams' limits whatever comes.

What a button sends holds the run's id and the language of its card: what it does is decided when it is pressed, for the
person who presses it. What changes which index answers asks once more, in a part of the card that opens.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.locales import percent
from bot.reindexing.telling import Action, Part, RunTold
from bot.reindexing.words import ReindexWords, reindex_words
from bot.teams.card_text import Element, block, escaped, line, shortened, shown, strong, text_run
from bot.teams.cards import Card, card, fitting, in_room
from bot.teams.forms import opening
from bot.teams.gap_forms import rows
from bot.teams.invokes import DATA, RunAct
from bot.teams.messages import card_activity, sentence_activity
from bot.teams.speaking import Message

TITLE_LIMIT = 150
CONTEXT_LIMIT = 300
LINE_LIMIT = 400
NOTE_LIMIT = 700
CELLS = 20
"""Of the drawn bar: as many as stand in one line on a phone."""
_FULL, _EMPTY = "█", "░"
ACTIONS: Mapping[RunAct, Action] = {
    "run_cancel": "cancel",
    "run_force": "force",
    "run_again": "again",
    "run_rollback": "rollback",
}
"""What is done where a button of that name is pressed."""
_NAMES: Mapping[Action, RunAct] = {action: name for name, action in ACTIONS.items()}


def run_card(told: RunTold, run_id: str, language: str) -> Card:
    """What it does, for whom, how far it is or what it changed, and the buttons.

    Ten names of each kind are told at most: where they are long, their ends are left out before a line is.
    """
    words = reindex_words(language)

    def made(room: float) -> Card:
        body = [
            _title(told),
            line(told.context, "subtle", limit=in_room(CONTEXT_LIMIT, room), spacing="None"),
            *([_bar(told.share, language)] if told.share is not None else []),
            *([line(told.status, limit=in_room(LINE_LIMIT, room), spacing="Small")] if told.status else []),
            *(element for part in told.parts for element in _part(part, room)),
            *(line(note, limit=in_room(NOTE_LIMIT, room), spacing="Medium") for note in told.notes),
        ]
        return card(body, [_button(action, run_id, words, language) for action in told.actions])

    return fitting(made)


def run_text(told: RunTold, language: str) -> str:
    """The same in Teams' markdown, without buttons."""
    share = "" if told.share is None else percent(told.share, language)
    head = (strong(told.title, TITLE_LIMIT), _line_text(told.context), " · ".join(filter(None, (share, told.status))))
    parts = [
        "  \n".join(filter(None, (head[0], head[1], _line_text(head[2])))),
        *map(_part_text, told.parts),
        *(escaped(shortened(note, NOTE_LIMIT)) for note in told.notes),
    ]
    return "\n\n".join(filter(None, parts))


def run_message(told: RunTold, run_id: str, language: str) -> Message:
    """As it is posted: the card; where Teams refuses that, the text."""
    summary = " · ".join(filter(None, (told.title, told.status)))
    activity = card_activity(run_card(told, run_id, language), escaped(summary))
    return Message(activity, lambda: sentence_activity(run_text(told, language)))


def _title(told: RunTold) -> Element:
    """What did not go as was wished stands out; the words say it, too."""
    title = text_run(shortened(told.title, TITLE_LIMIT) or "…", "bold")
    return block([title | ({"color": "Attention"} if told.good is False else {})])


def _bar(share: float, language: str) -> Element:
    """Drawn of letters of one width: every client shows those. Who hears the card hears the figure first."""
    filled = round(max(0.0, min(share, 1.0)) * CELLS)
    drawn = text_run(f" {_FULL * filled}{_EMPTY * (CELLS - filled)}") | {"fontType": "Monospace", "color": "Accent"}
    return block([text_run(percent(share, language), "bold"), drawn], spacing="Medium")


def _part(part: Part, room: float) -> list[Element]:
    head = line(part.head, "bold", limit=in_room(LINE_LIMIT, room), spacing="Medium")
    return [head, *(line(f"• {one}", limit=in_room(LINE_LIMIT, room), spacing="None") for one in part.lines)]


def _button(action: Action, run_id: str, words: ReindexWords, language: str) -> Element:
    title = str(getattr(words, action))
    own = {"press": _NAMES[action], "subject": run_id, "language": language}
    send: Element = {
        "type": "Action.Submit",
        "title": shown(title),
        "data": {DATA: own},
        "associatedInputs": "none",
    }
    asked = {"force": words.force_confirm, "rollback": words.rollback_confirm}.get(action)
    if asked is None:
        return send
    return opening(title, [line(asked), *rows([send | {"title": shown(words.yes), "style": "destructive"}])])


def _part_text(part: Part) -> str:
    return "  \n".join((strong(part.head, LINE_LIMIT), *(f"• {_line_text(one)}" for one in part.lines)))


def _line_text(words: str) -> str:
    return escaped(shortened(words, LINE_LIMIT))
