"""How a page was used, told to who keeps it: answers, people, openings, shares, votes, beside the time before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.insights.model import DocumentUse, Period, Scope
from bot.insights.ports import Insights
from bot.locales import counted, number
from bot.reach.words import ReachWords, reach_words

SPANS = (30, 90)
"""Days that are told of, each up to now."""
FEWEST_PEOPLE = 2
"""What one person alone asked is theirs, and points at nobody."""


@dataclass(frozen=True, slots=True)
class PageUse:
    """A page in the last `days`, and in as many days before them. Shares are answers that were shared elsewhere."""

    days: int
    now: DocumentUse
    before: DocumentUse
    shares: int
    shares_before: int

    @property
    def is_any(self) -> bool:
        """Whether there was any use, now or before."""
        counts = (self.now.uses, self.before.uses, self.now.clicks, self.before.clicks, self.shares, self.shares_before)
        return any(counts)


@dataclass(frozen=True, slots=True)
class UseTold:
    """A table in words, plain text; without rows `note` says that there was no use."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str


class PageUses:
    """Reads it from what the question log tells."""

    def __init__(self, insights: Insights) -> None:
        self._insights = insights

    def of(self, document: str, now: datetime) -> tuple[PageUse, ...]:
        """Of a page, by its path. Raises KeepingError."""
        return tuple(self._use(document, Period(now - timedelta(days=days), now), days) for days in SPANS)

    def _use(self, document: str, period: Period, days: int) -> PageUse:
        return PageUse(
            days,
            self._read(document, period),
            self._read(document, period.before),
            self._insights.shares(period, document),
            self._insights.shares(period.before, document),
        )

    def _read(self, document: str, period: Period) -> DocumentUse:
        found = self._insights.documents(period, Scope(documents=frozenset({document})))
        unused = DocumentUse(document, 0, 0, 0, 0, 0, None)
        return next((one for one in found if one.document == document), unused)


def use_told(uses: Sequence[PageUse], language: str) -> UseTold:
    """In words."""
    words = reach_words(language)
    if not any(one.is_any for one in uses):
        return UseTold(words.use_title, words.use_columns, (), words.use_none)
    return UseTold(words.use_title, words.use_columns, [_row(one, words) for one in uses], words.use_how)


def _row(use: PageUse, words: ReachWords) -> tuple[str, ...]:
    def beside(now: int, before: int) -> str:
        language = words.language
        return words.use_before.format(now=number(now, language), before=number(before, language))

    return (
        counted(use.days, words.use_days, words.language),
        beside(use.now.uses, use.before.uses),
        _people(use.now, words),
        beside(use.now.clicks, use.before.clicks),
        beside(use.shares, use.shares_before),
        _rated(use.now, words),
    )


def _people(use: DocumentUse, words: ReachWords) -> str:
    return words.use_few_people if use.people < FEWEST_PEOPLE else number(use.people, words.language)


def _rated(use: DocumentUse, words: ReachWords) -> str:
    rated = use.helpful + use.unhelpful
    if not rated:
        return words.use_unrated
    return words.use_rated.format(part=number(use.helpful, words.language), whole=number(rated, words.language))
