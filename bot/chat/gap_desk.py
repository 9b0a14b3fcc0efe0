"""Gaps as they are listed and worked in chat, on whatever platform: trouble becomes a sentence."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from bot.chat.backstage import LinkOf
from bot.chat.gap_wishes import read_gap_wish
from bot.chat.workers import Workers
from bot.gap_words import GapWords, gap_words
from bot.gap_words.telling import GapPress, NearPage, day_told
from bot.gaps.board import GapBoard
from bot.gaps.model import Gap, GapFilter, GapGoneError, GapKind, GapView, NotAllowedError
from bot.overview import Documents
from bot.ports import Clock, KeepingError, LogUnavailableError
from bot.viewer import Viewer
from content_index.ports import NoIndexError
from retrieval.filters import may_see
from retrieval.model import Filters

_LOG = logging.getLogger(__name__)
_Found = TypeVar("_Found")

PAGE = 5
"""Gaps in a list: what can be taken in on a phone, and has room in a message with its buttons."""
TOP = 3
SPANS: Mapping[str, timedelta] = {"1d": timedelta(days=1), "7d": timedelta(days=7), "30d": timedelta(days=30)}
"""For how long a gap is snoozed, by the names of `GapWords.snooze_spans`."""
OTHER = "other"
"""The reason of dismissing that says nothing without words of one's own."""


@dataclass(frozen=True, slots=True)
class GapPage:
    """One page of a list. `text` asks for the same list again, to which `page N` is added. `near` is by gap id."""

    gaps: tuple[Gap, ...]
    counts: Mapping[str, int]
    wanted: GapFilter
    text: str
    page: int
    pages: int
    near: Mapping[str, NearPage]

    @property
    def is_filtered(self) -> bool:
        """Whether more is wanted than a state."""
        return bool(self.text and replace(self.wanted, states=("open",)) != GapFilter()) or not self.wanted.states


@dataclass(frozen=True, slots=True)
class GapSight:
    """All of one gap. `near` is by gap id, also for those that are perhaps the same."""

    view: GapView
    near: Mapping[str, NearPage]


@dataclass(frozen=True, slots=True)
class GapOutcome:
    """What came of working a gap, in a sentence of plain text. `gap` is as it is now, None where nothing was done."""

    said: str
    gap: Gap | None = None
    near: NearPage = field(default_factory=NearPage)


