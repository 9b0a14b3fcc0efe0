"""Short ways to write a word in a chat, spelt out: pages say "about" and "weeks" where people type "abt" and "wks"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from retrieval.asked_for import asks_what_to_say

_SHORT: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "abt": "about",
        "acct": "account",
        "b4": "before",
        "bc": "because",
        "btw": "",
        "cos": "because",
        "cust": "customer",
        "custs": "customers",
        "cuz": "because",
        "env": "environment",
        "hrs": "hours",
        "idk": "",
        "imo": "",
        "mgmt": "management",
        "mins": "minutes",
        "mos": "months",
        "pls": "",
        "plz": "",
        "ppl": "people",
        "prob": "probably",
        "qtr": "quarter",
        "smth": "",
        "til": "until",
        "tmrw": "tomorrow",
        "tmr": "tomorrow",
        "u": "you",
        "ur": "your",
        "w": "with",
        "wks": "weeks",
        "wo": "without",
        "yr": "year",
        "yrs": "years",
    },
    "ru": {
        "инфа": "информация",
        "плз": "",
        "пж": "",
        "скок": "сколько",
        "спс": "",
        "че": "что",
        "чо": "что",
        "щас": "сейчас",
    },
}
"""Short ways to write a word, in lower case; "" for what asks nothing."""
_WORD = re.compile(r"(?<![\w@#./-])[^\W_]+(?:/(?=\s))?(?![\w@/-])")
_BOUNDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"min": "minimum", "max": "maximum"},
    "ru": {"мин": "минимальный", "макс": "максимальный"},
}
"""Spelt out whatever the content holds: there they are minutes, a name, or a column's head as well."""
_BOUND: Final = re.compile(  # "Max" is somebody's name, but for where a question begins with it and goes on small
    r"(?:(?<![\w@#./=-])(?<!\d )(?:min|max|мин|макс)|^(?:Min|Max|Мин|Макс)(?=\.? [a-zа-я]))(?![\w@/=-])"
)
_COUNTED: Final = re.compile(
    r"(?:\b(?:per|every|each|many|few|several|half an?|one|two|three|four|five|ten|fifteen|twenty|thirty|forty|sixty|"
    r"ninety|сколько|несколько|за|пять|десять|пятнадцать|двадцать|тридцать|сорок) (?:min|мин)\b|"
    r"\b(?:in|в) (?:min|мин)(?=\W*$))",
    re.IGNORECASE,
)
"""Minutes, as what stands before them tells."""
_OFF: Final = re.compile(r"(\d\s?(?:%|per ?cent|pct))\s+off\b", re.IGNORECASE)


def written_out(text: str, language: str, is_heard: Callable[[str], bool]) -> str:
    """The text with short ways to write a word spelt out, but for those that the content holds itself (`is_heard`)."""
    short = _SHORT.get(language, {})

    def spelt(found: re.Match[str]) -> str:
        word = found.group().rstrip("/")
        out = short.get(word.lower())
        return found.group() if out is None or is_heard(word.lower()) else out

    if not short:
        return text
    bounds = _BOUNDS[language]
    minutes = {found.end() for found in _COUNTED.finditer(text)}

    def bound(found: re.Match[str]) -> str:
        return found.group() if found.end() in minutes else bounds.get(found.group().lower(), found.group())

    bounded = _BOUND.sub(bound, text)
    out = " ".join(_WORD.sub(spelt, bounded).split())
    return out if asks_what_to_say(text) else _OFF.sub(r"\1 discount", out)  # a buyer says "off" as well
