"""The nouns: findings together with the documents that they are about. They import no library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from content_index.health.model import Finding, Kind
from content_index.model import Document

Unchecked = Literal["not_yet", "young_log", "no_log", "not_asked"]
"""Why a kind was not looked for: the index was made just now, and is being looked through; questions have not been
kept for long enough to tell what nobody asks; the log cannot be read, or there is none; nobody asked for it, or it
cannot be done that way."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding, and its documents as they are now; `document` is None of a file that is no document."""

    finding: Finding
    document: Document | None
    other: Document | None = None

    @property
    def kind(self) -> Kind:
        """What kind of finding it is."""
        return self.finding.kind

    @property
    def title(self) -> str:
        """What its page is called."""
        if self.document is not None:
            return self.document.title
        return self.finding.place.path or self.finding.place.source

    @property
    def owners(self) -> tuple[str, ...]:
        """Who answers for its documents."""
        named = (one.owner for one in (self.document, self.other) if one is not None)
        return tuple(dict.fromkeys(owner for owner in named if owner))


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. `checked` are the kinds that were looked for; `unchecked` says why others were not."""

    findings: tuple[Seen, ...]
    checked: tuple[Kind, ...]
    unchecked: Mapping[Kind, Unchecked] = field(default_factory=dict)
