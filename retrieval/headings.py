"""Whether a heading says what was asked: then the words under it are the answer, whatever words those are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from content_index.generation import LexicalScores
from content_index.model import Document, Passage
from content_index.plain_text import plain_text
from content_index.terms import terms

_REMEMBERED = 100_000


def heading_matches(
    asked: Mapping[str, float], passage: Passage, document: Document, lexical: LexicalScores
) -> tuple[float, ...]:
    """For each section of the passage, in order, how nearly its heading and the question say the same, 0 to 1.

    `asked` are the question's terms and their weights. A section without a heading of its own stands under the
    document's title.
    """
    whole = sum(asked.values())
    return tuple(
        _match(asked, whole, _terms(section.heading or document.title, passage.language), lexical)
        for section in passage.sections
    )


def _match(asked: Mapping[str, float], whole: float, heading: frozenset[str], lexical: LexicalScores) -> float:
    """Squared product of the two shares, of the question and of the heading, that both hold.

    So only a heading that says nearly all of the question and little else counts; one that merely shares its topic,
    which BM25 has counted already, does not.
    """
    shared = sum(weight for term, weight in asked.items() if term in heading)
    if not shared:
        return 0.0
    return float((shared / whole * shared / sum(lexical.weight(term) for term in heading)) ** 2)


@lru_cache(_REMEMBERED)
def _terms(heading: str, language: str) -> frozenset[str]:
    return frozenset(terms(plain_text(heading), language))
