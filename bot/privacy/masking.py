"""Addresses and numbers that say who somebody is, or open a purse, are taken out of text before it is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

DEFAULT_REGIONS = ("US", "GB", "DE", "RU")
EMAIL, PHONE, CARD, IBAN, NUMBER = "[email]", "[phone]", "[card]", "[iban]", "[number]"
_FEWEST_PHONE_DIGITS = 7
"""Shorter numbers are extensions and short codes, which nobody can be called by from outside."""
_MOST_DIGITS = 300
"""In long numbers of one text, that are looked at: finding phones takes some tenth of a millisecond for each."""

_AS_ASCII = {"＠": "@", "﹫": "@", "＋": "+", "．": "."} | dict.fromkeys("‐‑‒–—−－", "-")
_RUN = re.compile(r"[+(\[]{0,2}\d(?:[ \u00a0\u00ad\u200b\u202f\u2060\u3000().\[\]/~+-]{0,4}\d)*")
"""Digits that the library may take for one phone."""
_IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI FK FO GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU YE",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}
"""Of whole accounts, by country (the registry of ISO 13616)."""
_LOCAL_PART = re.compile(r"[\w.+%'&*-]{1,64}")
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,10}[^\W\d_][\w-]*")
_ACCOUNT_START = re.compile(r"(?<![A-Za-z\d])[A-Za-z]{2}\d\d(?=[ \u00a0-]?[A-Za-z\d])")
_DIGIT_GROUPS = re.compile(r"(?<!\d)(?<!\d[.,])\d{3,19}(?:[ \u00a0\u202f.-]\d{1,7})*(?!\d|[.,]\d)")
_CARD_GROUPINGS = re.compile(r"4 4 4 4(?: [123])?|4 4 4 1|4 4 5|4 6 [45]|4 7 4|6 13|1[3-9]")
"""Lengths of the groups that a card's digits are written in."""
_CARD_STARTS = re.compile(r"4|5|6|3[04-9]|2[2-7]")
"""What the numbers of the card networks begin with (ISO/IEC 7812): Visa, Mastercard, Amex, Mir, UnionPay and others."""

_SPACE = r"[ \u00a0\u202f]"
_MONEY = r"[$\u00a2-\u00a5\u058f\u060b\u09f2\u09f3\u0e3f\u17db\u20a0-\u20c0\ufdfc\ufe69\uff04\uffe0\uffe1\uffe5\uffe6]"
"""Signs of currencies (Unicode's category Sc)."""
_BESIDE_PHONES = re.compile(rf"{_MONEY}|%")
"""The library takes no number beside these for a phone; what is money or a share is gone when they are looked at."""
_UNIT = rf"(?:{_MONEY}|%|USD|EUR|GBP|CHF|RUB|руб|евро|долл|тыс|млн|млрд|million|billion|thousand)"
_NO_AMOUNT = (
    r"(?:\d{10,15}(?!\d|[.,]\d)"  # 4155552671; a price in billions has its thousands apart
    r"|0\d{2}"
    r"|(?:1[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4}(?!\d)"
    r"|\d(?:[ ()-]{0,2}\d){2,8}-\d\d-\d\d(?!\d))"  # 495 123-45-67
)
"""What is written as no amount is, be a currency's sign beside it or not."""
_DATE = r"\d{4}([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./-])\d{1,2}\2(?:19|20)?\d\d"
_TIME = rf"(?:\d{{1,2}}[:.]\d\d(?!\d|[.]\d)|\d{{3,4}}(?!\d|{_SPACE}?[.-]?\d))"
_REFERENCE = r"(?i:invoice|order|ticket|contract|quote|case|sku|po|сч[её]т|заказ|договор|тикет|накладная)"
_CALLS = "TEL|PHONE|MOB|CELL|CALL|FAX|WA|ТЕЛ|МОБ|ФАКС"
_NO_PHONE = re.compile(
    "|".join(
        (
            # 2026-11-25 and 25.11.2026, with a time or not
            rf"(?<![\d.,/-])(?:{_DATE})(?!\d|[.,/-]\d)(?:[T ,]{{1,2}}{_TIME})?",
            # INV-2026-001234 and invoice 2026001234
            rf"(?<!\w)(?!{_CALLS})[A-ZА-Я]{{2,6}}-(?:(?:19|20)\d\d[/-]\d{{1,8}}|\d{{5,15}})(?![\w-])",
            rf"(?<!\w){_REFERENCE}{_SPACE}?(?:(?i:no|nr|number|номер)\b\.?|[#№:])?{_SPACE}?\d{{5,15}}(?!{_SPACE}?[\w-])",
            rf"{_MONEY}{_SPACE}?(?!{_NO_AMOUNT})\d[\d.,]{{0,20}}(?:{_SPACE}\d{{3}}(?!\d)){{0,5}}",
            rf"(?<![\d+(.,-])(?<![\d+)]{_SPACE})(?!{_NO_AMOUNT})\d[\d.,]{{0,20}}(?:{_SPACE}\d{{3}}){{0,5}}{_SPACE}?{_UNIT}",
            # 1 200 000; but where three digits begin it, a phone may be written like that
            rf"(?<![\d+(.,)-])(?<![\d+)]{_SPACE})[1-9]\d?(?:{_SPACE}\d{{3}}){{2,5}}(?!{_SPACE}?[\d-])",
            r"(?<![\d+])\d{1,3}(?:,\d{3}){1,5}(?!\d)",
            r"(?<![\d.,+])\d{1,4}[.,]\d{1,2}(?![\d.,])",
            # 10.4.2 and 192.168.100.200
            r"(?<![\d.+])[vV]?\d{1,3}(?:\.\d{1,3}){2,3}(?![\d.]|[ -]\d)",
        )
    )
)
"""Dates, money, amounts, versions: what phone numbers of some country look like as well."""


