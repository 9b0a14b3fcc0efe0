"""Every file in the folders that sources are, kept beside the index: links may lead to what is no document."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from content_index.index_folder import writing_into
from content_index.model import Source
from content_index.written_beside import written_beside

LISTED = "files.json"
"""Beside the generations, not in one: a picture that is put there later makes no new generation."""

_listed: TypeAdapter[dict[str, list[str]]] = TypeAdapter(dict[str, list[str]])


@dataclass(frozen=True)
class Listing:
    """The paths of all files of each source that was listed. `stamp` changes with them; "" where nothing is kept."""

    stamp: str = ""
    files: Mapping[str, frozenset[str]] = field(default_factory=dict)


def files_below(source: Source) -> frozenset[str] | None:
    """Every file of a source that is a folder of this machine; None of others, and where not all can be known.

    An empty folder is not known either: it may be a share that is not mounted.
    """
    folder = Path(source.location).expanduser()
    problems: list[OSError] = []
    found: set[str] = set()
    if "://" in source.location:
        return None
    for place, folders, names in os.walk(folder, onerror=problems.append):
        folders[:] = [name for name in folders if name != ".git"]
        found |= {(Path(place) / name).relative_to(folder).as_posix() for name in names}
    if problems or not found:
        return None
    return frozenset(path.encode("utf-8", "replace").decode("utf-8") for path in found)


def keep_listing(index_dir: Path, sources: Iterable[Source]) -> bool:
    """Lists them and keeps that; whether anything is other than before. Raises IndexFolderError."""
    known = {source.name: files_below(source) for source in sources}
    told = _listed.dump_json({name: sorted(files) for name, files in known.items() if files is not None})
    path = index_dir / LISTED
    if _bytes(path) == told:
        return False
    with writing_into(index_dir):
        index_dir.mkdir(parents=True, exist_ok=True)
        with written_beside(path) as beside:
            beside.write_bytes(told)
    return True


def read_listing(index_dir: Path) -> Listing:
    """What is kept; nothing where it is missing or damaged."""
    told = _bytes(index_dir / LISTED)
    try:
        files = _listed.validate_json(told) if told else {}
    except ValueError:
        files = {}
    return Listing(_stamp(told), {name: frozenset(paths) for name, paths in files.items()})


def listing_stamp(index_dir: Path) -> str:
    """That of `read_listing`, without reading the paths."""
    return _stamp(_bytes(index_dir / LISTED))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _stamp(told: bytes) -> str:
    return hashlib.blake2b(told, digest_size=8).hexdigest() if told else ""
