"""The files of a source, wherever they are."""

from __future__ import annotations

from pathlib import Path

from content_index.local_files import LocalFiles, unopened
from content_index.model import Source
from content_index.ports import SourceError, SourceFiles
from content_index.remote_files import RemoteFiles


def open_source(source: Source) -> SourceFiles:
    """The files at a source's location: a folder, one file, a zip, or any address that fsspec knows.

    Raises SourceError where the location is missing or its kind of address is unknown.
    """
    if "://" in source.location or "::" in source.location:
        return RemoteFiles(source, source.location)
    local = Path(source.location).expanduser()
    try:
        local.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceError(
            f"its location {source.location!r} does not exist: correct `location` in the settings"
        ) from error
    except (OSError, ValueError) as error:  # a share that has gone away, a folder that is not ours to enter
        raise SourceError(unopened(source, error)) from error
    if local.is_file() and local.suffix.lower() == ".zip":
        return RemoteFiles(source, f"zip://::{local.resolve()}")
    return LocalFiles(source, local.resolve())
