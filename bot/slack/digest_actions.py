"""`/digest` and the buttons beside a schedule: previews, sends, schedules, pauses and stops digests."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.digest_desk import DigestDesk
from bot.chat.digest_parcels import DigestParcel
from bot.chat.digest_rooms import DigestReply, DigestRoom
from bot.chat.trouble import LookUpError
from bot.gap_words import digest_desk_words
from bot.slack.blocks import Message, mrkdwn_message, plain_message
from bot.slack.buttons import action_of
from bot.slack.digest_blocks import DIGEST, digest_message, list_message
from bot.slack.directory import Directory
from bot.slack.features import Asked, asked_of
from bot.slack.mrkdwn import with_channels
from bot.slack.pictures import once_usable, uploaded
from bot.slack.replies import PostedReply, WhisperedReply, WhisperRefusedError
from bot.slack.sight import Sights
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.viewers import Viewers
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)
ALT_LIMIT = 1_000


class DigestActions:
    """No verb raises: who asked is told, and the log where they cannot be."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: DigestDesk,
        viewers: Viewers,
        sights: Sights,
        directory: Directory,
        webhook: Callable[[str], AsyncWebhookClient],
        language: str,
    ) -> None:
        self._desk = desk
        self._viewers = viewers
        self._sights = sights
        self._directory = directory
        self._webhook = webhook
        self._language = language

    async def typed(self, workspace: Workspace, asked: Asked, text: str) -> None:
        """The command. `text` as Slack gives it, with the ids of the channels that it names."""
        person = await self._sights.person(workspace, asked.user)
        language = person.language if person else self._language

        async def served() -> None:
            viewer = await self._viewers.of(workspace, asked.user)
            rooms = SlackRooms(workspace, asked, self._directory, viewer.name)
            zone = person.zone if person else ""
            reply = await self._desk.serve(viewer, text, rooms, language, zone)
            await self._answer(workspace, asked, reply, language)

        await self._tried(served(), asked, language)

    async def press(self, workspace: Workspace, body: Mapping[str, Any]) -> None:
        """A button beside a schedule."""
        asked, action = asked_of(body), action_of(body)
        name = str(action.get("action_id") or "").removeprefix(DIGEST)
        person = await self._sights.person(workspace, asked.user)
        language = person.language if person else self._language
        verbs: dict[str, Literal["pause", "resume", "stop"]] = {"pause": "pause", "resume": "resume", "stop": "stop"}
        if name not in verbs:
            return

        async def changed() -> None:
            viewer = await self._viewers.of(workspace, asked.user)
            rooms = SlackRooms(workspace, asked, self._directory, viewer.name)
            reply = await self._desk.change(viewer, str(action.get("value") or ""), verbs[name], rooms, language)
            await self._whisper(asked, mrkdwn_message(with_channels(reply.said)), instead=reply.saved)

        await self._tried(changed(), asked, language)

    async def _answer(self, workspace: Workspace, asked: Asked, reply: DigestReply, language: str) -> None:
        if reply.parcel is None:
            said = with_channels(reply.said)
            listed = list_message(said, reply.listed, language) if reply.listed else mrkdwn_message(said)
            await self._whisper(asked, listed)
        elif reply.to_all:
            await self._post(workspace, asked.channel, reply.parcel)
        else:
            await self._whisper(asked, digest_message(reply.parcel, note=reply.said))

    async def _post(self, workspace: Workspace, channel: str, parcel: DigestParcel) -> None:
        """For all who read there, with its picture."""
        if parcel.chart is not None:
            alt = parcel.told.chart_alt[:ALT_LIMIT]
            picture = await uploaded(workspace.client, parcel.chart, "digest.png", alt)
            shown = digest_message(parcel, picture)

            async def post() -> None:
                await workspace.client.chat_postMessage(
                    channel=channel,
                    text=shown.text,
                    blocks=list(shown.blocks),
                    unfurl_links=False,
                    unfurl_media=False,
                )

            if picture and await once_usable(post):
                return
        await PostedReply(workspace.client, channel, None).say(digest_message(parcel))

    async def _whisper(self, asked: Asked, message: Message, *, instead: bool = False) -> None:
        if asked.response_url:
            await WhisperedReply(self._webhook(asked.response_url), instead=instead).say(message)

    async def _tried(self, work: Awaitable[None], asked: Asked, language: str) -> None:
        words = digest_desk_words(language)
        try:
            await work
        except WhisperRefusedError as error:
            _LOG.warning("Who asked for a digest could not be told: %s", error)
        except SLACK_TROUBLE as error:
            _LOG.error("Slack did not take a digest: %s", reason_of(error))
            await self._say_trouble(asked, words.trouble)
        except Exception:  # noqa: BLE001 - one request must not end the others
            _LOG.exception("What was wanted of digests in Slack could not be done")
            await self._say_trouble(asked, words.trouble)

    async def _say_trouble(self, asked: Asked, sentence: str) -> None:
        try:
            await self._whisper(asked, plain_message(sentence))
        except SLACK_TROUBLE as error:
            _LOG.warning("Who asked for a digest could not be told: %s", reason_of(error))


class SlackRooms:
    """Implements bot.chat.digest_desk.DigestRooms."""

    surface = "slack"

    def __init__(self, workspace: Workspace, asked: Asked, directory: Directory, name: str) -> None:
        self.workspace = workspace.id
        self._slack = workspace
        self._asked = asked
        self._directory = directory
        self._name = name

    async def me(self) -> DigestRoom:
        """Who types."""
        return DigestRoom(self._asked.user, self._name or self._asked.user, is_person=True)

    async def here(self) -> DigestRoom | None:
        """Where they type: in a direct message that is themselves."""
        if self._asked.channel[:1] == "D" or not self._asked.channel:
            return await self.me()
        return await self._channel(self._asked.channel)

    async def named(self, channel: str) -> DigestRoom | None:
        """A channel by its id: Slack makes one of each that is chosen from its list."""
        return await self._channel(channel) if re.fullmatch(r"[CG][A-Z0-9]{6,}", channel) else None

    async def _channel(self, channel: str) -> DigestRoom:
        try:
            readers = await self._directory.readers(self._slack, channel)
        except LookUpError as error:
            _LOG.warning("Who reads a channel could not be looked up (%s)", error)
            return DigestRoom(channel, f"#{channel}", is_person=False, guests=None)
        return DigestRoom(channel, f"#{channel}", is_person=False, guests=readers.outsiders, member=readers.member)
