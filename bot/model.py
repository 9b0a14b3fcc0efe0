"""The nouns of the conversation. They import no library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from content_index.plain_text import plain_text
from retrieval.model import Status

Surface = Literal["slack", "teams", "console", "cli"]
TERMINAL = "terminal"
"""The id, of no workspace, of whoever asks by `cornerman ask`: mostly the one who looks after it, trying it out."""
Outcome = Literal[Status, "small_talk"]
"""What became of a message, as the log keeps it: an answer's status, or that nothing was asked."""
Flag = Literal["stale", "conflicting", "unmentioned"]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the platform's own id, and the groups that decide what may be shown.

    None: an administrator's terminal.
    """

    id: str
    name: str | None = None
    groups: frozenset[str] | None = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the answer will be read. Ids, never names: a channel's name changes.

    `guests`: people from outside may read it.
    """

    id: str
    kind: Literal["direct", "channel", "private", "terminal", "browser"]
    workspace: str = ""
    guests: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A question as every surface hands it to `answering`.

    `thread` groups follow-ups; None where the surface has no threads. `history` are earlier questions that the surface
    knows itself; where it is None, `answering` takes the thread's questions from the log. The wishes (`kinds` …) narrow
    the search. `unasked`: said to others, not to the bot; then only what is answered is logged, for the rest is talk.
    """

    text: str
    asker: Asker
    place: Place
    surface: Surface
    thread: str | None = None
    history: tuple[str, ...] | None = None
    kinds: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class AnswerSource:
    """One source below an answer: title › heading as a deep link, kind, owner, freshness.

    `audience`: the groups that alone may see it; none where everybody may. `needs_work`: its owner says that it is
    being worked on.
    """

    document_id: str
    document: str
    title: str
    heading: str
    url: str
    kind: str
    score: float
    owner: str | None = None
    reviewed: date | None = None
    review_due: date | None = None
    audience: tuple[str, ...] = ()
    needs_work: bool = False


@dataclass(frozen=True, slots=True)
class AnswerPassage:
    """One ranked passage, for surfaces that show more and for the log. `title` is its document's.

    `internal`: the content marks something in it as not for customers. Guests get the passage without that.
    """

    passage_id: str
    document_id: str
    document: str
    heading: str
    text: str
    score: float
    url: str
    internal: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What every surface renders.

    `follows` are earlier questions of the thread that this one was understood with, oldest first; none where it stands
    for itself. `text` is Markdown, verbatim from the content; `bold` are spans of it. `table_head` is the head of the
    table that it is rows of (Markdown: the columns' names, and the line that rules them off), "" where it is anything
    else. `internal`: the content marks quoted words as not for customers; every surface says so. `url` is the deep link
    to the very words quoted. `note` is in the bot's own words (why it is unsure, that spelling was repaired), else "".
    `conflicting`: another source disagrees with the quoted words; it is the second source, and the note says so. None:
    the index has not been compared with itself yet.
    `unmentioned`: the note says that nothing, or not what was found, mentions some of the question's words.
    `training` is a page to learn more from, which is then none of the sources; only where the asker alone reads.
    `latency_ms` by stage, `total` among them. `small_talk`: nothing was asked ("thanks!"), so nothing was searched; its
    status is `gap`, but it tells of no gap in the content.
    """

    question_id: str
    question: str
    status: Status
    confidence: float
    text: str
    bold: tuple[tuple[int, int], ...]
    say: str | None
    sources: tuple[AnswerSource, ...]
    passages: tuple[AnswerPassage, ...]
    generation: str
    language: str
    url: str | None = None
    table_head: str = ""
    internal: bool = False
    note: str = ""
    small_talk: bool = False
    conflicting: bool | None = None
    unmentioned: bool = False
    training: AnswerSource | None = None
    follows: tuple[str, ...] = ()
    latency_ms: Mapping[str, float] = field(default_factory=dict)

    @property
    def quote_is_said(self) -> bool:
        """Whether the quoted words stand in the line to say: then surfaces show them once, as that line."""
        quoted, said = plain_text(self.text), plain_text(self.say or "")
        return bool(quoted) and f" {quoted} " in f" {said} " and not self.internal


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """A question as the log keeps it. `passages` are (passage id, document path) pairs as shown, best first.

    `follows` are the earlier questions that it was understood with, so that it can be asked again as it was meant.
    `document` is the path of the one that it was answered from, or that stood nearest to it, "" where there was none.
    `flags` are what else counts of the answer: `stale`, it came from content past its review date; `conflicting`, two
    sources disagreed; `unmentioned`, it was unsure, and what was found does not mention words of the question.
    `name` is the asker's, `groups` theirs, where the answer was for their eyes alone; else None.
    """

    id: str
    asked_at: datetime
    question: str
    asker: str
    place: str
    place_kind: str
    workspace: str
    thread: str | None
    surface: Surface
    status: Outcome
    confidence: float
    passages: tuple[tuple[str, str], ...]
    generation: str
    latency_ms: Mapping[str, float]
    language: str = ""
    follows: tuple[str, ...] = ()
    document: str = ""
    flags: tuple[Flag, ...] = ()
    name: str = ""
    groups: tuple[str, ...] | None = None
