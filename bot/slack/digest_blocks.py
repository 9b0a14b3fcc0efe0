"""A digest becomes Slack's blocks, and its schedule a list with buttons. Pure, and within Slack's limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.chat.digest_parcels import DigestParcel
from bot.digests.model import Subscription, ToldLine, ToldSection
from bot.gap_words import DigestDeskWords, digest_desk_words, gap_words
from bot.gap_words.telling import presses_of
from bot.gaps.model import Gap
from bot.slack.blocks import Message, contexts, sections
from bot.slack.buttons import ACTION, URL_LIMIT, cut, plain
from bot.slack.gap_buttons import LINK, gap_row
from bot.slack.mrkdwn import emphasised, link, safe_address, shortened

Block = dict[str, Any]

TITLE_LIMIT = 140
"""Characters of a heading. Slack takes 150, and counts some as two."""
LEAD_LIMIT = 900
LINE_LIMIT = 280
SECTION_LIMIT = 1_900
FIELDS = 10
ALT_LIMIT = 1_900
BUDGET = 11_000
"""Characters of all blocks together: past about 13,000 Slack refuses a message."""
MOST_BLOCKS = 48
DIGEST = ACTION + "digest."


def digest_message(parcel: DigestParcel, picture: str = "", note: str = "") -> Message:
    """The whole digest. `picture` is the id of the chart's file; without one its words stand there. `note` comes first.

    What has no room is left out from the end, the buttons to the console never.
    """
    told = parcel.told
    words = digest_desk_words(parcel.digest.subscription.language)
    gaps = {gap.id: gap for gap in parcel.digest.gaps}
    head: list[Block] = [
        *(sections(shortened(note, LINE_LIMIT)) if note else []),
        {"type": "header", "text": plain(cut(told.title, TITLE_LIMIT))},
        *sections(shortened(told.lead, LEAD_LIMIT)),
        *contexts("\n".join(shortened(one, LINE_LIMIT) for one in told.notes)),
        *_figures(parcel),
        *_chart(told.chart_alt, picture, words),
    ]
    foot = _foot(told.console, told.console_label)
    kept = list(_within(head, (_section(one, gaps, parcel) for one in told.sections), foot))
    return Message(
        text=shortened(told.notice, LEAD_LIMIT),
        blocks=(*kept, *foot),
        without_blocks="\n".join(filter(None, (shortened(told.title, TITLE_LIMIT), shortened(told.lead, LEAD_LIMIT)))),
    )


def list_message(said: str, listed: Sequence[Subscription], language: str) -> Message:
    """What is sent, with buttons to pause and to stop each. `said` is mrkdwn already."""
    words = digest_desk_words(language)
    rows: list[Block] = []
    for number, one in enumerate(listed, 1):
        label = f"{number}. " if len(listed) > 1 else ""
        buttons = [("resume" if one.paused else "pause"), "stop"]
        rows.append(
            {
                "type": "actions",
                "elements": [_button(press, one.id, f"{label}{getattr(words, press)}") for press in buttons],
            }
        )
    return Message(said, (*sections(said), *rows), said)


def _button(press: str, subscription: str, label: str) -> Block:
    return {"type": "button", "action_id": f"{DIGEST}{press}", "text": plain(cut(label, 75)), "value": subscription}


def _figures(parcel: DigestParcel) -> list[Block]:
    fields = [
        {"type": "mrkdwn", "text": "\n".join((f"*{shortened(one.label, 100)}*", _value(one.value, one.change)))}
        for one in parcel.told.figures[:FIELDS]
    ]
    return [{"type": "section", "fields": fields}] if fields else []


def _value(value: str, change: str) -> str:
    return f"{shortened(value, 60)}  {shortened(change, 60)}".strip()


def _chart(alt: str, picture: str, words: DigestDeskWords) -> list[Block]:
    if not alt:
        return []
    if picture:
        return [{"type": "image", "slack_file": {"id": picture}, "alt_text": cut(alt, ALT_LIMIT)}]
    return contexts(shortened(words.no_chart.format(alt=alt), ALT_LIMIT))


def _section(section: ToldSection, gaps: dict[str, Gap], parcel: DigestParcel) -> list[Block]:
    language = parcel.digest.subscription.language
    title = f"*{shortened(section.title, LINE_LIMIT)}*"
    more = contexts(shortened(section.more, LINE_LIMIT))
    if section.name != "gaps":
        text, room = title, SECTION_LIMIT
        for one in section.lines:
            line = f"\n• {_line(one)}"
            if len(text) + len(line) > room:
                break
            text += line
        return [{"type": "divider"}, *sections(text), *more]
    blocks: list[Block] = [{"type": "divider"}, *sections(title)]
    for one in section.lines:
        note = shortened(one.note, LINE_LIMIT)
        blocks += sections("\n".join(filter(None, (emphasised(one.text, LINE_LIMIT), note))))
        gap = gaps.get(one.gap)
        if gap is not None:
            blocks += gap_row(gap, presses_of(gap), gap_words(language), url=one.url)
    return [*blocks, *more]


def _line(one: ToldLine) -> str:
    text = link(one.url, one.text, LINE_LIMIT * 3) if one.url else shortened(one.text, LINE_LIMIT)
    note = shortened(one.note, LINE_LIMIT)
    return f"{text} — {note}" if note else text


def _foot(console: str, label: str) -> list[Block]:
    address = safe_address(console) if console else None
    if not address or cut(address, URL_LIMIT) != address:
        return []
    button = {"type": "button", "action_id": LINK, "text": plain(cut(label, 75)), "url": address}
    return [{"type": "actions", "elements": [button]}]


def _within(head: Sequence[Block], parts: Iterator[list[Block]], foot: Sequence[Block]) -> Iterator[Block]:
    """The blocks that have room, part by part."""
    characters, blocks = _characters([*head, *foot]), len(head) + len(foot)
    yield from head
    for part in parts:
        characters, blocks = characters + _characters(part), blocks + len(part)
        if characters > BUDGET or blocks > MOST_BLOCKS:
            return
        yield from part


def _characters(part: object) -> int:
    if isinstance(part, dict):
        return sum(
            len(value) if key == "text" and isinstance(value, str) else _characters(value)
            for key, value in part.items()
        )
    return sum(map(_characters, part)) if isinstance(part, (list, tuple)) else 0
