"""Writes in Slack unasked: digests, word that a gap is filled, or given to somebody, what becomes of pages."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.asking import AskingDesk
from bot.chat.digest_parcels import DigestParcel
from bot.chat.outgoing import FilledParcel, Outgoing
from bot.chat.outgoing_news import NEWS
from bot.chat.sight import Sight
from bot.chat.trouble import LookUpError, UndeliveredError
from bot.conversation_model import PostedAnswer
from bot.deliveries.model import MARKS, Announced, Delivery, Skipped
from bot.owners import Owners
from bot.ports import Clock
from bot.slack.blocks import Message, answer_message, context
from bot.slack.buttons import cut
from bot.slack.desk import row_of
from bot.slack.digest_blocks import digest_message
from bot.slack.directory import Directory
from bot.slack.gap_blocks import given_message
from bot.slack.handover import PostOf, SlackPost
from bot.slack.mrkdwn import escaped
from bot.slack.notices import SlackNotices
from bot.slack.pictures import SECONDS_UNTIL_USABLE, once_usable, uploaded
from bot.slack.replies import as_text, refuses_blocks
from bot.slack.trouble import SLACK_TROUBLE, undelivered
from bot.slack.viewers import Viewers
from bot.slack.workspace import Workspace, WorkspaceOf, without_handlers
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)

EVENT = "cornerman_delivery"
"""The type of the metadata by which a message of an earlier try is found again.

https://docs.slack.dev/messaging/message-metadata
"""
PAGES, PAGE = 5, 100
"""How far back a message of an earlier try is looked for: it was posted since the delivery was due."""
ALT_LIMIT = 1_000
"""Characters that tell what a picture shows (https://docs.slack.dev/reference/methods/files.getUploadURLExternal)."""
SECONDS_BEFORE = 300
"""Clocks differ."""


@dataclass(frozen=True, slots=True)
class _Post:
    """Where something goes, and what: its text is the line that is posted first."""

    to: str
    message: Message
    parcel: DigestParcel | None = None
    filled: FilledParcel | None = None


class SlackPoster:
    """Implements bot.deliveries.ports.Poster for every workspace that the app is installed in."""

    surface: Literal["slack"] = "slack"

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        workspace_of: WorkspaceOf,
        outgoing: Outgoing,
        viewers: Viewers,
        directory: Directory,
        owners: Owners,
        post_of: PostOf,
        desk: AskingDesk,
        notices: SlackNotices,
        clock: Clock,
        waits: Sequence[float] = SECONDS_UNTIL_USABLE,
    ) -> None:
        self._workspace_of = workspace_of
        self._outgoing = outgoing
        self._viewers = viewers
        self._directory = directory
        self._owners = owners
        self._post_of = post_of
        self._desk = desk
        self._notices = notices
        self._clock = clock
        self._waits = waits

    async def announce(self, delivery: Delivery) -> Announced | None:
        """Post what says in a line that it comes. None: nothing is to be sent. Raises UndeliveredError."""
        workspace = await self._workspace(delivery)
        if delivery.kind in MARKS:  # the message stands already
            wanted = await self._notices.is_wanted(delivery)
            return Announced(delivery.place, delivery.message) if wanted else None
        found = await self._found(workspace, delivery, begins=True)
        if isinstance(found, Skipped):
            _LOG.info("A delivery (%s) is not sent: %s", delivery.kind, found.reason)
            return None
        try:
            before = await _posted_before(workspace, delivery, found.to) if delivery.attempts > 1 else None
            if before is not None:
                return before
            posted = await _posting_once(workspace.client).chat_postMessage(
                channel=found.to,
                text=found.message.text,
                metadata=_metadata(delivery),
                unfurl_links=False,
                unfurl_media=False,
            )
            return Announced(str(posted["channel"]), str(posted["ts"]))
        except SLACK_TROUBLE as error:
            raise undelivered(error) from error

    async def fill(self, delivery: Delivery, announced: Announced) -> None:
        """Put the whole into the message. Raises UndeliveredError."""
        workspace = await self._workspace(delivery)
        found = await self._found(workspace, delivery, begins=False)
        if isinstance(found, Skipped):  # it has changed since the line was posted, which says it all then
            _LOG.info("A delivery (%s) is left with its line alone: %s", delivery.kind, found.reason)
            return
        try:
            await self._fill(workspace, delivery, announced, found)
        except SLACK_TROUBLE as error:
            raise undelivered(error) from error
        if found.filled is not None:
            question = found.filled.question.id
            where = (delivery.workspace, announced.place, announced.message, announced.message)
            await self._desk.remember(PostedAnswer(question, *where, self._clock.now()))

    async def _fill(self, workspace: Workspace, delivery: Delivery, announced: Announced, found: _Post) -> None:
        async def put(message: Message) -> None:
            # A message that is only changed stays what it was.
            await workspace.client.chat_update(
                channel=announced.place,
                ts=announced.message,
                text=message.text,
                blocks=list(message.blocks),
                metadata=None if delivery.kind in MARKS else _metadata(delivery),
            )

        if found.parcel is not None and found.parcel.chart is not None:
            alt = cut(found.parcel.told.chart_alt, ALT_LIMIT)
            picture = await uploaded(workspace.client, found.parcel.chart, "digest.png", alt)
            shown = digest_message(found.parcel, picture)
            if picture and await once_usable(lambda: put(shown), self._waits):
                return
        try:
            await put(found.message)
        except SlackApiError as error:
            if not refuses_blocks(error):
                raise
            await put(as_text(found.message))

    # ── what is said, and to whom ────────────────────────────────────────────────────────────────────────────────────

    async def _found(self, workspace: Workspace, delivery: Delivery, *, begins: bool) -> _Post | Skipped:
        """`begins`: only the line that announces it is wanted of it."""
        try:
            if delivery.kind == "digest":
                return await self._digest(workspace, delivery, with_chart=not begins)
            if delivery.kind == "closed":
                return await self._filled(workspace, delivery)
            if delivery.kind == "assigned":
                return await self._given(workspace, delivery)
            if delivery.kind in NEWS:
                said = await self._notices.whats_new(workspace, delivery)
            elif delivery.kind == "reminder":
                said = await self._notices.reminder(workspace, delivery, begins=begins)
            else:
                said = await self._notices.mark(workspace, delivery)
            return said if isinstance(said, Skipped) else _Post(delivery.receiver, said)
        except LookUpError as error:
            raise UndeliveredError(f"Slack did not tell who reads it: {error}") from error

    async def _digest(self, workspace: Workspace, delivery: Delivery, *, with_chart: bool) -> _Post | Skipped:
        to = delivery.receiver
        in_channel = to[:1] in {"C", "G"}
        if in_channel:
            readers = await self._directory.readers(workspace, to)
            if readers.outsiders:
                raise UndeliveredError("people from outside read the channel", for_good=True)
        parcel = await self._outgoing.digest(
            delivery, partial(self._viewers.of_known, workspace), in_channel=in_channel, with_chart=with_chart
        )
        return parcel if isinstance(parcel, Skipped) else _Post(to, digest_message(parcel), parcel)

    async def _filled(self, workspace: Workspace, delivery: Delivery) -> _Post | Skipped:
        viewer = await self._viewers.of_known(workspace, delivery.receiver)
        sight = Sight(viewer.groups or frozenset(), viewer.guest)
        parcel = await self._outgoing.filled(delivery, sight)
        if isinstance(parcel, Skipped):
            return parcel
        answer = parcel.answer
        above = escaped(parcel.head)
        shown = answer_message(answer, self._desk.today(), row_of(answer), above=above)
        message = Message(
            text=above,
            blocks=(*shown.blocks, context(escaped(parcel.how))),
            without_blocks=shown.without_blocks,
        )
        return _Post(delivery.receiver, message, filled=parcel)

    async def _given(self, workspace: Workspace, delivery: Delivery) -> _Post | Skipped:
        post = self._post_of(workspace)
        owner = await self._owner(workspace, post, delivery.receiver)
        sight = await post.sight(owner)
        if sight.guests and sight.blurred:
            raise UndeliveredError(f"whether people from outside read it could not be looked up ({sight.blurred})")
        viewer = Viewer(owner, surface="slack", workspace=workspace.id, groups=sight.groups, guest=sight.guests)
        language = sight.language or "en"
        by = await self._name(workspace, delivery.about.get("by", ""))
        parcel = await self._outgoing.given(delivery, viewer, language, by)
        if isinstance(parcel, Skipped):
            return parcel
        return _Post(owner, given_message(parcel, language, self._desk.today()))

    async def _owner(self, workspace: Workspace, post: SlackPost, receiver: str) -> str:
        """The id of whom an owner's name means here: a person, or a channel that nobody from outside reads."""
        hidden = False
        for candidate in self._owners.candidates(receiver):
            for one in await post.ids(candidate):
                if not post.is_channel(one):
                    return one
                if not (await self._directory.readers(workspace, one)).outsiders:
                    return one
                hidden = True
        if hidden:
            raise UndeliveredError("people from outside read the owner's channel", for_good=True)
        raise UndeliveredError("the owner is nobody here", nobody=True)

    async def _name(self, workspace: Workspace, person: str) -> str:
        if not person:
            return ""
        try:
            return (await self._directory.person(workspace, person)).name
        except LookUpError:
            return ""  # somebody of the console, or of another platform

    async def _workspace(self, delivery: Delivery) -> Workspace:
        found = await self._workspace_of(delivery.workspace)
        if found is None:
            raise UndeliveredError("the app is not installed in the workspace", for_good=True)
        return found


