"""How rare a word is in the English that people write: before a company has many gaps, that tells which words count."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from content_index.terms import terms_of

_USUAL, _SPREAD = 2.5, 5.0
"""Powers of ten: one word in 300 tells nothing, one in 30 million all that a word can tell."""


@lru_cache(maxsize=65_536)
def rarity(stem: str) -> float:
    """0 for the commonest words to 1 for the rarest; a word that English does not have, a name for one, is rare."""
    hashes, rare = _known()
    place = int(np.searchsorted(hashes, hash(stem)))
    return float(rare[place]) if place < len(hashes) and int(hashes[place]) == hash(stem) else 1.0


@cache
def _known() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Hashes of the stems that are not of the rarest, ascending, and how rare each is: a tenth of what they weigh."""
    from spellchecker import SpellChecker

    counted: Any = SpellChecker("en").word_frequency.dictionary
    total = sum(counted.values())
    rarest = total / 10 ** (_USUAL + _SPREAD)
    stems: Counter[str] = Counter()
    for word, count in counted.items():
        if count >= rarest:
            stems.update(dict.fromkeys(terms_of((word,), "en"), count))
    by_hash = sorted((hash(stem), stem) for stem in stems)
    hashes = np.array([hashed for hashed, _ in by_hash], np.int64)
    powers = np.array([math.log10(total / stems[stem]) for _, stem in by_hash], np.float32)
    return hashes, np.clip((powers - _USUAL) / _SPREAD, 0, 1)
