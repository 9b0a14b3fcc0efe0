"""Sharing an answer into a channel of Slack's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from slack_sdk.errors import SlackApiError

from bot.channel_manners import ChannelManners
from bot.chat.asking import AskingDesk
from bot.chat.sharing import OneAtATime, Withheld, shareable
from bot.chat_words import ChatWords, chat_words
from bot.conversation_model import PostedAnswer
from bot.model import LoggedQuestion
from bot.ports import Clock
from bot.slack.blocks import answer_message
from bot.slack.buttons import Row
from bot.slack.mrkdwn import escaped, shortened
from bot.slack.replies import PostedReply
from bot.slack.sight import Sights
from bot.slack.trouble import reason_of
from bot.slack.views import QUESTION_LIMIT
from bot.slack.workspace import Workspace

TITLE_LIMIT = 200
NOT_THERE = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})
"""Why nothing can be posted in a channel."""

MannersOf = Callable[[Workspace, str], Awaitable[ChannelManners]]


class Sharing:
    """Shares answers into channels."""

    def __init__(self, *, desk: AskingDesk, sights: Sights, manners_of: MannersOf, clock: Clock) -> None:
        self._desk = desk
        self._sights = sights
        self._manners_of = manners_of
        self._clock = clock
        self._once = OneAtATime()

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
        work = partial(self._share, workspace, question, person, channel, words=words, stands_there=stands_there)
        return await self._once.run((question.id, channel, person), work)

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
        readers = await self._sights.of_channel(workspace, channel, frozenset(manners.audience))
        own = readers if stands_there or readers.blurred else await self._sights.of_person(workspace, person)
        answer = await shareable(
            self._desk, question, sharer=person, own=own, readers=readers, channel=channel, workspace=workspace.id
        )
        name = f"<#{channel}>"
        if isinstance(answer, Withheld):
            template = escaped(getattr(words, answer.reason))
            return template.format(channel=name, title=shortened(answer.title, TITLE_LIMIT))
        above = escaped(chat_words(answer.language).shared_by).format(
            person=f"<@{person}>", question=shortened(question.question, QUESTION_LIMIT)
        )
        row = Row(question.id, ("helpful", "unhelpful", "more"))
        message = answer_message(answer, self._desk.today(), row, above=above, where="shared")
        try:
            ts = await PostedReply(workspace.client, channel, None).say(message)
        except SlackApiError as error:
            if reason_of(error) in NOT_THERE:
                return escaped(words.invite_me).format(channel=name)
            raise
        if ts is not None:
            await self._desk.remember(PostedAnswer(question.id, workspace.id, channel, ts, ts, self._clock.now()))
        return escaped(words.shared).format(channel=name)
