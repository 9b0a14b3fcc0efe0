"""Which questions belong together, as people say: gaps become one, or two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from bot.asking_words import as_asked
from bot.gaps.alike import with_those_alike
from bot.gaps.known import KnownGaps
from bot.gaps.model import GAP_STATES, Gap, GapChange, GapChangedError, GapGoneError, GapQuestion, GapState, Verb
from bot.gaps.ports import Gaps
from bot.gaps.rights import GapRights
from bot.gaps.summing import summed_up
from bot.ports import Clock
from bot.viewer import Viewer
from content_index.model import Document


class Regrouping:
    """Every verb raises GapGoneError, NotAllowedError, KeepingError, and ValueError where there is nothing to do."""

    def __init__(
        self,
        gaps: Gaps,
        known: KnownGaps,
        rights: GapRights,
        documents: Callable[[], Mapping[str, Document]],
        clock: Clock,
    ) -> None:
        self._gaps = gaps
        self._known = known
        self._rights = rights
        self._documents = documents
        self._clock = clock

    def merge(self, viewer: Viewer, gap_id: str, into: str, verb: Literal["merged", "unsplit"] = "merged") -> Gap:
        """Both are the same; gives the one that stays. `verb`: what the history calls that."""
        gone, stays = self._rights.allowed(viewer, gap_id), self._rights.allowed(viewer, into)
        if gone.id == stays.id:
            return stays
        self._known.read_again(gone.id)
        self._known.read_again(stays.id)
        moved = [one.question_id for one in self._gaps.questions(gone.id)]
        now = self._clock.now()
        questions = [*self._known.questions_of(stays.id), *self._known.questions_of(gone.id)]
        left = replace(gone, state="merged", state_by=viewer.id, state_at=now, merged_into=stays.id)
        detail = {"from": gone.id, "questions": moved, "before": {"state": gone.state}}
        changes = [
            GapChange(stays.id, now, viewer.id, verb, detail),
            GapChange(gone.id, now, viewer.id, verb, {"into": stays.id}),
        ]
        title = self._known.title_of(stays.id)
        kept = summed_up(stays, questions, title, self._documents()) if questions else stays
        self._write([kept, left], changes, dict.fromkeys(moved, stays.id), viewer.id)
        return self._read_again(gone.id, stays.id)

    def split(self, viewer: Viewer, gap_id: str, questions: Sequence[str], new_id: str) -> Gap:
        """Take these questions out into a gap of their own; gives that one. Raises ValueError for none, or all."""
        gap = self._rights.allowed(viewer, gap_id)
        held = self._gaps.questions(gap.id)
        out = with_those_alike(questions, held)  # in the same words it is the same question
        rest = [one for one in held if one not in out]
        if not out or not rest:
            raise ValueError("choose some of the questions: neither none nor all of them")
        now, documents = self._clock.now(), self._documents()
        own = Gap(
            id=new_id,
            title=out[0].question,
            kind=gap.kind,
            state="open",
            opened_at=now,
            first_asked=out[0].asked_at,
            last_asked=out[-1].asked_at,
            questions=len(out),
            people=0,
        )
        ids = [one.question_id for one in out]
        own = summed_up(own, out, out[0].question, documents)
        left = summed_up(gap, rest, _title_of(gap, rest), documents)
        changes = [
            GapChange(gap.id, now, viewer.id, "split", {"into": own.id, "questions": ids}),
            GapChange(own.id, now, viewer.id, "split", {"from": gap.id}),
        ]
        self._write([left, own], changes, dict.fromkeys(ids, own.id), viewer.id)
        self._part_for_good(viewer, gap, own)
        return self._read_again(gap.id, own.id)

    def unsplit(self, viewer: Viewer, gap: Gap, other: str) -> Gap:
        """What was split off comes back; that the two were told apart is taken back as well."""
        back = self.merge(viewer, other, gap.id, "unsplit")
        change = GapChange(gap.id, self._clock.now(), viewer.id, "set_together", {"of_split": other})
        self._gaps.set_together(gap.id, other, change)
        return back

    def unmerge(self, viewer: Viewer, gap: Gap, merging: GapChange) -> Gap:
        """The questions go back into the gap that they came from, which is then as it was.

        `merging` may also be a split that was taken back: then they are split off again.
        """
        verb: Verb = "split" if merging.verb == "unsplit" else "unmerged"
        source = self._gaps.find(str(merging.detail["from"]))
        questions = self._gaps.questions(gap.id)
        back = [one for one in questions if one.question_id in set(_listed(merging.detail["questions"]))]
        rest = [one for one in questions if one not in back]
        if source is None or not back or not rest:
            raise ValueError("there is nothing to take back")
        now, documents = self._clock.now(), self._documents()
        own = replace(source, state=_state_before(merging), state_by=viewer.id, state_at=now, merged_into="")
        kept = summed_up(gap, rest, _title_of(gap, rest), documents)
        ids = [one.question_id for one in back]
        changes = [
            GapChange(gap.id, now, viewer.id, verb, {"into": own.id, "questions": ids}),
            GapChange(own.id, now, viewer.id, verb, {"from": gap.id}),
        ]
        own = summed_up(own, back, own.title, documents)
        self._write([kept, own], changes, dict.fromkeys(ids, own.id), viewer.id)
        if verb == "split":
            self._part_for_good(viewer, gap, own)
        self._read_again(own.id, gap.id)
        return self._rights.allowed(viewer, gap.id)

    def _part_for_good(self, viewer: Viewer, gap: Gap, own: Gap) -> None:
        """What was split off is never offered as the same again; the split itself is what the history tells."""
        change = GapChange(gap.id, self._clock.now(), viewer.id, "set_apart", {"of_split": own.id})
        self._gaps.set_apart(gap.id, own.id, change)

    def _write(self, gaps: Sequence[Gap], changes: Sequence[GapChange], moved: Mapping[str, str], by: str) -> None:
        try:
            self._gaps.write(gaps, changes, moved, by)
        except GapChangedError as error:
            raise GapGoneError("the gap was changed by somebody else just now: look at it again") from error

    def _read_again(self, gap_id: str, given: str) -> Gap:
        self._known.read_again(gap_id)
        self._known.read_again(given)
        gap = self._gaps.find(given)
        if gap is None:
            raise GapGoneError(f"there is no gap {given}")
        return gap


def _state_before(merging: GapChange) -> GapState:
    before = merging.detail.get("before")
    told = before.get("state") if isinstance(before, dict) else None
    return next((one for one in GAP_STATES if one == told and one != "merged"), "open")


def _title_of(gap: Gap, questions: Sequence[GapQuestion]) -> str:
    """The title stays while one of the questions says it."""
    said = {as_asked(one.question) for one in questions}
    return gap.title if as_asked(gap.title) in said else questions[0].question


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
