"""Whether another source says something else than the words that are quoted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from bot.internal_lines import holds_internal
from content_index.disagreement import Statements, disagreement, read
from content_index.model import Sentence
from retrieval.model import Quote, RankedPassage, Retrieved

LOOKED_AT = 5
"""Passages that are compared with the quoted one: what stands further down answers another question."""
NEAR_SCORE = 0.5
"""Share of the quoted passage's score that another one must reach to speak of the same question."""
_READ = 4_096
"""Passages that stay read: those that are found again and again, at some kilobytes each."""


@dataclass(frozen=True, slots=True)
class OtherSource:
    """Another source that disagrees with the quoted words.

    `start` is the offset in its passage where it says so. `said` are the quoted source's words in question (a figure, a
    date, a name), `other` its own; both empty where one says yes and the other no.
    """

    ranked: RankedPassage
    start: int
    said: str
    other: str


def other_source(found: Retrieved, quoted: RankedPassage, *, guests: bool) -> OtherSource | None:
    """The best passage of another document that contradicts the quoted words; None where all that was found agrees.

    Only what was found for the asker is looked at, so that nothing is told of what they may not see; `guests` are told
    of nothing that is marked internal.
    """
    if found.quote is None:
        return None
    said = _within(_read(quoted), found.quote)
    if not said.claims:
        return None
    for ranked in found.passages[:LOOKED_AT]:
        if ranked.document.id == quoted.document.id or ranked.score < NEAR_SCORE * quoted.score:
            continue
        differs = disagreement(said, _read(ranked))
        if differs is None:
            continue
        start, end = differs.second.start, differs.second.end
        if guests and holds_internal(ranked.passage, start, end):
            continue
        values = ("", "") if differs.kind == "yes_no" else (differs.first_value, differs.second_value)
        return OtherSource(ranked, start, *values)
    return None


def _read(ranked: RankedPassage) -> Statements:
    passage = ranked.passage
    return _read_once(ranked.document.title, " › ".join(passage.headings), passage.text, passage.sentences)


@lru_cache(maxsize=_READ)
def _read_once(title: str, heading: str, text: str, sentences: tuple[Sentence, ...]) -> Statements:
    return read(title, heading, text, sentences)


def _within(statements: Statements, quote: Quote) -> Statements:
    """What the quoted words claim themselves."""
    end = quote.start + len(quote.text)
    return replace(
        statements,
        claims=tuple(claim for claim in statements.claims if claim.start < end and quote.start < claim.end),
    )
