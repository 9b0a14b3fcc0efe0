"""Numbers written as words, in English, German and Russian.

Own tables, and not a library that rewrites a text: values are told by where they stand in it.
"""

from __future__ import annotations

import re

_ENGLISH = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "hundred": 100, "a hundred": 100, "one hundred": 100, "two hundred": 200,
    "five hundred": 500, "a thousand": 1000, "one thousand": 1000, "a dozen": 12, "zero": 0,
}  # fmt: skip
_GERMAN = {
    "ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "eines": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5,
    "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "vierzehn": 14, "fünfzehn": 15,
    "sechzehn": 16, "achtzehn": 18, "zwanzig": 20, "einundzwanzig": 21, "vierundzwanzig": 24, "fünfundzwanzig": 25,
    "dreißig": 30, "fünfunddreißig": 35, "sechsunddreißig": 36, "vierzig": 40, "fünfundvierzig": 45,
    "achtundvierzig": 48, "fünfzig": 50, "sechzig": 60, "zweiundsiebzig": 72, "siebzig": 70, "achtzig": 80,
    "neunzig": 90, "hundert": 100, "einhundert": 100, "zweihundert": 200, "fünfhundert": 500, "tausend": 1000,
}  # fmt: skip
_RUSSIAN_ONES = (
    (1, "один одна одного одной одну одному одним"), (2, "два две двух двум двумя"), (3, "три трех трем тремя"),
    (4, "четыре четырех четырем"), (5, "пять пяти пятью"), (6, "шесть шести"), (7, "семь семи"), (8, "восемь восьми"),
    (9, "девять девяти"), (10, "десять десяти"), (11, "одиннадцать одиннадцати"), (12, "двенадцать двенадцати"),
    (14, "четырнадцать четырнадцати"), (15, "пятнадцать пятнадцати"), (18, "восемнадцать восемнадцати"),
    (20, "двадцать двадцати"), (30, "тридцать тридцати"), (40, "сорок сорока"), (50, "пятьдесят пятидесяти"),
    (60, "шестьдесят шестидесяти"), (90, "девяносто девяноста"), (100, "сто ста"), (200, "двести двухсот"),
    (500, "пятьсот пятисот"), (1000, "тысяча тысячи тысячу"),
)  # fmt: skip
_RUSSIAN_TENS = ((20, "двадцать двадцати"), (30, "тридцать тридцати"), (40, "сорок сорока"))


def _table() -> dict[str, float]:
    table: dict[str, float] = {**_ENGLISH, **_GERMAN}
    ones = list(_ENGLISH.items())[:9]
    tens = [(word, value) for word, value in _ENGLISH.items() if value in range(20, 100, 10)]
    for ten, value in tens:
        for one, more in ones:
            table[f"{ten}-{one}"] = table[f"{ten} {one}"] = value + more
    table.update({f"{word} and a half": value + 0.5 for word, value in list(_ENGLISH.items())[:12]})
    for value, forms in _RUSSIAN_ONES:
        table.update(dict.fromkeys(forms.split(), value))
    for value, forms in _RUSSIAN_TENS:
        for more, ends in _RUSSIAN_ONES[:9]:
            table.update({f"{ten} {one}": value + more for ten in forms.split() for one in ends.split()})
    return table


VALUES = _table()
"""The value of each number that is written as words, in lower case with single spaces, "е" for "ё"."""
PATTERN = "|".join(re.escape(word) for word in sorted(VALUES, key=len, reverse=True))
FRACTIONS = {"half": 50.0, "a third": 100 / 3, "one third": 100 / 3, "two thirds": 200 / 3, "a quarter": 25.0,
             "one quarter": 25.0, "three quarters": 75.0, "a fifth": 20.0, "one fifth": 20.0,
             "two fifths": 40.0, "a tenth": 10.0, "one tenth": 10.0, "die hälfte": 50.0, "ein drittel": 100 / 3,
             "ein viertel": 25.0, "половина": 50.0, "половину": 50.0, "треть": 100 / 3, "четверть": 25.0}  # fmt: skip
"""Shares, in per cent."""
