"""Gaps are asked again when the content has changed; those that it answers now are closed, and who asked is told."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.asking_words import as_asked
from bot.deliveries.model import Delivery
from bot.deliveries.ports import Deliveries
from bot.gaps.alike import asked_alike
from bot.gaps.model import MACHINE, Gap, GapChange, GapChangedError, GapFilter, GapQuestion, Signal
from bot.gaps.ports import Gaps
from bot.model import Answer, Asker, LoggedQuestion, Place
from bot.ports import Answering, Clock
from content_index.model import Document

_LOG = logging.getLogger(__name__)
MOST_ASKED = 12
"""So many different questions of a gap are asked, the latest: a gap of hundreds says the same again and again."""
SHARE = 0.5
"""Share of them that must be answered, the gap's title among them."""
LATELY = timedelta(days=1)
_PAGE = 200
_NOT_ANSWERED: frozenset[Signal] = frozenset({"no_answer", "unsure", "unmentioned"})
_DISAGREED: tuple[Signal, ...] = ("conflicting",)
_TOLD_ON = frozenset({"slack", "teams", "console"})
_NOWHERE = Place("gaps", "terminal")


@dataclass(frozen=True, slots=True)
class Filled:
    """A question that the content answers now, and from which document."""

    question: GapQuestion
    document: str


class GapCloser:
    """Asks and closes. Raises KeepingError where the database is down, NoIndexError where nothing is indexed."""

    def __init__(
        self,
        gaps: Gaps,
        deliveries: Deliveries,
        answering: Answering,
        clock: Clock,
        groups_of: Callable[[str, str], frozenset[str]],
    ) -> None:
        """`answering` must not log what is asked: nobody did. `groups_of` tells somebody's groups by workspace and id.

        What only others may see fills no gap.
        """
        self._gaps = gaps
        self._deliveries = deliveries
        self._answering = answering
        self._clock = clock
        self._groups_of = groups_of

    def ask_all_again(self, documents: Mapping[str, Document], generation: str) -> list[Gap]:
        """Every gap that is open or snoozed; those that were closed.

        `documents` are those that serve now, by path, and `generation` is the index that holds them.
        """
        closed: list[Gap] = []
        for gap in self._open():
            done = self.ask_again(gap, documents, generation)
            if done is not None:
                closed.append(done)
        return closed

    def ask_again(self, gap: Gap, documents: Mapping[str, Document], generation: str) -> Gap | None:
        """Close one gap where the content answers it now; None where it stays open."""
        questions = self._gaps.questions(gap.id)
        different = _different(questions, gap.title)
        filled = [found for one in different if (found := self._filled(one, documents)) is not None]
        title = as_asked(gap.title)
        has_title = any(as_asked(one.question.question) == title for one in filled)
        titled = any(as_asked(one.question) == title for one in different)
        if not filled or len(filled) < SHARE * len(different) or (titled and not has_title):
            return None
        document = Counter(one.document for one in filled).most_common(1)[0][0]
        if gap.closings and (document, _fingerprint(document, documents)) in self._closed_before(gap):
            return None  # it did not do: the gap was opened again, and the page is still the same
        try:
            closed = self.close(gap, document, MACHINE, generation, _fingerprint(document, documents))
        except GapChangedError:
            return None  # somebody works on it just now; it is asked again with the next change of the content
        _LOG.info("A gap of %d questions is closed by %s", len(questions), document)
        return closed

    def close(self, gap: Gap, document: str, by: str, generation: str = "", fingerprint: str = "") -> Gap:
        """Close it as `by` says. Raises GapChangedError. Who asked is told where the content answers them.

        `fingerprint` is that of the document's words now.
        """
        now = self._clock.now()
        closing = replace(
            gap,
            state="closed",
            state_by=by,
            state_reason="",
            state_at=now,
            snoozed_until=None,
            closed_by=document,
            closed_generation=generation,
            closings=gap.closings + 1,
        )
        before = {
            "state": gap.state,
            "state_by": gap.state_by,
            "state_reason": gap.state_reason,
            "snoozed_until": gap.snoozed_until.isoformat() if gap.snoozed_until else None,
            "closed_by": gap.closed_by,
        }
        detail = {"document": document, "fingerprint": fingerprint, "before": before}
        change = GapChange(gap.id, now, by, "closed", detail)
        self._gaps.write([closing], [change])
        self.tell(closing)
        return replace(closing, version=closing.version + 1)

    def tell(self, gap: Gap) -> None:
        """Whoever asked for what a closed gap holds, and has not been told. Each is told of one closing once."""
        self._deliveries.add(list(_word_to_askers(gap, self._gaps.questions(gap.id), self._clock.now())))

    def tell_of_the_latest(self) -> None:
        """A process may have died between closing a gap and sending word of it."""
        lately = GapFilter(states=("closed",), entered_since=self._clock.now() - LATELY)
        for gap in self._gaps.listing(lately, _PAGE):
            self.tell(gap)

    def _closed_before(self, gap: Gap) -> set[tuple[object, object]]:
        """The documents that it was closed with, each as it was then."""
        told = (one.detail for one in self._gaps.history(gap.id, _PAGE) if one.verb == "closed")
        return {(one.get("document"), one.get("fingerprint")) for one in told}

    def _open(self) -> Iterator[Gap]:
        """Read as a whole first: what is closed on the way would shift the pages."""
        wanted = GapFilter(states=("open", "snoozed"))
        found: list[Gap] = []
        while page := self._gaps.listing(wanted, _PAGE, len(found)):
            found += page
        return iter(found)

    def _filled(self, question: GapQuestion, documents: Mapping[str, Document]) -> Filled | None:
        asker = Asker(question.asker, groups=self._groups_of(question.workspace, question.asker))
        answer = self._answering.answer_again(_as_logged(question), asker, _NOWHERE)
        if answer.status != "answered" or not answer.sources:
            return None
        source = answer.sources[0]
        if _is_overdue(answer, self._clock.now().date()) or answer.conflicting:
            return None
        if answer.conflicting is None and "conflicting" in question.signals:
            return None  # whether they still disagree is not known yet
        if question.signals == _DISAGREED:  # it is at an end whichever of the two pages was mended
            return Filled(question, source.document)
        if _NOT_ANSWERED.isdisjoint(question.signals) and not _is_other(question, source.document, documents):
            return None
        return Filled(question, source.document)


