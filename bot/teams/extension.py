"""The message extension: answers as cards to insert where one types, and an answer to somebody else's message."""

from __future__ import annotations

import asyncio
import logging

from bot.chat.asking import AskingDesk, noted
from bot.chat.sight import Sight
from bot.chat.trouble import UndeliveredError
from bot.chat.workers import Workers
from bot.chat_words import chat_words
from bot.model import Answer, Ask
from bot.ports import Conversations, KeepingError, QuestionLog
from bot.teams import dialogs
from bot.teams.cards import answer_card, extension_results
from bot.teams.invokes import Search
from bot.teams.opens import Opens
from bot.teams.sight import Sights
from bot.teams.speaking import Speaker
from bot.teams.transport import Activity, TransportError

_LOG = logging.getLogger(__name__)


SECONDS_UNTIL_MEANT = 3.0
"""Teams sends what is typed piece by piece. What somebody stopped at for so long is what they asked."""


class Extension:
    """Answers both. Raises nothing: trouble is a sentence in the place of results.

    `desk` answers without keeping what was asked: of what is typed piece by piece, only the last is a question.
    """

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: AskingDesk,
        sights: Sights,
        speaker: Speaker,
        conversations: Conversations,
        opens: Opens,
        log: QuestionLog,
        keepers: Workers,
        language: str,
        until_meant: float = SECONDS_UNTIL_MEANT,
    ) -> None:
        self._desk = desk
        self._log = log
        self._until_meant = until_meant
        self._meant: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._sights = sights
        self._speaker = speaker
        self._conversations = conversations
        self._opens = opens
        self._keepers = keepers
        self._language = language

    async def search(self, search: Search) -> Activity:
        """Answers as cards, the best first: the body of the response."""
        words = chat_words(search.sender.language or self._language)
        if not search.text:
            return dialogs.extension_says(words.extension_empty)
        sight = await self._where_it_goes(search)
        answer = await self._answer(search, sight)
        if isinstance(answer, str):
            return dialogs.extension_says(answer)
        link = self._opens.link_of(answer, "shared")
        shown = noted(answer, sight.blurred)
        found = await self._keepers.run(extension_results, shown, self._desk.today(), link=link)
        return dialogs.extension_results(found) if found else dialogs.extension_says(words.more_none)

    async def answer_to_message(self, search: Search) -> Activity:
        """The answer to a message, in a dialog that only who asked for it sees."""
        words = chat_words(search.sender.language or self._language)
        if not search.text:
            return dialogs.continue_with(dialogs.told(words.find_title, words.nothing_to_ask))
        sight = await self._alone(search)
        answer = await self._answer(search, sight)
        if isinstance(answer, str):
            return dialogs.continue_with(dialogs.told(words.find_title, answer))
        link = self._opens.link_of(answer, "more", search.sender.id)
        shown = noted(answer, sight.blurred)
        card = await self._keepers.run(answer_card, shown, self._desk.today(), presses=(), link=link)
        return dialogs.continue_with(dialogs.showing(words.find_title, card))

    def too_late(self, name: str) -> Activity:
        """What is said in the place of an answer that did not come in time, or at all."""
        words = chat_words(self._language)
        if name == "composeExtension/query":
            return dialogs.extension_says(words.trouble)
        return dialogs.message(words.trouble) if name in {"composeExtension/fetchTask", "message/fetchTask"} else {}

    async def _answer(self, search: Search, sight: Sight) -> Answer | str:
        setting, sender = search.setting, search.sender
        place = sight.place(setting.place, "private", setting.workspace)
        ask = Ask(search.text, sight.asker(sender.id), place, "teams", history=())
        answer = await self._desk.answer(ask, sender.language or self._language)
        if isinstance(answer, Answer):
            self._keep_when_meant((setting.workspace, sender.id), ask, answer)
        return answer

    def _keep_when_meant(self, who: tuple[str, str], ask: Ask, answer: Answer) -> None:
        """Log the question, unless the same person goes on typing."""

        async def keep() -> None:
            await asyncio.sleep(self._until_meant)
            self._log.record(self._desk.as_logged(ask, answer))

        before = self._meant.get(who)
        if before is not None:
            before.cancel()
        task = self._meant[who] = asyncio.ensure_future(keep())

        def forget(done: asyncio.Task[None]) -> None:
            if self._meant.get(who) is done:
                del self._meant[who]

        task.add_done_callback(forget)

    async def _where_it_goes(self, search: Search) -> Sight:
        """What everybody may see who reads the conversation that the card is inserted into.

        Where the bot is no member it cannot tell who reads along: then only what is safe for buyers is offered.
        """
        setting, sender = search.setting, search.sender
        try:
            known = await self._keepers.run(self._conversations.find, setting.workspace, setting.place)
        except KeepingError as error:
            _LOG.warning("Whether the bot is in a conversation could not be looked up: %s", error)
            known = None
        if known is None or (known.kind == "personal" and known.person != sender.id):
            return Sight(frozenset(), guests=True, blurred="outsiders_unknown", language=sender.language)
        if known.kind == "personal":
            return await self._alone(search)
        return await self._sights.of_place(setting.address, known.team, marked_outside=setting.shared or sender.outside)

    async def _alone(self, search: Search) -> Sight:
        """What the asker alone may see. Who they are is asked in their chat with the bot: it may be nowhere else."""
        sender, setting = search.sender, search.setting
        try:
            at = await self._speaker.personal_chat(setting.workspace, sender.id, setting.address.service)
        except (UndeliveredError, TransportError, KeepingError):
            at = setting.address
        return await self._sights.of_person(at, sender.id, marked_outside=sender.outside, language=sender.language)
