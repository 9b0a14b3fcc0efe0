"""Gaps as cards: lists to work through, one gap with all that is known of it, word that one is yours. Pure.

Plain text goes in, and none of its characters means anything on the card. Within Teams' limits whatever comes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.chat.gap_desk import GapPage, GapSight
from bot.chat.outgoing import GivenParcel
from bot.gap_words import GapWords, gap_words
from bot.gap_words.telling import GapTold, NearPage, asked_line, change_told, day_told, gap_told, presses_of, presses_on
from bot.gaps.alike import AskedAlike, asked_alike
from bot.gaps.history import of_its_own
from bot.gaps.model import Gap, GapView
from bot.locales import counted
from bot.teams.card_text import (
    Element,
    block,
    escaped,
    line,
    opens,
    safe_address,
    shortened,
    strong,
    text_run,
    words_of,
)
from bot.teams.cards import Card, card, fitting, in_room, set_off
from bot.teams.gap_forms import ANY_GAP, OWNERS, View, gap_press, gap_row, rows
from bot.teams.messages import card_activity, sentence_activity
from bot.teams.speaking import Message

TITLE_LIMIT = 200
LINE_LIMIT = 250
QUESTIONS_SHOWN = 15
PERHAPS_SHOWN = 3
HISTORY_SHOWN = 5
DRAFTS_SHOWN = 2
DRAFT_LIMIT = 1_500
STATUS_LIMIT = 500
COMMAND = "gaps"


@dataclass(frozen=True, slots=True)
class Around:
    """What cards of gaps need beside the gap: whom it can be given to, the reader's language and day, the console."""

    owners: Sequence[str]
    language: str
    today: date
    console: str = ""

    @property
    def words(self) -> GapWords:
        """The words of the language."""
        return gap_words(self.language)


def list_card(shown: GapPage, around: Around, *, status: Sequence[Element] = ()) -> Card:
    """A page of a list, each gap with its buttons."""
    words = around.words

    def made(room: float) -> Card:
        body = [
            *status,
            line(_title(shown, words), "bold"),
            *([line(counts, "subtle", spacing="None")] if (counts := _counts(shown, words)) else []),
            *([] if shown.gaps else [line(_none(shown, words))]),
            *(
                element
                for number, gap in enumerate(shown.gaps, 1)
                for element in _listed(gap, shown, around, number, room)
            ),
            *_turning(shown, words),
        ]
        return card(body, _door(around))

    return fitting(made)


def gap_card(shown: GapSight, around: Around, came_from: View, *, status: Sequence[Element] = ()) -> Card:
    """All of a gap: what is known, its questions, an owner's replies, what may be the same, what was done with it.

    `came_from` is the list that it was opened from, to go back to.
    """
    whole, words = shown.view, around.words
    gap, own = whole.gap, View("gap", came_from.wanted, came_from.page)

    def made(room: float) -> Card:
        told = _gap_told(gap, shown.near, around)
        owners = around.owners[: in_room(OWNERS, room)]
        presses = presses_on(whole)
        buttons = gap_row(gap, presses, words, owners=owners, view=own, number=0, questions=whole.questions)
        body = [
            *status,
            *_head(told, room),
            *_questions(whole, around, room),
            *_drafts(whole, around, room),
            *_perhaps(whole, around, own, room),
            *_history(whole, around, room),
            *rows([*buttons, gap_press("list", gap.id, words.show_gaps, view=own)]),
        ]
        return card(body, _door(around))

    return fitting(made)


def digest_buttons(gap: Gap, around: Around, number: int, room: float) -> list[Element]:
    """The buttons below a gap in a digest."""
    presses, owners = presses_of(gap), around.owners
    return rows(gap_row(gap, presses, around.words, owners=owners, view=View("digest"), number=number, forms=room >= 1))


