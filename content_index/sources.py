"""The files of a source, wherever they are."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Mapping
from pathlib import Path

from content_index.connectors.without_secrets import shown
from content_index.local_files import LocalFiles, unopened
from content_index.model import Source
from content_index.ports import SourceError, SourceFiles
from content_index.remote_files import RemoteFiles

Connector = Callable[[Source, Path], SourceFiles]
"""Opens a source; the folder is the connector's own, for what it keeps from one reindex to the next."""

_GIT = "content_index.connectors.git:open_git"
_GDRIVE = "content_index.connectors.gdrive:open_gdrive"
_GRAPH = "content_index.connectors.sharepoint:open_sharepoint"
_SITEMAP = "content_index.connectors.sitemap:open_sitemap"
_CONFLUENCE = "content_index.connectors.confluence:open_confluence"
_NOTION = "content_index.connectors.notion:open_notion"
CONNECTORS: Mapping[str, str] = {
    "git+https": _GIT,
    "git+http": _GIT,
    "git+ssh": _GIT,
    "git+file": _GIT,
    "sharepoint": _GRAPH,
    "onedrive": _GRAPH,
    "gdrive": _GDRIVE,
    "sitemap+https": _SITEMAP,
    "sitemap+http": _SITEMAP,
    "confluence+https": _CONFLUENCE,
    "confluence+http": _CONFLUENCE,
    "notion": _NOTION,
}
"""By the scheme of a location, the function (`module:name`) that opens it; imported when it is first needed."""


def open_source(source: Source, *, kept: Path | None = None) -> SourceFiles:
    """The files at a source's location: a folder, one file, a zip, a wiki, or any address that fsspec knows.

    Connectors keep what they fetched in a folder below `kept`. Raises SourceError where the location is missing or its
    kind of address is unknown.
    """
    scheme = source.location.partition("://")[0].casefold() if "://" in source.location else ""
    if scheme in CONNECTORS:
        return _connector(scheme)(source, _own_folder(source, kept))
    if scheme or "::" in source.location:
        return RemoteFiles(source, source.location)
    local = Path(source.location).expanduser()
    try:
        local.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceError(
            f"its location {shown(source.location)!r} does not exist: correct `location` in the settings"
        ) from error
    except (OSError, ValueError) as error:  # a share that has gone away, a folder that is not ours to enter
        raise SourceError(unopened(source, error)) from error
    if local.is_file() and local.suffix.lower() == ".zip":
        return RemoteFiles(source, f"zip://::{local.resolve()}")
    return LocalFiles(source, local.resolve())


def _connector(scheme: str) -> Connector:
    module, _, name = CONNECTORS[scheme].partition(":")
    opened: Connector = getattr(importlib.import_module(module), name)
    return opened


def _own_folder(source: Source, kept: Path | None) -> Path:
    if kept is None:
        raise SourceError("it is kept on disk between two reindexes, and no folder was named for that")
    plain = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in source.name)
    digest = hashlib.blake2b(f"{source.name}\0{source.location}".encode(), digest_size=6).hexdigest()
    return kept / f"{plain[:40]}-{digest}"
