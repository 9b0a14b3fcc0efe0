"""Brings the index up to date with the content: reads what changed, embeds what is new, swaps a generation in."""

from __future__ import annotations

import logging
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from content_index.assembling import Placed, assemble, place
from content_index.gathering import Gathered, Gatherer
from content_index.generation_files import (
    LEXICAL,
    BrokenGenerationError,
    FileRecord,
    GenerationWriter,
    Manifest,
    SavedLexical,
    read_contents,
    read_files,
    read_texts,
    verify,
)
from content_index.index_folder import writing_into
from content_index.kept_words import Unchanged
from content_index.model import Document, GenerationInfo, Passage, ReindexProgress, ReindexReport, Source, Wish
from content_index.model_beside import LoadingReader
from content_index.ports import DocumentReader, Embedder, Guard, IndexFolderError, ProgressListener, SourceFiles
from content_index.reindex_lock import ReindexRunningError, reindex_lock
from content_index.scheme import word_scheme
from content_index.store import GenerationStore

__all__ = ["ReindexRunningError", "Reindexer"]

_log = logging.getLogger(__name__)

LexicalBuilder = Callable[[Sequence[Passage], Mapping[str, Document], Unchanged | None], SavedLexical]


@dataclass(frozen=True)
class _Before:
    """The generation to build upon."""

    directory: Path
    manifest: Manifest
    files: Mapping[tuple[str, str], FileRecord]


@dataclass(frozen=True)
class _Built:
    """What became of a generation."""

    info: GenerationInfo
    embedded: int = 0
    swapped: bool = False
    refused: bool = False


