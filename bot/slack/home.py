"""The bot's home page in Slack. Pure, and within Slack's limits whatever comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from bot.chat.backstage import LinkOf
from bot.chat.page_desk import PageReply
from bot.chat.run_desk import RunOverview
from bot.chat_words import ChatWords
from bot.gap_words import gap_words
from bot.gap_words.telling import asked_line
from bot.gaps.model import Gap
from bot.locales import counted
from bot.model import LoggedQuestion
from bot.overview import Overview
from bot.reach.telling import NewsTold
from bot.reindexing.words import reindex_words
from bot.sentences import freshness
from bot.slack.blocks import context, contexts, opened, sections
from bot.slack.buttons import ACTION, URL_LIMIT, cut, open_button, plain, reply_button
from bot.slack.gap_buttons import gap_row
from bot.slack.mrkdwn import emphasised, escaped, safe_address, shortened
from bot.slack.news_blocks import NO_QUESTION, news_blocks
from bot.slack.page_messages import list_blocks
from bot.slack.run_blocks import sources_block
from bot.upkeep.words import upkeep_words
from content_index.model import Document

Block = dict[str, Any]
LINE_LIMIT = 200
WAITING = 5


def home_view(  # noqa: PLR0913 - what stands on it, by name
    overview: Overview,
    words: ChatWords,
    *,
    link_of: LinkOf,
    console: str,
    command: str,
    today: date,
    language: str,
    note: str = "",
    gaps: tuple[int, Sequence[Gap]] | None = None,
    runs: RunOverview | None = None,
    pages: PageReply | None = None,
    news: NewsTold | None = None,
) -> dict[str, Any]:
    """The page. `console` is the console's address; `language` that of the dates; `note` a sentence of the bot's.

    `gaps`: how many are open, and the most pressing; None for those who see none. `runs`: what
    is theirs to reindex; None where nothing is. `pages`: those of theirs that need them, with buttons;
    None where none does, or where what was done with pages cannot be read. `news`: what is new and changed.
    """

    def line(document: Document, below: str) -> Block:
        name = document.title.strip() or document.path
        text = "\n".join(filter(None, (emphasised(name, LINE_LIMIT), shortened(below, LINE_LIMIT))))
        address = safe_address(link_of(document))
        return opened(text, open_button(address, NO_QUESTION, document.path, "home", words=words, title=name))

    def fresh(document: Document) -> str:
        return " · ".join(filter(None, (document.kind, freshness(document, today, language))))

    most = [
        line(document, words.home_most_line.format(questions=asked.questions, people=asked.people))
        for document, asked in overview.most_asked
    ]
    blocks = [
        *sections(f"{escaped(words.home_lead)}\n{escaped(words.home_ask).format(command=command)}"),
        *([context(escaped(note))] if note else []),
        *_part(words.home_recent, [_recent(overview.recent, words)] if overview.recent else [], words.home_recent_none),
        *(_part(news.title, news_blocks(news, words), "") if news else []),
        *_part(words.home_most, most, words.home_most_none),
        *(_owner(overview, words, line, fresh, _pages(pages, words, language)) if overview.owns or pages else []),
        *(_gaps(*gaps, language, today) if gaps is not None else []),
        *(_part(reindex_words(language).your_sources, [sources_block(runs, language)], "") if runs else []),
        *(_manager(words, console) if overview.manages else []),
    ]
    return {"type": "home", "blocks": blocks}


def _recent(questions: tuple[LoggedQuestion, ...], words: ChatWords) -> Block:
    lines = (
        f"• {shortened(one.question, LINE_LIMIT)}  _{escaped(words.statuses.get(one.status, one.status))}_"
        for one in questions
    )
    return sections("\n".join(lines))[0]


def _owner(
    overview: Overview,
    words: ChatWords,
    line: Callable[[Document, str], Block],
    fresh: Callable[[Document], str],
    pages: list[Block],
) -> list[Block]:
    waiting: list[Block] = []
    for request in overview.waiting[:WAITING]:
        waiting += [
            *sections(f"<@{request.asker}>: {shortened(request.question, LINE_LIMIT)}"),
            reply_button(request.id, words),
        ]
    overdue = [] if pages else [line(one, fresh(one)) for one in overview.overdue]
    found = [
        *([context(f"*{escaped(words.home_owner_waiting)}*"), *waiting] if waiting else []),
        *([context(f"*{escaped(words.home_owner_overdue)}*"), *overdue] if overdue else []),
        *pages,
    ]
    return _part(words.home_owner, found, words.home_owner_nothing)


def _pages(pages: PageReply | None, words: ChatWords, language: str) -> list[Block]:
    """Pages that need their owner, each with its buttons."""
    if pages is None:
        return []
    own = upkeep_words(language)
    return [
        context(f"*{escaped(own.your_pages)}*"),
        *list_blocks(pages.listed, words, language),
        *contexts(" ".join(shortened(one, LINE_LIMIT) for one in pages.below)),
    ]


def _gaps(count: int, top: Sequence[Gap], language: str, today: date) -> list[Block]:
    """How many gaps are open, and the most pressing, each with what shows all of it."""
    words = gap_words(language)
    rows: list[Block] = []
    for gap in top:
        asked = shortened(asked_line(gap, language, today), LINE_LIMIT)
        rows += [
            *sections("\n".join((emphasised(gap.title, LINE_LIMIT), asked))),
            *gap_row(gap, ("assign", "snooze", "dismiss", "see"), words),
        ]
    head = [context(f"*{escaped(counted(count, words.home_open, language))}*  {escaped(words.home_top)}")]
    return _part(words.heads["open"], [*head, *rows] if top else [], words.none["open"])


def _manager(words: ChatWords, console: str) -> list[Block]:
    address = safe_address(f"{console}/log")
    button = {"type": "button", "action_id": ACTION + "console", "text": plain(words.home_console), "url": address}
    door = [{"type": "actions", "elements": [button]}] if address and cut(address, URL_LIMIT) == address else []
    return _part(words.home_manager, [*sections(escaped(words.home_manager_lead)), *door], "")


def _part(title: str, blocks: list[Block], empty: str) -> list[Block]:
    head: Block = {"type": "header", "text": plain(title)}
    return [{"type": "divider"}, head, *(blocks or [context(escaped(empty))])]
