"""By what pages without a date were known when they were looked at last, and their bytes until they are read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from content_index.ports import SourceError
from content_index.written_beside import written_beside

_FILE = "marks.json"
_FORM = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """`digest` is of the bytes; `etag` and `modified` are what the server sent with them."""

    digest: str
    etag: str | None = None
    modified: str | None = None


class Marks:
    """Kept in a folder of the source's own. What is damaged or gone is looked at anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Mark] = self._read()

    def get(self, url: str) -> Mark | None:
        """What is known of a page."""
        return self._known.get(url)

    def take(self, url: str, content: bytes, etag: str | None, modified: str | None) -> Mark:
        """Keeps the bytes until they are read. Raises SourceError where the disk does not take them."""
        mark = Mark(_digest(content), etag, modified)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with written_beside(self._place(url), synced=False) as beside:
                beside.write_bytes(content)
        except OSError as error:
            raise SourceError(_unwritten(self._folder, error)) from error
        self._known[url] = mark
        return mark

    def content(self, url: str, digest: str | None) -> bytes | None:
        """The bytes that have this digest, if they are still there; they go away with that."""
        place = self._place(url)
        try:
            content = place.read_bytes()
            place.unlink(missing_ok=True)
        except OSError:
            return None
        return content if _digest(content) == digest else None

    def keep(self, urls: set[str]) -> None:
        """Forgets all others, and writes what is known. Raises SourceError where the disk does not take it."""
        for url in self._known.keys() - urls:
            del self._known[url]
            self._place(url).unlink(missing_ok=True)
        known = {url: asdict(mark) for url, mark in sorted(self._known.items())}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with written_beside(self._folder / _FILE, synced=False) as beside:
                beside.write_text(json.dumps({"form": _FORM, "pages": known}), "utf-8")
        except OSError as error:
            raise SourceError(_unwritten(self._folder, error)) from error

    def _read(self) -> dict[str, Mark]:
        try:
            told = json.loads((self._folder / _FILE).read_bytes())
            return {url: Mark(**mark) for url, mark in told["pages"].items()} if told["form"] == _FORM else {}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}

    def _place(self, url: str) -> Path:
        return self._folder / f"{_digest(url.encode('utf-8', 'replace'))}.page"


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=12).hexdigest()


def _unwritten(folder: Path, error: OSError) -> str:
    return f"what is known of its pages cannot be kept in {folder}: {error.strerror}: make room, or let it be written"
