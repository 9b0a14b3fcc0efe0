"""A reminder as a card, its pages each with its buttons, and as text where Teams takes no card. Pure."""

from __future__ import annotations

from bot.chat.outgoing_reminders import RemindedPage, ReminderParcel
from bot.teams.card_text import Element, block, escaped, line, link_to, opens, safe_address, shortened, text_run
from bot.teams.cards import Card, card, fitting, in_room
from bot.teams.invokes import DATA
from bot.teams.messages import card_activity, sentence_activity
from bot.teams.page_cards import page_row
from bot.teams.speaking import Message

TITLE_LIMIT = 200
FACTS_LIMIT = 300
HEAD_LIMIT = 400


def reminder_message(parcel: ReminderParcel) -> Message:
    """As it is posted: the card; where Teams refuses that, the text."""
    activity = card_activity(reminder_card(parcel), escaped(parcel.notice))
    return Message(activity, lambda: sentence_activity(reminder_text(parcel)))


def reminder_card(parcel: ReminderParcel) -> Card:
    """The line, the pages under what they come for, how many more there are, and the button that ends it for now."""

    def made(room: float) -> Card:
        body: list[Element] = [line(parcel.notice, "bold")]
        number = 0
        for part in parcel.parts:
            body.append(line(part.head, limit=in_room(HEAD_LIMIT, room), spacing="Medium"))
            for page in part.pages:
                number += 1
                body += _page(page, parcel.language, number, room)
        body += [line(parcel.more, "subtle", spacing="Medium")] if parcel.more else []
        return card(body, _below(parcel))

    return fitting(made)


def reminder_text(parcel: ReminderParcel) -> str:
    """The same in Teams' markdown, without buttons."""
    pages = (
        "  \n".join((link_to(page.url, page.title, TITLE_LIMIT) or "…", escaped(" · ".join(page.facts))))
        for part in parcel.parts
        for page in part.pages
    )
    return "\n\n".join(filter(None, (escaped(parcel.notice), *pages, escaped(parcel.more))))


def _page(page: RemindedPage, language: str, number: int, room: float) -> list[Element]:
    title = text_run(shortened(page.title, in_room(TITLE_LIMIT, room)) or "…", "bold", safe_address(page.url))
    facts = line(" · ".join(page.facts), "subtle", limit=in_room(FACTS_LIMIT, room), spacing="None")
    return [block([title], spacing="Medium"), facts, *page_row(page.document, page.state, language, number=number)]


def _below(parcel: ReminderParcel) -> list[Element]:
    own = {"press": "reminder_rest", "subject": "rest", "language": parcel.language}
    rest: Element = {
        "type": "Action.Submit",
        "title": parcel.rest,
        "data": {DATA: own},
        "associatedInputs": "none",
    }
    address = safe_address(parcel.console)
    return [rest, *([opens(address, parcel.console_label)] if address else [])]
