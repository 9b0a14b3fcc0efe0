"""Spelling repair against the content's own words. The only file that imports rapidfuzz and pyspellchecker."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from typing import Protocol

import numpy as np
import numpy.typing as npt

from content_index.terms import terms_of, words

SHORTEST = 5
"""Letters of the shortest word that is repaired: too many shorter ones (and acronyms) are one letter apart."""
NEAR = 0.8
"""Similarity, from 0 to 1, below which two words are not taken for one: one slip in five letters, two in ten."""
KNOWN = 3
"""Passages that must hold a word for the content to know it: a company's pages have typing errors of their own."""
TIMES = 20
"""How many times as often as the misspelt word the content must use the right one."""
COMMON = 2000
"""An everyday word is a form of one among so many most frequent ones of its language."""


_SOUND = 2


class Known(Protocol):
    """What is known of words, by a content as the asker may see it and by the languages that are spoken there."""

    def held(self, word: str, enough: int) -> int:
        """How many passages hold a word in any of its forms, counted up to so many."""

    def said(self, word: str, enough: int) -> int:
        """How many passages say the very word, counted up to so many."""

    def frequency(self, word: str) -> int:
        """By how many passages a word is used, for comparison with others."""

    def to_language(self, word: str) -> bool:
        """Whether a dictionary has it."""


class Spelling:
    """The content's words, ready to be looked through for the one that was meant.

    `content` are they with the number of passages that hold each.
    """

    def __init__(self, content: Mapping[str, int]) -> None:
        self._content = content
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in filter(str.isalpha, content):
            self._by_length[len(word)].append(word)

    def repaired(self, words: Collection[str], known: Known) -> dict[str, str]:
        """The misspelt words among `words` and the content's words that were probably meant.

        A word that the content or the language knows is never touched, nor is one with digits or signs.
        """
        found = {}
        for word in dict.fromkeys(words):
            if len(word) < SHORTEST or not word.isalpha():
                continue
            held = known.held(word, KNOWN)
            if held >= KNOWN or known.to_language(word):
                continue
            nearest = self._nearest(word, max(1, TIMES * held), known)
            if nearest:
                found[word] = nearest
        return found

    def _nearest(self, word: str, fewest: int, known: Known) -> str | None:
        """The nearest word that at least `fewest` passages say; of equally near ones the most frequent."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        lengths = range(math.ceil(len(word) * NEAR), int(len(word) / NEAR) + 1)
        alike = [
            other for length in lengths for other in self._by_length.get(length, ()) if self._content[other] >= fewest
        ]
        matches = process.extract(word, alike, scorer=OSA.normalized_similarity, score_cutoff=NEAR, limit=None)

        def likelihood(match: tuple[str, float, int]) -> tuple[bool, bool, float, int]:
            other, similarity, _ = match
            # People seldom mistype the first letter; what one passage writes, and no dictionary, may be its own slip;
            # among equals the usual word is meant.
            sound = known.to_language(other) or known.said(other, _SOUND) >= _SOUND
            return other[0] == word[0], sound, round(similarity, 3), known.frequency(other)

        said = [match for match in matches if known.said(match[0], fewest) >= fewest]
        return str(max(said, key=likelihood)[0]) if said else None


class LanguageWords:
    """The words of languages, loaded when a word is first looked up (a tenth of a second for English)."""

    def knows(self, word: str, language: str) -> bool:
        """Whether the language has the word; True where it has no dictionary, so that nothing is repaired blindly."""
        dictionary = _dictionary(language)
        if dictionary is None:
            return True
        place = int(np.searchsorted(dictionary.words, hash(word)))
        return place < len(dictionary.words) and int(dictionary.words[place]) == hash(word)

    def language_of(self, text: str, languages: Collection[str]) -> str | None:
        """The one of some languages that has more words of a text than any other; None where that cannot be told."""
        if any(_dictionary(language) is None for language in languages):
            return None
        asked = words(text)
        known = Counter({language: sum(self.knows(word, language) for word in asked) for language in languages})
        (first, most), *others = known.most_common(2)
        return first if not others or most > others[0][1] else None

    def common(self, word: str, language: str) -> bool:
        """Whether it is an everyday word of the language; False where it has no dictionary."""
        dictionary = _dictionary(language)
        return dictionary is not None and dictionary.common.issuperset(terms_of((word,), language))


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """A language's words.

    `words` are the hashes of all, ascending: a million bytes where they themselves are twenty. `common` are the terms
    of its everyday ones.
    """

    words: npt.NDArray[np.int64]
    common: frozenset[str]


@cache
def _dictionary(language: str) -> _Dictionary | None:
    from spellchecker import SpellChecker

    try:
        counted = SpellChecker(language).word_frequency.dictionary
    except ValueError:
        return None
    # Busy people leave out the apostrophe ("theyre") and the dots of "ё".
    spelt = (each for word in counted for each in (word, word.replace("ё", "е").replace("'", "")))
    hashes = np.unique(np.fromiter(map(hash, spelt), np.int64))
    everyday = nlargest(COMMON, counted, key=counted.__getitem__)
    return _Dictionary(hashes, frozenset(terms_of(everyday, language)))
