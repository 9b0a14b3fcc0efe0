"""What the conversation needs from others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.channel_manners import ChannelManners
from bot.conversation_model import Click, KnownConversation, OwnerReply, OwnerRequest, PostedAnswer, Vote
from bot.model import Answer, Ask, Asker, LoggedQuestion, Place
from bot.viewer import Look
from retrieval.model import Query, Retrieved


class Retrieval(Protocol):
    """The retrieval engine as `answering` sees it."""

    def search(self, query: Query) -> Retrieved:
        """Raises retrieval.ports.NoIndexError where nothing has been indexed yet."""


class QuestionLog(Protocol):
    """Where questions are kept. No verb may raise or wait for a database that is down."""

    @property
    def waiting(self) -> int:
        """Questions that the database does not have yet."""

    @property
    def dropped(self) -> int:
        """Questions that this process could not keep."""

    def record(self, question: LoggedQuestion) -> None:
        """Keep it, now or, where the database is down, later, once, in order."""

    def thread(self, workspace: str, place: str, thread: str) -> tuple[str, ...]:
        """Earlier questions of the thread, oldest first; empty where the log cannot be read."""

    def recent(self, limit: int, *, before: datetime | None = None) -> Sequence[LoggedQuestion]:
        """The newest questions first. Raises LogUnavailableError."""

    def find(self, question_id: str) -> LoggedQuestion | None:
        """One question, one that still waits included; None where there is none. Raises LogUnavailableError."""

    def of_asker(self, workspace: str, asker: str, limit: int) -> Sequence[LoggedQuestion]:
        """What a person asked, newest first, small talk left out. Raises LogUnavailableError."""

    def asked_since(self, moment: datetime) -> Sequence[AskedDocument]:
        """How often which document stood first below an answer since then. Raises LogUnavailableError."""


@dataclass(frozen=True, slots=True)
class AskedDocument:
    """A document that stood first below `questions` answers (status `answered`) to `people` different askers."""

    document: str
    questions: int
    people: int


class LogUnavailableError(Exception):
    """The question log cannot be read just now. The message says why."""


class Seen(Protocol):
    """Which requests a platform has delivered already, to whichever replica."""

    def first_time(self, keys: Sequence[str]) -> bool:
        """Whether none of the keys has been seen; from now on all of them are.

        Of many that ask at once, one is told so. May raise where the database is down. Called from several threads.
        """


class Feedback(Protocol):
    """What people made of answers. Every verb raises KeepingError where the database is down."""

    def vote(self, vote: Vote) -> None:
        """Keep it, in the place of what the same person said of the same answer before."""

    def vote_of(self, question_id: str, voter: str) -> Vote | None:
        """The vote that counts."""

    def votes(self, question_id: str) -> Sequence[Vote]:
        """Everybody's votes on one answer, oldest first."""

    def clicked(self, click: Click) -> None:
        """Count it."""

    def clicks(self, question_id: str) -> Sequence[Click]:
        """Every click on the sources of one answer, oldest first."""


class PostedAnswers(Protocol):
    """Where answers stand. Every verb raises KeepingError where the database is down."""

    def remember(self, posted: PostedAnswer) -> None:
        """A message that is known already now holds this answer."""

    def at(self, workspace: str, place: str, message: str) -> PostedAnswer | None:
        """The answer in a message."""

    def latest_in_place(self, workspace: str, place: str) -> PostedAnswer | None:
        """The newest answer in a place."""

    def heard_since(self, workspace: str, place: str, moment: datetime) -> int:
        """How many answers a place has heard since then."""

    def of_question(self, question_id: str) -> Sequence[PostedAnswer]:
        """Every message that holds the answer to a question, oldest first."""


class OwnerRequests(Protocol):
    """Questions that were handed to owners. Every verb raises KeepingError where the database is down."""

    def keep(self, request: OwnerRequest) -> None:
        """A new one."""

    def at(self, workspace: str, place: str, message: str) -> OwnerRequest | None:
        """The request in a message to an owner."""

    def find(self, request_id: str) -> OwnerRequest | None:
        """By its id."""

    def of_question(self, question_id: str, asker: str) -> OwnerRequest | None:
        """What a person has handed over already."""

    def reply(self, request_id: str, reply: OwnerReply) -> None:
        """Keep an owner's words, as a draft, beside those that came before."""

    def waiting(self, workspace: str, owner_id: str) -> Sequence[OwnerRequest]:
        """Those of an owner that have no reply, oldest first."""

    def drafts(self, limit: int) -> Sequence[OwnerRequest]:
        """Those with a reply, each with its latest, newest first."""


class Channels(Protocol):
    """What channels have agreed on. Every verb raises KeepingError where the database is down."""

    def manners(self, workspace: str, channel: str) -> ChannelManners | None:
        """None where the channel keeps to the default."""

    def change(self, workspace: str, channel: str, manners: ChannelManners | None, *, by: str, at: datetime) -> None:
        """None goes back to the default. Who changed what and when is kept."""


class Conversations(Protocol):
    """Where the bot may write unasked. Every verb raises KeepingError where the database is down."""

    def keep(self, conversation: KnownConversation) -> None:
        """In the place of what was known of it."""

    def find(self, workspace: str, conversation: str) -> KnownConversation | None:
        """By its id; None where it is not known, or no longer."""

    def of_person(self, workspace: str, person: str) -> KnownConversation | None:
        """The personal chat with somebody."""

    def latest(self, workspace: str, limit: int) -> Sequence[KnownConversation]:
        """Those heard of last, newest first, personal chats left out."""

    def any_of(self, workspace: str) -> KnownConversation | None:
        """The one heard of last: its address serves for people who have not written yet."""

    def forget(self, workspace: str, conversation: str) -> None:
        """The bot was removed there."""

    def forget_team(self, workspace: str, team: str) -> None:
        """The bot was removed from a team, with all its channels."""


class People(Protocol):
    """Who has asked. Every verb raises KeepingError where the database is down."""

    def names(self, workspace: str, people: Collection[str]) -> Mapping[str, str]:
        """By id; those whose name is not known left out."""

    def names_of(self, people: Collection[tuple[str, str]]) -> Mapping[str, str]:
        """Of people by (workspace, id): the names by id, as above."""

    def groups_of(self, workspace: str, person: str) -> frozenset[str]:
        """Those that somebody was in when they last asked where only they read the answer."""

    def teams(self) -> Sequence[str]:
        """Every group that anybody is in, by name."""


class Looks(Protocol):
    """Who looked at what others asked. Every verb raises KeepingError where the database is down."""

    def keep(self, look: Look) -> None:
        """A new one."""

    def lately(self, limit: int, person: str | None = None, before: datetime | None = None) -> Sequence[Look]:
        """The newest first; of one person, or of everybody; those before a moment, or all."""


class KeepingError(Exception):
    """The database did not take or give something in time. The message says why, without what was to be kept."""


class Answering(Protocol):
    """The one door for every surface."""

    def answer(self, ask: Ask) -> Answer:
        """Never raises for a question: trouble becomes an answer that says so, except NoIndexError."""

    def answer_again(self, question: LoggedQuestion, asker: Asker, place: Place) -> Answer:
        """The answer to a question of the log as somebody else may see it, or somewhere else. It is not logged again.

        Raises what the search raises, NoIndexError among it.
        """


class Clock(Protocol):
    """The time, so that tests can hold it still."""

    def now(self) -> datetime:
        """Time-zone aware, UTC."""
