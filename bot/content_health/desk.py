"""Gathers what is wrong with the content, and shows everybody what they may see of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from bot.content_health.model import Report, Seen, Unchecked
from bot.content_health.unused import is_old_enough, unused, uses_of
from bot.insights.ports import Insights
from bot.ports import KeepingError
from bot.viewer import Viewer
from content_index.health.families import families
from content_index.health.model import KINDS, SEVERITIES, Checked, Finding, Kind
from content_index.health.owners import missing_owners
from content_index.health.reviews import overdue
from content_index.health.unreadable import unreadable
from content_index.health.wrong_metadata import wrong_metadata
from content_index.model import Document, GenerationInfo
from content_index.ports import NoIndexError
from retrieval.filters import may_see
from retrieval.model import Filters

_LOG = logging.getLogger(__name__)
_OF_DOCUMENTS: tuple[Kind, ...] = ("unreadable", "wrong-metadata", "missing-owner", "overdue")
_OF_LOG: tuple[Kind, ...] = ("never-used", "never-opened")


class KnownHealth(Protocol):
    """What was found in a generation: `content_index.health.kept.KeptHealth` knows."""

    def of(self, generation: str) -> Checked | None:
        """None: not checked yet."""


class Documents(Protocol):
    """The documents of the generation that serves, with their reviews. Raises content_index.ports.NoIndexError."""

    def listing(self) -> Sequence[Document]:
        """Those that answers are made from: without those that their owners pulled."""

    def info(self) -> GenerationInfo:
        """The generation."""


@dataclass(frozen=True)
class HealthSources:
    """What findings are gathered from. `insights`: None where no questions are kept.

    `ignored` are kinds that nobody is told of. `sources_of` are the sources that somebody may bring up to date: what
    could not be read of these they may hear of, even where nobody knows who may see the file.
    """

    known: KnownHealth
    documents: Documents
    insights: Insights | None = None
    ignored: Collection[str] = field(default_factory=frozenset)
    sources_of: Callable[[Viewer], Collection[str]] = lambda _viewer: ()


class HealthDesk:
    """To be called off the event loop: it reads the database and the index."""

    def __init__(self, sources: HealthSources, now: Callable[[], datetime], today: Callable[[], date]) -> None:
        self._sources = sources
        self._now = now
        self._today = today

    def report(self, *, log: bool = True) -> Report:
        """Everything, whoever may see it; nothing while nothing is indexed. Without `log` nothing of what is unused."""
        try:
            info, documents = self._sources.documents.info(), self._sources.documents.listing()
        except NoIndexError:
            return Report((), ())
        checked = self._sources.known.of(info.id)
        findings = [*missing_owners(documents), *overdue(documents, self._today())]
        findings += [*unreadable(info.failures, documents), *wrong_metadata(documents)]
        kinds = list(_OF_DOCUMENTS)
        if checked is not None:
            kinds += checked.kinds
            findings += checked.findings
        why = self._of_log(documents, findings) if log else "not_asked"
        kinds += () if why else _OF_LOG
        missing: dict[Kind, Unchecked] = {kind: "not_yet" for kind in KINDS if kind not in kinds}
        missing |= dict.fromkeys(_OF_LOG, why) if why else {}
        return reported(findings, documents, tuple(kinds), missing, self._sources.ignored)

    def seen_by(self, viewer: Viewer) -> Report:
        """What somebody may see: those who manage all that is for their groups, owners what is theirs of that."""
        report = self.report()
        theirs = None if viewer.manages else viewer.owns
        sources = self._sources.sources_of(viewer)
        return replace(report, findings=visible(report.findings, viewer.groups, theirs, sources))

    def _of_log(self, documents: Sequence[Document], findings: list[Finding]) -> Unchecked | None:
        """Adds what the question log tells; why it tells nothing, None where it does."""
        insights = self._sources.insights
        if insights is None:
            return "no_log"
        now = self._now()
        try:
            if not is_old_enough(insights, now):
                return "young_log"
            findings += unused(documents, uses_of(insights, now), now)
        except KeepingError as error:
            _LOG.warning("Whether content is used cannot be told: %s", error)
            return "no_log"
        return None


def reported(
    findings: Iterable[Finding],
    documents: Iterable[Document],
    checked: tuple[Kind, ...],
    unchecked: Mapping[Kind, Unchecked],
    ignored: Collection[str] = (),
) -> Report:
    """Findings with their documents, the worst first, without those that are meant so.

    A document says so itself (`health_ignore`); of what is between two, either may say it. What was found of a document
    that is there no more, or was pulled, is left out.
    """
    by_id = {one.id: one for one in documents}
    seen = [one for finding in findings if (one := _seen(finding, by_id)) and not _is_meant(one, ignored)]
    seen.sort(key=_order)
    told = tuple(kind for kind in KINDS if kind in checked and kind not in ignored)
    return Report(tuple(seen), told, {kind: why for kind, why in unchecked.items() if kind not in ignored})


def visible(
    findings: Iterable[Seen],
    groups: frozenset[str] | None,
    owns: Callable[[str], bool] | None = None,
    sources: Collection[str] = (),
) -> tuple[Seen, ...]:
    """Those of which somebody in `groups` may see every document; with `owns`, only what is theirs, their side first.

    What is no document has no audience: it is for those alone who look after its source.
    """
    seen = Filters(groups=groups)
    return joined(_theirs(findings, seen, owns, sources))


def joined(findings: Iterable[Seen]) -> tuple[Seen, ...]:
    """Of documents that are all alike only so many pairs as join them all."""
    seen = tuple(findings)
    kept = {id(finding) for finding in families(one.finding for one in seen)}
    return tuple(one for one in seen if id(one.finding) in kept)


def _theirs(
    findings: Iterable[Seen], seen: Filters, owns: Callable[[str], bool] | None, sources: Collection[str]
) -> Iterator[Seen]:
    for one in findings:
        if one.document is None:
            if one.finding.place.source in sources:
                yield one
        elif all(may_see(seen, each) for each in (one.document, one.other) if each is not None):
            if owns is None or (one.document.owner and owns(one.document.owner)):
                yield one
            elif one.other is not None and one.other.owner and owns(one.other.owner):
                yield turned(one)


def turned(one: Seen) -> Seen:
    """The same, seen from the other document."""
    finding, other = one.finding, one.finding.other
    if other is None:
        return one
    parts = dict(finding.parts)
    if finding.kind == "conflict":
        parts["said"], parts["other_said"] = parts["other_said"], parts["said"]
    return Seen(replace(finding, place=other, other=finding.place, parts=parts), one.other, one.document)


def _seen(finding: Finding, documents: Mapping[str, Document]) -> Seen | None:
    document = documents.get(finding.place.document)
    other = documents.get(finding.other.document) if finding.other else None
    if (finding.place.document and document is None) or (finding.other and other is None):
        return None
    return Seen(finding, document, other)


def _is_meant(one: Seen, ignored: Collection[str]) -> bool:
    named = (kind for each in (one.document, one.other) if each is not None for kind in each.health_ignore)
    return one.kind in ignored or one.kind in named


def _order(one: Seen) -> tuple[object, ...]:
    finding = one.finding
    return (
        SEVERITIES.index(finding.severity),
        KINDS.index(finding.kind),
        -finding.weight,
        finding.place.path,
        finding.place.line or 0,
    )
