"""The content's words as one asker may know them: nobody is told a word of a passage that is not for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from content_index.generation import LexicalScores
from content_index.passage_texts import names_of
from content_index.plain_text import plain_text
from content_index.terms import terms, words
from retrieval.card_parts import PartAsked
from retrieval.filters import Allowed
from retrieval.forms import Forms, forms_of
from retrieval.prepared import Prepared

READ = 200
"""Passages that are read for a word before it is taken for one that may not be told."""

Speaks = Callable[[str, str], bool]


class Vocabulary:
    """What must be known of words to understand a question.

    `languages` are the content's; `speaks` tells whether a language has a word, `common` whether it is an everyday
    one; `allowed` are the passages that the asker may be shown (None: all).
    """

    def __init__(self, prepared: Prepared, allowed: Allowed | None, speaks: Speaks, common: Speaks) -> None:
        self._prepared = prepared
        self._allowed = allowed
        self.speaks = speaks
        self._common = common

    @property
    def languages(self) -> frozenset[str]:
        """ISO 639-1 codes of the content's languages."""
        return self._prepared.languages

    @property
    def acronyms(self) -> Mapping[str, str]:
        """Lower-case acronyms and what they stand for; whether the asker may know, `explains` tells."""
        return self._lexical.acronyms

    def part_asked(self, question: str, history: Sequence[str], language: str) -> PartAsked | None:
        """The part of a competitor's card that a question asks for; None for any other question."""
        return self._prepared.card_parts.asked(question, history, language, lambda word: self._common(word, language))

    def shown(self, wanted: Iterable[str]) -> bool:
        """Whether a passage for the asker holds any of some terms."""
        return any(len(self._rows(term)) for term in wanted)

    def weight(self, forms: Forms) -> float:
        """How telling a word is, 0 to 1: one that nothing for the asker holds is as good as never said."""
        return min(self._lexical.weight(form) if self.shown((form,)) else 1.0 for form in forms)

    def said(self, word: str, enough: int) -> int:
        """How many passages for the asker say the very word, counted up to so many: its stem proves nothing.

        Of passages that are read for it, the first ones alone count.
        """
        everywhere = self._lexical.words.get(word, 0)
        if not everywhere or self._allowed is None:
            return everywhere
        hidden = sum(len(self._lexical.holders(term)) - len(self._rows(term)) for term in self._stems(word))
        if not hidden or everywhere - hidden >= enough:  # though each hidden one said it, these are left
            return everywhere - hidden
        return sum(1 for _ in islice((text for text in self._texts_with(word) if word in words(text)), enough))

    def frequency(self, word: str) -> int:
        """How many passages for the asker hold a word, or where some are hidden, its stem."""
        if self._allowed is None:
            return self._lexical.words.get(word, 0)
        return sum(len(self._rows(term)) for term in self._stems(word))

    def meant(self, asked: Sequence[str], language: str) -> dict[str, str]:
        """The misspelt ones of some words, and the words of the content that were probably meant.

        A name of which the content speaks ("Gartner") is not one of them, where the nearest word begins with another
        letter ("partner"); with the same one it may be a slip of the content's own ("Prodcut").
        """
        found = self._prepared.spelling.repaired(asked, _Spoken(self, language, {language, *self.languages}))
        return {word: meant for word, meant in found.items() if word[0] == meant[0] or not self._is_name(word)}

    def explains(self, acronym: str, long: str) -> bool:
        """Whether one passage for the asker holds both an acronym and all that it stands for."""
        if self._allowed is None:
            return True
        return any(
            len(reduce(np.intersect1d, map(self._rows, {*terms(acronym, one), *terms(long, one)}), self._allowed.rows))
            for one in self.languages
        )

    def _is_name(self, word: str) -> bool:
        """Whether passages for the asker write a word with a capital letter, and never without."""
        written = re.findall(rf"\b{re.escape(word)}\b", "\n".join(self._texts_with(word)), re.IGNORECASE)
        return bool(written) and not any(each[0].islower() for each in written)

    def _texts_with(self, word: str) -> Iterator[str]:
        """The first passages for the asker that hold the stem of a word in any language, and what names them."""
        held = [self._rows(term) for term in self._stems(word)]
        rows = np.unique(np.concatenate(held)) if held else np.zeros(0, np.int64)
        for row in rows[:READ].tolist():
            passage, document = self._prepared.generation.passages[row], self._prepared.document(row)
            yield f"{names_of(document, passage)}\n{plain_text(passage.text)}"

    def _stems(self, word: str) -> set[str]:
        return {term for one in self.languages for term in terms(word, one)}

    def _rows(self, term: str) -> npt.NDArray[np.int32]:
        rows = self._lexical.holders(term)
        return rows if self._allowed is None else rows[self._allowed.mask[rows]]

    @property
    def _lexical(self) -> LexicalScores:
        return self._prepared.generation.lexical


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Implements `Known` of spelling: the vocabulary as those use it who ask in one language."""

    vocabulary: Vocabulary
    language: str
    spoken: Collection[str]

    def held(self, word: str, enough: int) -> int:
        forms = forms_of(word, self.language, self.vocabulary.languages)
        if not self.vocabulary.shown(chain.from_iterable(forms)):
            return 0
        return max(1, self.vocabulary.said(word, enough))

    def said(self, word: str, enough: int) -> int:
        return self.vocabulary.said(word, enough)

    def frequency(self, word: str) -> int:
        return self.vocabulary.frequency(word)

    def to_language(self, word: str) -> bool:
        return any(self.vocabulary.speaks(word, one) for one in self.spoken)
