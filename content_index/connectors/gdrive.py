"""A folder of Google Drive, or a shared drive, as a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from content_index.connectors.drive_files import GONE, Audience, DriveFile, DriveFiles
from content_index.connectors.gdrive_address import DriveAddress, read_access, read_address
from content_index.connectors.gdrive_audience import audience_of
from content_index.connectors.gdrive_client import GoogleDrive, NotToldError
from content_index.connectors.gdrive_items import EXPORTS, FOLDER, Walk
from content_index.model import Failure, Source
from content_index.ports import AudienceUnknownError, SourceError, UnreadableFileError

_Permissions = Sequence[Mapping[str, Any]]


def open_gdrive(source: Source, own_folder: Path) -> DriveFiles:
    """Nothing is asked or kept. Raises SourceError for a location or credentials that cannot be used."""
    del own_folder
    address = read_address(source.location)
    drive = GoogleDrive(address, read_access(source.credentials))
    return DriveFiles(source, GoogleFolder(source.name, address, drive))


class GoogleFolder:
    """The folder that an address names; implements `CloudDrive`."""

    def __init__(self, source_name: str, address: DriveAddress, drive: GoogleDrive) -> None:
        self._source_name = source_name
        self._address = address
        self._drive = drive
        self._files: dict[str, Mapping[str, Any]] = {}

    def look(self) -> Iterator[DriveFile | Failure]:
        """All that is below the folder now, the bin left out. Raises SourceError."""
        self._files = {}
        try:
            for found in Walk(self._drive).below(self._root()):
                file = found.file
                if found.problem is not None:
                    yield Failure(self._source_name, found.path, found.problem)
                    continue
                self._files[file["id"]] = file
                own = file["mimeType"] not in EXPORTS
                yield DriveFile(
                    path=found.path,
                    key=file["id"],
                    mark=file.get("md5Checksum") or file.get("modifiedTime"),
                    size=int(file["size"]) if own and file.get("size") is not None else None,
                    url=str(file.get("webViewLink") or ""),
                    owner=_owner(file),
                )
        except NotToldError as error:
            raise SourceError(f"its folder cannot be listed: {error}") from None

    def audiences(self, files: Sequence[DriveFile]) -> Mapping[str, Audience | AudienceUnknownError]:
        """Who may read each now. A file of a shared drive without shares of its own has those of its folder."""
        asked: dict[str, Audience | AudienceUnknownError | None] = {}
        found: dict[str, Audience | AudienceUnknownError] = {}
        for one in files:
            file = self._files[one.key]
            told = file.get("permissions")
            if told:
                audience: Audience | AudienceUnknownError | None = self._audience(told)
            else:
                place = _shared_at(file)
                if place not in asked:
                    asked[place] = self._asked(place)
                audience = asked[place]
            if audience is not None:
                found[one.key] = audience
        return found

    def content(self, file: DriveFile, most: int) -> bytes:
        """Google's own kinds as Office files. Raises UnreadableFileError and SourceError."""
        known = self._files.get(file.key)
        if known is None:
            raise UnreadableFileError(GONE)
        _, export_as = EXPORTS.get(known["mimeType"], ("", None))
        return self._drive.content(file.key, export_as, most)

    def _root(self) -> Mapping[str, Any]:
        try:
            folder = self._drive.file(self._address.folder)
        except NotToldError as error:
            if error.status not in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
                raise
            raise SourceError(
                f"there is no folder {self._address.folder!r} that its service account may see: correct the location, "
                f"or share the folder with {self._drive.account}"
            ) from None
        if folder["mimeType"] != FOLDER:
            raise SourceError("its location names a file: name the folder that it is in")
        if folder.get("trashed"):
            raise SourceError("the folder of its location is in the bin: take it out, or correct the location")
        return folder

    def _asked(self, place: str) -> Audience | AudienceUnknownError | None:
        """None for what has gone."""
        try:
            return self._audience(self._drive.permissions(place))
        except NotToldError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            return AudienceUnknownError(
                "its permissions cannot be read, so nobody can tell who may see it: make the service account "
                f"{self._drive.account} an editor of the folder (of a shared drive: content manager), or exclude it"
            )

    def _audience(self, permissions: _Permissions) -> Audience | AudienceUnknownError:
        try:
            return audience_of(permissions, self._address.everyone, datetime.now(UTC))
        except AudienceUnknownError as error:
            return error


def _shared_at(file: Mapping[str, Any]) -> str:
    """Whose permissions hold for a file: its own, or its folder's. Google says so of files of shared drives alone."""
    inherits = file.get("hasAugmentedPermissions") is False and not file.get("inheritedPermissionsDisabled")
    parents = file.get("parents") or ()
    return str(parents[0] if inherits and file.get("driveId") and parents else file["id"])


def _owner(file: Mapping[str, Any]) -> str:
    """Files of shared drives have no owner: who changed them last is told."""
    people = [*(file.get("owners") or ()), file.get("lastModifyingUser") or {}]
    return next((str(one[key]) for one in people for key in ("displayName", "emailAddress") if one.get(key)), "")