def given_message(told: GivenParcel, around: Around) -> Message:
    """Word that a gap is somebody's now, with what an owner has replied, if anything, and the buttons to work it."""
    gap, words = told.gap, around.words
    near = {gap.id: told.near}

    def made(room: float) -> Card:
        owners = around.owners[: in_room(OWNERS, room)]
        buttons = gap_row(gap, presses_of(gap), words, owners=owners, view=View("sent"), number=0)
        body = [
            line(told.head, "bold", limit=in_room(STATUS_LIMIT, room)),
            *_head(_gap_told(gap, near, around), room)[1:],
            *_asked(told.questions, room),
            *([line(words.given_draft, "bold", spacing="Large")] if told.drafts else []),
            *(one for draft in told.drafts for one in set_off(words_of(draft.text, limit=in_room(DRAFT_LIMIT, room)))),
            line(told.how, "subtle", spacing="Medium"),
            *rows(buttons),
        ]
        return card(body)

    asked = [f"• {escaped(shortened(one.words, LINE_LIMIT))}" for one in told.questions]
    text = "\n\n".join((strong(told.head), "  \n".join(asked), escaped(told.how)))
    return Message(card_activity(fitting(made), escaped(told.notice)), lambda: sentence_activity(text))


def status_lines(said: str, *, undo: Element | None = None) -> list[Element]:
    """What was just done, set off from what stands below it, with a way back."""
    return set_off([line(said, "bold", limit=STATUS_LIMIT), *(rows([undo]) if undo else [])])


def list_text(shown: GapPage, around: Around) -> str:
    """A list in Teams' markdown, where no card is taken."""
    told = [_gap_told(gap, shown.near, around) for gap in shown.gaps]
    lines = [
        f"• {escaped(shortened(one.title, TITLE_LIMIT)) or '…'}  \n{escaped(one.lines[0])}" for one in told if one.lines
    ]
    head = strong(_title(shown, around.words))
    return "\n\n".join((head, *(lines or [escaped(_none(shown, around.words))])))


def gap_text(shown: GapSight, around: Around) -> str:
    """A gap in Teams' markdown, where no card is taken."""
    whole = shown.view
    told = _gap_told(whole.gap, shown.near, around)
    lines = [escaped(shortened(one, LINE_LIMIT)) for one in told.lines]
    asked = [
        f"• {escaped(shortened(one.words, LINE_LIMIT))}" for one in asked_alike(whole.questions)[::-1][:QUESTIONS_SHOWN]
    ]
    head = strong(told.title, TITLE_LIMIT)
    return "\n\n".join(("  \n".join((head, *lines)), "  \n".join((escaped(around.words.questions), *asked))))


def _title(shown: GapPage, words: GapWords) -> str:
    states = shown.wanted.states
    return " · ".join(words.heads[state] for state in states) if states else words.heads["open"]


def _none(shown: GapPage, words: GapWords) -> str:
    states = shown.wanted.states
    if shown.is_filtered or len(states) != 1:
        return words.none_of_these.format(command=COMMAND)
    return words.none[states[0]]


def _counts(shown: GapPage, words: GapWords) -> str:
    told = ((template, shown.counts.get(state, 0)) for state, template in words.counts.items())
    return " · ".join(template.format(count=count) for template, count in told if count)


def _listed(gap: Gap, shown: GapPage, around: Around, number: int, room: float) -> list[Element]:
    told, view = _gap_told(gap, shown.near, around), View("list", shown.text, shown.page)
    buttons = gap_row(
        gap, presses_of(gap), around.words, owners=around.owners, view=view, number=number, forms=room >= 1
    )
    return [{"type": "Container", "items": _head(told, room), "separator": True, "spacing": "Medium"}, *rows(buttons)]


def _gap_told(gap: Gap, near: Mapping[str, NearPage], around: Around) -> GapTold:
    return gap_told(gap, near.get(gap.id, NearPage()), around.language, around.today)


def _head(told: GapTold, room: float) -> list[Element]:
    """Title and lines; the line that names a page opens it."""
    address = safe_address(told.url) if told.url else None
    lines = [
        block(
            [text_run(shortened(one, in_room(LINE_LIMIT, room)), "subtle", address if _names(one, told) else None)],
            spacing="None",
        )
        for one in told.lines
    ]
    return [line(told.title or "…", "bold", limit=in_room(TITLE_LIMIT, room)), *lines]


