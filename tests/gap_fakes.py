"""Gaps and digests behind the doors of the chat platforms, held in memory; shared by the tests of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.digests.model import Digest, Subscription
from bot.digests.schedule import latest
from bot.gaps.model import (
    GAP_STATES,
    Draft,
    Gap,
    GapChange,
    GapFilter,
    GapGoneError,
    GapKind,
    GapQuestion,
    GapView,
    NotAllowedError,
    Verb,
)
from bot.insights.model import DayFigures, Figures, Period
from bot.ports import KeepingError
from bot.viewer import Viewer

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ASKED = datetime(2026, 11, 12, 15, 0, tzinfo=UTC)


def gap(gap_id: str = "g1", title: str = "what discount on a three-year deal", **changes: object) -> Gap:
    given: dict[str, object] = {
        "id": gap_id,
        "title": title,
        "kind": "missing",
        "state": "open",
        "opened_at": ASKED,
        "first_asked": ASKED,
        "last_asked": ASKED + timedelta(days=8),
        "questions": 3,
        "people": 2,
        "language": "en",
        "document": "pricing/discounts.md",
        "related": True,
        "owner": "Petra Pricing",
        "owner_reason": "owns_nearest",
        "signals": {"no_answer": 2, "escalated": 1},
        "rank": 5.0,
    }
    return Gap(**(given | changes))  # type: ignore[arg-type]


def gap_question(question_id: str, gap_id: str = "g1", text: str = "discount for three years?", **changes: object):
    given: dict[str, object] = {
        "question_id": question_id,
        "gap": gap_id,
        "asked_at": ASKED,
        "question": text,
        "language": "en",
        "follows": (),
        "workspace": "T0ACME001",
        "surface": "slack",
        "asker": "U0REP0001",
        "signals": ("no_answer",),
        "placed_by": "",
    }
    return GapQuestion(**(given | changes))  # type: ignore[arg-type]


class InMemoryBoard:
    """A GapBoard over plain dictionaries, with the board's rules of who may. What was done is in `changes`."""

    def __init__(self, *gaps: Gap, owners: Sequence[str] = ("Petra Pricing", "Sam Security")) -> None:
        self.gaps = {one.id: one for one in gaps}
        self.names = tuple(owners)
        self.hidden: dict[str, str] = {}
        """Owners whose pages are for one group alone, with its name."""
        self.questions: dict[str, list[GapQuestion]] = {}
        self.alike: dict[str, list[str]] = {}
        self.drafts: dict[str, list[Draft]] = {}
        self.changes: list[GapChange] = []
        self.before: list[tuple[str, Gap]] = []
        self.undoable = False
        self.unseen: set[str] = set()
        self.is_down = False

    def listing(self, viewer: Viewer, wanted: GapFilter, limit: int, offset: int = 0) -> Sequence[Gap]:
        found = [one for one in self._seen(viewer) if one.state in wanted.states and _fits(one, wanted)]
        return sorted(found, key=lambda one: (-one.rank, one.id))[offset : offset + limit]

    def count(self, viewer: Viewer, wanted: GapFilter) -> Mapping[str, int]:
        found = [one.state for one in self._seen(viewer) if _fits(one, wanted)]
        return {state: found.count(state) for state in GAP_STATES}

    def gap(self, viewer: Viewer, gap_id: str) -> GapView:
        found = self._allowed(viewer, gap_id)
        return GapView(
            gap=found,
            questions=tuple(self.questions.get(found.id, ())),
            perhaps=tuple(self.gaps[one] for one in self.alike.get(found.id, ())),
            history=tuple(reversed([one for one in self.changes if one.gap == found.id])),
            drafts=tuple(self.drafts.get(found.id, ())),
            titles={one.id: one.title for one in self.gaps.values()},
            undoable=self.undoable or any(key == found.id for key, _ in self.before),
        )

    def owners(self, viewer: Viewer) -> Sequence[str]:
        self._look()
        groups = viewer.groups
        return tuple(
            one for one in self.names if groups is None or self.hidden.get(one) in {None, *groups} or viewer.owns(one)
        )

    def rename(self, viewer: Viewer, gap_id: str, title: str) -> Gap:
        return self._change(viewer, gap_id, "renamed", title=title or "what is asked most")

    def set_kind(self, viewer: Viewer, gap_id: str, kind: GapKind) -> Gap:
        return self._change(viewer, gap_id, "kind_set", kind=kind)

    def assign(self, viewer: Viewer, gap_id: str, owner: str) -> Gap:
        return self._change(viewer, gap_id, "assigned" if owner else "unassigned", assigned=owner)

    def snooze(self, viewer: Viewer, gap_id: str, until: date) -> Gap:
        if until <= NOW.date():
            raise ValueError("not in the future")
        morning = datetime.combine(until, time(), UTC)
        return self._change(viewer, gap_id, "snoozed", state="snoozed", snoozed_until=morning)

    def dismiss(self, viewer: Viewer, gap_id: str, reason: str) -> Gap:
        if not reason:
            raise ValueError("no reason")
        return self._change(viewer, gap_id, "dismissed", state="dismissed", state_reason=reason)

    def reopen(self, viewer: Viewer, gap_id: str) -> Gap:
        return self._change(viewer, gap_id, "reopened", state="open")

    def close(self, viewer: Viewer, gap_id: str, document: str) -> Gap:
        if document in self.unseen:
            raise ValueError("no such document")
        return self._change(viewer, gap_id, "closed", state="closed", closed_by=document)

    def merge(self, viewer: Viewer, gap_id: str, into: str) -> Gap:
        gone, stays = self._allowed(viewer, gap_id), self._allowed(viewer, into)
        self._change(viewer, gone.id, "merged", state="merged", merged_into=stays.id)
        self.alike = {key: [one for one in found if one != gone.id] for key, found in self.alike.items()}
        return self._change(viewer, stays.id, "merged", questions=stays.questions + gone.questions)

    def split(self, viewer: Viewer, gap_id: str, questions: Sequence[str]) -> Gap:
        found = self._allowed(viewer, gap_id)
        own = self.questions.get(found.id, [])
        taken = [one for one in own if one.question_id in set(questions)]
        if not taken or len(taken) == len(own):
            raise ValueError("none, or all")
        new = replace(found, id=f"{found.id}-split", title=taken[0].question, questions=len(taken))
        self.gaps[new.id] = new
        self.questions[new.id] = taken
        self.questions[found.id] = [one for one in own if one not in taken]
        self._change(viewer, found.id, "split", questions=len(own) - len(taken))
        return new

    def set_apart(self, viewer: Viewer, gap_id: str, other: str) -> Gap:
        found = self._change(viewer, gap_id, "set_apart")
        self.alike[found.id] = [one for one in self.alike.get(found.id, ()) if one != other]
        return found

    def undo(self, viewer: Viewer, gap_id: str) -> Gap:
        found = self._allowed(viewer, gap_id)
        before = [one for key, one in self.before if key == found.id]
        if not before:
            raise ValueError("nothing")
        self.gaps[found.id] = before[-1]
        self.before.remove((found.id, before[-1]))
        return before[-1]

    def _look(self) -> None:
        if self.is_down:
            raise KeepingError("the database does not answer")

    def _seen(self, viewer: Viewer) -> list[Gap]:
        self._look()
        if viewer.manages:
            return list(self.gaps.values())
        mine = {one for one in self.names if viewer.owns(one)}
        if viewer.guest or not (mine or "owner" in viewer.roles):
            raise NotAllowedError("gaps are for managers, administrators and owners")
        return [one for one in self.gaps.values() if {one.assigned or one.owner} & {*mine, viewer.id}]

    def _allowed(self, viewer: Viewer, gap_id: str) -> Gap:
        self._look()
        found = self.gaps.get(gap_id)
        while found is not None and found.state == "merged":
            found = self.gaps.get(found.merged_into)
        if found is None:
            raise GapGoneError("no such gap")
        if found not in self._seen(viewer):
            raise NotAllowedError("not theirs")
        return found

    def _change(self, viewer: Viewer, gap_id: str, verb: Verb, **fields: object) -> Gap:
        found = self._allowed(viewer, gap_id)
        self.before.append((found.id, found))
        self.gaps[found.id] = replace(found, **fields)  # type: ignore[arg-type]
        self.changes.append(GapChange(found.id, NOW, viewer.id, verb))
        return self.gaps[found.id]


