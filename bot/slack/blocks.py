"""An answer becomes Slack's blocks and a text for notifications. Pure, and within Slack's limits whatever comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.model import Answer, AnswerSource
from bot.sentences import access, freshness, headline, sentences
from bot.slack.mrkdwn import escaped, link, mrkdwn, shortened

Block = dict[str, Any]

QUOTE_LIMIT = 1_400
"""Characters of the quoted words. Slack takes 3,000 a section, and may count some characters as two."""
SAY_LIMIT = 700
LINK_LIMIT = 1_200
FACT_LIMIT = 100
NOTE_LIMIT = 600
FALLBACK_LIMIT = 1_000
"""Characters of the text that notifications and screen readers take."""
MAX_SOURCES = 3


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted. `text` stands alone in notifications; without blocks it is all there is."""

    text: str
    blocks: tuple[Block, ...] = ()


def answer_message(answer: Answer, today: date) -> Message:
    """The answer from top to bottom: doubt if any, the words, what to say, the sources, one line of context.

    At most eight blocks of 9,000 characters together, so that a row of buttons has its place below them.
    """
    words = sentences(answer.language)
    mark = words.internal_mark if answer.internal else ""
    above, note = headline(answer), shortened(answer.note, NOTE_LIMIT)
    blocks = [
        *_sections(above),
        *([] if answer.quote_is_said else _sections(_quote(answer, mark))),
        *_sections(_say(answer.say, words.say_this)),
        *(_context(_source(source, today, answer.language)) for source in answer.sources[:MAX_SOURCES]),
        *([_context(note)] if note else []),
    ]
    spoken = "\n".join(filter(None, (above, mark, mrkdwn(answer.text, limit=FALLBACK_LIMIT, head=answer.table_head))))
    return Message(text=spoken or note or words.gap, blocks=tuple(blocks or _sections(words.gap)))


def plain_message(sentence: str) -> Message:
    """One of the bot's own sentences. It may hold mrkdwn's markers, and nothing of the content."""
    return Message(text=escaped(sentence), blocks=tuple(_sections(escaped(sentence))))


def _quote(answer: Answer, mark: str) -> str:
    words = mrkdwn(answer.text, answer.bold, limit=QUOTE_LIMIT, head=answer.table_head)
    return f"*{escaped(mark)}*\n{words}" if mark and words else words


def _say(say: str | None, label: str) -> str:
    line = mrkdwn(say, limit=SAY_LIMIT) if say else ""
    return f"*{escaped(label)}*\n{line}" if line else ""


def _source(source: AnswerSource, today: date, language: str) -> str:
    words = sentences(language)
    title = " › ".join(dict.fromkeys(part for part in (source.title.strip(), source.heading.strip()) if part))
    facts = (
        source.kind,
        words.owner.format(owner=source.owner) if source.owner else "",
        freshness(source, today, language),
        access(source, language),
    )
    below = " · ".join(shortened(fact, FACT_LIMIT) for fact in facts if fact.strip())
    return "\n".join(filter(None, (link(source.url, title or source.document, LINK_LIMIT), below)))


def _sections(text: str) -> list[Block]:
    return [{"type": "section", "text": _text(text)}] if text.strip() else []


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_text(text)]}


def _text(text: str) -> Block:
    """`verbatim`: Slack makes no links, names or channels out of words by itself."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}
