"""Serves what is said to the bot: in its chat with a person, in a group's, in the thread of a channel."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from bot.asking_words import language_of, reads_like_a_follow_up
from bot.channel_manners import ChannelManners, delivery_of_doubt
from bot.chat.asking import AskingDesk, noted
from bot.chat.follow_ups import FollowUps
from bot.chat.handover import Delivered, Handover
from bot.chat.prompts import Prompts
from bot.chat.sight import Sight
from bot.chat.trouble import UndeliveredError
from bot.chat.workers import Workers
from bot.chat_words import chat_words
from bot.conversation_model import PostedAnswer
from bot.model import Answer, LoggedQuestion
from bot.ports import Clock, KeepingError, LogUnavailableError, PostedAnswers, QuestionLog
from bot.sentences import sentences
from bot.teams.activities import Incoming, to_ask
from bot.teams.answers import Answers
from bot.teams.card_text import escaped
from bot.teams.features import Feature
from bot.teams.handover import PostOffice
from bot.teams.messages import sentence_activity, welcome_activity
from bot.teams.people_desk import PeopleDesk
from bot.teams.sight import Sights
from bot.teams.speaking import Message, Reply, Speaker
from bot.teams.transport import TransportError

_LOG = logging.getLogger(__name__)
THREAD_MEMORY = 50
"""So many of a person's latest questions are looked through for the thread that they go on in."""


