"""How owners and askers are reached in Slack."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from datetime import date

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.handover import Delivered, Handover, OwnerLetter, Sent
from bot.chat.sight import Sight
from bot.chat.trouble import UndeliveredError
from bot.chat_words import ChatWords, chat_words
from bot.conversation_model import OwnerReply, OwnerRequest
from bot.model import Answer, LoggedQuestion
from bot.owners import is_email
from bot.slack.blocks import Message, answer_message, sections, words_of
from bot.slack.buttons import reply_button
from bot.slack.directory import Directory
from bot.slack.mrkdwn import escaped, shortened
from bot.slack.sight import Sights
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.views import NAME_LIMIT, QUESTION_LIMIT
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)
_ID = re.compile(r"[UWCG][A-Z0-9]{6,}")
_NOBODY = frozenset({"channel_not_found", "user_not_found"})
"""What Slack says of an id that is nobody's: an owner's name may look like one."""
ASKED_LIMIT = 1_300
NOTE_LIMIT = 3_500


class SlackPost:
    """Implements bot.chat.handover.OwnerPost for one workspace."""

    def __init__(
        self, workspace: Workspace, *, directory: Directory, sights: Sights, today: Callable[[], date]
    ) -> None:
        self.workspace = workspace.id
        self._slack = workspace
        self._directory = directory
        self._sights = sights
        self._today = today

    async def ids(self, candidate: str) -> Sequence[str]:
        """Whom an id or an address means in Slack. Raises LookUpError."""
        if _ID.fullmatch(candidate):
            return (candidate,)
        if not is_email(candidate):
            return ()
        known = await self._directory.id_of_email(self._slack, candidate)
        return (known,) if known else ()

    def is_channel(self, owner_id: str) -> bool:
        """Slack's ids tell it by their first letter."""
        return owner_id[0] in "CG"

    async def sight(self, owner_id: str) -> Sight:
        """What may be shown to an owner. Never raises: in doubt less is shown."""
        if self.is_channel(owner_id):
            return await self._sights.of_channel(self._slack, owner_id, frozenset())
        return await self._sights.of_person(self._slack, owner_id)

    async def write(self, letter: OwnerLetter) -> Delivered:
        """Write to an owner. Raises UndeliveredError."""
        in_channel = self.is_channel(letter.owner_id)
        own = None if in_channel else await self._sights.person(self._slack, letter.owner_id)
        message = request_message(
            letter.answer,
            letter.question,
            letter.asker,
            note=letter.note,
            request_id=letter.request_id,
            in_channel=in_channel,
            words=chat_words(own.language if own else letter.answer.language),
            today=self._today(),
        )
        posted = await self._send(letter.owner_id, message)
        return Delivered(str(posted["channel"]), str(posted["ts"]))

    async def take_back(self, delivered: Delivered) -> None:
        """Remove what was written. Never raises."""
        try:
            await self._slack.client.chat_delete(channel=delivered.place, ts=delivered.message)
        except SLACK_TROUBLE as error:
            _LOG.warning("A question that could not be kept stands with its owner: %s", reason_of(error))

    async def bring(self, request: OwnerRequest, reply: OwnerReply) -> None:
        """Give the reply to who asked, in their own chat with the bot. Raises UndeliveredError."""
        words = await self.words_for(request.asker)
        question = shortened(request.question, QUESTION_LIMIT)
        head = escaped(words.replied).format(owner=f"<@{reply.author}>", question=question)
        text = f"{head}\n{shortened(reply.text, ASKED_LIMIT)}"
        await self._send(request.asker, Message(text, (*sections(head), *words_of(reply.text))))

    async def words_for(self, user: str) -> ChatWords:
        """The words in the language of a person."""
        person = await self._sights.person(self._slack, user)
        return chat_words(person.language if person else "en")

    async def _send(self, to: str, message: Message) -> AsyncSlackResponse:
        try:
            return await self._slack.client.chat_postMessage(
                channel=to, text=message.text, blocks=list(message.blocks), unfurl_links=False, unfurl_media=False
            )
        except SLACK_TROUBLE as error:
            reason = reason_of(error)
            raise UndeliveredError(reason, nobody=reason in _NOBODY) from error


PostOf = Callable[[Workspace], SlackPost]


async def bring_back(handover: Handover, post: SlackPost, request: OwnerRequest, text: str, author: str) -> str:
    """Bring a reply back, and say to its author in mrkdwn what came of it. Raises KeepingError."""
    outcome = await handover.bring_back(post, request, text, author)
    words = await post.words_for(author)
    return escaped(getattr(words, outcome)).format(person=f"<@{request.asker}>")


def owner_sentence(outcome: Sent, owner: str, words: ChatWords) -> str:
    """What came of handing a question over, in mrkdwn."""
    return escaped(getattr(words, outcome)).format(owner=shortened(owner, NAME_LIMIT))


def request_message(  # noqa: PLR0913 - the parts of one message
    answer: Answer,
    question: LoggedQuestion,
    asker: str,
    *,
    note: str,
    request_id: str,
    in_channel: bool,
    words: ChatWords,
    today: date,
) -> Message:
    """What an owner is sent: the question, what was asked before it, and the nearest content that they may see."""
    person = f"<@{asker}>"
    how = words.owner_how_in_channel if in_channel else words.owner_how
    asks = escaped(words.owner_asks).format(person=person)
    before = " · ".join(shortened(one, QUESTION_LIMIT // 2) for one in question.follows)
    nearest = words.owner_nearest if answer.sources else words.owner_no_nearest
    quoted = answer_message(answer, today, where="more")
    return Message(
        text=f"{asks} {shortened(question.question, QUESTION_LIMIT)}",
        blocks=(
            *sections(f"{asks}\n> {shortened(question.question, ASKED_LIMIT)}"),
            *(sections(escaped(words.owner_after).format(questions=before)) if before else []),
            *words_of(note, NOTE_LIMIT),
            *sections(f"*{escaped(nearest)}*"),
            *(quoted.blocks if answer.sources else ()),
            *sections(escaped(how).format(person=person)),
            reply_button(request_id, words),
        ),
    )
