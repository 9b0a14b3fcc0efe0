"""Sharing an answer: it is made anew for those who will see it, and withheld, with the reason, where they may not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from slack_sdk.errors import SlackApiError

from bot.channel_manners import ChannelManners
from bot.chat_words import ChatWords, chat_words
from bot.conversation_model import PostedAnswer
from bot.model import Answer, Asker, LoggedQuestion, Place
from bot.ports import Answering, Clock, KeepingError, PostedAnswers
from bot.slack.blocks import answer_message
from bot.slack.buttons import Row
from bot.slack.mrkdwn import escaped, shortened
from bot.slack.replies import PostedReply
from bot.slack.sight import Sight, Sights
from bot.slack.trouble import reason_of
from bot.slack.views import QUESTION_LIMIT
from bot.slack.workers import Workers
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)
TITLE_LIMIT = 200
_NOT_THERE = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})

MannersOf = Callable[[Workspace, str], Awaitable[ChannelManners]]


class Sharing:
    """Shares answers into channels."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        answering: Answering,
        sights: Sights,
        manners_of: MannersOf,
        posted: PostedAnswers,
        clock: Clock,
        workers: Workers,
    ) -> None:
        self._answering = answering
        self._sights = sights
        self._manners_of = manners_of
        self._posted = posted
        self._clock = clock
        self._workers = workers
        self._under_way: dict[tuple[str, str, str], asyncio.Task[str]] = {}

    async def share(  # noqa: PLR0913 - one wish
        self,
        workspace: Workspace,
        question: LoggedQuestion,
        person: str,
        channel: str,
        *,
        words: ChatWords,
        stands_there: bool = False,
    ) -> str:
        """Share it, and say in `words` (mrkdwn) what came of it. Raises what Slack and the search raise.

        `stands_there`: the channel sees the answer already, in a thread: what else its sharer may see is no matter.
        Who presses twice shares once.
        """
        this = (question.id, channel, person)
        if this not in self._under_way:
            work = self._share(workspace, question, person, channel, words=words, stands_there=stands_there)
            self._under_way[this] = asyncio.ensure_future(work)
            self._under_way[this].add_done_callback(lambda _: self._under_way.pop(this, None))
        return await self._under_way[this]

    async def _share(  # noqa: PLR0913 - one wish
        self,
        workspace: Workspace,
        question: LoggedQuestion,
        person: str,
        channel: str,
        *,
        words: ChatWords,
        stands_there: bool,
    ) -> str:
        manners = await self._manners_of(workspace, channel)
        sight = await self._sights.of_channel(workspace, channel, frozenset(manners.audience))
        name = f"<#{channel}>"
        if sight.blurred:
            return escaped(words.withheld_unknown).format(channel=name)
        own = sight if stands_there else await self._sights.of_person(workspace, person)
        before = await self._seen(
            question, Asker(person, groups=own.groups), Place(person, "private", workspace.id, own.guests)
        )
        answer = await self._seen(
            question, Asker(person, groups=sight.groups), Place(channel, "channel", workspace.id, sight.guests)
        )
        withheld = _withheld(before, answer, sight, words)
        if withheld is not None:
            return withheld.format(channel=name, title=shortened(_title(before), TITLE_LIMIT))
        above = escaped(chat_words(answer.language).shared_by).format(
            person=f"<@{person}>", question=shortened(question.question, QUESTION_LIMIT)
        )
        row = Row(question.id, ("helpful", "unhelpful", "more"))
        message = answer_message(answer, self._clock.now().date(), row, above=above, where="shared")
        try:
            ts = await PostedReply(workspace.client, channel, None).say(message)
        except SlackApiError as error:
            if reason_of(error) in _NOT_THERE:
                return escaped(words.invite_me).format(channel=name)
            raise
        if ts is not None:
            posted = PostedAnswer(question.id, workspace.id, channel, ts, ts, self._clock.now())
            try:
                await self._workers.run(self._posted.remember, posted)
            except KeepingError as error:  # it is shared all the same
                _LOG.warning("Where an answer was shared could not be kept: %s", error)
        return escaped(words.shared).format(channel=name)

    async def _seen(self, question: LoggedQuestion, asker: Asker, place: Place) -> Answer:
        return await self._workers.run(self._answering.answer_again, question, asker, place)


def _withheld(before: Answer, answer: Answer, sight: Sight, words: ChatWords) -> str | None:
    """Why the channel does not get the answer, as a template; None where it does.

    It does where the same document answers it there: another one's words may say something else.
    """
    same = bool(answer.sources and before.sources) and answer.sources[0].document_id == before.sources[0].document_id
    if answer.status == "gap" or not same:
        return escaped(words.withheld_internal if sight.guests else words.withheld)
    if before.status == "answered" and answer.status != "answered":
        return escaped(words.withheld_unsure)
    return None


def _title(answer: Answer) -> str:
    return answer.sources[0].title if answer.sources else answer.question
