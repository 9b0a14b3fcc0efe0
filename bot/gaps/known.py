"""The questions of every gap, held in memory: to tell where a new one belongs, and which gaps may be the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from bot.gaps.clusters import AskedOnce, Clusters
from bot.gaps.model import GapQuestion
from bot.gaps.ports import Gaps
from bot.gaps.wording import QuestionModel, readings, scheme, vectors_of
from bot.ports import Clock
from content_index.ports import Vectors

OVERLAP = timedelta(seconds=30)
"""Clocks of replicas differ, and what is being written is dated before it can be seen."""
AT_ONCE = 32


class KnownGaps:
    """What every replica wrote is known after `catch_up`. Safe for any number of threads.

    Verbs that read the database raise KeepingError.
    """

    def __init__(self, gaps: Gaps, model: Callable[[], QuestionModel], clock: Clock) -> None:
        """`model` is asked for at the first question: it takes a while to load."""
        self._gaps = gaps
        self._model = model
        self._clock = clock
        self._lock = threading.RLock()
        self._clusters: Clusters | None = None
        self._questions: dict[str, dict[str, GapQuestion]] = {}
        self._gap_of: dict[str, str] = {}
        self._until = clock.now()

    def catch_up(self) -> None:
        """Read what was written since the last time; everything the first time."""
        with self._lock:
            if self._clusters is None:
                self._load()
                return
            now = self._clock.now()
            for gap_id in self._gaps.changed_since(self._until - OVERLAP):
                self.read_again(gap_id)
            self._until = now

    def read_again(self, gap_id: str) -> None:
        """Bring one gap up to date."""
        with self._lock:
            self._known()
            there = {one.question_id: one for one in self._gaps.questions(gap_id)}
            for gone in [one for one in self._questions.get(gap_id, {}) if one not in there]:
                self._forget(gone, gap_id)
            fresh = [one for one in there.values() if one.question_id not in self._questions.get(gap_id, {})]
            for one in self._with_vectors(fresh):
                self._forget(one.question_id, self._gap_of.get(one.question_id, gap_id))
                self._take(one)
            for one in there.values():
                self._questions[gap_id][one.question_id] = replace(one, vector=None)

    def asked(self, question_id: str, text: str, language: str, follows: tuple[str, ...]) -> AskedOnce:
        """A question, ready to be compared."""
        model = self._model()
        (vector,) = vectors_of([readings(text, language, follows, model.languages)], model)
        return AskedOnce(question_id, text, language, vector, follows)

    @property
    def fingerprint(self) -> str:
        """That of the model, and of what it is given to read."""
        return f"{self._model().fingerprint} {scheme()}"

    def gap_for(self, question: AskedOnce, barred: Collection[str] = ()) -> str | None:
        """The gap that a question belongs to; None where it begins a new one."""
        with self._lock:
            return self._known().gap_for(question, barred)

    def add(self, question: GapQuestion) -> None:
        """It was placed just now."""
        with self._lock:
            if self._gap_of.get(question.question_id) == question.gap:
                self._questions[question.gap][question.question_id] = replace(question, vector=None)
            else:
                self._take(question)

    def remove(self, question_id: str, gap_id: str) -> None:
        """It counts no longer."""
        with self._lock:
            self._forget(question_id, gap_id)

    def questions_of(self, gap_id: str) -> list[GapQuestion]:
        """Those of a gap, without their vectors, oldest first."""
        with self._lock:
            return sorted(self._questions.get(gap_id, {}).values(), key=lambda one: (one.asked_at, one.question_id))

    def title_of(self, gap_id: str) -> str:
        """The most central question's words, "" where there is none."""
        with self._lock:
            central = self._known().central(gap_id)
            held = self._questions.get(gap_id, {})
            return held[central].question if central in held else ""

    def perhaps(self, gap_id: str, most: int) -> list[str]:
        """Other gaps that may be the same, most likely first."""
        with self._lock:
            return self._known().perhaps(gap_id, most) if gap_id in self._questions else []

    def _known(self) -> Clusters:
        if self._clusters is None:
            self._load()
        assert self._clusters is not None  # noqa: S101 - just loaded
        return self._clusters

    def _load(self) -> None:
        now = self._clock.now()
        members = self._with_vectors(self._gaps.members())
        self._clusters, self._questions, self._gap_of = Clusters(), {}, {}
        for one in members:
            self._take(one)
        self._until = now

    def _take(self, question: GapQuestion) -> None:
        self._known().add(_asked(question), question.gap)
        self._questions.setdefault(question.gap, {})[question.question_id] = replace(question, vector=None)
        self._gap_of[question.question_id] = question.gap

    def _forget(self, question_id: str, gap_id: str) -> None:
        held = self._questions.get(gap_id, {})
        if held.pop(question_id, None) is not None:
            self._known().remove(question_id)
            del self._gap_of[question_id]
        if not held:
            self._questions.pop(gap_id, None)

    def _with_vectors(self, questions: Sequence[GapQuestion]) -> list[GapQuestion]:
        """With vectors of the model that runs now; those of another one are made anew, and kept."""
        if not questions:
            return []
        model, fingerprint, made = self._model(), self.fingerprint, dict[str, bytes]()
        stale = [one for one in questions if one.vector is None or one.model != fingerprint]
        for start in range(0, len(stale), AT_ONCE):
            some = stale[start : start + AT_ONCE]
            read = [readings(one.question, one.language, one.follows, model.languages) for one in some]
            vectors = zip(some, vectors_of(read, model), strict=True)
            made |= {one.question_id: as_bytes(vector) for one, vector in vectors if vector is not None}
        if made:
            self._gaps.keep_vectors(made, fingerprint)
        return [replace(one, vector=made.get(one.question_id, one.vector)) for one in questions]


def as_bytes(vector: Vectors) -> bytes:
    """A vector as it is kept."""
    return np.asarray(vector, np.float32).tobytes()


def _asked(question: GapQuestion) -> AskedOnce:
    vector = None if question.vector is None else np.frombuffer(question.vector, np.float32)
    return AskedOnce(question.question_id, question.question, question.language, vector, question.follows)
