"""The nouns of what is new in the content. They import no library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from content_index.model import Document

NewsVerb = Literal["added", "changed"]


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page as it was when it was looked at last.

    `fingerprint` is the index's, which changes with anything; `words` stands for its words alone, however they are
    spaced. `before` is what `words` was before that, "" where it was never other.
    """

    document: str
    fingerprint: str
    words: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class PageNews:
    """A page came into the index, or its words changed: noticed `at`, in that `generation`.

    `in_bulk`: with so many others that it is told of by number. `path` is what the page was called then.
    """

    document: str
    path: str
    verb: NewsVerb
    at: datetime
    generation: str
    in_bulk: bool = False


@dataclass(frozen=True, slots=True)
class Noticed:
    """What is to be kept of a generation: the pages that are other than they were, and what there is to tell."""

    pages: tuple[KnownPage, ...]
    news: tuple[PageNews, ...]
    gone: tuple[PageNews, ...]


@dataclass(frozen=True, slots=True)
class Launch:
    """A page that somebody announced: it stands on top until the day `until` is over, or it was ended.

    `words` say what is new about it. `by` is an id on the platform `surface`, `name` what they are called there.
    """

    id: str
    document: str
    path: str
    title: str
    words: str
    until: date
    by: str
    name: str
    surface: str
    at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A page that is new, or has changed, and when."""

    document: Document
    verb: NewsVerb
    at: datetime


@dataclass(frozen=True, slots=True)
class BulkNews:
    """So many pages came in, or changed, at once."""

    count: int
    verb: NewsVerb
    at: datetime


@dataclass(frozen=True, slots=True)
class LaunchedPage:
    """A launch, and the page as it is now."""

    launch: Launch
    document: Document


@dataclass(frozen=True, slots=True)
class WhatsNew:
    """What is new for somebody: only what they may see.

    `days`: of how many days it tells, None for all time. `items` are the new pages, then those that changed, each the
    newest first.
    """

    days: int | None
    launched: tuple[LaunchedPage, ...] = ()
    items: tuple[NewsItem, ...] = ()
    bulk: tuple[BulkNews, ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing came in or changed."""
        return not (self.items or self.bulk)
