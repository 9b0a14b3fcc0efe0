"""What a gap's questions and the content near them tell of it: kind, owner, product, competitor, stage. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.gaps.model import GapKind, GapQuestion, Signal
from content_index.model import Document
from content_index.terms import words

OwnerReason = Literal["owns_nearest", "owns_topic", "owns_most", ""]
"""Why somebody is suggested: the nearest content is theirs; most of the content on the competitor or product that the
questions name is; most of all content is, and nothing is near; nobody is suggested."""

_KIND: Mapping[Signal, GapKind] = {
    "no_answer": "missing",
    "unmentioned": "missing",
    "missing": "missing",
    "escalated": "missing",
    "outdated": "stale",
    "stale": "stale",
    "conflicting": "conflicting",
    "wrong": "conflicting",
    "unsure": "not_found",
    "too_long": "not_found",
    "unhelpful": "not_found",
}
_MOST_TELLING: tuple[GapKind, ...] = ("conflicting", "stale", "missing", "not_found")
"""Of kinds that are told as often, the first: what a vote says outweighs what the bot was unsure of."""
_UNRELATED: frozenset[Signal] = frozenset({"no_answer"})
"""Where nothing but this counts of a question, the content near it is on another topic."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the content tells of a gap."""

    document: str = ""
    related: bool = False
    owner: str = ""
    owner_reason: OwnerReason = ""
    product: str = ""
    competitor: str = ""
    stage: str = ""


def kind_of(signals: Mapping[Signal, int]) -> GapKind:
    """The kind that most of what counts speaks for. `escalated` says only that it mattered to somebody."""
    told: Counter[GapKind] = Counter()
    for signal, times in signals.items():
        told[_KIND[signal]] += 0 if signal == "escalated" and len(signals) > 1 else times
    return max(_MOST_TELLING, key=lambda kind: (told[kind], -_MOST_TELLING.index(kind)))


def suggested(questions: Sequence[GapQuestion], documents: Mapping[str, Document]) -> Suggested:
    """From the questions of a gap, and the documents that are there now, by path."""
    near = Counter(one.document for one in questions if one.document in documents)
    document = documents[near.most_common(1)[0][0]] if near else None
    related = document is not None and 2 * sum(not _UNRELATED.issuperset(one.signals) for one in questions) >= len(
        questions
    )
    said = " ".join(_plain(one.question) for one in questions)
    competitor = _named(said, (name for one in documents.values() for name in one.competitors))
    product = _named(said, (name for one in documents.values() for name in one.products))
    topic = [one for one in documents.values() if competitor in one.competitors or product in one.products]
    owner, reason = _owner(document if related else None, topic, documents.values())
    close = document if related else None
    return Suggested(
        document=document.path if document else "",
        related=related,
        owner=owner,
        owner_reason=reason,
        product=product or next(iter(close.products if close else ()), ""),
        competitor=competitor or next(iter(close.competitors if close else ()), ""),
        stage=next(iter(close.stages if close else ()), ""),
    )


def _owner(
    nearest: Document | None, topic: Sequence[Document], everything: Iterable[Document]
) -> tuple[str, OwnerReason]:
    if nearest is not None and nearest.owner:
        return nearest.owner, "owns_nearest"
    if of_topic := _most_common_owner(topic):
        return of_topic, "owns_topic"
    if of_all := _most_common_owner(everything):
        return of_all, "owns_most"
    return "", ""


def _most_common_owner(documents: Iterable[Document]) -> str:
    owners = Counter(one.owner for one in documents if one.owner)
    return min(owners, key=lambda owner: (-owners[owner], owner), default="")


def _named(said: str, names: Iterable[str]) -> str:
    """The name that the questions say most often, the longest of those; "" where they say none."""
    counted = {name: f" {said} ".count(f" {_plain(name)} ") for name in set(names) if _plain(name)}
    found = [name for name, times in counted.items() if times]
    return max(found, key=lambda name: (counted[name], len(name), name), default="")


def _plain(text: str) -> str:
    return " ".join(words(text))
