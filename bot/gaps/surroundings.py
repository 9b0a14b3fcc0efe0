"""How crowded it is around a question: to be near to one that is near to everything says little."""

from __future__ import annotations

import math
import zlib
from bisect import insort
from collections.abc import Collection, Sequence

import numpy as np

from content_index.ports import Vectors

SAMPLE = 256
"""Questions that crowding is measured by, of all that are known."""
NEAREST = 5
EMPTY = 0.3
"""How near the nearest are taken to be while fewer than `NEAREST` are known: sales questions are never far apart."""

LOOKED_AT = 2 * NEAREST + 12
"""Nearest of the sample that are kept for a question: as many as two gaps can hold may have to be left out."""

Near = Sequence[tuple[float, str]]
"""Cosines to the nearest of the sample and the gaps of those, nearest first."""
_Key = tuple[int, str]


class Surroundings:
    """A sample of the known questions, which is the same in whatever order they came: by a hash of their text.

    Without it a vague question ("is it included?") draws whatever comes, and gaps on one topic run into one.
    """

    def __init__(self) -> None:
        self._keys: dict[str, _Key] = {}
        self._held: dict[str, tuple[str, Vectors]] = {}
        self._chosen: list[_Key] = []
        self._others: set[_Key] = set()
        self._sample: tuple[list[str], Vectors] | None = None
        self._near: dict[str, Near] = {}

    def add(self, question_id: str, text: str, gap: str, vector: Vectors) -> None:
        """A question with its vector, in its gap."""
        key = (zlib.crc32(text.encode()), question_id)
        self._keys[question_id] = key
        self._held[question_id] = (gap, vector)
        self._near.pop(question_id, None)
        if len(self._chosen) == SAMPLE and key > self._chosen[-1]:
            self._others.add(key)
            return
        insort(self._chosen, key)
        if len(self._chosen) > SAMPLE:
            self._others.add(self._chosen.pop())
        self._sample = None

    def remove(self, question_id: str) -> None:
        """It is known no longer."""
        if question_id not in self._keys:
            return
        key = self._keys.pop(question_id)
        del self._held[question_id]
        self._near.pop(question_id, None)
        if key in self._others:
            self._others.remove(key)
            return
        self._chosen.remove(key)
        self._sample = None
        if self._others:
            first = min(self._others)
            self._others.remove(first)
            self._chosen.append(first)

    @property
    def sparse(self) -> float:
        """How many times fewer questions are known than the sample can hold (natural logarithm): 0 in the long run."""
        return math.log(SAMPLE / max(1, len(self._chosen)))

    def of_known(self, question_ids: Sequence[str]) -> list[Near]:
        """What is around each of some known questions."""
        self._sampled()
        unseen = [question_id for question_id in question_ids if question_id not in self._near]
        if unseen:
            found = self.of(np.array([self._held[question_id][1] for question_id in unseen], np.float32))
            self._near.update(zip(unseen, found, strict=True))
        return [self._near[question_id] for question_id in question_ids]

    def of(self, vectors: Vectors) -> list[Near]:
        """What is around each of some rows of unit length."""
        gaps, sample = self._sampled()
        if not gaps:
            return [()] * len(vectors)
        cosines = vectors @ sample.T
        most = min(LOOKED_AT, len(gaps))
        places = np.argpartition(-cosines, most - 1, axis=1)[:, :most]
        nearest = np.take_along_axis(cosines, places, axis=1)
        return [
            tuple(sorted(((cosine, gaps[place]) for cosine, place in zip(*row, strict=True)), reverse=True))
            for row in zip(nearest.tolist(), places.tolist(), strict=True)
        ]

    def _sampled(self) -> tuple[list[str], Vectors]:
        if self._sample is None:
            held = [self._held[question_id] for _, question_id in self._chosen]
            rows = [vector for _, vector in held]
            self._sample = [gap for gap, _ in held], np.array(rows, np.float32)
            self._near.clear()
        return self._sample


def crowding(near: Near, outside: Collection[str]) -> float:
    """The mean cosine of the nearest of a sample, without those in some gaps."""
    found = [cosine for cosine, gap in near if gap not in outside][:NEAREST]
    return (sum(found) + EMPTY * (NEAREST - len(found))) / NEAREST
