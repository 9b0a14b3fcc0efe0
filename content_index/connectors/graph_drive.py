"""What a drive of Microsoft Graph holds, kept from one reindex to the next and brought up to date by its changes."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal

from content_index.connectors.graph_client import PLACE, Answer, Talk, refused
from content_index.connectors.paging import Paging
from content_index.written_beside import written_beside

_log = logging.getLogger(__name__)

_FORMAT = 1
_NEXT, _DELTA = "@odata.nextLink", "@odata.deltaLink"
_OUTDATED = {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
"""How Graph says that it does not know the kept mark any more; 410 is the usual one."""
PERMISSIONS = "Files.Read.All (or Sites.Read.All)"

Kind = Literal["file", "folder", "notebook", "shortcut"]


@dataclass(frozen=True, slots=True)
class Item:
    """A file or folder. `mark` changes with its content; `parent` is the id of its folder, "" for the drive's root."""

    id: str
    parent: str
    name: str
    kind: Kind
    mark: str
    size: int | None
    url: str
    by: str


class Drive:
    """All that one drive holds. `place` is where it is kept.

    The whole drive is, for a folder that is moved tells nothing of what is in it.
    """

    def __init__(self, drive_id: str, place: Path) -> None:
        self.id = drive_id
        self._place = place
        self._items: dict[str, Item] = {}
        self._mark: str | None = None

    async def bring_up_to_date(self, talk: Talk) -> None:
        """Asks for what has changed since the last time; for everything where that is not known. Raises SourceError."""
        self._load()
        if self._mark is not None:
            answer = await self._follow(talk, self._mark)
            if answer is None:
                return
            if answer.status not in _OUTDATED:
                raise refused(answer, "what has changed in it", PERMISSIONS)
            _log.info("A drive's mark of change is not known any more (%s): all of it is listed anew", answer.code)
        self._items, self._mark = {}, None
        answer = await self._follow(talk, f"drives/{self.id}/root/delta")
        if answer is not None:
            raise refused(answer, "its library", PERMISSIONS)

    def files_below(self, folder: str) -> Iterator[tuple[str, Item]]:
        """What stands below a folder, by its path there, folders left out."""
        inside: dict[str, list[Item]] = {}
        for item in self._items.values():
            inside.setdefault(item.parent, []).append(item)
        waiting, seen = [(folder, "")], {folder}
        while waiting:
            parent, path = waiting.pop()
            for item in inside.get(parent, ()):
                below = f"{path}{item.name}"
                if item.kind != "folder":
                    yield below, item
                elif item.id not in seen:
                    seen.add(item.id)
                    waiting.append((item.id, f"{below}/"))

    async def _follow(self, talk: Talk, link: str) -> Answer | None:
        """Takes over all pages of changes, and keeps what that makes; the answer that was none, where one was."""
        paging = Paging(PLACE)
        while True:
            answer = await talk.ask(paging.following(link))
            if answer.status != HTTPStatus.OK:
                return answer
            self._take(answer.body.get("value") or ())
            if _NEXT not in answer.body:
                break
            link = str(answer.body[_NEXT])
        self._mark = answer.body.get(_DELTA)
        self._save()
        return None

    def _take(self, changes: Iterable[Mapping[str, Any]]) -> None:
        """The last change of an item holds."""
        for change in changes:
            if "deleted" in change:
                self._items.pop(str(change.get("id")), None)
            elif (item := _item(change)) is not None:
                self._items[item.id] = item

    def _load(self) -> None:
        """What cannot be read is listed anew."""
        try:
            kept = json.loads(self._place.read_text("utf-8"))
            if (kept["format"], kept["drive"]) == (_FORMAT, self.id):
                self._items = {one["id"]: Item(**one) for one in kept["items"]}
                self._mark = kept["mark"]
        except (OSError, ValueError, TypeError, KeyError):
            self._items, self._mark = {}, None

    def _save(self) -> None:
        told = {
            "format": _FORMAT,
            "drive": self.id,
            "mark": self._mark,
            "items": [asdict(item) for item in self._items.values()],
        }
        self._place.parent.mkdir(parents=True, exist_ok=True)
        with written_beside(self._place, synced=False) as beside:
            beside.write_text(json.dumps(told), "utf-8")


def _item(change: Mapping[str, Any]) -> Item | None:
    """None for the drive's root, and for what is neither file nor folder."""
    kind = _kind(change)
    if kind is None or "root" in change:
        return None
    by = (change.get("lastModifiedBy") or {}).get("user") or {}
    return Item(
        id=str(change["id"]),
        parent=str((change.get("parentReference") or {}).get("id") or ""),
        name=str(change.get("name") or ""),
        kind=kind,
        mark=str(change.get("cTag") or change.get("eTag") or ""),
        size=change.get("size") if kind == "file" else None,
        url=str(change.get("webUrl") or ""),
        by=str(by.get("displayName") or by.get("email") or ""),
    )


def _kind(change: Mapping[str, Any]) -> Kind | None:
    if "remoteItem" in change:
        return "shortcut"
    if "package" in change:
        return "notebook"
    return "file" if "file" in change else "folder" if "folder" in change else None