class GapDesk:
    """Runs the board's verbs in `workers`, as somebody who is known. No verb raises. `command` stands in sentences."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        board: GapBoard,
        documents: Documents,
        link_of: LinkOf,
        clock: Clock,
        workers: Workers,
        command: str = "/gaps",
    ) -> None:
        self._board = board
        self._documents = documents
        self._link_of = link_of
        self._clock = clock
        self._workers = workers
        self._command = command

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────

    async def page(self, viewer: Viewer, text: str, language: str) -> GapPage | str:
        """The page that the words after the command ask for; or a sentence: the help, or what went wrong."""
        return await self._tried(self._page, viewer, text, language=language)

    async def sight(self, viewer: Viewer, gap_id: str, language: str) -> GapSight | str:
        """All of one gap, or a sentence."""
        return await self._tried(self._sight, viewer, gap_id, language=language)

    async def top(self, viewer: Viewer, language: str) -> tuple[int, tuple[Gap, ...]] | str:
        """How many gaps are open, and the most pressing of them; or a sentence."""
        return await self._tried(self._top, viewer, language=language)

    async def owners(self, viewer: Viewer) -> tuple[str, ...]:
        """Whom the viewer can give a gap to, by name. None where they cannot be told."""
        found = await self._tried(self._owners, viewer, language="en")
        return () if isinstance(found, str) else found

    def near(self, viewer: Viewer, gaps: Sequence[Gap]) -> Mapping[str, NearPage]:
        """The page near each gap (or that answers it), by gap id, as the viewer may see it. To be run in a worker."""
        wanted = {gap.id: gap.closed_by if gap.state == "closed" and gap.closed_by else gap.document for gap in gaps}
        try:
            pages = {one.path: one for one in self._documents.listing()} if any(wanted.values()) else {}
        except NoIndexError:
            pages = {}
        eyes = Filters(groups=viewer.groups, guests=viewer.guest)
        found: dict[str, NearPage] = {}
        for gap_id, path in wanted.items():
            page = pages.get(path)
            if page is None:
                found[gap_id] = NearPage()
            elif may_see(eyes, page):
                found[gap_id] = NearPage(page.title.strip() or page.path, self._link_of(page))
            else:
                found[gap_id] = NearPage(hidden=True)
        return found

    # ── working ──────────────────────────────────────────────────────────────────────────────────────────────────────

    async def assign(self, viewer: Viewer, gap_id: str, owner: str, language: str) -> GapOutcome:
        """Give it to an owner, who is told; "" takes it back."""
        words = gap_words(language)

        def said(gap: Gap) -> str:
            return (words.done_assigned if gap.assigned else words.done_unassigned).format(
                title=gap.title, owner=gap.assigned
            )

        return await self._work(
            viewer, lambda: self._board.assign(viewer, gap_id, owner), said, words, words.needs_an_owner
        )

    async def snooze(self, viewer: Viewer, gap_id: str, until: date | str, language: str) -> GapOutcome:
        """Off the board until a day, or for one of `SPANS`."""
        words, today = gap_words(language), self.today()
        day = until if isinstance(until, date) else today + SPANS.get(until, timedelta())

        def said(gap: Gap) -> str:
            return words.done_snoozed.format(title=gap.title, date=day_told(day, today, language))

        return await self._work(
            viewer, lambda: self._board.snooze(viewer, gap_id, day), said, words, words.needs_a_later_day
        )

    async def dismiss(self, viewer: Viewer, gap_id: str, reason: str, language: str, own_words: str = "") -> GapOutcome:
        """It is none. `reason` is a name of `GapWords.dismiss_reasons`; one's own words stand beside it, or alone."""
        words = gap_words(language)
        told = "" if reason == OTHER else words.dismiss_reasons.get(reason, reason).strip()
        given = ": ".join(filter(None, (told, " ".join(own_words.split()))))

        def said(gap: Gap) -> str:
            return words.done_dismissed.format(title=gap.title, reason=gap.state_reason or given)

        return await self._work(
            viewer, lambda: self._board.dismiss(viewer, gap_id, given), said, words, words.needs_a_reason
        )

    async def reopen(self, viewer: Viewer, gap_id: str, language: str) -> GapOutcome:
        """Back on the board."""
        words = gap_words(language)
        return await self._simple(viewer, lambda: self._board.reopen(viewer, gap_id), words.done_reopened, words)

    async def rename(self, viewer: Viewer, gap_id: str, title: str, language: str) -> GapOutcome:
        """Give it a title; an empty one goes back to the most central question."""
        words = gap_words(language)
        plain = " ".join(title.split())
        return await self._simple(viewer, lambda: self._board.rename(viewer, gap_id, plain), words.done_renamed, words)

    async def set_kind(self, viewer: Viewer, gap_id: str, kind: GapKind, language: str) -> GapOutcome:
        """Say what kind it is."""
        words = gap_words(language)

        def said(gap: Gap) -> str:
            return words.done_kind.format(title=gap.title, kind=words.kinds[gap.kind])

        return await self._work(viewer, lambda: self._board.set_kind(viewer, gap_id, kind), said, words, "")

    async def merge(self, viewer: Viewer, gap_id: str, into: str, language: str) -> GapOutcome:
        """Both are the same; the outcome's gap is the one that stays."""
        words = gap_words(language)
        return await self._simple(viewer, lambda: self._board.merge(viewer, gap_id, into), words.done_merged, words)

    async def set_apart(self, viewer: Viewer, gap_id: str, other: str, language: str) -> GapOutcome:
        """These two are not the same."""
        words = gap_words(language)
        apart = partial(self._board.set_apart, viewer, gap_id, other)
        return await self._simple(viewer, apart, words.done_apart, words)

    async def split(self, viewer: Viewer, gap_id: str, questions: Sequence[str], language: str) -> GapOutcome:
        """Take these questions out; the outcome's gap is the new one."""
        words = gap_words(language)
        return await self._work(
            viewer,
            lambda: self._board.split(viewer, gap_id, tuple(questions)),
            lambda gap: words.done_split.format(title=gap.title),
            words,
            words.needs_some_questions,
        )

    async def undo(self, viewer: Viewer, gap_id: str, language: str) -> GapOutcome:
        """Take back the latest thing that somebody did to it."""
        words = gap_words(language)

        def said(gap: Gap) -> str:
            return words.done_undone.format(title=gap.title, state=words.states[gap.state])

        return await self._work(viewer, lambda: self._board.undo(viewer, gap_id), said, words, words.nothing_to_undo)

    async def press(self, viewer: Viewer, press: GapPress, gap_id: str, language: str, other: str = "") -> GapOutcome:
        """What a button does that needs no form: reopen, undo, merge (into `other`) and apart (from `other`)."""
        match press:
            case "reopen":
                return await self.reopen(viewer, gap_id, language)
            case "undo":
                return await self.undo(viewer, gap_id, language)
            case "merge":
                return await self.merge(viewer, other, gap_id, language)
            case "apart":
                return await self.set_apart(viewer, gap_id, other, language)
        raise ValueError(f"{press} needs a form")

    def today(self) -> date:
        """The day that days are told by."""
        return self._clock.now().date()

    # ── what they share; all of it but `_tried` runs in the workers ──────────────────────────────────────────────────

    def _page(self, viewer: Viewer, text: str, language: str) -> GapPage | str:
        wish = read_gap_wish(text, self._clock.now())
        if wish.help:
            return gap_words(language).help.format(command=self._command)
        # An owner sees what is with them or suggested to them, and no more: that is what is theirs.
        looker = replace(viewer, roles=frozenset({"rep", "owner"})) if wish.mine else viewer
        counts = self._board.count(looker, wish.wanted)
        pages = max(-(-sum(counts.get(state, 0) for state in wish.wanted.states) // PAGE), 1)
        page = min(wish.page, pages)
        gaps = tuple(self._board.listing(looker, wish.wanted, PAGE, (page - 1) * PAGE))
        return GapPage(gaps, counts, wish.wanted, wish.text, page, pages, self.near(viewer, gaps))

    def _sight(self, viewer: Viewer, gap_id: str, language: str) -> GapSight:  # noqa: ARG002 - as `_page`
        view = self._board.gap(viewer, gap_id)
        return GapSight(view, self.near(viewer, (view.gap, *view.perhaps)))

    def _top(self, viewer: Viewer, language: str) -> tuple[int, tuple[Gap, ...]]:  # noqa: ARG002 - as `_page`
        count = self._board.count(viewer, GapFilter()).get("open", 0)
        return count, tuple(self._board.listing(viewer, GapFilter(), TOP)) if count else ()

    def _owners(self, viewer: Viewer, language: str) -> tuple[str, ...]:  # noqa: ARG002 - as `_page`
        return tuple(self._board.owners(viewer))

    async def _simple(self, viewer: Viewer, act: Callable[[], Gap], done: str, words: GapWords) -> GapOutcome:
        return await self._work(viewer, act, lambda gap: done.format(title=gap.title), words, "")

    async def _work(
        self, viewer: Viewer, act: Callable[[], Gap], said: Callable[[Gap], str], words: GapWords, refused: str
    ) -> GapOutcome:
        """Do it. `refused` is what is said where the board takes what was given for none (ValueError)."""

        def done() -> GapOutcome:
            gap = act()
            return GapOutcome(said(gap), gap, self.near(viewer, (gap,))[gap.id])

        try:
            return await self._workers.run(done)
        except Exception as error:  # noqa: BLE001 - a sentence, whatever broke
            return GapOutcome(refused if refused and isinstance(error, ValueError) else _in_words(error, words))

    async def _tried(self, look: Callable[..., _Found], *given: object, language: str) -> _Found | str:
        try:
            return await self._workers.run(look, *given, language)
        except Exception as error:  # noqa: BLE001 - a sentence, whatever broke
            return _in_words(error, gap_words(language))


def _in_words(error: Exception, words: GapWords) -> str:
    """What went wrong, for whoever wanted it; what we did not expect leaves a line in the log."""
    if isinstance(error, NotAllowedError):
        return words.not_allowed
    if isinstance(error, GapGoneError):
        return words.gone
    if isinstance(error, (KeepingError, LogUnavailableError)):
        _LOG.warning("What was wanted of the gaps could not be done: %s", error)
        return words.down
    _LOG.error("What was wanted of the gaps could not be done", exc_info=error)
    return words.trouble
