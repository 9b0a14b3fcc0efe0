"""What a person finds on their home page: their own questions, what is asked, what waits for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.asking_words import as_asked
from bot.conversation_model import OwnerRequest
from bot.model import LoggedQuestion
from bot.ports import AskedDocument, Clock, OwnerRequests, QuestionLog
from content_index.model import Document
from content_index.ports import NoIndexError
from retrieval.filters import may_see
from retrieval.model import Filters

RECENT = 5
RECENT_LOOKED_THROUGH = 25
MOST_ASKED = 5
OVERDUE = 5
WEEK = timedelta(days=7)
FEWEST_PEOPLE = 2
"""What one person alone asked is theirs, and is not told to others."""


class Documents(Protocol):
    """The documents of the generation that serves."""

    def listing(self) -> Sequence[Document]:
        """Every document. Raises content_index.ports.NoIndexError."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks. `is_owner`: whether the content means them by an owner that it names."""

    id: str
    workspace: str
    groups: frozenset[str]
    guest: bool
    is_owner: Callable[[str], bool]
    manages: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Only what the viewer may see. `owns`: the content names them as an owner."""

    recent: tuple[LoggedQuestion, ...]
    most_asked: tuple[tuple[Document, AskedDocument], ...]
    owns: bool
    overdue: tuple[Document, ...]
    waiting: tuple[OwnerRequest, ...]
    manages: bool


class Overviews:
    """Collects it. `of` raises LogUnavailableError and KeepingError."""

    def __init__(self, log: QuestionLog, documents: Documents, requests: OwnerRequests, clock: Clock) -> None:
        self._log = log
        self._documents = documents
        self._requests = requests
        self._clock = clock

    def of(self, viewer: Viewer) -> Overview:
        """What the viewer finds now."""
        now = self._clock.now()
        today = now.date()
        seen = [one for one in self._listing() if may_see(Filters(groups=viewer.groups, guests=viewer.guest), one)]
        by_path = {document.path: document for document in seen}
        owned = [one for one in seen if one.owner is not None and viewer.is_owner(one.owner)]
        overdue = [one for one in owned if one.review_due is not None and one.review_due < today]
        waiting = tuple(self._requests.waiting(viewer.workspace, viewer.id))
        asked = self._log.asked_since(now - WEEK)
        return Overview(
            recent=self._recent(viewer),
            most_asked=tuple(
                (by_path[one.document], one) for one in asked if one.people >= FEWEST_PEOPLE and one.document in by_path
            )[:MOST_ASKED],
            owns=bool(owned or waiting),
            overdue=tuple(sorted(overdue, key=lambda one: (one.review_due or today, one.title))[:OVERDUE]),
            waiting=waiting,
            manages=viewer.manages,
        )

    def _recent(self, viewer: Viewer) -> tuple[LoggedQuestion, ...]:
        """What was asked again is told once, as it was answered last."""
        different: dict[str, LoggedQuestion] = {}
        for one in self._log.of_asker(viewer.workspace, viewer.id, RECENT_LOOKED_THROUGH):
            different.setdefault(as_asked(one.question), one)
        return tuple(different.values())[:RECENT]

    def _listing(self) -> Sequence[Document]:
        try:
            return self._documents.listing()
        except NoIndexError:
            return ()
