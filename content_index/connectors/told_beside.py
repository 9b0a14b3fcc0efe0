"""What a place itself says of a file, put into the form of a side file."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping

from content_index.connectors.remote_pages import side_file_of
from content_index.globs import matches
from content_index.metadata_keys import key_of
from content_index.model import Source
from content_index.ports import AudienceUnknownError

Told = Mapping[str, str | tuple[str, ...]]
_BOM = b"\xef\xbb\xbf"


def told_beside(source: Source, path: str, *, url: str, owner: str, audience: tuple[str, ...]) -> Told:
    """Keys of metadata. Link and owner give way to those of the settings; an empty audience is left to them."""
    told: dict[str, str | tuple[str, ...]] = {}
    if url and source.link_template is None and not _is_set(source, path, "url"):
        told["url"] = url
    if owner and not _is_set(source, path, "owner"):
        told["owner"] = owner
    if audience:
        told["audience"] = audience
    return told


def with_side_file(told: Told, side_file: bytes | None, name: str) -> bytes:
    """The side file that people wrote, and below what it leaves open. Raises AudienceUnknownError where it is wrong."""
    written = (side_file or b"").removeprefix(_BOM)
    try:
        said = {key_of(key) for key in tomllib.loads(written.decode())}
    except (ValueError, RecursionError) as error:  # what stands in it may restrict the document further
        raise AudienceUnknownError(f"its side file {name} is no valid TOML: mend it") from error
    left_open = side_file_of({key: value for key, value in told.items() if key not in said})
    return (left_open or b"") + written


def mark_of(told: Told) -> str:
    """Changes with what is told."""
    return hashlib.blake2b(json.dumps(told, sort_keys=True).encode(), digest_size=8).hexdigest()


def _is_set(source: Source, path: str, key: str) -> bool:
    folders = (folder.metadata for folder in source.folders if matches(path, folder.pattern))
    return any(key in metadata for metadata in (source.defaults, *folders))
