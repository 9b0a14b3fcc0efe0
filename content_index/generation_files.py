"""How a generation lies on disk: written whole, checked by checksum, read whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter, ValidationError

from content_index.generation import Generation, LexicalScores
from content_index.model import Document, GenerationInfo, Passage
from content_index.ports import Vectors
from content_index.vectors import BrokenVectorsError, FlatVectors

LAYOUT = 1
"""Raised whenever files of another shape are written; a generation of another layout is built anew."""

MANIFEST = "manifest.json"
FILES = "files.jsonl"
DOCUMENTS = "documents.jsonl"
PASSAGES = "passages.jsonl"
VECTORS = "passages.faiss"
SENTENCES = "sentences.npz"
TEXTS = "texts.md"
TEXT_PLACES = "texts.json"
LEXICAL = "lexical"


class BrokenGenerationError(Exception):
    """A generation on disk is damaged or incomplete. The message names the file and what is wrong with it."""


class SavedLexical(Protocol):
    """A lexical index just built."""

    def save(self, directory: Path) -> None:
        """Writes it below the directory."""


LexicalLoader = Callable[[Path], LexicalScores]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What a reindex remembers of one file, to know next time whether it changed without reading it.

    `mark` joins the size and change mark of the file and of its side file; "" where the source gives none that can be
    trusted. `setting` stands for the source's settings and the reader's version. `audience` is the document's;
    `audience_around` what side file and settings alone gave it (None: nothing).
    """

    source: str
    path: str
    mark: str
    setting: str
    fingerprint: str
    document_id: str
    audience: tuple[str, ...] = ()
    audience_around: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is, and the SHA-256 of each of its files."""

    layout: int
    info: GenerationInfo
    checksums: Mapping[str, str]


@dataclass(frozen=True)
class Contents:
    """All of a generation but its lexical index.

    Row i of `passages`, `keys`, `vectors` is one passage; its sentences are rows `sentence_offsets[i]` to
    `sentence_offsets[i + 1]` of `sentence_vectors`. `keys` are those of `passage_texts.text_key`.
    """

    info: GenerationInfo
    files: Sequence[FileRecord]
    documents: Mapping[str, Document]
    passages: Sequence[Passage]
    keys: Sequence[str]
    vectors: Vectors
    sentence_vectors: npt.NDArray[np.float16]
    sentence_offsets: npt.NDArray[np.int64]


_manifest: TypeAdapter[Manifest] = TypeAdapter(Manifest)
_files: TypeAdapter[FileRecord] = TypeAdapter(FileRecord)
_documents: TypeAdapter[Document] = TypeAdapter(Document)
_passages: TypeAdapter[Passage] = TypeAdapter(Passage)
_places: TypeAdapter[dict[str, tuple[int, int]]] = TypeAdapter(dict[str, tuple[int, int]])


def write_generation(
    directory: Path, contents: Contents, texts: Iterable[tuple[str, str]], lexical: SavedLexical
) -> None:
    """Writes all files into a new directory and forces them to disk; `texts` are document ids and their Markdown."""
    directory.mkdir(parents=True)
    _write_lines(directory / FILES, _files, contents.files)
    _write_lines(directory / DOCUMENTS, _documents, contents.documents.values())
    _write_lines(directory / PASSAGES, _passages, contents.passages)
    FlatVectors.build(contents.vectors).save(directory / VECTORS)
    np.savez(
        directory / SENTENCES,
        vectors=contents.sentence_vectors,
        offsets=contents.sentence_offsets,
        keys=np.array(contents.keys, "S32"),
    )
    _write_texts(directory, texts)
    lexical.save(directory / LEXICAL)
    written = sorted(path for path in directory.rglob("*") if path.is_file())
    checksums = {path.relative_to(directory).as_posix(): _checksum(path) for path in written}
    (directory / MANIFEST).write_bytes(_manifest.dump_json(Manifest(LAYOUT, contents.info, checksums)))
    for path in (*written, directory / MANIFEST, *_folders(directory)):
        sync(path)


def read_manifest(directory: Path) -> Manifest:
    """Raises BrokenGenerationError."""
    try:
        manifest = _manifest.validate_json((directory / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        raise BrokenGenerationError(f"{directory / MANIFEST} is missing or damaged.") from error
    if manifest.layout != LAYOUT:
        raise BrokenGenerationError(f"{directory} was written by another version of Cornerman.")
    return manifest


def verify(directory: Path) -> Manifest:
    """Compares every file with its checksum. Raises BrokenGenerationError."""
    manifest = read_manifest(directory)
    for name, checksum in manifest.checksums.items():
        try:
            actual = _checksum(directory / name)
        except OSError as error:
            raise BrokenGenerationError(f"{directory / name} is missing.") from error
        if actual != checksum:
            raise BrokenGenerationError(f"{directory / name} is damaged: its checksum differs.")
    return manifest


def read_files(directory: Path) -> list[FileRecord]:
    """What the build remembers of each file. Raises BrokenGenerationError."""
    return list(_read_lines(directory / FILES, _files))


def read_contents(directory: Path) -> Contents:
    """Everything but the lexical index, checked. Raises BrokenGenerationError."""
    return _read(directory)[0]


def load_generation(directory: Path, load_lexical: LexicalLoader) -> Generation:
    """A generation ready to be searched, checked. Raises BrokenGenerationError."""
    contents, vectors = _read(directory)
    try:
        lexical = load_lexical(directory / LEXICAL)
        scored = len(lexical.scores(()))
    except Exception as error:  # whatever a lexical library raises on damaged files
        raise BrokenGenerationError(f"{directory / LEXICAL} cannot be read: {error}") from error
    if scored != len(contents.passages):
        raise BrokenGenerationError(f"{directory / LEXICAL} scores {scored} of {len(contents.passages)} passages.")
    return Generation(
        info=contents.info,
        documents=contents.documents,
        passages=contents.passages,
        vectors=vectors,
        passage_vectors=contents.vectors,
        sentence_vectors=contents.sentence_vectors,
        sentence_offsets=contents.sentence_offsets,
        lexical=lexical,
    )


def read_text(directory: Path, document_id: str) -> str | None:
    """The Markdown of one document; None where the generation has no such document. Raises OSError."""
    return next((text for _, text in read_texts(directory, [document_id])), None)


def read_texts(directory: Path, document_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The ids and Markdown of those documents that the generation has. Raises OSError."""
    places = _places.validate_json((directory / TEXT_PLACES).read_bytes())
    with (directory / TEXTS).open("rb") as file:
        for document_id in document_ids:
            if document_id in places:
                start, length = places[document_id]
                file.seek(start)
                yield document_id, file.read(length).decode("utf-8", "surrogatepass")


