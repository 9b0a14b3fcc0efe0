"""What is sent in Slack unasked about pages: answers that quoted one are changed, its keepers are reminded."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.channel_manners import ChannelManners
from bot.chat.outgoing_marks import OutgoingMarks
from bot.chat.outgoing_news import OutgoingNews
from bot.chat.outgoing_reminders import OutgoingReminders
from bot.chat.trouble import LookUpError
from bot.deliveries.model import Delivery, Skipped
from bot.owners import is_email
from bot.ports import KeepingError
from bot.slack.blocks import Message, answer_message, mrkdwn_message, plain_message
from bot.slack.buttons import Row
from bot.slack.desk import row_of
from bot.slack.directory import Directory
from bot.slack.features import asked_of
from bot.slack.mrkdwn import escaped
from bot.slack.news_blocks import news_message
from bot.slack.reminder_blocks import REST, reminder_message
from bot.slack.replies import WhisperedReply
from bot.slack.sight import Sights
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.viewers import Viewers
from bot.slack.workspace import Workspace, WorkspaceOf
from bot.upkeep.reminding_rounds import Keeper

_LOG = logging.getLogger(__name__)
_PERSON = re.compile(r"[UW][A-Z0-9]{6,}")
_NOBODY = ("user_not_found", "users_not_found", "user_not_visible")
"""How Slack says of an id that it is nobody's."""
MannersOf = Callable[[Workspace, str], Awaitable[ChannelManners]]


@dataclass(frozen=True, slots=True)
class SlackNotices:
    """Its verbs raise UndeliveredError and LookUpError. `today` is the day that freshness is told by."""

    marks: OutgoingMarks
    reminders: OutgoingReminders
    news: OutgoingNews
    sights: Sights
    viewers: Viewers
    manners_of: MannersOf
    today: Callable[[], date]

    async def is_wanted(self, delivery: Delivery) -> bool:
        """Whether an answer is to be changed still."""
        found = await self.marks.wanted(delivery, begins=True)
        if isinstance(found, Skipped):
            _LOG.info("An answer is left as it is (%s): %s", delivery.kind, found.reason)
        return not isinstance(found, Skipped)

    async def mark(self, workspace: Workspace, delivery: Delivery) -> Message | Skipped:
        """What the answer becomes."""
        if delivery.kind == "pulled":
            parcel = await self.marks.pulled(delivery)
        else:
            alone = delivery.place.startswith("D")
            if alone:
                sight = await self.sights.of_person(workspace, delivery.receiver)
            else:
                audience = frozenset((await self.manners_of(workspace, delivery.place)).audience)
                sight = await self.sights.of_channel(workspace, delivery.place, audience)
            parcel = await self.marks.restored(delivery, sight, alone=alone)
        if isinstance(parcel, Skipped):
            return parcel
        above = "\n".join(map(escaped, parcel.lines))
        if parcel.answer is None:
            return mrkdwn_message(above)
        if parcel.shared:
            row = Row(parcel.answer.question_id, ("helpful", "unhelpful", "more"))
            return answer_message(parcel.answer, self.today(), row, above=above, where="shared")
        return answer_message(parcel.answer, self.today(), row_of(parcel.answer), above=above)

    async def reminder(self, workspace: Workspace, delivery: Delivery, *, begins: bool) -> Message | Skipped:
        """What its receiver is reminded of."""
        viewer = await self.viewers.of_known(workspace, delivery.receiver)
        person = await self.sights.person(workspace, delivery.receiver)
        language = person.language if person else "en"
        parcel = await self.reminders.held(delivery, viewer, language, begins=begins)
        return parcel if isinstance(parcel, Skipped) else reminder_message(parcel)

    async def whats_new(self, workspace: Workspace, delivery: Delivery) -> Message | Skipped:
        """The weekly news, or a launch: what its receiver, or everybody who reads the channel, may see."""
        if delivery.receiver[:1] in {"C", "G"}:
            audience = frozenset((await self.manners_of(workspace, delivery.receiver)).audience)
            sight = await self.sights.of_channel(workspace, delivery.receiver, audience)
        else:
            sight = await self.sights.of_person(workspace, delivery.receiver)
        found = await self.news.held(delivery, sight)
        return found if isinstance(found, Skipped) else news_message(*found)


class SlackPeople:
    """Implements bot.upkeep.reminding_rounds.PeopleFinder."""

    surface: Literal["slack"] = "slack"

    def __init__(self, workspace_of: WorkspaceOf, directory: Directory, viewers: Viewers) -> None:
        self._workspace_of = workspace_of
        self._directory = directory
        self._viewers = viewers

    async def people(self, workspaces: Sequence[str], candidate: str) -> Sequence[Keeper]:
        """Whom an id or an address means: one of the company. Raises LookUpError, UndeliveredError."""
        for name in workspaces:
            workspace = await self._workspace_of(name)
            person = None if workspace is None else await self._id(workspace, candidate)
            if workspace is not None and person is not None:
                found = await self._keeper(workspace, person)
                if found is not None:
                    return (found,)
        return ()

    async def _id(self, workspace: Workspace, candidate: str) -> str | None:
        if _PERSON.fullmatch(candidate):
            return candidate
        return await self._directory.id_of_email(workspace, candidate) if is_email(candidate) else None

    async def _keeper(self, workspace: Workspace, person: str) -> Keeper | None:
        try:
            known = await self._directory.person(workspace, person)
        except LookUpError as error:
            if str(error).endswith(_NOBODY):
                return None
            raise
        viewer = await self._viewers.of_known(workspace, person)
        return None if viewer.guest else Keeper(viewer, known.zone)


class ReminderActions:
    """The buttons of a reminder itself; those of its pages are others'. No verb raises."""

    def __init__(
        self,
        reminders: OutgoingReminders,
        viewers: Viewers,
        sights: Sights,
        webhook: Callable[[str], AsyncWebhookClient],
        trouble: Callable[[str], str],
    ) -> None:
        """`trouble` is what is said, in a language, where it could not be done."""
        self._reminders = reminders
        self._viewers = viewers
        self._sights = sights
        self._webhook = webhook
        self._trouble = trouble

    async def press(self, workspace: Workspace, body: Mapping[str, Any]) -> None:
        """Not this week."""
        asked = asked_of(body)
        actions = body.get("actions") or [{}]
        if actions[0].get("action_id") != REST or not asked.response_url:
            return
        message = str((body.get("message") or {}).get("ts") or (body.get("container") or {}).get("message_ts") or "")
        person = await self._sights.person(workspace, asked.user)
        language = person.language if person else "en"
        try:
            viewer = await self._viewers.of(workspace, asked.user)
            said = await self._reminders.snooze(viewer, asked.channel, message, language)
        except KeepingError as error:
            _LOG.warning("That somebody wants no reminders now could not be kept: %s", error)
            said = self._trouble(language)
        try:
            await WhisperedReply(self._webhook(asked.response_url)).say(plain_message(said))
        except SLACK_TROUBLE as error:
            _LOG.warning("Who pressed a button below a reminder could not be told: %s", reason_of(error))
