"""An answer becomes Slack's blocks and a text for notifications. Pure, and within Slack's limits whatever comes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import Any

from bot.chat_words import ChatWords, chat_words
from bot.conversation_model import ClickedOn
from bot.model import Answer, AnswerPassage, AnswerSource
from bot.sentences import access, cautions, freshness, headline, sentences
from bot.slack.buttons import Row, open_button
from bot.slack.mrkdwn import emphasised, escaped, link, mrkdwn, safe_address, shortened

Block = dict[str, Any]

QUOTE_LIMIT = 1_400
"""Characters of the quoted words. Slack takes 3,000 a section, and may count some characters as two."""
SAY_LIMIT = 700
TITLE_LIMIT = 300
LINK_LIMIT = 1_200
FACT_LIMIT = 100
BEGINNING_LIMIT = 240
NOTE_LIMIT = 600
FALLBACK_LIMIT = 1_000
"""Characters of the text that notifications and screen readers take."""
TEXT_LIMIT = 3_900
"""Characters of a text without blocks. Slack takes 4,000 where a message is changed."""
WORDS_LIMIT = 1_400
"""Characters of somebody's own words in one section; more go into further sections."""
MOST_WORDS = 9_000
LINE_LIMIT = 1_250
"""Characters of one line of them; a longer one is wrapped."""
MAX_SOURCES = 3


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted. `text` stands alone in notifications.

    `without_blocks` is all there is where Slack does not take the blocks.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    without_blocks: str = ""


def answer_message(
    answer: Answer, today: date, row: Row | None = None, *, above: str = "", where: ClickedOn = "answer"
) -> Message:
    """The answer from top to bottom: doubt if any, the words, what to say, the sources, small print, the buttons.

    At most ten blocks of 9,000 characters together. `above` is a line of the bot's own (mrkdwn) that stands first.
    """
    buttons = row.blocks(chat_words(answer.language)) if row else []
    words = sentences(answer.language)
    mark = words.internal_mark if answer.internal else ""
    doubt, note = headline(answer), shortened(answer.note, NOTE_LIMIT)
    shown = answer.sources[:MAX_SOURCES]
    say = _say(answer.say, words.say_this)
    learn = _learn(answer, today)
    blocks = [
        *sections(above),
        *sections(doubt),
        *([] if answer.quote_is_said else sections(_quote(answer, mark))),
        *sections(say),
        *(_source(source, today, answer, where) for source in shown),
        *([context(note)] if note else []),
        *contexts(learn),
    ]
    quoted = mrkdwn(answer.text, limit=FALLBACK_LIMIT, head=answer.table_head)
    spoken = "\n".join(filter(None, (above, doubt, mark, quoted))) or note or words.gap
    return Message(
        text=spoken,
        blocks=(*(blocks or sections(words.gap)), *buttons),
        without_blocks="\n".join(filter(None, _with_links(f"{spoken}\n{say}".strip(), shown, learn))),
    )


def with_button(message: Message, button: Block) -> Message:
    """A message with one more button, in its last row where it has one."""
    *others, last = message.blocks or ({},)
    if last.get("type") == "actions":
        blocks: tuple[Block, ...] = (*others, last | {"elements": [*last["elements"], button]})
    else:
        blocks = (*message.blocks, {"type": "actions", "elements": [button]})
    return Message(message.text, blocks, message.without_blocks)


def plain_message(sentence: str) -> Message:
    """One of the bot's own sentences. It may hold mrkdwn's markers, and nothing of the content."""
    return mrkdwn_message(escaped(sentence))


def mrkdwn_message(text: str) -> Message:
    """Words that are mrkdwn already; what they hold of people and content must be escaped."""
    return Message(text=text, blocks=tuple(sections(text)), without_blocks=text)


def _with_links(text: str, sources: Sequence[AnswerSource], learn: str) -> Iterator[str]:
    """The text, its sources and the page to learn from, as far as links have room: half a link leads nowhere."""
    yield text
    room = TEXT_LIMIT - len(text)
    for source in sources:
        title = _title(source.title, source.heading, source.document)
        line = link(source.url, title, min(LINK_LIMIT, room - 1)) if room > 1 else ""
        room -= len(line) + 1
        yield line
    if len(learn) < room:
        yield learn


