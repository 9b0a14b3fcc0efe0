"""What stands below a folder of Google Drive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from content_index.connectors.gdrive_client import NotToldError

_GOOGLES = "application/vnd.google-apps."
FOLDER, _SHORTCUT = f"{_GOOGLES}folder", f"{_GOOGLES}shortcut"
_OFFICE = "application/vnd.openxmlformats-officedocument."
EXPORTS = {
    f"{_GOOGLES}document": (".docx", f"{_OFFICE}wordprocessingml.document"),
    f"{_GOOGLES}presentation": (".pptx", f"{_OFFICE}presentationml.presentation"),
    f"{_GOOGLES}spreadsheet": (".xlsx", f"{_OFFICE}spreadsheetml.sheet"),
}
"""What Google's own kinds of file become: the ending of the name, and the kind of file."""
_FOLDERS_AT_ONCE = 40
"""In one query, whose length Google limits."""


class Asked(Protocol):
    """The questions that a walk asks."""

    def file(self, file_id: str) -> Mapping[str, Any]:
        """What is known of a file or folder. Raises NotToldError."""

    def files(self, query: str, drive_id: str | None) -> Iterator[Mapping[str, Any]]:
        """All that a query fits."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file by its path, as Google tells it. `problem` says why it is left out."""

    path: str
    file: Mapping[str, Any]
    problem: str | None = None


class Walk:
    """Goes through a folder and all below it once; shortcuts are followed after all else, where they lead elsewhere."""

    def __init__(self, drive: Asked) -> None:
        self._drive = drive
        self._seen: set[str] = set()
        self._shortcuts: list[Found] = []

    def below(self, folder: Mapping[str, Any]) -> Iterator[Found]:
        """All but folders. Raises NotToldError and SourceError."""
        yield from self._down(folder, "")
        while self._shortcuts:
            yield from self._followed(self._shortcuts.pop(0))

    def _down(self, folder: Mapping[str, Any], path: str) -> Iterator[Found]:
        drive_id = folder.get("driveId")
        self._seen.add(str(folder["id"]))
        level = {str(folder["id"]): path}
        while level:
            inside = [*self._inside([*level], drive_id)]
            below: dict[str, str] = {}
            for file in inside:
                parent = next((one for one in file.get("parents") or () if one in level), None)
                if parent is None or file["id"] in self._seen:
                    continue
                here = f"{level[parent]}{_name(file)}"
                if file["mimeType"] == _SHORTCUT:
                    self._shortcuts.append(Found(here, file))
                    continue
                self._seen.add(file["id"])
                if file["mimeType"] == FOLDER:
                    below[file["id"]] = f"{here}/"
                else:
                    yield _found(here, file)
            level = below

    def _inside(self, folders: Sequence[str], drive_id: str | None) -> Iterator[Mapping[str, Any]]:
        for first in range(0, len(folders), _FOLDERS_AT_ONCE):
            parents = " or ".join(f"'{one}' in parents" for one in folders[first : first + _FOLDERS_AT_ONCE])
            yield from self._drive.files(f"({parents}) and trashed = false", drive_id)

    def _followed(self, shortcut: Found) -> Iterator[Found]:
        target = str((shortcut.file.get("shortcutDetails") or {}).get("targetId") or "")
        if target in self._seen:  # listed where it really is
            return
        try:
            file = self._drive.file(target)
        except NotToldError as error:
            if error.status not in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
                raise
            why = "it is a shortcut to what the service account may not see: share that with it, or remove it"
            yield Found(shortcut.path, shortcut.file, why)
            return
        if file.get("trashed"):
            return
        if file["mimeType"] == FOLDER:
            yield from self._down(file, f"{shortcut.path}/")
        else:
            self._seen.add(target)
            yield _found(shortcut.path, file)


def _found(path: str, file: Mapping[str, Any]) -> Found:
    kind = str(file["mimeType"])
    if kind in EXPORTS:
        ending = EXPORTS[kind][0]
        return Found(path if path.lower().endswith(ending) else f"{path}{ending}", file)
    if kind.startswith(_GOOGLES):
        name = kind.removeprefix(_GOOGLES)
        return Found(path, file, f"it is a {name} of Google's, which cannot be exported: write it as a document")
    return Found(path, file)


def _name(file: Mapping[str, Any]) -> str:
    """Names in Google Drive may hold slashes."""
    return str(file.get("name") or file["id"]).replace("/", "-")
