"""What a passage as a whole is about: one plan, one edition, one customer, an exception of another page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from content_index.disagreement.concepts import FULL, concepts, weight
from content_index.disagreement.model import Claim, Statements

_CARRIED = ("plan", "role", "scope")
"""Classes that hold for all of a passage that names one of them."""
_EXCEPTS = re.compile(
    r"\b(?:(?P<what_follows>except(?: for)?|exceptions?(?: \w+)? (?:of|for|are|is)|apart from|außer|ausnahmen?|кроме)|"
    r"of (?:its|their) own|(?:its|their) own \w+|(?:special|other|different) \w+ (?:hold|apply)|exempt(?:ed)?)\b",
    re.IGNORECASE,
)
"""What takes something out of a rule: what follows it, or else what stands before it."""
_OF_ONE_CUSTOMER = re.compile(
    r"(?:account (?:plan|review|brief)|(?:deal|win|loss|customer|reference|success) (?:stor(?:y|ies)|review)|"
    r"case stud(?:y|ies)|stor(?:y|ies)|wins?|kundenstory|referenz|fallstudie|история (?:успеха|клиента))"
    r"\s?[:–-]\s?(?P<name>.+)",
    re.IGNORECASE,
)
_SEVERAL_NAMES = re.compile(r"[A-ZÄÖÜА-ЯЁ][\w'’-]*(?: (?:&|und|and|[A-ZÄÖÜА-ЯЁ][\w'’-]*))+")

_STORY = re.compile(
    r"\b(?:(?:customer |success |win )?stor(?:y|ies)|case stud(?:y|ies)|fallstudien?|истори\w+ успеха)\b", re.IGNORECASE
)
_CAPITALISED = re.compile(r"\b[A-ZА-ЯЁÄÖÜ]\w+")
_OF_STORIES = frozenset(
    {"result", "refer", "referral", "customer", "proof", "point", "number", "figur", "challeng", "solut"}
)
"""What the headings of stories say whoever they tell of."""


def carried(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """The claims of a passage that names one plan (role, scope) alone: all of them hold for it, named there or not."""
    alone: dict[str, frozenset[str]] = {}
    for name in _CARRIED:
        named = frozenset[str]().union(*(claim.qualifiers.get(name, ()) for claim in claims))
        if len(named) == 1:
            alone[name] = named
    if not alone:
        return claims
    return tuple(
        claim if alone.keys() <= claim.qualifiers.keys() else replace(claim, qualifiers={**alone, **claim.qualifiers})
        for claim in claims
    )


def excepted(claims: Sequence[Claim], language: str) -> frozenset[str]:
    """The concepts of what a passage takes out of its rules."""
    return frozenset(each for words in _excepted(claims) for each in concepts(words, language))


def _excepted(claims: Sequence[Claim]) -> Iterator[str]:
    for claim in claims:
        match = _EXCEPTS.search(claim.written) if "spared" in claim.qualifiers else None
        if match:
            yield claim.written[match.end() :] if match["what_follows"] else claim.written[: match.start()]


def customer_of(title: str, heading: str, language: str) -> frozenset[str]:
    """The concepts of the name that a page on one customer bears ("Win story: Harrow & Finch"); none on other pages."""
    named_below = ":" not in title and _SEVERAL_NAMES.fullmatch(heading)
    story = _OF_ONE_CUSTOMER.match(f"{title}: {heading}" if named_below else title)
    if story:
        return concepts(story["name"], language)
    above = f"{title} – {heading}"
    if not _STORY.search(above):
        return frozenset()
    names = concepts(" ".join(_CAPITALISED.findall(_STORY.sub("", above))), language)
    return frozenset(each for each in names if weight(each) == FULL) - _OF_STORIES


def of_another_case(first: Statements, second: Statements) -> bool:
    """Whether the one is about what the other excepts, or about a customer whom the other never names."""
    sides = ((first, second), (second, first))
    return any(_excepts(*each) or _of_another_customer(*each) for each in sides)


def of_another_edition(first: Statements, second: Statements) -> bool:
    """Whether title and heading of each name other years: what they date happens each year."""
    return bool(first.editions and second.editions) and not first.editions & second.editions


def _excepts(one: Statements, other: Statements) -> bool:
    """As "public tenders have a rule of their own" does of a page on public tenders."""
    about = one.excepted & (other.titled | other.named.keys())
    return any(weight(concept) == FULL for concept in about - one.titled)


def _of_another_customer(one: Statements, other: Statements) -> bool:
    return 2 * len(one.customer & other.words) < len(one.customer)
