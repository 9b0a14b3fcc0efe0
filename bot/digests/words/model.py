"""Which words a digest needs. Fields with braces are templates that `told`, `sections`, `figures` and `chart` fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.digests.model import DigestKind, Every, SectionName
from bot.gaps.model import GapKind
from bot.locales import Forms


@dataclass(frozen=True, slots=True)
class DigestWords:
    """One language's. `Forms` are wordings that a number decides between."""

    language: str
    # The head
    titles: Mapping[tuple[DigestKind, Every], str]
    """`{days}`: from when to when."""
    of_teams: str
    of_owner: str
    notice: str
    """`{title}` and what is the case."""
    asked: Forms
    asked_none: str
    by_people: Forms
    answered_share: str
    answered_of: str
    open_gaps: Forms
    open_gaps_none: str
    opened: Forms
    closed: Forms
    quiet: Mapping[Every, str]
    quiet_so_far: str
    """Of a period that has just begun, looked at before its end."""
    sentence: str
    """Joins the parts of the lead; `{parts}`."""
    # What is to be minded
    late: str
    few: Forms
    few_before: Forms
    # The figures
    questions: str
    people: str
    answered: str
    helpful: str
    answer_time: str
    gaps_opened: str
    gaps_closed: str
    filled_time: str
    part_of: str
    up: str
    down: str
    same: str
    points: Forms
    under: str
    """A time that is too short to be told; `{time}`."""
    none: str
    # The sections
    sections: Mapping[SectionName, str]
    more: Forms
    kinds: Mapping[GapKind, str]
    gap_questions: Forms
    gap_people: Forms
    gap_assigned: str
    gap_suggested: str
    gap_unassigned: str
    gap_nearest: str
    gap_asked_by: str
    closed_by: str
    closed_told: Forms
    closed_told_none: str
    uses: Forms
    clicks: Forms
    rated: str
    owned_by: str
    no_owner: str
    reviewed: str
    due: str
    rising: Forms
    rising_before: str
    rising_new: str
    console: str
    # The chart
    chart_title: str
    chart_answered: str
    chart_unsure: str
    chart_no_answer: str
    chart_alt: str
    """`{days}` are `chart_alt_day` of each."""
    chart_alt_day: str
    chart_alt_none: str
