"""A branch of a git repository as a source."""

from __future__ import annotations

import posixpath
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from content_index.admission import SideFiles, admitted, is_hidden, size_reason
from content_index.connectors.git_address import read_access, read_address
from content_index.connectors.git_clone import MOVED, GitClone
from content_index.connectors.git_objects import Head, TreeFile
from content_index.model import Failure, Source, SourceFile
from content_index.ports import AudienceUnknownError, NotWritableError, SourceError, UnreadableFileError

_SUBMODULE = 0o160000
_LFS = b"version https://git-lfs.github.com/spec/"
_LONGEST_POINTER = 1024
"""In bytes, as git-lfs has it."""
_MOST_LINKS = 40
"""Followed from one to the next, as Linux does."""
_OUT = "it is a symlink that leads out of its folder, or nowhere: put the file itself there"
_ROUND = "it is a symlink that leads round in a circle: remove it, or put the file itself there"


def open_git(source: Source, own_folder: Path) -> GitFiles:
    """Nothing is fetched yet. Raises SourceError for a location or credentials that cannot be used."""
    address = read_address(source.location)
    access = read_access(address.transport, source.credentials)
    return GitFiles(source, GitClone(own_folder, address, access, source.credentials), address.folder)


class GitFiles:
    """The files of a branch, below a folder of it. Each `list` fetches; `read` gives what was listed last."""

    def __init__(self, source: Source, clone: GitClone, folder: str) -> None:
        self._source = source
        self._clone = clone
        self._folder = folder
        self._head: Head | None = None
        self._files: dict[str, TreeFile] = {}
        self._folders: set[str] = set()
        self._side_files = SideFiles(())

    def list(self) -> Iterator[SourceFile | Failure]:
        """Each file that the source's patterns admit, by path, or why it is left out. Raises SourceError."""
        self._head = None
        yield from admitted(self._source, [*self._found(self._looked_at())])

    def read(self, path: str) -> bytes:
        """The file's bytes. Raises UnreadableFileError."""
        self._looked_at()
        file = self._followed(path)
        if file is None:
            raise UnreadableFileError("it is not in the branch any more")
        if isinstance(file, str):
            raise UnreadableFileError(file)
        content = self._clone.read(file.blob)
        if len(content) > self._source.max_bytes:
            raise UnreadableFileError(size_reason(len(content), self._source))
        if len(content) <= _LONGEST_POINTER and content.startswith(_LFS):
            raise UnreadableFileError(
                "the repository holds a pointer of Git LFS in its place, not the file: add it without LFS, "
                "or have a folder or a bucket with the files themselves as a source"
            )
        return content

    def side_file(self, path: str) -> bytes | None:
        """The bytes of the file that tells its metadata, None where there is none. Raises UnreadableFileError."""
        self._looked_at()
        side_file = self._side_files.path_of(path)
        if side_file not in self._files:
            return None
        try:
            return self.read(side_file)
        except UnreadableFileError as error:  # it may have restricted the document
            raise AudienceUnknownError(f"its side file {side_file} cannot be read: {error}") from error

    def write(self, path: str, content: bytes, before: bytes | None, message: str) -> None:
        """Commits it in the place of what was read, and pushes. Raises NotWritableError and SourceError."""
        self._head = None
        self._looked_at()
        file = self._files.get(path)
        if file is not None and not stat.S_ISREG(file.mode):
            raise NotWritableError("it is a symlink or a submodule: write it where it leads to")
        if not _is_name(path) or path in self._folders or any(f in self._files for f in _above(path)):
            raise NotWritableError("its path is no file's")
        try:
            now = None if file is None else self.read(path)
        except UnreadableFileError as error:
            raise NotWritableError(str(error)) from error
        if now != before:
            raise NotWritableError(MOVED)
        if self._head is None:
            raise SourceError("its repository holds no commit")
        in_repository = f"{self._folder}/{path}" if self._folder else path
        try:
            self._clone.push(self._head, in_repository, content, message)
        finally:
            self._head = None  # looked at anew, whatever came of it

    def _looked_at(self) -> Iterable[TreeFile]:
        """What the branch holds, fetched where that was not done yet."""
        if self._head is None:
            head = self._clone.fetch()
            found = self._clone.files(head, self._folder)
            self._files = {_shown(file.path): file for file in found}
            self._folders = {folder for path in self._files for folder in _above(path)}
            self._side_files = SideFiles(path for path, file in self._files.items() if file.mode != _SUBMODULE)
            self._head = head
        return self._files.values()

    def _found(self, files: Iterable[TreeFile]) -> Iterator[SourceFile | Failure]:
        for file in files:
            path = _shown(file.path)
            if is_hidden(path):
                continue
            if path.encode() != file.path:
                yield Failure(self._source.name, path, "its name is not valid UTF-8: rename it")
            elif not _is_name(path):
                yield Failure(self._source.name, path, "its path is no file's: rename it")
            elif file.mode == _SUBMODULE:
                reason = "it is a submodule, whose files are in a repository of their own: make that one a source"
                yield Failure(self._source.name, path, reason)
            else:
                yield from self._one(path)

    def _one(self, path: str) -> Iterator[SourceFile | Failure]:
        followed = self._followed(path)
        if isinstance(followed, str):
            yield Failure(self._source.name, path, followed)
        elif followed is not None:  # a linked folder of the source is listed where it really is
            # The blob's id alone: its size would have to be unpacked, and a commit changes no file that it leaves.
            yield SourceFile(path, None, followed.blob.decode())

    def _followed(self, path: str) -> TreeFile | str | None:
        """The file that a path means, through symlinks: None for a folder or nothing, or why it cannot be told."""
        file = self._files.get(path)
        for _ in range(_MOST_LINKS):
            if file is None or file.mode == _SUBMODULE:
                return None
            if not stat.S_ISLNK(file.mode):
                return file
            target = self._clone.read(file.blob).decode("utf-8", "surrogateescape")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            if path in self._folders or (path == "." and not target.startswith("/")):
                return None
            file = self._files.get(path)
            if file is None or target.startswith("/"):
                return _OUT
        return _ROUND


def _shown(path: bytes) -> str:
    return path.decode("utf-8", "replace")


def _is_name(path: str) -> bool:
    return bool(path) and not path.startswith("/") and not {"", ".", ".."}.intersection(path.split("/"))


def _above(path: str) -> Iterator[str]:
    """The folders that a path stands in."""
    return (str(folder) for folder in PurePosixPath(path).parents if str(folder) != ".")