def _posting_once(client: AsyncWebClient) -> AsyncWebClient:
    """The same, but what it sends is not sent again by itself where the connection breaks: Slack may have taken it.

    The next try looks for it first.
    """
    return without_handlers(client, AsyncConnectionErrorRetryHandler)


async def _posted_before(workspace: Workspace, delivery: Delivery, to: str) -> Announced | None:
    """The message that an earlier try left. Raises what Slack raises."""
    channel = to
    if to[:1] not in {"C", "G", "D"}:
        channel = str((await workspace.client.conversations_open(users=to))["channel"]["id"])
    key = _metadata(delivery)["event_payload"]["key"]
    oldest = f"{delivery.due_at.timestamp() - SECONDS_BEFORE:.6f}"
    cursor: str | None = None
    for _ in range(PAGES):
        page = await workspace.client.conversations_history(
            channel=channel, oldest=oldest, limit=PAGE, include_all_metadata=True, cursor=cursor
        )
        for one in page["messages"]:
            metadata = one.get("metadata") or {}
            is_ours = one.get("user") == workspace.bot_user and metadata.get("event_type") == EVENT
            if is_ours and (metadata.get("event_payload") or {}).get("key") == key:
                return Announced(channel, str(one["ts"]))
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
    return None


def _metadata(delivery: Delivery) -> dict[str, Any]:
    """What marks a message as this delivery's, without telling what it is of."""
    return {"event_type": EVENT, "event_payload": {"key": hashlib.sha256(delivery.key.encode()).hexdigest()}}
