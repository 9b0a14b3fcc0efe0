"""Answers in channels: what the channel has agreed on decides whether, and to whom."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from bot.asking_words import reads_like_a_follow_up, reads_like_a_question
from bot.channel_manners import ChannelManners, Occasion, delivery, delivery_of_doubt
from bot.chat.sight import Sight
from bot.chat.workers import Workers
from bot.chat_words import chat_words
from bot.model import Answer, LoggedQuestion
from bot.ports import Channels, Clock, KeepingError, LogUnavailableError, PostedAnswers, QuestionLog
from bot.slack.blocks import plain_message
from bot.slack.desk import Desk, Manner
from bot.slack.events import Incoming
from bot.slack.replies import EphemeralReply, PostedReply
from bot.slack.sight import Sights
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
        self._spoken: dict[tuple[str, str], list[datetime]] = defaultdict(list)

    async def manners(self, workspace: Workspace, channel: str) -> ChannelManners:
        """What the channel has agreed on; the default where that cannot be read."""
        kept = await self._kept(lambda: self._channels.manners(workspace.id, channel), None)
        return kept or self._default

    async def serve(self, workspace: Workspace, incoming: Incoming) -> None:
        """Answer, or keep silent."""
        if incoming.named:  # both at once: a database that hangs holds up each of them
            manners, is_new = await asyncio.gather(
                self.manners(workspace, incoming.channel), self._desk.is_new(incoming)
            )
        else:
            manners = await self.manners(workspace, incoming.channel)
            is_new = False
        goes_on = manners.follow_ups and _could_go_on(incoming) and await self._has_asked_there(workspace, incoming)
        if not incoming.named and (goes_on or _is_listened_to(manners, incoming)):
            is_new = await self._desk.is_new(incoming)
        if not is_new:
            return
        eyes, sight = await self._sees(workspace, incoming, manners)
        occasion = Occasion(
            named=incoming.named,
            goes_on=goes_on,
            is_question=reads_like_a_question(incoming.text),
            outsiders=sight.guests,
            heard=await self._heard(workspace, incoming, manners),
            groups=eyes.groups,
            now=self._clock.now(),
        )
        if occasion.goes_on and reads_like_a_follow_up(incoming.text):
            incoming = replace(incoming, named=True)  # said to the bot as much as if it had been named
        await self._deliver(_Case(workspace, incoming, manners, occasion, sight, eyes))

    async def _sees(self, workspace: Workspace, incoming: Incoming, manners: ChannelManners) -> tuple[Sight, Sight]:
        """What the asker may see here, and what everybody may who reads the channel."""
        # Groups that the channel was given count for those alone who the settings let give them.
        eyes, sight = await asyncio.gather(
            self._sights.of_person(workspace, incoming.user, marked_outside=incoming.guests),
            self._sights.of_channel(
                workspace, incoming.channel, frozenset(manners.audience), marked_outside=incoming.guests
            ),
        )
        if eyes.guests and not eyes.blurred:
            sight = Sight(frozenset(), guests=True)
        # Beside people from outside nothing internal is quoted, not even to one pair of eyes.
        return replace(eyes, guests=eyes.guests or sight.guests, blurred=eyes.blurred or sight.blurred), sight

    async def _deliver(self, case: _Case) -> None:
        to = delivery(case.manners, case.occasion)
        incoming = case.incoming
        whisper = _whisper(case)
        full = "full" if to == "ephemeral" and case.manners.audible == "thread" else ""
        if to == "refused" and case.eyes.blurred:  # whoever cannot be looked up is not sent away for it
            to = "ephemeral"
        if to == "refused":
            words = chat_words(self._desk.spoken(incoming, case.eyes))
            refused = words.refused.format(groups=", ".join(case.manners.answers_to), command=self._command)
            await self._desk.say(whisper, plain_message(refused), incoming)
        elif to == "ephemeral":
            await self._desk.serve(case.workspace, incoming, case.eyes, whisper, Manner(note=full, private=True))
        elif to == "thread":
            await self._aloud(case)

    async def _aloud(self, case: _Case) -> None:
        """Answer in the thread. It counts as heard from now on, so that many who ask at once do not pass the cap."""
        incoming, now = case.incoming, case.occasion.now
        reply = PostedReply(case.workspace.client, incoming.channel, incoming.reply_to)
        manner = Manner(doubted=partial(self._keeps_from_channel, case))
        spoken = self._spoken[case.workspace.id, incoming.channel] if case.manners.hourly_cap else []
        spoken.append(now)
        sight = replace(case.sight, language=case.eyes.language)
        if await self._desk.serve(case.workspace, incoming, sight, reply, manner) is None and now in spoken:
            spoken.remove(now)

    async def _keeps_from_channel(self, case: _Case, answer: Answer) -> bool:
        """Whether an answer that is not sure is not for the channel; then the asker alone has had it, or nobody."""
        occasion = case.occasion
        buyers = case.sight.guests and not case.incoming.from_elsewhere
        to = delivery_of_doubt(case.manners, "thread", named=occasion.named, goes_on=occasion.goes_on, buyers=buyers)
        if to == "ephemeral":
            await self._desk.whisper_again(case.incoming, answer, _whisper(case), case.eyes)
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
        kept = await self._kept(lambda: self._posted.heard_since(workspace.id, incoming.channel, since), 0)
        spoken = self._spoken[workspace.id, incoming.channel]
        spoken[:] = [moment for moment in spoken if moment >= since]
        return max(kept, len(spoken))

    async def _kept(self, read: Callable[[], _Result], otherwise: _Result) -> _Result:
        """What the database says, or `otherwise` where it says nothing: a channel is answered without it, too."""
        try:
            return await self._workers.run(read)
        except (KeepingError, LogUnavailableError) as error:
            _LOG.warning("What is known of a channel could not be read: %s", error)
        except Exception:  # noqa: BLE001 - the rule above
            _LOG.exception("What is known of a channel could not be read")
        return otherwise


def _could_go_on(incoming: Incoming) -> bool:
    return bool(incoming.text) and incoming.goes_on and not incoming.named and not incoming.to_others


def _is_listened_to(manners: ChannelManners, incoming: Incoming) -> bool:
    """Told without asking anybody: most of what is said in a channel is not for the bot."""
    if not incoming.text or incoming.to_others:
        return False
    return manners.listening == "everything" or (
        manners.listening == "questions" and reads_like_a_question(incoming.text)
    )


def _whisper(case: _Case) -> EphemeralReply:
    incoming = case.incoming
    return EphemeralReply(case.workspace.client, incoming.channel, incoming.user, incoming.below)