def _names(said: str, told: GapTold) -> bool:
    return bool(told.page) and told.page in said


def _questions(whole: GapView, around: Around, room: float) -> list[Element]:
    words, language = around.words, around.language
    different = asked_alike(whole.questions)[::-1]
    shown = different[: in_room(QUESTIONS_SHOWN, room)]
    left = len(different) - len(shown)
    return [
        line(words.questions, "bold", spacing="Large"),
        *(
            line(f"• {_with_name(one.latest.asker, one.words, whole)}", limit=in_room(LINE_LIMIT, room), spacing="None")
            for one in shown
        ),
        *([line(counted(left, words.questions_more, language), "subtle", spacing="None")] if left else []),
    ]


def _asked(questions: Sequence[AskedAlike], room: float) -> list[Element]:
    return [line(f"• {one.words}", limit=in_room(LINE_LIMIT, room), spacing="None") for one in questions]


def _with_name(asker: str, question: str, whole: GapView) -> str:
    """Who asked: only where the company turned that on, for then there are names."""
    name = whole.names.get(asker, "")
    return f"{question} ({name})" if name else question


def _drafts(whole: GapView, around: Around, room: float) -> list[Element]:
    if not whole.drafts:
        return []
    words = around.words
    made = [line(words.drafts, "bold", spacing="Large")]
    for one in whole.drafts[:DRAFTS_SHOWN]:
        day = day_told(one.written_at.date(), around.today, around.language)
        said = words.draft.format(author=whole.names.get(one.author, one.author), date=day)
        made += [line(said, "subtle", spacing="Small"), *set_off(words_of(one.text, limit=in_room(DRAFT_LIMIT, room)))]
    return made


def _perhaps(whole: GapView, around: Around, view: View, room: float) -> list[Element]:
    """What may be the same, to be merged or told apart."""
    shown, words = whole.perhaps[: in_room(PERHAPS_SHOWN, room)], around.words
    made = [line(words.perhaps, "bold", spacing="Large")] if shown else []
    for number, one in enumerate(shown, 1):
        buttons = [
            gap_press("merge", whole.gap.id, words.merge, view=view, number=number, other=one.id),
            gap_press("apart", whole.gap.id, words.apart, view=view, number=number, other=one.id),
        ]
        asked = asked_line(one, around.language, around.today)
        title = line(f"• {shortened(one.title, in_room(TITLE_LIMIT, room))}", spacing="Small")
        made += [title, line(asked, "subtle", spacing="None"), *rows(buttons)]
    return made


def _history(whole: GapView, around: Around, room: float) -> list[Element]:
    """What people and the machine did, the latest first, but for the questions that came."""
    done = [one for one in whole.history if one.verb not in {"joined", "left"} and of_its_own(one)][
        : in_room(HISTORY_SHOWN, room)
    ]
    lines = [change_told(one, whole.names, around.language, around.today) for one in done]
    head = [line(around.words.history, "bold", spacing="Large")] if lines else []
    return [*head, *(line(one, "subtle", limit=LINE_LIMIT, spacing="None") for one in lines)]


def _turning(shown: GapPage, words: GapWords) -> list[Element]:
    """From page to page."""
    if shown.pages <= 1:
        return []
    said = words.page.format(page=shown.page, pages=shown.pages)
    earlier, later = (View("list", shown.text, shown.page + step) for step in (-1, 1))
    turns = [
        *([gap_press("list", ANY_GAP, words.earlier, view=earlier)] if shown.page > 1 else []),
        *([gap_press("list", ANY_GAP, words.later, view=later)] if shown.page < shown.pages else []),
    ]
    return [line(said, "subtle", spacing="Medium"), *rows(turns)]


def _door(around: Around) -> list[Element]:
    door = safe_address(around.console) if around.console else None
    return [opens(door, around.words.open_console)] if door else []
