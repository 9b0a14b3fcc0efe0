"""The nouns of what the question log tells. They import no library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Resolution = Literal["helpful", "unhelpful", "unrated", "unsure", "no_answer"]
"""What became of a question, told truthfully: rated helpful by somebody and not helpful by nobody; rated not helpful;
answered, and nobody said whether it helped; not sure; no answer. What nobody disliked is not thereby resolved."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` (included) to `end` (not)."""

    start: datetime
    end: datetime

    @property
    def before(self) -> Period:
        """The period of the same length before this one."""
        return Period(self.start - (self.end - self.start), self.start)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose questions count: those of the people in any of `teams`; None: everybody's.

    Teams are names of groups; `people` are ids that the settings list for them. `documents`: only questions that these
    paths stood first for, or nearest to.
    """

    teams: tuple[str, ...] | None = None
    people: frozenset[str] = frozenset()
    documents: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one period.

    `answer_ms` is the median time to an answer, `filled_days` the median from a gap's first question to its closing;
    None where there was none. `told`: people who were told that a gap of theirs was closed.
    """

    questions: int
    people: int
    answered: int
    unsure: int
    no_answer: int
    helpful: int
    unhelpful: int
    escalated: int
    gaps_opened: int
    gaps_closed: int
    told: int
    answer_ms: float | None
    filled_days: float | None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day, in the reader's time zone."""

    day: date
    questions: int
    answered: int
    unsure: int
    no_answer: int
    helpful: int
    unhelpful: int


@dataclass(frozen=True, slots=True)
class DocumentUse:
    """A document in one period: how many answers it stood first in, how often it was opened, how they were rated.

    `people` asked for them. `last_used` is over all time, None where never.
    """

    document: str
    uses: int
    people: int
    clicks: int
    helpful: int
    unhelpful: int
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class Trend:
    """How often something (a competitor, a document) was asked about in a period and in the one before."""

    name: str
    now: int
    before: int
    people: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """People who asked their first question in the same month, and what they asked about in their first 30 days.

    `topics` are (document's path, questions), most asked first, of those that the content had something near to;
    `gaps`: how many of their questions had no answer.
    """

    month: date
    people: int
    questions: int
    gaps: int
    topics: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class FoundQuestion:
    """A question as the search through the log shows it. `name` is the asker's, "" where it is not known."""

    id: str
    asked_at: datetime
    question: str
    asker: str
    name: str
    workspace: str
    surface: str
    status: str
    resolution: Resolution
    confidence: float
    document: str
    language: str
    gap: str | None


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What is looked for in the log; what is empty filters nothing. `workspace`: where `asker` is known; None: any."""

    words: str = ""
    resolution: Resolution | None = None
    surface: str = ""
    asker: str = ""
    workspace: str | None = None
    document: str = ""
    gap: str = ""
    period: Period | None = None
