"""For whom, where and when a claim holds, by class; what two claims say of it, compared."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from content_index.disagreement.qualifier_words import CLASSES, MONTHS, WEEKDAYS

Qualifiers = Mapping[str, frozenset[str]]
PROPER = "proper"
"""The class of names: of products, competitors, standards."""
_PROPER = re.compile(
    r"(?<![.!?:|•\"“(\w])(?<![.!?:|] )(?<!^)\b(?:[A-ZА-ЯЁ][a-zа-яё]+(?:[A-Z][a-z]+)*|[A-ZА-ЯЁ]{2,}\d*|"
    r"[A-Za-z]+\d+|[A-Z][a-z]*[A-Z]\w*)\b"
)
_ACRONYM = re.compile(r"\b(?:[A-ZА-ЯЁ]{2,}\d*|[A-Z][a-z]+[A-Z]\w*|\d[A-ZА-ЯЁ])\b")
_LABELLED = re.compile(
    r"\b(?P<label>sev(?:erity)?|priority|tier|level|phase|step|stage|section|article|option|version|"
    r"band|stufe|phase|этап)\s?(?P<n>\d+|I{1,3}\b|IV\b)",
    re.IGNORECASE,
)
_TURN = re.compile(r"\byear (?:one|two|three|four|five|[1-5])\b", re.IGNORECASE)
"""One of several years that are counted."""
_NO_NAMES = frozenset(
    [
        "i",
        "q1",
        "q2",
        "q3",
        "q4",
        "h1",
        "h2",
        "faq",
        "sla",
        "slas",
        "acv",
        "arr",
        "crm",
        "usd",
        "eur",
        "gbp",
        "vat",
        "api",
        "q",
        "ok",
        "am",
        "pm",
        "gb",
        "tb",
        "mb",
        "kb",
        "ceo",
        "cfo",
        "cto",
        "cro",
        "coo",
        "vp",
        "ae",
        "aes",
        "sdr",
        "csm",
        "se",
        "ga",
        "eu",
        "us",
        "uk",
        "emea",
        "apac",
        "usa",
        "id",
        "ids",
        "it",
        "hr",
        "rfp",
        "poc",
        "mrr",
        "tcv",
        "vps",
        *MONTHS,
        *WEEKDAYS,
        "the",
        "a",
        "an",
        "this",
        "that",
        "if",
        "all",
        "our",
        "we",
        "it",
        "they",
        "you",
        "there",
        "no",
        "yes",
        "not",
        "for",
        "in",
        "on",
        "at",
        "from",
        "to",
        "by",
        "of",
        "and",
        "or",
        "but",
        "mid",
        "see",
        "net",
        "only",
        "dpa",
        "kpi",
        "fy",
        "b2b",
        "roi",
    ]
)
_FOR_ITSELF = frozenset(
    {"goal", "reached", "measured", "average", "typical", "law", "advice", "others", "part", "asked"}
)
"""What a figure may be that no other figure of the same contradicts."""
_ALL = frozenset({"who", "tense", "instance", "spared", "person"})
_OF_TITLES = frozenset(
    f"region plan segment stage scope manner life direction instance severity deployment "
    f"environment platform label flow aim "
    f"year code paying case turn tense {PROPER}".split()
)
"""Classes that a title may set for all below it; other words in titles only say what a page is about."""
_MODEL_OF = "model of "
_CODE = re.compile(
    r"\b(?!(?:Q|H|P|S|FY|V|W|US|AES|TLS|L|T)?[1-4]\b(?<!T[1-4])|(?:Q|H|FY)\d|SOC|ISO|HL7|S3|B2B|K8s|O365|M365|"
    r"W-?2)[A-Z]{1,3}-?\d{1,4}[a-z]?\b"
)
"""What products go by: "T3", "X200"."""
_YEAR = re.compile(r"\b(?:FY\s?'?(?P<short>\d\d)|(?:FY\s?)?(?P<year>20[0-3]\d))\b")
_MODEL = re.compile(
    r"(?P<base>\b[A-Z][a-z]+[A-Z]\w*|(?<![.!?:|•\"“(\w])(?<![.!?:|] )(?<!^)\b[A-Z][a-z]+)[ -]"
    r"(?P<suffix>\d{1,3}[A-Za-z]?(?: (?:Pro|Mini|Max|Plus|Lite|XL|Air)\b)?|Pro|Mini|Max|Plus|Lite|"
    r"Light|XL|One|Air|Go|[A-Z]{1,2}\d{1,3}|[A-Z])(?![\w.,]?\w)"
)
"""Products that differ by what stands behind their name: "EdgeBox 50", "EdgeBox 200"."""
_MODEL_OF_TITLE = re.compile(_MODEL.pattern.replace(r"(?<!^)", ""))
"""A title may begin with one."""
_NO_MODEL = frozenset(
    [
        "reason",
        "lesson",
        "module",
        "question",
        "net",
        "slide",
        "q",
        "plan",
        "customer",
        "step",
        "tip",
        "article",
        "section",
        "version",
        "page",
        "windows",
        "phase",
        "level",
        "tier",
        "priority",
        "type",
        "day",
        "week",
        "month",
        "year",
        "over",
        "under",
        "top",
        "chapter",
        "option",
        "appendix",
        "figure",
        "table",
        "rule",
        "release",
        "hall",
        "room",
        "number",
        "part",
        "series",
        "annex",
        "class",
        "grade",
        "unit",
    ]
) | frozenset((*MONTHS, *WEEKDAYS))
_RIVAL = re.compile(
    r"\b(?:battle ?cards?|vs\.?|versus|competitors?|against|gegen)[:\s–-]+((?-i:[A-ZА-ЯЁ])\w+)", re.IGNORECASE
)
_QUOTED_PLAN = re.compile(r"\b(?:тариф\w*|план\w*|tarif\w*|plan) [«„“\"]([^»“”\"]+)[»“”\"]", re.IGNORECASE)
_PLAN_NAMES = re.compile(
    r"(?:the |plan )?(Team|Business|Standard|Free|Growth|Scale|Community|Individual)(?: plan| edition)?:?"
)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]:
    made = []
    for name, values in CLASSES.items():
        groups = "|".join(rf"(?P<v{place}>{pattern})" for place, pattern in enumerate(values.values()))
        made.append((name, re.compile(rf"(?<![\w])(?:{groups})(?![\w])", re.IGNORECASE), tuple(values)))
    return tuple(made)


def qualifiers(text: str, *, of_title: bool = False, in_cell: bool = False) -> dict[str, frozenset[str]]:
    """The qualifiers that a plain text names itself."""
    return dict(_qualifiers(text, of_title=of_title, in_cell=in_cell))


@lru_cache(maxsize=4096)
def _qualifiers(text: str, *, of_title: bool, in_cell: bool) -> Qualifiers:
    """Kept, since all claims of a passage stand under one title, and the clauses of a sentence in one sentence."""
    found: dict[str, frozenset[str]] = {}
    for name, pattern, values in _patterns():
        named = frozenset(values[int((match.lastgroup or "v0")[1:])] for match in pattern.finditer(text))
        if named:
            found[name] = named
    if of_title:
        found = {name: values for name, values in found.items() if name in _OF_TITLES}
    rival = _RIVAL.search(text) if of_title else None
    if rival:
        found["rival"] = frozenset((rival[1].lower(),))
    plan = _QUOTED_PLAN.search(text) or _PLAN_NAMES.fullmatch(text.strip())
    if plan:
        found["plan"] = frozenset((plan[1].lower(),))
    open_ended = {
        "year": frozenset(match["year"] or f"20{match['short']}" for match in _YEAR.finditer(text)),
        "label": frozenset(f"{m['label'].lower()[:3]}{m['n'].lower()}" for m in _LABELLED.finditer(text)),
        "turn": frozenset(m.group().lower() for m in _TURN.finditer(text)),
        "code": frozenset(match.group().lower() for match in _CODE.finditer(text)),
        **_models(text, of_title=of_title),
        PROPER: frozenset(_proper(text, of_title=of_title, in_cell=in_cell)),
    }
    return found | {name: values for name, values in open_ended.items() if values}


def _models(text: str, *, of_title: bool) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for match in (_MODEL_OF_TITLE if of_title else _MODEL).finditer(text):
        base = match["base"].lower()
        if base not in _NO_MODEL:
            name = f"{_MODEL_OF}{base}"
            found[name] = found.get(name, frozenset()) | {match["suffix"].lower()}
    return found


def _proper(text: str, *, of_title: bool, in_cell: bool) -> set[str]:
    pattern = _ACRONYM if of_title or in_cell else _PROPER
    names = {match.group().lower() for match in pattern.finditer(text)}
    if of_title and ":" in text:
        names |= {word.lower() for word in re.findall(r"[A-ZА-ЯЁ]\w+", text.partition(":")[2])}
    return {name for name in names if name not in _NO_NAMES}


def nearest(levels: Sequence[Qualifiers]) -> dict[str, frozenset[str]]:
    """Of each class what the first level says that says anything; names and labels are gathered from all."""
    found: dict[str, frozenset[str]] = {}
    for level in levels:
        for name, values in level.items():
            if name not in found:
                found[name] = values
    return found


def differing(first: Qualifiers, second: Qualifiers) -> list[str]:
    """The classes in which two claims speak of different cases."""
    found = []
    for name in first.keys() & second.keys():
        one, other = first[name], second[name]
        if name != PROPER and not one & other:
            found.append(name)
    if ("past" in first.get("tense", ())) != ("past" in second.get("tense", ())) and "tense" not in found:
        found.append("tense")
    if ("case" in first) != ("case" in second):
        found.append("case")
    if _FOR_ITSELF & (first.get("figure", frozenset()) ^ second.get("figure", frozenset())):
        found.append("figure")
    if ("discounted" in first.get("price", ())) != ("discounted" in second.get("price", ())) and "price" not in found:
        found.append("price")
    return sorted(found)


def one_sided(first: Qualifiers, second: Qualifiers) -> list[str]:
    """The classes of which only one of two claims says anything."""
    return sorted(name for name in (first.keys() ^ second.keys()) - _ALL if not name.startswith(_MODEL_OF))
