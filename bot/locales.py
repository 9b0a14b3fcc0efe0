"""Numbers, dates and plurals as each language that the bot speaks writes them, by Unicode's CLDR (in Babel)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_interval, format_skeleton, get_day_names
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

_LOCALES = {"en": "en_GB", "ru": "ru"}
"""English is the world's, not America's: the day stands before the month."""
Forms = Mapping[str, str]
"""One wording for each plural form of the language (CLDR's names: one, few, many, other); `other` is always there."""


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, _LOCALES["en"]))


def number(value: float, language: str) -> str:
    """With the language's own marks, and at most one digit behind its decimal mark."""
    return format_decimal(value, "#,##0.#", locale=_locale(language))


def percent(share: float, language: str) -> str:
    """A share from 0 to 1, in whole per cent."""
    return format_percent(share, locale=_locale(language))


def seconds(value: float, language: str) -> str:
    """A short time."""
    return format_unit(value, "duration-second", "narrow", "#,##0.#", locale=_locale(language))


def days(value: float, language: str) -> str:
    """A long one."""
    return format_unit(value, "duration-day", "long", "#,##0.#", locale=_locale(language))


def counted(value: int, forms: Forms, language: str) -> str:
    """`{n}` of the form that goes with the number becomes it: 1 question, 5 questions."""
    form = _locale(language).plural_form(value)
    return forms.get(form, forms["other"]).format(n=number(value, language))


def day(value: date, language: str, today: date | None = None) -> str:
    """A day with its year, which is left out where it is that of `today`."""
    of_this_year = today is not None and today.year == value.year
    return format_skeleton("MMMd" if of_this_year else "yMMMd", value, locale=_locale(language))


def month(value: date, language: str) -> str:
    """The month of a day with its year."""
    return format_skeleton("yMMMM", value, locale=_locale(language))


def day_of_week(value: date, language: str) -> str:
    """A day with the name of its day of the week, without the year."""
    return format_skeleton("MMMEd", value, locale=_locale(language))


def weekday(value: date, language: str) -> str:
    """The short name of the day of the week alone."""
    return str(get_day_names("abbreviated", locale=_locale(language))[value.weekday()])


def weekday_named(number_of_day: int, language: str) -> str:
    """The whole name of a day of the week, 0 for Monday."""
    return str(get_day_names("wide", locale=_locale(language))[number_of_day])


def span(first: date, last: date, language: str) -> str:
    """From a day to another, the month and the year said once where that does."""
    told = format_interval(first, last, "yMMMd", locale=_locale(language))
    # CLDR sets thin spaces around a dash, which between two bare numbers tear them apart.
    return told.replace("\u2009–\u2009", "–") if (first.month, first.year) == (last.month, last.year) else told


def moment(value: datetime, zone: str, language: str) -> str:
    """Day and time of day by the clock of a zone."""
    there = value.astimezone(ZoneInfo(zone))
    return f"{day_of_week(there.date(), language)}, {there:%H:%M}"