class Reception:
    """Every message comes here. No verb raises: whoever asked gets a sentence, and the log where they cannot."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: AskingDesk,
        answers: Answers,
        speaker: Speaker,
        sights: Sights,
        follow_ups: FollowUps,
        handover: Handover,
        post_office: PostOffice,
        prompts: Prompts,
        people: PeopleDesk,
        features: Sequence[Feature],
        posted: PostedAnswers,
        log: QuestionLog,
        clock: Clock,
        workers: Workers,
        keepers: Workers,
        language: str,
    ) -> None:
        self._desk = desk
        self._answers = answers
        self._speaker = speaker
        self._sights = sights
        self._follow_ups = follow_ups
        self._handover = handover
        self._post_office = post_office
        self._prompts = prompts
        self._people = people
        self._features = features
        self._posted = posted
        self._log = log
        self._clock = clock
        self._workers = workers
        self._keepers = keepers
        self._language = language

    async def message(self, incoming: Incoming) -> None:
        """Something that was said."""
        reply = Reply(self._speaker, incoming.setting)
        try:
            await self._serve(incoming, reply)
        except TransportError as error:
            _LOG.error("Teams did not take an answer in %s: %s", incoming.setting.place, error)
        except Exception:  # noqa: BLE001 - one message must not end the others
            _LOG.exception("A message from Teams could not be served")
            await self._say_quietly(reply, sentences(self._spoken(incoming)).trouble)

    async def welcome(self, incoming: Incoming) -> None:
        """What the bot can do, and questions to begin with. Never raises."""
        try:
            await self._help(incoming, Reply(self._speaker, incoming.setting))
        except TransportError as error:
            _LOG.warning("Teams did not take a welcome in %s: %s", incoming.setting.place, error)
        except Exception:  # noqa: BLE001 - as above
            _LOG.exception("A welcome could not be said")

    async def _serve(self, incoming: Incoming, reply: Reply) -> None:
        if not (incoming.named or await self._goes_on(incoming)) or not await self._desk.is_first(incoming.keys):
            return
        if await self._is_owners_reply(incoming, reply):
            return
        if incoming.wants_help:
            await self._help(incoming, reply)
            return
        eyes, sight = await self._sees(incoming)
        if incoming.command is not None:
            language = incoming.language or eyes.language or self._language
            feature = next((one for one in self._features if incoming.command in one.commands), None)
            if feature is not None:
                await feature.serve(incoming, language)
            else:
                await reply.say(await self._people.serve(incoming, sight, language))
            return
        thread = await self._thread_of(incoming)
        ask = to_ask(incoming, sight, thread)
        language = self._spoken(incoming)

        async def slow(words: str) -> None:
            await self._say_quietly(reply, words)

        answer = await self._desk.answer(ask, language, slow)
        if isinstance(answer, str):
            await reply.say(Message(sentence_activity(answer)))
            return
        if await self._keeps_from_buyers(incoming, answer, eyes, sight, reply):
            return
        answer = noted(answer, sight.blurred)
        reader = incoming.sender.id if incoming.setting.kind == "direct" else ""
        above = f"**{escaped(incoming.text)}**" if incoming.pressed else ""
        message = await self._keepers.run(self._answers.message, answer, reader=reader, above=above)
        said = await reply.say(message)
        where = Delivered(incoming.setting.place, said)
        await self._remember(answer.question_id, incoming.setting.workspace, where, thread)

    async def _remember(self, question_id: str, workspace: str, said: Delivered, thread: str | None) -> None:
        now = self._clock.now()
        await self._desk.remember(PostedAnswer(question_id, workspace, said.place, said.message, thread, now))

    async def _sees(self, incoming: Incoming) -> tuple[Sight, Sight]:
        """What the asker may see, and what everybody may who reads the place."""
        setting, sender = incoming.setting, incoming.sender
        of_person = self._sights.of_person(
            setting.address, sender.id, marked_outside=sender.outside, language=sender.language
        )
        if setting.kind == "direct":
            eyes = await of_person
            return eyes, eyes
        eyes, sight = await asyncio.gather(
            of_person,
            self._sights.of_place(setting.address, setting.team, marked_outside=setting.shared or sender.outside),
        )
        if eyes.guests:  # who cannot be looked up among the members may be from outside
            sight = Sight(frozenset(), guests=True, blurred=eyes.blurred or sight.blurred)
        return replace(eyes, guests=eyes.guests or sight.guests), replace(sight, language=eyes.language)

    async def _keeps_from_buyers(
        self, incoming: Incoming, answer: Answer, eyes: Sight, sight: Sight, reply: Reply
    ) -> bool:
        """Whether an answer that is not sure is not for those who read along; then the asker alone has had it.

        One of ours asks, and people from outside read along: that their seller has no answer is not for them.
        """
        if answer.status == "answered" or not answer.generation or answer.small_talk:
            return False
        buyers = sight.guests and incoming.setting.kind == "channel" and not incoming.sender.outside
        if delivery_of_doubt(ChannelManners(), "thread", named=True, goes_on=False, buyers=buyers) == "thread":
            return False
        setting, person = incoming.setting, incoming.sender.id
        question = self._desk.as_logged(to_ask(incoming, sight, None), answer)
        again = await self._desk.again(question, person, eyes, eyes.place(setting.place, "private", setting.workspace))
        words = chat_words(self._spoken(incoming))
        try:
            message = self._answers.message(noted(again, "only_you"), reader=person)
            said = await self._speaker.say_to_person(setting.workspace, person, message)
        except UndeliveredError as error:
            _LOG.warning("What is not for a channel could not be said to its asker: %s", error)
            await reply.say(Message(sentence_activity(words.ask_me_alone)))
        else:
            await reply.say(Message(sentence_activity(words.told_you_alone)))
            await self._remember(again.question_id, setting.workspace, said, setting.thread)
        return True

    async def _thread_of(self, incoming: Incoming) -> str:
        """The conversation that a question belongs to, as the log groups them."""
        setting = incoming.setting
        if setting.thread:
            return setting.thread
        if incoming.replies_to:
            try:
                answer = await self._keepers.run(self._posted.at, setting.workspace, setting.place, incoming.replies_to)
            except KeepingError as error:
                _LOG.warning("Which conversation a reply goes on with could not be looked up: %s", error)
            else:
                if answer is not None and answer.thread:
                    return answer.thread
        return await self._follow_ups.thread_of(setting.workspace, setting.place, incoming.sender.id, incoming.message)

    async def _goes_on(self, incoming: Incoming) -> bool:
        """Whether somebody who has asked in a thread asks on there without naming the bot.

        Teams only brings such messages where the team has let the app read along.
        """
        setting = incoming.setting
        if setting.chat != "channel" or setting.thread == incoming.message or not reads_like_a_follow_up(incoming.text):
            return False
        nothing: Sequence[LoggedQuestion] = ()
        try:
            asked = await self._keepers.run(self._log.of_asker, setting.workspace, incoming.sender.id, THREAD_MEMORY)
        except LogUnavailableError as error:
            _LOG.warning("What somebody asked before could not be looked up: %s", error)
            asked = nothing
        return any((one.place, one.thread) == (setting.place, setting.thread) for one in asked)

    async def _is_owners_reply(self, incoming: Incoming, reply: Reply) -> bool:
        """Whether it replies to a question that was handed to its author; then it has been brought back."""
        setting, author = incoming.setting, incoming.sender.id
        if incoming.replies_to is None or not incoming.written or setting.kind != "direct":
            return False
        words = chat_words(incoming.sender.language or self._language)
        try:
            request = await self._handover.request_in(setting.workspace, setting.place, incoming.replies_to, author)
            if request is None:
                return False
            said = await self._post_office.bring_back(self._handover, request, incoming.written, author, words)
        except KeepingError as error:
            _LOG.warning("An owner's reply could not be kept: %s", error)
            said = words.log_down
        await reply.say(Message(sentence_activity(said)))
        return True

    async def _help(self, incoming: Incoming, reply: Reply) -> None:
        eyes, sight = await self._sees(incoming)
        language = incoming.language or eyes.language or self._language
        place = sight.place(incoming.setting.place, incoming.setting.kind, incoming.setting.workspace)
        prompts = await self._workers.run(self._prompts.of, sight.asker(incoming.sender.id), place)
        await reply.say(welcome_message(prompts, language))

    def _spoken(self, incoming: Incoming) -> str:
        """The language to speak in: that of the question, else of the person, else the deployment's."""
        return language_of(incoming.text) or incoming.sender.language or self._language

    async def _say_quietly(self, reply: Reply, words: str) -> None:
        try:
            await reply.say(Message(sentence_activity(words)))
        except TransportError as error:
            _LOG.warning("Teams did not take a sentence: %s", error)


def welcome_message(prompts: Sequence[str], language: str) -> Message:
    """What the bot can do, with questions to press."""
    return Message(welcome_activity(prompts, language), lambda: sentence_activity(chat_words(language).teams_help))
