"""Which messages of a direct message belong together, so that a quick follow-up is understood without a thread."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

PAUSE_SECONDS = 300.0
"""A message typed within this time of the one before it, outside any thread, goes on with its conversation."""


class DirectConversations:
    """Names the conversation that a direct message belongs to by the timestamp of its first message.

    People type their follow-ups below the answer, or open a thread on the bot's own answer: both go on with the
    conversation. Whether a question leans on those before it is decided by retrieval, as in every other place. It knows
    the newest `size` messages, for one process, and is used from the event loop alone.
    """

    def __init__(self, size: int = 10_000) -> None:
        self._size = size
        self._conversation: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._latest: OrderedDict[str, str] = OrderedDict()

    def join(self, channel: str, ts: str, thread_ts: str | None) -> str:
        """The conversation that the message `ts` goes on with, or begins."""
        if thread_ts is not None:
            return self._conversation.get((channel, thread_ts), thread_ts)
        before = self._latest.get(channel)
        goes_on = before is not None and 0 <= float(ts) - float(before) <= PAUSE_SECONDS
        conversation = self._conversation.get((channel, before), ts) if before is not None and goes_on else ts
        self.add(channel, ts, conversation)
        self._latest[channel] = ts
        self._latest.move_to_end(channel)
        _shorten(self._latest, self._size)
        return conversation

    def add(self, channel: str, ts: str, conversation: str) -> None:
        """Remember that the message `ts` (an answer, say) belongs to `conversation`."""
        self._conversation[channel, ts] = conversation
        _shorten(self._conversation, self._size)


def _shorten(kept: OrderedDict[Any, str], size: int) -> None:
    while len(kept) > size:
        kept.popitem(last=False)
