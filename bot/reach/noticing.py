"""What a new generation of the index brings, noticed once, whoever of many replicas does it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.ports import Clock
from bot.reach.model import KnownPage, NewsVerb, Noticed, PageNews
from bot.reach.ports import News
from content_index.model import Document

IN_BULK = 25
"""Of more pages at once than these it is told by number alone: nobody reads such a list."""
TAKEN_BACK_WITHIN = timedelta(days=14)
"""A change that is taken back so soon (by going back to the index of before, say) is none to be told of."""


class Serving(Protocol):
    """The generation that serves: the documents that are in it, and their texts."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """By their ids."""

    def texts(self, documents: Sequence[str]) -> Iterable[tuple[str, str]]:
        """Ids and Markdown of some of them. Raises OSError where the generation is gone meanwhile."""


def words_of(markdown: str) -> str:
    """What stands for a page's words: the same however they are spaced and broken into lines."""
    return hashlib.sha256(" ".join(markdown.split()).encode("utf-8", "surrogatepass")).hexdigest()


def noticed_of(  # noqa: PLR0913 - what is compared, by name
    serving: Serving,
    known: Mapping[str, KnownPage],
    told: Sequence[PageNews],
    *,
    first: bool,
    at: datetime,
    in_bulk: int = IN_BULK,
) -> Noticed:
    """What the generation brings beside what is `known`. `told` are the news of late, newest first.

    A page that is gone for a while and comes back as it was is no news. What is given back the words that it had
    before lately told news is none either, and those news are taken back. `first`: nothing was noticed before.
    Raises OSError where a text cannot be read.
    """
    other = [one for one in serving.documents.values() if _is_other(one, known)]
    words = {document: words_of(text) for document, text in serving.texts([one.id for one in other])}
    lately: dict[str, PageNews] = {}
    for one in told:
        lately.setdefault(one.document, one)
    pages: list[KnownPage] = []
    found: list[tuple[Document, NewsVerb]] = []
    gone: list[PageNews] = []
    for document in other:
        now, before = words.get(document.id, ""), known.get(document.id)
        if before is None:
            pages.append(KnownPage(document.id, document.fingerprint, now))
            found.append((document, "added"))
        elif now == before.words:
            pages.append(replace(before, fingerprint=document.fingerprint))
        else:
            pages.append(KnownPage(document.id, document.fingerprint, now, before.words))
            last = lately.get(document.id)
            if now == before.before and last is not None and last.verb == "changed":
                gone.append(last)
            else:
                found.append((document, "changed"))
    many = first or len(found) > in_bulk
    news = [PageNews(one.id, one.path, verb, at, serving.id, many) for one, verb in found]
    return Noticed(tuple(pages), tuple(news), tuple(gone))


class Noticer:
    """Looks at the generation that serves. Call `tick` again and again; any number of replicas may."""

    def __init__(self, serving: Callable[[], Serving | None], news: News, clock: Clock) -> None:
        """`serving` gives None where nothing is indexed."""
        self._serving = serving
        self._news = news
        self._clock = clock
        self._seen = ""

    def tick(self) -> int:
        """How many pages are new or changed since the last look. Raises KeepingError, OSError."""
        serving = self._serving()
        if serving is None or serving.id == self._seen:
            return 0
        before, now = self._news.noticed(), self._clock.now()
        if before != serving.id:
            told = self._news.since(now - TAKEN_BACK_WITHIN)
            noticed = noticed_of(serving, self._news.known(), told, first=before is None, at=now)
            if not self._news.notice(before, serving.id, noticed):
                return 0  # another replica was faster; the next look finds what it kept
            self._seen = serving.id
            return len(noticed.news)
        self._seen = serving.id
        return 0


def _is_other(document: Document, known: Mapping[str, KnownPage]) -> bool:
    before = known.get(document.id)
    return before is None or before.fingerprint != document.fingerprint
