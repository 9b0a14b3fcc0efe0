"""The nouns of retrieval. They import no library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from content_index.model import Document, Passage

Status = Literal["answered", "unsure", "gap"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the asker may see and wants to see. An empty tuple filters nothing.

    `groups` are the groups of the asker (and of the place); a document with an audience is found only by somebody in
    it. None means an administrator at a terminal, who sees everything. `guests` is True where people from outside may
    read the answer: then only documents that are marked as safe for buyers are found, and nothing internal in them.
    `without` are paths, or ids, of documents that are left out.
    """

    kinds: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    groups: frozenset[str] | None = frozenset()
    guests: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question, the earlier questions of its thread (oldest first), and its filters."""

    text: str
    history: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage, its document, its fused score (0 to 1 within one question) and the parts it was made of."""

    passage: Passage
    document: Document
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """The words to show: Markdown verbatim from one passage, at most three sentences.

    `start` is the offset in the passage's text where they begin (for the deep link); `bold` are character spans of
    `text` that decide.
    """

    passage_id: str
    text: str
    start: int
    bold: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Confidences (0 to 1) from which a question counts as answered, and as unsure; None: as they were fitted.

    Where only one is given, the other one gives way to it: what is answered is never less sure than what is unsure.
    """

    answered: float | None = None
    unsure: float | None = None


ReasonName = Literal[
    "small_talk",
    "empty_index",
    "no_words",
    "old_index",
    "blind",
    "unknown_words",
    "no_figure",
    "no_time",
    "no_person",
    "unmentioned",
    "partly",
    "distant",
]
"""`small_talk`: nothing was asked (a greeting, thanks, signs alone); `empty_index`: no passage is indexed;
`no_words`: the question holds nothing to search for; `old_index`: the index was made by another model or version,
only words were compared; `blind`: the model does not know its language, likewise; `unknown_words`: no passage holds
some of its words; `no_figure`, `no_time`, `no_person`: a page is on the topic, but the words that are quoted give
none, which the question asks for; `unmentioned`: the first passages do not hold some of its words; `partly`: no
passage holds all that was asked about; `distant`: the nearest passage is only on a related topic."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why confidence is low. `words` are the question's words that it is about, as they were asked."""

    name: ReasonName
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What was found. `confidence` is the calibrated probability that the first passages answer the question.

    `quote` and `say` are None where nothing fits. `follows` are the earlier questions that this one was searched with,
    oldest first; none where it stands for itself. `repaired` is the question as it was searched, where spelling was
    repaired, else None. `reason` says why confidence is low, or what to mind in an answer, None where nothing is to be
    said. `timings` are milliseconds by stage.
    """

    status: Status
    confidence: float
    passages: tuple[RankedPassage, ...]
    quote: Quote | None
    say: str | None
    language: str
    generation: str
    follows: tuple[str, ...] = ()
    repaired: str | None = None
    reason: Reason | None = None
    timings: Mapping[str, float] = field(default_factory=dict)
    signs: Mapping[str, float] = field(default_factory=dict)
