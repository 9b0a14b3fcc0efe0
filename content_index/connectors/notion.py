"""A page of Notion with all below it, or a database, as a source."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from content_index.connectors.addresses import check_names
from content_index.connectors.notion_html import Block, is_looked_into, page_of
from content_index.connectors.notion_properties import title_of, told_by
from content_index.connectors.remote_pages import FetchedPage, PagesAsFiles, RemotePage, name_of
from content_index.links import is_safe_url
from content_index.model import Source
from content_index.ports import AudienceUnknownError, SourceError
from content_index.written_beside import written_beside

try:
    from content_index.connectors.notion_api import NoSuchThingError, NotionApi
except ImportError as missing:
    raise SourceError(
        "its location is in Notion, and what speaks to Notion is not installed: pip install 'cornerman[notion]'"
    ) from missing

Json = Mapping[str, Any]

_FORM = "write it as notion://ID, with the 32 letters and digits at the end of the address of a page or database"
_ID = re.compile(r"[0-9a-f]{32}")
_CONNECT = "open it in Notion and add the integration under ··· → Connections, or correct its location"
_SETTLED = timedelta(minutes=2)
"""Notion tells the time of an edit to the minute: what is younger may change without another mark."""
_DEEPEST = 30
_FILE = "children.json"


def open_notion(source: Source, own_folder: Path) -> PagesAsFiles:
    """Nothing is asked yet. Raises SourceError for a location or credentials that cannot be used."""
    parts = urlsplit(source.location)
    words = parts.netloc + parts.path
    plain = words.rstrip("/").rpartition("/")[2].replace("-", "").casefold()[-32:]
    if parts.query or parts.fragment or "@" in words or not _ID.fullmatch(plain):
        raise SourceError(f"its location is no page or database of Notion: {_FORM}")
    check_names(source.credentials, ("token", "endpoint_url"), "notion")
    key = str(UUID(plain))
    return PagesAsFiles(source, NotionPages(key, NotionApi(f"its Notion ({plain})", source.credentials), own_folder))


@dataclass(frozen=True, slots=True)
class _Child:
    """A page or a database within a page."""

    kind: str
    key: str


class NotionPages:
    """Pages within pages are found by looking into those that have changed since; rows of a database by asking it."""

    def __init__(
        self, root: str, api: NotionApi, own_folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._root = root
        self._api = api
        self._place = own_folder / _FILE
        self._now = now
        self._found: dict[str, Json] = {}
        self._looked_into: dict[str, list[Block]] = {}
        self._children: dict[str, tuple[str, list[_Child]]] = {}

    def find(self) -> Iterator[RemotePage]:
        """The page and all below it, or the rows of the database."""
        self._found, self._looked_into = {}, {}
        before, self._children = self._kept(), {}
        try:
            root = self._api.page(self._root)
        except NoSuchThingError:
            try:
                yield from self._rows(self._root, PurePosixPath())
            except NoSuchThingError:
                raise SourceError(
                    f"Notion has nothing with the id of its location, or does not let its integration in: {_CONNECT}"
                ) from None
        else:
            yield from self._page(root, PurePosixPath(), before)
        self._keep()

    def look_at(self, pages: Sequence[RemotePage]) -> Sequence[RemotePage]:
        """They are known already."""
        return pages

    def fetch(self, page: RemotePage) -> FetchedPage:
        """Its words, and what its properties say of it."""
        found = self._found[page.key]
        try:
            blocks = self._looked_into.pop(page.key, None)
            content = page_of(title_of(found), self._below(page.key) if blocks is None else blocks)
        except NoSuchThingError:
            raise AudienceUnknownError("it is gone, or its integration is let in no more") from None
        url = str(found.get("url") or "")
        told = {**told_by(found), "title": title_of(found), "url": url if is_safe_url(url) else None}
        return FetchedPage(content, told)

    def _page(
        self, page: Json, folder: PurePosixPath, before: Mapping[str, tuple[str, list[_Child]]]
    ) -> Iterator[RemotePage]:
        key = str(page["id"])
        if key in self._found or _is_gone(page) or len(folder.parts) > _DEEPEST:
            return
        listed = self._listed(page, folder)
        edited, children = before.get(key, ("", []))
        if listed.mark is None or edited != listed.mark:
            self._looked_into[key] = self._below(key)
            children = [*_children(self._looked_into[key])]
        if listed.mark is not None:
            self._children[key] = (listed.mark, children)
        yield listed
        below = folder / name_of(title_of(page))
        for child in children:
            try:
                if child.kind == "child_page":
                    yield from self._page(self._api.page(child.key), below, before)
                else:
                    yield from self._rows(child.key, below)
            except NoSuchThingError:
                continue  # shown there, but the integration is not let in

    def _rows(self, database: str, folder: PurePosixPath) -> Iterator[RemotePage]:
        title, tables = self._api.data_sources(database)
        for table in tables:
            for row in self._api.rows(table):
                if row.get("object") == "page" and not _is_gone(row) and str(row["id"]) not in self._found:
                    yield self._listed(row, folder / name_of(title))

    def _listed(self, page: Json, folder: PurePosixPath) -> RemotePage:
        key = str(page["id"])
        self._found[key] = page
        return RemotePage(str(folder / f"{name_of(title_of(page))}.html"), key, self._mark(page))

    def _mark(self, page: Json) -> str | None:
        edited = str(page.get("last_edited_time") or "")
        try:
            settled = datetime.fromisoformat(edited) < self._now() - _SETTLED
        except (TypeError, ValueError):
            return None
        return edited if settled else None

    def _below(self, key: str, depth: int = 0) -> list[Block]:
        blocks = [*self._api.blocks(key)]
        return [
            Block(told, self._below(str(told["id"]), depth + 1) if is_looked_into(told) and depth < _DEEPEST else ())
            for told in blocks
        ]

    def _kept(self) -> Mapping[str, tuple[str, list[_Child]]]:
        """What stood within pages when they were looked into last; nothing where that is damaged or gone."""
        try:
            told = json.loads(self._place.read_bytes())
            return {
                key: (str(edited), [_Child(*child) for child in children]) for key, (edited, children) in told.items()
            }
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _keep(self) -> None:
        told = {
            key: [edited, [[child.kind, child.key] for child in children]]
            for key, (edited, children) in sorted(self._children.items())
        }
        try:
            self._place.parent.mkdir(parents=True, exist_ok=True)
            with written_beside(self._place, synced=False) as beside:
                beside.write_text(json.dumps(told), "utf-8")
        except OSError as error:
            reason = f"{self._place.parent}: {error.strerror}: make room, or let it be written"
            raise SourceError(f"what is known of its pages cannot be kept in {reason}") from error


def _children(blocks: Sequence[Block]) -> Iterator[_Child]:
    for block in blocks:
        if block.kind in {"child_page", "child_database"}:
            yield _Child(block.kind, str(block.told["id"]))
        yield from _children(block.below)


def _is_gone(page: Json) -> bool:
    return bool(page.get("in_trash") or page.get("archived"))
