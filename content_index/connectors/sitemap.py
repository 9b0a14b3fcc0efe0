"""The pages that a website's sitemap lists as a source."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from content_index.connectors.addresses import check_names, read_address, yes_or_no
from content_index.connectors.remote_pages import FetchedPage, PagesAsFiles, RemotePage, name_of
from content_index.connectors.sitemap_files import MOST_BYTES, Listed, NoSitemapError, read_sitemap
from content_index.connectors.sitemap_marks import Marks
from content_index.connectors.sitemap_page import in_utf8, link_of, without_meta
from content_index.connectors.sitemap_site import Answer, Site, root_of
from content_index.model import Failure, Source
from content_index.ports import AudienceUnknownError, SourceError, UnreadableFileError

_log = logging.getLogger(__name__)

_FORM = "write it as sitemap+https://HOST/sitemap.xml"
_AT_ONCE = 4
_MOST_PAGES = 50_000
_MOST_SITEMAPS = 500
_IN_ONE_DAY = len("2026-11-28")
"""Of letters: a date without a time of day."""
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_CLOSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_ROBOTS = "the site's robots.txt asks to leave it alone: let it be read there, or leave it out"
_PAGE_ENDINGS = frozenset({".html", ".htm"})
_FILE_ENDINGS = frozenset({".pdf", ".docx", ".pptx", ".xlsx"})
_PAGE_KINDS = {"", "text/html", "application/xhtml+xml"}


def open_sitemap(source: Source, own_folder: Path) -> PagesAsFiles:
    """Nothing is asked yet. Raises SourceError for a location or credentials that cannot be used."""
    address = read_address(source.location, ("meta",), _FORM)
    check_names(source.credentials, ("username", "password", "token"), "sitemap+https")
    site = Site(address.url, dict(source.credentials))
    counted = yes_or_no(address, "meta", without=True)
    return PagesAsFiles(source, SitemapPages(source, address.url, site, Marks(own_folder), meta=counted))


class SitemapPages:
    """`meta`: whether what a page's own tags say of it counts, its audience too."""

    def __init__(self, source: Source, url: str, site: Site, marks: Marks, *, meta: bool) -> None:
        self._source = source
        self._url = url
        self._site = site
        self._marks = marks
        self._meta = meta

    def find(self) -> Iterator[RemotePage | Failure]:
        """All pages of the host that the sitemap lists; those of other hosts are counted in the log."""
        elsewhere = 0
        for number, listed in enumerate(self._listed()):
            if number >= _MOST_PAGES:
                raise SourceError(
                    f"its sitemap lists more than {_MOST_PAGES:,} pages: have one of those that it names as a source"
                )
            url = self._here(listed.url)
            path = None if url is None else path_of(url)
            if url is None or path is None:
                elsewhere += 1
            else:
                yield RemotePage(path, url, _stands(listed.changed))
        if elsewhere:
            _log.warning(
                "source %s: %d addresses of its sitemap are on other hosts and left out", self._source.name, elsewhere
            )

    def look_at(self, pages: Sequence[RemotePage]) -> Iterator[RemotePage]:
        """Pages without a date of their own are asked whether they have changed."""
        self._marks.keep({page.key for page in pages if page.mark is None})
        workers = 1 if self._site.pause else _AT_ONCE
        with ThreadPoolExecutor(workers, "sitemap") as pool:
            try:
                yield from pool.map(self._marked, pages)
            finally:
                pool.shutdown(cancel_futures=True)
        self._marks.keep({page.key for page in pages if page.mark is None})

    def fetch(self, page: RemotePage) -> FetchedPage:
        """The page, its link with it; where it has been looked at just now, its bytes are there already."""
        content = self._marks.content(page.key, page.mark)
        if content is None:
            content = self._content(self._site.page(page.key, self._source.max_bytes), page)
        if not _is_page(page.path):
            return FetchedPage(content, {"url": page.key})
        url = link_of(content, page.key)
        return FetchedPage(content if self._meta else without_meta(content), {"url": url})

    def _listed(self) -> Iterator[Listed]:
        waiting, seen = [self._url], {self._url}
        while waiting:
            sitemap = waiting.pop(0)
            for listed in self._read(sitemap):
                if listed.kind == "page":
                    yield listed
                    continue
                url = self._here(listed.url)
                if url is None:
                    _log.warning("source %s: a sitemap on another host is left out", self._source.name)
                elif url not in seen:
                    seen.add(url)
                    waiting.append(url)
                if len(seen) > _MOST_SITEMAPS:
                    raise SourceError(
                        f"its sitemap names more than {_MOST_SITEMAPS} others: have one of them as a source"
                    )

    def _read(self, sitemap: str) -> Iterable[Listed]:
        answer = self._site.get(sitemap, MOST_BYTES)
        if answer.status != HTTPStatus.OK:
            raise SourceError(self._site.refused(answer, f"its sitemap {sitemap}"))
        if answer.content is None:
            raise SourceError(f"its sitemap {sitemap} holds more than {MOST_BYTES:,} bytes: split it")
        try:
            return [*read_sitemap(answer.content)]
        except NoSitemapError as error:
            raise SourceError(f"its sitemap {sitemap} cannot be read: {error}: correct its location") from error

    def _here(self, url: str) -> str | None:
        """The address with the scheme that the location has; None for one on another host."""
        try:
            full = urldefrag(urljoin(self._url, url)).url
            parts = urlsplit(full)
        except ValueError:
            return None
        ours = urlsplit(self._url)
        if parts.scheme in {"http", "https"} and parts.hostname == ours.hostname:
            usual = parts.port in {None, 80, 443}
            full = parts._replace(scheme=ours.scheme, netloc=ours.netloc if usual else parts.netloc).geturl()
        return full if root_of(full) == self._site.root else None

    def _marked(self, page: RemotePage) -> RemotePage:
        if not self._site.may_read(page.key):
            return replace(page, withheld=_ROBOTS)
        if page.mark is not None:
            return page
        known = self._marks.get(page.key)
        answer = self._site.page(
            page.key,
            self._source.max_bytes,
            etag=known.etag if known else None,
            modified=known.modified if known else None,
        )
        if answer.status == HTTPStatus.NOT_MODIFIED and known:
            return replace(page, mark=known.digest)
        try:
            content = self._content(answer, page)
        except AudienceUnknownError as error:
            return replace(page, withheld=str(error))
        except UnreadableFileError:
            return page  # told when it is read
        return replace(page, mark=self._marks.take(page.key, content, answer.etag, answer.modified).digest)

    def _content(self, answer: Answer, page: RemotePage) -> bytes:
        """The bytes of a page, in UTF-8 where it is text. Raises UnreadableFileError."""
        if answer.status in _GONE:
            raise AudienceUnknownError(f"the site has taken it down ({answer.status}), though its sitemap lists it")
        if answer.status in _CLOSED:
            raise AudienceUnknownError(f"the site shows it to nobody without a right to it ({answer.status})")
        if answer.moved:
            raise AudienceUnknownError("it has moved to another host: have that one as a source, too")
        if answer.circles:  # a site's own mistake, and no word of who may see the page
            raise UnreadableFileError("the site leads from one address to the next without an end: try again later")
        if answer.status != HTTPStatus.OK:
            raise UnreadableFileError(f"the site answers {answer.status}: try again later")
        if answer.content is None:
            limit = self._source.max_bytes / 1_000_000
            raise UnreadableFileError(f"it has more than {limit:g} million bytes: split it, or raise max_file_mb")
        if not _is_page(page.path):
            return answer.content
        if answer.kind not in _PAGE_KINDS:
            raise UnreadableFileError(
                f"it is {answer.kind}, not a page: give its address the right ending, or leave it out"
            )
        return in_utf8(answer.content, answer.charset)


def _is_page(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in _PAGE_ENDINGS


def path_of(url: str) -> str | None:
    """Where a page stands among the source's files: `/pricing/?tier=2` is `pricing/index-tier 2.html`."""
    parts = urlsplit(url)
    steps = [step for step in unquote(parts.path).split("/") if step not in {"", "."}]
    if ".." in steps:
        return None
    names = [name_of(step) for step in steps]
    if parts.path.endswith("/") or not names:
        names.append("index.html")
    path = PurePosixPath(*names)
    known = path.suffix.lower() in _PAGE_ENDINGS | _FILE_ENDINGS
    stem, ending = (str(path)[: -len(path.suffix)], path.suffix) if known else (str(path), ".html")
    query = f"-{name_of(unquote(parts.query.replace('=', ' ').replace('&', ' ')))}" if parts.query else ""
    return f"{stem}{query}{ending}"


def _stands(changed: str | None) -> str | None:
    """The sitemap's own mark of change. A date alone says nothing of a second change on the same day."""
    if changed is None:
        return None
    try:
        when = datetime.fromisoformat(changed)
    except ValueError:
        return None
    if len(changed) <= _IN_ONE_DAY and when.date() >= (datetime.now(UTC) - timedelta(days=1)).date():
        return None
    return changed
