"""Files of a drive in a cloud, with what the drive says of each: link, owner, and who may read it.

A connector writes a class with the three verbs of `CloudDrive` and wraps it in `DriveFiles`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from content_index.admission import SIDE_FILE, SideFiles, admitted, is_hidden, size_reason
from content_index.connectors.told_beside import Told, mark_of, told_beside, with_side_file
from content_index.model import Failure, Source, SourceFile
from content_index.ports import AudienceUnknownError, SourceError, UnreadableFileError

Audience = tuple[str, ...]
"""The names of groups, and addresses of people; empty means everybody."""
GONE = "it is not in the folder any more"
_SEVERAL = "there are several files of this name in its folder, nobody can tell which is meant: rename all but one"
_SEVERAL_BESIDE = "there are several side files of its name in its folder, nobody can tell which holds: keep one"


@dataclass(frozen=True, slots=True)
class DriveFile:
    """`key` is what the drive knows it by; `mark` changes with its content. `size` None: only reading it tells."""

    path: str
    key: str
    mark: str | None
    size: int | None
    url: str
    owner: str


class CloudDrive(Protocol):
    """What a connector knows how to do."""

    def look(self) -> Iterable[DriveFile | Failure]:
        """All that is below the folder now. Raises SourceError."""

    def audiences(self, files: Sequence[DriveFile]) -> Mapping[str, Audience | AudienceUnknownError]:
        """By key, who may read each now, or why nobody can tell; what has gone is left out. Raises SourceError."""

    def content(self, file: DriveFile, most: int) -> bytes:
        """The bytes, all where they are no more than `most`. Raises UnreadableFileError and SourceError."""


class DriveFiles:
    """Implements `SourceFiles`. Each `list` asks anew, also who may read; `read` gives what was listed last."""

    def __init__(self, source: Source, drive: CloudDrive) -> None:
        self._source = source
        self._drive = drive
        self._found: dict[str, DriveFile] | None = None
        self._told: dict[str, Told | AudienceUnknownError] = {}
        self._withheld: Mapping[str, str] = {}
        self._side_files = SideFiles(())

    def list(self) -> Iterator[SourceFile | Failure]:
        """Each file that the source's patterns admit, by path, or why it is left out. Raises SourceError."""
        failures = self._look()
        found = self._found or {}
        files = (SourceFile(path, file.size, file.mark) for path, file in found.items())
        entries = [*admitted(self._source, [*files, *failures])]
        self._ask([found[entry.path] for entry in entries if isinstance(entry, SourceFile)])
        for entry in entries:
            told = self._told.get(entry.path)
            if isinstance(entry, Failure):
                yield entry
            elif isinstance(told, AudienceUnknownError):
                yield Failure(self._source.name, entry.path, str(told))
            elif told is not None:
                yield entry if entry.version is None else replace(entry, version=f"{entry.version}+{mark_of(told)}")

    def read(self, path: str) -> bytes:
        """The file's bytes. Raises UnreadableFileError, and SourceError where the drive is out of reach."""
        file = self._looked_at().get(path)
        if file is None:
            raise UnreadableFileError(GONE)
        content = self._drive.content(file, self._source.max_bytes)
        if len(content) > self._source.max_bytes:
            raise UnreadableFileError(size_reason(max(file.size or 0, len(content)), self._source))
        return content

    def side_file(self, path: str) -> bytes | None:
        """What the drive tells of the file, below what a side file says of it. Raises UnreadableFileError."""
        try:
            found = self._looked_at()
            if path in found and path not in self._told:
                self._ask([found[path]])
        except SourceError as error:
            raise UnreadableFileError(str(error)) from error
        name = self._side_files.path_of(path)
        if path in self._withheld:
            raise AudienceUnknownError(self._withheld[path])
        if path not in found:
            return None
        told = self._told.get(path) or {}
        if isinstance(told, AudienceUnknownError):
            raise AudienceUnknownError(*told.args)
        if path not in self._told:
            raise AudienceUnknownError(GONE)
        try:
            written = self.read(name) if name in found else None
        except (UnreadableFileError, SourceError) as error:  # it may have restricted the document
            raise AudienceUnknownError(f"its side file {name} cannot be read: {error}") from error
        return with_side_file(told, written, name)

    def _looked_at(self) -> Mapping[str, DriveFile]:
        if self._found is None:
            self._look()
        return self._found or {}

    def _look(self) -> Sequence[Failure]:
        """Takes over what there is, and gives what is left out."""
        self._found, self._told = None, {}
        files: list[DriveFile] = []
        failures: list[Failure] = []
        for entry in self._drive.look():
            if isinstance(entry, Failure):
                failures.append(entry)
            elif not is_hidden(entry.path):
                files.append(entry)
        self._withheld = _ambiguous(files)
        self._found = {file.path: file for file in files if file.path not in self._withheld}
        self._side_files = SideFiles(self._found)
        return [*failures, *(Failure(self._source.name, path, why) for path, why in self._withheld.items())]

    def _ask(self, files: Sequence[DriveFile]) -> None:
        audiences = self._drive.audiences(files)
        for file in files:
            audience = audiences.get(file.key)
            if isinstance(audience, AudienceUnknownError):
                self._told[file.path] = audience
            elif audience is not None:
                self._told[file.path] = told_beside(
                    self._source, file.path, url=file.url, owner=file.owner, audience=audience
                )


def _ambiguous(files: Sequence[DriveFile]) -> Mapping[str, str]:
    """By path, why a file cannot be told from another: some drives let several in a folder have one name."""
    times = Counter(file.path.casefold() for file in files)
    found: dict[str, str] = {}
    for file in files:
        name = file.path.casefold()
        if times[name] > 1:
            found[file.path] = _SEVERAL
        elif times[f"{name}{SIDE_FILE}"] > 1:  # they may restrict it
            found[file.path] = _SEVERAL_BESIDE
    return found
