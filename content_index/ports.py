"""What the content index needs from others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import numpy.typing as npt

from content_index.metadata_keys import Metadata
from content_index.model import Failure, ReadDocument, ReindexProgress, Source, SourceFile

if TYPE_CHECKING:
    from content_index.generation import Generation

Vectors = npt.NDArray[np.float32]
"""Rows of unit length, shape (n, dimensions)."""

Role = Literal["query", "document"]
Prompts = Mapping[Role, str]
"""What stands before each text that the model reads in a role, such as "query: "."""

ProgressListener = Callable[[ReindexProgress], None]

Guard = Callable[["Generation"], bool]
"""Whether a generation that does not serve yet may."""


class UnreadableFileError(Exception):
    """A file cannot become a document. The message is the reason, in words for the person who owns the file."""


class AudienceUnknownError(UnreadableFileError):
    """Nobody can tell who may see a file, so it is shown to nobody: its last good version may be open to everybody."""


class SourceError(Exception):
    """A whole source cannot be listed (its location is missing, the server is down).

    The message says what to mend; who shows it names the source.
    """


class ModelError(Exception):
    """The embedding model cannot be found, fetched or loaded. The message says what to mend."""


class NoIndexError(Exception):
    """There is no index to search yet. The message says which command builds one."""


class IndexFolderError(Exception):
    """The index cannot be written (the disk is full or read-only). The message names the folder and what to mend."""


class SourceFiles(Protocol):
    """The files of one source, wherever they are."""

    def list(self) -> Iterator[SourceFile | Failure]:
        """Each file that the source's patterns admit, in a stable order, or why it is left out. Raises SourceError."""

    def read(self, path: str) -> bytes:
        """The file's bytes. Raises UnreadableFileError."""

    def side_file(self, path: str) -> bytes | None:
        """The bytes of `deck.pptx.toml`, which tells the metadata of `deck.pptx`; None where there is none.

        Raises UnreadableFileError.
        """


class NotWritableError(Exception):
    """A file of a source cannot be written. The message says why, for the person who owns it."""


class WritableFiles(SourceFiles, Protocol):
    """The files of a source that can be written to."""

    def write(self, path: str, content: bytes, before: bytes | None, message: str) -> None:
        """Put it in the place of what was read (`before`, None: there was no such file).

        `message` says what for, where the source keeps that. Raises NotWritableError, also where the file has changed
        since.
        """


class DocumentReader(Protocol):
    """A file's bytes become a document and its passages."""

    def fingerprint(self, source: Source, path: str, content: bytes, side_file: bytes | None) -> str:
        """Changes whenever `read` may give another result."""

    def metadata_around(self, source: Source, path: str, side_file: bytes | None) -> Metadata:
        """What side file and settings say of a file, whatever stands in it. Raises AudienceUnknownError."""

    def read(self, source: Source, path: str, content: bytes, side_file: bytes | None) -> ReadDocument:
        """Raises UnreadableFileError."""


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage as the model reads it, in plain text.

    `whole`: all of it, title and headings first. `sentences`, in order: each behind the title and its own heading, for
    out of its place a sentence seldom says what it is about.
    """

    whole: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """The vector of a passage and those of its sentences.

    Shapes: (dimensions,) and (sentences, dimensions).
    """

    passage: Vectors
    sentences: Vectors


class Embedder(Protocol):
    """A sentence-embedding model."""

    @property
    def fingerprint(self) -> str:
        """Names model, runtime and precision. Vectors whose fingerprints differ must never be compared."""

    @property
    def languages(self) -> frozenset[str] | None:
        """ISO 639-1 codes of the languages that the model knows; None where it knows any."""

    @property
    def runs_in(self) -> str:
        """Runtime and precision in words, such as "openvino int8"."""

    @property
    def prompts(self) -> Prompts:
        """What stands before a text in each role, the model's own where no other is set."""

    def prepare(self, converting: Callable[[], None]) -> object:
        """Makes the model ready to be loaded; `converting` is called before what takes long, once for a model."""

    def embed_passages(self, texts: Sequence[PassageText]) -> list[PassageVectors]:
        """One result for each text, in order."""

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions)."""
