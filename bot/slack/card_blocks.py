"""A battlecard becomes Slack's blocks: its parts as buttons, and below them the one that is shown. Pure, within limits.

A button holds ids and the name of a part: what it shows is decided when it is pressed, for whoever presses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.battlecards.telling import CardLine, CardTold, Choice, ChoiceTold
from bot.battlecards.words import card_words
from bot.chat_words import chat_words
from bot.sentences import sentences
from bot.slack.blocks import Message, contexts, opened, sections
from bot.slack.buttons import ACTION, LABEL_LIMIT, VALUE_LIMIT, Row, cut, open_button, plain
from bot.slack.mrkdwn import emphasised, escaped, mrkdwn, safe_address, shortened

Block = dict[str, Any]

CARD = ACTION + "card."
TURN, CHOOSE, SHARE = "turn", "open", "share"
NOT_LOGGED = "-"
"""What a button says instead of the question that opened the card."""
TITLE_LIMIT = 140
FACT_LIMIT = 120
NOTE_LIMIT = 500
LINE_LIMIT = 1_400
"""Characters of one section. Slack takes 3,000, and counts some as two."""
BUDGET = 6_500
"""Characters of all that a part says: past about 13,000 in all, some counted as two, Slack refuses a message."""
MOST_SECTIONS = 25
"""Slack takes 50 blocks."""
FALLBACK_LIMIT = 1_000
TOPIC_LIMIT = 300
_ELLIPSIS = "…"


def card_message(told: CardTold, *, may_share: bool) -> Message:
    """An open card, for one person's eyes."""
    words = card_words(told.language)
    row = Row(told.question_id, ("helpful", "unhelpful")).blocks(chat_words(told.language)) if told.question_id else []
    if may_share:
        share = _button(SHARE, f"{told.question_id or NOT_LOGGED} {told.card_id} {told.key}", words.share)
        row = [{"type": "actions", "elements": [*(row[0]["elements"] if row else []), share]}]
    others = [_button(f"{CHOOSE}.{place}", _chosen(one), one.label) for place, one in enumerate(told.others)]
    blocks = (
        *(block for note in told.notes for block in contexts(shortened(note, NOTE_LIMIT))),
        _head(told, "answer"),
        *_rows([_tab(told, place) for place in range(len(told.tabs))]),
        *_lines(told),
        *(contexts(shortened(told.others_head, NOTE_LIMIT)) if others else []),
        *_rows(others),
        *row,
    )
    return Message(text=_spoken(told), blocks=blocks, without_blocks=_alone(told))


def shared_message(told: CardTold, person: str) -> Message:
    """The part of a card that somebody (by Slack's id) shares, for everybody who reads the channel."""
    above = escaped(card_words(told.language).shared_by).format(person=f"<@{person}>")
    blocks = (*sections(above), _head(told, "shared"), *sections(emphasised(told.label, TITLE_LIMIT)), *_lines(told))
    return Message(text=f"{above} {_spoken(told)}", blocks=blocks, without_blocks=f"{above}\n{_alone(told)}")


def choice_message(told: ChoiceTold) -> Message:
    """Sentences, and buttons for the cards that may be opened."""
    said = [mrkdwn(told.help, limit=LINE_LIMIT)] if told.help else []
    said += [shortened(line, LINE_LIMIT) for line in told.said]
    buttons = [_button(f"{CHOOSE}.{place}", _chosen(one), one.label) for place, one in enumerate(told.choices)]
    blocks = (*(block for line in said for block in sections(line)), *_rows(buttons))
    return Message(text="".join(said[:1]) or _ELLIPSIS, blocks=blocks, without_blocks="\n".join(said))


def _head(told: CardTold, where: Any) -> Block:
    """The title, what is known of the page, and the button that opens it."""
    own = chat_words(told.language)
    facts = " · ".join(shortened(fact, FACT_LIMIT) for fact in told.facts)
    marked = f":warning: {facts}" if told.stale and facts else facts
    button = open_button(safe_address(told.url), told.question_id, told.document, where, words=own, title=told.title)
    return opened("\n".join(filter(None, (emphasised(told.title, TITLE_LIMIT), marked))), button)


def _tab(told: CardTold, place: int) -> Block:
    tab = told.tabs[place]
    value = f"{told.question_id or NOT_LOGGED} {told.card_id} {tab.key}"
    button = _button(f"{TURN}.{place}", value, f"▸ {tab.label}" if tab.current else tab.label)
    return button | ({"style": "primary"} if tab.current else {})


def _lines(told: CardTold) -> list[Block]:
    """What the part says, in as few sections as it has room in. What has no room is cut, and an ellipsis says so."""
    texts: list[str] = []
    room = BUDGET
    for line in told.lines:
        shown = _line(line, told, min(LINE_LIMIT, room))
        if not shown:
            continue
        if room < len(shown) or len(texts) >= MOST_SECTIONS:
            texts.append(_ELLIPSIS)
            break
        room -= len(shown)
        if texts and line.kind == "text" and len(texts[-1]) + len(shown) + 1 <= LINE_LIMIT:
            texts[-1] = f"{texts[-1]}\n{shown}"
        else:
            texts.append(shown)
    return [block for text in texts for block in sections(text)]


def _line(line: CardLine, told: CardTold, limit: int) -> str:
    words = sentences(told.language)
    if limit < TITLE_LIMIT:
        return _ELLIPSIS
    if line.kind == "heading":
        return emphasised(line.text, min(TITLE_LIMIT, limit))
    if line.kind == "text":
        return mrkdwn(line.text, limit=limit)
    label = words.internal_mark if line.kind == "internal" else words.say_this
    said = mrkdwn(line.text, limit=limit - len(label) - 4)
    return f"*{escaped(label)}*\n{said}" if said else ""


def _rows(buttons: Sequence[Block]) -> list[Block]:
    return [{"type": "actions", "elements": list(buttons)}] if buttons else []


def _button(name: str, value: str, label: str) -> Block:
    return {
        "type": "button",
        "action_id": CARD + name,
        "text": plain(cut(label, LABEL_LIMIT) or _ELLIPSIS),
        "value": cut(value, VALUE_LIMIT),
    }


def _chosen(choice: Choice) -> str:
    return f"{choice.card_id} {choice.topic[:TOPIC_LIMIT]}".strip()


def _spoken(told: CardTold) -> str:
    return shortened(f"{told.title} › {told.label}", FALLBACK_LIMIT)


def _alone(told: CardTold) -> str:
    """All there is where Slack does not take the blocks."""
    return "\n".join((_spoken(told), *(_line(line, told, FALLBACK_LIMIT) for line in told.lines[:3])))
