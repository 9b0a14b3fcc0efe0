"""`/gaps` and the buttons of gaps: lists them, opens their dialogs, works them, and tells where they stand."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.gap_desk import GapDesk, GapOutcome
from bot.chat_words import ChatWords, chat_words
from bot.gap_words import gap_words
from bot.slack import gap_views
from bot.slack.blocks import Message, mrkdwn_message, plain_message
from bot.slack.dialogs import Start, show
from bot.slack.gap_blocks import answered_blocks, list_message, mentioned
from bot.slack.gap_buttons import GapPressed, remembered
from bot.slack.mrkdwn import escaped
from bot.slack.replies import WhisperedReply, WhisperRefusedError
from bot.slack.sight import Sights
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.viewers import Viewers
from bot.slack.views import View, message_view, submitted, title_of
from bot.slack.workspace import Workspace
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)
SECONDS_FOR_LANGUAGE = 0.5
"""A dialog must open within 3 seconds of the press: it does not wait long to learn its language."""
_IN_DIALOGS = frozenset({"assign", "snooze", "dismiss", "rename", "see"})


class GapActions:
    """No verb raises: who asked or pressed is told, and the log where they cannot be."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: GapDesk,
        viewers: Viewers,
        sights: Sights,
        webhook: Callable[[str], AsyncWebhookClient],
        start: Start,
        command: str,
    ) -> None:
        self._desk = desk
        self._viewers = viewers
        self._sights = sights
        self._webhook = webhook
        self._start = start
        self._command = command

    async def language(self, workspace: Workspace, user: str) -> str:
        """The language of a person, where that is known in time."""
        try:
            async with asyncio.timeout(SECONDS_FOR_LANGUAGE):
                person = await self._sights.person(workspace, user)
        except TimeoutError:
            person = None
        return person.language if person else "en"

    async def typed(self, workspace: Workspace, user: str, text: str, response_url: str) -> None:
        """The command: a list that its asker alone sees."""

        async def listed() -> None:
            language = await self.language(workspace, user)
            viewer = await self._viewers.of(workspace, user)
            await WhisperedReply(self._webhook(response_url)).say(await self._list(viewer, text, language))

        await self._tried(listed(), workspace, user, response_url)

    async def press(self, workspace: Workspace, pressed: GapPressed) -> None:
        """Do what a button says."""

        async def done() -> None:
            language = await self.language(workspace, pressed.user)
            if pressed.press in _IN_DIALOGS:
                await self._open(workspace, pressed, language)
                return
            viewer = self._viewers.as_holder(await self._viewers.of(workspace, pressed.user))
            if pressed.press in {"page", "list"}:
                await self._turn(viewer, pressed, language)
                return
            outcome = await self._desk.press(viewer, pressed.press, pressed.gap, language, pressed.other)  # type: ignore[arg-type] # neither `page` nor `list`
            if pressed.view:
                await self._show_in_dialog(workspace, viewer, pressed, outcome, language)
            await self._tell(workspace, viewer, pressed, outcome, language)

        await self._tried(done(), workspace, pressed.user, pressed.response_url)

    def wrong(self, view: View, language: str) -> Mapping[str, str]:
        """What is wrong with what was typed, by field, told before Slack closes the dialog; empty where all is well."""
        words = gap_words(language)
        match view.get("callback_id"):
            case gap_views.ASSIGN if not (submitted(view, "owner") or gap_views.chosen_person(view)):
                return {"person": words.needs_an_owner}
            case gap_views.SNOOZE:
                day = gap_views.chosen_day(view)
                late = day > self._desk.today() if day else bool(submitted(view, "span"))
                return {} if late else {"until": words.needs_a_later_day}
            case gap_views.DISMISS if submitted(view, "reason") == "other" and not submitted(view, "words"):
                return {"words": words.needs_a_reason}
            case gap_views.SEE if not gap_views.chosen_questions(view):
                return {"split0": words.needs_some_questions}
        return {}

    async def send(self, workspace: Workspace, user: str, view: View, words: ChatWords) -> View:
        """Do what a dialog asked for. Gives the dialog that says what came of it."""
        language = await self.language(workspace, user)
        pressed = remembered(view, user)
        try:
            viewer = self._viewers.as_holder(await self._viewers.of(workspace, user))
            outcome = await self._sent(viewer, pressed, view, language)
            self._start(self._tried(self._tell(workspace, viewer, pressed, outcome, language), workspace, user, ""))
            assigned = outcome.gap.assigned if outcome.gap else ""
            said = mentioned(escaped(outcome.said), assigned)
        except Exception:  # noqa: BLE001 - who sent it gets a sentence, whatever broke
            _LOG.exception("What a dialog of a gap asked for could not be done")
            said = escaped(words.trouble)
        return message_view(title_of(view, words), said, words)

    async def _sent(self, viewer: Viewer, pressed: GapPressed, view: View, language: str) -> GapOutcome:
        desk, gap = self._desk, pressed.gap
        match view.get("callback_id"):
            case gap_views.ASSIGN:
                owner = gap_views.chosen_person(view) or submitted(view, "owner")
                return await desk.assign(viewer, gap, "" if owner == gap_views.NOBODY else owner, language)
            case gap_views.SNOOZE:
                return await desk.snooze(viewer, gap, gap_views.chosen_day(view) or submitted(view, "span"), language)
            case gap_views.DISMISS:
                reason, own = submitted(view, "reason"), submitted(view, "words")
                return await desk.dismiss(viewer, gap, reason, language, own)
            case gap_views.RENAME:
                return await desk.rename(viewer, gap, submitted(view, "title"), language)
        return await desk.split(viewer, gap, gap_views.chosen_questions(view), language)

    async def _open(self, workspace: Workspace, pressed: GapPressed, language: str) -> None:
        """Open a dialog at once, for Slack waits 3 seconds, and fill it when what belongs in it is found."""
        words, chat = gap_words(language), chat_words(language)
        title = words.title_gap if pressed.press == "see" else getattr(words, f"title_{pressed.press}")
        waiting = message_view(title, escaped(chat.one_moment), chat)
        # Upon the dialog that the button stands in, where it stands in one.
        place = workspace.client.views_push if pressed.view else workspace.client.views_open
        opened = await place(trigger_id=pressed.trigger_id, view=waiting)
        viewer = self._viewers.as_holder(await self._viewers.of(workspace, pressed.user))
        view = await self._view(viewer, pressed, language)
        shown = view if isinstance(view, dict) else message_view(title, escaped(view), chat)
        await show(workspace, str(opened["view"]["id"]), shown)

    async def _view(self, viewer: Viewer, pressed: GapPressed, language: str, note: str = "") -> View | str:
        chat = chat_words(language)
        sight = await self._desk.sight(viewer, pressed.gap, language)
        if isinstance(sight, str):
            return sight
        gap = sight.view.gap
        pressed = replace(pressed, gap=gap.id)  # it may have become part of another one
        match pressed.press:
            case "assign":
                return gap_views.assign_view(gap, await self._desk.owners(viewer), language, pressed, chat)
            case "snooze":
                return gap_views.snooze_view(gap, language, pressed, chat)
            case "dismiss":
                return gap_views.dismiss_view(gap, language, pressed, chat)
            case "rename":
                return gap_views.rename_view(gap, language, pressed, chat)
        return gap_views.gap_view(sight, language, self._desk.today(), pressed=pressed, chat=chat, note=note)

    async def _show_in_dialog(
        self, workspace: Workspace, viewer: Viewer, pressed: GapPressed, outcome: GapOutcome, language: str
    ) -> None:
        chat = chat_words(language)
        view = await self._view(viewer, replace(pressed, press="see"), language, outcome.said)
        shown = view if isinstance(view, dict) else message_view(gap_words(language).title_gap, escaped(view), chat)
        await show(workspace, pressed.view, shown)

    async def _turn(self, viewer: Viewer, pressed: GapPressed, language: str) -> None:
        """Another page, in the place of the one that its asker sees; a list of its own elsewhere."""
        page = f"{pressed.listed.text} page {pressed.listed.page}" if pressed.listed.page else ""
        await self._whisper(pressed, await self._list(viewer, page, language), instead=pressed.alone)

    async def _list(self, viewer: Viewer, text: str, language: str, note: str = "") -> Message:
        found = await self._desk.page(viewer, text, language)
        if isinstance(found, str):
            return plain_message(found)
        return list_message(found, language, self._desk.today(), self._command, note)

    async def _tell(
        self, workspace: Workspace, viewer: Viewer, pressed: GapPressed, outcome: GapOutcome, language: str
    ) -> None:
        """What was done is said where the gap stands: in the list, or in the message that others read, too."""
        if outcome.gap is None:
            if not pressed.view:
                await self._whisper(pressed, plain_message(outcome.said))
            return
        if pressed.alone and pressed.listed.page:
            text = f"{pressed.listed.text} page {pressed.listed.page}"
            plain = replace(viewer, roles=viewer.roles - {"owner"})
            await self._whisper(pressed, await self._list(plain, text, language, outcome.said), instead=True)
        elif pressed.alone:
            said = mentioned(escaped(outcome.said), outcome.gap.assigned)
            await self._whisper(pressed, mrkdwn_message(said))
        elif pressed.message:
            await self._tell_in_message(workspace, viewer, pressed, outcome, language)

    async def _tell_in_message(
        self, workspace: Workspace, viewer: Viewer, pressed: GapPressed, outcome: GapOutcome, language: str
    ) -> None:
        text, blocks = pressed.text, pressed.blocks
        if not blocks:
            text, blocks = await _message(workspace, pressed)
        gap = outcome.gap
        if gap is not None and gap.id != pressed.gap:  # a part of it was taken out; the row is of what is left
            sight = await self._desk.sight(viewer, pressed.gap, language)
            gap = None if isinstance(sight, str) else replace(sight.view.gap, id=pressed.gap)
        shown = answered_blocks(blocks, gap, outcome.said, pressed.user, gap_words(language)) if gap else None
        if shown is not None:
            await workspace.client.chat_update(channel=pressed.channel, ts=pressed.message, text=text, blocks=shown)

    async def _whisper(self, pressed: GapPressed, message: Message, *, instead: bool = False) -> None:
        if pressed.response_url:
            await WhisperedReply(self._webhook(pressed.response_url), instead=instead).say(message)

    async def _tried(self, work: Awaitable[None], workspace: Workspace, user: str, response_url: str) -> None:
        try:
            await work
        except WhisperRefusedError as error:
            _LOG.warning("Who works gaps could not be told: %s", error)
        except SLACK_TROUBLE as error:
            _LOG.error("Slack did not take what belongs to a gap: %s", reason_of(error))
        except Exception:  # noqa: BLE001 - one request must not end the others
            _LOG.exception("What was wanted of a gap in Slack could not be done")
            if response_url:
                words = gap_words(await self.language(workspace, user))
                await self._tried(self._say_trouble(response_url, words.trouble), workspace, user, "")

    async def _say_trouble(self, response_url: str, sentence: str) -> None:
        await WhisperedReply(self._webhook(response_url)).say(plain_message(sentence))


async def _message(workspace: Workspace, pressed: GapPressed) -> tuple[str, tuple[dict[str, Any], ...]]:
    """What stands in the message now. Raises what Slack raises."""
    found = await workspace.client.conversations_history(
        channel=pressed.channel, latest=pressed.message, oldest=pressed.message, inclusive=True, limit=1
    )
    message: Mapping[str, Any] = next((one for one in found["messages"] if one.get("ts") == pressed.message), {})
    return str(message.get("text") or ""), tuple(message.get("blocks") or ())
