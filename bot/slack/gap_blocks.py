"""Gaps become Slack's blocks: a page of a list, a row, a gap that is given. Pure, within Slack's limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.chat.gap_desk import GapPage
from bot.chat.outgoing import GivenParcel
from bot.gap_words import GapWords, gap_words
from bot.gap_words.telling import GapTold, NearPage, day_told, gap_told, presses_of
from bot.gaps.model import Draft, Gap, GapState
from bot.slack.blocks import Message, context, contexts, sections, words_of
from bot.slack.gap_buttons import ROW, ListPlace, gap_row, page_buttons
from bot.slack.mrkdwn import emphasised, escaped, shortened

Block = dict[str, Any]
TITLE_LIMIT = 300
LINE_LIMIT = 250
SAID_LIMIT = 900
DRAFT_LIMIT = 2_000
QUESTION_LIMIT = 300
_PERSON = re.compile(r"[UW](?=[A-Z]*[0-9])[A-Z0-9]{6,}")
_STATES: tuple[GapState, ...] = ("open", "snoozed", "dismissed", "closed")


def list_message(page: GapPage, language: str, today: date, command: str, note: str = "") -> Message:
    """One page of a list. `note` is what was done to one of them, plain text."""
    words = gap_words(language)
    head = " · ".join(words.heads[state] for state in page.wanted.states)
    counts = " · ".join(words.counts[state].format(count=page.counts.get(state, 0)) for state in _STATES)
    empty = words.none_of_these.format(command=command) if page.is_filtered else words.none[page.wanted.states[0]]
    listed = ListPlace(page.page, page.text)
    rows = [
        block
        for gap in page.gaps
        for block in (
            {"type": "divider"},
            *gap_blocks(gap, page.near.get(gap.id, NearPage()), language, today, listed),
        )
    ]
    where = words.page.format(page=page.page, pages=page.pages) if page.pages > 1 else ""
    small = " · ".join(filter(None, (shortened(page.text, LINE_LIMIT), where)))
    return Message(
        text=f"{escaped(head)}: {escaped(counts)}",
        blocks=(
            *(sections(shortened(note, SAID_LIMIT)) if note else []),
            *sections(f"*{escaped(head)}*  {escaped(counts)}"),
            *contexts(small),
            *(rows or sections(escaped(empty))),
            *page_buttons(page.text, page.page, page.pages, words),
        ),
        without_blocks="\n".join((escaped(head), *(f"• {shortened(gap.title, TITLE_LIMIT)}" for gap in page.gaps))),
    )


def gap_blocks(gap: Gap, near: NearPage, language: str, today: date, listed: ListPlace | None = None) -> list[Block]:
    """A gap with the buttons below it."""
    told = gap_told(gap, near, language, today)
    return [gap_section(told, gap), *gap_row(gap, presses_of(gap), gap_words(language), listed, url=told.url)]


def gap_section(told: GapTold, gap: Gap) -> Block:
    """A gap in words."""
    return sections("\n".join(filter(None, (emphasised(told.title, TITLE_LIMIT), told_lines(told, gap)))) or "…")[0]


def told_lines(told: GapTold, gap: Gap) -> str:
    """What is said of a gap below its title."""
    return "\n".join(mentioned(shortened(line, LINE_LIMIT), gap.assigned) for line in told.lines)


def mentioned(text: str, person: str) -> str:
    """Text (mrkdwn) in which somebody's id becomes their name. Only that one's: content mentions nobody by itself."""
    return text.replace(person, f"<@{person}>") if _PERSON.fullmatch(person) else text


def given_message(parcel: GivenParcel, language: str, today: date) -> Message:
    """What somebody is sent who has a gap now."""
    words = gap_words(language)
    told = gap_told(parcel.gap, parcel.near, language, today)
    head = shortened(parcel.head, TITLE_LIMIT + LINE_LIMIT)
    lines = told_lines(told, parcel.gap)
    asked = "\n".join(f"• {shortened(one.words, QUESTION_LIMIT)}" for one in parcel.questions)
    return Message(
        text=head,
        blocks=(
            *sections(head),
            *sections(lines),
            *(sections(f"*{escaped(words.questions)}*\n{asked}") if asked else []),
            *draft_blocks(parcel.drafts, words, language, today),
            *gap_row(parcel.gap, presses_of(parcel.gap), words, url=told.url),
            *contexts(shortened(parcel.how, LINE_LIMIT)),
        ),
        without_blocks="\n".join(filter(None, (head, lines, asked))),
    )


def draft_blocks(drafts: Sequence[Draft], words: GapWords, language: str, today: date) -> list[Block]:
    """What owners have replied."""
    shown: list[Block] = []
    for draft in drafts:
        who = words.draft.format(author=draft.author, date=day_told(draft.written_at.date(), today, language))
        shown += [context(mentioned(shortened(who, LINE_LIMIT), draft.author)), *words_of(draft.text, DRAFT_LIMIT)]
    return [*sections(f"*{escaped(words.drafts)}*"), *shown] if shown else []


def answered_blocks(blocks: Sequence[Block], gap: Gap, said: str, user: str, words: GapWords) -> list[Block] | None:
    """The blocks of a message after one of its gaps was worked: what was done stands below it, and who did it.

    The buttons become those that make sense now, and the one that takes it back. None where the gap is not among them.
    """
    row = f"{ROW}{gap.id}"
    done = f"done {gap.id}"
    found: list[Block] = []
    known = False
    for block in blocks:
        if block.get("block_id") == done:
            continue  # what was done before
        if block.get("block_id") != row:
            found.append(_as_sent(block))
            continue
        known = True
        what = mentioned(shortened(said, SAID_LIMIT), gap.assigned)
        line = escaped(words.by).format(what=what, person=f"<@{user}>")
        found += [context(line) | {"block_id": done}, *gap_row(gap, (*presses_of(gap), "undo"), words)]
    return found if known else None


def _as_sent(block: Block) -> Block:
    """A block as Slack takes it back: it tells more of a picture than it may be sent with.

    With both the id and the address of a file it refuses the message
    (https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object).
    """
    if block.get("type") != "image":
        return dict(block)
    kept = {key: block[key] for key in ("type", "block_id", "alt_text", "title") if block.get(key)}
    file = block.get("slack_file")
    if isinstance(file, dict) and file.get("id"):
        return kept | {"slack_file": {"id": file["id"]}}
    return kept | {"image_url": block.get("image_url")}
