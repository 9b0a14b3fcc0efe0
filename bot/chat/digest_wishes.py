"""What somebody wants of digests, read from the words that they typed. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Literal

from bot.digests.model import Every
from bot.digests.schedule import is_zone

Asked = Literal["help", "now", "preview", "schedule", "list", "pause", "resume", "stop"]

_ASKED: dict[str, Asked] = {
    **dict.fromkeys(("", "list", "список"), "list"),
    **dict.fromkeys(("help", "?", "помощь", "справка"), "help"),
    **dict.fromkeys(("now", "send", "сейчас", "отправить"), "now"),
    **dict.fromkeys(("preview", "show", "показать", "просмотр"), "preview"),
    **dict.fromkeys(("schedule", "subscribe", "присылать", "расписание", "подписать"), "schedule"),
    **dict.fromkeys(("pause", "пауза", "приостановить"), "pause"),
    **dict.fromkeys(("resume", "продолжить"), "resume"),
    **dict.fromkeys(("stop", "unsubscribe", "стоп", "остановить", "отписать"), "stop"),
}
_EVERY: dict[str, Every] = {
    **dict.fromkeys(("weekly", "week", "еженедельно", "неделя"), "week"),
    **dict.fromkeys(("daily", "day", "ежедневно", "день"), "day"),
}
_WEEKDAYS = (
    ("mon", "пн", "понедельник"),
    ("tue", "вт", "вторник"),
    ("wed", "ср", "среда", "среду"),
    ("thu", "чт", "четверг"),
    ("fri", "пт", "пятница", "пятницу"),
    ("sat", "сб", "суббота", "субботу"),
    ("sun", "вс", "воскресенье"),
)
_ENGLISH_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|urday)?s?")
_SMALL = frozenset({"every", "at", "in", "on", "to", "the", "в", "во", "по", "каждый", "каждую", "о", "about"})
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_LOOKS_LIKE_TIME = re.compile(r"\d{1,4}[:.]\d+\S*|\d{1,2}(?:am|pm)", re.IGNORECASE)
_LOOKS_LIKE_ZONE = re.compile(r"[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)+|UTC|GMT|utc|gmt")
_SLACK_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|[^>]*)?>")
_HERE = frozenset({"here", "сюда", "здесь", "channel"})
_ME = frozenset({"me", "мне"})
_TEAM = frozenset({"team", "teams", "группа", "команда", "группы"})
_OWNER = frozenset({"owner", "владелец", "владельца"})
_HOURS, _MINUTES, _NOON = 24, 60, 12


@dataclass(frozen=True, slots=True)
class DigestWish:
    """What is not said is None, or empty.

    `receiver` is `here`, `me`, or a channel as it was named. `number` names one of a list. `owner`: the digest is an
    owner's, of that owner ("" for one's own). `wrong` is a word that was not understood, and `trouble` what of it.
    """

    asked: Asked
    every: Every | None = None
    weekday: int | None = None
    at: time | None = None
    zone: str = ""
    receiver: str = ""
    teams: tuple[str, ...] = ()
    is_owners: bool = False
    owner: str = ""
    number: int | None = None
    wrong: str = ""
    trouble: Literal["", "zone_unknown", "time_unknown", "not_understood", "channel_unknown"] = ""


def read_digest_wish(text: str) -> DigestWish:
    """What was meant."""
    words = text.split()
    first = words[0].casefold() if words else ""
    if first not in _ASKED:
        return DigestWish("help", wrong=words[0], trouble="not_understood")
    return _Reader(_ASKED[first]).read(words[1:])


class _Reader:
    """Takes one word after another."""

    def __init__(self, asked: Asked) -> None:
        self._said: dict[str, object] = {"asked": asked}
        self._teams: list[str] = []

    def read(self, words: list[str]) -> DigestWish:
        left = list(words)
        while left:
            self._take(left.pop(0), left)
        return DigestWish(**self._said, teams=tuple(self._teams))  # type: ignore[arg-type] # each as its field is

    def _take(self, word: str, left: list[str]) -> None:
        plain = word.casefold().strip(",;")
        receiver = _receiver(word.strip(",;"))
        weekday = _weekday(plain)
        if plain in _TEAM or plain in _OWNER:
            self._named(plain, left)
        elif receiver:
            self._said["receiver"] = receiver
        elif plain in _EVERY:
            self._said["every"] = _EVERY[plain]
        elif weekday is not None:
            self._said |= {"weekday": weekday, "every": "week"}
        elif _LOOKS_LIKE_ZONE.fullmatch(word):
            self._zone(word)
        elif _LOOKS_LIKE_TIME.fullmatch(plain) or (plain.isdigit() and _is_half(left)):
            self._time(word + (left.pop(0) if _is_half(left) else ""))
        elif plain.isdigit() and len(plain) < len("1000"):
            self._said["number"] = int(plain)
        elif plain not in _SMALL:
            self._wrong(word, "not_understood")

    def _named(self, plain: str, left: list[str]) -> None:
        """A name goes on to the next word that means something here; quotation marks hold longer ones together."""
        name = _name(left)
        if plain in _OWNER:
            self._said |= {"is_owners": True, "owner": name}
        else:
            self._teams += [one.strip() for one in name.split(",") if one.strip()]

    def _zone(self, word: str) -> None:
        name = "UTC" if word.upper() in {"UTC", "GMT"} else word
        if is_zone(name):
            self._said["zone"] = name
        else:
            self._wrong(word, "zone_unknown")

    def _time(self, word: str) -> None:
        known = read_time(word)
        if known is None:
            self._wrong(word, "time_unknown")
        else:
            self._said["at"] = known

    def _wrong(self, word: str, trouble: str) -> None:
        if "trouble" not in self._said:  # the first tells most
            self._said |= {"wrong": word, "trouble": trouble}


def _is_half(left: list[str]) -> bool:
    """Whether the next word says which half of the day."""
    return bool(left) and left[0].casefold() in {"am", "pm"}


def _receiver(word: str) -> str:
    """Where to, "" where the word does not say it."""
    channel = _SLACK_CHANNEL.fullmatch(word)
    if channel is not None:
        return channel[1]
    if word.startswith("#") and len(word) > 1:
        return word
    return "here" if word.casefold() in _HERE else "me" if word.casefold() in _ME else ""


def _name(left: list[str]) -> str:
    """The words of a name, taken from `left`."""
    found: list[str] = []
    if left and left[0][:1] in {'"', "“", "«"}:
        while left:
            word = left.pop(0)
            found.append(word)
            if word.rstrip(",;")[-1:] in {'"', "”", "»"}:
                break
        return " ".join(found).strip('"“”«»,;')
    while left and not _means_something(left[0]):
        found.append(left.pop(0))
    return " ".join(found)


def _means_something(word: str) -> bool:
    plain = word.casefold().strip(",;")
    return (
        plain in _HERE | _ME | _TEAM | _OWNER
        or plain in _EVERY
        or _weekday(plain) is not None
        or word.startswith(("#", "<#"))
        or _LOOKS_LIKE_TIME.fullmatch(plain) is not None
        or (_LOOKS_LIKE_ZONE.fullmatch(word) is not None and is_zone(word))
    )


def _weekday(plain: str) -> int | None:
    english = _ENGLISH_WEEKDAY.fullmatch(plain)
    for number, names in enumerate(_WEEKDAYS):
        if plain in names or (english is not None and english[1] == names[0]):
            return number
    return None


def read_time(text: str) -> time | None:
    """An hour of the day as people write it: 9:00, 09.00, 9am. None where it is none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
    if half and not 1 <= hour <= _NOON:
        return None
    if half:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    return time(hour, minute) if hour < _HOURS and minute < _MINUTES else None
