"""What somebody wants to see of the gaps, read from the words that they typed. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.gaps.model import GapFilter, GapKind, GapState

_STATES: dict[str, GapState] = {
    **dict.fromkeys(("open", "открытые", "открытый", "открыто"), "open"),
    **dict.fromkeys(("snoozed", "отложенные", "отложенный", "отложено"), "snoozed"),
    **dict.fromkeys(("dismissed", "отклонённые", "отклоненные", "отклонено"), "dismissed"),
    **dict.fromkeys(("closed", "filled", "закрытые", "закрытый", "закрыто"), "closed"),
}
_KINDS: dict[str, GapKind] = {
    **dict.fromkeys(("missing", "нет", "отсутствует"), "missing"),
    **dict.fromkeys(("stale", "outdated", "устарело", "устаревшие", "устаревшее"), "stale"),
    **dict.fromkeys(("conflicting", "conflict", "противоречие", "противоречия", "противоречивые"), "conflicting"),
    **dict.fromkeys(("not_found", "notfound", "ненайдено"), "not_found"),
}
_TWO_WORDS = re.compile(r"\b(?:not[ -]found|не[ -]найдено)\b", re.IGNORECASE)
_MINE = frozenset({"mine", "my", "мои", "моё", "мое"})
_HELP = frozenset({"help", "?", "помощь", "справка"})
_SINCE = re.compile(
    r"\b(?:since|last|за|с)\s+(\d{1,3})\s*(d|w|m|days?|weeks?|months?|д|н|м|дн\w*|день|недел\w*|месяц\w*)\b",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?:\b(?:page|p|стр|страница)\.?\s*(\d{1,4})\b)|(?:(?<!\S)#(\d{1,4})\b)", re.IGNORECASE)
_LONGEST = 200
"""Characters that are looked for."""


@dataclass(frozen=True, slots=True)
class GapWish:
    """`text` says the same again, without the page. `mine`: only what is with them, or suggested to them."""

    wanted: GapFilter = field(default_factory=GapFilter)
    page: int = 1
    mine: bool = False
    help: bool = False
    text: str = ""


def read_gap_wish(text: str, now: datetime) -> GapWish:
    """What was meant. Words that mean nothing here are looked for in titles and questions."""
    rest = " ".join(text.split())
    if rest.casefold() in _HELP:
        return GapWish(help=True)
    page, since = _PAGE.search(rest), _SINCE.search(rest)
    rest = _PAGE.sub(" ", rest)
    said = " ".join(rest.split())
    rest = _TWO_WORDS.sub("not_found", _SINCE.sub(" ", rest))
    states: list[GapState] = []
    kinds: list[GapKind] = []
    mine, words = False, []
    for word in rest.split():
        plain = word.casefold().strip(",;.")
        if plain in _STATES:
            states.append(_STATES[plain])
        elif plain in _KINDS:
            kinds.append(_KINDS[plain])
        elif plain in _MINE:
            mine = True
        else:
            words.append(word)
    number = int(page[1] or page[2]) if page else 1
    if page is None and words and words == words[-1:] and words[0].isdigit() and len(words[0]) <= len("9999"):
        number, words, said = int(words[0]), [], " ".join(said.split()[:-1])
    wanted = GapFilter(
        states=tuple(dict.fromkeys(states)) or ("open",),
        kinds=tuple(dict.fromkeys(kinds)),
        words=" ".join(words)[:_LONGEST],
        asked_since=now - _span(since[1], since[2]) if since else None,
    )
    return GapWish(wanted, max(number, 1), mine, text=said[:_LONGEST])


def _span(number: str, unit: str) -> timedelta:
    days = {"w": 7, "н": 7, "m": 30, "м": 30}.get(unit[0].casefold(), 1)
    return timedelta(days=int(number) * days)
