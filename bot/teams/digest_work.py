"""Digests asked for, scheduled and stopped in Teams; and one that is shown again after something was done there."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from typing import Literal

from bot.chat.digest_desk import DigestDesk
from bot.chat.digest_rooms import DigestReply
from bot.chat.digest_wishes import DigestWish, read_digest_wish
from bot.chat.outgoing import Outgoing
from bot.chat.trouble import UndeliveredError
from bot.chat.workers import Workers
from bot.chat_words import chat_words
from bot.deliveries.model import Skipped
from bot.deliveries.ports import Deliveries
from bot.gap_words import digest_desk_words, gap_words
from bot.ports import KeepingError
from bot.teams.activities import Incoming, Sender, Setting
from bot.teams.card_text import Element, escaped, line
from bot.teams.cards import Card
from bot.teams.digest_forms import ScheduleFacts, done_card, form_of, listing_card, schedule_card
from bot.teams.digest_messages import DigestMessages
from bot.teams.digest_rooms import TeamsRooms
from bot.teams.invokes import Act
from bot.teams.messages import card_activity, sentence_activity
from bot.teams.sharing import Sharing
from bot.teams.sight import Sights
from bot.teams.speaking import Message, Speaker, address_in_thread
from bot.teams.transport import TransportError
from bot.teams.viewers import Viewers
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)
ID_LIMIT = 64
_BARE = DigestWish("schedule")
"""Nothing is said but that one is wanted: then a form asks for the rest."""
_Change = Literal["pause", "resume", "stop"]
_CHANGES: dict[str, _Change] = {"digest_pause": "pause", "digest_resume": "resume", "digest_stop": "stop"}


class DigestWork:
    """Serves the command `digest` and the buttons of schedules. No verb raises: who is concerned gets a sentence."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: DigestDesk,
        messages: DigestMessages,
        outgoing: Outgoing,
        deliveries: Deliveries,
        viewers: Viewers,
        speaker: Speaker,
        sights: Sights,
        sharing: Sharing,
        keepers: Workers,
        language: str,
    ) -> None:
        self._desk = desk
        self._messages = messages
        self._outgoing = outgoing
        self._deliveries = deliveries
        self._viewers = viewers
        self._speaker = speaker
        self._sights = sights
        self._sharing = sharing
        self._keepers = keepers
        self._language = language

    async def serve(self, incoming: Incoming, language: str) -> Message:
        """What is said to `digest` where it was asked. What is not for all there goes to the person's own chat."""
        setting, sender, text = incoming.setting, incoming.sender, incoming.command_words
        viewer = await self._viewers.of(setting.address, sender)
        rooms = self._rooms(setting, sender)
        if read_digest_wish(text) == _BARE and await self._desk.may(viewer):
            card = schedule_card("", await self._facts(setting, sender, viewer, rooms), language)
            message = _carded(card, digest_desk_words(language).title)
        else:
            reply = await self._desk.serve(viewer, text, rooms, language, sender.zone)
            if reply.parcel is not None and reply.to_all:
                return await self._messages.of(reply.parcel, None)
            message = await self._replied(reply, setting, sender, viewer, language)
        if setting.kind == "direct":
            return message
        try:
            await self._speaker.say_to_person(setting.workspace, viewer.id, message)
        except UndeliveredError as error:
            _LOG.warning("What is for one person alone could not be said to them: %s", error)
            return Message(sentence_activity(chat_words(language).add_me))
        return Message(sentence_activity(gap_words(language).told_alone))

    async def act(self, act: Act) -> None:
        """A button of a schedule, or its form."""
        language = act.sender.language or self._language
        try:
            await self._act(act, language)
        except TransportError as error:
            _LOG.warning("What was done with a digest could not be shown: %s", error)
        except Exception:  # noqa: BLE001 - who pressed gets a sentence, whatever broke
            _LOG.exception("What was pressed on a digest could not be done")
            await self._quietly(act, digest_desk_words(language).trouble)

    async def again(self, act: Act, status: Sequence[Element]) -> bool:
        """Show the digest that was pressed in as it is now, in its place, with what was done.

        False where the message is none that was sent unasked, or cannot be changed.
        """
        setting = act.setting
        try:
            found = await self._keepers.run(self._deliveries.at, setting.workspace, setting.place, act.message)
            if found is None or found.kind != "digest" or await self._has_guests(setting):
                return False
            viewer_of = partial(self._viewers.of_known, setting.address)
            in_channel = setting.kind != "direct"
            parcel = await self._outgoing.digest(found, viewer_of, in_channel=in_channel, with_chart=False)
            if isinstance(parcel, Skipped):
                return False
            reader = None if in_channel else await self._viewers.of(setting.address, act.sender)
            message = await self._messages.of(parcel, reader, status)
            await self._speaker.put(address_in_thread(setting), act.message, message)
        except (KeepingError, UndeliveredError, TransportError) as error:
            _LOG.warning("A digest that was acted on could not be changed: %s", error)
            return False
        return True

    async def _act(self, act: Act, language: str) -> None:
        setting, sender = act.setting, act.sender
        viewer = await self._viewers.of(setting.address, sender)
        rooms = self._rooms(setting, sender)
        if act.name == "digest_save":
            form = form_of(act.given, self._desk.default_zone(sender.zone))
            reply = await self._desk.save(viewer, form, rooms, language, is_owners=not viewer.manages)
        else:
            reply = await self._desk.change(viewer, act.subject[:ID_LIMIT], _CHANGES[act.name], rooms, language)
        to = address_in_thread(setting)
        if not reply.saved:  # the form stays as it was filled
            await self._speaker.say(to, Message(sentence_activity(escaped(reply.said))))
            return
        message = _carded(done_card(reply.said, reply.listed, language), reply.said)
        if act.message and setting.kind == "direct":
            await self._speaker.change(to, act.message, message)
        else:
            await self._speaker.say(to, message)

    async def _replied(
        self, reply: DigestReply, setting: Setting, sender: Sender, viewer: Viewer, language: str
    ) -> Message:
        if reply.parcel is not None:
            is_plain = reply.said == digest_desk_words(language).sent_now  # as the digest itself says
            return await self._messages.of(reply.parcel, viewer, () if is_plain else (line(reply.said, "subtle"),))
        if not reply.listed:
            return Message(sentence_activity(reply.said))
        if reply.saved:
            return _carded(done_card(reply.said, reply.listed, language), reply.said)
        facts = await self._facts(setting, sender, viewer, self._rooms(setting, sender))
        return _carded(listing_card(reply.said, reply.listed, facts, language), reply.said)

    async def _facts(self, setting: Setting, sender: Sender, viewer: Viewer, rooms: TeamsRooms) -> ScheduleFacts:
        return ScheduleFacts(
            zone=self._desk.default_zone(sender.zone),
            places=await rooms.places() if viewer.manages else (),
            here=setting.place if viewer.manages and setting.kind == "channel" else "",
            manages=viewer.manages,
        )

    def _rooms(self, setting: Setting, sender: Sender) -> TeamsRooms:
        return TeamsRooms(setting, sender, speaker=self._speaker, sights=self._sights, sharing=self._sharing)

    async def _has_guests(self, setting: Setting) -> bool:
        if setting.kind == "direct":
            return False
        return (await self._sights.of_place(setting.address, setting.team, marked_outside=setting.shared)).guests

    async def _quietly(self, act: Act, said: str) -> None:
        try:
            await self._speaker.say(address_in_thread(act.setting), Message(sentence_activity(said)))
        except TransportError as error:
            _LOG.warning("Who pressed a button could not be told: %s", error)


def _carded(made: Card, said: str) -> Message:
    return Message(card_activity(made, escaped(said)), lambda: sentence_activity(escaped(said)))