def sync(path: Path) -> None:
    """Forces a file, or a folder's list of names, to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(directory: Path) -> tuple[Contents, FlatVectors]:
    manifest = verify(directory)
    try:
        vectors = FlatVectors.load(directory / VECTORS)
        with np.load(directory / SENTENCES) as arrays:
            sentence_vectors, offsets, keys = arrays["vectors"], arrays["offsets"], arrays["keys"]
    except (BrokenVectorsError, OSError, ValueError, KeyError) as error:
        raise BrokenGenerationError(str(error)) from error
    documents = {document.id: document for document in _read_lines(directory / DOCUMENTS, _documents)}
    contents = Contents(
        info=manifest.info,
        files=read_files(directory),
        documents=documents,
        passages=tuple(_read_lines(directory / PASSAGES, _passages)),
        keys=[key.decode("ascii") for key in keys.tolist()],
        vectors=vectors.rows(),
        sentence_vectors=sentence_vectors,
        sentence_offsets=offsets,
    )
    _check(directory, contents)
    return contents, vectors


def _check(directory: Path, contents: Contents) -> None:
    """The parts of a generation belong together."""
    passages = contents.passages
    counts = np.array([len(passage.sentences) for passage in passages], np.int64)
    together = (
        len(contents.vectors) == len(contents.keys) == len(passages) == contents.info.passages
        and len(contents.documents) == contents.info.documents
        and np.array_equal(np.diff(contents.sentence_offsets), counts)
        and len(contents.sentence_vectors) == int(counts.sum())
        and bool(np.isfinite(contents.sentence_vectors).all())
        and all(passage.document_id in contents.documents for passage in passages)
    )
    if not together:
        raise BrokenGenerationError(f"{directory}: documents, passages and vectors do not belong together.")


def _write_lines(path: Path, adapter: TypeAdapter[Any], rows: Iterable[Any]) -> None:
    with path.open("wb") as file:
        for row in rows:
            file.write(adapter.dump_json(row) + b"\n")


def _read_lines(path: Path, adapter: TypeAdapter[Any]) -> Iterator[Any]:
    try:
        with path.open("rb") as file:
            for line in file:
                yield adapter.validate_json(line)
    except (OSError, ValidationError) as error:
        raise BrokenGenerationError(f"{path} is missing or damaged.") from error


def _write_texts(directory: Path, texts: Iterable[tuple[str, str]]) -> None:
    places: dict[str, tuple[int, int]] = {}
    with (directory / TEXTS).open("wb") as file:
        for document_id, markdown in texts:
            text = markdown.encode("utf-8", "surrogatepass")
            places[document_id] = (file.tell(), len(text))
            file.write(text)
    (directory / TEXT_PLACES).write_bytes(_places.dump_json(places))


def _folders(directory: Path) -> list[Path]:
    return [directory, *(path for path in directory.rglob("*") if path.is_dir())]


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
