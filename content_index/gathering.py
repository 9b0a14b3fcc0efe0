"""From sources to documents: lists all files, reads only what changed, keeps the last good version of what fails."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from content_index.generation_files import FileRecord
from content_index.model import Failure, ReadDocument, ReindexProgress, Source, SourceFile
from content_index.pace import Pace
from content_index.ports import (
    AudienceUnknownError,
    DocumentReader,
    ProgressListener,
    SourceError,
    SourceFiles,
    UnreadableFileError,
)

_log = logging.getLogger(__name__)

Known = Mapping[tuple[str, str], FileRecord]


@dataclass
class Gathered:
    """What the sources hold now.

    `files` has a record for every document of the next generation, in order; `read` holds those that were read anew,
    by document id. The others are taken over from the generation before.
    """

    files: list[FileRecord] = field(default_factory=list)
    read: dict[str, ReadDocument] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0


@dataclass(frozen=True)
class _Listed:
    source: Source
    opened: SourceFiles
    files: tuple[SourceFile, ...]


class Gatherer:
    """Reads sources against what is known from the generation before."""

    def __init__(
        self,
        reader: DocumentReader,
        open_source: Callable[[Source], SourceFiles],
        progress: ProgressListener,
        seconds: Callable[[], float],
    ) -> None:
        self._reader = reader
        self._open_source = open_source
        self._progress = progress
        self._seconds = seconds

    def gather(self, sources: Sequence[Source], known: Known, *, full: bool) -> Gathered:
        """Everything the sources hold; with `full`, every file is read even if it did not change."""
        gathered = Gathered()
        listed = [entry for source in sources if (entry := self._list(source, known, gathered))]
        total = sum(len(entry.files) for entry in listed)
        pace = Pace(total, self._seconds)
        done = 0
        for entry in listed:
            setting = self._setting(entry.source)
            for file in entry.files:
                self._progress(ReindexProgress("reading", done, total, pace.seconds_left(), file.path))
                try:
                    self._take(entry, file, setting, known, gathered, full=full)
                except SourceError as error:
                    _keep_source(entry.source, str(error), known, gathered)
                    break
                done += 1
                pace.did(1)
        self._progress(ReindexProgress("reading", total, total, 0.0))
        kept = {(record.source, record.path) for record in gathered.files}
        gathered.removed = [path for source, path in known if (source, path) not in kept]
        return gathered

    def _list(self, source: Source, known: Known, gathered: Gathered) -> _Listed | None:
        files: list[SourceFile] = []
        failures: list[Failure] = []
        try:
            opened = self._open_source(source)
            for entry in opened.list():
                if isinstance(entry, Failure):
                    failures.append(entry)
                else:
                    files.append(entry)
                    self._progress(ReindexProgress("listing", len(files), len(files), None, entry.path))
        except SourceError as error:
            _keep_source(source, str(error), known, gathered)
            return None
        for failure in failures:
            _keep(failure, _below(failure.path, source, known), gathered)
        return _Listed(source, opened, tuple(files))

    def _take(  # noqa: PLR0913 -- one file and all that its fate hangs on
        self, listed: _Listed, file: SourceFile, setting: str, known: Known, gathered: Gathered, *, full: bool
    ) -> None:
        """Adds one file: taken over if it did not change, else read; its last good version if that fails."""
        source = listed.source
        before = known.get((source.name, file.path))
        mark = _mark(file)
        if before and not full and mark and (before.mark, before.setting) == (mark, setting):
            _take_over(before, gathered)
            return
        try:
            content = listed.opened.read(file.path)
            side_file = listed.opened.side_file(file.path)
            fingerprint = self._reader.fingerprint(source, file.path, content, side_file)
            if before and not full and before.fingerprint == fingerprint:
                _take_over(replace(before, mark=mark, setting=setting), gathered)
                return
            read = self._reader.read(source, file.path, content, side_file)
        except AudienceUnknownError as error:
            _keep(Failure(source.name, file.path, str(error)), [], gathered)
        except UnreadableFileError as error:
            _keep(Failure(source.name, file.path, str(error)), [before] if before else [], gathered)
        except SourceError:
            raise
        except Exception as error:  # noqa: BLE001 -- a fault in a reading library must cost one file, not the whole index
            _log.exception("Reading %s of source %s failed", file.path, source.name)
            reason = f"it could not be read ({type(error).__name__}: {error}): save it anew, or leave it out"
            _keep(Failure(source.name, file.path, reason), [before] if before else [], gathered)
        else:
            document_id = read.document.id
            gathered.files.append(FileRecord(source.name, file.path, mark, setting, fingerprint, document_id))
            gathered.read[document_id] = read
            if before is None:
                gathered.added.append(file.path)
            elif before.fingerprint == fingerprint:
                gathered.unchanged += 1
            else:
                gathered.changed.append(file.path)

    def _setting(self, source: Source) -> str:
        """Changes with whatever makes the reader see the same bytes differently."""
        probe = self._reader.fingerprint(source, "", b"", None)
        told = json.dumps([probe, asdict(source)], sort_keys=True, default=str)
        return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()


def _mark(file: SourceFile) -> str:
    return "" if file.version is None else f"{file.size}:{file.version}"


def _below(path: str, source: Source, known: Known) -> list[FileRecord]:
    """The known files that a failure to list hides: the file itself, or all in a folder that cannot be opened."""
    return [
        record
        for record in known.values()
        if record.source == source.name and (record.path == path or record.path.startswith(f"{path}/"))
    ]


def _take_over(record: FileRecord, gathered: Gathered) -> None:
    gathered.files.append(record)
    gathered.unchanged += 1


def _keep(failure: Failure, records: Iterable[FileRecord], gathered: Gathered) -> None:
    """Reports a failure and keeps the last good versions of what it hides."""
    kept = list(records)
    gathered.files.extend(kept)
    gathered.failures.append(replace(failure, kept_last_good=bool(kept)))


def _keep_source(source: Source, reason: str, known: Known, gathered: Gathered) -> None:
    """A source that cannot be listed, or whose settings are wrong, keeps all its documents as they were."""
    gathered.files = [record for record in gathered.files if record.source != source.name]
    gathered.failures = [failure for failure in gathered.failures if failure.source != source.name]
    for document_id in [key for key, read in gathered.read.items() if read.document.source == source.name]:
        del gathered.read[document_id]
    _keep(Failure(source.name, "", reason), [r for r in known.values() if r.source == source.name], gathered)
