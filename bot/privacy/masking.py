"""Addresses and numbers that say who somebody is, or open a purse, are taken out of text before it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

DEFAULT_REGIONS = ("US", "GB", "DE", "RU")
EMAIL, PHONE, CARD, IBAN = "[email]", "[phone]", "[card]", "[iban]"
_FEWEST_PHONE_DIGITS = 7
"""Shorter numbers are extensions and short codes, which nobody can be called by from outside."""

_LOCAL_PART = re.compile(r"[\w.+%'&*-]{1,64}")
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,10}[^\W\d_][\w-]*")
_IBAN = re.compile(
    r"(?<![A-Za-z\d])[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z\d]{4}){2,7}(?:[ \u00a0]?[A-Z\d]{1,3})?(?![A-Za-z\d])"
)
_DIGIT_GROUPS = re.compile(r"(?<![\d.,])\d{3,19}(?:[ \u00a0\u202f-]\d{1,7})*(?![\d]|[.,]\d)")
_CARD_GROUPINGS = re.compile(r"4 4 4 4(?: [123])?|4 4 4 1|4 4 5|4 6 [45]|4 7 4|6 13|1[3-9]")
"""Lengths of the groups that a card's digits are written in."""
_CARD_STARTS = re.compile(r"4|5|6|3[04-9]|2[2-7]")
"""What the numbers of the card networks begin with (ISO/IEC 7812): Visa, Mastercard, Amex, Mir, UnionPay and others."""

_SPACE = r"[ \u00a0\u202f]"
_MONEY = r"[$€£¥₽₴₸₹]"
_UNIT = rf"(?:{_MONEY}|%|USD|EUR|GBP|CHF|RUB|руб|евро|долл|тыс|млн|млрд|million|billion|thousand)"
_DATE = r"\d{4}([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./-])\d{1,2}\2(?:19|20)?\d\d"
_NO_PHONE = re.compile(
    "|".join(
        (
            # 2026-11-25 and 25.11.2026, with a time or not
            rf"(?<![\d.,/-])(?:{_DATE})(?!\d|[.,/-]\d)(?:[T ,]{{1,2}}\d{{1,2}}[:.]?\d\d(?!\d))?",
            rf"{_MONEY}{_SPACE}?\d[\d.,]{{0,20}}(?:{_SPACE}\d{{3}}(?!\d)){{0,5}}",
            rf"(?<![\d+(.,-])(?<![\d+)]{_SPACE})\d[\d.,]{{0,20}}(?:{_SPACE}\d{{3}}){{0,5}}{_SPACE}?{_UNIT}",
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
    (ISO 3166). Masking what is masked changes nothing; nor does a text change without a digit and an `@`.
    """
    while (after := _masked_once(text, regions)) != text:
        text = after  # what stood beside a number that is gone may be read as another one now
    return text


def _masked_once(text: str, regions: Sequence[str]) -> str:
    text = _without(text, _emails(text), EMAIL)
    if sum(map(str.isdigit, text)) < _FEWEST_PHONE_DIGITS:
        return text
    text = _without(text, _ibans(text), IBAN)
    text = _without(text, _cards(text), CARD)
    return _without(text, _phones(text, regions), PHONE)


def _without(text: str, spans: Iterator[tuple[int, int]], mark: str) -> str:
    parts, end = [], 0
    for start, stop in sorted(spans):
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
    for found in _IBAN.finditer(text):
        account = re.sub(r"\s", "", found.group())
        digits = "".join(str(int(letter, 36)) for letter in account[4:] + account[:4])
        if int(digits) % 97 == 1:
            yield found.span()


def _cards(text: str) -> Iterator[tuple[int, int]]:
    """Whole groups of digits that together have a card's length, beginning and check digit."""
    for found in _DIGIT_GROUPS.finditer(text):
        groups = [group.span() for group in re.finditer(r"\d+", found.group())]
        first = 0
        while first < len(groups):
            last = next(
                (
                    last
                    for last in range(min(first + 5, len(groups)), first, -1)
                    if _is_card(found.group(), groups[first:last])
                ),
                None,
            )
            if last is not None:
                yield found.start() + groups[first][0], found.start() + groups[last - 1][1]
            first = last or first + 1


def _is_card(text: str, groups: Sequence[tuple[int, int]]) -> bool:
    lengths = " ".join(str(end - start) for start, end in groups)
    if not _CARD_GROUPINGS.fullmatch(lengths):
        return False
    digits = "".join(text[start:end] for start, end in groups)
    return bool(_CARD_STARTS.match(digits)) and _luhn(digits)


def _luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    total = sum(int(digit) for digit in digits[::-2])
    return (total + sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])) % 10 == 0


def _phones(text: str, regions: Sequence[str]) -> Iterator[tuple[int, int]]:
    from phonenumbers import Leniency, PhoneNumberMatcher  # not for a question without numbers

    readable = _NO_PHONE.sub(lambda found: "|" * len(found.group()), text)
    if sum(map(str.isdigit, readable)) < _FEWEST_PHONE_DIGITS:
        return
    for region in regions or (None,):
        for found in PhoneNumberMatcher(readable, region, leniency=Leniency.VALID):
            if sum(map(str.isdigit, found.raw_string)) >= _FEWEST_PHONE_DIGITS:
                yield found.start, found.end
