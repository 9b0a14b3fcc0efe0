"""The work behind the door: has a request answered off the event loop; the asker gets words, never silence."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.ports import Answering, Clock
from bot.sentences import sentences
from bot.slack.blocks import Message, answer_message, plain_message
from bot.slack.duplicates import Duplicates
from bot.slack.events import Incoming, to_ask
from bot.slack.replies import Reply
from content_index.ports import NoIndexError

_LOG = logging.getLogger(__name__)
_Argument = TypeVar("_Argument")
_Result = TypeVar("_Result")

GroupsOf = Callable[[str | None, str | None], frozenset[str]]
"""The groups of a person (`groups_of(user, None)`), or of all who read a channel (`groups_of(None, channel)`)."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long people wait, in seconds: until they are told that it takes a while, and until it is given up."""

    before_a_word: float = 3.0
    before_giving_up: float = 60.0


class Desk:
    """Answers up to `workers` requests at a time; more wait in line.

    `command` stands in the help text; `language` is for sentences where no question tells one.
    """

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        answering: Answering,
        clock: Clock,
        groups_of: GroupsOf,
        duplicates: Duplicates,
        *,
        command: str,
        language: str,
        workers: int,
        patience: Patience,
    ) -> None:
        self._answering = answering
        self._clock = clock
        self._groups_of = groups_of
        self._duplicates = duplicates
        self._command = command
        self._language = language
        self._patience = patience
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="slack-answering")

    def close(self) -> None:
        """Takes no more requests; those in line are dropped, those at work end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def is_new(self, incoming: Incoming) -> bool:
        """Whether the request has not been answered yet. In doubt it has not: twice is better than never."""
        try:
            return await self._in_pool(self._duplicates.first_time, incoming.keys)
        except Exception:  # noqa: BLE001 - the rule above
            _LOG.exception("Whether a request from Slack came before could not be looked up")
            return True

    async def serve(self, incoming: Incoming, reply: Reply) -> str | None:
        """Answer the request. Gives the timestamp of the message that the answer stands in, where it has one."""
        try:
            return await self._serve(incoming, reply)
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            _LOG.error("Slack did not take the answer to a question in %s: %s", incoming.channel, _reason(error))
        except Exception:  # noqa: BLE001 - one request must not end the others
            _LOG.exception("An answer for Slack could not be made")
        return None

    async def _serve(self, incoming: Incoming, reply: Reply) -> str | None:
        if incoming.wants_help:
            return await reply.say(self.help(incoming.language))
        work = self._in_pool(self._message, incoming)
        done, _ = await asyncio.wait({work}, timeout=self._patience.before_a_word)
        if not done:
            await reply.say(plain_message(sentences(self._language).thinking))
            rest = self._patience.before_giving_up - self._patience.before_a_word
            done, _ = await asyncio.wait({work}, timeout=max(rest, 0.0))
        if not done:
            work.cancel()
            _LOG.error(
                "A question in %s took longer than %s s; its asker was told",
                incoming.channel,
                self._patience.before_giving_up,
            )
        return await reply.say(work.result() if done else self._trouble())

    def help(self, language: str | None = None) -> Message:
        """What the bot can be asked, and how."""
        return plain_message(sentences(language or self._language).help.format(command=self._command))

    def _message(self, incoming: Incoming) -> Message:
        """The answer as a message; runs in the pool."""
        try:
            answer = self._answering.answer(to_ask(incoming, self._groups(incoming)))
            return answer_message(answer, self._clock.now().date())
        except NoIndexError:
            return plain_message(sentences(self._language).no_index)
        except Exception:  # noqa: BLE001 - the asker gets a sentence, whatever broke
            _LOG.exception("A question from Slack could not be answered")
            return self._trouble()

    def _groups(self, incoming: Incoming) -> frozenset[str]:
        """Whose groups count: a channel's own where the channel reads along, the asker's where nobody else does."""
        in_channel = incoming.kind == "channel"
        try:
            return self._groups_of(None, incoming.channel) if in_channel else self._groups_of(incoming.user, None)
        except Exception:  # noqa: BLE001 - then the answer is made from what everybody may see
            _LOG.exception("The groups of an asker could not be looked up")
            return frozenset()

    def _trouble(self) -> Message:
        return plain_message(sentences(self._language).trouble)

    def _in_pool(self, work: Callable[[_Argument], _Result], argument: _Argument) -> asyncio.Future[_Result]:
        return asyncio.get_running_loop().run_in_executor(self._pool, work, argument)


def _reason(error: Exception) -> str:
    """Slack's own word for what is wrong; never the request, which holds the answer's text."""
    word = error.response.get("error") if isinstance(error, SlackApiError) else None
    return str(word or type(error).__name__)
