"""How owners and askers are reached in Teams."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from bot.chat.handover import Delivered, Handover, OwnerLetter
from bot.chat.sight import Sight
from bot.chat.trouble import LookUpError, UndeliveredError
from bot.chat_words import ChatWords, chat_words
from bot.conversation_model import OwnerReply, OwnerRequest
from bot.owners import is_email
from bot.ports import KeepingError
from bot.teams.card_text import escaped
from bot.teams.cards import replied_card, request_card
from bot.teams.directory import Directory
from bot.teams.members import plain
from bot.teams.messages import card_activity, sentence_activity
from bot.teams.sight import Sights
from bot.teams.speaking import Message, Speaker
from bot.teams.transport import Address, TransportError

_PERSON = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|29:\S+", re.IGNORECASE)
_CHANNEL = re.compile(r"19:\S+@(thread\.\S+|unq\.gbl\.spaces)", re.IGNORECASE)


class TeamsPost:
    """Implements bot.chat.handover.OwnerPost for one tenant."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        workspace: str,
        *,
        speaker: Speaker,
        directory: Directory,
        sights: Sights,
        today: Callable[[], date],
        language: str,
    ) -> None:
        self.workspace = workspace
        self._speaker = speaker
        self._directory = directory
        self._sights = sights
        self._today = today
        self._language = language

    async def ids(self, candidate: str) -> Sequence[str]:
        """Whom an id or an address means in Teams. Raises LookUpError."""
        if _CHANNEL.fullmatch(candidate):
            return (candidate,)
        if _PERSON.fullmatch(candidate):
            return (await self._as_they_write(plain(candidate)),)
        if not is_email(candidate):
            return ()
        for at in await self._places():
            found = await self._directory.id_of_email(at, candidate)
            if found:
                return (found,)
        return ()

    def is_channel(self, owner_id: str) -> bool:
        """Channels and group chats begin alike."""
        return owner_id.startswith("19:")

    async def sight(self, owner_id: str) -> Sight:
        """What may be shown to an owner. Never raises: in doubt less is shown."""
        try:
            if self.is_channel(owner_id):
                known = await self._speaker.known(self.workspace, owner_id)
                at = await self._speaker.address_of(self.workspace, owner_id)
                return await self._sights.of_place(at, known.team if known else "")
            at = await self._speaker.personal_chat(self.workspace, owner_id)
        except (UndeliveredError, TransportError, KeepingError):
            return Sight(frozenset(), guests=True, blurred="asker_unknown")
        return await self._sights.of_person(at, owner_id)

    async def write(self, letter: OwnerLetter) -> Delivered:
        """Write to an owner. Raises UndeliveredError."""
        in_channel = self.is_channel(letter.owner_id)
        # Teams tells the language of who writes, and of nobody else: the question's is the best guess.
        words = chat_words(letter.answer.language or self._language)
        asker = await self.name_of(letter.asker, place=letter.question.place)
        how = (words.owner_how_in_channel if in_channel else words.owner_how_in_chat).format(person=escaped(asker))
        card = request_card(letter, words, self._today(), asker=asker, in_channel=in_channel)
        said = f"{words.owner_asks.format(person=escaped(asker))} {escaped(letter.question.question)}"
        message = Message(card_activity(card, said), lambda: sentence_activity(f"{said}\n\n{how}"))
        if in_channel:
            return await self._speaker.say_to_channel(self.workspace, letter.owner_id, message)
        return await self._speaker.say_to_person(self.workspace, letter.owner_id, message)

    async def take_back(self, delivered: Delivered) -> None:
        """Remove what was written. Never raises."""
        try:
            to = await self._speaker.address_of(self.workspace, delivered.place)
        except (UndeliveredError, KeepingError):
            return
        await self._speaker.take_back(to, delivered.message)

    async def bring(self, request: OwnerRequest, reply: OwnerReply) -> None:
        """Give the reply to who asked, in their own chat with the bot. Raises UndeliveredError."""
        owner = await self.name_of(reply.author, place=request.place)
        words = chat_words(self._language)
        card = replied_card(request, reply, words, owner=owner)
        said = words.replied.format(owner=escaped(owner), question=escaped(request.question))
        alone = sentence_activity(f"{said}\n\n{escaped(reply.text)}")
        await self._speaker.say_to_person(
            self.workspace, request.asker, Message(card_activity(card, said), lambda: alone)
        )

    async def name_of(self, person: str, *, place: str = "") -> str:
        """What somebody is called; their id where Teams does not tell. `place` is where they are known to be."""
        try:
            at = await (
                self._speaker.address_of(self.workspace, place)
                if place
                else self._speaker.personal_chat(self.workspace, person)
            )
            return (await self._directory.person(at, person)).name or person
        except (LookUpError, UndeliveredError, TransportError, KeepingError):
            return await self.name_of(person) if place else person

    async def _as_they_write(self, person: str) -> str:
        """The id that comes with what somebody writes: their object id, where the settings have Teams' own."""
        if not person.startswith("29:"):
            return person
        try:
            at = await self._speaker.personal_chat(self.workspace, person)
            known_as = (await self._directory.person(at, person)).id
            await self._speaker.belongs_to(at, known_as)
        except (LookUpError, UndeliveredError, TransportError, KeepingError):
            return person
        return known_as

    async def _places(self) -> list[Address]:
        """Where somebody may be found by their address: without Microsoft Graph, only among those who are there."""
        try:
            return [await self._speaker.anywhere(self.workspace), *await self._speaker.meeting_places(self.workspace)]
        except (UndeliveredError, KeepingError) as error:
            raise LookUpError(str(error)) from error


class PostOffice:
    """Makes each tenant's post, and puts outcomes into words."""

    def __init__(
        self, *, speaker: Speaker, directory: Directory, sights: Sights, today: Callable[[], date], language: str
    ) -> None:
        self._speaker = speaker
        self._directory = directory
        self._sights = sights
        self._today = today
        self._language = language

    def of(self, workspace: str) -> TeamsPost:
        """The post of a tenant."""
        return TeamsPost(
            workspace,
            speaker=self._speaker,
            directory=self._directory,
            sights=self._sights,
            today=self._today,
            language=self._language,
        )

    async def bring_back(
        self, handover: Handover, request: OwnerRequest, text: str, author: str, words: ChatWords
    ) -> str:
        """Bring a reply back, and say in `words` (Teams' markdown) what came of it. Raises KeepingError."""
        post = self.of(request.workspace)
        outcome = await handover.bring_back(post, request, text, author)
        asker = await post.name_of(request.asker)
        return str(getattr(words, outcome)).format(person=escaped(asker))
