"""Sharing an answer into a channel or a group chat that its sharer is in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.asking import AskingDesk
from bot.chat.sharing import OneAtATime, Withheld, shareable
from bot.chat.trouble import LookUpError, UndeliveredError
from bot.chat.workers import Workers
from bot.chat_words import ChatWords, chat_words
from bot.conversation_model import KnownConversation, PostedAnswer
from bot.model import LoggedQuestion
from bot.ports import Clock, Conversations
from bot.teams.activities import Sender, Setting
from bot.teams.answers import Answers
from bot.teams.card_text import escaped
from bot.teams.directory import Directory
from bot.teams.sight import Sights
from bot.teams.speaking import Speaker
from bot.teams.transport import Address

_LOG = logging.getLogger(__name__)
MOST_PLACES = 40
"""Conversations that are offered: more would have to be asked after one by one whether the sharer is in them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer may be shared."""

    id: str
    name: str


class Sharing:
    """Shares answers."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: AskingDesk,
        answers: Answers,
        speaker: Speaker,
        sights: Sights,
        directory: Directory,
        conversations: Conversations,
        clock: Clock,
        keepers: Workers,
    ) -> None:
        self._desk = desk
        self._answers = answers
        self._speaker = speaker
        self._sights = sights
        self._directory = directory
        self._conversations = conversations
        self._clock = clock
        self._keepers = keepers
        self._once = OneAtATime()

    async def places(self, setting: Setting, person: str) -> Sequence[Place]:
        """Where somebody may share: channels and group chats that they are in. Raises KeepingError.

        Of a conversation that somebody is not in, not even the name is shown to them.
        """
        known = await self._keepers.run(self._conversations.latest, setting.workspace, MOST_PLACES)
        others = [one for one in known if one.name]
        inside = await asyncio.gather(*(self._is_in(one, person) for one in others))
        found = [Place(one.id, one.name) for one, is_in in zip(others, inside, strict=True) if is_in]
        return sorted(found, key=lambda place: place.name.casefold())

    async def share(
        self, setting: Setting, question: LoggedQuestion, sharer: Sender, place: str, words: ChatWords
    ) -> str:
        """Share it, and say in `words` what came of it. Raises KeepingError and what the search raises."""

        async def work() -> str:
            return await self._share(setting, question, sharer, place, words)

        return await self._once.run((question.id, place, sharer.id), work)

    async def _share(
        self, setting: Setting, question: LoggedQuestion, sharer: Sender, place: str, words: ChatWords
    ) -> str:
        workspace = setting.workspace
        known = await self._keepers.run(self._conversations.find, workspace, place)
        to = Address(known.service if known else setting.address.service, place, workspace)
        name = escaped((known.name if known else "") or words.share_here)
        if place != setting.place and not (known and await self._is_in(known, sharer.id)):
            return words.invite_me.format(channel=escaped(words.share_here))  # not even its name is told
        own, readers = await asyncio.gather(
            self._sights.of_person(setting.address, sharer.id, marked_outside=sharer.outside),
            self._sights.of_place(to, known.team if known else setting.team),
        )
        answer = await shareable(
            self._desk, question, sharer=sharer.id, own=own, readers=readers, channel=place, workspace=workspace
        )
        if isinstance(answer, Withheld):
            return str(getattr(words, answer.reason)).format(channel=name, title=escaped(answer.title))
        above = chat_words(answer.language).shared_by.format(
            person=escaped(sharer.name or sharer.id), question=escaped(question.question)
        )
        message = await self._keepers.run(
            self._answers.message, answer, presses=("helpful", "more"), above=above, where="shared"
        )
        try:
            said = await self._speaker.say_to_channel(workspace, place, message)
        except UndeliveredError as error:
            _LOG.warning("An answer could not be shared: %s", error)
            return words.invite_me.format(channel=name)
        await self._desk.remember(
            PostedAnswer(question.id, workspace, place, said.message, said.message, self._clock.now())
        )
        return words.shared.format(channel=name)

    async def _is_in(self, conversation: KnownConversation, person: str) -> bool:
        at = Address(conversation.service, conversation.id, conversation.workspace)
        try:
            await self._directory.person(at, person, conversation.team)
        except LookUpError:
            return False
        return True
