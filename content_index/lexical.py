"""BM25 over passages, headings weighing more than the text below them. The only file that imports bm25s."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from content_index import acronyms
from content_index.model import Document, Passage
from content_index.plain_text import plain_text
from content_index.terms import terms, words
from content_index.wording import Wording, word

K1 = 0.9
B = 0.4
HEADING_WEIGHT = 3

_WORDS_FILE = "words.json"
_TERMS_FILE = "terms.json"
_POSTINGS = ("starts", "rows", "scores")


@dataclass(frozen=True)
class _Postings:
    """The passages that hold term i are `rows[starts[i] : starts[i + 1]]`, ascending; it adds `scores` to theirs."""

    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    scores: npt.NDArray[np.float32]


@dataclass(frozen=True)
class LexicalIndex:
    """Scores for passages, and what is known of the content's words (for spelling, acronyms and confidence).

    `passages` is their number. `words` are the content's lower-case words, unstemmed, and the number of passages that
    hold each. `acronyms` are lower-case ones and the words that the content says they stand for. `languages` are the
    ISO 639-1 codes of the passages and the number of each. `vocabulary` gives each term's id, `weights` by id how
    telling it is, and `wording` what each sentence says, in ids.
    """

    passages: int
    words: Mapping[str, int]
    acronyms: Mapping[str, str]
    languages: Mapping[str, int]
    vocabulary: Mapping[str, int]
    weights: npt.NDArray[np.float32]
    wording: Wording
    _postings: _Postings

    @classmethod
    def build(cls, passages: Sequence[Passage], documents: Mapping[str, Document]) -> LexicalIndex:
        """Counts the terms of every passage, each stemmed by its own language."""
        texts = [plain_text(passage.text) for passage in passages]
        above = [_headings(documents[passage.document_id], passage) for passage in passages]
        counted = [
            terms(heading, passage.language) * HEADING_WEIGHT + terms(text, passage.language)
            for passage, heading, text in zip(passages, above, texts, strict=True)
        ]
        seen = Counter(
            word for heading, text in zip(above, texts, strict=True) for word in {*words(heading), *words(text)}
        )
        mined = acronyms.most_frequent(pair for text in texts for pair in acronyms.mine(text))
        vocabulary, postings = _bm25(counted)
        languages = Counter(passage.language for passage in passages)
        wording = word(passages, documents, vocabulary)
        weights = _weights(postings, len(passages))
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
        for name in _POSTINGS:
            np.save(directory / f"postings_{name}.npy", getattr(self._postings, name))
        self.wording.save(directory)

    @classmethod
    def load(cls, directory: Path) -> LexicalIndex:
        """Reads what `save` wrote. Raises OSError or ValueError where it is missing or broken."""
        about = json.loads((directory / _WORDS_FILE).read_text(encoding="utf-8"))
        vocabulary = json.loads((directory / _TERMS_FILE).read_text(encoding="utf-8"))
        postings = _Postings(*(np.load(directory / f"postings_{name}.npy") for name in _POSTINGS))
        return cls(
            about["passages"],
            about["words"],
            about["acronyms"],
            about["languages"],
            vocabulary,
            _weights(postings, about["passages"]),
            Wording.load(directory),
            postings,
        )

    def scores(self, terms: Sequence[str]) -> npt.NDArray[np.float32]:
        """One score for each passage, 0 where it holds none of the terms; a repeated term counts once."""
        found = np.zeros(self.passages, dtype=np.float32)
        for term in dict.fromkeys(terms):
            if (place := self.vocabulary.get(term)) is not None:
                postings = slice(self._postings.starts[place], self._postings.starts[place + 1])
                found[self._postings.rows[postings]] += self._postings.scores[postings]
        return found

    def group_scores(self, groups: Iterable[Mapping[str, float]]) -> npt.NDArray[np.float32]:
        """One score for each passage: of each group of terms, the best that it holds.

        A group's terms stand for one another; each counts by the share, 0 to 1, that the group gives it.
        """
        found = np.zeros(self.passages, dtype=np.float32)
        best = np.zeros(self.passages, dtype=np.float32)
        starts = self._postings.starts
        for group in groups:
            places = [(self.vocabulary[term], share) for term, share in group.items() if term in self.vocabulary]
            postings = [(slice(starts[place], starts[place + 1]), share) for place, share in places]
            for each, share in postings:
                rows = self._postings.rows[each]
                best[rows] = np.maximum(best[rows], np.float32(share) * self._postings.scores[each])
            for each, _ in postings:  # what a row has is taken once, however many of the terms it holds
                rows = self._postings.rows[each]
                found[rows] += best[rows]
                best[rows] = 0
        return found

    def holders(self, term: str) -> npt.NDArray[np.int32]:
        """Rows of the passages that hold a term, ascending."""
        place = self.vocabulary.get(term)
        if place is None:
            return np.zeros(0, np.int32)
        return self._postings.rows[self._postings.starts[place] : self._postings.starts[place + 1]]

    def weight(self, term: str) -> float:
        """How telling a term is, 0 to 1: its inverse frequency over passages against that of a term never seen."""
        place = self.vocabulary.get(term)
        return 1.0 if place is None else float(self.weights[place])


def _headings(document: Document, passage: Passage) -> str:
    """What names the passage: its document's title, products and competitors, and the headings above and in it."""
    return plain_text(" \n".join((document.title, *document.products, *document.competitors, *passage.all_headings)))


def _bm25(counted: list[list[str]]) -> tuple[dict[str, int], _Postings]:
    """The terms' ids, and what each adds to the score of which passages."""
    if not any(counted):
        return {}, _Postings(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
    import bm25s

    bm25 = bm25s.BM25(k1=K1, b=B)
    bm25.index(counted, show_progress=False)
    scores = bm25.scores
    return (
        {term: place for term, place in bm25.vocab_dict.items() if term},  # bm25s keeps one for texts without terms
        _Postings(
            np.asarray(scores["indptr"], np.int64),
            np.asarray(scores["indices"], np.int32),
            np.asarray(scores["data"], np.float32),
        ),
    )


def _weights(postings: _Postings, passages: int) -> npt.NDArray[np.float32]:
    """The terms' inverse frequencies, each against that of a term never seen."""
    held = np.diff(postings.starts).astype(np.float64)
    return np.asarray(_idf(held, passages) / _idf(np.zeros(1), passages), np.float32)


def _idf(held: npt.NDArray[np.float64], passages: int) -> npt.NDArray[np.float64]:
    return np.asarray(np.log(1 + (passages - held + 0.5) / (held + 0.5)))
