"""What is new, in words: the same for every surface, which only sets them. All of it is plain text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from bot.locales import counted, day, span
from bot.reach.model import BulkNews, LaunchedPage, NewsItem, WhatsNew
from bot.reach.words import ReachWords
from content_index.model import Document

SHOWN = 10
"""Pages that came in or changed, in one message."""
AT_HOME = 5
PINNED = 5
BULKS = 3
LinkOf = Callable[[Document], str]


@dataclass(frozen=True, slots=True)
class NewsLine:
    """A page: its title, where it is opened, and what is told of it in small print. `words` are somebody's own."""

    title: str
    url: str
    path: str
    note: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class NewsPart:
    """Pages under a head."""

    head: str
    lines: tuple[NewsLine, ...]


@dataclass(frozen=True, slots=True)
class NewsTold:
    """What is new. `notice` is the line that people are notified of, `said` what stands below the pages.

    `more` says how many are left out, "" where none is; `console` is where all pages are, "" where none is to be told.
    """

    title: str
    notice: str
    parts: tuple[NewsPart, ...] = ()
    said: tuple[str, ...] = ()
    more: str = ""
    console: str = ""
    console_label: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """How it is told: in which words, and by whose calendar. `console` is the console's address, "" for none."""

    words: ReachWords
    link_of: LinkOf
    today: date
    zone: tzinfo
    console: str = ""


def news_told(found: WhatsNew, how: Telling, *, command: str, most: int = SHOWN) -> NewsTold:
    """Of so many days, as it is asked for."""
    words = how.words
    spoken = words.ever if found.days is None else counted(found.days, words.days, words.language)
    empty: tuple[str, ...] = ()
    if found.is_quiet and found.days is None:
        empty = (words.empty_ever,)
    elif found.is_quiet:
        empty = (words.empty.format(span=spoken), words.empty_how.format(command=command))
    return _told(found, how, f"{words.title}: {spoken}", most, empty)


def home_told(found: WhatsNew, how: Telling) -> NewsTold:
    """As a part of somebody's page."""
    words = how.words
    days = counted(found.days or 0, words.days, words.language)
    empty = (words.empty.format(span=days),) if found.is_quiet else ()
    return _told(found, how, words.home_title, AT_HOME, empty)


def weekly_told(found: WhatsNew, how: Telling, start: datetime, end: datetime) -> NewsTold:
    """As it is sent every week."""
    words = how.words
    first, last = start.astimezone(how.zone).date(), end.astimezone(how.zone).date()
    title = words.weekly_title.format(days=span(first, last, words.language))
    return _told(found, how, title, SHOWN, ())


def launch_told(page: LaunchedPage, how: Telling, *, command: str) -> NewsTold:
    """As a launch is announced."""
    words = how.words
    notice = words.launch_notice.format(title=titled(page.document))
    by = words.launched_by.format(name=page.launch.name)
    line = _launched(page, how, by)
    return NewsTold(words.launch_title, notice, (NewsPart("", (line,)),), (words.launch_how.format(command=command),))


def launches_told(pages: tuple[LaunchedPage, ...], how: Telling) -> NewsTold:
    """Every launch that stands on top, and whose it is."""
    words = how.words
    lines = tuple(_launched(one, how, words.launched_by.format(name=one.launch.name)) for one in pages)
    if not lines:
        return NewsTold(words.launches, words.no_launches, said=(words.no_launches,))
    return NewsTold(words.launches, words.launches, (NewsPart("", lines),))


def _told(found: WhatsNew, how: Telling, title: str, most: int, empty: tuple[str, ...]) -> NewsTold:
    words = how.words
    shown, left = found.items[:most], found.items[most:]
    parts = [NewsPart(words.pinned, tuple(_launched(one, how) for one in found.launched[:PINNED]))]
    for verb in ("added", "changed"):
        lines = tuple(_line(one, how) for one in shown if one.verb == verb)
        parts.append(NewsPart(words.heads[verb], lines))
    bulk = tuple(_bulk(one, how) for one in found.bulk[:BULKS])
    return NewsTold(
        title=title,
        notice=_notice(found, title, words),
        parts=tuple(one for one in parts if one.lines),
        said=(*bulk, *empty),
        more=counted(len(left), words.more, words.language) if left else "",
        console=how.console if left or found.bulk else "",
        console_label=words.console,
    )


def _notice(found: WhatsNew, title: str, words: ReachWords) -> str:
    """How much is new, in a line."""
    new = sum(one.verb == "added" for one in found.items)
    changed = len(found.items) - new
    parts = [
        *([counted(new, words.new_count, words.language)] if new else []),
        *([counted(changed, words.changed_count, words.language)] if changed else []),
    ]
    return words.notice.format(title=title, parts=", ".join(parts)) if parts else title


def _bulk(bulk: BulkNews, how: Telling) -> str:
    forms = {key: form.replace("{date}", _day(bulk.at, how)) for key, form in how.words.bulk[bulk.verb].items()}
    return counted(bulk.count, forms, how.words.language)


def _line(item: NewsItem, how: Telling) -> NewsLine:
    words, document = how.words, item.document
    on = words.on[item.verb].format(date=_day(item.at, how))
    owner = words.owned_by.format(owner=document.owner) if document.owner else ""
    return NewsLine(titled(document), how.link_of(document), document.path, _joined(on, document.kind, owner))


def _launched(page: LaunchedPage, how: Telling, by: str = "") -> NewsLine:
    words, document = how.words, page.document
    until = words.until.format(date=day(page.launch.until, words.language, how.today))
    note = _joined(by, until, document.kind)
    return NewsLine(titled(document), how.link_of(document), document.path, note, page.launch.words)


def _day(moment: datetime, how: Telling) -> str:
    return day(moment.astimezone(how.zone).date(), how.words.language, how.today)


def titled(document: Document) -> str:
    """What a page is called: by its path where it has no title."""
    return document.title.strip() or document.path


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part.strip())
