"""BM25 over passages, headings weighing more than the text below them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from content_index import acronyms
from content_index.generation import Asked
from content_index.kept_words import TERMS_FILE, WORDS_FILE, Unchanged, load_kept, save_kept
from content_index.model import Document, Passage
from content_index.passage_words import PassageWords
from content_index.postings import Postings
from content_index.ragged import Rows
from content_index.wording import Wording

K1 = 0.9
B = 0.4


@dataclass(frozen=True)
class LexicalIndex:
    """Scores for passages, and what is known of the content's words (for spelling, acronyms and confidence).

    `passages` is their number. `words` are the content's lower-case words, unstemmed, and the number of passages that
    hold each. `acronyms` are lower-case ones and the words that the content says they stand for. `languages` are the
    ISO 639-1 codes of the passages and the number of each. `vocabulary` gives each term's id, `weights` by id how
    telling it is, and `wording` what each sentence says, in ids. `rescaled` is by id what a term's scores are
    multiplied with where only some passages count (None: all do). `kept`, of an index just built alone, is what the
    next build takes over.
    """

    passages: int
    words: Mapping[str, int]
    acronyms: Mapping[str, str]
    languages: Mapping[str, int]
    vocabulary: Mapping[str, int]
    weights: npt.NDArray[np.float32]
    wording: Wording
    postings: Postings
    rescaled: npt.NDArray[np.float32] | None = None
    kept: PassageWords | None = field(default=None, repr=False)

    @classmethod
    def build(
        cls, passages: Sequence[Passage], documents: Mapping[str, Document], unchanged: Unchanged | None = None
    ) -> LexicalIndex:
        """Counts the terms of every passage, each stemmed by its own language; only of new ones, where some are known.

        The index is the same whether it was built of nothing or of an earlier one. Raises OSError or ValueError where
        that is broken.
        """
        if unchanged is None:
            return cls.of(PassageWords.of(passages, documents))
        new = [passages[row] for row in np.flatnonzero(unchanged.rows < 0).tolist()]
        kept = load_kept(unchanged.directory)
        return cls.of(kept.with_others(PassageWords.of(new, documents), unchanged.rows))

    @classmethod
    def of(cls, read: PassageWords) -> LexicalIndex:
        """What follows from all passages together."""
        vocabulary = {term: place for place, term in enumerate(read.terms[: read.held_terms])}
        spoken = np.bincount(read.spoken.values, minlength=len(read.words)).tolist()
        postings = _bm25(read)
        return cls(
            passages=len(read),
            words=dict(zip(read.words, spoken, strict=True)),
            acronyms=acronyms.most_frequent((short, long) for _, short, long in read.explained),
            languages=dict(sorted(Counter(read.languages).items())),
            vocabulary=vocabulary,
            weights=_weights(postings),
            wording=read.wording.within(len(vocabulary)),
            postings=postings,
            kept=read,
        )

    def save(self, directory: Path) -> None:
        """Writes the index below `directory`, which may exist."""
        directory.mkdir(parents=True, exist_ok=True)
        about = {
            "passages": self.passages,
            "languages": dict(self.languages),
            "acronyms": dict(self.acronyms),
            "words": dict(self.words),
        }
        (directory / WORDS_FILE).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        (directory / TERMS_FILE).write_text(json.dumps(dict(self.vocabulary), ensure_ascii=False), encoding="utf-8")
        self.postings.save(directory)
        (self.wording if self.kept is None else self.kept.wording).save(directory)
        if self.kept is not None:
            save_kept(directory, self.kept)

    @classmethod
    def load(cls, directory: Path) -> LexicalIndex:
        """Reads what `save` wrote. Raises OSError or ValueError where it is missing or broken."""
        about = json.loads((directory / WORDS_FILE).read_text(encoding="utf-8"))
        vocabulary = json.loads((directory / TERMS_FILE).read_text(encoding="utf-8"))
        postings = Postings.load(directory, about["passages"])
        return cls(
            about["passages"],
            about["words"],
            about["acronyms"],
            about["languages"],
            vocabulary,
            _weights(postings),
            Wording.load(directory).within(len(vocabulary)),
            postings,
        )

    def best(self, asked: Asked, count: int, allowed: npt.NDArray[np.bool_] | None) -> Rows:
        """Rows of the `count` passages with the highest scores above 0, ascending; of the `allowed` ones alone."""
        return self.postings.best(self._by_id(asked), count, allowed)

    def scores(self, asked: Asked, rows: Rows) -> npt.NDArray[np.float32]:
        """The scores of some passages; 0 where one holds nothing of what is asked."""
        return self.postings.at(self._by_id(asked), rows)

    def among(self, seen: npt.NDArray[np.bool_]) -> LexicalIndex:
        """The same as if there were only the passages that are `seen`: how telling a term is, no other tells.

        Rows, ids and counts of words stay, and so does the mean length of a passage.
        """
        held, passages = self.postings.held_among(seen), int(seen.sum())
        own, all_ = _idf(held, passages), _idf(self.postings.held, self.postings.passages)
        weights = np.asarray(own / _idf(np.zeros(1, np.int64), passages), np.float32)
        return replace(self, weights=weights, rescaled=np.asarray(own / all_, np.float32))

    def holders(self, term: str) -> npt.NDArray[np.int32]:
        """Rows of the passages that hold a term, ascending."""
        place = self.vocabulary.get(term)
        return np.zeros(0, np.int32) if place is None else self.postings.holders(place)

    def _by_id(self, asked: Asked) -> list[dict[int, float]]:
        groups = [
            {self.vocabulary[term]: count for term, count in group.items() if term in self.vocabulary}
            for group in asked
        ]
        if self.rescaled is None:
            return groups
        return [{term: count * float(self.rescaled[term]) for term, count in group.items()} for group in groups]

    def weight(self, term: str) -> float:
        """How telling a term is, 0 to 1: its inverse frequency over passages against that of a term never seen."""
        place = self.vocabulary.get(term)
        return 1.0 if place is None else float(self.weights[place])


def _bm25(read: PassageWords) -> Postings:
    """What each term adds to the score of which passages.

    As Lucene counts it, and bm25s, which the tests compare with: Kamphuis, de Vries, Boytsov and Lin, Which BM25 do you
    mean?, 2020.
    """
    holders, places = read.held.turned(read.held_terms)
    held, rows = np.diff(holders.starts), holders.values
    lengths = np.diff(np.concatenate([np.zeros(1), np.cumsum(read.counts)])[read.held.starts])
    counts = read.counts[places].astype(np.float64)
    mean = lengths.mean() if lengths.any() else 1.0
    idf = np.repeat(_idf(held, len(read)), held)
    scores = idf * counts / (counts + K1 * (1 - B + B * lengths[rows] / mean))
    return Postings(holders.starts, rows, scores.astype(np.float32), len(read))


def _weights(postings: Postings) -> npt.NDArray[np.float32]:
    """The terms' inverse frequencies, each against that of a term never seen."""
    unseen = np.zeros(1, np.int64)
    return np.asarray(_idf(postings.held, postings.passages) / _idf(unseen, postings.passages), np.float32)


def _idf(held: Rows, passages: int) -> npt.NDArray[np.float64]:
    return np.asarray(np.log(1 + (passages - held.astype(np.float64) + 0.5) / (held + 0.5)))
