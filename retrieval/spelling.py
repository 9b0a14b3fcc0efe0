"""Spelling repair against the content's own words. The only file that imports rapidfuzz and pyspellchecker."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

Known = Callable[[str], bool]

SHORTEST = 4
"""Letters of the shortest word that is repaired: of shorter ones too many are one letter apart."""
NEAR = 0.75
"""Similarity, from 0 to 1, below which two words are not taken for one."""
_SEEN_OFTEN = 2


def repaired_words(
    words: Collection[str], content: Mapping[str, int], known_to_content: Known, known_to_language: Known
) -> dict[str, str]:
    """The misspelt words among `words` and the content's words that were probably meant.

    `content` are the content's words with the number of passages that hold each. A word that the content or the
    language knows is never touched, nor is one with digits or signs in it.
    """
    found = {}
    for word in dict.fromkeys(words):
        if len(word) < SHORTEST or not word.isalpha() or known_to_content(word) or known_to_language(word):
            continue
        nearest = _nearest(word, content)
        if nearest:
            found[word] = nearest
    return found


def _nearest(word: str, content: Mapping[str, int]) -> str | None:
    """The nearest word that the content uses more than once; of equally near ones the most frequent."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    alike = [
        other
        for other, count in content.items()
        if count >= _SEEN_OFTEN and abs(len(other) - len(word)) < SHORTEST - 1 and other.isalpha() and len(other) > 2  # noqa: PLR2004 - a word
    ]
    matches = process.extract(word, alike, scorer=OSA.normalized_similarity, score_cutoff=NEAR, limit=10)
    if not matches:
        return None
    # People seldom mistype the first letter; among equals the usual word is meant.
    best = max(matches, key=lambda m: (round(m[1], 3) + 0.1 * (m[0][0] == word[0]), content[m[0]]))
    return str(best[0])


class LanguageWords:
    """The words of languages, loaded when a word is first looked up (a tenth of a second for English)."""

    def knows(self, word: str, language: str) -> bool:
        """Whether the language has the word; True where it has no dictionary, so that nothing is repaired blindly."""
        dictionary = _dictionary(language)
        return dictionary is None or word in dictionary


@lru_cache(maxsize=4)
def _dictionary(language: str) -> frozenset[str] | None:
    from spellchecker import SpellChecker

    try:
        checker = SpellChecker(language)
    except ValueError:
        return None
    return frozenset(word.replace("ё", "е") for word in checker.word_frequency.dictionary)
