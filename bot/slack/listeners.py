"""Bolt's listeners: each takes one kind of request, acknowledges it at once, and starts the work in a task."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncAssistant, AsyncBoltContext, AsyncSetSuggestedPrompts
from slack_bolt.context.assistant.thread_context_store.async_store import AsyncAssistantThreadContextStore

from bot.chat_words import ChatWords
from bot.slack.buttons import action_of, pressed
from bot.slack.channel_settings import ChannelSettings
from bot.slack.desk import Desk
from bot.slack.dialogs import Start, say_outcome
from bot.slack.directory import Directory
from bot.slack.events import Incoming, from_command, from_event, from_reaction, from_shortcut
from bot.slack.features import Asked, Feature
from bot.slack.gap_actions import GapActions
from bot.slack.gap_buttons import gap_pressed
from bot.slack.gap_views import FORMS
from bot.slack.interactions import Interactions
from bot.slack.mrkdwn import escaped
from bot.slack.people_desk import PeopleDesk
from bot.slack.reception import Reception
from bot.slack.scopes import FIND_ANSWER
from bot.slack.settings_view import RESET, SETTINGS
from bot.slack.views import OWNER, REPLY, SHARE, WHY, View, message_view, title_of
from bot.slack.workspace import Workspace

_ANYTHING = re.compile(".*")
_Typed = Callable[[Workspace, Asked, str], Awaitable[None]]
"""What serves a command: who typed it where, and the words after it as Slack gives them."""


@dataclass(frozen=True, slots=True)
class Commands:
    """What the slash commands are called."""

    ask: str
    settings: str
    gaps: str


class Listeners:
    """Registers itself with a Bolt app. `start` runs work in a task that outlives the request.

    Every kind of request has a listener: what none takes would be answered 404, and sent again.
    """

    def __init__(  # noqa: PLR0913 - whom it hands requests to, by name
        self,
        *,
        reception: Reception,
        people: PeopleDesk,
        interactions: Interactions,
        settings: ChannelSettings,
        gaps: GapActions,
        features: Sequence[Feature],
        directory: Directory,
        desk: Desk,
        start: Start,
        commands: Commands,
    ) -> None:
        self._reception = reception
        self._people = people
        self._interactions = interactions
        self._settings = settings
        self._gaps = gaps
        self._features = features
        self._typed = {name: serve for feature in features for name, serve in feature.commands.items()}
        self._forms = {name: form for feature in features for name, form in feature.forms.items()}
        self._directory = directory
        self._desk = desk
        self._start = start
        self._commands = commands

    def register(self, app: AsyncApp) -> None:
        """Every listener, the more special ones first."""
        app.use(self._assistant())
        app.event(_ANYTHING)(self._on_event)
        app.command(_ANYTHING)(self._on_command)
        app.shortcut(_ANYTHING)(self._on_shortcut)
        app.action(_ANYTHING)(self._on_action)
        app.view_submission(_ANYTHING)(self._on_view)
        app.view_closed(_ANYTHING)(_taken)
        app.options(_ANYTHING)(_taken)
        # Of older kinds, which this app does not post; a message that another app left may still send them.
        for older in (app.attachment_action, app.dialog_submission, app.dialog_cancellation, app.dialog_suggestion):
            older(_ANYTHING)(_taken)

    def _assistant(self) -> AsyncAssistant:
        assistant = AsyncAssistant(thread_context_store=_NoContext())

        @assistant.thread_started
        async def started(
            context: AsyncBoltContext, payload: dict[str, Any], set_suggested_prompts: AsyncSetSuggestedPrompts
        ) -> None:
            user = str((payload.get("assistant_thread") or {}).get("user_id") or context.user_id or "")
            self._start(self._offer(_workspace(context), user, set_suggested_prompts))

        @assistant.user_message
        async def said(context: AsyncBoltContext, body: dict[str, Any]) -> None:
            workspace = _workspace(context)
            incoming = from_event(body, workspace.bot_user)
            if incoming is not None:
                self._start(self._reception.in_assistant(workspace, incoming))

        return assistant

    async def _offer(self, workspace: Workspace, user: str, offer: AsyncSetSuggestedPrompts) -> None:
        title, prompts = await self._people.prompts(workspace, user)
        if prompts:
            await self._reception.quietly(offer(prompts=prompts, title=title))

    async def _offer_in_messages(self, workspace: Workspace, user: str, channel: str) -> None:
        """Apps that are agents have no pane with threads of its own: what is offered stands above the composer."""
        title, found = await self._people.prompts(workspace, user)
        if found:
            prompts = [{"title": prompt, "message": prompt} for prompt in found]
            call = workspace.client.assistant_threads_setSuggestedPrompts(
                channel_id=channel, title=title, prompts=prompts
            )
            await self._reception.quietly(call)

    async def _on_event(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """Bolt has acknowledged the event before it comes here."""
        workspace = _workspace(context)
        event = body["event"]
        match event.get("type"):
            case "message" | "app_mention":
                incoming = from_event(body, workspace.bot_user)
                if incoming is not None:
                    self._start(self._reception.message(workspace, incoming))
            case "reaction_added":
                reaction = from_reaction(body, workspace.bot_user)
                if reaction is not None:
                    self._start(self._reception.reaction(workspace, reaction))
            case "app_home_opened" if event.get("tab", "home") == "home" and isinstance(event.get("user"), str):
                self._start(self._people.open_home(workspace, event["user"]))
            case "app_home_opened" if event.get("tab") == "messages" and isinstance(event.get("channel"), str):
                self._start(self._offer_in_messages(workspace, str(event.get("user")), event["channel"]))
            case "member_joined_channel" if all(isinstance(event.get(key), str) for key in ("channel", "user")):
                self._start(self._directory.joined(workspace, event["channel"], event["user"]))

    async def _on_command(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        workspace, typed = _workspace(context), body.get("command")
        incoming, response_url = from_command(body), str(body["response_url"])
        if typed == self._commands.ask:
            self._start(self._reception.whispered(workspace, incoming, response_url))
        elif typed == self._commands.gaps:
            self._start(self._gaps.typed(workspace, incoming.user, incoming.text, response_url))
        elif typed in self._typed:
            self._start(self._once(self._typed[typed], workspace, incoming, body))
        elif typed == self._commands.settings and incoming.text.casefold() == "settings":
            self._start(self._open_settings(workspace, body))
        else:
            explain = self._desk.settings_help if typed == self._commands.settings else self._desk.help
            self._start(self._reception.explained(workspace, incoming, response_url, explain))

    async def _once(self, typed: _Typed, workspace: Workspace, incoming: Incoming, body: dict[str, Any]) -> None:
        """Whatever a proxy sends twice: a whole channel may read what comes of it, or the index change."""
        if await self._desk.is_new(incoming):
            asked = Asked(incoming.user, incoming.channel, str(body["response_url"]))
            await typed(workspace, asked, str(body.get("text") or ""))

    async def _open_settings(self, workspace: Workspace, body: dict[str, Any]) -> None:
        user, channel = str(body.get("user_id") or ""), str(body.get("channel_id") or "")
        words = await self._interactions.words(workspace, user)
        if channel[:1] not in {"C", "G"}:
            text = escaped(words.settings_not_here)
            view = message_view(words.settings_title, text, words)
            await self._reception.quietly(
                workspace.client.views_open(trigger_id=str(body.get("trigger_id")), view=view)
            )
            return
        await self._settings.open(workspace, user, channel, str(body.get("trigger_id") or ""), words)

    async def _on_shortcut(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        if body.get("callback_id") == FIND_ANSWER and body.get("response_url"):
            workspace = _workspace(context)
            incoming = from_shortcut(body, workspace.bot_user)
            self._start(self._reception.whispered(workspace, incoming, str(body["response_url"])))

    async def _on_action(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        workspace, press, of_gap = _workspace(context), pressed(body), gap_pressed(body)
        name = str(action_of(body).get("action_id") or "")
        if press is not None:
            self._start(self._interactions.press(workspace, press))
        elif of_gap is not None:
            self._start(self._gaps.press(workspace, of_gap))
        elif (feature := self._pressed_of(name)) is not None:
            self._start(self._press(feature, workspace, body))
        elif name == RESET and isinstance(body.get("view"), dict):
            self._start(self._reset(workspace, body))

    def _pressed_of(self, name: str) -> Feature | None:
        return next((one for one in self._features if one.prefix and name.startswith(one.prefix)), None)

    async def _press(self, feature: Feature, workspace: Workspace, body: dict[str, Any]) -> None:
        if feature.press is not None:
            await feature.press(workspace, body)
        if feature.shown_at_home and (body.get("view") or {}).get("type") == "home":
            await self._people.open_home(workspace, str(body["user"]["id"]))

    async def _reset(self, workspace: Workspace, body: dict[str, Any]) -> None:
        user, view = str(body["user"]["id"]), body["view"]
        words = await self._interactions.words(workspace, user)
        await self._settings.reset(workspace, user, str(view.get("private_metadata") or ""), view, words)

    async def _on_view(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """The dialog stays open, and says what came of it."""
        workspace, view, user = _workspace(context), body["view"], str(body["user"]["id"])
        callback = view.get("callback_id")
        if callback not in {WHY, SHARE, OWNER, REPLY, SETTINGS, *FORMS, *self._forms}:
            await ack()
            return
        words = await self._interactions.words(workspace, user)
        wrong: Mapping[str, str] = {}
        if callback == SETTINGS:
            wrong = self._settings.wrong(view, words)
        elif callback in FORMS:
            wrong = self._gaps.wrong(view, await self._gaps.language(workspace, user))
        elif callback in self._forms:
            wrong = self._forms[callback].wrong(view, await self._gaps.language(workspace, user))
        if wrong:
            await ack(response_action="errors", errors=dict(wrong))
            return
        serve = self._settings.keep if callback == SETTINGS else self._sent_once
        waiting = message_view(title_of(view, words), escaped(words.one_moment), words)
        await say_outcome(
            self._start,
            ack,
            workspace,
            str(view["id"]),
            waiting=waiting,
            outcome=serve(workspace, user, view, words),
        )

    async def _sent_once(self, workspace: Workspace, user: str, view: View, words: ChatWords) -> View:
        """Slack offers to send a dialog again that was acknowledged too late for it: others would get it twice."""
        if not await self._desk.is_first((f"dialog {workspace.id} {view['id']}",)):
            return message_view(title_of(view, words), escaped(words.sent_before), words)
        callback = str(view.get("callback_id"))
        if callback in self._forms:
            return await self._forms[callback].send(workspace, user, view, words)
        send = self._gaps.send if callback in FORMS else self._interactions.send
        return await send(workspace, user, view, words)


class _NoContext(AsyncAssistantThreadContextStore):
    """Bolt keeps which channel somebody looks at beside the pane, by reading threads. Nothing here needs it."""

    async def save(self, *, channel_id: str, thread_ts: str, context: dict[str, str]) -> None:
        """Forget it."""

    async def find(self, *, channel_id: str, thread_ts: str) -> None:
        """Nothing was kept."""


def _workspace(context: AsyncBoltContext) -> Workspace:
    # The token's own: what somebody of another company sends from a shared channel may name their workspace, and there
    # they are nobody from outside.
    bot = context.authorize_result
    return Workspace(
        id=(bot.team_id if bot else None) or context.team_id or context.enterprise_id or "",
        client=context.client,
        bot_user=context.bot_user_id or "",
    )


async def _taken(ack: AsyncAck) -> None:
    """What this version does not offer: taken, so that Slack shows no error."""
    await ack()


def run_in_background(work: set[asyncio.Task[None]]) -> Start:
    """Starts tasks and keeps them in `work` until they end, so that a stop can wait for them."""

    def start(coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(coroutine)
        work.add(task)
        task.add_done_callback(work.discard)

    return start
