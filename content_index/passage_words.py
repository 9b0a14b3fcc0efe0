"""What lexical search takes from each passage by itself, whatever others there are: the next build takes it over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from content_index import acronyms
from content_index.model import Document, Passage
from content_index.passage_texts import names_of
from content_index.plain_text import plain_text
from content_index.ragged import Ragged, Rows, places_of
from content_index.terms import terms, terms_of, words
from content_index.wording import Wording, sentences_of

HEADING_WEIGHT = 3
"""So often a term counts that stands in a name or a heading."""

Explained = tuple[int, str, str]
"""The row of a passage, an acronym and the words that the passage says it stands for."""


@dataclass(frozen=True)
class PassageWords:
    """Columns over passages in order, equal for equal passages, however they were put together.

    Terms and words are told by their places in `terms` and `words`. `terms` are first those that a passage holds, then
    those of a sentence alone (what a link leaves of its address when a line ends in it), each part sorted.

    By passage: `languages`; the terms it `held` in names and text, ascending, and how often (`counts`); the `spoken`
    words, unstemmed; its sentences begin at row `sentence_starts`, its sections at `section_starts`. By sentence:
    `marks`, the place of its section in the passage (`sections`), the terms it `said`. By section: those of its
    heading.
    """

    languages: tuple[str, ...]
    terms: tuple[str, ...]
    words: tuple[str, ...]
    held: Ragged
    counts: npt.NDArray[np.int32]
    spoken: Ragged
    explained: tuple[Explained, ...]
    sentence_starts: Rows
    marks: npt.NDArray[np.uint8]
    sections: npt.NDArray[np.int32]
    said: Ragged
    section_starts: Rows
    headings: Ragged

    @classmethod
    def of(cls, passages: Sequence[Passage], documents: Mapping[str, Document]) -> PassageWords:
        """Reads every passage, each by its own language."""
        found = _Found()
        for row, passage in enumerate(passages):
            found.add(row, passage, documents[passage.document_id])
        return _canonical(
            cls(
                languages=tuple(passage.language for passage in passages),
                terms=tuple(found.terms),
                words=tuple(found.words),
                held=Ragged.of(found.held),
                counts=np.array([count for held in found.held for count in held.values()], np.int32),
                spoken=Ragged.of(found.spoken),
                explained=tuple(found.explained),
                sentence_starts=_starts(len(passage.sentences) for passage in passages),
                marks=np.array(found.marks, np.uint8),
                sections=np.array(found.sections, np.int32),
                said=Ragged.of(found.said),
                section_starts=_starts(len(passage.sections) for passage in passages),
                headings=Ragged.of(found.headings),
            )
        )

    def __len__(self) -> int:
        return len(self.languages)

    @property
    def held_terms(self) -> int:
        """How many of the terms a passage holds: the first ones."""
        return int(self.held.values.max(initial=-1)) + 1

    @property
    def wording(self) -> Wording:
        """What sentences and headings say, in ids of `terms`."""
        first = np.repeat(self.section_starts[:-1], np.diff(self.sentence_starts))
        sections = (self.sections + first).astype(np.int32)
        return Wording(self.marks, sections, self.said, self.headings, self.section_starts)

    def with_others(self, others: PassageWords, rows: Rows) -> PassageWords:
        """Passages in a new order: for each its row here, or -1 for the next of the others."""
        new = rows < 0
        order = np.where(new, len(self) + np.cumsum(new) - 1, rows)
        return _canonical(_taken(_joined(self, others), order))


class _Ids(dict[str, int]):
    """Numbers what it is asked for, in the order of asking."""

    def __missing__(self, key: str) -> int:
        self[key] = len(self)
        return self[key]


class _Found:
    """The columns while passages are read, with ids in the order of finding."""

    def __init__(self) -> None:
        self.terms = _Ids()
        self.words = _Ids()
        self.held: list[Counter[int]] = []
        self.spoken: list[set[int]] = []
        self.explained: list[Explained] = []
        self.marks: list[int] = []
        self.sections: list[int] = []
        self.said: list[set[int]] = []
        self.headings: list[set[int]] = []

    def add(self, row: int, passage: Passage, document: Document) -> None:
        text = plain_text(passage.text)
        above, within = words(names_of(document, passage)), words(text)
        counted = terms_of(above, passage.language) * HEADING_WEIGHT + terms_of(within, passage.language)
        self.held.append(Counter(self.terms[term] for term in counted))
        self.spoken.append({self.words[word] for word in (*above, *within)})
        self.explained.extend((row, acronym, long) for acronym, long in acronyms.mine(text))
        for mark, section, said in sentences_of(passage):
            self.marks.append(mark)
            self.sections.append(section)
            self.said.append(self._terms_in(said, passage.language))
        for named in passage.sections:
            self.headings.append(self._terms_in(plain_text(named.heading or document.title), passage.language))

    def _terms_in(self, text: str, language: str) -> set[int]:
        return {self.terms[term] for term in terms(text, language)}


def _starts(counts: Iterable[int]) -> Rows:
    return np.cumsum([0, *counts], dtype=np.int64)


def _joined(first: PassageWords, second: PassageWords) -> PassageWords:
    """The passages of both on end, with ids of one list of terms and one of words."""
    all_terms, all_words = _Ids(), _Ids()
    terms_of_each = [np.array([all_terms[term] for term in each.terms], np.int32) for each in (first, second)]
    words_of_each = [np.array([all_words[word] for word in each.words], np.int32) for each in (first, second)]
    return PassageWords(
        languages=first.languages + second.languages,
        terms=tuple(all_terms),
        words=tuple(all_words),
        held=_on_end(first.held, second.held, terms_of_each),
        counts=np.concatenate([first.counts, second.counts]),
        spoken=_on_end(first.spoken, second.spoken, words_of_each),
        explained=first.explained + tuple((row + len(first), short, long) for row, short, long in second.explained),
        sentence_starts=_starts_on_end(first.sentence_starts, second.sentence_starts),
        marks=np.concatenate([first.marks, second.marks]),
        sections=np.concatenate([first.sections, second.sections]),
        said=_on_end(first.said, second.said, terms_of_each),
        section_starts=_starts_on_end(first.section_starts, second.section_starts),
        headings=_on_end(first.headings, second.headings, terms_of_each),
    )


def _on_end(first: Ragged, second: Ragged, ids: Sequence[npt.NDArray[np.int32]]) -> Ragged:
    values = np.concatenate([ids[0][first.values], ids[1][second.values]])
    return Ragged(_starts_on_end(first.starts, second.starts), values)


def _starts_on_end(first: Rows, second: Rows) -> Rows:
    return np.concatenate([first, second[1:] + first[-1]])


def _taken(of: PassageWords, rows: Rows) -> PassageWords:
    """Some passages, in the order of their rows."""
    sentences, sentence_starts = places_of(of.sentence_starts, rows)
    sections, section_starts = places_of(of.section_starts, rows)
    counts, _ = places_of(of.held.starts, rows)
    explained: dict[int, list[tuple[str, str]]] = {}
    for row, short, long in of.explained:
        explained.setdefault(row, []).append((short, long))
    return replace(
        of,
        languages=tuple(of.languages[row] for row in rows),
        held=of.held.taken(rows),
        counts=of.counts[counts],
        spoken=of.spoken.taken(rows),
        explained=tuple((new, *told) for new, row in enumerate(rows.tolist()) for told in explained.get(row, ())),
        sentence_starts=sentence_starts,
        marks=of.marks[sentences],
        sections=of.sections[sentences],
        said=of.said.taken(sentences),
        section_starts=section_starts,
        headings=of.headings.taken(sections),
    )


def _canonical(of: PassageWords) -> PassageWords:
    """The same with terms and words in order, without those that stand nowhere."""
    held = np.bincount(of.held.values, minlength=len(of.terms)) > 0
    anywhere = held.copy()
    for elsewhere in (of.said, of.headings):
        anywhere[elsewhere.values] = True
    by_terms, terms_now = _in_order(of.terms, held, anywhere & ~held)
    by_words, words_now = _in_order(of.words, np.bincount(of.spoken.values, minlength=len(of.words)) > 0)
    order = of.held.renamed(by_terms)
    return replace(
        of,
        terms=terms_now,
        words=words_now,
        held=order[0],
        counts=of.counts[order[1]],
        spoken=of.spoken.renamed(by_words)[0],
        said=of.said.renamed(by_terms)[0],
        headings=of.headings.renamed(by_terms)[0],
    )


def _in_order(names: Sequence[str], *parts: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.int32], tuple[str, ...]]:
    """By old id the new one (-1: none), and the names by new id: part after part, each sorted."""
    order = [old for part in parts for old in sorted(np.flatnonzero(part).tolist(), key=names.__getitem__)]
    ids = np.full(len(names), -1, np.int32)
    ids[order] = np.arange(len(order), dtype=np.int32)
    return ids, tuple(names[old] for old in order)
