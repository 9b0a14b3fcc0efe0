"""The map of questions against content: made beside the pages, kept for a while, made anew as questions come in."""

from __future__ import annotations

import logging
import math
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np

from bot.insights.mapping import Vectors, nearest, project
from bot.insights.model import FoundQuestion, Period, Scope
from bot.insights.ports import Insights
from bot.ports import Clock

_LOG = logging.getLogger(__name__)
_QUESTIONS = 1_200
_DOCUMENTS = 600
_GAPS = 200
"""Together they stay below 2,000 points: what a page can draw, and a second can lay out."""
_SINCE = timedelta(days=90)
_FRESH = timedelta(minutes=15)
_AT_ONCE = 16
_REMEMBERED = 20_000
"""Questions whose vectors are kept, so that only new ones are embedded: some 30 MB."""
_BESIDE = 0.006
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_KEPT = 32
"""Maps of different teams."""


class MapVectors(Protocol):
    """Vectors of the model that serves. Every verb raises content_index.ports.NoIndexError where nothing is indexed."""

    def generation(self) -> str:
        """What serves: another one has other vectors."""

    def documents(self) -> Mapping[str, Vectors]:
        """One of each document, by path: the middle of its passages."""

    def gaps(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """What each open gap's questions ask, with its language, by the gap's id. Raises KeepingError."""

    def questions(self, texts: Sequence[str]) -> Vectors:
        """A row for each question; a few at once, so that none that somebody waits for has to wait long."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map as it was made. Places are between 0 and 1 both ways.

    `far` tells for each gap how far it is from each document, 0 for the same meaning to 1 for none in common.
    `left_out` questions are in languages that the model does not know: their places would mean nothing.
    """

    made_at: datetime
    generation: str
    documents: Mapping[str, tuple[float, float]]
    questions: Sequence[tuple[FoundQuestion, tuple[float, float]]]
    gaps: Mapping[str, tuple[float, float]]
    far: Mapping[str, Mapping[str, float]]
    left_out: int = 0

    def nearest_of(self, gap: str, seen: Sequence[str]) -> tuple[str, float] | None:
        """Of the documents (paths) that somebody may see, the one nearest to a gap, and how far it is."""
        far = self.far.get(gap, {})
        return min(((path, far[path]) for path in seen if path in far), key=lambda one: one[1], default=None)


class QuestionMap:
    """Makes one map at a time, in a thread of its own. `drawn` never waits for it.

    `languages` are those that the model knows, None for all: on one heap, the others would press the rest together.
    """

    def __init__(
        self, insights: Insights, vectors: MapVectors, clock: Clock, *, languages: frozenset[str] | None = None
    ) -> None:
        self._insights = insights
        self._vectors = vectors
        self._clock = clock
        self._languages = languages
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="question-map")
        self._lock = threading.Lock()
        self._made: dict[tuple[str, ...] | None, Drawing] = {}
        self._making: dict[tuple[str, ...] | None, Future[None]] = {}
        self._known: dict[str, Vectors] = {}
        self._known_of = ""

    def drawn(self, scope: Scope) -> Drawing | None:
        """The latest map of what these people asked; None while the first is being made."""
        with self._lock:
            made = self._made.get(scope.teams)
            if (made is None or self._clock.now() - made.made_at > _FRESH) and scope.teams not in self._making:
                self._making[scope.teams] = self._thread.submit(self._make, scope)
            return made

    def wait(self) -> None:
        """Until nothing is being made."""
        for one in list(self._making.values()):
            one.result()

    def close(self) -> None:
        """Makes no more, once the one that is being made is done. Those that are made stay."""
        self._thread.shutdown(cancel_futures=True)

    def _make(self, scope: Scope) -> None:
        try:
            drawing = self._draw(scope)
        except Exception as error:  # noqa: BLE001 - a database that is down, an index that is not there: the next visit tries
            _LOG.warning("The map of questions could not be made: %s", type(error).__name__)
            drawing = None
        with self._lock:
            self._making.pop(scope.teams, None)
            if drawing is not None:
                self._made.pop(scope.teams, None)
                self._made[scope.teams] = drawing
                if len(self._made) > _KEPT:
                    del self._made[next(iter(self._made))]

    def _draw(self, scope: Scope) -> Drawing:
        now, generation = self._clock.now(), self._vectors.generation()
        sample = self._insights.sample(Period(now - _SINCE, now), scope, _QUESTIONS)
        asked = [one for one in sample if self._knows(one.language)]
        documents = dict(list(self._vectors.documents().items())[:_DOCUMENTS])
        gaps = self._middles(dict(list(self._vectors.gaps().items())[:_GAPS]), generation)
        # What was asked in the same words has one place: it would only draw itself together.
        known = self._embedded([one.question for one in asked], generation)
        rows = [*documents.values(), *gaps.values(), *known.values()]
        places = project(np.stack(rows)) if rows else np.zeros((0, 2))
        at = [(float(x), float(y)) for x, y in places]
        first_gap, first_question = len(documents), len(documents) + len(gaps)
        of_words = dict(zip(known, at[first_question:], strict=True))
        return Drawing(
            made_at=now,
            generation=generation,
            documents=dict(zip(documents, at[:first_gap], strict=True)),
            questions=_beside_each_other(asked, of_words),
            gaps=dict(zip(gaps, at[first_gap:first_question], strict=True)),
            far=_far(gaps, documents),
            left_out=len(sample) - len(asked),
        )

    def _middles(self, gaps: Mapping[str, Sequence[tuple[str, str]]], generation: str) -> dict[str, Vectors]:
        """One vector of each gap, among those of documents and questions: by which it is gathered is of no use here."""
        known = {gap: [text for text, language in asked if self._knows(language)] for gap, asked in gaps.items()}
        vectors = self._embedded([text for texts in known.values() for text in texts], generation)
        return {gap: np.mean([vectors[text] for text in texts], axis=0) for gap, texts in known.items() if texts}

    def _knows(self, language: str) -> bool:
        return self._languages is None or language in {"", *self._languages}

    def _embedded(self, texts: Sequence[str], generation: str) -> Mapping[str, Vectors]:
        if generation != self._known_of or len(self._known) > _REMEMBERED:
            self._known, self._known_of = {}, generation
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for start in range(0, len(new), _AT_ONCE):
            some = new[start : start + _AT_ONCE]
            self._known.update(zip(some, self._vectors.questions(some), strict=True))
        return {text: self._known[text] for text in texts}


def _beside_each_other(
    asked: Sequence[FoundQuestion], places: Mapping[str, tuple[float, float]]
) -> list[tuple[FoundQuestion, tuple[float, float]]]:
    """Questions in the same words lie around their place as seeds do in a sunflower: many are seen to be many."""
    seeds: Counter[str] = Counter()
    placed = []
    for one in asked:
        seed = seeds[one.question]
        seeds[one.question] += 1
        far, turn = _BESIDE * math.sqrt(seed), seed * _GOLDEN_ANGLE
        x, y = places[one.question]
        placed.append((one, (_inside(x + far * math.cos(turn)), _inside(y + far * math.sin(turn)))))
    return placed


def _inside(part: float) -> float:
    return min(max(part, 0.0), 1.0)


def _far(gaps: Mapping[str, Vectors], documents: Mapping[str, Vectors]) -> dict[str, dict[str, float]]:
    if not gaps or not documents:
        return {}
    alike = nearest(np.stack(list(gaps.values())), np.stack(list(documents.values())))
    return {
        gap: {path: float(np.clip(1.0 - alike[row, column], 0.0, 1.0)) for column, path in enumerate(documents)}
        for row, gap in enumerate(gaps)
    }
