"""A digest as a card, and as text where Teams takes no card. Pure, and within Teams' limits whatever comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.digests.model import DigestTold, ToldFigure, ToldLine, ToldSection
from bot.teams.card_text import (
    Element,
    block,
    escaped,
    line,
    link_to,
    opens,
    safe_address,
    shortened,
    shown,
    strong,
    text_run,
)
from bot.teams.cards import Card, card, fitting, in_room
from bot.teams.messages import Activity, card_activity, sentence_activity
from bot.teams.speaking import Message

TITLE_LIMIT = 150
LEAD_LIMIT = 500
LINE_LIMIT = 200
NOTE_LIMIT = 200
ALT_LIMIT = 1_000
VALUE_LIMIT = 40
CHANGE_LIMIT = 60
FIGURES_IN_A_ROW = 2
"""Side by side on a phone."""
MOST_LINES = 10
"""Of a section. What is left out, the section itself says."""

BelowGap = Callable[[str, float], Sequence[Element]]
"""What stands below the line of a gap (its id), with a share of the usual room: its buttons."""


def nothing_below(_gap: str, _room: float) -> Sequence[Element]:
    """No buttons."""
    return ()


def digest_card(
    told: DigestTold, *, chart: str = "", below: BelowGap = nothing_below, status: Sequence[Element] = ()
) -> Card:
    """The whole: the headline figures, the chart, the sections with the gaps' buttons. A quiet one is two lines.

    `chart` is the picture's address; without one its words stand there. `status` says what was just done.
    """
    picture = safe_address(chart) if chart else None

    def made(room: float) -> Card:
        body = [
            line(told.title, "bold", limit=TITLE_LIMIT),
            *status,
            line(told.lead, limit=in_room(LEAD_LIMIT, room)),
            *(line(note, "warning", limit=in_room(NOTE_LIMIT, room), spacing="Small") for note in told.notes),
            *_figures(told.figures),
            *_chart(told.chart_alt, picture, room),
            *(element for one in told.sections for element in _section(one, below, room)),
        ]
        door = safe_address(told.console) if told.console else None
        return card([one for one in body if one], [opens(door, told.console_label)] if door else [])

    return fitting(made)


def digest_text(told: DigestTold) -> str:
    """The same in Teams' markdown, without buttons."""
    figures = [f"{escaped(one.label)}: {strong(one.value)} {escaped(one.change)}".rstrip() for one in told.figures]
    parts = [
        strong(told.title),
        escaped(told.lead),
        "  \n".join(map(escaped, told.notes)),
        "  \n".join(figures),
        *map(_section_text, told.sections),
        link_to(told.console, told.console_label, TITLE_LIMIT) if told.console else "",
    ]
    return "\n\n".join(filter(None, (part.strip() for part in parts)))


def digest_message(
    told: DigestTold, *, chart: str = "", below: BelowGap = nothing_below, status: Sequence[Element] = ()
) -> Message:
    """As it is posted: the card; where Teams refuses that, the text."""
    whole = digest_card(told, chart=chart, below=below, status=status)
    return Message(card_activity(whole, escaped(told.notice)), lambda: _alone(told))


def notice_activity(told: DigestTold) -> Activity:
    """The line that says that a digest comes: what people are notified of."""
    return sentence_activity(escaped(told.notice))


def _alone(told: DigestTold) -> Activity:
    return sentence_activity(digest_text(told))


def _figures(figures: Sequence[ToldFigure]) -> list[Element]:
    rows = [figures[at : at + FIGURES_IN_A_ROW] for at in range(0, len(figures), FIGURES_IN_A_ROW)]
    return [{"type": "ColumnSet", "columns": [_column(one) for one in row], "spacing": "Medium"} for row in rows]


def _column(figure: ToldFigure) -> Element:
    value = [text_run(shortened(figure.value, VALUE_LIMIT) or "…", "bold")]
    change = [text_run(f" {shortened(figure.change, CHANGE_LIMIT)}", "subtle")] if figure.change else []
    said = [block([*value, *change]), line(figure.label, "subtle", limit=CHANGE_LIMIT, spacing="None")]
    return {"type": "Column", "width": "stretch", "items": said}


def _chart(alt: str, picture: str | None, room: float) -> list[Element]:
    if not alt:
        return []
    words = shown(shortened(alt, in_room(ALT_LIMIT, room))) or "…"
    if picture is None:
        return [line(words, "subtle", spacing="Medium")]
    # Expanding: what is small on a phone opens at the width of the screen.
    image: Element = {"type": "Image", "url": picture, "altText": words, "size": "Stretch", "spacing": "Medium"}
    return [image | {"msteams": {"allowExpand": True}}]


def _section(section: ToldSection, below: BelowGap, room: float) -> list[Element]:
    lines = section.lines[: in_room(MOST_LINES, min(1.0, 2 * room))]  # first its texts grow shorter
    more = [line(section.more, "subtle", limit=in_room(NOTE_LIMIT, room))] if section.more else []
    title = line(section.title, "bold", spacing="Large")
    return [title, *(element for one in lines for element in _line(one, below, room)), *more]


def _line(told: ToldLine, below: BelowGap, room: float) -> list[Element]:
    address = safe_address(told.url) if told.url else None
    words = text_run(shortened(told.text, in_room(LINE_LIMIT, room)) or "…", address=address)
    note = [line(told.note, "subtle", limit=in_room(NOTE_LIMIT, room), spacing="None")] if told.note else []
    return [block([words], spacing="Small"), *note, *(below(told.gap, room) if told.gap else ())]


def _section_text(section: ToldSection) -> str:
    lines = (strong(section.title), *map(_text_of, section.lines), escaped(section.more))
    return "  \n".join(filter(None, lines))


def _text_of(told: ToldLine) -> str:
    words = link_to(told.url, told.text, LINE_LIMIT) if told.url else escaped(shortened(told.text, LINE_LIMIT))
    return f"• {words}" + (f" — {escaped(told.note)}" if told.note else "")
