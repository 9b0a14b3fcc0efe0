"""A reminder becomes Slack's blocks: its pages, each with its buttons. Pure, and within Slack's limits."""

from __future__ import annotations

from typing import Any

from bot.chat.outgoing_reminders import RemindedPage, ReminderParcel
from bot.chat_words import chat_words
from bot.slack.blocks import Message, contexts, sections
from bot.slack.buttons import ACTION, LABEL_LIMIT, URL_LIMIT, cut, plain
from bot.slack.mrkdwn import cut_title, escaped, link, safe_address, shortened
from bot.slack.page_blocks import page_row

Block = dict[str, Any]

REMINDER = ACTION + "reminder."
REST = REMINDER + "rest"
TITLE_LIMIT = 200
LINK_LIMIT = 1_000
FACT_LIMIT = 120


def reminder_message(parcel: ReminderParcel) -> Message:
    """The line, the pages under what they come for, how many more there are, and the button that ends it for now."""
    blocks: list[Block] = [*sections(f"*{escaped(parcel.notice)}*")]
    for part in parcel.parts:
        blocks += [*sections(escaped(part.head)), *(one for page in part.pages for one in _page(page, parcel.language))]
    lines = [_line(page) for part in parcel.parts for page in part.pages]
    blocks += [*contexts(escaped(parcel.more)), {"type": "actions", "elements": _below(parcel)}]
    said = "\n".join((escaped(parcel.notice), *lines, escaped(parcel.more)))
    return Message(text=escaped(parcel.notice), blocks=tuple(blocks), without_blocks=said.strip())


def _page(page: RemindedPage, language: str) -> list[Block]:
    return [*sections(_line(page)), *page_row(page.document, page.state, chat_words(language), language)]


def _line(page: RemindedPage) -> str:
    facts = " · ".join(shortened(one, FACT_LIMIT) for one in page.facts)
    title = cut_title(page.title, TITLE_LIMIT) or "…"
    return f"{link(page.url, title, LINK_LIMIT)}\n{facts}"


def _below(parcel: ReminderParcel) -> list[Block]:
    rest: Block = {
        "type": "button",
        "action_id": REST,
        "text": plain(cut(parcel.rest, LABEL_LIMIT)),
        "value": "rest",
    }
    address = safe_address(parcel.console)
    if not address or cut(address, URL_LIMIT) != address:
        return [rest]
    label = plain(cut(parcel.console_label, LABEL_LIMIT))
    return [rest, {"type": "button", "action_id": f"{REMINDER}console", "text": label, "url": address}]
