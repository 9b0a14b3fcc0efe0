"""Pages of a place that is no folder become files, with what the place knows of each in its side file.

A connector writes a class with the three verbs of `Pages` and wraps it: `PagesAsFiles(source, pages)` is the source's
`SourceFiles`. Paths, patterns, size limits, side files and failures then work as for folders. `http_session.py`
beside this file opens a session of `requests` that waits and retries, and says in words what a server's refusal means;
`addresses.py` reads the options behind `#` of a location and looks at the names of `credentials`.

What a page's rights are is told in `FetchedPage.told["audience"]`; a page whose rights cannot be told is listed with
`withheld`, so that an earlier version of it, which may have been open to everybody, is taken out of the index too.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from content_index.admission import admitted, size_reason
from content_index.model import Failure, Source, SourceFile
from content_index.ports import AudienceUnknownError, UnreadableFileError

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|#\s]+')
_NOT_IN_TOML = re.compile(r"[\x00-\x1f\x7f]+")
_LONGEST_NAME = 120

SideFileValue = str | bool | date | Sequence[str]


@dataclass(frozen=True, slots=True)
class RemotePage:
    """A page as its place lists it.

    `path` is where it stands among the source's files, with an ending that a reader knows; `key` what the place knows
    it by. `mark` changes whenever `fetch` may give something else, rights and labels too; None: that cannot be told,
    and it is fetched at each reindex. `withheld` says why nobody may be shown it, its earlier versions neither.
    """

    path: str
    key: str
    mark: str | None = None
    size: int | None = None
    withheld: str | None = None


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """The bytes of a page, of the kind that its path's ending names, and the keys of its side file (docs/content.md).

    Empty values are left out; an empty `audience` lets nobody see it, None says nothing of it.
    """

    content: bytes
    told: Mapping[str, SideFileValue | None] = field(default_factory=dict)


class Pages(Protocol):
    """What a connector knows how to do."""

    def find(self) -> Iterable[RemotePage | Failure]:
        """All there is, as cheaply as the place tells it; marks may be missing. Raises SourceError."""

    def look_at(self, pages: Sequence[RemotePage]) -> Iterable[RemotePage]:
        """The pages that the source's patterns admit, with their marks and what is `withheld`. Raises SourceError."""

    def fetch(self, page: RemotePage) -> FetchedPage:
        """One page. Raises UnreadableFileError, AudienceUnknownError and SourceError."""


class PagesAsFiles:
    """The pages of a place as a source's files; implements `SourceFiles`."""

    def __init__(self, source: Source, pages: Pages) -> None:
        self._source = source
        self._pages = pages
        self._listed: dict[str, RemotePage] | None = None
        self._last: tuple[str, FetchedPage | UnreadableFileError] | None = None

    def list(self) -> Iterator[SourceFile | Failure]:
        """Each page that the source's patterns admit, by path, or why it is left out. Raises SourceError."""
        self._listed, self._last = None, None
        failures, found = [], []
        for one in self._pages.find():
            if isinstance(one, Failure):
                failures.append(one)
            else:
                found.append(one)
        by_path = {page.path: page for page in named_apart(found)}
        files = (SourceFile(page.path, page.size) for page in by_path.values())
        entries = [*admitted(self._source, [*files, *failures])]
        wanted = [by_path[entry.path] for entry in entries if isinstance(entry, SourceFile)]
        looking, looked_at = iter(self._pages.look_at(wanted)), dict[str, RemotePage]()
        for entry in entries:
            if isinstance(entry, Failure):
                yield entry
                continue
            # Told one by one as they are looked at, which may take long: whoever listens sees that it goes on.
            while entry.path not in looked_at and (looked := next(looking, None)) is not None:
                looked_at[looked.path] = looked
            if page := looked_at.get(entry.path):
                yield SourceFile(page.path, page.size, None if page.withheld else page.mark)
        looked_at |= {page.path: page for page in looking}  # what it does at its end is done, too
        self._listed = looked_at

    def read(self, path: str) -> bytes:
        """The page's bytes. Raises UnreadableFileError, and SourceError where the place is out of reach."""
        content = self._fetched(path).content
        if len(content) > self._source.max_bytes:
            raise UnreadableFileError(size_reason(len(content), self._source))
        return content

    def side_file(self, path: str) -> bytes | None:
        """What the place says of the page. Raises UnreadableFileError."""
        return side_file_of(self._fetched(path).told)

    def _fetched(self, path: str) -> FetchedPage:
        """Fetched once for its bytes and its side file."""
        if self._last is None or self._last[0] != path:
            self._last = (path, self._fetched_now(path))
        found = self._last[1]
        if isinstance(found, UnreadableFileError):
            raise found
        return found

    def _fetched_now(self, path: str) -> FetchedPage | UnreadableFileError:
        if self._listed is None:
            for _ in self.list():
                pass
        page = (self._listed or {}).get(path)
        if page is None:
            return UnreadableFileError("it is not listed any more")
        if page.withheld:
            return AudienceUnknownError(page.withheld)
        try:
            return self._pages.fetch(page)
        except UnreadableFileError as error:
            return error


def named_apart(pages: Iterable[RemotePage]) -> list[RemotePage]:
    """Of pages that would have the same path, whatever its case, each gets a part of its key's digest into its name.

    All of them do, so that no page's path hangs on the order in which they are listed. A key that comes twice counts
    once.
    """
    once = list({page.key: page for page in pages}.values())
    times = Counter(page.path.casefold() for page in once)
    return [replace(page, path=_apart(page)) if times[page.path.casefold()] > 1 else page for page in once]


def _apart(page: RemotePage) -> str:
    stem, dot, ending = page.path.rpartition(".")
    digest = hashlib.blake2b(page.key.encode("utf-8", "replace"), digest_size=4).hexdigest()
    return f"{stem}-{digest}{dot}{ending}"


def name_of(title: str) -> str:
    """A title as the name of a file or folder: `Q&A: Acme / Globex` is `Q&A Acme Globex`; never empty or hidden."""
    plain = _NOT_IN_NAMES.sub(" ", title).strip().lstrip(".~").strip()[:_LONGEST_NAME].rstrip(" .")
    return plain.encode("utf-8", "replace").decode() or "untitled"


def side_file_of(told: Mapping[str, SideFileValue | None]) -> bytes | None:
    """The keys as a side file in TOML, None where nothing is told. Raises AudienceUnknownError for no audience."""
    audience = told.get("audience")
    if audience is not None and not audience:  # in a file it would mean everybody
        raise AudienceUnknownError("no group may see it where it comes from, so nobody is shown it")
    lines = [f"{key} = {_toml(value)}\n" for key, value in told.items() if value or isinstance(value, bool)]
    return "".join(lines).encode("utf-8", "replace") if lines else None


def _toml(value: SideFileValue | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        # A string of JSON is one of TOML, but for characters that nobody sees.
        return json.dumps(_NOT_IN_TOML.sub(" ", value), ensure_ascii=False)
    return "[" + ", ".join(_toml(one) for one in value or ()) + "]"
