"""The buttons of a page for whoever looks after it, as an adaptive card has them. Pure, and within Teams' limits.

What a button sends holds the page's id and the language of its card: what it does is decided when it is pressed, for
the person who presses it. What takes a page out of answers asks once more, in a part of the card that opens and has
room for a note.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bot.teams.card_text import Element, line, shown
from bot.teams.forms import opening
from bot.teams.gap_forms import rows, text_field
from bot.teams.invokes import DATA, PageAct
from bot.upkeep.model import DocumentState, UpkeepVerb, verbs_of
from bot.upkeep.words import UpkeepWords, upkeep_words

Shown = Literal["page", "list", "home", "elsewhere"]
"""Where a button stands: on the page's own card, in a list of pages, on the home card, in a message about something."""
PREFIX = "page_"
ACTS: Mapping[PageAct, UpkeepVerb] = {
    "page_verified": "verified",
    "page_needs_work": "needs_work",
    "page_pulled": "pulled",
    "page_retired": "retired",
    "page_restored": "restored",
}
"""What is done where a button of that name is pressed. What was typed in its form comes under the name of the verb."""
NAMES: Mapping[UpkeepVerb, PageAct] = {verb: name for name, verb in ACTS.items()}


def page_buttons(  # noqa: PLR0913 - what the buttons depend on, by name
    document_id: str,
    state: DocumentState,
    language: str,
    *,
    number: int = 0,
    at: Shown = "elsewhere",
    forms: bool = True,
    undo: bool = False,
) -> list[Element]:
    """The actions that fit the page's state. Each page in a card needs a `number` of its own, for its fields.

    Without `forms`, what needs one is reached by a button that shows the page's own card: each form takes about 1 KB.
    `undo`: who has just pulled it is offered to undo that.
    """
    words = upkeep_words(language)
    made: list[Element] = []
    for verb in verbs_of(state):
        if verb in {"verified", "restored"}:
            label = words.undo if undo and verb == "restored" else words.buttons[verb]
            made.append(page_press(NAMES[verb], document_id, label, language, at=at, number=number))
        elif forms:
            made.append(_form(verb, document_id, words, at=at, number=number))
    see = page_press("page_see", document_id, words.this_page, language, at=at, number=number)
    return made if forms else [*made, see]


def page_row(  # noqa: PLR0913 - as above
    document_id: str,
    state: DocumentState,
    language: str,
    *,
    number: int = 0,
    at: Shown = "elsewhere",
    forms: bool = True,
    undo: bool = False,
) -> list[Element]:
    """The same as elements of a card's body."""
    return rows(page_buttons(document_id, state, language, number=number, at=at, forms=forms, undo=undo))


def page_press(  # noqa: PLR0913 - what is sent, by name
    name: PageAct,
    document_id: str,
    title: str,
    language: str,
    *,
    at: Shown,
    number: int = 0,
    form: bool = False,
    note: str = "",
) -> Element:
    """A button that sends; with what was typed where it ends a `form`, else with the `note` alone."""
    own = {"press": name, "subject": document_id, "language": language, "at": at, "number": str(number)}
    own |= {"note": note} if note else {}
    made: Element = {"type": "Action.Submit", "title": shown(title), "data": {DATA: own}}
    return made | ({} if form else {"associatedInputs": "none"})


def _form(verb: UpkeepVerb, document_id: str, words: UpkeepWords, *, at: Shown, number: int) -> Element:
    """What follows from it, room for a note, and the button that does it."""
    send = page_press(
        NAMES[verb], document_id, words.buttons[verb], words.language, at=at, number=number, form=True
    ) | {"style": "positive" if verb == "needs_work" else "destructive"}
    field = text_field(f"{verb}_{number}", words.notes[verb])
    return opening(words.buttons_asking[verb], [line(words.hints[verb]), field, *rows([send])])
