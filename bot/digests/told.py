"""A digest in words: the same for every surface, which only sets them."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.digests.figures import figures
from bot.digests.model import Digest, DigestTold
from bot.digests.sections import sections
from bot.digests.words import DigestWords, digest_words
from bot.insights.model import DayFigures, Period
from bot.locales import counted, day_of_week, moment, number, percent, span

_MOMENT = timedelta(microseconds=1)
_SHORTEST = {"week": timedelta(days=6), "day": timedelta(hours=22)}
"""What is shorter is no week, or day: the clocks take away an hour at most, a preview most of it."""


def told(digest: Digest, language: str = "") -> DigestTold:
    """In a language, that of its subscription where none is named; with dates in the receiver's time zone."""
    words = digest_words(language or digest.subscription.language)
    title = _title(digest, words)
    lead = _quiet(digest, words) if digest.quiet else _lead(digest, words)
    return DigestTold(
        title=title,
        notice=words.notice.format(title=title, lead=lead),
        lead=lead,
        notes=_notes(digest, words),
        figures=() if digest.quiet else figures(digest, words),
        chart_alt=chart_alt(digest.days, words) if has_chart(digest) else "",
        sections=() if digest.quiet else sections(digest, words),
        console=digest.console,
        console_label=words.console if digest.console else "",
    )


def has_chart(digest: Digest) -> bool:
    """Whether there is anything to draw."""
    return not digest.quiet and any(one.questions for one in digest.days)


def chart_alt(days: tuple[DayFigures, ...], words: DigestWords) -> str:
    """What the chart shows, for those who do not see it."""
    return words.chart_alt.format(days="; ".join(_day_in_words(one, words) for one in days))


def period_in_words(period: Period, zone: str, language: str) -> str:
    """From its first to its last day by the clock of a zone; what ends at midnight ends on the day before."""
    there = ZoneInfo(zone)
    first = period.start.astimezone(there).date()
    last = (period.end - _MOMENT).astimezone(there).date()
    return span(first, last, language)


def _day_in_words(one: DayFigures, words: DigestWords) -> str:
    language = words.language
    template = words.chart_alt_day if one.questions else words.chart_alt_none
    return template.format(
        day=day_of_week(one.day, language),
        answered=number(one.answered, language),
        unsure=number(one.unsure, language),
        no_answer=number(one.no_answer, language),
    )


def _title(digest: Digest, words: DigestWords) -> str:
    asked = digest.subscription
    days = period_in_words(digest.period, asked.zone, words.language)
    title = words.titles[asked.kind, asked.every].format(days=days)
    if asked.kind == "owner" and asked.owner:
        return words.of_owner.format(title=title, owner=asked.owner)
    return words.of_teams.format(title=title, teams=", ".join(asked.teams)) if asked.teams else title


def _quiet(digest: Digest, words: DigestWords) -> str:
    every = digest.subscription.every
    whole = digest.period.end - digest.period.start >= _SHORTEST[every]
    return words.quiet[every] if whole else words.quiet_so_far


def _lead(digest: Digest, words: DigestWords) -> str:
    now = digest.figures
    language = words.language
    asked = words.asked_none
    if now.questions:
        asked = f"{counted(now.questions, words.asked, language)} {counted(now.people, words.by_people, language)}"
    parts = [asked]
    if now.questions and digest.few:
        whole = number(now.questions, language)
        parts.append(words.answered_of.format(part=number(now.answered, language), whole=whole))
    elif now.questions:
        parts.append(words.answered_share.format(share=percent(now.answered / now.questions, language)))
    gaps = counted(digest.open_gaps, words.open_gaps, language) if digest.open_gaps else words.open_gaps_none
    parts.append(gaps)
    if now.gaps_opened:
        parts.append(counted(now.gaps_opened, words.opened, language))
    if now.gaps_closed:
        parts.append(counted(now.gaps_closed, words.closed, language))
    joined = ", ".join(parts)
    return words.sentence.format(parts=joined[:1].upper() + joined[1:])


def _notes(digest: Digest, words: DigestWords) -> tuple[str, ...]:
    language = words.language
    notes = []
    if digest.late:
        due = moment(digest.due_at, digest.subscription.zone, language)
        notes.append(words.late.format(moment=due))
    if digest.few and digest.figures.questions and not digest.quiet:
        notes.append(counted(digest.figures.questions, words.few, language))
    elif digest.few_before and digest.before.questions and not digest.few and not digest.quiet:
        notes.append(counted(digest.before.questions, words.few_before, language))
    return tuple(notes)
