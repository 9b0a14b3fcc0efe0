"""Figures put into words and rows: headline figures beside those before, days gathered into weeks. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.console.dashboard_frame import Telling
from bot.gap_words.telling import day_told
from bot.insights.model import DayFigures, Figures

_FEW_RATED = 5
"""Fewer ratings than these say nothing of a week, or a day."""
_BY_DAY = 31
"""Longer periods are drawn week by week."""
_WEEK = 7
_BEYOND_CHANCE = 1.96
"""Standard errors beyond which one of twenty differences falls by chance."""
_MANY_TIMES = 3
"""More than so often as much is told by both numbers: hundreds of per cent say nothing."""

Sense = Literal["good", "bad", "plain"]


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure, what it is made of, and how it moved against the period before; "" where there is nothing to say."""

    label: str
    value: str
    note: str = ""
    change: str = ""
    sense: Sense = "plain"


@dataclass(frozen=True, slots=True)
class Bar:
    """The counts of some days, from `first` to `last`."""

    first: date
    last: date
    questions: int
    answered: int
    unsure: int
    no_answer: int
    helpful: int
    unhelpful: int

    def answered_share(self, few: int) -> int | None:
        """Of all questions, in per cent; None where there are fewer than `few`."""
        return round(100 * self.answered / self.questions) if self.questions >= few else None

    def helpful_share(self, few: int) -> int | None:
        """Of what was rated; None as above, or where there were hardly any ratings."""
        rated = self.helpful + self.unhelpful
        return round(100 * self.helpful / rated) if self.questions >= few and rated >= _FEW_RATED else None


def headlines(now: Figures, before: Figures, telling: Telling, few: int) -> list[Headline]:
    """The figures at the top of the page. Shares of few questions are not told."""
    say = telling.say
    enough = now.questions >= few
    rated, rated_before = now.helpful + now.unhelpful, before.helpful + before.unhelpful

    def counted(label: str, name: Callable[[Figures], int], note: str = "", sense: int = 0) -> Headline:
        change, moved = _change(name(now), name(before), telling, few) if before.questions else ("", 0)
        return Headline(label, telling.number(name(now)), note, change, _sense(moved * sense))

    def shared(label: str, parts: tuple[int, int], wholes: tuple[int, int], note: str) -> Headline:
        if not enough or not wholes[0]:
            return Headline(label, say.none, say.too_few.format(enough=few) if not enough else say.nobody_rated)
        change, moved = _points(parts, wholes, telling) if min(wholes) >= few else (say.too_few_to_compare, 0)
        return Headline(label, telling.share(parts[0], wholes[0]), note, change, _sense(moved))

    return [
        counted(say.questions, lambda one: one.questions),
        counted(say.people, lambda one: one.people),
        shared(
            say.answered,
            (now.answered, before.answered),
            (now.questions, before.questions),
            say.answered_note.format(unsure=telling.number(now.unsure), none=telling.number(now.no_answer)),
        ),
        shared(
            say.helpful,
            (now.helpful, before.helpful),
            (rated, rated_before),
            say.helpful_note.format(rated=telling.number(rated), answers=telling.number(now.answered)),
        ),
        _time(now.answer_ms, before.answer_ms, telling),
        counted(say.gaps_opened, lambda one: one.gaps_opened),
        counted(
            say.gaps_closed,
            lambda one: one.gaps_closed,
            "" if now.filled_days is None else say.filled_in.format(days=telling.days(now.filled_days)),
            sense=1,
        ),
        counted(say.told, lambda one: one.told),
    ]


def bars(days: Sequence[DayFigures]) -> list[Bar]:
    """Day by day, of a long period week by week, oldest first."""
    return _weekly(days) if len(days) > _BY_DAY else [_bar((day,)) for day in days]


def share_bars(days: Sequence[DayFigures]) -> list[Bar]:
    """For shares, which single days are few for: week by week where there are two."""
    return _weekly(days) if len(days) >= 2 * _WEEK else [_bar((day,)) for day in days]


def bar_name(bar: Bar, telling: Telling, today: date) -> str:
    """The day, or the first and last; the year where it is another."""
    first, last = (day_told(day, today, telling.language) for day in (bar.first, bar.last))
    return first if bar.first == bar.last else f"{first} – {last}"


def _weekly(days: Sequence[DayFigures]) -> list[Bar]:
    """The last week ends with the period; the first may be short."""
    first = len(days) % _WEEK
    weeks = [days[:first]] if first else []
    return [_bar(week) for week in (*weeks, *(days[at : at + _WEEK] for at in range(first, len(days), _WEEK)))]


def _bar(days: Sequence[DayFigures]) -> Bar:
    return Bar(
        first=days[0].day,
        last=days[-1].day,
        questions=sum(day.questions for day in days),
        answered=sum(day.answered for day in days),
        unsure=sum(day.unsure for day in days),
        no_answer=sum(day.no_answer for day in days),
        helpful=sum(day.helpful for day in days),
        unhelpful=sum(day.unhelpful for day in days),
    )


def _change(now: int, before: int, telling: Telling, few: int) -> tuple[str, int]:
    """How a count moved, in words, and which way."""
    say = telling.say
    if now == before:
        return say.same, 0
    way = 1 if now > before else -1
    if before < few or now > _MANY_TIMES * before:
        return say.was.format(before=telling.number(before)), way
    percent = telling.share(abs(now - before), before)
    return (say.more if way > 0 else say.fewer).format(percent=percent, before=telling.number(before)), way


def _points(parts: tuple[int, int], wholes: tuple[int, int], telling: Telling) -> tuple[str, int]:
    """How a share moved, in points of a per cent, and which way; none where chance alone may have moved it so far."""
    say = telling.say
    moved = round(100 * parts[0] / wholes[0]) - round(100 * parts[1] / wholes[1])
    if not moved:
        return say.same, 0
    before, points = telling.share(parts[1], wholes[1]), telling.counted(abs(moved), say.points)
    in_words = (say.points_up if moved > 0 else say.points_down).format(points=points, before=before)
    return in_words, 0 if _by_chance(parts, wholes) else moved


def _by_chance(parts: tuple[int, int], wholes: tuple[int, int]) -> bool:
    """Whether two shares may differ by chance: the z-test of two proportions, at 5%."""
    together = sum(parts) / sum(wholes)
    spread = math.sqrt(together * (1 - together) * (1 / wholes[0] + 1 / wholes[1]))
    return abs(parts[0] / wholes[0] - parts[1] / wholes[1]) <= _BEYOND_CHANCE * spread


def _time(now: float | None, before: float | None, telling: Telling) -> Headline:
    say = telling.say
    if now is None:
        return Headline(say.answer_time, say.none)
    change, moved = "", 0.0
    if before is not None:
        moved = before - now
        same = telling.seconds(now) == telling.seconds(before)
        change, moved = (say.same, 0) if same else (say.was.format(before=telling.seconds(before)), moved)
    return Headline(say.answer_time, telling.seconds(now), say.median, change, _sense(moved))


def _sense(moved: float) -> Sense:
    return "plain" if not moved else "good" if moved > 0 else "bad"