class Reindexer:
    """Builds the next generation beside the one that serves."""

    def __init__(  # noqa: PLR0913, PLR0917 -- each part is given, none is found
        self,
        store: GenerationStore,
        reader: DocumentReader,
        embedder: Embedder,
        open_source: Callable[[Source], SourceFiles],
        build_lexical: LexicalBuilder,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        seconds: Callable[[], float] = time.monotonic,
        scheme: Callable[[], str] = word_scheme,
        load_model: Callable[[], object] = lambda: None,
    ) -> None:
        """`load_model` is called, in a thread, when it is likely that something will have to be embedded."""
        self._store = store
        self._reader = reader
        self._embedder = embedder
        self._open_source = open_source
        self._build_lexical = build_lexical
        self._clock = clock
        self._seconds = seconds
        self._word_scheme = scheme
        self._load_model = load_model

    def run(
        self,
        sources: Sequence[Source],
        progress: ProgressListener,
        wish: Wish = Wish(),  # noqa: B008 -- frozen
        guard: Guard | None = None,
    ) -> ReindexReport:
        """Reads the sources and lets a new generation serve, unless nothing has changed.

        `guard` is asked before the swap, of a generation that can answer; where it says no, the one before serves on.
        What `progress` raises ends the run, and nothing has changed. Raises ReindexRunningError while another reindex
        runs, and IndexFolderError where the index cannot be written; the generation before serves on.
        """
        began = self._seconds()
        with reindex_lock(self._store.directory):
            shutil.rmtree(self._store.staging, ignore_errors=True)  # left by a run that was killed
            with ThreadPoolExecutor(1) as beside:
                looking = beside.submit(self._before)
                self._embedder.prepare(lambda: progress(ReindexProgress("preparing", 0, 1)))
                before = looking.result()
            known = before.files if before else {}
            reader = LoadingReader(self._reader, known.keys(), self._load_model)
            try:
                gathered = Gatherer(reader, self._open_source, progress, self._seconds).gather(sources, known, wish)
                if before and not wish.full and self._same(before, gathered):
                    built = _Built(before.manifest.info)
                    self._store.mend_pointer()
                else:
                    built = self._build(before, gathered, progress, wish, guard)
            finally:
                reader.wait()
        progress(ReindexProgress("done", built.info.passages, built.info.passages, 0.0))
        return ReindexReport(
            generation=built.info.id if built.swapped else before.manifest.info.id if before else "",
            swapped=built.swapped,
            refused=built.refused,
            added=tuple(gathered.added),
            changed=tuple(gathered.changed),
            removed=tuple(gathered.removed),
            unchanged=gathered.unchanged,
            failures=tuple(gathered.failures),
            passages=built.info.passages,
            passages_embedded=built.embedded,
            seconds=self._seconds() - began,
        )

    def _before(self) -> _Before | None:
        """The newest sound generation; None where everything must be built from nothing."""
        for name in self._store.names():
            directory = self._store.path(name)
            try:
                manifest = verify(directory)
                files = {(record.source, record.path): record for record in read_files(directory)}
            except BrokenGenerationError as error:
                _log.warning("%s It is not built upon.", error)
            else:
                return _Before(directory, manifest, files)
        return None

    def _same(self, before: _Before, gathered: Gathered) -> bool:
        """Whether the next generation would be the one that serves."""
        pointer = self._store.pointer()
        return (
            pointer is not None
            and pointer.current == before.manifest.info.id
            and not (gathered.read or gathered.changed or gathered.removed)
            and before.manifest.info.embedder == self._embedder.fingerprint
            and before.manifest.info.words == self._word_scheme()
            and set(before.manifest.info.failures) == set(gathered.failures)
        )

    def _build(
        self,
        before: _Before | None,
        gathered: Gathered,
        progress: ProgressListener,
        wish: Wish,
        guard: Guard | None,
    ) -> _Built:
        old = read_contents(before.directory, before.manifest) if before else None
        placed = place(gathered, old)
        info = self._info(gathered, len(placed.documents), len(placed.passages))
        staged = self._store.staging / info.id
        try:
            with writing_into(self._store.directory):
                writer = GenerationWriter(staged)
            # Words are counted and written while the model, which leaves Python alone, is loaded and embeds.
            with ThreadPoolExecutor(1) as beside:
                unchanged = None if wish.full else _unchanged(before, placed, info)
                words = beside.submit(self._write_words, writer, placed, unchanged, _texts(before, gathered))
                assembly = assemble(
                    placed,
                    old,
                    self._embedder,
                    progress,
                    self._seconds,
                    info=info,
                    files=gathered.files,
                    full=wish.full,
                )
                progress(ReindexProgress("checking", 0, 1))
                words.result()
            with writing_into(self._store.directory):
                writer.finish(assembly.contents)
                generation = self._store.check(staged)
                built = _Built(info, assembly.embedded, refused=guard is not None and not guard(generation))
                if not (built.refused or wish.dry_run):
                    progress(ReindexProgress("swapping", 0, 1))
                    self._store.swap(staged, generation, before.directory.name if before else None)
                    built = replace(built, swapped=True)
        except BrokenGenerationError as error:
            raise IndexFolderError(
                f"The index that was written into {self._store.directory} cannot be read back ({error}); the one "
                "before serves on. Look whether the disk is sound, then try again"
            ) from error
        finally:
            shutil.rmtree(self._store.staging, ignore_errors=True)
        return built

    def _write_words(
        self, writer: GenerationWriter, placed: Placed, unchanged: Unchanged | None, texts: Iterator[tuple[str, str]]
    ) -> None:
        lexical = self._build_lexical(placed.passages, placed.documents, unchanged)
        with writing_into(self._store.directory):
            writer.words(lexical, placed.passages, texts)

    def _info(self, gathered: Gathered, documents: int, passages: int) -> GenerationInfo:
        now = self._clock()
        return GenerationInfo(
            id=f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}",
            created=now,
            embedder=self._embedder.fingerprint,
            documents=documents,
            passages=passages,
            failures=tuple(gathered.failures),
            words=self._word_scheme(),
        )


def _unchanged(before: _Before | None, placed: Placed, info: GenerationInfo) -> Unchanged | None:
    """What the lexical index may take over; None where words are made otherwise than before."""
    if before is None or before.manifest.info.words != info.words:
        return None
    return Unchanged(before.directory / LEXICAL, placed.rows)


def _texts(before: _Before | None, gathered: Gathered) -> Iterator[tuple[str, str]]:
    """The Markdown of every document: of those just read, and of those taken over."""
    for document_id, read in gathered.read.items():
        yield document_id, read.markdown
    if before:
        kept = [record.document_id for record in gathered.files if record.document_id not in gathered.read]
        yield from read_texts(before.directory, kept)
