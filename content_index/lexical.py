"""BM25 over passages, headings weighing more than the text below them. The only file that imports bm25s."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from content_index import acronyms
from content_index.generation import Asked
from content_index.model import Document, Passage
from content_index.passage_texts import names_of
from content_index.plain_text import plain_text
from content_index.postings import Postings
from content_index.ragged import Rows
from content_index.terms import terms_of, words
from content_index.wording import Wording, word

K1 = 0.9
B = 0.4
HEADING_WEIGHT = 3

_WORDS_FILE = "words.json"
_TERMS_FILE = "terms.json"


@dataclass(frozen=True)
class LexicalIndex:
    """Scores for passages, and what is known of the content's words (for spelling, acronyms and confidence).

    `passages` is their number. `words` are the content's lower-case words, unstemmed, and the number of passages that
    hold each. `acronyms` are lower-case ones and the words that the content says they stand for. `languages` are the
    ISO 639-1 codes of the passages and the number of each. `vocabulary` gives each term's id, `weights` by id how
    telling it is, and `wording` what each sentence says, in ids. `rescaled` is by id what a term's scores are
    multiplied with where only some passages count (None: all do).
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

    @classmethod
    def build(cls, passages: Sequence[Passage], documents: Mapping[str, Document]) -> LexicalIndex:
        """Counts the terms of every passage, each stemmed by its own language."""
        texts = [plain_text(passage.text) for passage in passages]
        above = [words(names_of(documents[passage.document_id], passage)) for passage in passages]
        within = [words(text) for text in texts]
        counted = [
            terms_of(heading, passage.language) * HEADING_WEIGHT + terms_of(text, passage.language)
            for passage, heading, text in zip(passages, above, within, strict=True)
        ]
        seen = Counter(word for heading, text in zip(above, within, strict=True) for word in {*heading, *text})
        mined = acronyms.most_frequent(pair for text in texts for pair in acronyms.mine(text))
        vocabulary, postings = _bm25(counted)
        languages = Counter(passage.language for passage in passages)
        wording = word(passages, documents, vocabulary)
        weights = _weights(postings)
        return cls(len(passages), seen, mined, languages, vocabulary, weights, wording, postings)

    def save(self, directory: Path) -> None:
        """Writes the index below `directory`, which may exist."""
        directory.mkdir(parents=True, exist_ok=True)
        about = {
            "passages": self.passages,
            "languages": dict(self.languages),
            "acronyms": dict(self.acronyms),
            "words": dict(self.words),
        }
        (directory / _WORDS_FILE).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        (directory / _TERMS_FILE).write_text(json.dumps(dict(self.vocabulary), ensure_ascii=False), encoding="utf-8")
        self.postings.save(directory)
        self.wording.save(directory)

    @classmethod
    def load(cls, directory: Path) -> LexicalIndex:
        """Reads what `save` wrote. Raises OSError or ValueError where it is missing or broken."""
        about = json.loads((directory / _WORDS_FILE).read_text(encoding="utf-8"))
        vocabulary = json.loads((directory / _TERMS_FILE).read_text(encoding="utf-8"))
        postings = Postings.load(directory, about["passages"])
        return cls(
            about["passages"],
            about["words"],
            about["acronyms"],
            about["languages"],
            vocabulary,
            _weights(postings),
            Wording.load(directory),
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


def _bm25(counted: list[list[str]]) -> tuple[dict[str, int], Postings]:
    """The terms' ids, and what each adds to the score of which passages."""
    if not any(counted):
        return {}, Postings(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32), len(counted))
    import bm25s

    bm25 = bm25s.BM25(k1=K1, b=B)
    bm25.index(counted, show_progress=False)
    scores = bm25.scores
    return (
        {term: place for term, place in bm25.vocab_dict.items() if term},  # bm25s keeps one for texts without terms
        Postings(
            np.asarray(scores["indptr"], np.int64),
            np.asarray(scores["indices"], np.int32),
            np.asarray(scores["data"], np.float32),
            len(counted),
        ),
    )


def _weights(postings: Postings) -> npt.NDArray[np.float32]:
    """The terms' inverse frequencies, each against that of a term never seen."""
    unseen = np.zeros(1, np.int64)
    return np.asarray(_idf(postings.held, postings.passages) / _idf(unseen, postings.passages), np.float32)


def _idf(held: Rows, passages: int) -> npt.NDArray[np.float64]:
    return np.asarray(np.log(1 + (passages - held.astype(np.float64) + 0.5) / (held + 0.5)))
