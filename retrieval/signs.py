"""The signs by which confidence judges a ranking."""

from __future__ import annotations

import math

from retrieval.asked import coverage, share_in_one_sentence
from retrieval.confidence import Signs, size_of
from retrieval.search import JUDGED, Ranking, Search


def signs_of(search: Search, ranking: Ranking) -> Signs:
    """What they are for one question."""
    generation = search.prepared.generation
    cosine = held = 0.0
    if len(ranking.rows):
        held = coverage(search.asked, int(ranking.rows[0]), generation.lexical)
        cosine = float(ranking.signals["sentence"][:JUDGED].max()) if search.known else 0.0
    return Signs(
        cosine=cosine,
        coverage=held,
        length=math.log(max(1, len(search.asked.by_word))),
        lead=_lead(search, ranking),
        size=size_of(len(generation.passages)),
        sentence=share_in_one_sentence(search.question.asked, ranking.rows[:JUDGED], generation),
        unheard=len(search.question.unheard),
        unspoken=int(_unspoken(search, ranking)),
    )


def _unspoken(search: Search, ranking: Ranking) -> bool:
    """Whether the question names competitors, and neither the first passage nor what names it any of them."""
    if not search.rivals.named or not len(ranking.rows):  # then the passage need not be read
        return False
    row = int(ranking.rows[0])
    return not search.rivals.told_by(search.prepared.document(row), search.prepared.generation.passages[row])


def _lead(search: Search, ranking: Ranking) -> float:
    """By how much the first document's best passage is ahead of the next document's; its whole score without one."""
    if not len(ranking.rows):
        return 0.0
    documents = search.prepared.generation.document_rows[ranking.rows]
    others = ranking.scores[documents != documents[0]]
    return float(ranking.scores[0] - others.max(initial=0.0))