def _is_overdue(answer: Answer, today: date) -> bool:
    due = answer.sources[0].review_due
    return due is not None and due < today


def _is_other(question: GapQuestion, document: str, documents: Mapping[str, Document]) -> bool:
    """Whether it would be answered from other content than when it was found wanting."""
    return (document, _fingerprint(document, documents)) != (question.document, question.fingerprint)


def _fingerprint(document: str, documents: Mapping[str, Document]) -> str:
    return documents[document].fingerprint if document in documents else ""


def _different(questions: Sequence[GapQuestion], title: str) -> list[GapQuestion]:
    """What is asked alike once, as it was asked last: the title first, then the latest."""
    latest = [one.latest for one in reversed(asked_alike(questions))]
    latest.sort(key=lambda one: as_asked(one.question) != as_asked(title))  # keeps the order of the others
    return latest[:MOST_ASKED]


def _word_to_askers(gap: Gap, questions: Sequence[GapQuestion], now: datetime) -> Iterator[Delivery]:
    """One message for each person, about what they asked last: where they chat, else in the console."""
    theirs: dict[tuple[str, str], list[GapQuestion]] = {}
    for one in sorted(questions, key=lambda one: (one.surface != "console", one.asked_at, one.question_id)):
        if one.surface in _TOLD_ON and one.asker:
            theirs.setdefault((one.workspace, one.asker), []).append(one)
    for (workspace, asker), asked in theirs.items():
        yield Delivery(
            key=f"closed:{gap.id}:{gap.closings}:{workspace}:{asker}",
            kind="closed",
            surface=asked[-1].surface,
            workspace=workspace,
            receiver=asker,
            about={"gap": gap.id, "question": asked[-1].question_id, "document": gap.closed_by},
            due_at=now,
        )


def _as_logged(question: GapQuestion) -> LoggedQuestion:
    """As much of a question as asking it again needs."""
    return LoggedQuestion(
        id=question.question_id,
        asked_at=question.asked_at,
        question=question.question,
        asker=question.asker,
        place=_NOWHERE.id,
        place_kind=_NOWHERE.kind,
        workspace=question.workspace,
        thread=None,
        surface="cli",
        status="gap",
        confidence=0.0,
        passages=(),
        generation="",
        latency_ms={},
        language=question.language,
        follows=question.follows,
    )
