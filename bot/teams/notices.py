"""What is sent in Teams unasked about pages: answers that quoted one are changed, its keepers are reminded."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.chat.outgoing_marks import MarkParcel, OutgoingMarks
from bot.chat.outgoing_news import OutgoingNews
from bot.chat.outgoing_reminders import OutgoingReminders
from bot.chat.trouble import UndeliveredError
from bot.chat.workers import Workers
from bot.deliveries.model import Delivery, Skipped
from bot.ports import KeepingError
from bot.teams.activities import Incoming
from bot.teams.answers import Answers
from bot.teams.card_text import escaped
from bot.teams.handover import PostOffice
from bot.teams.invokes import Act
from bot.teams.messages import Mention, sentence_activity
from bot.teams.news_cards import news_message
from bot.teams.reminder_cards import reminder_message
from bot.teams.sight import Sights
from bot.teams.speaking import Message, Speaker, address_in_thread, delivering
from bot.teams.transport import Address, TransportError
from bot.teams.viewers import Viewers
from bot.upkeep.notice_words import notice_words
from bot.upkeep.reminding_rounds import Keeper
from bot.upkeep.words import upkeep_words
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TeamsNotices:
    """Its verbs raise UndeliveredError, TransportError and KeepingError."""

    marks: OutgoingMarks
    reminders: OutgoingReminders
    news: OutgoingNews
    speaker: Speaker
    sights: Sights
    answers: Answers
    keepers: Workers
    language: str

    async def is_wanted(self, delivery: Delivery) -> bool:
        """Whether an answer is to be changed still."""
        found = await self.marks.wanted(delivery, begins=True)
        if isinstance(found, Skipped):
            _LOG.info("An answer is left as it is (%s): %s", delivery.kind, found.reason)
        return not isinstance(found, Skipped)

    async def mark(self, workspace: str, delivery: Delivery) -> None:
        """Change the answer, where it is to be changed."""
        known = await self.speaker.known(workspace, delivery.place)
        at = await self.speaker.address_of(workspace, delivery.place)
        alone = known is not None and known.kind == "personal"
        if delivery.kind == "pulled":
            parcel = await self.marks.pulled(delivery)
        else:
            sight = (
                await self.sights.of_person(at, delivery.receiver)
                if alone
                else await self.sights.of_place(at, known.team if known else "")
            )
            parcel = await self.marks.restored(delivery, sight, alone=alone)
        if isinstance(parcel, Skipped):
            return
        thread = delivery.about.get("thread", "")
        if known is not None and known.kind == "channel" and thread:
            at = replace(at, conversation=f"{delivery.place};messageid={thread}")
        await self.speaker.put(at, delivery.message, await self._message(delivery, parcel, alone=alone))

    async def reminder(self, delivery: Delivery, viewer: Viewer, *, begins: bool) -> tuple[str, Message] | Skipped:
        """What its receiver is reminded of: the line, and the whole."""
        parcel = await self.reminders.held(delivery, viewer, self.language, begins=begins)
        return parcel if isinstance(parcel, Skipped) else (parcel.notice, reminder_message(parcel))

    async def whats_new(self, delivery: Delivery, at: Address) -> tuple[str, Message] | Skipped:
        """The weekly news, or a launch, for its receiver or all who read the place: the line, and the whole."""
        known = await self.speaker.known(at.tenant, at.conversation)
        if delivery.receiver.startswith("19:"):
            sight = await self.sights.of_place(at, known.team if known else "")
        else:
            sight = await self.sights.of_person(at, delivery.receiver)
        found = await self.news.held(delivery, sight)
        return found if isinstance(found, Skipped) else (found[0].notice, news_message(found[0]))

    async def _message(self, delivery: Delivery, parcel: MarkParcel, *, alone: bool) -> Message:
        above = "\n\n".join(map(escaped, parcel.lines))
        if parcel.answer is None:
            return Message(sentence_activity(above))

        def made() -> Message:
            if parcel.answer is None:
                return Message(sentence_activity(above))
            if parcel.shared:
                return self.answers.message(parcel.answer, presses=("helpful", "more"), above=above, where="shared")
            return self.answers.message(parcel.answer, reader=delivery.receiver if alone else "", above=above)

        return await self.keepers.run(made)


class TeamsPeople:
    """Implements bot.upkeep.reminding_rounds.PeopleFinder. Teams tells nobody's time zone: `zone` is everybody's."""

    surface: Literal["teams"] = "teams"

    def __init__(self, post_office: PostOffice, speaker: Speaker, viewers: Viewers, zone: str) -> None:
        self._post_office = post_office
        self._speaker = speaker
        self._viewers = viewers
        self._zone = zone

    async def people(self, workspaces: Sequence[str], candidate: str) -> Sequence[Keeper]:
        """Whom an id or an address means: of the company, with the app. Raises LookUpError, UndeliveredError."""
        for workspace in workspaces:
            post = self._post_office.of(workspace)
            for person in await post.ids(candidate):
                viewer = None if post.is_channel(person) else await self._viewer(workspace, person)
                if viewer is not None and not viewer.guest:
                    return (Keeper(viewer, self._zone),)
        return ()

    async def _viewer(self, workspace: str, person: str) -> Viewer | None:
        """None where nobody has the id, or they cannot be written to."""
        try:
            async with delivering():
                at: Address = await self._speaker.personal_chat(workspace, person)
        except UndeliveredError as error:
            if error.for_good:
                return None
            raise
        return await self._viewers.of_known(at, person)


class ReminderWork:
    """The buttons of a reminder itself; those of its pages are others'."""

    commands: frozenset[str] = frozenset()
    prefix = "reminder_"

    def __init__(self, reminders: OutgoingReminders, viewers: Viewers, speaker: Speaker, language: str) -> None:
        self._reminders = reminders
        self._viewers = viewers
        self._speaker = speaker
        self._language = language

    async def serve(self, _incoming: Incoming, _language: str) -> None:
        """Nothing is typed."""

    async def act(self, act: Act) -> None:
        """Not this week. Never raises."""
        told = act.told.get("language", "")
        language = told if notice_words(told).language == told else act.sender.language or self._language
        try:
            viewer = await self._viewers.of(act.setting.address, act.sender)
            said = await self._reminders.snooze(viewer, act.setting.place, act.message, language)
        except KeepingError as error:
            _LOG.warning("That somebody wants no reminders now could not be kept: %s", error)
            said = upkeep_words(language).down
        mention = None if act.setting.kind == "direct" else Mention(act.sender.teams_id, act.sender.name)
        try:
            await self._speaker.say(address_in_thread(act.setting), Message(sentence_activity(said, mention)))
        except TransportError as error:
            _LOG.warning("Who pressed a button below a reminder could not be told: %s", error)
