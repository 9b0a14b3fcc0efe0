"""Sharing an answer: it is made anew for those who will see it, and withheld, with the reason, where they may not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from bot.chat.asking import AskingDesk
from bot.chat.sight import Sight
from bot.model import Answer, LoggedQuestion


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why a channel does not get an answer: the name of a sentence in `bot.chat_words`, and the title it speaks of."""

    reason: Literal["withheld", "withheld_internal", "withheld_unsure", "withheld_unknown"]
    title: str = ""


async def shareable(  # noqa: PLR0913 - whose answer, and for whom
    desk: AskingDesk, question: LoggedQuestion, *, sharer: str, own: Sight, readers: Sight, channel: str, workspace: str
) -> Answer | Withheld:
    """The answer as everybody may see it who reads the channel. Raises what the search raises.

    `own` is what the sharer may see: where it is the same document that answers both, the channel gets the answer.
    Another one's words may say something else.
    """
    if readers.blurred:
        return Withheld("withheld_unknown")
    before = await desk.again(question, sharer, own, own.place(sharer, "private", workspace))
    answer = await desk.again(question, sharer, readers, readers.place(channel, "channel", workspace))
    same = bool(answer.sources and before.sources) and answer.sources[0].document_id == before.sources[0].document_id
    title = before.sources[0].title if before.sources else before.question
    if answer.status == "gap" or not same:
        return Withheld("withheld_internal" if readers.guests else "withheld", title)
    if before.status == "answered" and answer.status != "answered":
        return Withheld("withheld_unsure", title)
    return answer


class OneAtATime:
    """Work that must not be done twice at once: who asks for the same meanwhile waits for the first, and gets the same.

    Who presses a button twice does a thing once.
    """

    def __init__(self) -> None:
        self._under_way: dict[tuple[str, ...], asyncio.Task[str]] = {}

    async def run(self, key: tuple[str, ...], work: Callable[[], Awaitable[str]]) -> str:
        """The outcome of the work that `key` names."""
        if key not in self._under_way:
            self._under_way[key] = asyncio.ensure_future(_awaited(work))
            self._under_way[key].add_done_callback(lambda _: self._under_way.pop(key, None))
        return await asyncio.shield(self._under_way[key])


async def _awaited(work: Callable[[], Awaitable[str]]) -> str:
    return await work()
