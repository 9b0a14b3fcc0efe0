"""Quantities without digits: "half price", "unlimited", "the next day", "within a week", "Zweijahresvertrag"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from content_index.disagreement import number_words, units
from content_index.disagreement.model import INFINITE, Value

_FUSED = re.compile(
    r"\b(?P<n>ein|zwei|drei|vier|fünf|sechs|zwölf|одно|двух|трех|трёх|четырех|пяти|шести|годо)"
    r"(?P<u>jahres|jährig|monats|monatig|wochen|wöchig|tages|tägig|годичн|летн|месячн|недельн|дневн)\w*",
    re.IGNORECASE,
)
_FUSED_NUMBERS = {"ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "zwölf": 12, "одно": 1, "двух": 2,
                  "трех": 3, "трёх": 3, "четырех": 4, "пяти": 5, "шести": 6, "годо": 1}  # fmt: skip
_FUSED_UNITS = {"j": "jahre", "m": "monate", "w": "wochen", "t": "tage", "г": "год", "л": "лет", "м": "месяц",
                "н": "недель", "д": "день"}  # fmt: skip
_SHARES = re.compile(
    rf"(?<!\w)(?P<share>{'|'.join(sorted(number_words.FRACTIONS, key=len, reverse=True))})\s+(?:of|off|below|under|"
    r"less|more|der|des|всех|the)\b",
    re.IGNORECASE,
)
_A_UNIT = re.compile(
    r"\b(?P<lead>within|full|after|for|in|under|lasts|takes|than|least|about|innerhalb|binnen)\s(?:an?\s|the\s(?=hour\b)|"
    r"einem\s|einer\s)?"
    r"(?P<unit>(?:business |working )?(?:hour|day|week|month|quarter|year|stunde|woche|"
    r"(?:tag|monat|jahr|quartal)(?:es|s)?))(?![\w-])",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\b(?:(?P<half>half[ -](?:an |a )?)|(?P<quarter>(?:a )?quarter[ -](?:of an |of a |an )?))(?P<unit>hour|"
    r"day|year)\b",
    re.IGNORECASE,
)
_ORDINALS = {
    word: n
    for n, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
        ],
        1,
    )
}
_ON_DAY = re.compile(
    rf"\b(?:on|by|until|after|before|from) (?:the|day) (?P<n>{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th)) "
    r"(?P<unit>(?:(?:business|working) )?(?:day|week|month|year))\b",
    re.IGNORECASE,
)
_HALF_PRICE = re.compile(r"\b(?:half[ -](?:the )?(?:list )?price|50/50|zum halben preis|за полцены)\b", re.IGNORECASE)
_UNLIMITED = re.compile(
    r"\b(?:unlimited|unbegrenzte?[nrs]?|unlimitierte?[nrs]?|неограниченн\w+|безлимитн\w+)\b", re.IGNORECASE
)
_NO_LIMIT = re.compile(
    r"\b(?:(?:no|without(?: an?y?)?|never any) (?:upper )?(?:limits?|caps?|ceilings?)|uncapped|not (?:capped|"
    r"limited)|ohne (?:begrenzung|limit|obergrenze)|"
    r"без ограничени\w+)\b",
    re.IGNORECASE,
)
_NO_MINIMUM = re.compile(r"\b(?:no|without(?: any?)?|kein\w*|ohne) (?:minimum|mindest\w+)\b", re.IGNORECASE)
_NEXT_DAY = re.compile(
    r"\b(?P<next>next|following|same|nächsten?|am selben|следующ\w+) (?P<working>(?:business|working|"
    r"рабоч\w+) )?(?:day|tag|werktag|день)\b|\bovernight|\bthe day after(?! tomorrow)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:costs? nothing(?: extra)?|free of charge|(?:at |for )?no (?:extra |additional )?(?:charge|cost|"
    r"fee)s?|without (?:any |an |extra |additional |further )*(?:charge|cost|fee|payment|paying)s?|"
    r"(?:is|are|comes?) (?:included )?free(?! (?:to|from|trial)\b)|kostenlos|kostenfrei|gratis|бесплатн\w+)\b",
    re.IGNORECASE,
)
DEAL = re.compile(
    r"[\s-]?\w*(?:deal|contract|agreement|commitment|commit\b|subscription|vertr|договор|term (?:deal|contract))",
    re.IGNORECASE,
)
CONVERTED = 0.04
"""The relative difference that a month counted in days explains."""
_SOON = 0.45
_DAY, _WORKING_DAY, _SAME_DAY = 24.0, 33.6, 12.0
Concepts = Callable[[str], frozenset[str]]


def quantities_in_words(text: str, concepts: Concepts) -> Iterator[Value]:
    """Those of a plain sentence, in no order."""
    for match in _FUSED.finditer(text):
        yield _fused(match, text)
    for match in _SHARES.finditer(text):
        share = number_words.FRACTIONS[" ".join(match["share"].lower().split())]
        yield Value(
            "number", "percent", share, share, match.start(), match.end("share"), match["share"], tolerance=0.02
        )
    yield from _in_words(text, concepts)


def counted(after: str, concepts: Concepts) -> frozenset[str]:
    """What a number counts: the concepts of the one or two words after it."""
    match = re.match(
        r"[\s-]+((?!(?:across|in|on|at|by|from|with|for|to|and|or|of|per|under|over|within|than)\b)(?:[^\W\d_][\w'-]*)(?:\s+(?!(?:per|a|an|each|of|in|for|and|or|to|on|with|pro|je|across|at|by|from|under|over|within|than)\b)[^\W\d_][\w'-]*)?)",
        after,
    )
    if not match:
        return frozenset()
    first, _, second = match[1].partition(" ")
    return concepts(first) | concepts(second) if concepts(first) else frozenset()


def _fused(match: re.Match[str], text: str) -> Value:
    known = units.unit(_FUSED_UNITS[match["u"][0].lower()])
    hours = _FUSED_NUMBERS[match["n"].lower()] * (known.size if known else 0)
    deal = DEAL.match(match.group(), match.end("u") - match.start()) or DEAL.match(text, match.end())
    start, end = match.start(), match.end("u")
    return Value("number", "time", hours, hours, start, end, match.group(), tolerance=CONVERTED, condition=bool(deal))


def _in_words(text: str, concepts: Concepts) -> Iterator[Value]:
    for match in _UNLIMITED.finditer(text):
        things = counted(text[match.end() :], concepts)
        yield Value("number", "count", INFINITE, INFINITE, match.start(), match.end(), match.group(), counted=things)
    for match in _NO_LIMIT.finditer(text):
        yield Value("number", "unlimited", INFINITE, INFINITE, match.start(), match.end(), match.group())
    for match in _NO_MINIMUM.finditer(text):
        yield Value("number", "no minimum", 0, 0, match.start(), match.end(), match.group())
    for match in _NEXT_DAY.finditer(text):
        hours = (
            _SAME_DAY if (match["next"] or "") in ("same", "am selben") else _WORKING_DAY if match["working"] else _DAY
        )
        yield Value(
            "number", "time", hours, hours, match.start(), match.end(), match.group(), tolerance=_SOON, raw=hours
        )
    for match in _HALF_PRICE.finditer(text):
        yield Value("number", "percent", 50, 50, match.start(), match.end(), match.group(), raw=50)
    for pattern, share in ((_PARTS, 0.5), (_A_UNIT, 1.0)):
        for match in pattern.finditer(text):
            known = units.unit(match["unit"])
            rate = pattern is _A_UNIT and match["lead"].lower() == "in" and re.search(r"\d", text[: match.start()])
            if (
                known
                and not rate
                and (pattern is _PARTS or not re.match(r"\s?(?:to[ -]month|plan|term)\b", text[match.end() :]))
            ):
                hours = known.size * (0.25 if pattern is _PARTS and match["quarter"] else share)
                start = match.start() if pattern is _PARTS else match.end("lead") + 1
                yield Value("number", "time", hours, hours, start, match.end(), text[start : match.end()],
                            tolerance=0.0 if known.exact else CONVERTED, raw=hours)  # fmt: skip
    yield from _on_days(text)
    for match in _FREE.finditer(text):
        yield Value("number", "money:*", 0, 0, match.start(), match.end(), match.group())


def _on_days(text: str) -> Iterator[Value]:
    """As "on the tenth working day" says how many days something takes."""
    for match in _ON_DAY.finditer(text):
        known = units.unit(match["unit"])
        count = _ORDINALS.get(match["n"].lower()) or int(match["n"][:-2])
        if known:
            hours, start, end = known.size * count, match.start("n"), match.end()
            yield Value("number", "time", hours, hours, start, end, text[start:end],
                        tolerance=0.0 if known.exact else CONVERTED, raw=hours)  # fmt: skip
