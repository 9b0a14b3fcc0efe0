"""A local folder, or one local file, as a source."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from content_index.admission import SideFiles, admitted, is_hidden, size_reason
from content_index.connectors.without_secrets import shown
from content_index.model import Failure, Source, SourceFile
from content_index.ports import AudienceUnknownError, NotWritableError, SourceError, UnreadableFileError
from content_index.written_beside import written_beside


class LocalFiles:
    """The files below a folder, never outside it, whatever its symlinks say. `root` must be resolved."""

    def __init__(self, source: Source, root: Path) -> None:
        self._source = source
        self._only = root.name if root.is_file() else None
        self._root = root.parent if root.is_file() else root
        self._side_files: dict[str, SideFiles] = {}

    def list(self) -> Iterator[SourceFile | Failure]:
        """Each file that the source's patterns admit, by path, or why it is left out. Raises SourceError."""
        found = self._one(self._only) if self._only is not None else self._walk()
        yield from admitted(self._source, found)

    def read(self, path: str) -> bytes:
        """The file's bytes. Raises UnreadableFileError, for a file that leads out of the folder too."""
        place = self._root / path
        if problem := self._link_problem(place):
            raise UnreadableFileError(problem)
        try:
            with place.open("rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise UnreadableFileError("it is no regular file: leave it out")
                content = file.read(self._source.max_bytes + 1)
        except OSError as error:
            raise UnreadableFileError(f"it cannot be opened: {error.strerror}") from error
        if len(content) > self._source.max_bytes:
            raise UnreadableFileError(size_reason(len(content), self._source))
        return content

    def side_file(self, path: str) -> bytes | None:
        """The bytes of the file that tells its metadata, None where there is none. Raises UnreadableFileError."""
        side_file = self._side_files_in(str(PurePosixPath(path).parent)).path_of(path)
        place = self._root / side_file
        # A link that leads nowhere may have restricted the document: it is refused, not taken for absent.
        if place.is_symlink() and not place.is_file():
            raise AudienceUnknownError(f"its side file {side_file} is a link that leads nowhere: mend the link")
        try:
            if not place.is_file():
                return None
        except OSError as error:  # the folder itself cannot be opened
            raise UnreadableFileError(f"its folder cannot be opened: {error.strerror}") from error
        try:
            return self.read(side_file)
        except UnreadableFileError as error:
            raise AudienceUnknownError(f"its side file {side_file} cannot be read: {error}") from error

    def write(self, path: str, content: bytes, before: bytes | None, message: str) -> None:
        """Put it in the place of what was read. Raises NotWritableError. Folders keep no `message`."""
        del message
        place = self._root / path
        try:
            if self._link_problem(place) is not None or place.is_symlink():
                raise NotWritableError("it is a symlink: write it where it leads to")
            if (place.read_bytes() if place.exists() else None) != before:
                raise NotWritableError("it has changed just now: try again")
            with written_beside(place) as beside:
                beside.write_bytes(content)
                if before is not None:
                    shutil.copymode(place, beside)
        except OSError as error:
            raise NotWritableError(f"it cannot be written: {error.strerror}") from error

    def _side_files_in(self, folder: str) -> SideFiles:
        """Looked up once for a folder: it may hold many thousands of documents."""
        if folder not in self._side_files:
            try:
                names = [place.name for place in (self._root / folder).iterdir()]
            except OSError:  # some folders let only those in who know a name
                names = []
            self._side_files[folder] = SideFiles(str(PurePosixPath(folder, name)) for name in names)
        return self._side_files[folder]

    def _walk(self) -> Iterator[SourceFile | Failure]:
        problems: list[OSError] = []
        for folder, folders, names in os.walk(self._root, onerror=problems.append):
            folders[:] = [name for name in folders if not is_hidden(name)]
            for name in (*names, *(name for name in folders if (Path(folder) / name).is_symlink())):
                yield from self._one((Path(folder) / name).relative_to(self._root).as_posix())
        for problem in problems:
            if Path(str(problem.filename)) == self._root:
                raise SourceError(unopened(self._source, problem))
            below = Path(str(problem.filename)).relative_to(self._root).as_posix()
            yield Failure(self._source.name, below, f"the folder cannot be opened: {problem.strerror}")

    def _one(self, path: str) -> Iterator[SourceFile | Failure]:
        if (shown := path.encode("utf-8", "replace").decode("utf-8")) != path:
            yield Failure(self._source.name, shown, "its name is not valid UTF-8: rename it")
            return
        place = self._root / path
        # No folder above it is a link: those are not walked into. To follow every path takes half of the time.
        if place.is_symlink() and (problem := self._link_problem(place)):
            yield Failure(self._source.name, path, problem)
            return
        try:
            status = place.stat()
        except OSError as error:
            yield Failure(self._source.name, path, f"it cannot be opened: {error.strerror}")
            return
        if stat.S_ISREG(status.st_mode):
            yield SourceFile(path, status.st_size, f"{status.st_mtime_ns}-{status.st_size}")
        elif not stat.S_ISDIR(status.st_mode):  # a linked folder inside the source is listed where it really is
            yield Failure(self._source.name, path, "it is no regular file: leave it out")

    def _link_problem(self, place: Path) -> str | None:
        """Why a path may not be followed; None for one that stays inside the folder."""
        try:
            place.stat()
        except (OSError, ValueError) as error:
            if isinstance(error, OSError) and error.errno == errno.ELOOP:
                return "it is a symlink that leads round in a circle: remove it, or put the file itself there"
        try:
            inside = place.resolve().is_relative_to(self._root)
        except (OSError, RuntimeError, ValueError):
            inside = False
        return None if inside else "it is a symlink that leads out of its folder: put the file itself there"


def unopened(source: Source, error: Exception) -> str:
    """Why a whole folder cannot be looked into."""
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return f"its location {shown(source.location)!r} cannot be opened: {reason}: mend it, or correct the location"
