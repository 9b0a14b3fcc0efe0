"""An office that works with the bot in the local Slack: people ask, press and fill in, and read what they see then."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from clients.local_slack import LocalSlack, local_slack

from bot.chat.asking import Patience
from bot.slack.door import SlackDoor

Message = dict[str, Any]
"""One of the bot's messages, with the `channel` that it stands in."""
View = dict[str, Any]

_TAKES_A_MOMENT = "One moment"
_UNHURRIED = Patience(before_a_word=30.0)
"""So that a busy machine's answer is not preceded by the word that it takes a while."""


class Office:
    """A rep, an owner of content, a manager, a guest; and the doors that answer them."""

    def __init__(self, slack: LocalSlack, make_door: Callable[..., SlackDoor]) -> None:
        self.slack = slack
        self.rep, self.sales = slack.rep, slack.channel
        self.owner, self.manager = slack.people["owner"], slack.people["other_rep"]
        self.guest, self.shared = slack.people["guest"], slack.channels["shared_channel"]
        self._make_door = make_door
        self._doors = AsyncExitStack()
        self._addresses: list[str] = []

    async def open(self, **changes: Any) -> None:
        """Open a door to this Slack, with changes. A second one is a replica, which hears every event as well."""
        given = {
            "api_url": self.slack.api_url,
            "bot_token": self.slack.bot_token,
            "signing_secret": self.slack.signing_secret,
            "groups": {"managers": [self.manager]},
            "roles": {"managers": [self.manager]},
            "owners": {"Dana Reyes": [self.owner]},
            "patience": _UNHURRIED,
        }
        host = web.Application()
        host.add_subapp("/slack/", self._make_door(**(given | changes)).http_application())
        server = await self._doors.enter_async_context(TestServer(host, host="127.0.0.1"))
        self._addresses.append(str(server.make_url("/slack/events")))
        await self.slack.send_events_to(*self._addresses)

    async def close(self) -> None:
        """Close every door. What it was at work on is finished then: whoever has heard nothing will hear nothing."""
        await self._doors.aclose()
        self._addresses.clear()

    async def answers(self, channel: str, user: str | None = None) -> list[Message]:
        """What the bot said in a channel, threads too, oldest first; with `user` also what only they see."""
        said = await self.slack.messages(channel, user)
        return [one | {"channel": channel} for one in said if one.get("user") == self.slack.bot_user]

    async def whispers(self, channel: str, user: str) -> list[Message]:
        """What only one person sees there."""
        return [one for one in await self.answers(channel, user) if one["is_ephemeral"]]

    async def heard(self, channel: str, doing: Awaitable[Any], *, only: str | None = None) -> Message:
        """Do it, and give what the bot says in the channel after it: to all, or to `only` one person."""

        async def there() -> list[Message]:
            if only:
                return await self.whispers(channel, only)
            return [one for one in await self.answers(channel) if not one["is_ephemeral"]]

        before = len(await there())
        await doing

        async def more() -> list[Message]:
            return (await there())[before:]

        return dict((await self.slack.until(more))[0])

    async def asks(self, user: str, channel: str, text: str, thread: str | None = None) -> Message:
        """Somebody writes it, and gets an answer; a mention is theirs to write: see `named`."""
        return await self.heard(channel, self.slack.say(user, channel, text, thread))

    def named(self, text: str) -> str:
        """The words, to the bot by name."""
        return f"<@{self.slack.bot_user}> {text}"

    async def told(self, user: str, where: Message, press: str, choose: str | None = None) -> Message:
        """Somebody presses a button below a message; and what they alone are told then."""
        return await self.heard(where["channel"], self.press(user, where, press, choose), only=user)

    async def press(self, user: str, where: Message | View, press: str, choose: str | None = None) -> None:
        """Somebody presses a button in a message, a dialog or the home."""
        action = f"cornerman.{press}"
        if "ts" in where:
            done = await self.slack.press(user, where["channel"], where["ts"], action, choose)
        else:
            done = await self.slack.press_in_view(user, where["id"], action, choose)
        assert done["status"] == 200

    async def dialog(self, user: str, doing: Awaitable[Any]) -> View:
        """Do it, and give the dialog on top that is new or other than before, once it is filled."""
        before = await self._on_top(user)
        await doing

        async def filled() -> View | None:
            view = await self._on_top(user)
            waits = view in (None, before) or _TAKES_A_MOMENT in json.dumps(view)
            return None if waits else view

        return dict(await self.slack.until(filled))

    async def sends(self, user: str, **values: Any) -> View:
        """Somebody fills in the dialog on top and sends it; and what it says then."""
        return await self.dialog(user, self.slack.submit_view(user, values))

    async def home(self, user: str) -> View:
        """Somebody looks at the bot's home; and what stands there then."""
        before = await self._home(user)
        await self.slack.open_home(user)

        async def published() -> View | None:
            view = await self._home(user)
            return view if view and view != before else None

        return dict(await self.slack.until(published))

    async def _on_top(self, user: str) -> View | None:
        return ([None] + [one for one in await self.slack.views(user) if one["type"] == "modal"])[-1]

    async def _home(self, user: str) -> View | None:
        return next((one for one in await self.slack.views(user) if one["type"] == "home"), None)


@asynccontextmanager
async def working_office(make_door: Callable[..., SlackDoor]) -> AsyncIterator[Office]:
    """The office, whose doors a test opens itself. `make_door` makes them."""
    async with local_slack() as slack:
        office = Office(slack, make_door)
        try:
            yield office
        finally:
            await office.close()
