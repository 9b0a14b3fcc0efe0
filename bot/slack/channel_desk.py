"""Answers in channels: what the channel has agreed on decides whether, and to whom."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TypeVar

from bot.asking_words import reads_like_a_question
from bot.channel_manners import ChannelManners, Occasion, delivery, delivery_of_doubt
from bot.chat_words import chat_words
from bot.model import Answer, Asker, LoggedQuestion
from bot.ports import Channels, Clock, KeepingError, LogUnavailableError, PostedAnswers, QuestionLog
from bot.slack.blocks import plain_message
from bot.slack.desk import Desk, Manner
from bot.slack.events import Incoming
from bot.slack.replies import EphemeralReply, PostedReply
from bot.slack.sight import Sight, Sights
from bot.slack.workers import Workers
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)
_Result = TypeVar("_Result")

THREAD_MEMORY = 50
"""So many of a person's latest questions are looked through for the thread that they go on in."""
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Case:
    """One thing that was said, and what decides about it: `sight` is the channel's, `eyes` are the asker's."""

    workspace: Workspace
    incoming: Incoming
    manners: ChannelManners
    occasion: Occasion
    sight: Sight
    eyes: Sight


class ChannelDesk:
    """Serves what is said in channels. `default` are the manners of a channel that has agreed on nothing."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: Desk,
        sights: Sights,
        channels: Channels,
        posted: PostedAnswers,
        log: QuestionLog,
        clock: Clock,
        workers: Workers,
        default: ChannelManners,
        command: str,
    ) -> None:
        self._desk = desk
        self._sights = sights
        self._channels = channels
        self._posted = posted
        self._log = log
        self._clock = clock
        self._workers = workers
        self._default = default
        self._command = command

    async def manners(self, workspace: Workspace, channel: str) -> ChannelManners:
        """What the channel has agreed on; the default where that cannot be read."""
        kept = await self._kept(lambda: self._channels.manners(workspace.id, channel), None)
        return kept or self._default

    async def serve(self, workspace: Workspace, incoming: Incoming) -> None:
        """Answer, or keep silent."""
        manners = await self.manners(workspace, incoming.channel)
        if not _is_worth_a_look(manners, incoming) or not await self._desk.is_new(incoming):
            return
        eyes = await self._sights.of_person(workspace, incoming.user, marked_outside=incoming.guests)
        # Groups that the channel was given count for those alone who the settings let give them.
        sight = await self._sights.of_channel(
            workspace, incoming.channel, frozenset(manners.audience), marked_outside=incoming.guests or eyes.guests
        )
        goes_on = not incoming.named and await self._has_asked_there(workspace, incoming)
        occasion = Occasion(
            named=incoming.named,
            goes_on=goes_on and (reads_like_a_question(incoming.text) or not incoming.to_others),
            is_question=reads_like_a_question(incoming.text) and not incoming.to_others,
            outsiders=sight.guests,
            heard=await self._heard(workspace, incoming, manners),
            groups=eyes.groups,
            now=self._clock.now(),
        )
        await self._deliver(_Case(workspace, incoming, manners, occasion, sight, eyes))

    async def _deliver(self, case: _Case) -> None:
        to = delivery(case.manners, case.occasion)
        incoming = case.incoming
        if case.occasion.goes_on:  # said to the bot as much as if it had been named
            incoming = replace(incoming, named=True)
        whisper = _whisper(case)
        if to == "refused":
            words = chat_words(incoming.language or self._desk.language)
            refused = words.refused.format(groups=", ".join(case.manners.answers_to), command=self._command)
            await self._desk.say(whisper, plain_message(refused), incoming)
        elif to == "ephemeral":
            full = "full" if case.manners.audible == "thread" else ""
            await self._desk.serve(case.workspace, incoming, case.eyes, whisper, Manner(note=full, private=True))
        elif to == "thread":
            aloud = PostedReply(case.workspace.client, incoming.channel, incoming.reply_to)
            manner = Manner(doubted=partial(self._keeps_from_channel, case))
            await self._desk.serve(case.workspace, incoming, case.sight, aloud, manner)

    async def _keeps_from_channel(self, case: _Case, answer: Answer) -> bool:
        """Whether an answer that is not sure is not for the channel; then the asker alone has had it, or nobody."""
        occasion = case.occasion
        to = delivery_of_doubt(case.manners, "thread", named=occasion.named, goes_on=occasion.goes_on)
        if to == "ephemeral":
            asker = Asker(case.incoming.user, groups=case.eyes.groups)
            await self._desk.whisper_again(case.incoming, answer, asker, _whisper(case), case.eyes)
        return to != "thread"

    async def _has_asked_there(self, workspace: Workspace, incoming: Incoming) -> bool:
        if not incoming.goes_on:
            return False
        nothing: Sequence[LoggedQuestion] = ()
        asked = await self._kept(lambda: self._log.of_asker(workspace.id, incoming.user, THREAD_MEMORY), nothing)
        return any((one.place, one.thread) == (incoming.channel, incoming.thread) for one in asked)

    async def _heard(self, workspace: Workspace, incoming: Incoming, manners: ChannelManners) -> int:
        if not manners.hourly_cap:
            return 0
        since = self._clock.now() - AN_HOUR
        return await self._kept(lambda: self._posted.heard_since(workspace.id, incoming.channel, since), 0)

    async def _kept(self, read: Callable[[], _Result], otherwise: _Result) -> _Result:
        """What the database says, or `otherwise` where it says nothing: a channel is answered without it, too."""
        try:
            return await self._workers.run(read)
        except (KeepingError, LogUnavailableError) as error:
            _LOG.warning("What is known of a channel could not be read: %s", error)
            return otherwise


def _is_worth_a_look(manners: ChannelManners, incoming: Incoming) -> bool:
    """Told without asking anybody: most of what is said in a channel is not for the bot."""
    if incoming.named:
        return True
    if not incoming.text:
        return False
    if manners.follow_ups and incoming.goes_on:
        return True
    return manners.listening == "everything" or (
        manners.listening == "questions" and reads_like_a_question(incoming.text) and not incoming.to_others
    )


def _whisper(case: _Case) -> EphemeralReply:
    incoming = case.incoming
    return EphemeralReply(case.workspace.client, incoming.channel, incoming.user, incoming.below)
