"""BM25 over passages, headings weighing more than the text below them. The only file that imports bm25s."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from content_index import acronyms
from content_index.model import Document, Passage
from content_index.plain_text import plain_text
from content_index.terms import terms, words

K1 = 0.9
B = 0.4
HEADING_WEIGHT = 3

_WORDS_FILE = "words.json"
_BM25_FOLDER = "bm25"


class LexicalIndex:
    """Scores for passages, and what is known of the content's words (for spelling, acronyms and confidence)."""

    def __init__(
        self,
        bm25: Any,
        passages: int,
        words: Mapping[str, int],
        acronyms: Mapping[str, str],
        languages: frozenset[str],
    ) -> None:
        self._bm25 = bm25
        self._passages = passages
        self._words = words
        self._acronyms = acronyms
        self._languages = languages

    @property
    def words(self) -> Mapping[str, int]:
        """The content's lower-case words, unstemmed, and the number of passages that hold each."""
        return self._words

    @property
    def acronyms(self) -> Mapping[str, str]:
        """Lower-case acronyms and the words that the content says they stand for."""
        return self._acronyms

    @property
    def languages(self) -> frozenset[str]:
        """ISO 639-1 codes of the passages' languages."""
        return self._languages

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
        return cls(_bm25_of(counted), len(passages), seen, mined, frozenset(p.language for p in passages))

    def save(self, directory: Path) -> None:
        """Writes the index below `directory`, which may exist."""
        directory.mkdir(parents=True, exist_ok=True)
        about = {
            "passages": self._passages,
            "languages": sorted(self.languages),
            "acronyms": dict(self.acronyms),
            "words": dict(self.words),
        }
        (directory / _WORDS_FILE).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        if self._bm25 is not None:
            self._bm25.save(directory / _BM25_FOLDER, show_progress=False)

    @classmethod
    def load(cls, directory: Path) -> LexicalIndex:
        """Reads what `save` wrote. Raises OSError or ValueError where it is missing or broken."""
        about = json.loads((directory / _WORDS_FILE).read_text(encoding="utf-8"))
        bm25 = None
        if (directory / _BM25_FOLDER).is_dir():
            import bm25s

            bm25 = bm25s.BM25.load(directory / _BM25_FOLDER, show_progress=False)
        return cls(bm25, about["passages"], about["words"], about["acronyms"], frozenset(about["languages"]))

    def scores(self, terms: Sequence[str]) -> npt.NDArray[np.float32]:
        """One score for each passage, 0 where it holds none of the terms; a repeated term counts once."""
        known = [self._vocabulary[term] for term in dict.fromkeys(terms) if term in self._vocabulary]
        if not known:
            return np.zeros(self._passages, dtype=np.float32)
        return np.asarray(self._bm25.get_scores_from_ids(known), dtype=np.float32)

    def weight(self, term: str) -> float:
        """How telling a term is, 0 to 1: its inverse frequency over passages against that of a term never seen."""
        held = 0
        if term in self._vocabulary:
            starts = self._bm25.scores["indptr"]
            row = self._vocabulary[term]
            held = int(starts[row + 1] - starts[row])
        return _idf(held, self._passages) / self._unseen

    @cached_property
    def _unseen(self) -> float:
        return _idf(0, self._passages)

    @cached_property
    def _vocabulary(self) -> Mapping[str, int]:
        return {} if self._bm25 is None else {t: i for t, i in self._bm25.vocab_dict.items() if t}


def _headings(document: Document, passage: Passage) -> str:
    """What names the passage: its document's title, products and competitors, and the headings above and in it."""
    return plain_text(" \n".join((document.title, *document.products, *document.competitors, *passage.all_headings)))


def _bm25_of(counted: list[list[str]]) -> Any:
    if not any(counted):
        return None
    import bm25s

    bm25 = bm25s.BM25(k1=K1, b=B)
    bm25.index(counted, show_progress=False)
    return bm25


def _idf(held: int, passages: int) -> float:
    return float(np.log(1 + (passages - held + 0.5) / (held + 0.5)))
