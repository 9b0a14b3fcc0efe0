"""Every question that counts is put into its gap, by the one replica that holds the lease."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.gaps.clusters import AskedOnce
from bot.gaps.known import KnownGaps, as_bytes
from bot.gaps.model import (
    MACHINE,
    Gap,
    GapChange,
    GapChangedError,
    GapFilter,
    GapQuestion,
    Signal,
    Signalled,
    Verb,
)
from bot.gaps.ports import Gaps
from bot.gaps.summing import summed_up
from bot.ports import Clock
from content_index.model import Document

_LOG = logging.getLogger(__name__)
BATCH = 200
TRIES = 5
_SPOKEN: frozenset[Signal] = frozenset({"wrong", "outdated", "missing", "too_long", "unhelpful", "escalated"})
"""What a person says of an answer: where a gap was closed, it opens it again."""
_MOST_SNOOZED = 1_000


class GapKeeper:
    """Places what waits. `tick` raises KeepingError where the database is down; then it is done the next time."""

    def __init__(
        self,
        gaps: Gaps,
        known: KnownGaps,
        documents: Callable[[], Mapping[str, Document]],
        clock: Clock,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        """`documents` are those that serve, by path."""
        self._gaps = gaps
        self._known = known
        self._documents = documents
        self._clock = clock
        self._new_id = new_id

    def tick(self) -> int:
        """Wake what was snoozed, and place what waits, at most `BATCH`; how many that were."""
        self._known.catch_up()
        self._wake()
        waiting = self._gaps.waiting(BATCH)
        documents = self._documents() if waiting else {}
        for one in waiting:
            self.place(one, documents)
        return len(waiting)

    def place(self, waiting: Signalled, documents: Mapping[str, Document]) -> None:
        """Put one question where it belongs, or take it out where nothing counts of it any more."""
        for _ in range(TRIES):
            try:
                if waiting.gap is not None:
                    self._again(waiting, waiting.gap, documents)
                elif waiting.signals:
                    self._anew(waiting, documents)
                else:
                    self._gaps.take_out(waiting.question_id, None, ())
                return
            except GapChangedError:
                self._known.catch_up()
                waiting = replace(waiting, gap=self._gaps.gap_of(waiting.question_id))
        _LOG.warning("A question's gap is being changed by others again and again; it is placed later")

    def _anew(self, waiting: Signalled, documents: Mapping[str, Document]) -> None:
        asked = self._known.asked(waiting.question_id, waiting.question, waiting.language, waiting.follows)
        gap = self._gap_for(asked)
        now = self._clock.now()
        changes: list[GapChange] = []
        if gap is None:
            gap = Gap(
                id=self._new_id(),
                title=waiting.question,
                kind="missing",
                state="open",
                opened_at=now,
                first_asked=waiting.asked_at,
                last_asked=waiting.asked_at,
                questions=0,
                people=0,
                language=waiting.language,
            )
            changes.append(self._change(gap, "opened"))
        elif gap.state == "closed":
            gap = self._open_again(gap, changes, {"question": waiting.question_id})
        question = GapQuestion(
            question_id=waiting.question_id,
            gap=gap.id,
            asked_at=waiting.asked_at,
            question=waiting.question,
            language=waiting.language,
            follows=waiting.follows,
            workspace=waiting.workspace,
            surface=waiting.surface,
            asker=waiting.asker,
            signals=waiting.signals,
            placed_by=MACHINE,
            document=waiting.nearest or "",
            fingerprint=_fingerprint(waiting.nearest, documents),
            vector=None if asked.vector is None else as_bytes(asked.vector),
            model=self._known.fingerprint if asked.vector is not None else "",
        )
        self._known.add(question)
        try:
            self._gaps.place(question, self._summed(gap, documents), changes)
        except BaseException:
            self._known.remove(question.question_id, gap.id)
            raise

    def _again(self, waiting: Signalled, gap_id: str, documents: Mapping[str, Document]) -> None:
        """Something more counts of a question that is placed, or something less."""
        gap = self._gaps.find(gap_id)
        held = {one.question_id: one for one in self._known.questions_of(gap_id)}
        if gap is None or waiting.question_id not in held:
            self._known.read_again(gap_id)
            held = {one.question_id: one for one in self._known.questions_of(gap_id)}
        question = held.get(waiting.question_id)
        if gap is None or question is None:
            self._gaps.take_out(waiting.question_id, None, ())
            return
        if not waiting.signals:
            self._take_out(question, gap, documents)
            return
        changes: list[GapChange] = []
        spoken = [signal for signal in waiting.fresh if signal in _SPOKEN]
        if gap.state == "closed" and spoken and gap.state_at is not None and waiting.told_at > gap.state_at:
            gap = self._open_again(gap, changes, {"question": waiting.question_id, "signal": spoken[0]})
        question = replace(question, signals=waiting.signals)
        self._known.add(question)
        self._gaps.place(question, self._summed(gap, documents), changes)

    def _take_out(self, question: GapQuestion, gap: Gap, documents: Mapping[str, Document]) -> None:
        self._known.remove(question.question_id, gap.id)
        changes = [self._change(gap, "left", {"question": question.question_id})]
        left = self._summed(gap, documents) if self._known.questions_of(gap.id) else None
        self._gaps.take_out(question.question_id, left, changes)

    def _gap_for(self, asked: AskedOnce) -> Gap | None:
        """The gap that a question joins. What a person closed takes no new questions; what is gone is forgotten."""
        barred: set[str] = set()
        while (gap_id := self._known.gap_for(asked, barred)) is not None:
            gap = self._gaps.find(gap_id)
            if gap is not None and gap.state != "merged":
                if gap.state != "closed" or gap.state_by == MACHINE:
                    return gap
            else:  # merged by another replica, or deleted with its questions
                self._known.read_again(gap_id)
                if gap is not None:
                    self._known.read_again(gap.merged_into)
            barred.add(gap_id)
        return None

    def _wake(self) -> None:
        """Snoozed gaps whose day has come."""
        now = self._clock.now()
        for gap in self._gaps.listing(GapFilter(states=("snoozed",)), _MOST_SNOOZED):
            if gap.snoozed_until is not None and gap.snoozed_until <= now:
                woken = replace(gap, state="open", state_by=MACHINE, state_at=now, snoozed_until=None)
                try:
                    self._gaps.write([woken], [self._change(gap, "woke")])
                except GapChangedError:
                    continue

    def _summed(self, gap: Gap, documents: Mapping[str, Document]) -> Gap:
        return summed_up(gap, self._known.questions_of(gap.id), self._known.title_of(gap.id), documents)

    def _open_again(self, gap: Gap, changes: list[GapChange], why: Mapping[str, object]) -> Gap:
        changes.append(self._change(gap, "reopened", why))
        return replace(gap, state="open", state_by=MACHINE, state_reason="", state_at=self._clock.now(), closed_by="")

    def _change(self, gap: Gap, verb: Verb, detail: Mapping[str, object] | None = None) -> GapChange:
        return GapChange(gap.id, self._clock.now(), MACHINE, verb, detail or {})


def _fingerprint(path: str | None, documents: Mapping[str, Document]) -> str:
    return documents[path].fingerprint if path is not None and path in documents else ""
