"""The signs by which confidence judges a ranking."""

from __future__ import annotations

import math

from content_index.terms import terms
from retrieval.asked import coverage, holds, share_in_one_sentence
from retrieval.confidence import Signs, size_of
from retrieval.figure_rows import sentences_that_fit
from retrieval.search import JUDGED, Ranking, Search


def signs_of(search: Search, ranking: Ranking) -> Signs:
    """What they are for one question.

    A figure for which the first passage has a range ("up to 25%" for 18%) is held there, though no word says it.
    """
    generation = search.prepared.generation
    cosine = held = 0.0
    found = _figures_found(search, ranking)
    if len(ranking.rows):
        held = coverage(search.asked, int(ranking.rows[0]), generation.lexical, found)
        cosine = float(ranking.signals["sentence"][:JUDGED].max()) if search.known else 0.0
    return Signs(
        cosine=cosine,
        coverage=held,
        length=math.log(max(1, len(search.asked.by_word))),
        lead=_lead(search, ranking),
        size=size_of(len(generation.passages)),
        sentence=share_in_one_sentence(search.question.asked, ranking.rows[:JUDGED], generation),
        unheard=sum(found.isdisjoint(terms(word, search.question.language)) for word in search.question.unheard),
        unspoken=int(_unspoken(search, ranking, found)),
    )


def _figures_found(search: Search, ranking: Ranking) -> frozenset[str]:
    """The terms of the question's figures for each of which a row or an item of the first passage has a range."""
    if not search.figures or not len(ranking.rows):
        return frozenset()
    generation, row = search.prepared.generation, int(ranking.rows[0])
    marks = generation.lexical.wording.marks[generation.sentence_offsets[row] : generation.sentence_offsets[row + 1]]
    passage = generation.passages[row]
    return frozenset().union(*(one.terms for one in search.figures if sentences_that_fit(passage, marks, (one,)).any()))


def _unspoken(search: Search, ranking: Ranking, found: frozenset[str]) -> bool:
    """Whether the first passage speaks of another company than the question, or says nothing of it but a name.

    Of another one: it says none of the competitors that are named, or it is on a rival and says no product of ours that
    is named. The name alone: of a question that names a competitor or follows another; a card holds its rival's name,
    and a thread's subject is on every page of it.
    """
    question, rivals, prepared = search.question, search.rivals, search.prepared
    if not len(ranking.rows):
        return False
    row = int(ranking.rows[0])
    place, passage = int(prepared.generation.document_rows[row]), prepared.generation.passages[row]
    if rivals.is_theirs_alone(place, prepared.document(row), passage):
        return True
    if not (rivals.named or question.follows):
        return False
    if rivals.named and not rivals.told_by(prepared.document(row), passage):
        return True
    names = {term for name in rivals.named for term in terms(name, question.language)}
    rest = [forms for forms in question.asked if names.isdisjoint(forms)]
    alike = {term for forms in rest for term in prepared.relatives.of_word(forms)}
    return bool(rest) and found.isdisjoint(alike) and not holds(row, alike, prepared.generation.lexical)


def _lead(search: Search, ranking: Ranking) -> float:
    """By how much the first document's best passage is ahead of the next document's; its whole score without one."""
    if not len(ranking.rows):
        return 0.0
    documents = search.prepared.generation.document_rows[ranking.rows]
    others = ranking.scores[documents != documents[0]]
    return float(ranking.scores[0] - others.max(initial=0.0))
