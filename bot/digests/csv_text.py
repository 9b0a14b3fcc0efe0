"""A digest as a table for a spreadsheet, for those who count on with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.csv_text import Cell, lines
from bot.digests.model import Digest

HEAD = ("section", "name", "value", "before", "url")
"""The table's columns; its sections and figures have the same names in every language, so that a script may rely on
them.
"""
Row = tuple[Cell, Cell, Cell, Cell, Cell]


def digest_csv(digest: Digest) -> str:
    """The table with its head."""
    return lines([HEAD, *digest_rows(digest)])


def digest_rows(digest: Digest) -> Iterator[Row]:
    """The figures beside those of the period before, then the days, then each section, as far as the digest tells it.

    What a value counts: questions of days, gaps and what is rising; answers of documents; people told of closed gaps.
    """
    now, before = digest.figures, digest.before
    yield "period", "start", digest.period.start, digest.period.before.start, digest.console
    yield "period", "end", digest.period.end, digest.period.before.end, ""
    for name in (
        "questions",
        "people",
        "answered",
        "unsure",
        "no_answer",
        "helpful",
        "unhelpful",
        "escalated",
        "gaps_opened",
        "gaps_closed",
        "told",
        "answer_ms",
        "filled_days",
    ):
        yield "figures", name, getattr(now, name), getattr(before, name), ""
    yield "figures", "open_gaps", digest.open_gaps, None, ""
    for day in digest.days:
        yield "days", day.day, day.questions, None, ""
    for gap in digest.gaps:
        yield "gaps", gap.title, gap.questions, None, digest.gap_pages.get(gap.id, "")
    for closed in digest.closed:
        yield "closed", closed.gap.title, closed.told, None, digest.gap_pages.get(closed.gap.id, "")
    for trend in digest.rising:
        yield "rising", trend.name, trend.now, trend.before, ""
    for kind, count in Counter(one.kind for one in digest.content).items():
        yield "content", kind, count, None, digest.content_page
    for used in digest.used:
        yield "used", used.title, used.use.uses, None, used.url
    for overdue in digest.overdue:
        yield "overdue", overdue.title, overdue.uses, None, overdue.url
    for unused in digest.never_used:
        yield "never_used", unused.title, 0, None, unused.url
