"""A question's terms as the content's lexical index knows them: ids and weights, to be compared with many rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from content_index.generation import Generation, LexicalScores
from content_index.ragged import places_of
from content_index.terms import terms, words
from retrieval.prepared import Prepared

Places = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Asked:
    """`by_term` are all terms, each with its weight; `whole` is their sum.

    `known` are the weights of those that the content holds; `places[id]` is one more than the place in `known` of the
    term with that id, 0 for every other term.
    """

    by_term: Mapping[str, float]
    whole: float
    known: npt.NDArray[np.float32]
    places: Places

    @classmethod
    def of(cls, wanted: Sequence[str], lexical: LexicalScores) -> Asked:
        """Each term once."""
        by_term = {term: lexical.weight(term) for term in wanted}
        held = [(lexical.vocabulary[term], weight) for term, weight in by_term.items() if term in lexical.vocabulary]
        places = np.zeros(len(lexical.weights), np.int16)
        places[[place for place, _ in held]] = np.arange(1, len(held) + 1)
        known = np.array([weight for _, weight in held], np.float32)
        return cls(by_term, sum(by_term.values()), known, places)

    def weights_of(self, ids: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        """For each id the weight of the term where it was asked for, else 0."""
        return np.asarray(np.concatenate([np.zeros(1, np.float32), self.known])[self.places[ids]], np.float32)

    def held_by(self, ids: npt.NDArray[np.int32], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """For each list of ids (list i begins at `starts[i]`) and each known term, whether the list has it."""
        held = np.zeros((len(starts) - 1, len(self.known)), bool)
        places = self.places[ids]
        found = np.flatnonzero(places)
        held[np.searchsorted(starts, found, side="right") - 1, places[found] - 1] = True
        return held

    def share(self, held: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
        """The share of the question, by weight, that rows of known terms make up."""
        return np.asarray(held @ self.known / self.whole if self.whole else np.zeros(len(held)), np.float32)


def coverage(asked: Asked, row: int, lexical: LexicalScores) -> float:
    """The share of the question's terms, by weight, that the passage at a row holds, its headings included."""
    held = sum(weight for term, weight in asked.by_term.items() if _is_in(row, lexical.holders(term)))
    return held / asked.whole if asked.whole else 0.0


def unmentioned(text: str, language: str, rows: npt.NDArray[np.int64], prepared: Prepared) -> Iterator[str]:
    """The words of a text that no passage at rows holds, in no form and no relative of them."""
    lexical, group = prepared.generation.lexical, prepared.relatives.group
    for word in dict.fromkeys(words(text)):
        alike = {relative for term in terms(word, language) for relative in group(term)}
        if alike and not any(_is_in(int(row), lexical.holders(term)) for term in alike for row in rows):
            yield word


def share_in_one_sentence(wanted: Sequence[str], rows: npt.NDArray[np.int64], generation: Generation) -> float:
    """The largest share of some terms, each counting alike, that a single sentence of the passages at rows holds.

    Terms of the question's own language alone: what other languages' stemmers make of its words would count twice.
    """
    asked = Asked.of(wanted, generation.lexical)
    sentences, _ = places_of(generation.sentence_offsets, rows)
    if not asked.by_term or not len(sentences):
        return 0.0
    held = asked.held_by(*generation.lexical.wording.terms.gather(sentences))
    return float(held.sum(axis=1).max()) / len(asked.by_term)


def _is_in(row: int, rows: npt.NDArray[np.int32]) -> bool:
    place = int(np.searchsorted(rows, row))
    return place < len(rows) and int(rows[place]) == row
