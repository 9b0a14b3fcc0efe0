"""The generations on disk: which one serves, and how another takes its place."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from content_index.generation import Generation
from content_index.generation_files import (
    BrokenGenerationError,
    FileRecord,
    LexicalLoader,
    load_generation,
    read_documents,
    read_files,
    read_manifest,
    read_text,
    verify,
)
from content_index.index_folder import writing_into
from content_index.model import Document, GenerationInfo
from content_index.pointer import Pointer, PointerFile, Stamp
from content_index.ports import NoIndexError
from content_index.reindex_lock import reindex_lock
from content_index.written_beside import sync

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

KEPT_FOR_SLOW_READERS = 2
"""Generations kept besides the current and the previous one, for a reader that still has an older one in hand."""

ATTEMPTS = 20
"""How often a reader follows a pointer that moves under it before it gives up."""


class NothingToRollBackToError(Exception):
    """There is no earlier generation, or it is damaged. The message says which."""


class GenerationStore:
    """Generations below `directory`; a pointer file names the one that serves and is replaced in one step.

    Safe for any number of threads and processes that read, beside one that builds.
    """

    def __init__(self, directory: Path, load_lexical: LexicalLoader) -> None:
        self.directory = directory
        self._load_lexical = load_lexical
        self._pointer_file = PointerFile(directory)
        self._held: Generation | None = None
        self._loading = threading.Lock()
        self._looked_at: Stamp | None = None
        self._found: tuple[Stamp, Pointer | None] | None = None

    def current(self) -> Generation:
        """The generation that answers in this process. Raises NoIndexError.

        The first call loads the one that the pointer names; later ones never wait. Where the pointer moves meanwhile,
        `catch_up` puts the new one in its place.
        """
        return self._held or self.refresh()

    def catch_up(self) -> Generation | None:
        """Loads what the pointer names, if it has moved since the last look; the generation that answers from now on.

        Who asks meanwhile gets the old one and does not wait. A new one that cannot be loaded is logged, once, and the
        old one stays. None where there is no index.
        """
        with self._loading:
            stamp = self._pointer_file.stamp()
            if stamp != self._looked_at:
                self._looked_at = stamp
                try:
                    self._load_current()
                except NoIndexError:
                    if self._held:
                        _log.exception("The new generation cannot be loaded; the one before serves on.")
            return self._held

    def refresh(self) -> Generation:
        """The generation that the pointer names right now, loaded before this returns. Raises NoIndexError."""
        with self._loading:
            return self._load_current()

    def info(self) -> GenerationInfo:
        """What serves, without loading it. Raises NoIndexError."""
        return self._at_current(lambda path: read_manifest(path).info)

    def files(self) -> list[FileRecord]:
        """What is remembered of each file of the generation that serves. Raises NoIndexError."""
        return self._at_current(read_files)

    def document_markdown(self, document_id: str) -> str | None:
        """The whole Markdown of a document of the generation that answers; None where it has none such.

        Never of one that is only about to: there the same document may be for other people.
        """
        if held := self._held:
            with suppress(OSError, ValidationError):  # removed or damaged meanwhile: another one is looked for
                return read_text(self.path(held.info.id), document_id)
        return self._at_current(lambda path: read_text(path, document_id))

    def rollback(self) -> GenerationInfo:
        """Lets the previous generation serve again, and makes the present one the previous.

        The previous one is the newest that answers from other content: see `swap`.

        Raises NothingToRollBackToError, ReindexRunningError while the index is being built, and IndexFolderError.
        """
        with reindex_lock(self.directory):
            pointer = self.pointer()
            if pointer is None:
                raise NothingToRollBackToError(
                    "There is no earlier generation to go back to: nothing has been indexed yet."
                )
            if pointer.previous is None:
                raise NothingToRollBackToError(
                    "There is no earlier generation to go back to: none with other pages has been built so far."
                )
            try:
                generation = load_generation(self.path(pointer.previous), self._load_lexical)
            except BrokenGenerationError as error:
                raise NothingToRollBackToError(f"The earlier generation cannot serve: {error}") from error
            if not generation.info.passages:
                raise NothingToRollBackToError(
                    "The earlier generation is empty: it would answer nothing. The present one serves on."
                )
            with writing_into(self.directory):
                self._point(Pointer(pointer.previous, pointer.current), generation)
            return generation.info

    def path(self, generation: str) -> Path:
        """The directory of a generation."""
        return self.directory / "generations" / generation

    @property
    def staging(self) -> Path:
        """Where a reindex builds; what lies there is nothing that serves."""
        return self.directory / "staging"

    def pointer(self) -> Pointer | None:
        """What the pointer file says; None where there is no generation.

        Where it is damaged or lost, the newest sound generations take its place; that is logged once.
        """
        stamp = self._pointer_file.stamp()
        if pointer := self._pointer_file.read():
            return pointer
        if self._found is None or self._found[0] != stamp:
            self._found = (stamp, self._newest_sound())
        return self._found[1]

    def mend_pointer(self) -> None:
        """Writes the pointer anew where it is damaged or lost. Only under the reindex lock."""
        pointer = self.pointer()
        if pointer and self._found and self._found[0] == self._pointer_file.stamp():
            with writing_into(self.directory):
                self._pointer_file.write(pointer)

    def names(self) -> list[str]:
        """Every generation: the one that serves, the one to roll back to, then those that are kept, newest first."""
        pointer = self.pointer()
        named = [pointer.current, *([pointer.previous] if pointer.previous else [])] if pointer else []
        return list(dict.fromkeys([*named, *self._on_disk()]))

    def check(self, staged: Path) -> Generation:
        """Loads a generation that does not serve yet. Raises BrokenGenerationError."""
        return load_generation(staged, self._load_lexical)

    def swap(self, staged: Path, generation: Generation, before: str | None) -> None:
        """Lets a checked generation serve, and removes those that nobody needs. Only under the reindex lock.

        `before` is the newest sound one; None where there is none. A rollback goes to it, or, where it answers from
        the very same content (a source was away meanwhile, say), to the newest of before it that does not.
        """
        target = self.path(generation.info.id)
        target.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(target)
        try:
            sync(target.parent)
            earlier = None if before is None else self._other_than(generation.info.id, [before, *self.names()])
            self._point(Pointer(generation.info.id, earlier), generation)
        except OSError:
            shutil.rmtree(target, ignore_errors=True)  # it must not be taken for one that has served
            raise
        self._prune()

    def _point(self, pointer: Pointer, generation: Generation) -> None:
        self._pointer_file.write(pointer)
        with self._loading:
            self._held = generation

    def _on_disk(self) -> list[str]:
        """The newest first: their names begin with the time."""
        folder = self.directory / "generations"
        return sorted((path.name for path in folder.iterdir()), reverse=True) if folder.is_dir() else []

    def _newest_sound(self) -> Pointer | None:
        sound = filter(self._is_sound, self._on_disk())
        if (newest := next(sound, None)) is None:
            return None
        _log.error(
            "%s is damaged or lost; the newest sound generation, %s, serves. Mend it: `cornerman reindex`",
            self._pointer_file.path,
            newest,
        )
        return Pointer(newest, self._other_than(newest, sound))

    def _other_than(self, name: str, candidates: Iterable[str]) -> str | None:
        """The first candidate that does not answer just as a generation does: from equal documents, made alike."""
        answers = self._answers_from(name)
        for one in candidates:
            with suppress(BrokenGenerationError):
                if one != name and self._answers_from(one) != answers:
                    return one
        return None

    def _answers_from(self, name: str) -> tuple[Mapping[str, Document], str, str]:
        """What two generations that answer alike have in common. Raises BrokenGenerationError."""
        info = read_manifest(self.path(name)).info
        return read_documents(self.path(name)), info.embedder, info.words

    def _is_sound(self, name: str) -> bool:
        try:
            verify(self.path(name))
        except BrokenGenerationError:
            return False
        return True

    def _load_current(self) -> Generation:
        for _ in range(ATTEMPTS):
            pointer = self.pointer()
            if pointer is None:
                raise NoIndexError(f"There is no index in {self.directory} yet. Build it: `cornerman reindex`")
            if self._held is None or self._held.info.id != pointer.current:
                try:
                    self._held = self._load(pointer)
                except BrokenGenerationError as error:
                    if self.pointer() != pointer:
                        continue  # swapped while it was being read
                    raise NoIndexError(
                        f"The index is damaged ({error}) and no earlier one is sound. Build it: `cornerman reindex`"
                    ) from error
            return self._held
        raise NoIndexError(f"The index in {self.directory} changes faster than it can be read. Try again.")

    def _load(self, pointer: Pointer) -> Generation:
        """The generation that the pointer names, or the next sound one where it is damaged."""
        try:
            return load_generation(self.path(pointer.current), self._load_lexical)
        except BrokenGenerationError as error:
            if self.pointer() != pointer:
                raise
            for name in self.names()[1:]:
                if self._is_sound(name):
                    _log.error("%s Generation %s serves instead; mend it: `cornerman reindex`", error, name)
                    return load_generation(self.path(name), self._load_lexical)
            raise

    def _at_current(self, read: Callable[[Path], _T]) -> _T:
        """Reads from the directory of the generation that serves, following the pointer where that has moved."""
        for _ in range(ATTEMPTS):
            pointer = self.pointer()
            if pointer is None:
                break
            problem: Exception | None = None
            for name in self.names():
                try:
                    return read(self.path(name))
                except (BrokenGenerationError, OSError, ValidationError) as error:
                    problem = problem or error
                    if self.pointer() != pointer:
                        break
            else:
                raise NoIndexError(f"The index is damaged ({problem}). Build it anew: `cornerman reindex`") from problem
        raise NoIndexError(f"There is no index in {self.directory} yet. Build it: `cornerman reindex`")

    def _prune(self) -> None:
        pointer = self.pointer()
        kept = {pointer.current, pointer.previous} if pointer else set()
        others = sorted(path for path in (self.directory / "generations").iterdir() if path.name not in kept)
        for path in others[: max(0, len(others) - KEPT_FOR_SLOW_READERS)]:
            shutil.rmtree(path, ignore_errors=True)
