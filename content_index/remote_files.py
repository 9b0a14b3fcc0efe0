"""Any address that fsspec knows as a source: a zip, an HTTP server, an object store. The only file that imports it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from content_index.admission import SideFiles, admitted, is_hidden, size_reason
from content_index.connectors.time_limit import in_time
from content_index.connectors.without_secrets import secrets_in, shown, without_secrets
from content_index.model import Failure, Source, SourceFile
from content_index.ports import SourceError, UnreadableFileError

_CHANGE_MARKS = ("ETag", "etag", "Last-Modified", "LastModified", "last_modified", "mtime", "CRC", "sha", "md5Hash")
_MOST_FOLDERS = 20_000
_READ_AT_ONCE = 1 << 20
_SECONDS_OF_SILENCE = 60.0


def _silence() -> Any:
    """Else an honest server would have five minutes for a file of any size. The whole is `in_time`'s."""
    from fsspec.implementations.http import aiohttp

    return aiohttp.ClientTimeout(total=None, sock_connect=_SECONDS_OF_SILENCE, sock_read=_SECONDS_OF_SILENCE)


class RemoteFiles:
    """The files below an address. Raises SourceError where fsspec does not know its kind, or it cannot be opened."""

    def __init__(self, source: Source, location: str) -> None:
        from fsspec.core import url_to_fs

        self._source = source
        self._http = location.startswith(("http://", "https://"))
        # Instances are cached by default: a zip that has changed would be listed as it was.
        options: dict[str, Any] = {"skip_instance_cache": True, "use_listings_cache": False, **source.credentials}
        if self._http:
            options["client_kwargs"] = {"timeout": _silence()}
        try:
            self._files, root = url_to_fs(location, **({} if "::" in location else options))
        except ImportError as error:
            raise SourceError(self._missing(error)) from error
        except Exception as error:  # noqa: BLE001 - every kind of place has errors of its own
            raise self._unreachable(error) from None
        self._root = str(root).rstrip("/")
        self._may_be_one_file = not location.endswith("/")
        self._side_files = SideFiles(())

    def list(self) -> Iterator[SourceFile | Failure]:
        """Each file that the source's patterns admit, by path, or why it is left out. Raises SourceError."""
        try:
            found = [*self._walk()]
        except SourceError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            raise self._unreachable(error) from None
        self._side_files = SideFiles(file.path for file in found)
        yield from admitted(self._source, found)

    def read(self, path: str) -> bytes:
        """The file's bytes. Raises UnreadableFileError."""
        content = self._read(path)
        if content is None:
            raise UnreadableFileError("it is listed but not there any more: list it no longer, or put it back")
        return content

    def side_file(self, path: str) -> bytes | None:
        """The bytes of the file that tells its metadata, None where there is none. Raises UnreadableFileError."""
        return self._read(self._side_files.path_of(path))

    def _read(self, path: str) -> bytes | None:
        most = self._source.max_bytes
        try:
            content = in_time(partial(self._fetched, path, most), self._place)
        except SourceError:
            raise
        except (FileNotFoundError, KeyError):
            return None
        except Exception as error:  # noqa: BLE001 - as above
            raise UnreadableFileError(f"it cannot be fetched: {self._words(error)}") from None
        if len(content) > most:
            raise UnreadableFileError(size_reason(len(content), self._source))
        return content

    def _fetched(self, path: str, most: int) -> bytes:
        pieces: list[bytes] = []
        size = 0
        # A block size of 0 streams over HTTP: not every server gives parts of a file.
        with self._files.open(self._name(path), "rb", **({"block_size": 0} if self._http else {})) as file:
            while size <= most and (piece := file.read(_READ_AT_ONCE)):
                pieces.append(piece)
                size += len(piece)
        return b"".join(pieces)

    def _walk(self) -> Iterator[SourceFile]:
        if self._is_file:
            yield self._source_file(PurePosixPath(unquote(self._root)).name, self._info(self._root))
            return
        folders, seen = [self._root], {self._root}
        while folders:
            folder = folders.pop()
            looking = partial(self._files.ls, f"{folder}/" if self._http else folder, detail=True)
            for info in in_time(looking, self._place):
                name = str(info["name"]).rstrip("/")
                path = self._path(name)
                if path is None or name in seen or is_hidden(path):
                    continue
                seen.add(name)
                if info.get("type") == "directory":
                    folders.append(name)
                    if len(seen) > _MOST_FOLDERS and len(folders) > _MOST_FOLDERS:
                        raise SourceError(f"its location holds more than {_MOST_FOLDERS:,} folders: name one of them")
                else:
                    yield self._source_file(path, self._info(name) if self._http else info)

    def _info(self, name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = in_time(partial(self._files.info, name), self._place)
        return found

    def _source_file(self, path: str, info: Mapping[str, Any]) -> SourceFile:
        size = info.get("size", info.get("file_size"))
        mark = next((str(info[key]) for key in _CHANGE_MARKS if info.get(key)), None)
        return SourceFile(path, int(size) if size is not None else None, None if mark is None else f"{mark}-{size}")

    @property
    def _place(self) -> str:
        return f"its location {shown(self._source.location)!r}"

    def _path(self, name: str) -> str | None:
        """The path below the root; None for what stands elsewhere (a link to the folder above, or to a sorting)."""
        if self._root and not name.startswith(f"{self._root}/"):
            return None
        path = name[len(self._root) :].lstrip("/")
        if self._http:
            if "?" in path or "#" in path:
                return None
            path = unquote(path)
        return path if path and ".." not in path.split("/") else None

    def _name(self, path: str) -> str:
        if self._is_file:
            side = path.removeprefix(PurePosixPath(unquote(self._root)).name)
            return f"{self._root}{side}"
        below = quote(path) if self._http else path
        return f"{self._root}/{below}" if self._root else below

    @cached_property
    def _is_file(self) -> bool:
        """Whether the location is one file. An HTTP server does not say; a bucket's name may look like a file's."""
        if not self._may_be_one_file:
            return False
        if self._http:
            return bool(PurePosixPath(urlsplit(self._root).path).suffix)
        return bool(self._root and in_time(partial(self._files.isfile, self._root), self._place))

    def _unreachable(self, error: Exception) -> SourceError:
        if isinstance(error, PermissionError) and "://" in self._source.location:
            mend = "its credentials are not taken, or may not list it: correct `credentials`"
        else:
            mend = "correct it, or try again later"
        return SourceError(
            f"its location {shown(self._source.location)!r} cannot be listed: {self._words(error)}: {mend}"
        )

    def _missing(self, error: ImportError) -> str:
        if self._source.location.startswith(("s3://", "s3a://")):
            return "its location is in S3, and what speaks to S3 is not installed: pip install 'cornerman[s3]'"
        return f"what opens its location {shown(self._source.location)!r} is not installed: {self._words(error)}"

    def _words(self, error: Exception) -> str:
        hidden = {**self._source.credentials, **secrets_in(self._source.location)}
        return without_secrets(str(error), hidden) or type(error).__name__
