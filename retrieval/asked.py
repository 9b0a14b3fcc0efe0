"""What is asked about as the content's lexical index knows it: ids and weights, to be compared with many rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count

import numpy as np
import numpy.typing as npt

from content_index.generation import Generation, LexicalScores
from content_index.ragged import places_of
from content_index.terms import words
from retrieval.forms import Forms, forms_of
from retrieval.prepared import Prepared
from retrieval.relatives import COUNTS, Relatives

_SEPARATORS = re.compile(r"[/\\_.-]")

Places = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Asked:
    """`by_word` is all that is asked about, each word in its forms, with its weight; `whole` is the sum of these.

    `known` are the weights of those words that the content holds in some form; `places[id]` is one more than the place
    in `known` of the word of which the term with that id is a form, 0 for every other term.
    """

    by_word: Mapping[Forms, float]
    whole: float
    known: npt.NDArray[np.float32]
    places: Places

    @classmethod
    def of(cls, wanted: Iterable[Forms], lexical: LexicalScores) -> Asked:
        """Each word once, as telling as the form of it that most passages hold."""
        by_word = {forms: min(map(lexical.weight, forms)) for forms in wanted}
        held = [forms for forms in by_word if any(form in lexical.vocabulary for form in forms)]
        places = np.zeros(len(lexical.weights), np.int16)
        # A form that two words share is that of the word which has it earlier: the question's own language comes first.
        for rank in reversed(range(max(map(len, held), default=0))):
            for place, forms in enumerate(held, start=1):
                if rank < len(forms) and forms[rank] in lexical.vocabulary:
                    places[lexical.vocabulary[forms[rank]]] = place
        known = np.array([by_word[forms] for forms in held], np.float32)
        return cls(by_word, sum(by_word.values()), known, places)

    def with_relatives(self, relatives: Relatives, lexical: LexicalScores) -> Asked:
        """The same, where terms that resemble a word stand for it, too ("extension" for "extend").

        For a word that the content holds in no form they count as much as they do in the ranking.
        """
        ids, places, known = lexical.vocabulary, self.places.copy(), self.known.tolist()
        held = count(1)
        for forms, weight in self.by_word.items():
            alike = [ids[term] for term in relatives.of_word(forms) if term in ids]
            if any(form in ids for form in forms):
                place = next(held)
            elif alike:
                known.append(weight * COUNTS)
                place = len(known)
            else:
                continue
            places[[term for term in alike if not places[term]]] = place
        return replace(self, places=places, known=np.array(known, np.float32))

    def weights_of(self, ids: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        """For each id the weight of the word of which it is a form, 0 where that was not asked for."""
        return np.asarray(np.concatenate([np.zeros(1, np.float32), self.known])[self.places[ids]], np.float32)

    def held_by(self, ids: npt.NDArray[np.int32], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """For each list of ids (list i begins at `starts[i]`) and each known word, whether the list has it."""
        held = np.zeros((len(starts) - 1, len(self.known)), bool)
        places = self.places[ids]
        found = np.flatnonzero(places)
        held[np.searchsorted(starts, found, side="right") - 1, places[found] - 1] = True
        return held

    def share(self, held: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
        """The share of the question, by weight, that rows of known words make up."""
        return np.asarray(held @ self.known / self.whole if self.whole else np.zeros(len(held)), np.float32)


def coverage(asked: Asked, row: int, lexical: LexicalScores, found: frozenset[str] = frozenset()) -> float:
    """The share of the question, by weight, that the passage at a row holds, its headings included.

    It holds the terms `found` there by other means, too.
    """
    held = sum(
        weight for forms, weight in asked.by_word.items() if not found.isdisjoint(forms) or holds(row, forms, lexical)
    )
    return held / asked.whole if asked.whole else 0.0


def holds(row: int, terms: Iterable[str], lexical: LexicalScores) -> bool:
    """Whether the passage at a row holds any of some terms, its headings included."""
    return any(_is_in(row, lexical.holders(term)) for term in terms)


def unmentioned(text: str, language: str, rows: npt.NDArray[np.int64], prepared: Prepared) -> Iterator[str]:
    """The words of a text that no passage at rows holds: in no form, no relative, nothing they may be short for.

    What a file's name says is no less said than what stands in the file.
    """
    lexical, group = prepared.generation.lexical, prepared.relatives.group
    named = {word for row in rows.tolist() for word in words(_SEPARATORS.sub(" ", prepared.document(row).path))}
    for word in dict.fromkeys(words(text)):
        if word in named:
            continue
        forms = chain.from_iterable(forms_of(word, language, prepared.languages))
        alike = {relative for form in forms for relative in group(form)}
        if alike:
            alike.update(prepared.relatives.may_stand_for(word))
        if alike and not any(holds(row, alike, lexical) for row in rows.tolist()):
            yield word


def share_in_one_sentence(wanted: Iterable[Forms], rows: npt.NDArray[np.int64], generation: Generation) -> float:
    """The largest share of some words, each counting alike, that a single sentence of the passages at rows holds."""
    asked = Asked.of(wanted, generation.lexical)
    sentences, _ = places_of(generation.sentence_offsets, rows)
    if not asked.by_word or not len(sentences):
        return 0.0
    held = asked.held_by(*generation.lexical.wording.terms.gather(sentences))
    return float(held.sum(axis=1).max()) / len(asked.by_word)


def _is_in(row: int, rows: npt.NDArray[np.int32]) -> bool:
    place = int(np.searchsorted(rows, row))
    return place < len(rows) and int(rows[place]) == row
