"""Units as people write them: what each measures and how many of the base unit it is.

Own tables: a library of physical units knows neither business days nor seats, and its parser does not find a quantity
in a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HOUR, _DAY, _WEEK = 1.0, 24.0, 168.0
_MONTH, _YEAR = 730.5, 8766.0


@dataclass(frozen=True, slots=True)
class Unit:
    """`size` is in hours, bytes, kilograms or kilometres; `exact` is False where a conversion rounds (months)."""

    dimension: str
    size: float
    exact: bool = True


_TIME = (
    (1 / 3_600_000, True, "milliseconds? ms msec millisekunden? миллисекунд\\w* мс"),
    (1 / 3_600, True, "seconds? secs? sekunden? sek секунд\\w* сек"),
    (1 / 60, True, "minutes? mins? minuten? минут\\w* мин"),
    (_HOUR, True, "hours? hrs? hr h stunden? std час\\w* ч"),
    (_DAY, True, "days? tage?n? tag дн(?:я|ей|ям|ями|ях|и) день дня сут\\w* kalendertage?n? tägige[nrs]?"),
    (_DAY * 7 / 5, False, "werktage?n? arbeitstage?n?"),
    (_WEEK, True, "weeks? wks? wochen? wöchige[nrs]? недел\\w*"),
    (_MONTH, False, "months? mos? mths? monate?n?s? monatige[nrs]? месяц\\w* мес"),
    (_MONTH * 3, False, "quarters? quartale?n?s? квартал\\w*"),
    (_YEAR, False, "years? yrs? yr jahre?n?s? jährige[nrs]? год\\w* лет"),
)
_STORAGE = (
    (1e3, "kb kilobytes? кб"), (1e6, "mb megabytes? мб мегабайт\\w*"), (1e9, "gb gigabytes? гб гигабайт\\w* gib"),
    (1e12, "tb terabytes? тб терабайт\\w* tib"), (1e15, "pb petabytes?"),
)  # fmt: skip
_POUND = 0.4536
_MASS = (
    (0.001, "g grams? gramm грамм\\w*"),
    (1, "kg kgs kilos? kilograms? kilogramm кг килограмм\\w*"), (1000, "tonnes? tons? т тонн\\w*"),
    (_POUND, "lbs? pounds?"),
)  # fmt: skip
_LENGTH = (
    (1, "km kilomet(?:er|re)s? км"), (1.609, "miles?"), (0.001, "m met(?:er|re)s? метр\\w*"),
    (1e-5, "cm centimet(?:er|re)s? zentimeter см"), (2.54e-5, "inch inches"), (3.048e-4, "feet foot ft"),
    (1e-6, "mm millimet(?:er|re)s? millimeter мм"),
)  # fmt: skip
_WORKING = re.compile(r"(?:business|working|work|рабоч\w+|banking)[\s-]+", re.IGNORECASE)
WORKING = r"(?:(?:business|working|work|calendar|рабоч\w+|календарн\w+|full|consecutive)[\s-]+)?"


def _known() -> list[tuple[re.Pattern[str], Unit]]:
    found = [(words, Unit("time", size, exact)) for size, exact, words in _TIME]
    found += [(words, Unit("storage", size)) for size, words in _STORAGE]
    found += [(words, Unit("mass", size, size != _POUND)) for size, words in _MASS]
    found += [(words, Unit("length", size, size == 1)) for size, words in _LENGTH]
    return [(re.compile("|".join(words.split()), re.IGNORECASE), unit) for words, unit in found]


_KNOWN = _known()
PATTERN = "|".join(
    "|".join(words.split()) for words in (*(w for _, _, w in _TIME), *(w for _, w in (*_STORAGE, *_MASS, *_LENGTH)))
)
CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR",
    "euros": "EUR", "£": "GBP", "gbp": "GBP", "pounds": "GBP", "₽": "RUB", "rub": "RUB", "руб": "RUB", "рублей": "RUB",
    "рубля": "RUB", "рубль": "RUB", "chf": "CHF", "aud": "AUD", "cad": "CAD", "₹": "INR", "inr": "INR", "¥": "JPY",
    "jpy": "JPY", "евро": "EUR", "долларов": "USD", "доллара": "USD", "a$": "AUD", "c$": "CAD", "sgd": "SGD",
    "pln": "PLN", "sek": "SEK",
}  # fmt: skip
SCALES = {
    **dict.fromkeys(("k", "thousand", "tsd", "tausend", "тыс", "тысяч", "тысячи"), 1e3),
    **dict.fromkeys(("m", "mn", "mln", "mio", "million", "millionen", "млн", "миллион", "миллиона", "миллионов"), 1e6),
    **dict.fromkeys(("bn", "billion", "mrd", "млрд"), 1e9),
}


def unit(written: str) -> Unit | None:
    """The unit that a word, perhaps with "business" before it, stands for."""
    bare = written.strip(" .-")
    working = _WORKING.match(bare)
    bare = re.split(r"[\s-]+", bare)[-1]
    for words, found in _KNOWN:
        if words.fullmatch(bare):
            return Unit("time", _DAY * 7 / 5, exact=False) if working and found.size == _DAY else found
    return None
