"""Answers that quoted a page say so once it is pulled, and are put right once it is restored: each message once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Protocol

from bot.deliveries.model import Delivery, DeliveryKind
from bot.deliveries.ports import Deliveries
from bot.upkeep.model import DocumentAct, UpkeepVerb
from bot.upkeep.ports import Upkeep

CHANGING: frozenset[UpkeepVerb] = frozenset({"pulled", "retired", "restored"})
"""What takes a page out of answers, or back."""
MISSED = timedelta(days=31)
"""What owners did longer ago is not made up for, where nothing ran meanwhile."""
SETTLED = timedelta(minutes=10)
"""So long after an act there may still come answers that were under way then."""
APART = timedelta(seconds=1.25)
"""Between two messages: Slack lets some fifty a minute be changed, https://docs.slack.dev/apis/web-api/rate-limits."""
_AT_ONCE = 200
_HISTORY = 1_000


@dataclass(frozen=True, slots=True)
class QuotingMessage:
    """A message that holds words of a page: the ids of its question and of whoever asked that, and where it stands."""

    question: str
    asker: str
    surface: str
    workspace: str
    place: str
    message: str
    thread: str


class Marks(Protocol):
    """Which messages hold words of pages. Every verb raises KeepingError."""

    def changed_since(self, moment: datetime) -> Sequence[str]:
        """Ids of pages that were pulled, retired or restored since then."""

    def quoting(self, path: str, since: datetime, until: datetime) -> Sequence[QuotingMessage]:
        """Messages of that time whose answer holds words of the page at this path, newest first."""

    def shown(self, questions: Sequence[str], path: str) -> Mapping[str, frozenset[str]]:
        """By question: the ids of the passages at this path that were found for it."""


Namesakes = Callable[[str, str], frozenset[str]]
"""Ids of the passages of other pages at the same path, in another source; by a page's id and path."""


def _none(_document: str, _path: str) -> frozenset[str]:
    return frozenset()


class MarkPlanner:
    """Every replica may plan: what two of them plan has the same key, and is kept once.

    It plans from what owners did, as the database has it: who dies between an act and its plan loses nothing.
    """

    def __init__(
        self, upkeep: Upkeep, marks: Marks, deliveries: Deliveries, days: int, *, namesakes: Namesakes = _none
    ) -> None:
        """Answers of the last `days` before a page is pulled say so; 0: none do.

        The log has the paths of pages alone: `namesakes` tell answers from another page at the same path apart.
        """
        self._namesakes = namesakes
        self._upkeep = upkeep
        self._marks = marks
        self._deliveries = deliveries
        self._back = timedelta(days=days)
        self._settled: dict[str, str] = {}
        """By page: the act after which nothing is left to plan."""

    def plan(self, now: datetime) -> int:
        """Adds what follows from what owners did; how many were new. Raises KeepingError. Call it every few seconds."""
        if not self._back:
            return 0
        return sum(self._plan(document, now) for document in self._marks.changed_since(now - MISSED))

    def _plan(self, document: str, now: datetime) -> int:
        acts = [one for one in self._upkeep.history(document, _HISTORY) if one.verb in CHANGING]
        if not acts or self._settled.get(document) == acts[0].id:
            return 0
        latest = acts[0]
        if latest.verb == "restored":
            added = self._put_right(latest, acts[1:], now)
        else:
            added = self._mark(_hiding(acts)[-1], now)
        if now - latest.at > SETTLED:
            self._settled[document] = latest.id
        return added

    def _mark(self, act: DocumentAct, now: datetime) -> int:
        """By the first act that took the page out: to retire what is pulled changes no message again."""
        found = self._marks.quoting(act.path, act.at - self._back, act.at + SETTLED)
        others = self._namesakes(act.document, act.path) if found else frozenset()
        if others:
            shown = self._marks.shown([one.question for one in found], act.path)
            found = [one for one in found if not shown.get(one.question) or not shown[one.question] <= others]
        return self._add("pulled", act, found, now)

    def _put_right(self, act: DocumentAct, before: Sequence[DocumentAct], now: datetime) -> int:
        """Whatever was changed while it was out. What was to be, and was not yet, comes to nothing by itself."""
        hidden = _hiding(before)
        marked = [one for hide in hidden[-1:] for one in self._deliveries.of_act("pulled", hide.id)]
        done = [one for one in marked if one.state in {"begun", "sent"}]
        return self._add("restored", act, [_quoting(one) for one in done], now)

    def _add(self, kind: DeliveryKind, act: DocumentAct, found: Sequence[QuotingMessage], now: datetime) -> int:
        if not found:
            return 0
        planned = {one.key for one in self._deliveries.of_act(kind, act.id)}
        new = [one for one in found if _key(kind, act, one) not in planned]
        wanted = [_delivery(kind, act, one, now + number * APART) for number, one in enumerate(new)]
        parts = (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))
        return sum(self._deliveries.add(part) for part in parts)


def _hiding(acts: Sequence[DocumentAct]) -> list[DocumentAct]:
    """The latest acts (newest first) that took the page out, without a restoring between them."""
    return list(takewhile(lambda act: act.verb != "restored", acts))


def _key(kind: DeliveryKind, act: DocumentAct, quoting: QuotingMessage) -> str:
    """One for each act and message."""
    where = f"{quoting.surface}\0{quoting.workspace}\0{quoting.place}\0{quoting.message}"
    return f"{kind}:{act.id}:{hashlib.sha256(where.encode()).hexdigest()}"


def _delivery(kind: DeliveryKind, act: DocumentAct, quoting: QuotingMessage, due_at: datetime) -> Delivery:
    return Delivery(
        key=_key(kind, act, quoting),
        kind=kind,
        surface=quoting.surface,
        workspace=quoting.workspace,
        receiver=quoting.asker,
        about={"document": act.document, "act": act.id, "question": quoting.question, "thread": quoting.thread},
        due_at=due_at,
        place=quoting.place,
        message=quoting.message,
    )


def _quoting(marked: Delivery) -> QuotingMessage:
    return QuotingMessage(
        question=marked.about.get("question", ""),
        asker=marked.receiver,
        surface=marked.surface,
        workspace=marked.workspace,
        place=marked.place,
        message=marked.message,
        thread=marked.about.get("thread", ""),
    )
