"""What people do in Slack by writing, reacting, opening things; delivered to the bot as Slack delivers it."""

from __future__ import annotations

import time
import uuid
from itertools import count
from typing import Any

from fake_delivery import Delivery
from fake_methods_writing import react, unreact
from fake_workspace import APP_ID, AssistantThread, Channel, Message, User, Workspace

_NUMBERS = count(1)


def envelope(
    workspace: Workspace, inner: dict[str, Any], channel: Channel | None = None, **changes: Any
) -> dict[str, Any]:
    """An event as the Events API wraps it, with an event id of its own."""
    mine = {"enterprise_id": None, "team_id": workspace.id, "user_id": workspace.bot_user, "is_bot": True}
    return {
        "token": "legacy",
        "team_id": workspace.id,
        "context_team_id": workspace.id,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": inner,
        "type": "event_callback",
        "event_id": f"Ev{uuid.uuid4().hex[:10].upper()}",
        "event_time": int(time.time()),
        "authorizations": [mine | {"is_enterprise_install": False}],
        "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
        "event_context": f"4-{next(_NUMBERS)}",
    } | changes


class People:
    """Mixed into FakeSlack. Every method waits for the bot's acknowledgement; `deliveries` holds what was sent."""

    courier: Any
    tokens: dict[str, Any]
    revoked: set[str]

    def home_of(self, user: str) -> Workspace:
        raise NotImplementedError

    def channel_of(self, channel: str) -> tuple[Workspace, Channel]:
        raise NotImplementedError

    @property
    def deliveries(self) -> list[Delivery]:
        return list(self.courier.delivered)

    async def event(self, inner: dict[str, Any], channel: str | None = None, **changes: Any) -> Delivery:
        """Any event, wrapped; `changes` are those of the wrapping. What happens where the bot is not is not told."""
        workspace, place = self.channel_of(channel) if channel else (self.home_of(""), None)
        if place is not None and workspace.bot_user not in place.members:
            return Delivery("events_api", {})
        delivery: Delivery = await self.courier.deliver("events_api", envelope(workspace, inner, place, **changes))
        return delivery

    async def uninstall(self, workspace: Workspace) -> None:
        """Remove the app from a workspace: its token is void from now on, and two events tell so."""
        self.tokens.pop(workspace.bot_token, None)
        self.revoked.add(workspace.bot_token)
        gone = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [workspace.bot_user]}}
        for inner in (gone, {"type": "app_uninstalled"}):
            told = envelope(workspace, inner | {"event_ts": workspace.timestamp()})
            await self.courier.deliver("events_api", told)

    async def redeliver(
        self, delivery: Delivery | None = None, *, attempt: int = 1, reason: str = "http_timeout"
    ) -> Delivery:
        """Send an event (the newest, if none is named) once more, as Slack does where no acknowledgement came."""
        given = delivery or self.deliveries[-1]
        again: Delivery = await self.courier.deliver(given.kind, given.payload, attempt=attempt, reason=reason)
        return again

    async def say(
        self,
        user: str,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        *,
        mention_first: bool = False,
        **changes: Any,
    ) -> Message:
        """Write a message. The bot hears of it where it is a member, and of a mention a second time.

        Slack promises no order of the two; here `message` comes first unless `mention_first`. `changes` go into the
        message (`ts`, `subtype`, `files`).
        """
        workspace, place = self.channel_of(channel)
        if user not in place.members:
            raise AssertionError(f"{user} is not in {channel}, and can write nothing there")
        message = workspace.put(
            place, user, text, thread_ts=thread_ts, **self._typed(workspace, place, user, text), **changes
        )
        if workspace.bot_user not in place.members:
            return message
        heard = dict(message) | {"channel": channel, "event_ts": message["ts"]}
        if thread_ts and (parent := place.message(thread_ts)):
            heard["parent_user_id"] = parent["user"]
        events = [heard | {"channel_type": place.kind}]
        if f"<@{workspace.bot_user}" in text and not place.is_im:
            events.append(
                {key: value for key, value in heard.items() if key != "parent_user_id"} | {"type": "app_mention"}
            )
        for one in reversed(events) if mention_first else events:
            await self.courier.deliver("events_api", envelope(workspace, one, place))
        return message

    def _typed(self, workspace: Workspace, place: Channel, user: str, text: str) -> dict[str, Any]:
        """What Slack adds to a message that a person typed; and about a person from another workspace."""
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        blocks = [{"type": "rich_text", "elements": [section]}]
        typed: dict[str, Any] = {"client_msg_id": str(uuid.uuid4()), "blocks": blocks}
        person: User = workspace.users[user]
        if place.is_ext_shared and person.team_id != workspace.id:
            flags = {"is_restricted": person.is_restricted, "is_ultra_restricted": person.is_ultra_restricted}
            profile = {"name": person.name, "real_name": person.real_name, "team": person.team_id}
            typed |= {"user_team": person.team_id, "source_team": person.team_id, "user_profile": profile | flags}
        return typed

    async def edit(self, user: str, message: Message, text: str) -> Delivery:
        """Change one's own message (`message_changed`)."""
        workspace, place = self.channel_of(message.channel)
        before = dict(message)
        message |= {"text": text, "edited": {"user": user, "ts": workspace.timestamp()}}
        changed = {"message": dict(message), "previous_message": before, "hidden": True, "channel": place.id}
        changed |= {"type": "message", "subtype": "message_changed", "ts": workspace.timestamp()}
        return await self.event(changed | {"event_ts": changed["ts"], "channel_type": place.kind}, place.id)

    async def react(self, user: str, message: Message, name: str) -> Delivery:
        react(message, name, user)
        return await self._reaction("reaction_added", user, message, name)

    async def unreact(self, user: str, message: Message, name: str) -> Delivery:
        unreact(message, name, user)
        return await self._reaction("reaction_removed", user, message, name)

    async def _reaction(self, kind: str, user: str, message: Message, name: str) -> Delivery:
        workspace, place = self.channel_of(message.channel)
        item = {"type": "message", "channel": place.id, "ts": message["ts"]}
        inner = {"type": kind, "user": user, "reaction": name, "item": item, "item_user": message["user"]}
        return await self.event(inner | {"event_ts": workspace.timestamp()}, place.id)

    async def open_home(self, user: str, tab: str = "home") -> Delivery:
        """Look at the bot's home (or, with `messages`, at the direct messages with it)."""
        workspace = self.home_of(user)
        channel = workspace.direct(user)
        inner = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": tab}
        if tab == "home" and user in workspace.homes:
            inner["view"] = dict(workspace.homes[user])
        return await self.event(inner | {"event_ts": workspace.timestamp()}, channel.id)

    async def open_assistant(self, user: str, looking_at: str | None = None) -> AssistantThread:
        """Open a new thread beside the channel that the person looks at (`assistant_thread_started`)."""
        workspace = self.home_of(user)
        channel = workspace.direct(user)
        root = workspace.put(channel, workspace.bot_user, "New chat", subtype="assistant_app_thread")
        root["thread_ts"] = root["ts"]
        thread = AssistantThread(channel.id, root["ts"], user)
        workspace.threads[channel.id, root["ts"]] = thread
        await self._assistant("assistant_thread_started", thread, looking_at)
        return thread

    async def look_at(self, thread: AssistantThread, channel: str) -> Delivery:
        """Go to another channel while the thread is open (`assistant_thread_context_changed`)."""
        return await self._assistant("assistant_thread_context_changed", thread, channel)

    async def _assistant(self, kind: str, thread: AssistantThread, looking_at: str | None) -> Delivery:
        workspace = self.home_of(thread.user)
        if looking_at:
            thread.context = {"channel_id": looking_at, "team_id": workspace.id, "enterprise_id": None}
        inner = {
            "user_id": thread.user,
            "context": thread.context,
            "channel_id": thread.channel,
            "thread_ts": thread.thread_ts,
        }
        return await self.event(
            {"type": kind, "assistant_thread": inner, "event_ts": workspace.timestamp()}, thread.channel
        )

    async def join(self, user: str, channel: str) -> Delivery:
        """Become a member (`member_joined_channel`)."""
        workspace, place = self.channel_of(channel)
        place.members.append(user)
        inner = {"type": "member_joined_channel", "user": user, "channel": channel, "team": workspace.id}
        inner |= {"channel_type": "G" if place.is_private else "C", "event_ts": workspace.timestamp()}
        return await self.event(inner, channel)
