"""Handing a question to the owner of the content, and the owner's reply back to who asked."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from datetime import date

from bot.chat_words import ChatWords, chat_words
from bot.conversation_model import OwnerReply, OwnerRequest
from bot.model import Answer, Asker, LoggedQuestion, Place
from bot.owners import Owners, is_email
from bot.ports import Answering, Clock, KeepingError, OwnerRequests
from bot.slack.blocks import Message, answer_message, mrkdwn_message, sections, words_of
from bot.slack.buttons import reply_button
from bot.slack.directory import Directory, LookUpError
from bot.slack.mrkdwn import escaped, shortened
from bot.slack.sight import Sights
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.views import NAME_LIMIT, QUESTION_LIMIT
from bot.slack.workers import Workers
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)
_ID = re.compile(r"[UWCG][A-Z0-9]{6,}")
_NOBODY = frozenset({"channel_not_found", "user_not_found"})
"""What Slack says of an id that is nobody's: an owner's name may look like one."""
ASKED_LIMIT = 1_300
NOTE_LIMIT = 3_500


def owner_of(answer: Answer) -> str | None:
    """Who the content names for what an answer is from; None where it names nobody."""
    return next((source.owner for source in answer.sources if source.owner), None)


class Handover:
    """Writes to owners, keeps what was written, and brings replies back."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        answering: Answering,
        sights: Sights,
        directory: Directory,
        owners: Owners,
        requests: OwnerRequests,
        clock: Clock,
        workers: Workers,
    ) -> None:
        self._answering = answering
        self._sights = sights
        self._directory = directory
        self._owners = owners
        self._requests = requests
        self._clock = clock
        self._workers = workers
        self._under_way: set[tuple[str, str]] = set()

    async def waits(self, question_id: str, asker: str) -> OwnerRequest | None:
        """What a person has handed over already, and nobody has replied to. Raises KeepingError."""
        sent = await self._workers.run(self._requests.of_question, question_id, asker)
        return sent if sent is not None and sent.reply is None else None

    async def send(  # noqa: PLR0913 - one request
        self,
        workspace: Workspace,
        question: LoggedQuestion,
        asker: str,
        *,
        owner: str,
        note: str,
        words: ChatWords,
    ) -> str:
        """Write to the owner, and say in mrkdwn what came of it. Raises KeepingError and what the search raises."""
        named = shortened(owner, NAME_LIMIT)
        this = (question.id, asker)
        if this in self._under_way:
            return escaped(words.owner_before).format(owner=named)
        self._under_way.add(this)  # before anything is awaited: who sends twice at once would pass here twice
        try:
            if await self.waits(question.id, asker) is not None:
                return escaped(words.owner_before).format(owner=named)
            outcome = await self._send(workspace, question, asker, owner=owner, note=note)
        finally:
            self._under_way.discard(this)
        return escaped(outcome(words)).format(owner=named)

    async def hindrance(self, workspace: Workspace, owner: str, asker: str, words: ChatWords) -> str | None:
        """Why a question cannot be handed over, in mrkdwn, told before anybody writes a word; None where it can."""
        ids, trouble = await self._ids(workspace, owner)
        if ids and ids[0] == asker:
            return escaped(words.owner_you)
        if ids or trouble:
            return None
        return escaped(words.owner_unknown).format(owner=shortened(owner, NAME_LIMIT))

    async def _send(
        self, workspace: Workspace, question: LoggedQuestion, asker: str, *, owner: str, note: str
    ) -> Callable[[ChatWords], str]:
        """The first of the owner's ids that can be reached gets it."""
        ids, trouble = await self._ids(workspace, owner)
        request_id = uuid.uuid4().hex
        for owner_id in ids:
            answer = await self._as_seen_by(workspace, question, owner_id)
            own = None if _is_channel(owner_id) else await self._sights.person(workspace, owner_id)
            message = request_message(
                answer,
                question,
                asker,
                note=note,
                request_id=request_id,
                in_channel=_is_channel(owner_id),
                words=chat_words(own.language if own else answer.language),
                today=self._clock.now().date(),
            )
            try:
                posted = await workspace.client.chat_postMessage(
                    channel=owner_id,
                    text=message.text,
                    blocks=list(message.blocks),
                    unfurl_links=False,
                    unfurl_media=False,
                )
            except SLACK_TROUBLE as error:
                _LOG.warning("A question could not be handed to %s: %s", owner_id, reason_of(error))
                trouble = trouble or reason_of(error) not in _NOBODY
                continue
            request = OwnerRequest(
                id=request_id,
                question_id=question.id,
                question=question.question,
                asker=asker,
                workspace=workspace.id,
                owner=owner,
                owner_id=owner_id,
                place=str(posted["channel"]),
                message=str(posted["ts"]),
                document=answer.sources[0].document if answer.sources else "",
                asked_at=self._clock.now(),
            )
            try:
                await self._workers.run(self._requests.keep, request)
            except KeepingError:
                await self._take_back(workspace, request)
                raise
            return lambda words: words.owner_sent
        return lambda words: words.owner_unreachable if trouble else words.owner_unknown

    async def _take_back(self, workspace: Workspace, request: OwnerRequest) -> None:
        """A reply to what is not remembered would reach nobody."""
        try:
            await workspace.client.chat_delete(channel=request.place, ts=request.message)
        except SLACK_TROUBLE as error:
            _LOG.warning("A question that could not be kept stands with its owner: %s", reason_of(error))

    async def request_in(self, workspace: Workspace, channel: str, thread_ts: str, user: str) -> OwnerRequest | None:
        """The request that a message of its owner's in a thread replies to. Raises KeepingError."""
        found = await self._workers.run(self._requests.at, workspace.id, channel, thread_ts)
        return found if found is not None and found.owner_id == user else None

    async def find(self, request_id: str) -> OwnerRequest | None:
        """A request by its id. Raises KeepingError."""
        return await self._workers.run(self._requests.find, request_id)

    async def bring_back(self, workspace: Workspace, request: OwnerRequest, text: str, author: str) -> Message:
        """Keep the reply as a draft, give it to who asked, and say to the owner what came of it. Raises KeepingError.

        It goes to the asker alone: an owner who writes to one colleague does not write to a channel.
        """
        await self._workers.run(self._requests.reply, request.id, OwnerReply(text, author, self._clock.now()))
        words = chat_words(await self._language(workspace, request.asker))
        head = escaped(words.replied).format(owner=f"<@{author}>", question=shortened(request.question, QUESTION_LIMIT))
        own = chat_words(await self._language(workspace, author))
        try:
            await workspace.client.chat_postMessage(
                channel=request.asker,
                text=f"{head}\n{shortened(text, ASKED_LIMIT)}",
                blocks=[*sections(head), *words_of(text)],
                unfurl_links=False,
                unfurl_media=False,
            )
        except SLACK_TROUBLE as error:
            _LOG.warning("An owner's reply could not be delivered: %s", reason_of(error))
            return mrkdwn_message(escaped(own.reply_undelivered).format(person=f"<@{request.asker}>"))
        return mrkdwn_message(escaped(own.reply_kept).format(person=f"<@{request.asker}>"))

    async def _ids(self, workspace: Workspace, owner: str) -> tuple[list[str], bool]:
        """The owner's ids, and whether one could not be looked up."""
        found: list[str] = []
        trouble = False
        for candidate in self._owners.candidates(owner):
            if _ID.fullmatch(candidate):
                found.append(candidate)
            elif is_email(candidate):
                try:
                    known = await self._directory.id_of_email(workspace, candidate)
                except LookUpError as error:
                    _LOG.warning("An owner's address could not be looked up (%s)", error)
                    trouble = True
                    continue
                found.extend([known] if known else [])
        return list(dict.fromkeys(found)), trouble

    async def _as_seen_by(self, workspace: Workspace, question: LoggedQuestion, owner_id: str) -> Answer:
        """The answer from what the owner may see: being named by one page opens no other."""
        is_channel = _is_channel(owner_id)
        if is_channel:
            sight = await self._sights.of_channel(workspace, owner_id, frozenset())
        else:
            sight = await self._sights.of_person(workspace, owner_id)
        place = Place(owner_id, "channel" if is_channel else "direct", workspace.id, sight.guests)
        asker = Asker(owner_id, groups=sight.groups)
        return await self._workers.run(self._answering.answer_again, question, asker, place)

    async def _language(self, workspace: Workspace, user: str) -> str:
        person = await self._sights.person(workspace, user)
        return person.language if person else "en"


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


def _is_channel(owner_id: str) -> bool:
    return owner_id[0] in "CG"
