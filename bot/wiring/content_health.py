"""How sound the content is, put together: for who looks at it in the console, and for the command that checks it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.content_health.desk import HealthDesk, HealthSources, joined, reported
from bot.content_health.file_lines import FileLines
from bot.content_health.model import Report, Seen, Unchecked
from bot.content_health.unused import is_old_enough, unused, uses_of
from bot.document_pages import IndexedPages
from bot.ports import KeepingError
from content_index.health.kept import KeptHealth
from content_index.health.model import KINDS, Finding, Kind
from content_index.ports import SourceError, UnreadableFileError
from content_index.ports import SourceFiles as OpenedSource

if TYPE_CHECKING:
    from bot.wiring import Cornerman
    from content_index.health.checking import Texts
    from content_index.health.dead_links import SourceFiles
    from content_index.model import Document, Failure, Source

_OF_LOG: tuple[Kind, ...] = ("never-used", "never-opened")


class HealthParts:
    """What knows how sound the content is; each part is made when it is first asked for."""

    def __init__(self, cornerman: Cornerman) -> None:
        self._cornerman = cornerman

    @cached_property
    def desk(self) -> HealthDesk:
        """What everybody may see of it."""
        cornerman = self._cornerman
        sources = HealthSources(
            known=KeptHealth(cornerman.store.directory),
            documents=IndexedPages(cornerman.store, cornerman.upkeep),
            insights=cornerman.stores.insights,
            ignored=frozenset(cornerman.settings.health.ignore),
            sources_of=cornerman.reindexes.rights.of,
        )
        return HealthDesk(sources, cornerman.clock.now, cornerman.today)


@dataclass(frozen=True)
class Wanted:
    """What the command shall look at. `quick`: without an index. `log`: the question log may be read."""

    kinds: Collection[Kind] = KINDS
    sources: Collection[str] = ()
    quick: bool = False
    links: bool = False
    log: bool = True


@dataclass(frozen=True)
class Found:
    """What it found, with lines of files, and of how many documents."""

    report: Report
    documents: int


def check_now(cornerman: Cornerman, wanted: Wanted, done: Callable[[int, int], None]) -> Found:
    """Checks what is indexed, or with `quick` what the sources hold, with the files that they hold now.

    `done` is told how many addresses have been asked. Raises NoIndexError, and what a damaged index raises.
    """
    from content_index.health.checking import OF_TEXTS, check_texts, pages_of
    from content_index.health.owners import missing_owners
    from content_index.health.reviews import overdue
    from content_index.health.unreadable import unreadable
    from content_index.health.wrong_metadata import wrong_metadata

    texts, failures = _read(cornerman) if wanted.quick else _indexed(cornerman, scan="conflict" in wanted.kinds)
    documents = _kept(cornerman, texts.documents.values(), log=wanted.log)
    pages = pages_of(texts)
    files = _files(cornerman.sources(), documents, failures)
    checked: list[Kind] = ["unreadable", "wrong-metadata", "missing-owner", "overdue", *texts.kinds]
    findings: list[Finding] = [*unreadable(failures, documents), *missing_owners(documents)]
    findings += wrong_metadata(documents)
    findings += overdue(documents, cornerman.today())
    findings += check_texts(texts, pages, files, [kind for kind in OF_TEXTS if kind in wanted.kinds])
    if wanted.links and "dead-link" in wanted.kinds:
        from content_index.health.web_answers import dead_web_links

        findings += dead_web_links(pages.values(), private=cornerman.settings.health.private_links, done=done)
    why = _of_log(cornerman, documents, findings, wanted)
    checked += () if why else _OF_LOG
    missing: dict[Kind, Unchecked] = {kind: "not_asked" for kind in KINDS if kind not in checked}
    missing |= dict.fromkeys(_OF_LOG, why) if why else {}
    missing |= {kind: "not_asked" for kind in KINDS if kind not in wanted.kinds}
    told = tuple(kind for kind in checked if kind in wanted.kinds)
    report = reported(
        (one for one in findings if one.kind in told), documents, told, missing, cornerman.settings.health.ignore
    )
    lines = FileLines(_reading(cornerman), texts.markdown)
    of_sources = [one for one in report.findings if not wanted.sources or _is_of(one, wanted.sources)]
    kept = lines.of(joined(of_sources))
    return Found(replace(report, findings=tuple(kept)), len(documents))


def _is_of(one: Seen, sources: Collection[str]) -> bool:
    other = one.finding.other
    return one.finding.place.source in sources or (other is not None and other.source in sources)


def _indexed(cornerman: Cornerman, *, scan: bool) -> tuple[Texts, Sequence[Failure]]:
    """What is indexed; contradictions are looked for now where nobody has done so yet."""
    from content_index.conflicts.bringing_up import bring_up
    from content_index.health.bringing_up import texts_of

    info = cornerman.store.info()
    if scan:
        bring_up(cornerman.store.directory)
    return texts_of(cornerman.store.directory, info.id), info.failures


def _read(cornerman: Cornerman) -> tuple[Texts, Sequence[Failure]]:
    """What the sources hold, read as a reindex does, and nothing embedded."""
    from content_index import foreseen
    from content_index.health.checking import Texts
    from content_index.model import Failure
    from content_index.reading import FileReader

    reader = FileReader()
    read, failures = [], list[Failure]()
    for source in cornerman.sources():
        try:
            with foreseen.listing(source.name):
                files = cornerman.open_source(source)
                entries = [*files.list()]
            failures += [entry for entry in entries if isinstance(entry, Failure)]
            for entry in entries:
                if isinstance(entry, Failure):
                    continue
                try:
                    with foreseen.reading(source.name, entry.path):
                        side_file = files.side_file(entry.path)
                        read.append(reader.read(source, entry.path, files.read(entry.path), side_file))
                except UnreadableFileError as error:
                    failures.append(Failure.of(source.name, entry.path, error))
        except SourceError as error:
            failures.append(Failure(source.name, "", str(error)))
    documents = {one.document.id: one.document for one in read}
    passages = [passage for one in read for passage in one.passages]
    return Texts(documents, passages, {one.document.id: one.markdown for one in read}), failures


def _kept(cornerman: Cornerman, documents: Iterable[Document], *, log: bool) -> list[Document]:
    """Documents with what their owners said of them, without those that are pulled; as they are where nobody can."""
    if log and _has_database(cornerman):
        hidden = frozenset(cornerman.upkeep.hidden())
        return [cornerman.upkeep.kept(one) for one in documents if one.id not in hidden]
    every = {kind.casefold(): days for kind, days in cornerman.settings.reviews.every.items()}
    return [
        replace(one, review_every_days=one.review_every_days or every.get(one.kind.casefold())) for one in documents
    ]


def _of_log(
    cornerman: Cornerman, documents: Sequence[Document], findings: list[Finding], wanted: Wanted
) -> Unchecked | None:
    if not wanted.log or not set(_OF_LOG) & set(wanted.kinds):
        return "not_asked"
    if not _has_database(cornerman):
        return "no_log"
    insights, now = cornerman.stores.insights, cornerman.clock.now()
    try:
        if not is_old_enough(insights, now):
            return "young_log"
        findings += unused(documents, uses_of(insights, now), now)
    except KeepingError:
        return "no_log"
    return None


def _has_database(cornerman: Cornerman) -> bool:
    """A file that is not there yet is not made for this."""
    from sqlalchemy import make_url

    url = make_url(cornerman.settings.database_url.get_secret_value())
    return url.get_backend_name() != "sqlite" or not url.database or Path(url.database).is_file()


def _files(
    sources: Iterable[Source], documents: Iterable[Document], failures: Iterable[Failure]
) -> dict[str, SourceFiles]:
    """What links may lead to: in folders of this machine every file that is there now."""
    from content_index.health.checking import files_of
    from content_index.health.listed_files import files_below

    listed = {source.name: files_below(source) for source in sources}
    return files_of(documents, failures, {name: files for name, files in listed.items() if files is not None})


def _reading(cornerman: Cornerman) -> Callable[[str, str], bytes | None]:
    """Reads files of sources; None where one cannot be read now."""
    sources = {one.name: one for one in cornerman.sources()}
    opened = dict[str, OpenedSource]()

    def read(source: str, path: str) -> bytes | None:
        try:
            if source not in opened:
                opened[source] = cornerman.open_source(sources[source])
            return opened[source].read(path)
        except (SourceError, UnreadableFileError, KeyError):
            return None

    return read
