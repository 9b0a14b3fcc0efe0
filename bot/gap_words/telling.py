"""A gap in words, the same on every platform. Pure; all of it is plain text, to be escaped for its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot import locales
from bot.gap_words import gap_words
from bot.gaps.model import SIGNALS, Gap, GapChange, GapView
from bot.locales import counted

GapPress = Literal["assign", "snooze", "dismiss", "see", "rename", "merge", "apart", "split", "reopen", "undo"]
"""What can be done to a gap by a button. The button's words are the field of `GapWords` of that name."""


@dataclass(frozen=True, slots=True)
class NearPage:
    """The page nearest to a gap as somebody may see it. `hidden`: there is one, but not for their eyes."""

    title: str = ""
    url: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class GapTold:
    """A gap in words: its title, then lines from the most to the least telling. `url` opens the page they name."""

    title: str
    lines: tuple[str, ...]
    url: str = ""
    page: str = ""


def gap_told(gap: Gap, page: NearPage, language: str, today: date) -> GapTold:
    """What is shown of a gap in a list. `page` is the nearest one, or for a closed gap the one that answers it."""
    words = gap_words(language)
    lines = (
        asked_line(gap, language, today),
        " · ".join((words.kinds[gap.kind], *signals_told(gap, language))),
        state_line(gap, language, today),
        page_line(gap, page, language),
        owner_line(gap, language),
        about_line(gap, language),
    )
    return GapTold(gap.title, tuple(filter(None, lines)), page.url, page.title)


def presses_of(gap: Gap) -> tuple[GapPress, ...]:
    """The buttons that make sense below a gap in a list."""
    if gap.state == "open":
        return ("assign", "snooze", "dismiss", "see")
    return ("see",) if gap.state == "merged" else ("reopen", "see")


def presses_on(view: GapView) -> tuple[GapPress, ...]:
    """Those where all of a gap is shown."""
    worked: tuple[GapPress, ...] = ("rename",)
    if len(view.questions) > 1:
        worked += ("split",)
    shown = tuple(press for press in presses_of(view.gap) if press != "see")
    return (*shown, *worked, *(("undo",) if view.undoable else ()))


def asked_line(gap: Gap, language: str, today: date) -> str:
    """How many people asked how often, and when."""
    words = gap_words(language)
    first, last = (day_told(moment.date(), today, language) for moment in (gap.first_asked, gap.last_asked))
    people = counted(gap.people, words.people_asked, language)
    times = counted(gap.questions, words.times, language)
    template = words.asked if first == last else words.asked_between
    return template.format(people=people, times=times, first=first, last=last)


def signals_told(gap: Gap, language: str) -> tuple[str, ...]:
    """Why it counts, each reason with how often."""
    words = gap_words(language)
    told = ((words.signals[one], gap.signals.get(one, 0)) for one in SIGNALS)
    return tuple(f"{reason} × {times}" if times > 1 else reason for reason, times in told if times)


def state_line(gap: Gap, language: str, today: date) -> str:
    """What became of it, "" while it is open."""
    words = gap_words(language)
    if gap.state == "snoozed" and gap.snoozed_until is not None:
        return words.snoozed_until.format(date=day_told(gap.snoozed_until.date(), today, language))
    if gap.state == "dismissed":
        return words.dismissed_because.format(reason=gap.state_reason)
    return ""


def page_line(gap: Gap, page: NearPage, language: str) -> str:
    """The nearest page, and whether it is on the same topic; for a closed gap the page that answers it."""
    words = gap_words(language)
    if page.hidden:
        return words.nearest_hidden
    if gap.state == "closed":
        return words.closed_by.format(title=page.title) if page.title else ""
    if not page.title:
        return words.nearest_none
    return (words.nearest if gap.related else words.nearest_unrelated).format(title=page.title)


def owner_line(gap: Gap, language: str) -> str:
    """Who has it, else who is suggested and why."""
    words = gap_words(language)
    if gap.assigned:
        return words.assigned.format(owner=gap.assigned)
    if not gap.owner or gap.state != "open":
        return ""
    reason = words.owner_reasons.get(gap.owner_reason, "")
    return (words.owner_because if reason else words.owner).format(owner=gap.owner, reason=reason)


def about_line(gap: Gap, language: str) -> str:
    """Product, competitor and stage of the buyer's journey, as far as they are known."""
    known = " · ".join(filter(None, (gap.product, gap.competitor, gap.stage)))
    return gap_words(language).about.format(what=known) if known else ""


def change_told(change: GapChange, names: Mapping[str, str], language: str, today: date) -> str:
    """One thing that happened: when, what, and by whom where that is told."""
    words = gap_words(language)
    what = f"{day_told(change.at.date(), today, language)}: {words.verbs.get(change.verb, change.verb)}"
    person = names.get(change.by, change.by) if change.by else words.machine
    return words.by.format(what=what, person=person) if person else what


def day_told(day: date, today: date, language: str) -> str:
    """A day as it is said: 12 Nov, and the year where it is another."""
    return locales.day(day, language, today)
