"""Days, months, quarters, years, weekdays, times of day and frequencies in a sentence.

Own patterns: a library that parses dates reads one date alone, not those within a sentence, and takes "may" for one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from content_index.disagreement.model import Value

_MONTHS = (
    "jan(?:uary|uar|\\.)? январ[ьяе]", "feb(?:ruary|ruar|r?\\.)? феврал[ьяе]", "mar(?:ch|\\.)? märz март[ае]?",
    "apr(?:il|\\.)? апрел[ьяе]", "may mai май мая мае", "june? juni июн[ьяе]", "july? juli июл[ьяе]",
    "aug(?:ust|\\.)? август[ае]?", "sept?(?:ember|\\.)? сентябр[ьяе]", "o[ck]t(?:ober|\\.)? октябр[ьяе]",
    "nov(?:ember|\\.)? ноябр[ьяе]", "de[cz](?:ember|\\.)? декабр[ьяе]",
)  # fmt: skip
_MONTH = "|".join(pattern for each in _MONTHS for pattern in each.split())
_YEAR = r"(?:19|20)\d\d"
_PART = (
    r"(?P<part>end of|late|mid[- ]?|middle of|early|beginning of|start of|first half of|second half of|ende|mitte|"
    r"anfang|конец|конца|в конце|середин\w+|начал\w+)"
)
_DATE = re.compile(
    rf"""(?<![\w.])(?:
    (?P<iso>{_YEAR}-\d\d-\d\d)
    |(?P<dotted>\d{{1,2}}\.\d{{1,2}}\.(?:{_YEAR}|\d\d))
    |(?P<d1>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-](?:of\s)?(?P<m1>{_MONTH})(?:,?[\s-](?P<y1>{_YEAR}))?
    |(?P<m2>{_MONTH})\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:|\s?%|\s(?:days|users|seats|hours|customers))(?:,?\s(?P<y2>{_YEAR}))?
    |(?:{_PART}\s?)?(?:
        (?P<m3>{_MONTH})\s(?P<y3>{_YEAR})
        |(?:Q(?P<q1>[1-4])|(?P<q3>first|second|third|fourth|last(?=\squarter\sof)|erste[ns]?|zweite[ns]?|dritte[ns]?|vierte[ns]?)\s(?:quarter|quartal)(?:\sof)?|(?P<q4>[1-4I])(?:-?[йм]|\.)?\s?(?:quartal|квартал\w*))(?:[\s/]?(?P<y4>{_YEAR}|FY\s?\d\d))?
        |(?P<y5>{_YEAR})[\s/-]?Q(?P<q2>[1-4])
        |H(?P<h>[12])(?:\s(?P<y6>{_YEAR}))?
        |FY\s?(?P<fy>{_YEAR}|\d\d)
        |(?P<m4>{_MONTH})
        |(?P<y7>{_YEAR}))
    )(?![\w%]|[.,]\d)""",
    re.IGNORECASE | re.VERBOSE,
)
_ORDINALS = {"fi": 1, "er": 1, "se": 2, "zw": 2, "th": 3, "dr": 3, "fo": 4, "vi": 4, "la": 4}
_MONTH_ALONE = re.compile(
    r"(?:^|\b(?:in|for|by|until|till|since|from|of|before|after|every|each|end of|mid|early|late|im|bis|ab|"
    r"seit|ende|mitte|anfang|в|до|с|к|конце|начале|of)[ -])$",
    re.IGNORECASE,
)
_YEAR_ALONE = re.compile(
    r"(?:^|\b(?:in|by|until|till|since|from|of|before|after|during|for|fiscal|year|founded|seit|bis|ab|im jahr|"
    r"в|до|с|к|на|за)\s|[(,:–-]\s?)$",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:until|till|by|before|ends?|ending|expires?|deadline|through|no later than|due|valid to|bis|endet|"
    r"läuft|до|к|заканчивается|истекает|not after|retired?|sunset|discontinued|switched off|end of (?:life|"
    r"support)|closes?|signed)\b",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"\b(?:from|since|as of|starts?|starting|begins?|beginning|effective|launch\w*|available|availability|"
    r"opens?|ab|seit|с|начина\w+|after|released?|ga)\b",
    re.IGNORECASE,
)
_WEEKDAYS = (
    "mon(?:day)?s? montags? понедельник\\w*", "tue(?:s(?:day)?)?s? dienstags? вторник\\w*",
    "wed(?:nesday)?s? mittwochs? сред[ауы]", "thu(?:rs(?:day)?)?s? donnerstags? четверг\\w*",
    "fri(?:day)?s? freitags? пятниц\\w+",
    "sat(?:urday)?s? samstags? суббот\\w+", "sun(?:day)?s? sonntags? воскресень\\w+",
)  # fmt: skip
_WEEKDAY = re.compile(
    "|".join(rf"(?P<d{n}>\b(?:{'|'.join(each.split())})\b)" for n, each in enumerate(_WEEKDAYS)), re.IGNORECASE
)
_DAY_RANGE = re.compile(r"\s*(?:to|through|till|until|[-–—]|bis|по|до)\s*", re.IGNORECASE)
_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_CLOCK = re.compile(
    r"(?<![\w.:,])(?:(?P<h>\d{1,2})(?::(?P<m>\d\d))?\s?(?P<ap>[ap])\.?m\b\.?|(?P<h24>[01]?\d|"
    r"2[0-3]):(?P<m24>[0-5]\d)(?!\d|:)(?: ?Uhr\b)?|(?P<hg>[01]?\d|2[0-4])(?:[.:](?P<mg>[0-5]\d))? ?Uhr\b|"
    rf"\b(?P<hw>{'|'.join(_HOURS)}|\d{{1,2}})(?: o['’]clock)? (?P<of>in the (?:morning|afternoon|evening))\b|"
    r"(?P<noon>\bnoon\b|\bmidday\b)|(?P<midnight>\bmidnight\b))",
    re.IGNORECASE,
)
_EVERY = (
    (8, "(?:three|3) times (?:a|per) day|three times daily"), (6, "(?:four|4) times (?:a|per) day"),
    (24, (
        "daily|nightly|(?:every|each) night|every (?:working |business )?day|each day|once (?:a|every|each) day|"
        "täglich|jeden tag|ежедневно|каждый день"
    )),
    (12, "twice (?:a|per|every|each) day|twice daily|every (?:twelve|12) hours"),
    (8, "every (?:eight|8) hours"), (6, "every (?:six|6) hours"), (168, (
        "weekly|every week|each week|once (?:a|per|every|each) week|wöchentlich|jede woche|еженедельно|каждую неделю|"
        "раз в неделю"
    )),
    (84, "twice (?:a|per|every|each) week|twice weekly"),
    (336, "bi-?weekly|fortnightly|every (?:two|other|2) weeks?|every second week|alle zwei wochen|раз в две недели"),
    (730.5, (
        "monthly|every month|each month|once (?:a|per|every|each) month|monatlich|jeden monat|ежемесячно|каждый месяц|"
        "раз в месяц"
    )),
    (365.25, "twice (?:a|per|every|each) month|bimonthly"),
    (2191.5, (
        "quarterly|every quarter|each quarter|once (?:a|per|every|each) quarter|every (?:three|3) months|"
        "vierteljährlich|quartalsweise|jedes quartal|ежеквартально|каждый квартал|раз в квартал"
    )),
    (4383, (
        "twice (?:a|per|every|each) year|twice yearly|semi-?annual(?:ly)?|half-?yearly|every (?:six|6) months|"
        "every half[- ]year|halbjährlich|раз в полгода|дважды в год"
    )),
    (8766, (
        "annually|yearly|every year|each year|once (?:a|per|every|each) year|every (?:twelve|12) months|jährlich|"
        "jedes jahr|ежегодно|каждый год|раз в год"
    )),
    (17532, "every (?:two|2|other) years?|alle zwei jahre|раз в два года"),
    (1, "hourly|every hour|stündlich|ежечасно|каждый час"),
)  # fmt: skip
_FREQUENCY = re.compile("|".join(rf"(?P<f{n}>\b(?:{words})\b)" for n, (_, words) in enumerate(_EVERY)), re.IGNORECASE)
_ALWAYS = re.compile(
    r"\b(?:a?round the clock|24/7|24[x×]7|24 hours(?: a day)?(?=,? (?:a day|every|365|seven|7)|$)|"
    r"day and night|rund um die Uhr|круглосуточно)(?!\w)",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\s?(?P<zone>(?-i:CES?T|MES?Z|UTC|GMT|BST|E[SD]?T|C[SD]T|M[SD]T|P[SD]?T|SGT|MSK)\b|eastern|central|pacific|"
    r"(?-i:[A-Z][a-z]+) time\b)",
    re.IGNORECASE,
)
_WHOLE_DAY = 1440
_CYRILLIC = "\u0400"
"""From here on letters are Cyrillic: months and weekdays are written small there."""
_NO_YEAR = 4  # a leap year long past: days without a year are compared among themselves
_LEAD = 40


def dates(text: str) -> list[Value]:
    """The dates of a plain sentence in order.

    Dimension "day" has days since year 1, "day of year" those of a year that is not said; the role of a date stands
    behind it: "day:end" (until …), "day:start" (from …). Weekdays are a set (`counted`), times of day minutes, and how
    often something happens the hours between ("every").
    """
    found = [value for match in _DATE.finditer(text) if (value := _date(match, text)) is not None]
    taken = [(value.start, value.end) for value in found]
    others = [*_weekdays(text), *_clock(text), *_frequencies(text)]
    return sorted(found + [one for one in others if not any(one.start < e and s < one.end for s, e in taken)],
                  key=lambda value: value.start)  # fmt: skip


def _date(match: re.Match[str], text: str) -> Value | None:
    before = text[max(0, match.start() - _LEAD) : match.start()]
    if match["m4"] and not match["part"]:
        word = match["m4"]
        known = _MONTH_ALONE.search(before) and (word[0].isupper() or word[0] >= _CYRILLIC)
        if not known:
            return None
    if match["y7"] and not match["part"] and not _YEAR_ALONE.search(before):
        return None
    interval = _interval(match)
    if interval is None:
        return None
    (first, last), has_year = interval
    first, last = _part(first, last, (match["part"] or "").lower().strip())
    role = ""
    ends, starts = [list(pattern.finditer(before)) for pattern in (_ENDS, _STARTS)]
    if ends or starts:
        role = ":end" if not starts or (ends and ends[-1].end() >= starts[-1].end()) else ":start"
    dimension = f"day{role}" if has_year else f"day of year{role}"
    start, end = match.start(), match.end()
    return Value("date", dimension, first.toordinal(), last.toordinal(), start, end, match.group().strip())


def _interval(match: re.Match[str]) -> tuple[tuple[date, date], bool] | None:
    groups = match.groupdict()
    year_written = next((groups[name] for name in ("y1", "y2", "y3", "y4", "y5", "y6", "y7", "fy") if groups[name]), "")
    digits = re.sub(r"\D", "", year_written)
    year = (2000 + int(digits) if len(digits) == 2 else int(digits)) if digits else _NO_YEAR  # noqa: PLR2004 - "26"
    try:
        if groups["iso"]:
            day = date.fromisoformat(groups["iso"])
            return (day, day), True
        if groups["dotted"]:
            d, m, y = map(int, groups["dotted"].split("."))
            day = date(y + 2000 if y < 100 else y, m, d)  # noqa: PLR2004 - two digits
            return (day, day), True
        month = next((_month(groups[name]) for name in ("m1", "m2", "m3", "m4") if groups[name]), 0)
        written_day = groups["d1"] or groups["d2"]
        if month and written_day:
            day = date(year, month, int(written_day))
            return (day, day), bool(digits)
    except ValueError:
        return None
    quarter = groups["q1"] or groups["q2"] or groups["q4"]
    if groups["q3"]:
        quarter = str(_ORDINALS[groups["q3"][:2].lower()])
    if month:
        span = (month, month)
    elif quarter:
        number = 1 if quarter.upper() == "I" else int(quarter)
        span = (3 * number - 2, 3 * number)
    elif groups["h"]:
        span = (6 * int(groups["h"]) - 5, 6 * int(groups["h"]))
    elif digits:
        span = (1, 12)
    else:
        return None
    return (date(year, span[0], 1), date(year, span[1], monthrange(year, span[1])[1])), bool(digits)


def _part(first: date, last: date, part: str) -> tuple[date, date]:
    """The third of a period that "end of", "mid" or "early" names: its last day would be too strict for "late"."""
    days = (last - first).days
    third = days // 3
    if part.startswith(("end", "late", "кон", "в кон", "second half")):
        return date.fromordinal(last.toordinal() - third), last
    if part.startswith(("mid", "mit", "сер")):
        return date.fromordinal(first.toordinal() + third - 3), date.fromordinal(last.toordinal() - third + 3)
    if part:
        return first, date.fromordinal(first.toordinal() + third)
    return first, last


def _month(written: str) -> int:
    return next(
        n for n, each in enumerate(_MONTHS, 1) if any(re.fullmatch(p, written, re.IGNORECASE) for p in each.split())
    )


def _weekdays(text: str) -> Iterator[Value]:
    found = [
        (match, int((match.lastgroup or "d0")[1:]))
        for match in _WEEKDAY.finditer(text)
        if match.group()[0].isupper() or match.group()[0] >= _CYRILLIC
    ]
    place = 0
    while place < len(found):
        match, day = found[place]
        days, end = {day}, match.end()
        while place + 1 < len(found):
            between = text[end : found[place + 1][0].start()]
            if _DAY_RANGE.fullmatch(between):
                last = found[place + 1][1]
                days |= set(range(min(days), last + 1)) if last >= min(days) else {last}
            elif re.fullmatch(r"\s*(?:,|and|or|und|и|/)\s*", between):
                days.add(found[place + 1][1])
            else:
                break
            place += 1
            end = found[place][0].end()
        counted = frozenset(str(one) for one in days)
        yield Value("date", "weekday", 0, 0, match.start(), end, text[match.start() : end], counted=counted)
        place += 1


def _clock(text: str) -> Iterator[Value]:
    """Times of day, and opening hours as ranges; "around the clock" is the whole day."""
    found = list[Value]()
    for match in _CLOCK.finditer(text):
        if match["noon"] or match["midnight"]:
            minutes = 720 if match["noon"] else 1440
        elif match["hw"]:
            hour = int(match["hw"]) if match["hw"].isdigit() else 1 + _HOURS.index(match["hw"].lower())
            minutes = 60 * (hour % 12 + (0 if match["of"].lower().endswith("morning") else 12))
        elif match["hg"]:
            minutes = 60 * int(match["hg"]) + int(match["mg"] or 0)
        elif match["h24"]:
            minutes = 60 * int(match["h24"]) + int(match["m24"])
        else:
            minutes = 60 * (int(match["h"]) % 12 + (12 if match["ap"].lower() == "p" else 0)) + int(match["m"] or 0)
        zone = _ZONE.match(text, match.end())
        counted = frozenset({zone["zone"].lower()}) if zone else frozenset[str]()
        written = match.group().strip()
        found.append(Value("date", "clock", minutes, minutes, match.start(), match.end(), written, counted=counted))
    always = [Value("date", "clock", 0, _WHOLE_DAY, m.start(), m.end(), m.group()) for m in _ALWAYS.finditer(text)]
    place = 0
    while place < len(found):
        first = found[place]
        last = found[place + 1] if place + 1 < len(found) else None
        if last and _DAY_RANGE.fullmatch(text[first.end : last.start]) and first.low < last.low:
            written = text[first.start : last.end]
            yield replace(first, high=last.high, end=last.end, written=written, bound="range")
            place += 2
        else:
            yield first
            place += 1
    yield from always


def _frequencies(text: str) -> Iterator[Value]:
    for match in _FREQUENCY.finditer(text):
        hours = _EVERY[int((match.lastgroup or "f0")[1:])][0]
        yield Value("date", "every", hours, hours, match.start(), match.end(), match.group())
