"""What somebody wants of the news, read from the words that they typed. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Asked = Literal["show", "help", "weekly", "stop", "launch", "unlaunch", "launches"]

_ASKED: dict[str, Asked] = {
    **dict.fromkeys(("help", "-h", "--help", "?", "помощь", "справка"), "help"),
    **dict.fromkeys(("weekly", "subscribe", "еженедельно", "подписаться", "подписка"), "weekly"),
    **dict.fromkeys(("stop", "unsubscribe", "стоп", "отписаться", "остановить"), "stop"),
    **dict.fromkeys(("launch", "announce", "запуск", "запустить", "объявить"), "launch"),
    **dict.fromkeys(("unlaunch", "убрать", "снять"), "unlaunch"),
    **dict.fromkeys(("launches", "launched", "запуски"), "launches"),
}
_EVER = frozenset({"all", "ever", "всё", "все"})
_SPANS = {
    **dict.fromkeys(("today", "сегодня"), 1),
    **dict.fromkeys(("week", "неделя", "неделю"), 7),
    **dict.fromkeys(("month", "месяц"), 30),
    **dict.fromkeys(("year", "год"), 365),
}
_DAYS = re.compile(r"(\d{1,4})\s*(?:d|days?|дней|дня|день|д)?", re.IGNORECASE)
_SMALL = frozenset({"to", "in", "into", "в", "во", "на"})
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|[^>]*)?>")
_HERE = frozenset({"here", "сюда", "здесь"})
_UNTIL = re.compile(r"\s(?:until|till|до)\s+", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\.(\d{1,2})\.?(?:(\d{4}))?")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?\s+([^\W\d]+)\.?,?(?:\s+(\d{4}))?")
_MONTH_FIRST = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?")
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RUSSIAN = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
MOST_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class NewsWish:
    """`days`: of how many days it is to be told, None for all time, 0 where it is not said.

    `channel` is `here`, or a channel as it was named, "" for oneself. `rest` names a page, and may say more of it.
    `wrong` is a word that was not understood.
    """

    asked: Asked = "show"
    days: int | None = 0
    channel: str = ""
    rest: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class LaunchWish:
    """What to launch. `until` is the day as it was written, "" where none was; `words` what is said of the page.

    Without `until`, `page` may hold those words: titles have colons themselves.
    """

    page: str
    until: str = ""
    words: str = ""


def read_news_wish(text: str) -> NewsWish:
    """What was meant."""
    first, _, rest = text.strip().partition(" ")
    plain, rest = first.casefold().strip(",;:"), rest.strip()
    if not plain:
        return NewsWish()
    asked = _ASKED.get(plain)
    if asked in {"launch", "unlaunch"}:
        return NewsWish(asked, rest=rest)
    if asked in {"weekly", "stop"}:
        words = [one for one in rest.split() if one.casefold() not in _SMALL]
        if len(words) > 1:
            return NewsWish("help", wrong=words[1])
        channel = _channel(words[0]) if words else ""
        return NewsWish("help", wrong=words[0]) if words and not channel else NewsWish(asked, channel=channel)
    if asked is not None:
        return NewsWish(asked)
    return _shown(" ".join(text.casefold().split()), first)


def read_launch_wishes(text: str) -> tuple[LaunchWish, ...]:
    """`PAGE until DAY: words`, each but the page left out where it is not wanted; the likeliest first, one at least.

    Titles may say "until" as well, and so may the words: the last one counts that a day follows, unless an earlier one
    stands behind a page's whole name; where no day follows any, the last one of all.
    """
    parted = [_until(text, found) for found in _UNTIL.finditer(text)]
    whole = [one for one in reversed(parted) if read_day(one.until, date(2000, 1, 1)) is not None]
    return tuple(whole or parted[-1:] or [LaunchWish(text.strip())])


def read_day(text: str, today: date) -> date | None:
    """A day as people write it: 2026-12-31, 31.12., 31 December, December 31st, 31 декабря. None where it is none.

    Without a year it is the next such day.
    """
    plain = " ".join(text.casefold().strip(" .,").split())
    if found := _ISO.fullmatch(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(plain):
        return _next(found[3], int(found[2]), int(found[1]), today)
    if found := _DAY_FIRST.fullmatch(plain):
        return _next(found[3], _month(found[2]), int(found[1]), today)
    if found := _MONTH_FIRST.fullmatch(plain):
        return _next(found[3], _month(found[1]), int(found[2]), today)
    return None


def _shown(plain: str, first: str) -> NewsWish:
    if plain in _EVER:
        return NewsWish(days=None)
    if plain in _SPANS:
        return NewsWish(days=_SPANS[plain])
    found = _DAYS.fullmatch(plain)
    days = int(found[1]) if found else 0
    return NewsWish(days=days) if 0 < days <= MOST_DAYS else NewsWish("help", wrong=first)


def _channel(word: str) -> str:
    found = _CHANNEL.fullmatch(word)
    if found is not None:
        return found[1]
    if word.casefold() in _HERE:
        return "here"
    return word if word.startswith("#") and len(word) > 1 else ""


def _until(text: str, found: re.Match[str]) -> LaunchWish:
    day, _, words = text[found.end() :].partition(":")
    return LaunchWish(text[: found.start()].strip(), day.strip(), words.strip())


def _month(name: str) -> int:
    """0 where no month is called so."""
    for number, (english, russian) in enumerate(zip(_ENGLISH, _RUSSIAN, strict=True), 1):
        if name.startswith(english) or (name.startswith(russian) and (russian != "ма" or name in {"май", "мая"})):
            return number
    return 0


def _next(year: str | None, month: int, day: int, today: date) -> date | None:
    if year:
        return _day(int(year), month, day)
    this = _day(today.year, month, day)
    if this is not None and this >= today:
        return this
    following = (_day(today.year + later, month, day) for later in range(1, 9))  # 29 February comes every 4 or 8 years
    return next((one for one in following if one is not None), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
