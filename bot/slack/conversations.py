"""Which messages of a direct message belong together, so that a quick follow-up is understood without a thread."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import Any

from bot.chat.workers import Workers
from bot.ports import KeepingError, PostedAnswers

_LOG = logging.getLogger(__name__)

PAUSE_SECONDS = 300.0
"""A message typed within this time of the one before it, outside any thread, goes on with its conversation."""


class DirectConversations:
    """Names the conversation that a direct message belongs to by the timestamp of its first message.

    People type their follow-ups below the answer, or open a thread on the bot's own answer: both go on with the
    conversation. Whether a question leans on those before it is decided by retrieval, as in every other place. It knows
    the newest `size` messages of this process, and asks the database for older ones and those of other replicas.
    It is used from the event loop alone.
    """

    def __init__(self, posted: PostedAnswers, workers: Workers, size: int = 10_000) -> None:
        self._posted = posted
        self._workers = workers
        self._size = size
        self._conversation: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._latest: OrderedDict[str, str] = OrderedDict()
        self._answered: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def join(self, workspace: str, channel: str, ts: str, thread_ts: str | None) -> str:
        """The conversation that the message `ts` goes on with, or begins."""
        if thread_ts is not None:
            return await self._of_thread(workspace, channel, thread_ts)
        before = self._latest.get(channel)
        if before is not None and _soon(before, ts):
            conversation = self._conversation.get((channel, before), ts)
        else:  # another replica may have answered meanwhile
            conversation = await self._of_latest_answer(workspace, channel, ts)
        self.add(channel, ts, conversation)
        self._latest[channel] = ts
        self._latest.move_to_end(channel)
        _shorten(self._latest, self._size)
        return conversation

    async def has_answer(self, workspace: str, channel: str, conversation: str) -> bool:
        """Whether the bot has answered in the conversation; in doubt it has."""
        if (channel, conversation) in self._answered:
            return True
        try:
            answer = await self._workers.run(self._posted.latest_in_place, workspace, channel)
        except KeepingError as error:
            _LOG.warning("Whether a conversation has begun could not be looked up: %s", error)
            return True
        return answer is not None and answer.thread == conversation

    def answered(self, channel: str, conversation: str, ts: str) -> None:
        """The answer in the message `ts` belongs to `conversation`."""
        self._answered[channel, conversation] = ts
        _shorten(self._answered, self._size)
        self.add(channel, ts, conversation)

    def add(self, channel: str, ts: str, conversation: str) -> None:
        """Remember that the message `ts` belongs to `conversation`."""
        self._conversation[channel, ts] = conversation
        _shorten(self._conversation, self._size)

    async def _of_thread(self, workspace: str, channel: str, thread_ts: str) -> str:
        known = self._conversation.get((channel, thread_ts))
        if known is not None:
            return known
        try:
            answer = await self._workers.run(self._posted.at, workspace, channel, thread_ts)
        except KeepingError as error:
            _LOG.warning("Which conversation a thread goes on with could not be looked up: %s", error)
            return thread_ts
        conversation = (answer.thread if answer else None) or thread_ts
        self.add(channel, thread_ts, conversation)
        return conversation

    async def _of_latest_answer(self, workspace: str, channel: str, ts: str) -> str:
        try:
            answer = await self._workers.run(self._posted.latest_in_place, workspace, channel)
        except KeepingError as error:
            _LOG.warning("Which conversation a message goes on with could not be looked up: %s", error)
            return ts
        goes_on = answer is not None and answer.thread is not None and _soon(answer.message, ts)
        return answer.thread if goes_on and answer is not None and answer.thread else ts


def _soon(before: str, ts: str) -> bool:
    return 0 <= float(ts) - float(before) <= PAUSE_SECONDS


def _shorten(kept: OrderedDict[Any, str], size: int) -> None:
    while len(kept) > size:
        kept.popitem(last=False)
