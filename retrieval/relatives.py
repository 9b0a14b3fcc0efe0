"""Terms that are probably forms or relatives of one another: they share most of their letters from the left."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import ceil

SHORTEST = 5
"""Letters of the shortest term that has relatives: too many shorter ones begin alike by chance."""
SHARED = 0.7
"""The share of the longer one's letters that two terms must have in common, from the left."""
COUNTS = 0.5
"""What a relative counts in the place of the term itself (docs/quality.md)."""
_SHORTEST_START = 3
_REMEMBERED = 10_000


class Relatives:
    """The content's terms, to be asked for those that resemble one of a question.

    A stemmer leaves much apart that belongs together, most of all in languages with many endings and prefixes
    ("наполеон", "наполеоновск"), and a question seldom uses the content's own form.
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._every = sorted(vocabulary)
        self._ordered = [term for term in self._every if _may_have_relatives(term)]
        self.group = lru_cache(_REMEMBERED)(self._group)

    def may_stand_for(self, word: str) -> Sequence[str]:
        """The content's terms that begin as a word does: it may be short for them ("min"), or nearly be one."""
        start, longer = word[:SHORTEST], word[: ceil(SHARED * len(word))]
        if len(start) < _SHORTEST_START:
            return ()
        first, last = bisect_left(self._every, start), bisect_left(self._every, start + "\U0010ffff")
        return [term for term in self._every[first:last] if term.startswith(longer) or word.startswith(term)]

    def of_word(self, forms: Iterable[str]) -> Mapping[str, float]:
        """The forms of one word and their relatives, with what each counts in the place of the word, 0 to 1."""
        alike: dict[str, float] = {}
        for group in map(self.group, forms):
            for term, counts in group.items():
                alike[term] = max(counts, alike.get(term, 0.0))
        return alike

    def _group(self, term: str) -> Mapping[str, float]:
        """The term and its relatives among the content's terms, with what each counts in its place, 0 to 1."""
        if not _may_have_relatives(term):
            return {term: 1.0}
        common = term[: ceil(SHARED * len(term))]
        first, last = bisect_left(self._ordered, common), bisect_left(self._ordered, common + "\U0010ffff")
        return {other: COUNTS for other in self._ordered[first:last] if _alike(term, other)} | {term: 1.0}


def _may_have_relatives(term: str) -> bool:
    return len(term) >= SHORTEST and term.isalpha()


def _alike(one: str, other: str) -> bool:
    common = ceil(SHARED * max(len(one), len(other)))
    return one[:common] == other[:common]
