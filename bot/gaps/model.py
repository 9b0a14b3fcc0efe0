"""The nouns of gaps: what counts as one, what is known of it, what people do with it. They import no library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

Signal = Literal[
    "no_answer",
    "unsure",
    "unmentioned",
    "wrong",
    "outdated",
    "missing",
    "too_long",
    "unhelpful",
    "escalated",
    "stale",
    "conflicting",
]
"""Why a question counts: nothing was found, or nothing sure, or nothing that mentions what was asked about; a vote of
not helpful with its reason (`unhelpful`: with none); it was handed to an owner; it was answered from content past its
review date; two sources disagreed."""
SIGNALS: tuple[Signal, ...] = get_args(Signal)

GapKind = Literal["missing", "stale", "conflicting", "not_found"]
"""`not_found`: the content seems to hold it, but it was not found, or not shown so that it helped."""
GAP_KINDS: tuple[GapKind, ...] = get_args(GapKind)

GapState = Literal["open", "snoozed", "dismissed", "closed", "merged"]
"""`closed`: the content answers it now. `merged`: its questions belong to another gap, `Gap.merged_into`."""
GAP_STATES: tuple[GapState, ...] = get_args(GapState)

Verb = Literal[
    "opened",
    "joined",
    "left",
    "renamed",
    "assigned",
    "unassigned",
    "snoozed",
    "woke",
    "dismissed",
    "reopened",
    "closed",
    "merged",
    "unmerged",
    "split",
    "unsplit",
    "set_apart",
    "set_together",
    "kind_set",
]
"""What happened to a gap, as its history keeps it."""

MACHINE = ""
"""Who did it, where nobody did."""


@dataclass(frozen=True, slots=True)
class Signalled:
    """A question with all that counts of it, as it waits to be placed. `gap`: where it is already, None for a new one.

    No `signals`: whatever counted was taken back. `fresh` are those of them that its gap does not know of yet, a vote
    that was given again among them; the latest was told at `told_at`.
    """

    question_id: str
    asked_at: datetime
    question: str
    language: str
    follows: tuple[str, ...]
    workspace: str
    asker: str
    confidence: float
    nearest: str | None
    signals: tuple[Signal, ...]
    told_at: datetime
    fresh: tuple[Signal, ...] = ()
    surface: str = ""
    gap: str | None = None


@dataclass(frozen=True, slots=True)
class GapQuestion:
    """A question of a gap. `placed_by` is the person who put it there, `MACHINE` where nobody did.

    `document` and `fingerprint` are what it was answered from, or stood nearest to it, when it was placed. `vector` is
    that of its words, by the model `model`, as float32 in the machine's order.
    """

    question_id: str
    gap: str
    asked_at: datetime
    question: str
    language: str
    follows: tuple[str, ...]
    workspace: str
    surface: str
    asker: str
    signals: tuple[Signal, ...]
    placed_by: str
    document: str = ""
    fingerprint: str = ""
    vector: bytes | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask for the same missing thing.

    `titled_by`, `kind_by`, `assigned_by`, `state_by`: who decided it, `MACHINE` where nobody did; what a person decided
    no machine changes. `people`: how many different ones asked. `document` is the path of the nearest content, "" where
    there is none; `related`: it is on the same topic. `owner` is whom the content suggests, `owner_reason` why (a name
    of a sentence); `assigned` is who has it: an owner as the content names them, or a platform's id. `rank` orders gaps
    by priority, see `bot.gaps.priority`. `closed_by` is the path of the document that answers it. `closings` counts how
    often it was closed. `version` counts how often it was written, 0: never yet.
    """

    id: str
    title: str
    kind: GapKind
    state: GapState
    opened_at: datetime
    first_asked: datetime
    last_asked: datetime
    questions: int
    people: int
    language: str = ""
    titled_by: str = MACHINE
    kind_by: str = MACHINE
    state_by: str = MACHINE
    state_reason: str = ""
    state_at: datetime | None = None
    snoozed_until: datetime | None = None
    document: str = ""
    related: bool = False
    owner: str = ""
    owner_reason: str = ""
    assigned: str = ""
    assigned_by: str = MACHINE
    stage: str = ""
    product: str = ""
    competitor: str = ""
    rank: float = 0.0
    merged_into: str = ""
    closed_by: str = ""
    closed_generation: str = ""
    closings: int = 0
    signals: Mapping[Signal, int] = field(default_factory=dict)
    version: int = 0


@dataclass(frozen=True, slots=True)
class GapChange:
    """One thing that happened to a gap. `detail` is what is needed to tell it, and to take it back."""

    gap: str
    at: datetime
    by: str
    verb: Verb
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GapFilter:
    """Which gaps are wanted; what is empty filters nothing. `words` must all stand in the title or in a question.

    `teams` are names of groups: gaps that somebody of them asked about. `owners`: one of them has it or, where nobody
    has it, is suggested. `ids`: these alone. `people`, whom the settings list for `teams`, count with these.
    `entered_since` (included) and `entered_before` (not) say when it came into its state.
    """

    states: tuple[GapState, ...] = ("open",)
    kinds: tuple[GapKind, ...] = ()
    words: str = ""
    owners: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    competitor: str = ""
    product: str = ""
    stage: str = ""
    asked_since: datetime | None = None
    ids: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()
    entered_since: datetime | None = None
    entered_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What an owner replied to a question of a gap: a starting text for the page that is missing."""

    question: str
    text: str
    author: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class GapView:
    """A gap as somebody who may work on it sees it. `perhaps` may be the same, most likely first.

    `names` of people, by id: of those who worked on it; of askers only where the company turned that on. `titles` are
    those of the gaps that the history tells of, by id, as far as they are the viewer's to know. `undoable`: the latest
    thing that somebody did can be taken back.
    """

    gap: Gap
    questions: tuple[GapQuestion, ...]
    perhaps: tuple[Gap, ...]
    history: tuple[GapChange, ...]
    drafts: tuple[Draft, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    undoable: bool = False


class GapGoneError(Exception):
    """There is no such gap, or it became part of another one meanwhile. The message says which."""


class GapChangedError(Exception):
    """Somebody else, perhaps on another replica, wrote a gap since it was read: read it again."""


class NotAllowedError(Exception):
    """Whoever wants this may not do it. The message says who may."""
