"""Which of a source's files are its documents: one rule for every kind of place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from content_index.globs import matches_any
from content_index.model import Failure, Source, SourceFile
from content_index.ports import AudienceUnknownError

SIDE_FILE = ".toml"
# What stands beside documents and never holds their words.
_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".ico", ".bmp"}
_PAGE_PARTS = {".css", ".js", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot"}
_RECORDINGS = {".mp3", ".mp4", ".mov", ".webm", ".wav"}
_COMPANIONS = frozenset(_PICTURES | _PAGE_PARTS | _RECORDINGS)
_GOLDEN = "*golden*.jsonl"
"""Questions with known answers, which may lie beside what answers them."""
_LOCK = "~$"


def is_hidden(path: str) -> bool:
    """Whether a file or folder of the path is hidden, or left by a program for itself."""
    return any(name.startswith((".", _LOCK)) or name == "__MACOSX" for name in path.split("/"))


def admitted(source: Source, found: Iterable[SourceFile | Failure]) -> Iterator[SourceFile | Failure]:
    """What the source's patterns admit, by path. A side file is no document, but part of its document's version."""
    entries = sorted(found, key=lambda entry: entry.path)
    by_path = {entry.path: entry for entry in entries if isinstance(entry, SourceFile)}
    beside = SideFiles(by_path)
    for entry in entries:
        if is_hidden(entry.path) or not _wanted(source, entry.path) or _is_companion(entry.path, by_path):
            continue
        if isinstance(entry, Failure):
            yield entry
        else:
            yield too_large(source, entry) or _with_side_files(entry, [by_path[one] for one in beside.of(entry.path)])


class SideFiles:
    """The side files among paths. Case does not matter: `deck.pptx.TOML` was meant to be read, too."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_document: dict[str, list[str]] = {}
        for path in paths:
            if _is_side_file(path):
                self._by_document.setdefault(path[: -len(SIDE_FILE)].casefold(), []).append(path)

    def of(self, document: str) -> list[str]:
        """Those of a document: one or none, mostly."""
        return self._by_document.get(document.casefold(), [])

    def path_of(self, document: str) -> str:
        """Where a document's side file is to be looked for. Raises AudienceUnknownError where there are several."""
        found = self.of(document)
        if len(found) > 1:
            named = ", ".join(sorted(found))
            raise AudienceUnknownError(
                f"it has {len(found)} side files, nobody can tell which holds: keep one of {named}"
            )
        return found[0] if found else document + SIDE_FILE


def too_large(source: Source, file: SourceFile) -> Failure | None:
    """Why the file is left out, if it is larger than the source allows."""
    if file.size is None or file.size <= source.max_bytes:
        return None
    return Failure(source.name, file.path, size_reason(file.size, source))


def size_reason(size: int, source: Source) -> str:
    """The reason, naming the limit and its setting."""
    limit = f"max_file_mb = {source.max_bytes / 1_000_000:g} of source {source.name} allows"
    return f"it has {size / 1_000_000:,.6g} million bytes, more than {limit}: split it, or raise max_file_mb"


def _wanted(source: Source, path: str) -> bool:
    return matches_any(path, source.include) and not matches_any(path, source.exclude)


def _is_companion(path: str, files: Mapping[str, SourceFile]) -> bool:
    if _is_side_file(path) and (path[: -len(SIDE_FILE)] in files or PurePosixPath(path).suffixes[1:]):
        return True
    name = PurePosixPath(path.lower())
    return name.suffix in _COMPANIONS or name.match(_GOLDEN)


def _is_side_file(path: str) -> bool:
    return path.lower().endswith(SIDE_FILE)


def _with_side_files(file: SourceFile, beside: Sequence[SourceFile]) -> SourceFile:
    versions = [file.version, *(side.version for side in beside)]
    known = [version for version in versions if version is not None]
    return replace(file, version="+".join(known) if len(known) == len(versions) else None)
