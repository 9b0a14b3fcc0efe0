"""What owners do with a page where they read it: still right, needs work, pull it, restore it, retire it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ports import KeepingError
from bot.reach.use import PageUses, UseTold, use_told
from bot.upkeep.desk import Done, PageGoneError, UpkeepDesk
from bot.upkeep.model import DocumentState, UpkeepVerb
from bot.upkeep.telling import act_told, hidden_told, state_told
from bot.upkeep.words import UpkeepWords, upkeep_words
from bot.viewer import Viewer
from content_index.model import Document

VERBS: tuple[UpkeepVerb, ...] = ("verified", "needs_work", "pulled", "restored", "retired")


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page for those who may pull it. `alone` are verbs that need no words, `asking` those that first ask for some.

    `banner` is of a page that is pulled or retired, `lines` what else was said of it, `latest` what was done last.
    """

    words: UpkeepWords
    banner: Sequence[str] = ()
    lines: Sequence[str] = ()
    alone: Sequence[UpkeepVerb] = ()
    asking: Sequence[UpkeepVerb] = ()
    history: Sequence[tuple[datetime, str]] = ()
    latest: UpkeepVerb | None = None
    trouble: str = ""


class PageKeeping:
    """`desk` says who may; the console says it in words."""

    def __init__(self, desk: UpkeepDesk, uses: PageUses | None = None) -> None:
        """`uses` tell how a page was used; without them nothing is told of that."""
        self._desk = desk
        self._uses = uses

    def kept(self, viewer: Viewer, document: Document, language: str) -> KeptPage | None:
        """What they can do with a page; None where that is nothing. With a database that is down, it says so."""
        words = upkeep_words(language)
        if not self._desk.may(viewer, document):
            return None
        try:
            state, acts = self._desk.state(document.id), self._desk.history(viewer, document.id)
        except PageGoneError:
            return None
        except KeepingError:
            return KeptPage(words, trouble=words.down)
        banner = hidden_told(state, language)
        alone, asking = _verbs(state)
        return KeptPage(
            words,
            banner,
            state_told(state, language)[len(banner) :],
            alone,
            asking,
            [(act.at, act_told(act, language)) for act in acts],
            acts[0].verb if acts else None,
        )

    def used(self, document: Document, language: str, now: datetime) -> UseTold | None:
        """How a page was used, for those who keep it. None with a database that is down."""
        if self._uses is None:
            return None
        try:
            return use_told(self._uses.of(document.path, now), language)
        except KeepingError:
            return None

    def gone(self, document: Document, language: str) -> tuple[str, str]:
        """Title and words for everybody else who comes for a page that is pulled or retired."""
        words = upkeep_words(language)
        try:
            said = words.gone[self._desk.state(document.id).hidden or "pulled"]
        except KeepingError:
            said = words.gone["pulled"]
        owner = words.ask_owner.format(owner=document.owner) if document.owner else ""
        return words.gone_title, f"{said} {owner}".rstrip()

    def act(self, viewer: Viewer, verb: UpkeepVerb, document_id: str, note: str) -> Done:
        """Do it. Raises NotYoursError, PageGoneError and KeepingError."""
        return self._desk.act(viewer, verb, document_id, note)


def _verbs(state: DocumentState) -> tuple[tuple[UpkeepVerb, ...], tuple[UpkeepVerb, ...]]:
    if state.hidden == "pulled":
        return ("restored",), ("retired",)
    if state.hidden == "retired":
        return ("restored",), ()
    return ("verified",), ("needs_work", "pulled", "retired")
