"""How a generation lies on disk: written whole, checked by checksum, read whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter, ValidationError

from content_index.compact import CompactVectors
from content_index.generation import Generation, LexicalScores
from content_index.model import Document, GenerationInfo, Passage
from content_index.passage_file import PassageFile, write_passages
from content_index.ports import Vectors
from content_index.vectors import BrokenVectorsError, VectorIndex
from content_index.written_beside import sync

LAYOUT = 2
"""Raised whenever files of another shape are written; a generation of another layout is built anew."""

MANIFEST = "manifest.json"
FILES = "files.jsonl"
DOCUMENTS = "documents.jsonl"
PASSAGES = "passages.jsonl"
VECTORS = "passages.faiss"
TEXTS = "texts.md"
TEXT_PLACES = "texts.json"
LEXICAL = "lexical"
SYNCED_AT_ONCE = 8
_CHECKED_AT_ONCE = 4
MAPPED_FROM = 1_000_000
"""Bytes from which an array stays on disk and only what is looked at comes into memory."""


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
    trusted. `setting` stands for the source's settings and the reader's version. `audience` and `buyer_safe` are the
    document's; `audience_around` and `buyer_safe_around` what side file and settings alone gave it (None: nothing).
    """

    source: str
    path: str
    mark: str
    setting: str
    fingerprint: str
    document_id: str
    audience: tuple[str, ...] = ()
    audience_around: tuple[str, ...] | None = None
    buyer_safe: bool = False
    buyer_safe_around: bool | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is, and the SHA-256 of each of its files."""

    layout: int
    info: GenerationInfo
    checksums: Mapping[str, str]


@dataclass(frozen=True)
class Contents:
    """All of a generation but its lexical index.

    Row i of `passages`, `document_rows`, `keys`, `vectors` is one passage; its document is the one in that place of
    `documents`, its sentences are rows `sentence_offsets[i]` to `sentence_offsets[i + 1]` of `sentence_vectors`. `keys`
    are those of `passage_texts.text_key`.
    """

    info: GenerationInfo
    files: Sequence[FileRecord]
    documents: Mapping[str, Document]
    passages: Sequence[Passage]
    document_rows: npt.NDArray[np.int64]
    keys: Sequence[str]
    vectors: Vectors
    sentence_vectors: CompactVectors
    sentence_offsets: npt.NDArray[np.int64]


_manifest: TypeAdapter[Manifest] = TypeAdapter(Manifest)
_files: TypeAdapter[FileRecord] = TypeAdapter(FileRecord)
_documents: TypeAdapter[Document] = TypeAdapter(Document)
_places: TypeAdapter[dict[str, tuple[int, int]]] = TypeAdapter(dict[str, tuple[int, int]])


class GenerationWriter:
    """Writes the files of a generation into a new directory, each as soon as it can be, and `finish` the last of them.

    `words` may go on beside whatever makes the vectors. Every verb raises OSError where the disk refuses it.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True)
        self._directory = directory

    def words(self, lexical: SavedLexical, passages: Sequence[Passage], texts: Iterable[tuple[str, str]]) -> None:
        """What needs no vectors. `texts` are document ids and their Markdown."""
        np.save(self._array("passage_starts"), write_passages(self._directory / PASSAGES, passages))
        _write_texts(self._directory, texts)
        lexical.save(self._directory / LEXICAL)

    def finish(self, contents: Contents) -> None:
        """All else, and everything forced to disk."""
        directory = self._directory
        _write_lines(directory / FILES, _files, contents.files)
        _write_lines(directory / DOCUMENTS, _documents, contents.documents.values())
        VectorIndex.build(contents.vectors).save(directory / VECTORS)
        arrays: dict[str, npt.NDArray[Any]] = {
            "document_rows": contents.document_rows,
            "centroids": _centroids(contents.vectors, contents.document_rows, len(contents.documents)),
            "vectors": np.asarray(contents.vectors, np.float32),
            "sentence_codes": contents.sentence_vectors.codes,
            "sentence_scales": contents.sentence_vectors.scales,
            "sentence_offsets": contents.sentence_offsets,
            "keys": np.array(contents.keys, "S32"),
        }
        for name, array in arrays.items():
            np.save(self._array(name), array)
        written = sorted(path for path in directory.rglob("*") if path.is_file())
        with ThreadPoolExecutor(_CHECKED_AT_ONCE) as threads:
            sums = list(threads.map(_checksum, written))
        names = [path.relative_to(directory).as_posix() for path in written]
        checksums = dict(zip(names, sums, strict=True))
        (directory / MANIFEST).write_bytes(_manifest.dump_json(Manifest(LAYOUT, contents.info, checksums)))
        with ThreadPoolExecutor(SYNCED_AT_ONCE) as threads:  # the disk takes many files in little more time than one
            list(threads.map(sync, (*written, directory / MANIFEST, *_folders(directory))))

    def _array(self, name: str) -> Path:
        return self._directory / f"{name}.npy"


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
    with ThreadPoolExecutor(_CHECKED_AT_ONCE) as pool:
        compared = [pool.submit(_compare, directory / name, told) for name, told in manifest.checksums.items()]
    for one in compared:
        one.result()
    return manifest


