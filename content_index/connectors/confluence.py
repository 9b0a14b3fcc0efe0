"""The pages of spaces of Confluence as a source."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from content_index.connectors.addresses import check_names, read_address, yes_or_no
from content_index.connectors.confluence_rights import audience_of, person_of, readers_of
from content_index.connectors.confluence_storage import storage_to_html
from content_index.connectors.remote_pages import FetchedPage, PagesAsFiles, RemotePage, SideFileValue, name_of
from content_index.connectors.without_secrets import shown
from content_index.links import is_safe_url
from content_index.model import Source
from content_index.ports import AudienceUnknownError, SourceError

try:
    from content_index.connectors.confluence_client import ConfluenceClient, address_of
except ImportError as missing:
    raise SourceError(
        "its location is in Confluence, and what speaks to it is not installed: pip install 'cornerman[confluence]'"
    ) from missing

Json = Mapping[str, Any]

_FORM = "write it as confluence+https://acme.atlassian.net/wiki?space=SALES"
_SPACE = re.compile(r"~?[\w.-]+")
_AT_ONCE = 4
_ABOUT = (
    "space,version,ancestors,metadata.labels,history,history.ownedBy,"
    "restrictions.read.restrictions.user,restrictions.read.restrictions.group"
)
_FILES = frozenset({".pdf", ".docx", ".pptx", ".xlsx"})
_LABEL = re.compile(r"(kind|competitor|stage|product|language|reviewed)-(.+)")
_LISTS = {"competitor": "competitors", "stage": "stages", "product": "products"}
_NOT_TOLD = (
    "who may read it, or a page above it, cannot be told: let the account of the credentials see its restrictions"
)
_NOBODY = "its restrictions and those of the pages above it have no group or person in common: name one at all of them"
_CLOUD = (".atlassian.net", ".jira.com", ".atlassian.com")


def open_confluence(source: Source, _own_folder: Path) -> PagesAsFiles:
    """Nothing is asked yet. Raises SourceError for a location or credentials that cannot be used."""
    address = read_address(source.location, ("space", "attachments"), _FORM, "query or fragment")
    check_names(source.credentials, ("username", "token", "password"), "confluence+https")
    spaces = [key for key in address.options.get("space", "").split(",") if key]
    if not spaces or not all(_SPACE.fullmatch(key) for key in spaces):
        raise SourceError(f"its location {shown(source.location)!r} names no space by its key: {_FORM}")
    client = ConfluenceClient(address.url, source.credentials)
    return PagesAsFiles(
        source, ConfluencePages(source, client, spaces, yes_or_no(address, "attachments", without=False))
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """A page or a file as the listing tells it. `above` are the ids of all pages above it, None where not told."""

    told: Mapping[str, SideFileValue | None]
    above: tuple[str, ...] | None
    title: str
    cloud: bool
    download: str | None = None


class ConfluencePages:
    """The current pages of spaces, and the files that hang on them where those are wanted."""

    def __init__(self, source: Source, client: ConfluenceClient, spaces: Sequence[str], attachments: bool) -> None:
        self._source = source
        self._client = client
        self._spaces = spaces
        self._attachments = attachments
        self._known: dict[str, _Known] = {}
        self._readers: dict[str, frozenset[str] | None] = {}
        self._ourselves = ""

    def find(self) -> Iterator[RemotePage]:
        """All pages in order of their making, then all files."""
        self._known, self._readers = {}, {}
        self._ourselves = person_of(self._client.ourselves())
        spaces = ", ".join(f'"{key}"' for key in self._spaces)
        paths: dict[str, str] = {}
        for content, base in self._client.search(f"type = page and space in ({spaces}) order by created", _ABOUT):
            page = self._page(content, base)
            paths[page.key] = page.path
            yield page
        if self._attachments:
            query = f"type = attachment and space in ({spaces}) order by created"
            for content, _ in self._client.search(query, "version,container,metadata.labels,history"):
                file = self._file(content, paths)
                if file is not None:
                    yield file

    def look_at(self, pages: Sequence[RemotePage]) -> Iterator[RemotePage]:
        """Adds who may read each, by its own restrictions and those of all pages above it."""
        untold = {level for page in pages for level in self._levels(page.key) if self._readers.get(level) is None}
        with ThreadPoolExecutor(_AT_ONCE, "confluence") as pool:
            asked = sorted(untold)
            found = [*pool.map(lambda level: readers_of(self._client.readers(level)), asked)]
            self._readers.update(zip(asked, found, strict=True))
        for page in pages:
            yield self._restricted(page)

    def fetch(self, page: RemotePage) -> FetchedPage:
        """Its words in the form that Confluence keeps them in, or the bytes of a file."""
        known = self._known[page.key]
        if known.download is not None:
            return FetchedPage(self._client.download(known.download, self._source.max_bytes), known.told)
        for content, _ in self._client.search(f"id = {page.key}", "body.storage"):
            storage = ((content.get("body") or {}).get("storage") or {}).get("value")
            if str(content.get("id")) == page.key and isinstance(storage, str):
                return FetchedPage(storage_to_html(storage, known.title, cloud=known.cloud), known.told)
        raise AudienceUnknownError("it is gone, or the credentials may see it no more")

    def _page(self, content: Json, base: str) -> RemotePage:
        key, title = str(content["id"]), str(content.get("title") or "")
        self._readers[key] = readers_of((content.get("restrictions") or {}).get("read"))
        ancestors = content.get("ancestors")
        above = None if ancestors is None else tuple(str(one["id"]) for one in ancestors)
        link = address_of(base, str((content.get("_links") or {}).get("webui") or ""))
        told = {
            "title": title,
            "url": link if is_safe_url(link) else None,
            "owner": _owner(content),
            **_labels(content),
        }
        self._known[key] = _Known(told, above, title, (urlsplit(base).hostname or "").endswith(_CLOUD))
        names = [name_of(str(one.get("title") or one["id"])) for one in ancestors or ()]
        space = _space(content) or self._spaces[0]
        path = PurePosixPath(name_of(space), *names, f"{name_of(title)}.html")
        return RemotePage(str(path), key, _version(content))

    def _file(self, content: Json, paths: Mapping[str, str]) -> RemotePage | None:
        """None for what no reader knows, and for what hangs on something that is no page of these spaces."""
        key, title = str(content["id"]), str(content.get("title") or "")
        page = str((content.get("container") or {}).get("id") or "")
        ending = PurePosixPath(title).suffix.lower()
        download = str((content.get("_links") or {}).get("download") or "")
        if ending not in _FILES or page not in paths or not download.startswith("/"):
            return None
        on = self._known[page]
        told = {**on.told, "title": None, **_labels(content)}
        above = None if on.above is None else (*on.above, page)
        self._known[key] = _Known(told, above, title, on.cloud, download)
        self._readers[key] = frozenset()  # a file has no restrictions of its own
        size = (content.get("extensions") or {}).get("fileSize")
        path = PurePosixPath(paths[page]).with_suffix("") / f"{name_of(title.rpartition('.')[0])}{ending}"
        return RemotePage(str(path), key, _version(content), size if isinstance(size, int) else None)

    def _levels(self, key: str) -> tuple[str, ...]:
        return (key, *(self._known[key].above or ()))

    def _restricted(self, page: RemotePage) -> RemotePage:
        known = self._known[page.key]
        levels = [self._readers.get(level) for level in self._levels(page.key)]
        told = [level for level in levels if level is not None]
        if known.above is None or len(told) < len(levels):
            return replace(page, withheld=_NOT_TOLD)
        audience = audience_of(told, self._ourselves)
        if audience == ():
            return replace(page, withheld=_NOBODY)
        self._known[page.key] = replace(known, told={**known.told, "audience": audience})
        beside = json.dumps(self._known[page.key].told, sort_keys=True, default=str)
        digest = hashlib.blake2b(beside.encode("utf-8", "replace"), digest_size=8).hexdigest()
        return replace(page, mark=None if page.mark is None else f"{page.mark}-{digest}")


def _version(content: Json) -> str | None:
    number = (content.get("version") or {}).get("number")
    return None if number is None else str(number)


def _space(content: Json) -> str:
    """The key of the space that a page is in, from the place where it is shown or kept."""
    expandable = str((content.get("_expandable") or {}).get("space") or "")
    return str((content.get("space") or {}).get("key") or expandable.rpartition("/")[2])


def _owner(content: Json) -> str | None:
    """Whom Confluence Cloud calls its owner, else who changed it last."""
    history = content.get("history") or {}
    people = (history.get("ownedBy"), (content.get("version") or {}).get("by"), history.get("createdBy"))
    names = (str((person or {}).get("displayName") or "").strip() for person in people)
    return next(filter(None, names), None)


def _labels(content: Json) -> dict[str, SideFileValue | None]:
    """`kind-battlecard`, `competitor-globex` and the like, which say what a page is."""
    told: dict[str, SideFileValue | None] = {}
    results = ((content.get("metadata") or {}).get("labels") or {}).get("results") or ()
    for label in sorted(str(one.get("name") or "") for one in results):
        found = _LABEL.fullmatch(label)
        if found is None:
            continue
        key, value = found.groups()
        if key in _LISTS:
            told[_LISTS[key]] = [*_several(told.get(_LISTS[key])), value.replace("-", " ")]
        elif key == "reviewed":
            told[key] = _day(value)
        else:
            told.setdefault(key, value)
    return told


def _several(value: SideFileValue | None) -> Sequence[str]:
    return value if isinstance(value, list) else []


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
