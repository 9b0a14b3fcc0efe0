"""From sources to documents: lists all files, reads only what changed, keeps the last good version of what fails."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from content_index import foreseen
from content_index.connectors.without_secrets import shown
from content_index.generation_files import FileRecord
from content_index.last_good import TAKEN_OUT, staying
from content_index.model import Failure, ReadDocument, ReindexProgress, Source, SourceFile, Wish
from content_index.pace import Pace
from content_index.ports import (
    AudienceUnknownError,
    DocumentReader,
    ProgressListener,
    SourceError,
    SourceFiles,
    UnreadableFileError,
)

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
        self._settings: dict[str, str] = {}

    def gather(self, sources: Sequence[Source], known: Known, wish: Wish) -> Gathered:
        """Everything the sources hold.

        A source that lists nothing any more keeps its documents unless the wish allows otherwise, for a share that is
        not mounted looks like an empty folder.
        """
        gathered = Gathered()
        self._settings = {source.name: self._setting(source) for source in sources}
        listed = []
        for source in sources:
            if wish.only is not None and source.name not in wish.only:
                self._leave(source, known, gathered)
                continue
            entry = self._list(source, known, gathered)
            if entry and (wish.allow_empty or not self._emptied(entry, known, gathered)):
                listed.append(entry)
        total = sum(len(entry.files) for entry in listed)
        pace = Pace(total, self._seconds)
        done = 0
        for entry in listed:
            for file in entry.files:
                self._progress(ReindexProgress("reading", done, total, pace.seconds_left(), file.path))
                try:
                    self._take(entry, file, known, gathered, full=wish.full)
                except SourceError as error:
                    self._keep_source(entry.source, str(error), known, gathered)
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
            with foreseen.listing(source.name):
                opened = self._open_source(source)
            for entry in _entries(source, opened):
                if isinstance(entry, Failure):
                    failures.append(entry)
                else:
                    files.append(entry)
                    self._progress(ReindexProgress("listing", len(files), len(files), None, entry.path))
            for failure in failures:
                self._keep(failure, _below(failure.path, source, known), source, opened, gathered)
        except SourceError as error:
            self._keep_source(source, str(error), known, gathered)
            return None
        return _Listed(source, opened, tuple(files))

    def _leave(self, source: Source, known: Known, gathered: Gathered) -> None:
        """A source that is not looked at keeps its documents, but for those that its settings now hide."""
        setting = self._settings[source.name]
        for record in known.values():
            if record.source == source.name:
                stays = staying(record, self._reader, source, setting, None)
                if stays is None:
                    gathered.failures.append(Failure(source.name, record.path, TAKEN_OUT))
                else:
                    _take_over(stays, gathered)

    def _emptied(self, listed: _Listed, known: Known, gathered: Gathered) -> bool:
        """Whether a source that had documents lists nothing, no failure either: that is told, and they are kept."""
        source = listed.source
        count = sum(record.source == source.name for record in known.values())
        if not count or listed.files or any(failure.source == source.name for failure in gathered.failures):
            return False
        self._keep_source(source, _emptied_reason(source, count), known, gathered)
        return True

    def _take(self, listed: _Listed, file: SourceFile, known: Known, gathered: Gathered, *, full: bool) -> None:
        """Adds one file: taken over if it did not change, else read; its last good version if that fails."""
        source, opened, setting = listed.source, listed.opened, self._settings[listed.source.name]
        before = known.get((source.name, file.path))
        mark = _mark(file)
        if before and not full and mark and (before.mark, before.setting) == (mark, setting):
            _take_over(before, gathered)
            return
        try:
            with foreseen.reading(source.name, file.path):
                content = opened.read(file.path)
                side_file = opened.side_file(file.path)
                fingerprint = self._reader.fingerprint(source, file.path, content, side_file)
                if before and not full and before.fingerprint == fingerprint:
                    _take_over(replace(before, mark=mark, setting=setting), gathered)
                    return
                read = self._reader.read(source, file.path, content, side_file)
                around = self._reader.metadata_around(source, file.path, side_file)
        except AudienceUnknownError as error:
            self._keep(Failure.of(source.name, file.path, error), [], source, opened, gathered)
        except UnreadableFileError as error:
            kept = [before] if before else []
            self._keep(Failure.of(source.name, file.path, error), kept, source, opened, gathered)
        else:
            document = read.document
            gathered.files.append(
                FileRecord(
                    source=source.name,
                    path=file.path,
                    mark=mark,
                    setting=setting,
                    fingerprint=fingerprint,
                    document_id=document.id,
                    audience=document.audience,
                    audience_around=around.audience,
                    buyer_safe=document.buyer_safe,
                    buyer_safe_around=around.buyer_safe,
                )
            )
            gathered.read[document.id] = read
            if before is None:
                gathered.added.append(file.path)
            elif before.fingerprint == fingerprint:
                gathered.unchanged += 1
            else:
                gathered.changed.append(file.path)

    def _keep(
        self,
        failure: Failure,
        records: Iterable[FileRecord],
        source: Source,
        opened: SourceFiles | None,
        gathered: Gathered,
    ) -> None:
        """Reports a failure and keeps the last good versions of what it hides, if they may still be shown."""
        setting = self._settings[source.name]
        taken_out: list[FileRecord] = []
        kept: list[FileRecord] = []
        for record in records:
            stays = staying(record, self._reader, source, setting, opened)
            if stays is None:
                taken_out.append(record)
                continue
            kept.append(stays)
            if stays != record:
                gathered.changed.append(record.path)
        gathered.files.extend(kept)
        gathered.failures.append(replace(failure, kept_last_good=bool(kept)))
        if failure.path and taken_out:
            gathered.failures[-1] = replace(gathered.failures[-1], reason=f"{failure.reason}; {TAKEN_OUT}")
        else:
            gathered.failures.extend(Failure(source.name, record.path, TAKEN_OUT) for record in taken_out)

    def _keep_source(self, source: Source, reason: str, known: Known, gathered: Gathered) -> None:
        """A source that cannot be listed, or whose settings are wrong, keeps all its documents as they were."""
        gathered.files = [record for record in gathered.files if record.source != source.name]
        gathered.failures = [failure for failure in gathered.failures if failure.source != source.name]
        for document_id in [key for key, read in gathered.read.items() if read.document.source == source.name]:
            del gathered.read[document_id]
        records = [record for record in known.values() if record.source == source.name]
        self._keep(Failure(source.name, "", reason), records, source, None, gathered)

    def _setting(self, source: Source) -> str:
        """Changes with whatever makes the reader see the same bytes differently."""
        probe = self._reader.fingerprint(source, "", b"", None)
        told = json.dumps([probe, asdict(replace(source, credentials={}))], sort_keys=True, default=str)
        return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()


def _entries(source: Source, opened: SourceFiles) -> Iterator[SourceFile | Failure]:
    """What it lists. What whoever listens raises meanwhile is not the source's trouble."""
    with foreseen.listing(source.name):
        yield from opened.list()


def _emptied_reason(source: Source, count: int) -> str:
    documents = "1 document of it is indexed" if count == 1 else f"{count:,} documents of it are indexed"
    return (
        f"its location {shown(source.location)!r} holds no file that fits its patterns any more, but {documents}: see "
        "that it is mounted, or, if it is meant to be empty, run `cornerman reindex --allow-empty`"
    )


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
