"""The content that every engine gets: a folder as people keep it, and the same as text, which peers read.

Peers need not read Word or PDF: they are handed the Markdown that Cornerman makes of each file, so that all engines
search the same words.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from content_index.model import Failure, Source
from content_index.ports import UnreadableFileError
from content_index.reading import FileReader
from content_index.sources import open_source


def source_name(content: Path) -> str:
    """What the one source of a benchmark is called."""
    return content.resolve().stem or "content"


def write_documents(content: Path, out: Path) -> int:
    """Writes path, title and Markdown of each readable file of a folder, a JSON object a line; how many there are."""
    lines = [json.dumps(document, ensure_ascii=False) for document in _documents(content)]
    out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(lines)


def part_of(content: Path, share: float, out: Path) -> None:
    """Copies about a share of a folder's documents, always the same ones, with what tells their metadata.

    Documents of a smaller share are among those of a greater one.
    """
    source = Source(source_name(content), str(content.resolve()))
    for file in open_source(source).list():
        if isinstance(file, Failure) or _place(file.path) >= share:
            continue
        for path in (file.path, f"{file.path}.toml"):
            if (content / path).is_file():
                (out / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(content / path, out / path)


def documents_among(documents: Path, share: float, out: Path) -> int:
    """Writes those of a file of documents that `part_of` copies for the same share; how many there are."""
    lines = documents.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if _place(json.loads(line)["path"]) < share]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("".join(kept), encoding="utf-8")
    return len(kept)


def _documents(content: Path) -> Iterator[dict[str, str]]:
    source = Source(source_name(content), str(content.resolve()))
    files, reader = open_source(source), FileReader()
    for file in files.list():
        if isinstance(file, Failure):
            continue
        try:
            read = reader.read(source, file.path, files.read(file.path), files.side_file(file.path))
        except UnreadableFileError:
            continue
        yield {"path": file.path, "title": read.document.title, "markdown": read.markdown}


def _place(path: str) -> float:
    """A number from 0 to 1 that a path always has."""
    return int.from_bytes(hashlib.blake2b(path.encode(), digest_size=4).digest()) / 2**32
