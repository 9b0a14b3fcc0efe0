"""A folder of SharePoint or OneDrive as a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from content_index.connectors.drive_files import Audience, DriveFile, DriveFiles
from content_index.connectors.graph_address import GraphAddress, read_access, read_address
from content_index.connectors.graph_audience import audience_of
from content_index.connectors.graph_client import Answer, Graph, Talk, unfetched
from content_index.connectors.graph_drive import Drive, Item
from content_index.connectors.graph_places import find, permissions_of
from content_index.model import Failure, Source
from content_index.ports import AudienceUnknownError, SourceError

_LEFT_OUT = {
    "notebook": "it is a notebook of OneNote, which is no file: save its pages as Word or PDF",
    "shortcut": "it is a shortcut to another library: make that one a source",
}


def open_sharepoint(source: Source, own_folder: Path) -> DriveFiles:
    """Nothing is asked yet. Raises SourceError for a location or credentials that cannot be used."""
    address = read_address(source.location)
    graph = Graph(address, read_access(source.credentials))
    return DriveFiles(source, GraphFolder(source.name, address, graph, own_folder / "drive.json"))


class GraphFolder:
    """The folder that an address names; implements `CloudDrive`. `place` is where what is known of it is kept."""

    def __init__(self, source_name: str, address: GraphAddress, graph: Graph, place: Path) -> None:
        self._source_name = source_name
        self._address = address
        self._graph = graph
        self._place = place
        self._drive = ""

    def look(self) -> Iterator[DriveFile | Failure]:
        """All that is below the folder now, after what has changed was asked for. Raises SourceError."""
        for path, item in self._graph.talk(self._looked):
            if item.kind in _LEFT_OUT:
                yield Failure(self._source_name, path, _LEFT_OUT[item.kind])
            else:
                yield DriveFile(path, item.id, item.mark or None, item.size, item.url, item.by)

    def audiences(self, files: Sequence[DriveFile]) -> Mapping[str, Audience | AudienceUnknownError]:
        """Asked each time for all: to share a file changes no mark of it. Raises SourceError."""
        keys = [file.key for file in files]
        answers = self._graph.talk(lambda talk: permissions_of(talk, self._drive, keys)) if keys else []
        told = zip(keys, answers, strict=True)
        return {
            key: self._audience(answer)
            for key, answer in told
            if not isinstance(answer, Answer) or answer.status != HTTPStatus.NOT_FOUND
        }

    def content(self, file: DriveFile, most: int) -> bytes:
        """Raises UnreadableFileError and SourceError."""
        place = f"drives/{self._drive}/items/{file.key}/content"
        content = self._graph.talk(lambda talk: talk.content(place, most))
        if isinstance(content, Answer):
            raise unfetched(content)
        return content

    async def _looked(self, talk: Talk) -> Sequence[tuple[str, Item]]:
        place = await find(talk, self._address)
        drive = Drive(place.drive, self._place)
        try:
            await drive.bring_up_to_date(talk)
        except OSError as error:
            words = error.strerror or type(error).__name__
            raise SourceError(f"what is known of it cannot be kept in {self._place.parent}: {words}") from error
        self._drive = place.drive
        return [*drive.files_below(place.folder)]

    def _audience(self, answer: Sequence[Mapping[str, Any]] | Answer) -> Audience | AudienceUnknownError:
        if isinstance(answer, Answer):
            told = f"{answer.code or 'nothing more'} ({answer.status})"
            return AudienceUnknownError(
                f"its permissions cannot be read, so nobody can tell who may see it: Microsoft Graph says {told}: "
                "give its app the permission Files.Read.All, or exclude the file"
            )
        try:
            return audience_of(answer, self._address.everyone, datetime.now(UTC))
        except AudienceUnknownError as error:
            return error
