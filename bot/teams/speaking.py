"""Saying something in Teams: where it belongs, as a card or, where Teams refuses that, as text."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus

from bot.chat.handover import Delivered
from bot.chat.trouble import UndeliveredError
from bot.chat.workers import Workers
from bot.conversation_model import KnownConversation
from bot.ports import Conversations, KeepingError
from bot.teams.activities import Setting
from bot.teams.transport import Activity, Address, Transport, TransportError

_LOG = logging.getLogger(__name__)
_REFUSED = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE})
_NOBODY = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND})
"""What Teams says of an id that is nobody's: an owner's name may look like one."""


MEETING_PLACES = 10


@dataclass(frozen=True, slots=True)
class Message:
    """What is said. `alone` makes all there is where Teams does not take the card."""

    activity: Activity
    alone: Callable[[], Activity] | None = None


class Speaker:
    """Says it through the transport. Every verb but those that say so raises TransportError."""

    def __init__(self, transport: Transport, conversations: Conversations, keepers: Workers) -> None:
        self._transport = transport
        self._conversations = conversations
        self._keepers = keepers

    async def say(self, to: Address, message: Message) -> str:
        """Say something new. Gives the message's id."""
        try:
            return await self._transport.send(to, message.activity)
        except TransportError as error:
            if message.alone is None or error.status not in _REFUSED:
                raise
            _LOG.warning("Teams refused a card (%s); it is said as text", error)
            return await self._transport.send(to, message.alone())

    async def change(self, to: Address, said: str, message: Message) -> str:
        """Put it in the place of what was said. Where that is gone, it is said anew."""
        try:
            await self.put(to, said, message)
        except TransportError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return await self.say(to, message)
            raise
        return said

    async def put(self, to: Address, said: str, message: Message) -> None:
        """Put it in the place of what was said, and nowhere else."""
        try:
            await self._transport.update(to, said, message.activity)
        except TransportError as error:
            if message.alone is None or error.status not in _REFUSED:
                raise
            _LOG.warning("Teams refused a card (%s); it is said as text", error)
            await self._transport.update(to, said, message.alone())

    async def take_back(self, to: Address, said: str) -> None:
        """Remove what was said. Never raises."""
        try:
            await self._transport.delete(to, said)
        except TransportError as error:
            _LOG.warning("What was said cannot be taken back: %s", error)

    async def say_to_person(self, workspace: str, person: str, message: Message) -> Delivered:
        """Write to somebody in their chat with the bot. Raises UndeliveredError."""
        async with delivering():
            to = await self.personal_chat(workspace, person)
            return Delivered(to.conversation, await self.say(to, message))

    async def say_to_channel(self, workspace: str, channel: str, message: Message) -> Delivered:
        """Begin a thread in a channel, or speak in a group chat. Raises UndeliveredError."""
        async with delivering():
            to = await self.address_of(workspace, channel)
            return Delivered(to.conversation, await self.say(to, message))

    async def known(self, workspace: str, conversation: str) -> KnownConversation | None:
        """What is kept of a conversation. Raises KeepingError."""
        return await self._keepers.run(self._conversations.find, workspace, conversation)

    async def address_of(self, workspace: str, conversation: str) -> Address:
        """Where a conversation is reached. Raises UndeliveredError where Teams has never been heard, and KeepingError.

        One that is not known may exist all the same: its channel's team has the bot, and nobody wrote there yet.
        """
        known = await self.known(workspace, conversation)
        service = known.service if known else (await self.anywhere(workspace)).service
        return Address(service, conversation, workspace)

    async def personal_chat(self, workspace: str, person: str, service: str = "") -> Address:
        """The chat with somebody, made where there is none. Raises TransportError, UndeliveredError, KeepingError.

        `service`: where Teams listens, "" where that is not at hand.
        """
        known = await self._keepers.run(self._conversations.of_person, workspace, person)
        if known is not None:
            return Address(known.service, known.id, workspace)
        service = service or (await self.anywhere(workspace)).service
        opened = await self._transport.open_personal_chat(service, workspace, person)
        chat = KnownConversation(workspace, opened.conversation, "personal", service, person)
        await self._keepers.run(self._conversations.keep, chat)
        return replace(opened, tenant=workspace)

    async def belongs_to(self, chat: Address, person: str) -> None:
        """A personal chat is that of somebody who has another id, too: keep it by this one. Raises KeepingError."""
        known = KnownConversation(chat.tenant, chat.conversation, "personal", chat.service, person)
        await self._keepers.run(self._conversations.keep, known)

    async def meeting_places(self, workspace: str) -> list[Address]:
        """Channels and group chats that were heard of last: who is looked for may be in one of them.

        Raises KeepingError.
        """
        known = await self._keepers.run(self._conversations.latest, workspace, MEETING_PLACES)
        return [Address(one.service, one.id, workspace) for one in known]

    async def anywhere(self, workspace: str) -> Address:
        """The conversation heard of last. Raises UndeliveredError, KeepingError."""
        known = await self._keepers.run(self._conversations.any_of, workspace)
        if known is None:
            raise UndeliveredError("nobody has written from Teams yet, so it is not known where it listens")
        return Address(known.service, known.id, workspace)


class Reply:
    """One answer on its way: a word of patience may come before it, and it takes that word's place."""

    def __init__(self, speaker: Speaker, setting: Setting) -> None:
        self._speaker = speaker
        self._to = address_in_thread(setting)
        self._said: str | None = None

    async def say(self, message: Message) -> str:
        """Say it, in the place of what was said before. Gives the message's id. Raises TransportError."""
        if self._said:
            self._said = await self._speaker.change(self._to, self._said, message)
        else:
            self._said = await self._speaker.say(self._to, message)
        return self._said


@asynccontextmanager
async def delivering() -> AsyncIterator[None]:
    """Whatever goes wrong in its block is told as UndeliveredError."""
    try:
        yield
    except TransportError as error:
        raise _undelivered(error) from error
    except KeepingError as error:
        raise UndeliveredError(f"the database says: {error}") from error


def _undelivered(error: TransportError) -> UndeliveredError:
    """Why somebody could not be written to: the app is not installed for them, or nobody has the id."""
    nobody, forbidden = error.status in _NOBODY, error.status == HTTPStatus.FORBIDDEN
    return UndeliveredError(str(error), nobody=nobody, for_good=forbidden)


def address_in_thread(setting: Setting) -> Address:
    """Where a reply belongs: in a channel, the thread of what was said."""
    if setting.chat != "channel" or not setting.thread:
        return replace(setting.address, conversation=setting.place)
    return replace(setting.address, conversation=f"{setting.place};messageid={setting.thread}")