def masked(text: str, regions: Sequence[str] = DEFAULT_REGIONS) -> str:
    """The text with `[email]`, `[phone]`, `[card]` and `[iban]` in the place of such.

    Phones with a country's code are found whatever the country, others where they are valid in one of `regions`
    (ISO 3166). Where there are more digits than anybody types, those that are not looked at become `[number]`. Masking
    what is masked changes nothing; nor does a text change without a digit and an `@`, of whatever script or width.
    """
    while (after := _masked_once(text, regions)) != text:
        text = after  # what stood beside a number that is gone may be read as another one now
    return text


def _masked_once(text: str, regions: Sequence[str]) -> str:
    text = _without(text, _emails(_readable(text)), EMAIL)
    readable = _readable(text)
    if sum(map(str.isdigit, readable)) < _FEWEST_PHONE_DIGITS:
        return text
    text = _without(text, _ibans(readable), IBAN)
    text = _without(text, _cards(_readable(text)), CARD)
    candidates, beyond = _candidates(_readable(text))
    found = sorted([*((*span, NUMBER) for span in beyond), *((*span, PHONE) for span in _phones(candidates, regions))])
    return _marked(text, found)


def _readable(text: str) -> str:
    """The text with digits, `@` and hyphens of whatever script as ASCII has them; each stays in its place."""
    if text.isascii():
        return text
    return "".join(
        _AS_ASCII.get(one) or (str(unicodedata.decimal(one, one)) if one.isdecimal() else one) for one in text
    )


def _without(text: str, spans: Iterator[tuple[int, int]], mark: str) -> str:
    return _marked(text, sorted((start, stop, mark) for start, stop in spans))


def _marked(text: str, found: Sequence[tuple[int, int, str]]) -> str:
    parts, end = [], 0
    for start, stop, mark in found:
        if start >= end:
            parts += [text[end:start], mark]
            end = stop
    return "".join((*parts, text[end:])) if parts else text


def _emails(text: str) -> Iterator[tuple[int, int]]:
    """Looked for around each `@`, so that long words without one cost nothing."""
    at = text.find("@")
    while at >= 0:
        domain = _DOMAIN.match(text, at + 1)
        before = _LOCAL_PART.match(text[max(at - 64, 0) : at][::-1])
        if domain and before:
            yield at - before.end(), domain.end()
        at = text.find("@", at + 1)


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    """Written in groups or not, in large letters or small; the country says how long one is."""
    for found in _ACCOUNT_START.finditer(text):
        length = _IBAN_LENGTHS.get(found.group()[:2].upper())
        if length is None:
            continue
        rest = re.compile(rf"(?:[ \u00a0-]?[A-Za-z\d]){{{length - 4}}}(?![A-Za-z\d])").match(text, found.end())
        if rest is None:
            continue
        account = re.sub(r"[\s-]", "", found.group() + rest.group())
        if int("".join(str(int(letter, 36)) for letter in account[4:] + account[:4])) % 97 == 1:
            yield found.start(), rest.end()


def _cards(text: str) -> Iterator[tuple[int, int]]:
    """Whole groups of digits that together have a card's length, beginning and check digit."""
    for found in _DIGIT_GROUPS.finditer(text):
        groups = [group.span() for group in re.compile(r"\d+").finditer(text, *found.span())]
        first = 0
        while first < len(groups):
            window = range(min(first + 5, len(groups)), first, -1)
            last = next((last for last in window if _is_card(text, groups[first:last])), None)
            if last is not None:
                yield groups[first][0], groups[last - 1][1]
            first = last or first + 1


def _is_card(text: str, groups: Sequence[tuple[int, int]]) -> bool:
    if not _CARD_STARTS.match(text, groups[0][0]):
        return False
    lengths = " ".join([str(end - start) for start, end in groups])
    return bool(_CARD_GROUPINGS.fullmatch(lengths)) and _luhn("".join([text[start:end] for start, end in groups]))


def _luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    total = sum(int(digit) for digit in digits[::-2])
    return (total + sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])) % 10 == 0


def _candidates(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with `|` in the place of what is no phone; and long numbers beyond those that are looked at."""
    readable = _BESIDE_PHONES.sub("|", _NO_PHONE.sub(lambda found: "|" * len(found.group()), text))
    runs = [(*found.span(), sum(map(str.isdigit, found.group()))) for found in _RUN.finditer(readable)]
    if sum(digits for *_, digits in runs) <= _MOST_DIGITS:
        return readable, []
    parts, beyond, end, left = [], [], 0, _MOST_DIGITS
    for start, stop, digits in runs:
        looked_at = _FEWEST_PHONE_DIGITS <= digits <= left
        parts += [readable[end:start], readable[start:stop] if looked_at else "|" * (stop - start)]
        end = stop
        if looked_at:
            left -= digits
        elif digits >= _FEWEST_PHONE_DIGITS:
            beyond.append((start, stop))
    return "".join((*parts, readable[end:])), beyond


def _phones(readable: str, regions: Sequence[str]) -> Iterator[tuple[int, int]]:
    from phonenumbers import Leniency, PhoneNumberMatcher  # not for a question without numbers

    if sum(map(str.isdigit, readable)) < _FEWEST_PHONE_DIGITS:
        return
    for region in regions or (None,):
        for found in PhoneNumberMatcher(readable, region, leniency=Leniency.VALID):
            if sum(map(str.isdigit, found.raw_string)) >= _FEWEST_PHONE_DIGITS:
                yield found.start, found.end
