"""Spelling repair against the content's own words. The only file that imports rapidfuzz and pyspellchecker."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt

SHORTEST = 5
"""Letters of the shortest word that is repaired: too many shorter ones (and acronyms) are one letter apart."""
NEAR = 0.8
"""Similarity, from 0 to 1, below which two words are not taken for one: one slip in five letters, two in ten."""
KNOWN = 3
"""Passages that must hold a word for the content to know it: a company's pages have typing errors of their own."""
TIMES = 20
"""How many times as often as the misspelt word the content must use the right one."""
_FEWEST = 2


class Spelling:
    """The content's words, ready to be looked through for the one that was meant.

    `content` are they with the number of passages that hold each.
    """

    def __init__(self, content: Mapping[str, int]) -> None:
        self._content = content
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word, count in content.items():
            if count >= _FEWEST and word.isalpha():
                self._by_length[len(word)].append(word)

    def repaired(
        self, words: Collection[str], held: Callable[[str], int], known_to_language: Callable[[str], bool]
    ) -> dict[str, str]:
        """The misspelt words among `words` and the content's words that were probably meant.

        `held` tells how many passages hold a word in any of its forms. A word that the content or the language knows is
        never touched, nor is one with digits or signs.
        """
        found = {}
        for word in dict.fromkeys(words):
            if len(word) < SHORTEST or not word.isalpha() or held(word) >= KNOWN or known_to_language(word):
                continue
            nearest = self._nearest(word, max(_FEWEST, TIMES * held(word)))
            if nearest:
                found[word] = nearest
        return found

    def _nearest(self, word: str, fewest: int) -> str | None:
        """The nearest word that at least `fewest` passages hold; of equally near ones the most frequent."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        lengths = range(math.ceil(len(word) * NEAR), int(len(word) / NEAR) + 1)
        alike = [other for length in lengths for other in self._by_length.get(length, ())]
        if fewest > _FEWEST:
            alike = [other for other in alike if self._content[other] >= fewest]
        matches = process.extract(word, alike, scorer=OSA.normalized_similarity, score_cutoff=NEAR, limit=10)
        # People seldom mistype the first letter; among equals the usual word is meant.
        best = max(matches, key=lambda m: (m[0][0] == word[0], round(m[1], 3), self._content[m[0]]), default=None)
        return str(best[0]) if best else None


class LanguageWords:
    """The words of languages, loaded when a word is first looked up (a tenth of a second for English)."""

    def knows(self, word: str, language: str) -> bool:
        """Whether the language has the word; True where it has no dictionary, so that nothing is repaired blindly."""
        dictionary = _dictionary(language)
        if dictionary is None:
            return True
        place = int(np.searchsorted(dictionary, hash(word)))
        return place < len(dictionary) and int(dictionary[place]) == hash(word)


@lru_cache(maxsize=4)
def _dictionary(language: str) -> npt.NDArray[np.int64] | None:
    """The hashes of a language's words, ascending: a million bytes where the words themselves are twenty."""
    from spellchecker import SpellChecker

    try:
        words = SpellChecker(language).word_frequency.dictionary
    except ValueError:
        return None
    # Busy people leave out the apostrophe ("theyre") and the dots of "ё".
    spelt = (each for word in words for each in (word, word.replace("ё", "е").replace("'", "")))
    return np.unique(np.fromiter(map(hash, spelt), np.int64))
