"""What an owner is shown of their pages: as a card, and as text where Teams takes no card. Pure, and within limits."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.page_desk import PageReply
from bot.teams.buttons import opened
from bot.teams.card_text import Element, escaped, line, link_to, safe_address, shortened, strong, text
from bot.teams.cards import Card, card, fitting, in_room
from bot.teams.forms import opening
from bot.teams.gap_forms import rows
from bot.teams.messages import card_activity, sentence_activity
from bot.teams.page_cards import NAMES, Shown, page_buttons, page_press, page_row
from bot.teams.speaking import Message
from bot.upkeep.page_telling import PageTold
from bot.upkeep.words import upkeep_words

TITLE_LIMIT = 200
LINE_LIMIT = 600
"""Of a line that may hold somebody's note."""
HELP_LIMIT = 1_500


def reply_message(reply: PageReply, language: str) -> Message:
    """As it is said: a sentence where there is no more; else a card, or the text where Teams refuses that."""
    if reply.page is None and reply.choice is None and not reply.listed:
        said = [escaped(shortened(one, LINE_LIMIT)) for one in (*reply.said, *reply.below)]
        return Message(sentence_activity("  \n".join(said) or text(reply.help, limit=HELP_LIMIT)))
    title = reply.page.title if reply.page else upkeep_words(language).your_pages
    summary = escaped(shortened(next(iter(reply.said), title), LINE_LIMIT))
    activity = card_activity(reply_card(reply, language), summary)
    return Message(activity, lambda: sentence_activity(reply_text(reply, language)))


def reply_card(reply: PageReply, language: str) -> Card:
    """What is said, the page or the list with their buttons, and what stands below."""
    words = upkeep_words(language)

    def made(room: float) -> Card:
        below = " ".join(reply.below)
        body = [
            *(line(one, "bold", limit=in_room(LINE_LIMIT, room)) for one in reply.said),
            *([line(words.your_pages, "bold", spacing="Large")] if reply.listed else []),
            *listed_elements(reply.listed, language, at="list", room=room),
            *_choice(reply, language, room),
            *(_page(reply.page, room) if reply.page else []),
            *([line(below, "subtle", limit=in_room(LINE_LIMIT, room), spacing="Medium")] if below else []),
        ]
        return card(body, _actions(reply, language, room))

    return fitting(made)


def reply_text(reply: PageReply, language: str) -> str:
    """The same in Teams' markdown, without buttons."""
    told = [reply.page] if reply.page else []
    chosen = reply.choice.pages if reply.choice else ()
    head = [strong(upkeep_words(language).your_pages)] if reply.listed else []
    parts = [
        *(escaped(shortened(one, LINE_LIMIT)) for one in reply.said),
        *head,
        *(_text(one) for one in (*told, *reply.listed, *chosen)),
        escaped(shortened(" ".join(reply.below), LINE_LIMIT)),
    ]
    return "\n\n".join(filter(None, parts))


def listed_elements(pages: Sequence[PageTold], language: str, *, at: Shown, room: float = 1.0) -> list[Element]:
    """Each page, how it stands, and the buttons that need no form."""
    shown: list[Element] = []
    for number, page in enumerate(pages, 1):
        shown += [
            opened(_title(page), safe_address(page.address), _lines(page, room), room=room),
            *page_row(page.document, page.state, language, number=number, at=at, forms=False),
        ]
    return shown


def _page(page: PageTold, room: float) -> list[Element]:
    told = line(page.context, "subtle", limit=in_room(LINE_LIMIT, room), spacing="None")
    return [opened(_title(page), safe_address(page.address), [told, *_lines(page, room)], room=room)]


def _actions(reply: PageReply, language: str, room: float) -> list[Element]:
    page = reply.page
    if page is None:
        return []
    history = [line(one, limit=in_room(LINE_LIMIT, room), spacing="None") for one in page.history]
    done = [opening(upkeep_words(language).history, history)] if history else []
    return [*page_buttons(page.document, page.state, language, at="page", undo=reply.undo), *done]


def _choice(reply: PageReply, language: str, room: float) -> list[Element]:
    """Each page that may be meant, with the button that does with it what was typed."""
    choice = reply.choice
    if choice is None:
        return []
    words = upkeep_words(language)
    shown: list[Element] = []
    for page in choice.pages:
        if choice.verb is None:
            button = page_press("page_see", page.document, words.this_page, language, at="page")
        else:
            button = page_press(
                NAMES[choice.verb], page.document, words.buttons[choice.verb], language, at="page", note=choice.note
            )
        told = line(page.context, "subtle", limit=in_room(LINE_LIMIT, room), spacing="None")
        shown += [opened(_title(page), safe_address(page.address), [told], room=room), *rows([button])]
    return shown


def _lines(page: PageTold, room: float) -> list[Element]:
    limit = in_room(LINE_LIMIT, room)
    first = line(page.lines[0], "warning" if page.grave else "plain", limit=limit, spacing="None")
    return [first, *(line(one, limit=limit, spacing="None") for one in page.lines[1:])]


def _text(page: PageTold) -> str:
    named = link_to(page.address, page.title, TITLE_LIMIT) if page.address else strong(page.title, TITLE_LIMIT)
    return "  \n".join((named or "…", *(escaped(shortened(one, LINE_LIMIT)) for one in page.lines)))


def _title(page: PageTold) -> str:
    return shortened(page.title, TITLE_LIMIT)
