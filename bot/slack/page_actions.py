"""`/page` and the buttons of pages: owners look after theirs, and nobody else reads along."""

from __future__ import annotations

import asyncio
import html
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, get_args
from weakref import WeakValueDictionary

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.page_desk import PageDesk, PageReply
from bot.chat_words import ChatWords, chat_words
from bot.slack.blocks import Message
from bot.slack.buttons import action_of
from bot.slack.dialogs import Start, show
from bot.slack.directory import Person
from bot.slack.features import Asked, asked_of
from bot.slack.mrkdwn import shortened
from bot.slack.page_blocks import FORMS, PREFIX, SEE
from bot.slack.page_messages import CHOSEN, IN_LIST, LINE_LIMIT, mended, note_view, reply_message
from bot.slack.run_poster import put
from bot.slack.sight import Sights
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.viewers import Viewers
from bot.slack.views import View, mapping, message_view, submitted, title_of
from bot.slack.whispers import Whispers
from bot.slack.workspace import Workspace
from bot.upkeep.model import UpkeepVerb
from bot.upkeep.words import upkeep_words
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)
_VERBS: tuple[UpkeepVerb, ...] = get_args(UpkeepVerb)

OpenHome = Callable[[Workspace, str], Awaitable[None]]
"""Shows somebody's home page anew."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a page, and where it stands.

    `place`: in a message that its reader `alone` sees, in a `list` of such a message, on the `home` page, or in a
    message that was `posted`, at `channel` and `ts`. `url` shows something to who pressed, in the `thread` if any.
    """

    document: str
    verb: str
    place: str
    url: str = ""
    channel: str = ""
    ts: str = ""
    thread: str = ""


