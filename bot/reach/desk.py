"""What is new for somebody, and pages launched and taken down again by whoever may: the same on every surface."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from bot.overview import Documents
from bot.ports import Clock
from bot.reach.model import BulkNews, Launch, LaunchedPage, NewsItem, NewsVerb, PageNews, WhatsNew
from bot.reach.ports import Launches, News
from bot.upkeep.finding import Named, exact_pages, named_in, near_pages
from bot.upkeep.rights import UpkeepRights
from bot.viewer import Viewer
from content_index.model import Document
from content_index.ports import NoIndexError
from retrieval.filters import may_see
from retrieval.model import Filters

DAYS = 30
"""Of so many days it is told where nobody says of how many."""
LAUNCHED_DAYS = 14
MOST_LAUNCHED_DAYS = 365
LONGEST_WORDS = 500
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


class NotTheirsError(Exception):
    """Somebody may not launch this page, or take its launch down."""


class PageUnknownError(Exception):
    """The index holds no such page, or not for them."""


class LaunchedAlreadyError(Exception):
    """The page stands on top already. The message is its title."""


class DayError(Exception):
    """The day until which a page is to stand on top is over, or too far away."""


def eyes_of(viewer: Viewer) -> Filters:
    """What somebody sees."""
    return Filters(groups=viewer.groups, guests=viewer.guest)


class ReachDesk:
    """Every verb raises KeepingError where the database is down. Pages that were pulled are told of nowhere."""

    def __init__(
        self, *, news: News, launches: Launches, documents: Documents, rights: UpkeepRights, clock: Clock
    ) -> None:
        self._news = news
        self._launches = launches
        self._documents = documents
        self._rights = rights
        self._clock = clock

    def whats_new(self, eyes: Filters, days: int | None = DAYS) -> WhatsNew:
        """What came in or changed in so many days (None: ever), and what is launched now."""
        now = self._clock.now()
        since = _FIRST if days is None else now - timedelta(days=days)
        return self._told(eyes, since, None, days)

    def between(self, eyes: Filters, start: datetime, end: datetime) -> WhatsNew:
        """The same of the time from `start` on and before `end`."""
        return self._told(eyes, start, end, max(1, round((end - start) / timedelta(days=1))))

    def launched(self, eyes: Filters) -> tuple[LaunchedPage, ...]:
        """The launches that stand on top today, the latest first."""
        return self._launched(self._seen(eyes))

    def launch_now(self, launch_id: str, eyes: Filters) -> LaunchedPage | None:
        """A launch that is to be announced; None where it was ended, is over, or its page is not to be seen."""
        found = self._launches.find(launch_id)
        if found is None or found.ended_at is not None or found.until < self._clock.now().date():
            return None
        document = self._seen(eyes).get(found.document)
        return None if document is None else LaunchedPage(found, document)

    def launch(self, viewer: Viewer, document_id: str, *, until: date | None = None, words: str = "") -> Launch:
        """Announce a page. Raises PageUnknownError, NotTheirsError, LaunchedAlreadyError and DayError."""
        document = self._theirs(viewer, document_id)
        now = self._clock.now()
        last = until or now.date() + timedelta(days=LAUNCHED_DAYS)
        if not now.date() <= last <= now.date() + timedelta(days=MOST_LAUNCHED_DAYS):
            raise DayError
        launch = Launch(
            id=uuid.uuid4().hex,
            document=document.id,
            path=document.path,
            title=document.title,
            words=" ".join(words.split())[:LONGEST_WORDS],
            until=last,
            by=viewer.id,
            name=viewer.name or viewer.id,
            surface=viewer.surface,
            at=now,
        )
        if not self._launches.launch(launch):
            raise LaunchedAlreadyError(document.title)
        return launch

    def unlaunch(self, viewer: Viewer, document_id: str) -> bool:
        """It stands on top no longer; False where it did not. Raises PageUnknownError and NotTheirsError."""
        document = self._theirs(viewer, document_id)
        now = self._clock.now()
        standing = [one for one in self._launches.on(now.date()) if one.document == document.id]
        ended = [self._launches.end(one.id, now) for one in standing]
        return any(ended)

    def may_launch(self, viewer: Viewer, document: Document) -> bool:
        """A page's owner, the owners of its source, managers and administrators may, where they see it."""
        if viewer.guest:
            return False
        return self._rights.may(viewer, document) or (viewer.manages and may_see(eyes_of(viewer), document))

    def named(self, viewer: Viewer, text: str) -> Named:
        """The pages that `TITLE` or `TITLE: words` may mean, of those that they may launch.

        Raises NotTheirsError where it is another's.
        """
        every = list(self._listing())
        mine = [one for one in every if self.may_launch(viewer, one)]
        named = named_in(mine, text)
        if not named.exact and named_in([one for one in every if may_see(eyes_of(viewer), one)], text).exact:
            raise NotTheirsError
        return named

    def meant(self, viewer: Viewer, words: str) -> list[Document]:
        """The pages that words (a title, a path, a link, an id) may mean, of those that they may launch."""
        mine = [one for one in self._listing() if self.may_launch(viewer, one)]
        return exact_pages(mine, words) or near_pages(mine, words)

    def may_launch_any(self, viewer: Viewer) -> bool:
        """Whether there is a page that they may launch."""
        return any(self.may_launch(viewer, one) for one in self._listing())

    def _theirs(self, viewer: Viewer, document_id: str) -> Document:
        document = next((one for one in self._listing() if one.id == document_id), None)
        is_seen = document is not None and (viewer.administers or may_see(eyes_of(viewer), document))
        if document is None or not is_seen:
            raise PageUnknownError
        if not self.may_launch(viewer, document):
            raise NotTheirsError
        return document

    def _told(self, eyes: Filters, since: datetime, before: datetime | None, days: int | None) -> WhatsNew:
        seen = self._seen(eyes)
        news = [one for one in self._news.since(since) if one.document in seen and (before is None or one.at < before)]
        items, bulk = _gathered(news, seen)
        return WhatsNew(days, self._launched(seen), items, bulk)

    def _launched(self, seen: Mapping[str, Document]) -> tuple[LaunchedPage, ...]:
        standing = self._launches.on(self._clock.now().date())
        return tuple(LaunchedPage(one, seen[one.document]) for one in standing if one.document in seen)

    def _seen(self, eyes: Filters) -> dict[str, Document]:
        return {one.id: one for one in self._listing() if may_see(eyes, one)}

    def _listing(self) -> Sequence[Document]:
        try:
            return self._documents.listing()
        except NoIndexError:
            return ()


def _gathered(
    news: Sequence[PageNews], seen: Mapping[str, Document]
) -> tuple[tuple[NewsItem, ...], tuple[BulkNews, ...]]:
    """Each page once: as new where it came in, with when it last changed else; in bulk where it only came so."""
    alone: dict[str, PageNews] = {}
    for one in news:  # the newest first
        known = alone.get(one.document)
        if not one.in_bulk and (known is None or (one.verb == "added" and known.verb == "changed")):
            alone[one.document] = one
    items = [NewsItem(seen[one.document], one.verb, one.at) for one in alone.values()]
    items.sort(key=lambda one: (one.verb != "added", -one.at.timestamp(), one.document.title.casefold()))
    counts: dict[tuple[str, NewsVerb, datetime], set[str]] = {}
    told: set[str] = set(alone)
    for one in news:
        if one.in_bulk and one.document not in told:
            told.add(one.document)
            counts.setdefault((one.generation, one.verb, one.at), set()).add(one.document)
    return tuple(items), tuple(BulkNews(len(which), verb, at) for (_, verb, at), which in counts.items())
