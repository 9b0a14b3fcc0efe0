"""Handing a question to the owner of the content, and the owner's reply back to who asked."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.chat.asking import AskingDesk
from bot.chat.sight import Sight
from bot.chat.trouble import LookUpError, UndeliveredError
from bot.chat.workers import Workers
from bot.conversation_model import OwnerReply, OwnerRequest
from bot.model import Answer, LoggedQuestion
from bot.owners import Owners
from bot.ports import Clock, KeepingError, OwnerRequests

_LOG = logging.getLogger(__name__)

Sent = Literal["owner_sent", "owner_before", "owner_you", "owner_unknown", "owner_unreachable"]
Brought = Literal["reply_kept", "reply_undelivered"]
"""What came of it: the name of the sentence in `bot.chat_words`."""


@dataclass(frozen=True, slots=True)
class OwnerLetter:
    """What an owner is written. `answer` is the nearest content as they may see it; `note` is in the asker's words."""

    request_id: str
    question: LoggedQuestion
    asker: str
    owner_id: str
    note: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform's ids of where a letter stands (`place`) and which message it is."""

    place: str
    message: str


class OwnerPost(Protocol):
    """How people of one workspace are reached on one platform."""

    @property
    def workspace(self) -> str:
        """The workspace's id."""

    async def ids(self, candidate: str) -> Sequence[str]:
        """Whom an id or an address means here; empty where it is nobody's. Raises LookUpError."""

    def is_channel(self, owner_id: str) -> bool:
        """Whether the id is that of a channel: there many read along."""

    async def sight(self, owner_id: str) -> Sight:
        """What may be shown to an owner. Never raises: in doubt less is shown."""

    async def write(self, letter: OwnerLetter) -> Delivered:
        """Write to an owner. Raises UndeliveredError."""

    async def take_back(self, delivered: Delivered) -> None:
        """Remove what was written: a reply to what is not remembered would reach nobody. Never raises."""

    async def bring(self, request: OwnerRequest, reply: OwnerReply) -> None:
        """Give the reply to who asked, to them alone. Raises UndeliveredError."""


class Handover:
    """Writes to owners, keeps what was written, and brings replies back."""

    def __init__(
        self, *, desk: AskingDesk, owners: Owners, requests: OwnerRequests, clock: Clock, workers: Workers
    ) -> None:
        self._desk = desk
        self._owners = owners
        self._requests = requests
        self._clock = clock
        self._workers = workers
        self._under_way: set[tuple[str, str]] = set()

    async def waits(self, question_id: str, asker: str) -> OwnerRequest | None:
        """What a person has handed over already, and nobody has replied to. Raises KeepingError."""
        sent = await self._workers.run(self._requests.of_question, question_id, asker)
        return sent if sent is not None and sent.reply is None else None

    async def hindrance(self, post: OwnerPost, owner: str, asker: str) -> Sent | None:
        """Why a question cannot be handed over, told before anybody writes a word; None where it can."""
        ids, trouble = await self._ids(post, owner)
        if ids and ids[0] == asker:
            return "owner_you"
        return None if ids or trouble else "owner_unknown"

    async def send(self, post: OwnerPost, question: LoggedQuestion, asker: str, *, owner: str, note: str) -> Sent:
        """Write to the owner, and say what came of it. Raises KeepingError and what the search raises."""
        this = (question.id, asker)
        if this in self._under_way:
            return "owner_before"
        self._under_way.add(this)  # before anything is awaited: who sends twice at once would pass here twice
        try:
            if await self.waits(question.id, asker) is not None:
                return "owner_before"
            return await self._send(post, question, asker, owner=owner, note=note)
        finally:
            self._under_way.discard(this)

    async def request_in(self, workspace: str, place: str, message: str, person: str) -> OwnerRequest | None:
        """The request that a message of its owner's replies to. Raises KeepingError."""
        found = await self._workers.run(self._requests.at, workspace, place, message)
        return found if found is not None and found.owner_id == person else None

    async def find(self, request_id: str) -> OwnerRequest | None:
        """A request by its id. Raises KeepingError."""
        return await self._workers.run(self._requests.find, request_id)

    async def bring_back(self, post: OwnerPost, request: OwnerRequest, text: str, author: str) -> Brought:
        """Keep the reply as a draft, and give it to who asked. Raises KeepingError.

        It goes to the asker alone: an owner who writes to one colleague does not write to a channel.
        """
        reply = OwnerReply(text, author, self._clock.now())
        await self._workers.run(self._requests.reply, request.id, reply)
        try:
            await post.bring(request, reply)
        except UndeliveredError as error:
            _LOG.warning("An owner's reply could not be delivered: %s", error)
            return "reply_undelivered"
        return "reply_kept"

    async def _send(self, post: OwnerPost, question: LoggedQuestion, asker: str, *, owner: str, note: str) -> Sent:
        """The first of the owner's ids that can be reached gets it."""
        ids, trouble = await self._ids(post, owner)
        for owner_id in ids:
            sight = await post.sight(owner_id)
            if post.is_channel(owner_id) and sight.guests and not sight.blurred:
                # A colleague's question, and their words to the owner, are not for those from outside.
                _LOG.warning("A question was not handed to %s: people from outside may read there", owner_id)
                trouble = True
                continue
            answer = await self._as_seen_by(post, question, owner_id, sight)
            letter = OwnerLetter(uuid.uuid4().hex, question, asker, owner_id, note, answer)
            try:
                delivered = await post.write(letter)
            except UndeliveredError as error:
                _LOG.warning("A question could not be handed to %s: %s", owner_id, error)
                trouble = trouble or not error.nobody
                continue
            request = OwnerRequest(
                id=letter.request_id,
                question_id=question.id,
                question=question.question,
                asker=asker,
                workspace=post.workspace,
                owner=owner,
                owner_id=owner_id,
                place=delivered.place,
                message=delivered.message,
                document=answer.sources[0].document if answer.sources else "",
                asked_at=self._clock.now(),
            )
            try:
                await self._workers.run(self._requests.keep, request)
            except KeepingError:
                await post.take_back(delivered)
                raise
            return "owner_sent"
        return "owner_unreachable" if trouble else "owner_unknown"

    async def _ids(self, post: OwnerPost, owner: str) -> tuple[list[str], bool]:
        """The owner's ids, and whether one could not be looked up."""
        found: list[str] = []
        trouble = False
        for candidate in self._owners.candidates(owner):
            try:
                found.extend(await post.ids(candidate))
            except LookUpError as error:
                _LOG.warning("An owner's address could not be looked up (%s)", error)
                trouble = True
        return list(dict.fromkeys(found)), trouble

    async def _as_seen_by(self, post: OwnerPost, question: LoggedQuestion, owner_id: str, sight: Sight) -> Answer:
        """The answer from what the owner may see: being named by one page opens no other.

        As in a channel, for what is for its asker alone (a page to learn more from) is not for the owner.
        """
        place = sight.place(owner_id, "channel", post.workspace)
        return await self._desk.again(question, owner_id, sight, place)
