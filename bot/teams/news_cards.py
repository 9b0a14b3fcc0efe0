"""What is new as a card, and as text where Teams takes no card. Pure, and within limits."""

from __future__ import annotations

from bot.chat.news_desk import NewsReply
from bot.reach.telling import NewsLine, NewsTold
from bot.teams.buttons import opened
from bot.teams.card_text import Element, escaped, line, link_to, opens, safe_address, shortened, strong, text
from bot.teams.cards import Card, card, fitting, in_room
from bot.teams.messages import card_activity, sentence_activity
from bot.teams.speaking import Message

TITLE_LIMIT = 200
NOTE_LIMIT = 200
WORDS_LIMIT = 600
NOTICE_LIMIT = 300
HELP_LIMIT = 2_500


def reply_message(reply: NewsReply) -> Message:
    """What is said to who asked."""
    if reply.told is not None:
        return news_message(reply.told)
    said = [escaped(shortened(one, WORDS_LIMIT)) for one in reply.said]
    if reply.help:
        said.append(text(reply.help, limit=HELP_LIMIT))
    return Message(sentence_activity("  \n".join(said)))


def news_message(told: NewsTold) -> Message:
    """As it is told: the card; where Teams refuses that, the text."""
    notice = escaped(shortened(told.notice, NOTICE_LIMIT))
    return Message(card_activity(news_card(told), notice), lambda: sentence_activity(news_text(told)))


def news_card(told: NewsTold) -> Card:
    """Its title, the pages under their heads, and what stands below them."""

    def made(room: float) -> Card:
        door = safe_address(told.console) if told.console else None
        body = [line(told.title, "bold", limit=NOTICE_LIMIT), *news_elements(told, room=room)]
        return card(body, [opens(door, told.console_label)] if door else [])

    return fitting(made)


def news_elements(told: NewsTold, *, room: float = 1.0) -> list[Element]:
    """The pages, each as a block that opens it, and small print below."""
    shown: list[Element] = []
    for part in told.parts:
        shown += [line(part.head, "subtle", spacing="Medium")] if part.head else []
        shown += [_page(one, room) for one in part.lines]
    return [*shown, *(line(one, "subtle", spacing="Medium") for one in (*told.said, told.more) if one)]


def news_text(told: NewsTold) -> str:
    """The same in Teams' markdown."""
    parts = [strong(told.title, NOTICE_LIMIT)]
    for part in told.parts:
        parts += [escaped(part.head), *("  \n".join(_lines(one)) for one in part.lines)]
    door = link_to(told.console, told.console_label, TITLE_LIMIT) if told.console else ""
    return "\n\n".join(filter(None, (*parts, *map(escaped, told.said), escaped(told.more), door)))


def _page(page: NewsLine, room: float) -> Element:
    below = [
        *([line(page.words, limit=in_room(WORDS_LIMIT, room), spacing="None")] if page.words else []),
        *([line(page.note, "subtle", limit=in_room(NOTE_LIMIT, room), spacing="None")] if page.note else []),
    ]
    return opened(shortened(page.title, TITLE_LIMIT), safe_address(page.url), below, room=room)


def _lines(page: NewsLine) -> list[str]:
    words = (escaped(shortened(page.words, WORDS_LIMIT)), escaped(shortened(page.note, NOTE_LIMIT)))
    return [link_to(page.url, page.title, TITLE_LIMIT) or "…", *(one for one in words if one)]
