"""What is remembered around an answer: where it stands, what people made of it, whom it was handed to.

These nouns import no library.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

VoteReason = Literal["wrong", "outdated", "missing", "too_long"]
VOTE_REASONS: tuple[VoteReason, ...] = ("wrong", "outdated", "missing", "too_long")
ClickedOn = Literal["answer", "more", "shared", "home"]


@dataclass(frozen=True, slots=True)
class Vote:
    """What one person says of one answer. Each person has one vote on it; the latest counts.

    `reason` and `words` are only given with a vote of not helpful, and often not even then.
    """

    question_id: str
    voter: str
    helpful: bool
    voted_at: datetime
    reason: VoteReason | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Click:
    """Somebody opened a source. `document` is its path; `clicked_on` is where its button stood."""

    question_id: str
    person: str
    document: str
    clicked_on: ClickedOn
    clicked_at: datetime


@dataclass(frozen=True, slots=True)
class PostedAnswer:
    """A message that an answer stands in: the platform's ids for where (`place`) and which (`message`).

    `thread` is the conversation that it belongs to, as in the log. `unasked`: nobody had asked the bot by name.
    """

    question_id: str
    workspace: str
    place: str
    message: str
    thread: str | None
    posted_at: datetime
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class OwnerReply:
    """What an owner answered. It is kept as a draft for the content."""

    text: str
    author: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class OwnerRequest:
    """A question that its asker handed to a content owner.

    `owner` is who the content names, `owner_id` the platform's id of the person or channel that was written to;
    `place` and `message` are where. `document` is the nearest page's path, "" where there was none.
    """

    id: str
    question_id: str
    question: str
    asker: str
    workspace: str
    owner: str
    owner_id: str
    place: str
    message: str
    document: str
    asked_at: datetime
    reply: OwnerReply | None = None


@dataclass(frozen=True, slots=True)
class KnownConversation:
    """A conversation that the bot may write to unasked, on a platform that must be told where it listens for it.

    `service` is that address. `person` is whose a personal chat is, "" elsewhere; `team` the team that a channel is of,
    "" elsewhere. `name` is the channel's, as it was last heard.
    """

    workspace: str
    id: str
    kind: Literal["personal", "group", "channel"]
    service: str
    person: str = ""
    team: str = ""
    name: str = ""
