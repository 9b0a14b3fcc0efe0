"""Gaps as people work them, see `bot.gaps.board`: who may, what is kept of it, and how it is taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.deliveries.model import Delivery
from bot.deliveries.ports import Deliveries
from bot.gaps.asking_again import GapCloser
from bot.gaps.history import before, can_be_taken_back, kept, kept_moment, latest_of_people, other_gap, verb_to
from bot.gaps.known import KnownGaps
from bot.gaps.model import (
    GAP_STATES,
    MACHINE,
    Draft,
    Gap,
    GapChange,
    GapChangedError,
    GapFilter,
    GapGoneError,
    GapKind,
    GapQuestion,
    GapView,
    Verb,
)
from bot.gaps.ports import Gaps
from bot.gaps.possible_owners import PossibleOwners
from bot.gaps.regrouping import Regrouping
from bot.gaps.rights import GapRights
from bot.ports import Clock, OwnerRequests
from bot.viewer import Viewer
from content_index.model import Document
from retrieval.filters import may_see
from retrieval.model import Filters

PERHAPS = 3
LONGEST_TITLE = 300
LONGEST_REASON = 1_000
_TRIES = 5
Documents = Callable[[], Mapping[str, Document]]
NamesOf = Callable[[Sequence[tuple[str, str]]], Mapping[str, str]]


class GapWork:
    """Implements bot.gaps.board.GapBoard.

    `documents` are those that serve, by path; `named_owners` are those whom the settings name. `channel_of` tells on
    which platform, and in which workspace, an owner who is given a gap by somebody is told of it; None where on none.
    `members` are the ids that the settings list for each group. `names_of` tells people's names by workspace and id;
    `names_askers`: those of who asked, too. `mask` takes out of what people
    type what must not be kept.
    """

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        gaps: Gaps,
        known: KnownGaps,
        closer: GapCloser,
        requests: OwnerRequests,
        deliveries: Deliveries,
        documents: Documents,
        clock: Clock,
        named_owners: Collection[str] = (),
        members: Mapping[str, Sequence[str]] | None = None,
        channel_of: Callable[[Viewer, str], tuple[str, str] | None] = lambda _viewer, _owner: None,
        names_of: NamesOf = lambda _people: {},
        names_askers: bool = False,
        zone: str = "UTC",
        mask: Callable[[str], str] = str,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self._gaps = gaps
        self._known = known
        self._closer = closer
        self._requests = requests
        self._deliveries = deliveries
        self._documents = documents
        self._owners = PossibleOwners(documents, named_owners)
        self._rights = GapRights(gaps, self._owners.all, members)
        self._regrouping = Regrouping(gaps, known, self._rights, documents, clock)
        self._clock = clock
        self._channel_of = channel_of
        self._names_of = names_of
        self._names_askers = names_askers
        self._zone = ZoneInfo(zone)
        self._mask = mask
        self._new_id = new_id

    def listing(self, viewer: Viewer, wanted: GapFilter, limit: int, offset: int = 0) -> Sequence[Gap]:
        """By priority, highest first."""
        return self._gaps.listing(self._rights.narrowed(viewer, wanted), limit, offset)

    def count(self, viewer: Viewer, wanted: GapFilter) -> Mapping[str, int]:
        """How many in each state, by the same filter but for the state."""
        return self._gaps.count(self._rights.narrowed(viewer, wanted))

    def gap(self, viewer: Viewer, gap_id: str) -> GapView:
        """One gap with its questions, history, drafts, and what may be the same. Follows a gap that was merged away."""
        gap = self._rights.allowed(viewer, gap_id)
        questions = tuple(self._gaps.questions(gap.id))
        history = tuple(self._gaps.history(gap.id))
        return GapView(
            gap=gap,
            questions=questions,
            perhaps=tuple(self._perhaps(viewer, gap)),
            history=history,
            drafts=tuple(self._drafts(questions)),
            names=self._names(questions, history),
            titles=self._titles(viewer, gap, history),
            undoable=(latest := latest_of_people(history)) is not None and can_be_taken_back(latest),
        )

    def owners(self, viewer: Viewer) -> Sequence[str]:
        """Whom the viewer can give a gap to, by name: whom the settings name, and owners of what the viewer may see."""
        return self._owners.known_to(viewer)

    def rename(self, viewer: Viewer, gap_id: str, title: str) -> Gap:
        """Give it a title; an empty one goes back to the most central question."""
        plain = self._mask(" ".join(title.split())[:LONGEST_TITLE])

        def renamed(gap: Gap) -> Gap:
            if plain:
                return replace(gap, title=plain, titled_by=viewer.id)
            return replace(gap, title=self._known.title_of(gap.id) or gap.title, titled_by=MACHINE)

        return self._changed(viewer, gap_id, "renamed", renamed, ("title", "titled_by"))

    def set_kind(self, viewer: Viewer, gap_id: str, kind: GapKind) -> Gap:
        """Say what kind it is."""
        return self._changed(
            viewer, gap_id, "kind_set", lambda gap: replace(gap, kind=kind, kind_by=viewer.id), ("kind", "kind_by")
        )

    def assign(self, viewer: Viewer, gap_id: str, owner: str) -> Gap:
        """Give it to an owner (a name, or a platform's id), who is told; "" takes it back."""
        plain = " ".join(owner.split())
        verb: Verb = "assigned" if plain else "unassigned"
        by = viewer.id if plain else MACHINE
        gap = self._changed(
            viewer,
            gap_id,
            verb,
            lambda gap: replace(gap, assigned=plain, assigned_by=by),
            ("assigned", "assigned_by"),
        )
        if plain and not viewer.owns(plain) and plain != viewer.id:
            self._tell_owner(viewer, gap, plain)
        return gap

    def snooze(self, viewer: Viewer, gap_id: str, until: date) -> Gap:
        """Off the board until the morning of that day. Raises ValueError where it is not in the future."""
        morning = datetime.combine(until, time(), self._zone).astimezone(UTC)
        if morning <= self._clock.now():
            raise ValueError("until must be a day in the future")
        return self._in_state(viewer, gap_id, "snoozed", snoozed_until=morning)

    def dismiss(self, viewer: Viewer, gap_id: str, reason: str) -> Gap:
        """It is none, for this reason; asked again, it stays dismissed. Raises ValueError without a reason."""
        plain = self._mask(" ".join(reason.split())[:LONGEST_REASON])
        if not plain:
            raise ValueError("to dismiss a gap needs a reason")
        return self._in_state(viewer, gap_id, "dismissed", state_reason=plain)

    def reopen(self, viewer: Viewer, gap_id: str) -> Gap:
        """Back on the board, whether it was snoozed, dismissed or closed."""
        return self._in_state(viewer, gap_id, "reopened", closed_by="")

    def close(self, viewer: Viewer, gap_id: str, document: str) -> Gap:
        """The content answers it now, whatever the machine finds; everybody who asked is told where that is so.

        Raises ValueError where the index holds no such document that they may see.
        """
        for _ in range(_TRIES):
            gap, page = self._rights.allowed(viewer, gap_id), self._documents().get(document)
            if page is None or not may_see(Filters(groups=viewer.groups, guests=viewer.guest), page):
                raise ValueError("there is no such document for whoever closes it")
            if gap.state == "closed" and gap.closed_by == document:
                return gap  # pressed twice, or by two: nobody is told twice
            try:
                return self._closer.close(gap, document, viewer.id, fingerprint=page.fingerprint)
            except GapChangedError:
                continue
        raise GapGoneError(f"gap {gap_id} is being changed by others just now: try again")

    def merge(self, viewer: Viewer, gap_id: str, into: str) -> Gap:
        """Both are the same; gives the one that stays."""
        stays = self._regrouping.merge(viewer, gap_id, into)
        if stays.state == "closed":  # what is answered now is told to those who have come to it
            self._closer.tell(stays)
        return stays

    def split(self, viewer: Viewer, gap_id: str, questions: Sequence[str]) -> Gap:
        """Take these questions out into a gap of their own; gives that one. Raises ValueError for none, or all."""
        return self._regrouping.split(viewer, gap_id, questions, self._new_id())

    def set_apart(self, viewer: Viewer, gap_id: str, other: str) -> Gap:
        """These two are not the same: they are never offered as that again."""
        gap, second = self._rights.allowed(viewer, gap_id), self._rights.allowed(viewer, other)
        change = GapChange(gap.id, self._clock.now(), viewer.id, "set_apart", {"other": second.id})
        self._gaps.set_apart(gap.id, second.id, change)
        return gap

    def undo(self, viewer: Viewer, gap_id: str) -> Gap:
        """Take back the latest thing that somebody did to it. Raises ValueError where there is nothing to take back."""
        gap = self._rights.allowed(viewer, gap_id)
        latest = latest_of_people(self._gaps.history(gap.id))
        if latest is None or not can_be_taken_back(latest):
            raise ValueError("there is nothing to take back")
        detail = latest.detail
        if latest.verb in {"merged", "unsplit"}:
            return self._regrouping.unmerge(viewer, gap, latest)
        if latest.verb == "unmerged":
            return self._regrouping.merge(viewer, str(detail["into"]), gap.id)
        if latest.verb == "split":
            return self._regrouping.unsplit(viewer, gap, str(detail["into"]))
        if latest.verb == "set_apart":
            change = GapChange(gap.id, self._clock.now(), viewer.id, "set_together", {"other": detail["other"]})
            self._gaps.set_together(gap.id, str(detail["other"]), change)
            return gap
        fields: dict[str, Any] = {str(name): kept_moment(str(name), value) for name, value in before(latest).items()}
        if "state" in fields:
            return self._in_state(viewer, gap.id, verb_to(str(fields.pop("state"))), **fields)
        if fields.get("titled_by") == MACHINE:  # a question's words are not kept beside it
            fields["title"] = self._known.title_of(gap.id) or gap.title
        return self._changed(viewer, gap.id, latest.verb, lambda one: replace(one, **fields), tuple(fields))

    def _in_state(self, viewer: Viewer, gap_id: str, verb: Verb, **fields: object) -> Gap:
        state = "open" if verb in {"reopened", "woke"} else verb
        now = self._clock.now()
        set_to: dict[str, Any] = {"state_by": viewer.id, "state_reason": "", "snoozed_until": None} | fields
        touched = ("state", "state_by", "state_reason", "snoozed_until", "closed_by")
        return self._changed(
            viewer,
            gap_id,
            verb,
            lambda gap: replace(gap, state=state, state_at=now, **set_to),  # type: ignore[arg-type] # one of GapState
            touched,
        )

    def _changed(
        self, viewer: Viewer, gap_id: str, verb: Verb, change: Callable[[Gap], Gap], touched: Sequence[str]
    ) -> Gap:
        """Change one gap, and keep what the touched fields were before, so that it can be taken back."""
        for _ in range(_TRIES):
            gap = self._rights.allowed(viewer, gap_id)
            changed = change(gap)
            if changed == gap:
                return gap
            detail = {"before": kept(gap, touched), "after": kept(changed, touched)}
            done = GapChange(gap.id, self._clock.now(), viewer.id, verb, detail)
            try:
                self._gaps.write([changed], [done])
            except GapChangedError:
                continue
            return replace(changed, version=changed.version + 1)
        raise GapGoneError(f"gap {gap_id} is being changed by others just now: try again")

    def _perhaps(self, viewer: Viewer, gap: Gap) -> list[Gap]:
        self._known.catch_up()
        apart = self._gaps.apart(gap.id)
        near = [one for one in self._known.perhaps(gap.id, PERHAPS + len(apart)) if one not in apart]
        if not near:
            return []
        wanted = self._rights.narrowed(
            viewer, GapFilter(states=("open", "snoozed", "closed", "dismissed"), ids=tuple(near))
        )
        found = {one.id: one for one in self._gaps.listing(wanted, len(near))}
        return [found[one] for one in near if one in found][:PERHAPS]

    def _drafts(self, questions: Sequence[GapQuestion]) -> list[Draft]:
        found: list[Draft] = []
        for one in questions:
            if "escalated" not in one.signals:
                continue
            request = self._requests.of_question(one.question_id, one.asker)
            if request is not None and request.reply is not None:
                reply = request.reply
                found.append(Draft(request.question, reply.text, reply.author, reply.written_at))
        return sorted(found, key=lambda draft: draft.written_at, reverse=True)

    def _names(self, questions: Sequence[GapQuestion], history: Sequence[GapChange]) -> Mapping[str, str]:
        askers = [(one.workspace, one.asker) for one in questions] if self._names_askers else []
        workers = [("", one.by) for one in history if one.by != MACHINE]
        return self._names_of([*askers, *workers])

    def _titles(self, viewer: Viewer, gap: Gap, history: Sequence[GapChange]) -> Mapping[str, str]:
        """Of those gaps that the history tells of: what they are called now, as far as it is the viewer's to know.

        What became part of this gap is.
        """
        ids = tuple({other for one in history if (other := other_gap(one))})
        if not ids:
            return {}
        wanted = GapFilter(states=GAP_STATES, ids=ids)
        within = [one for one in self._gaps.listing(wanted, len(ids)) if one.merged_into == gap.id]
        theirs = self._gaps.listing(self._rights.narrowed(viewer, wanted), len(ids))
        return {one.id: one.title for one in (*within, *theirs)}

    def _tell_owner(self, viewer: Viewer, gap: Gap, owner: str) -> None:
        channel = self._channel_of(viewer, owner)
        if channel is None:
            return
        surface, workspace = channel
        word = Delivery(
            key=f"assigned:{gap.id}:{gap.version}:{surface}:{owner}",
            kind="assigned",
            surface=surface,
            workspace=workspace,
            receiver=owner,
            about={"gap": gap.id, "by": viewer.id},
            due_at=self._clock.now(),
        )
        self._deliveries.add([word])