class PageActions:
    """No verb raises: who asked is told, and the log where they cannot be."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: PageDesk,
        viewers: Viewers,
        sights: Sights,
        webhook: Callable[[str], AsyncWebhookClient],
        start: Start,
        home: OpenHome,
        language: str,
    ) -> None:
        self._desk = desk
        self._viewers = viewers
        self._sights = sights
        self._whispers = Whispers(webhook, "a page")
        self._start = start
        self._home = home
        self._language = language
        self._mending: WeakValueDictionary[tuple[str, str, str], asyncio.Lock] = WeakValueDictionary()

    async def typed(self, workspace: Workspace, asked: Asked, text: str) -> None:
        """The command. Who typed it alone sees what comes of it."""

        async def served(person: Person | None, language: str) -> None:
            viewer = await self._viewers.of(workspace, asked.user)
            zone = person.zone if person else ""
            reply = await self._desk.serve(viewer, html.unescape(text), language, zone)
            await self._whispers.say(asked.response_url, reply_message(reply, chat_words(language), language))

        await self._tried(served, workspace, asked)

    async def press(self, workspace: Workspace, body: Mapping[str, Any]) -> None:
        """A button of a page. What it says can be written by hand: the desk decides what the person may do."""
        asked, name = asked_of(body), str(action_of(body).get("action_id") or "")
        pressed, note = _pressed(body, asked), ""
        if name == CHOSEN:
            pressed, note = _chosen(body, asked)

        async def done(person: Person | None, language: str) -> None:
            if name == SEE:
                viewer = await self._viewers.of(workspace, asked.user)
                zone = person.zone if person else ""
                reply = await self._desk.see(viewer, pressed.document, language, zone)
                await self._whispers.tell(
                    workspace, asked, reply_message(reply, chat_words(language), language), pressed.thread
                )
            elif pressed.verb in FORMS and name != CHOSEN:
                await self._open(workspace, asked, pressed, str(body.get("trigger_id") or ""), language)
            elif (verb := _verb(pressed.verb)) is not None:
                viewer = await self._viewers.of(workspace, asked.user)
                reply = await self._act(viewer, verb, pressed, language, note, person)
                blocks = mapping(body.get("message")).get("blocks")
                await self._show(workspace, asked, viewer, pressed, reply, language, blocks)

        await self._tried(done, workspace, asked)

    async def send(self, workspace: Workspace, user: str, view: View, words: ChatWords) -> View:
        """Do what the dialog asked for. Gives the dialog that says what came of it."""
        person = await self._sights.person(workspace, user)
        language = person.language if person else self._language
        pressed = _remembered(view)
        verb = _verb(pressed.verb)
        if verb is None:
            return message_view(title_of(view, words), words.gone, words)
        viewer = await self._viewers.of(workspace, user)
        reply = await self._act(viewer, verb, pressed, language, submitted(view, "note"), person)
        asked = Asked(user, pressed.channel, pressed.url)

        async def shown(_person: Person | None, _language: str) -> None:
            await self._show(workspace, asked, viewer, pressed, reply, language)

        if reply.done:
            self._start(self._tried(shown, workspace, asked))
        said = "\n".join(shortened(one, LINE_LIMIT) for one in reply.said)
        return message_view(title_of(view, words), said, words)

    async def _act(  # noqa: PLR0913, PLR0917 - who does what with which page and why
        self, viewer: Viewer, verb: UpkeepVerb, pressed: Pressed, language: str, note: str, person: Person | None
    ) -> PageReply:
        zone = person.zone if person else ""
        return await self._desk.act(viewer, verb, pressed.document, language, note=note, zone=zone)

    async def _open(self, workspace: Workspace, asked: Asked, pressed: Pressed, trigger: str, language: str) -> None:
        """Open the dialog at once, for Slack waits 3 seconds, and fill it when the page is found."""
        verb, words = _verb(pressed.verb), chat_words(language)
        if verb is None:
            return
        title = upkeep_words(language).buttons[verb]
        waiting = message_view(title, shortened(words.one_moment, LINE_LIMIT), words)
        opened = await workspace.client.views_open(trigger_id=trigger, view=waiting)
        viewer = await self._viewers.of(workspace, asked.user)
        reply = await self._desk.see(viewer, pressed.document, language)
        if reply.page is None:
            said = "\n".join(shortened(one, LINE_LIMIT) for one in reply.said)
            view = message_view(title, said, words)
        else:
            view = note_view(verb, reply.page, json.dumps(asdict(pressed)), words, language)
        await show(workspace, str(opened["view"]["id"]), view)

    async def _show(  # noqa: PLR0913, PLR0917 - what was done, for whom, and where
        self,
        workspace: Workspace,
        asked: Asked,
        viewer: Viewer,
        pressed: Pressed,
        reply: PageReply,
        language: str,
        blocks: object = None,
    ) -> None:
        """The new state in the place of the old one; what was not done is said beside it."""
        words = chat_words(language)
        if not reply.done:
            await self._whispers.tell(workspace, asked, reply_message(reply, words, language), pressed.thread)
        elif pressed.place == "home":
            await self._home(workspace, asked.user)
        elif pressed.place == "posted":
            await self._mend(workspace, pressed, reply, language, blocks)
        else:
            if pressed.place == "list":
                reply = await self._desk.listing(viewer, language, reply)
            await self._whispers.say(pressed.url, reply_message(reply, words, language), instead=True)

    async def _mend(
        self, workspace: Workspace, pressed: Pressed, reply: PageReply, language: str, blocks: object
    ) -> None:
        """In a message that stands there for long, such as a reminder, the row alone is changed.

        What a press tells of the message is as old as the press: other rows may have been changed meanwhile.
        """
        at = (workspace.id, pressed.channel, pressed.ts)
        lock = self._mending.setdefault(at, asyncio.Lock())
        async with lock:
            now = await _blocks_now(workspace, pressed, blocks if isinstance(blocks, list) else [])
            await self._put(workspace, pressed, reply, language, now)

    async def _put(
        self, workspace: Workspace, pressed: Pressed, reply: PageReply, language: str, blocks: Sequence[object]
    ) -> None:
        words = chat_words(language)
        shown = reply_message(reply, words, language)
        if not blocks:
            await self._whispers.say(pressed.url, shown, pressed.thread)
            return
        changed = mended([mapping(one) for one in blocks], reply, words, language)
        message_now = Message(shown.text, tuple(changed), shown.without_blocks)
        try:
            await put(workspace.client, (pressed.channel, pressed.ts), message_now)
        except SLACK_TROUBLE as error:  # it was deleted, say; what was done is done all the same
            _LOG.warning("A message with a page could not be changed: %s", reason_of(error))
            await self._whispers.say(pressed.url, shown, pressed.thread)

    async def _tried(
        self, work: Callable[[Person | None, str], Awaitable[None]], workspace: Workspace, asked: Asked
    ) -> None:
        person = await self._sights.person(workspace, asked.user)
        language = person.language if person else self._language
        trouble = chat_words(language).trouble
        await self._whispers.tried(work(person, language), asked.response_url, lambda: trouble)


async def _blocks_now(workspace: Workspace, pressed: Pressed, before: Sequence[object]) -> Sequence[object]:
    """What stands in the message now; what stood there `before`, where Slack does not tell."""
    try:
        found = await workspace.client.conversations_history(
            channel=pressed.channel, latest=pressed.ts, oldest=pressed.ts, inclusive=True, limit=1
        )
    except SLACK_TROUBLE as error:
        _LOG.warning("What stands in a message with pages could not be read: %s", reason_of(error))
        return before
    messages: Sequence[Mapping[str, Any]] = found.get("messages") or []
    return next((one.get("blocks") or [] for one in messages if one.get("ts") == pressed.ts), before)


def _pressed(body: Mapping[str, Any], asked: Asked) -> Pressed:
    action, container = action_of(body), mapping(body.get("container"))
    ts = str(container.get("message_ts") or mapping(body.get("message")).get("ts") or "")
    if mapping(body.get("view")).get("type") == "home":
        place = "home"
    elif container.get("is_ephemeral") is not True and ts:
        place = "posted"
    else:
        place = "list" if str(action.get("block_id") or "").startswith(IN_LIST) else "alone"
    verb = str(action.get("action_id") or "").removeprefix(PREFIX)
    thread = str(container.get("thread_ts") or mapping(body.get("message")).get("thread_ts") or "")
    return Pressed(
        document=str(action.get("value") or ""),
        verb=verb,
        place=place,
        url=asked.response_url,
        channel=asked.channel,
        ts=ts,
        thread=thread if thread != ts else "",
    )


def _chosen(body: Mapping[str, Any], asked: Asked) -> tuple[Pressed, str]:
    """What was typed before it was clear which page is meant, and the note that was typed with it."""
    verb, _, rest = str(action_of(body).get("value") or "").partition(" ")
    document, _, note = rest.partition(" ")
    return Pressed(document, verb, "alone", asked.response_url, asked.channel), note


def _remembered(view: View) -> Pressed:
    """The button that a dialog came from."""
    try:
        told = mapping(json.loads(str(view.get("private_metadata") or "{}")))
    except ValueError:
        told = {}
    return Pressed(**{field.name: str(told.get(field.name) or "") for field in fields(Pressed)})


def _verb(name: str) -> UpkeepVerb | None:
    return next((one for one in _VERBS if one == name), None)
