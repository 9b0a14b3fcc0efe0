"""Acronyms that the content itself explains: "Customer Engineer (CE)", "CE (Customer Engineer)", "CE: Customer …"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

_ACRONYM = r"(?P<acronym>[^\W\d_a-zа-я]{2,6})s?"
_LONG_FIRST = re.compile(rf"(?<!\w)(?P<long>(?:[^\W_][\w’'\-/]{{0,40}}[ ]){{2,7}})\(\*{{0,2}}{_ACRONYM}\*{{0,2}}\)")
_SHORT_FIRST = re.compile(
    rf"(?<![\w]){_ACRONYM}\*{{0,2}}(?:[ ]\(|:\*{{0,2}}[ ]|[ ][-–—=|][ ])\*{{0,2}}(?P<long>[^\W\d_][\w’'\-/ ]{{3,60}})"
)
_LITTLE = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with", "и", "в", "по")
)


def mine(text: str) -> Iterator[tuple[str, str]]:
    """Each (acronym, words it stands for) that the text explains, in the order and letter case of the text."""
    for match in _LONG_FIRST.finditer(text):
        long = _ending_that_spells(match["acronym"], match["long"].split())
        if long:
            yield match["acronym"], long
    for match in _SHORT_FIRST.finditer(text):
        long = _beginning_that_spells(match["acronym"], match["long"].split())
        if long:
            yield match["acronym"], long


def most_frequent(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """One expansion for each acronym, both lower-case: the one that the content gives most often (then the first)."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for acronym, long in pairs:
        counts[acronym.lower()][long.lower()] += 1
    return {acronym: counted.most_common(1)[0][0] for acronym, counted in sorted(counts.items())}


def _ending_that_spells(acronym: str, long: list[str]) -> str | None:
    return next((" ".join(long[i:]) for i in range(len(long) - 1, -1, -1) if _spells(long[i:], acronym)), None)


def _beginning_that_spells(acronym: str, long: list[str]) -> str | None:
    return next((" ".join(long[:i]) for i in range(2, len(long) + 1) if _spells(long[:i], acronym)), None)


def _spells(long: list[str], acronym: str) -> bool:
    """Whether the initials are the acronym, with or without the little words between."""
    if len(long) < 2 or long[0].lower() in _LITTLE or long[-1].lower() in _LITTLE:  # noqa: PLR2004 - one word abbreviates nothing
        return False
    parts = [part for word in long for part in re.split(r"[-/]", word) if part]
    wanted = acronym.lower()
    return wanted in {
        "".join(part[0] for part in parts).lower(),
        "".join(part[0] for part in parts if part.lower() not in _LITTLE).lower(),
        "".join(word[0] for word in long).lower(),
    }
