"""The nouns: what is not as it should be, where, and how much it matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

Kind = Literal[
    "unreadable",
    "dead-link",
    "conflict",
    "near-duplicate",
    "wrong-metadata",
    "missing-owner",
    "overdue",
    "image-without-text",
    "too-long",
    "never-used",
    "never-opened",
]
"""In the order in which they are told. What nobody used or opened is known to who keeps the questions alone."""
KINDS: tuple[Kind, ...] = get_args(Kind)

Severity = Literal["error", "warning", "note"]
"""An error is wrong for certain and somebody meets it; a warning is worth a look; a note is good to know."""
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

Part = str | int | float


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is. `document` is its id, "" for a file that is no document.

    `line` counts from 1 in the document's Markdown, which for a Markdown file is the file without its front matter;
    None where that is not known. `text` is plain text: the words in question, for a person to look at.
    """

    document: str
    source: str
    path: str
    anchor: str = ""
    heading: str = ""
    line: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    `other` is the second side of what two documents have in common. `parts` say more, by kind:

    - `unreadable`: `reason`, `kept` (1: its last good version answers)
    - `dead-link`: `link`, `why` (`no_file`, `no_heading`, `status`, `no_answer`), `status`
    - `conflict`: `about` (number, date, name, yes_no), `said`, `other_said`, `likelihood`
    - `near-duplicate`: `likeness` (0 to 1), `passages` (how many of the two documents are alike)
    - `wrong-metadata`: `problem`
    - `overdue`: `due` (a day), `days`
    - `image-without-text`: `image`, `what` (`image`, `page`)
    - `too-long`: `characters`, `longest`, `what` (`prose`, `item`, `row`, `paragraph`)
    - `never-opened`: `uses`

    `weight` orders findings of one kind, the worst first.
    """

    kind: Kind
    severity: Severity
    place: Place
    other: Place | None = None
    parts: Mapping[str, Part] = field(default_factory=dict)
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a generation, and the kinds looked for; `listing` is the stamp of the files known then."""

    generation: str
    at: datetime
    kinds: tuple[Kind, ...]
    findings: tuple[Finding, ...]
    listing: str = ""
