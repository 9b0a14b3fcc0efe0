"""What is new becomes Slack's blocks. Pure, and within Slack's limits whatever comes."""

from __future__ import annotations

from typing import Any

from bot.chat.news_desk import NewsReply
from bot.chat_words import ChatWords, chat_words
from bot.reach.telling import NewsLine, NewsTold
from bot.slack.blocks import Message, context, contexts, opened, sections
from bot.slack.buttons import open_button
from bot.slack.mrkdwn import emphasised, escaped, link, mrkdwn, safe_address, shortened, with_channels

Block = dict[str, Any]

NO_QUESTION = "-"
"""What a click on a page names instead of a question."""
TITLE_LIMIT = 200
NOTE_LIMIT = 200
WORDS_LIMIT = 600
LINK_LIMIT = 1_000
SAID_LIMIT = 500
HELP_LIMIT = 2_500
NOTICE_LIMIT = 300


def news_message(told: NewsTold, language: str) -> Message:
    """As it is whispered, or posted: its title, the pages, and what stands below them."""
    notice = shortened(told.notice, NOTICE_LIMIT)
    blocks = [*sections(emphasised(told.title, NOTICE_LIMIT)), *news_blocks(told, chat_words(language))]
    lines = [_text(line) for part in told.parts for line in part.lines]
    said = "\n".join((shortened(told.title, NOTICE_LIMIT), *lines, *map(escaped, told.said), _more(told)))
    return Message(text=notice, blocks=tuple(blocks), without_blocks=said.strip())


def reply_message(reply: NewsReply, language: str) -> Message:
    """What is said to who asked."""
    if reply.told is not None:
        return news_message(reply.told, language)
    said = [with_channels(one[:SAID_LIMIT]) for one in reply.said]
    if reply.help:
        said.append(mrkdwn(reply.help, limit=HELP_LIMIT))
    text = "\n".join(said)
    return Message(text=text, blocks=tuple(block for one in said for block in sections(one)), without_blocks=text)


def news_blocks(told: NewsTold, words: ChatWords) -> list[Block]:
    """The pages under their heads, each with the button that opens it; small print below."""
    blocks: list[Block] = []
    for part in told.parts:
        blocks += [context(f"*{escaped(part.head)}*")] if part.head else []
        blocks += [_page(line, words) for line in part.lines]
    return [*blocks, *contexts("\n".join(filter(None, (*map(escaped, told.said), _more(told)))))]


def _page(line: NewsLine, words: ChatWords) -> Block:
    own = shortened(line.words, WORDS_LIMIT)
    text = "\n".join(filter(None, (emphasised(line.title, TITLE_LIMIT), own, shortened(line.note, NOTE_LIMIT))))
    address = safe_address(line.url)
    return opened(text, open_button(address, NO_QUESTION, line.path, "home", words=words, title=line.title))


def _text(line: NewsLine) -> str:
    return "\n".join(
        filter(
            None,
            (
                link(line.url, line.title, LINK_LIMIT),
                shortened(line.words, WORDS_LIMIT),
                shortened(line.note, NOTE_LIMIT),
            ),
        )
    )


def _more(told: NewsTold) -> str:
    door = link(told.console, told.console_label, LINK_LIMIT) if told.console else ""
    return " · ".join(filter(None, (escaped(told.more), door)))
