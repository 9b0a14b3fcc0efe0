"""Quantities in a sentence: percentages, money, time, storage and counts, with what bounds them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from content_index.disagreement import number_words, units
from content_index.disagreement.concepts import FULL, weight
from content_index.disagreement.model import INFINITE, Bound, Value
from content_index.disagreement.quantities_in_words import CONVERTED, DEAL, Concepts, quantities_in_words
from content_index.disagreement.quantities_in_words import counted as counted_after

_CURRENCY_BEFORE = r"(?P<before>(?:US|A|C)?\$|[€£₽₹¥]|\b(?:USD|EUR|GBP|CHF|RUB|CAD|AUD|INR|JPY|SGD|PLN|SEK)\b)\s?"
_CURRENCY_AFTER = "|".join(
    re.escape(sign) + (r"\b" if sign[-1].isalpha() else "") for sign in sorted(units.CURRENCIES, key=len, reverse=True)
)
_QUANTITY = re.compile(
    rf"""(?:{_CURRENCY_BEFORE})?
    (?:(?<![\w.,:/])(?P<digits>\d{{1,3}}(?:[.,'’]\d{{3}})+(?:[.,]\d+)?
        |\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,]\d+)?|[.]\d+)
      |(?<![\w-])(?P<word>{number_words.PATTERN})(?![\w]))
    (?:\s?(?P<scale>k|(?(before)m|(?<!\s)m)|mn|bn|thousand|million|billion|mln|mio\.?|tsd\.?|tausend|millionen|mrd\.?|тыс\.?|тысяч[аи]?|млн\.?|млрд\.?|миллион(?:а|ов)?)(?![\w]))?
    (?:\s?(?P<percent>%|(?:percent|per\ cent|pct|prozent|процент\w*|basis\ points?|bps|basispunkte)(?!\w))
      |\s?(?P<after>{_CURRENCY_AFTER})
      |[\s-]{{0,2}}(?P<unit>{units.WORKING}(?:{units.PATTERN}))(?![\w])
      |(?P<times>\s?[x×](?!\w)|\stimes(?!\w)))?
    (?!\w|[.,:/]\d)""",
    re.IGNORECASE | re.VERBOSE,
)
_BETWEEN = re.compile(r"\s*(?:to|or|oder|или|through|up to|[-–—]|bis(?: zu)?|до|по)\s*", re.IGNORECASE)
_BETWEEN_AND = re.compile(r"\s*(?:and|und|и)\s*", re.IGNORECASE)
_TO = re.compile(r"\s*(?:down |up )?(?:to|auf)\s*", re.IGNORECASE)
_CHANGES = re.compile(
    r"\b(?:fell|falls|dropped|rose|went|grew|cut|reduced?|shortened|increased|raised|climbed|sank|halved|improved|"
    r"sank|stieg|gesunken|gestiegen)\b(?: [\w']+){0,5} (?:from|von)\s*$",
    re.IGNORECASE,
)
_OPENS_RANGE = re.compile(r"\b(?:between|zwischen|между|from)\s+$", re.IGNORECASE)
_MOST = re.compile(
    r"(?:\b(?:up to|as long as|as many as|at most|no more than|not more than|max(?:imum)?\.?(?: of|"
    r" is)?|as much as|cap(?:ped)? (?:at|is|of)|"
    r"limited to|limit(?: is| of)?:?|not exceed(?:ing)?|bis(?: zu)?|höchstens|maximal|до|не более|максимум|не больше|"
    r"less than|under|below|fewer than|unter|weniger als|менее|меньше|(?:largest|highest|biggest) \w+(?: \w+){0,6} is)"
    r"|≤|<=?)\s*(?:a |an )?$",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"(?:\b(?:at least|from|no less than|not less than|min(?:imum)?\.?(?: \w+){0,3}?(?: of| is)?:?|as low as|"
    r"start(?:s|ing)? (?:at|from)|"
    r"more than|over|above|exceed(?:s|ing)?|beyond|greater than|larger than|mindestens|ab|über|mehr als|от|"
    r"не менее|минимум|свыше|более|больше|выше|не меньше|(?:smallest|lowest|entry) \w+(?: \w+){0,6} (?:is|"
    r"of)(?: for)?)|≥|>=?)\s*(?:a |an )?$",
    re.IGNORECASE,
)
_NOT_MORE = re.compile(
    r"\b(?:not?|never|cannot|nothing|none|nicht|kein\w*|не)\b(?: \w+){0,4}? (?:(?:more|larger|bigger|longer|greater|"
    r"higher|older|heavier) than|exceed|over|above|beyond|mehr als|"
    r"über|более|больше|выше)\s*$",
    re.IGNORECASE,
)
_THRESHOLD = re.compile(
    r"\b(?:above|over|exceed(?:s|ing)?|beyond|below|under|older than|ab|über|unter|свыше|выше|ниже)\s*$", re.IGNORECASE
)
_OR_MORE = re.compile(
    r"\s?(?:\+(?!\w)|,?\s?(?:or|and|oder|und|и) (?:more|above|over|up|higher|mehr|более|больше|выше)\b| (?:on|"
    r"upwards?)(?: |\.|$))",
    re.IGNORECASE,
)
_OR_LESS = re.compile(r"\s?,?\s?(?:or|and|oder|und|и) (?:less|below|fewer|lower|weniger|менее|меньше)\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|some|nearly|almost|close to|just (?:over|under)|well over|"
    r"circa|ca\.|etwa|rund|ungefähr|"
    r"около|примерно|почти)|~|≈)\s*$",
    re.IGNORECASE,
)
_MAY_GIVE = re.compile(
    r"\b(?:can|may|kann|können|dürfen|darf|могут|может)\b(?: \w+){0,2} (?:give|approve|discount|grant|offer|sign|"
    r"go|gewähren|geben|дать|давать|предложить)\b(?: \w+){0,4} ?$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:\b(?:sev(?:erity)?|prio(?:rity)?|tier|level|phase|steps?|stage|section|article|art\.|type|soc|iso|iec|"
    r"page|slide|"
    r"chapter|option|appendix|figure|table|paragraph|windows|version|release|rule|status|code|port|day|week|month|band|question|"
    r"stufe|phase|schritt|abschnitt|artikel|уровень|уровня|этап|шаг|раздел|статья|the top|number|no\.)|[§#№]|"
    r"(?-i:[A-Z]{3,})|(?-i:[A-Z]{2,})[-/]|/)[\s-]?$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"20[1-3]\d")
"""Such a number without a unit is a year rather than a count."""
_PER = re.compile(
    r"\s*(?:/|per\b|an?\b|each\b|every\b|pro\b|je\b|im\b|в\b|за\b|на\b|and\b|und\b)\s?"
    r"(?P<what>[^\W\d_]\w*(?: [^\W\d_]\w*(?=,? ?(?:/|"
    r"(?:per|an?|each|every|pro|and) (?:day|week|month|year|monat|jahr)\b)))?)",
    re.IGNORECASE,
)
_SHARE_OF = re.compile(
    r"\s+of (?:all |the |its |their |our |your |every |each )*(?P<what>[^\W\d_][\w'-]*(?: (?!(?:in|on|at|are|is|was|"
    r"were|by|for|and|or|to|from|with|as|of|a|an|that|which)\b)[^\W\d_][\w'-]*){0,2})",
    re.IGNORECASE,
)
"""What a percentage is a part of."""
_ADVERB = re.compile(
    r"\s*(?P<what>monthly|yearly|annually|weekly|daily|monatlich|jährlich|ежемесячно|ежегодно|p\.a\.|pa\b)",
    re.IGNORECASE,
)
_ADVERBS = {"m": "month", "y": "year", "a": "year", "w": "week", "d": "day", "j": "year", "p": "year", "е": "month"}
_BASIS_POINTS = 100
_LEAD = 60
_WORD_ALONE = "word"
"""A number as a word, or with decimals, that counts nothing; it may begin a range ("three to four days")."""
ROUNDED, WORKING = 0.1, 0.21
"""Relative differences that "about" and working days explain."""


def quantities(text: str, language: str, taken: Sequence[tuple[int, int]], concepts: Concepts) -> list[Value]:
    """The quantities of a plain sentence in order; none within the `taken` spans (of dates and periods)."""
    found = [match for match in _QUANTITY.finditer(text) if not _overlaps(match, taken)]
    values = [value for match in found if (value := _read(match, text, language, concepts)) is not None]
    values += [
        _as_bound(one, text)
        for one in quantities_in_words(text, concepts)
        if not any(one.start < v.end and v.start < one.end for v in values)
    ]
    return list(_with_ranges(sorted(values, key=lambda value: value.start), text))


def _as_bound(value: Value, text: str) -> Value:
    """As "under half an hour" and "up to a year" are bounds."""
    before = text[max(0, value.start - _LEAD) : value.start]
    if value.dimension != "time" or value.bound != "exact":
        return value
    if _NOT_MORE.search(before) or _MOST.search(before):
        return _bounded(replace(value, bound="most"))
    return _bounded(replace(value, bound="least")) if _LEAST.search(before) else value


def _overlaps(match: re.Match[str], taken: Sequence[tuple[int, int]]) -> bool:
    return any(match.start() < end and start < match.end() for start, end in taken)


def _read(  # noqa: C901, PLR0912, PLR0915 - one branch for each kind of quantity
    match: re.Match[str], text: str, language: str, concepts: Concepts
) -> Value | None:
    before, after = text[max(0, match.start() - _LEAD) : match.start()], text[match.end() :]
    amount = _amount(match, language)
    currency = match["before"] or match["after"]
    start, end, written = *match.span(), match.group().strip()
    end = start + len(match.group().rstrip())
    per, every, read = _per(after, concepts) if not match["unit"] or currency else (frozenset[str](), 0.0, 0)
    known = units.unit(match["unit"]) if match["unit"] else None
    counted, tolerance, condition = frozenset[str](), 0.0, False
    if currency:
        dimension = f"money:{units.CURRENCIES[currency.lower().strip()]}"
    elif match["percent"]:
        dimension = "percent"
        if match["percent"][0] in "bB":
            amount /= _BASIS_POINTS
        if not per and (share := _SHARE_OF.match(after)):
            per = frozenset(each for each in concepts(share["what"]) if weight(each) == FULL)
    elif known:
        dimension, amount = known.dimension, amount * known.size
        tolerance = 0.0 if known.exact else (WORKING if known.size == 33.6 else CONVERTED)  # noqa: PLR2004 - a working day
        condition = DEAL.match(after) is not None
        per, every, read = _per_of_count(after, concepts)
        if not every:
            per, read = frozenset(), 0
    elif match["times"]:
        dimension = "times"
    else:
        if (_LABEL.search(before) or _YEAR.fullmatch(match.group().strip())) and not match["scale"]:
            return None
        if re.search(r"\bnet[ -]$", before, re.IGNORECASE):
            return Value("number", "time", amount * 24, amount * 24, start, end, f"net {written}", raw=amount)
        dimension, counted = "count", counted_after(after, concepts)
        per, every, read = _per_of_count(after, concepts)
        bounded = _NOT_MORE.search(before) or _MOST.search(before) or _LEAST.search(before)
        # "One" is an article as often, and "release 8.1" counts nothing.
        article = match["word"] and (amount < 2 or not (counted or bounded))  # noqa: PLR2004
        if not every and (article or (amount % 1 and not counted)):
            dimension = _WORD_ALONE
    condition = condition or _THRESHOLD.search(before) is not None
    bound: Bound = "exact"
    if (
        _NOT_MORE.search(before)
        or _MOST.search(before)
        or _OR_LESS.match(after)
        or (dimension in ("percent", "count") and _MAY_GIVE.search(before))
    ):
        bound = "most"
    elif _LEAST.search(before) or _OR_MORE.match(after):
        bound = "least"
    if _ABOUT.search(before):
        tolerance = max(tolerance, ROUNDED)
    raw = amount / known.size if known and not currency and not match["percent"] else amount
    if every:
        dimension, amount = f"{dimension}/time", amount / every
        tolerance = max(tolerance, 0.02)
    if dimension == "count" and counted:
        noun = re.match(r"[\s-]+[^\W\d_][\w'-]*", after)
        written = (text[start:end] + noun[0]) if noun else written
    if read:
        written = text[start : end + read].strip()
    value = Value("number", dimension, amount, amount, start, end + read, written, bound, tolerance, counted, per,
                  condition, raw)  # fmt: skip
    return _bounded(value)


def _bounded(value: Value) -> Value:
    if value.bound == "most":
        return replace(value, low=-INFINITE)
    return replace(value, high=INFINITE) if value.bound == "least" else value


def bounded_by(value: Value, concepts: Container[str]) -> Value:
    """A figure that the words around it call the largest or the least is a bound, however it stands there itself."""
    if value.kind != "number" or value.bound != "exact" or value.condition:
        return value
    largest, least = "maximum" in concepts, "minimum" in concepts
    return value if largest == least else _bounded(replace(value, bound="most" if largest else "least"))


def _amount(match: re.Match[str], language: str) -> float:
    if match["word"]:
        amount = number_words.VALUES[" ".join(match["word"].lower().replace("ё", "е").split())]
    else:
        amount = _digits(match["digits"], language)
    if match["percent"] and match["percent"][0] in "bB":
        return amount / _BASIS_POINTS
    scale = (match["scale"] or "").lower().rstrip(".")
    return amount * units.SCALES.get(scale, 1)


def _digits(written: str, language: str) -> float:
    bare = re.sub(r"[ \u00a0\u202f'’]", "", written)
    thousands = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?" if language == "en" else r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"
    other = r"\d{1,3}(?:\.\d{3}){2,}" if language == "en" else r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?"
    if re.fullmatch(thousands, bare):
        return float(bare.replace(",", "") if language == "en" else bare.replace(".", "").replace(",", "."))
    if re.fullmatch(other, bare):
        return float(bare.replace(".", "") if language == "en" else bare.replace(",", ""))
    if bare.count(",") + bare.count(".") > 1:
        last = max(bare.rfind(","), bare.rfind("."))
        return float(re.sub(r"[.,]", "", bare[:last]) + "." + re.sub(r"[.,]", "", bare[last + 1 :]))
    return float(bare.replace(",", "."))


def _per(after: str, concepts: Concepts) -> tuple[frozenset[str], float, int]:
    """What an amount is for each of, the hours of a rate (0: none), and how many characters say so."""
    things, hours, read = frozenset[str](), 0.0, 0
    for _ in range(3):
        match = _PER.match(after, read) or _ADVERB.match(after, read)
        if not match:
            break
        what = _ADVERBS.get(match["what"][0].lower(), "") if match.re is _ADVERB else match["what"]
        known = units.unit(what)
        joins = match.group().strip().lower().startswith(("and", "und", "a ", "an ", "в", "за", "на", "im"))
        if known and known.dimension == "time":
            hours = known.size
        elif not joins:
            things |= concepts(what)
        else:
            break
        read = match.end()
    return things, hours, read


def _per_of_count(after: str, concepts: Concepts) -> tuple[frozenset[str], float, int]:
    """As `_per`, with what is counted in between: "600 requests per minute", "300 a minute"."""
    things, hours, read = _per(after, concepts)
    if hours:
        return things, hours, read
    noun = re.match(
        r"[\s-]+[^\W\d_][\w'-]*(?:\s(?!per\b|an?\b|every\b|pro\b|в\b)[^\W\d_][\w'-]*)?(?=\s*(?:/|per\b|a\b|an\b|"
        r"pro\b|each\b|every\b|в\b))",
        after,
    )
    if not noun:
        return frozenset(), 0.0, 0
    things, hours, read = _per(after[noun.end() :], concepts)
    return things, hours, noun.end() + read if read else 0


def _with_ranges(values: Sequence[Value], text: str) -> Iterator[Value]:
    """The values, each two that are the ends of a range as one."""
    place = 0
    while place < len(values):
        first = values[place]
        if place + 1 < len(values):
            last = values[place + 1]
            between = text[first.end : last.start]
            opens = _OPENS_RANGE.search(text[max(0, first.start - _LEAD) : first.start])
            if opens and _TO.fullmatch(between) and (after := _changed(first, last, text)):
                yield after
                place += 2
                continue
            joined = _BETWEEN.fullmatch(between) or (opens and _BETWEEN_AND.fullmatch(between))
            merged = _range(first, last, text) if joined else None
            if merged:
                yield merged
                place += 2
                continue
        if first.dimension != _WORD_ALONE:
            yield first
        place += 1


def _changed(first: Value, last: Value, text: str) -> Value | None:
    """What something became, where it went "from 48 days to 31": the other end was true before."""
    base = first.dimension.removesuffix("/time")
    if base == last.dimension.removesuffix("/time") or first.dimension in ("count", _WORD_ALONE):
        falls = bool(first.raw) and last.raw < first.raw
    elif last.dimension in ("count", _WORD_ALONE) and not last.counted and first.raw:
        amount = _edge(first) * last.raw / first.raw
        last = replace(
            first, low=amount, high=amount, raw=last.raw, start=last.start, end=last.end, written=last.written
        )
        falls = last.raw < first.raw
    else:
        return None
    if not (falls or _CHANGES.search(text[max(0, first.start - _LEAD) : first.start])):
        return None
    return replace(last, low=_edge(last), high=_edge(last), bound="exact", condition=False)


def _range(first: Value, last: Value, text: str) -> Value | None:
    low, high = _edge(first), _edge(last)
    base = last.dimension.removesuffix("/time")
    if first.dimension in ("count", _WORD_ALONE) and base != "count":
        if first.dimension == _WORD_ALONE and last.raw:
            low = first.raw * high / last.raw
            return _ranged(first, last, low, high, text)
        written = re.search(r"\d+(?:[.,]\d+)?", text[first.start : first.end])
        plain = re.search(r"\d+(?:[.,]\d+)?", text[last.start : last.end])
        if not written or not plain or float(plain[0].replace(",", ".")) == 0:
            return None
        low = float(written[0].replace(",", ".")) * high / float(plain[0].replace(",", "."))
    elif first.dimension.removesuffix("/time") != base:
        return None
    return _ranged(first, last, low, high, text) if low <= high else None


def _ranged(first: Value, last: Value, low: float, high: float, text: str) -> Value:
    return replace(last, low=low, high=high, start=first.start, written=text[first.start : last.end], bound="range",
                   tolerance=max(first.tolerance, last.tolerance), counted=last.counted or first.counted)  # fmt: skip


def _edge(value: Value) -> float:
    return value.high if value.bound == "most" else value.low