def _fits(one: Gap, wanted: GapFilter) -> bool:
    words = wanted.words.casefold().split()
    return (not wanted.kinds or one.kind in wanted.kinds) and all(word in one.title.casefold() for word in words)


class InMemorySubscriptions:
    """Who is sent what."""

    def __init__(self) -> None:
        self.kept: dict[str, Subscription] = {}
        self.is_down = False

    def keep(self, subscription: Subscription) -> None:
        self._look()
        self.kept[subscription.id] = subscription

    def drop(self, subscription_id: str) -> None:
        self._look()
        self.kept.pop(subscription_id, None)

    def find(self, subscription_id: str) -> Subscription | None:
        self._look()
        return self.kept.get(subscription_id)

    def all(self) -> Sequence[Subscription]:
        self._look()
        return tuple(self.kept.values())

    def of_receiver(self, surface: str, workspace: str, receiver: str) -> Sequence[Subscription]:
        self._look()
        wanted = (surface, workspace, receiver)
        return [one for one in self.kept.values() if (one.surface, one.workspace, one.receiver) == wanted]

    def _look(self) -> None:
        if self.is_down:
            raise KeepingError("the database does not answer")


class ScriptedDigests:
    """Gives the same figures whatever the time. `gaps` stand in it; `asked` is what was wanted of it."""

    def __init__(self, *gaps: Gap, quiet: bool = False) -> None:
        self.gaps = gaps
        self.quiet = quiet
        self.asked: list[tuple[Subscription, datetime, datetime, bool]] = []

    def of(self, subscription: Subscription, start: datetime, end: datetime, *, late: bool = False) -> Digest:
        self.asked.append((subscription, start, end, late))
        days = tuple(
            DayFigures(start.date() + timedelta(days=day), *((0,) * 6 if self.quiet else (9, 6, 2, 1, 3, 1)))
            for day in range(max((end - start).days, 1))
        )
        return Digest(
            subscription=subscription,
            period=Period(start, end),
            due_at=end,
            figures=figures(0 if self.quiet else 63),
            before=figures(50),
            days=days,
            gaps=() if self.quiet else self.gaps,
            open_gaps=len(self.gaps),
            quiet=self.quiet,
            late=late,
            console="https://corner.acme.example/digest",
        )

    def preview(self, subscription: Subscription) -> Digest:
        return self.of(subscription, latest(subscription, NOW).end, NOW)


def figures(questions: int) -> Figures:
    answered = questions * 2 // 3
    return Figures(
        questions=questions,
        people=min(questions, 12),
        answered=answered,
        unsure=questions // 6,
        no_answer=questions - answered - questions // 6,
        helpful=answered // 2,
        unhelpful=2 if questions else 0,
        escalated=1 if questions else 0,
        gaps_opened=2 if questions else 0,
        gaps_closed=1 if questions else 0,
        told=3 if questions else 0,
        answer_ms=420.0 if questions else None,
        filled_days=4.0 if questions else None,
    )