def _quote(answer: Answer, mark: str) -> str:
    words = mrkdwn(answer.text, answer.bold, limit=QUOTE_LIMIT, head=answer.table_head)
    return f"*{escaped(mark)}*\n{words}" if mark and words else words


def _say(say: str | None, label: str) -> str:
    line = mrkdwn(say, limit=SAY_LIMIT) if say else ""
    return f"*{escaped(label)}*\n{line}" if line else ""


def _learn(answer: Answer, today: date) -> str:
    """The training page to learn more from, as one line of mrkdwn; "" where there is none."""
    page = answer.training
    if page is None:
        return ""
    named = link(page.url, page.title.strip() or page.document, LINK_LIMIT)
    mind = shortened(cautions(page, today, answer.language), FACT_LIMIT)
    return " · ".join(filter(None, (f"{escaped(sentences(answer.language).learn_more)} {named}", mind)))


def _source(source: AnswerSource, today: date, answer: Answer, where: ClickedOn) -> Block:
    """Title and heading, what is known of the document, and the button that opens it."""
    words = sentences(answer.language)
    facts = (
        source.kind,
        words.owner.format(owner=source.owner) if source.owner else "",
        freshness(source, today, answer.language),
        access(source, answer.language),
    )
    below = " · ".join(shortened(fact, FACT_LIMIT) for fact in facts if fact.strip())
    name = _title(source.title, source.heading, source.document)
    own = chat_words(answer.language)
    button = open_button(safe_address(source.url), answer.question_id, source.document, where, words=own, title=name)
    return opened("\n".join(filter(None, (emphasised(name, TITLE_LIMIT), below))), button)


def passage_block(passage: AnswerPassage, answer: Answer, words: ChatWords) -> Block:
    """One of more results: where it stands, how it begins, and the button that opens it."""
    name = _title(passage.title, passage.heading, passage.document)
    mark = sentences(answer.language).internal_mark if passage.internal else ""
    begins = re.sub(r"\n{2,}", "\n", mrkdwn(passage.text, limit=BEGINNING_LIMIT))
    button = open_button(
        safe_address(passage.url), answer.question_id, passage.document, "more", words=words, title=name
    )
    return opened("\n".join(filter(None, (emphasised(name, TITLE_LIMIT), mark, begins))), button)


def opened(text: str, button: Block | None) -> Block:
    """A section of mrkdwn with the button that opens what it tells of, where there is one."""
    block: Block = {"type": "section", "text": _text(text.strip() or "…")}
    return block | {"accessory": button} if button else block


def words_of(text: str, most: int = MOST_WORDS) -> list[Block]:
    """Somebody's own words, set off from the bot's. Lines stay lines; an ellipsis stands for what has no room."""
    shown, room = "", most
    blocks: list[Block] = []
    for line in _short_lines(text):
        if len(line) + 1 > room:
            shown = f"{shown}\n> …".strip("\n")
            break
        room -= len(line) + 1
        if len(shown) + len(line) + 1 > WORDS_LIMIT:
            blocks += sections(shown)
            shown = ""
        shown = f"{shown}\n{line}".strip("\n")
    return [*blocks, *sections(shown)]


def _short_lines(text: str) -> Iterator[str]:
    for line in text.strip().splitlines():
        width = LINE_LIMIT if len(escaped(line)) <= LINE_LIMIT else LINE_LIMIT // 5  # each character may become five
        for part in wrap(line, width, replace_whitespace=False) or [""]:
            yield f"> {escaped(part)}"


def _title(title: str, heading: str, document: str) -> str:
    return " › ".join(dict.fromkeys(part for part in (title.strip(), heading.strip()) if part)) or document


def sections(text: str) -> list[Block]:
    """A section of mrkdwn; none where there is no text."""
    return [{"type": "section", "text": _text(text)}] if text.strip() else []


def context(text: str) -> Block:
    """Small print, in mrkdwn."""
    return {"type": "context", "elements": [_text(text)]}


def contexts(text: str) -> list[Block]:
    """The same; none where there is no text."""
    return [context(text)] if text.strip() else []


def _text(text: str) -> Block:
    """`verbatim`: Slack makes no links, names or channels out of words by itself."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}
