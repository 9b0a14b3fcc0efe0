"""What is there for a person without a question: their page, and what waits for an owner. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.chat.backstage import LinkOf
from bot.chat.page_desk import PageReply
from bot.chat.run_desk import RunOverview
from bot.chat_words import ChatWords
from bot.gap_words import gap_words
from bot.gaps.model import Gap
from bot.locales import counted
from bot.overview import Overview
from bot.reach.telling import NewsTold
from bot.reindexing.words import reindex_words
from bot.sentences import freshness
from bot.teams.buttons import opened
from bot.teams.card_text import Element, line, opens, safe_address, shortened
from bot.teams.cards import Card, card
from bot.teams.forms import opening, press, reply_form
from bot.teams.gap_forms import ANY_GAP, View, gap_press, rows
from bot.teams.news_cards import news_elements
from bot.teams.page_messages import listed_elements
from bot.upkeep.words import upkeep_words
from content_index.model import Document

LINE_LIMIT = 200
WAITING = 5
REINDEX = "reindex"
"""What the button below one's sources says: the command."""

NameOf = Callable[[str], str]
"""What somebody is called, by their id."""


@dataclass(frozen=True, slots=True)
class OpenGaps:
    """How many gaps are open, and the most pressing of them."""

    count: int
    top: Sequence[Gap]


def home_card(  # noqa: PLR0913 - what stands on it, by name
    overview: Overview,
    words: ChatWords,
    *,
    link_of: LinkOf,
    name_of: NameOf,
    console: str,
    today: date,
    language: str,
    note: str = "",
    gaps: OpenGaps | None = None,
    runs: RunOverview | None = None,
    pages: PageReply | None = None,
    news: NewsTold | None = None,
) -> Card:
    """One's own questions, what is new, what is asked about; and what waits, where the content is theirs.

    `runs`: what is theirs to reindex, None where nothing is; `pages`: those of theirs that need them, None for none.
    """
    recent = [
        line(f"• {shortened(one.question, LINE_LIMIT)} ({words.statuses.get(one.status, one.status)})", spacing="None")
        for one in overview.recent
    ]
    most = [
        _document(one, words.home_most_line.format(questions=asked.questions, people=asked.people), link_of)
        for one, asked in overview.most_asked
    ]
    body = [
        *([line(note, "subtle")] if note else []),
        *_part(words.home_recent, recent, words.home_recent_none),
        *(_part(news.title, news_elements(news), "") if news else []),
        *_part(words.home_most, most, words.home_most_none),
        *(
            content_parts(overview, words, link_of=link_of, today=today, language=language, pages=pages)
            if overview.owns or pages
            else []
        ),
        *(_part(reindex_words(language).your_sources, _sources(runs, language), "") if runs else []),
        *(_part(words.home_manager, _managers(gaps, words, language), "") if overview.manages else []),
    ]
    door = safe_address(f"{console}/log") if overview.manages else None
    replies = _replies(overview, words, name_of) if overview.owns else []
    return card(body, [*replies, *([opens(door, words.home_console)] if door else [])])


def content_card(  # noqa: PLR0913 - what stands on it, by name
    overview: Overview,
    words: ChatWords,
    *,
    link_of: LinkOf,
    name_of: NameOf,
    today: date,
    language: str,
    pages: PageReply | None = None,
) -> Card:
    """What waits for an owner: questions that were handed to them, and pages that need them."""
    body = content_parts(overview, words, link_of=link_of, today=today, language=language, pages=pages)
    return card(body, _replies(overview, words, name_of))


def content_parts(  # noqa: PLR0913 - what stands in it, by name
    overview: Overview,
    words: ChatWords,
    *,
    link_of: LinkOf,
    today: date,
    language: str,
    pages: PageReply | None = None,
) -> list[Element]:
    """The part for owners, without the buttons of questions. Without `pages`, those past their review are named."""
    waiting = [line(f"• {shortened(one.question, LINE_LIMIT)}", spacing="None") for one in overview.waiting[:WAITING]]
    overdue = [] if pages else [_document(one, _fresh(one, today, language), link_of) for one in overview.overdue]
    found = [
        *([line(words.home_owner_waiting, "subtle"), *waiting] if waiting else []),
        *([line(words.home_owner_overdue, "subtle"), *overdue] if overdue else []),
        *(_pages(pages, language) if pages else []),
    ]
    return _part(words.home_owner, found, words.home_owner_nothing)


def _pages(pages: PageReply, language: str) -> list[Element]:
    """Pages that need their owner, each with its buttons."""
    below = " ".join(pages.below)
    return [
        line(upkeep_words(language).your_pages, "subtle"),
        *listed_elements(pages.listed, language, at="home"),
        *([line(below, "subtle", spacing="Medium")] if below else []),
    ]


def _sources(runs: RunOverview, language: str) -> list[Element]:
    """The sources that are somebody's, how the latest run went, and the button that asks for one by the command."""
    words = reindex_words(language)
    latest = [words.none_yet] if runs.latest is None else [runs.latest.title, runs.latest.context]
    return [
        line(shortened(", ".join(runs.sources), LINE_LIMIT), spacing="None"),
        *(line(shortened(one, LINE_LIMIT), "subtle", spacing="None") for one in latest if one),
        *rows([press("ask", REINDEX, words.reindex)]),
    ]


def _managers(gaps: OpenGaps | None, words: ChatWords, language: str) -> list[Element]:
    """How many gaps are open, the most pressing of them, and the way to all: a press says the command."""
    lead = line(words.home_manager_lead)
    if gaps is None or not gaps.count:
        return [lead]
    of_gaps = gap_words(language)
    top = [line(f"• {shortened(one.title, LINE_LIMIT)}", spacing="None") for one in gaps.top]
    count = line(counted(gaps.count, of_gaps.home_open, language), "bold")
    button = gap_press("list", ANY_GAP, of_gaps.show_gaps, view=View("sent"))
    return [lead, count, *([line(of_gaps.home_top, "subtle", spacing="None")] if top else []), *top, *rows([button])]


def _replies(overview: Overview, words: ChatWords, name_of: NameOf) -> list[Element]:
    return [
        opening(
            f"{words.reply}: {shortened(one.question, 30)}",
            [line(shortened(one.question, LINE_LIMIT), "bold"), *reply_form(one.id, name_of(one.asker), words)],
        )
        for one in overview.waiting[:WAITING]
    ]


def _document(document: Document, below: str, link_of: LinkOf) -> Element:
    told = [line(shortened(below, LINE_LIMIT), "subtle", spacing="None")] if below else []
    return opened(document.title.strip() or document.path, safe_address(link_of(document)), told)


def _fresh(document: Document, today: date, language: str) -> str:
    return " · ".join(filter(None, (document.kind, freshness(document, today, language))))


def _part(title: str, found: Sequence[Element], empty: str) -> list[Element]:
    return [line(title, "bold", spacing="Large"), *(found or [line(empty, "subtle", spacing="None")])]