def _compare(path: Path, checksum: str) -> None:
    try:
        actual = _checksum(path)
    except OSError as error:
        raise BrokenGenerationError(f"{path} is missing.") from error
    if actual != checksum:
        raise BrokenGenerationError(f"{path} is damaged: its checksum differs.")


def read_files(directory: Path) -> list[FileRecord]:
    """What the build remembers of each file. Raises BrokenGenerationError."""
    return list(_read_lines(directory / FILES, _files))


def read_documents(directory: Path) -> dict[str, Document]:
    """Its documents, by id. Raises BrokenGenerationError."""
    return {document.id: document for document in _read_lines(directory / DOCUMENTS, _documents)}


def read_contents(directory: Path, verified: Manifest | None = None) -> Contents:
    """Everything but the lexical index, checked. Raises BrokenGenerationError.

    `verified` is the manifest, where the caller has just compared the files with it: no need to read all twice.
    """
    manifest = verified or verify(directory)
    try:
        passages = PassageFile(directory / PASSAGES, _array(directory, "passage_starts"))
    except (OSError, ValueError) as error:
        raise BrokenGenerationError(f"{directory / PASSAGES} is missing or damaged.") from error
    contents = Contents(
        info=manifest.info,
        files=read_files(directory),
        documents=read_documents(directory),
        passages=passages,
        document_rows=_array(directory, "document_rows"),
        keys=[key.decode("ascii") for key in _array(directory, "keys").tolist()],
        vectors=_array(directory, "vectors"),
        sentence_vectors=CompactVectors(_array(directory, "sentence_codes"), _array(directory, "sentence_scales")),
        sentence_offsets=_array(directory, "sentence_offsets"),
    )
    _check(directory, contents)
    return contents


def load_generation(directory: Path, load_lexical: LexicalLoader) -> Generation:
    """A generation ready to be searched, checked. Raises BrokenGenerationError."""
    contents = read_contents(directory)
    try:
        lexical = load_lexical(directory / LEXICAL)
        scored = lexical.passages
        marked = len(lexical.wording.marks)
    except Exception as error:  # whatever a lexical library raises on damaged files
        raise BrokenGenerationError(f"{directory / LEXICAL} cannot be read: {error}") from error
    if scored != len(contents.passages) or marked != len(contents.sentence_vectors):
        raise BrokenGenerationError(f"{directory / LEXICAL} scores {scored} of {len(contents.passages)} passages.")
    try:
        return Generation(
            info=contents.info,
            documents=contents.documents,
            passages=contents.passages,
            document_rows=contents.document_rows,
            centroids=_array(directory, "centroids"),
            vectors=VectorIndex.load(directory / VECTORS, contents.vectors),
            passage_vectors=contents.vectors,
            sentence_vectors=contents.sentence_vectors,
            sentence_offsets=contents.sentence_offsets,
            lexical=lexical,
        )
    except BrokenVectorsError as error:
        raise BrokenGenerationError(str(error)) from error


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


def _array(directory: Path, name: str) -> npt.NDArray[Any]:
    path = directory / f"{name}.npy"
    try:
        mapped = path.stat().st_size >= MAPPED_FROM
        array = np.load(path, mmap_mode="r" if mapped else None)
    except (OSError, ValueError) as error:
        raise BrokenGenerationError(f"{path} is missing or damaged.") from error
    return np.asarray(array)  # of a map, too: numpy takes rows from it as fast as from memory


def _check(directory: Path, contents: Contents) -> None:
    """The parts of a generation belong together."""
    passages = len(contents.passages)
    together = (
        len(contents.vectors) == len(contents.keys) == passages == contents.info.passages
        and len(contents.document_rows) == passages
        and len(contents.documents) == contents.info.documents
        and len(contents.sentence_offsets) == passages + 1
        and len(contents.sentence_vectors) == int(contents.sentence_offsets[-1])
        and len(contents.sentence_vectors.scales) == len(contents.sentence_vectors)
    )
    if not together:
        raise BrokenGenerationError(f"{directory}: documents, passages and vectors do not belong together.")


def _centroids(vectors: Vectors, rows: npt.NDArray[np.int64], documents: int) -> Vectors:
    """The mean of each document's vectors, unit length."""
    sums = np.zeros((documents, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, rows, vectors)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.where(lengths > 0, lengths, 1), dtype=np.float32)


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
