"""What people do around an answer, and what they see then; for the tests of buttons, dialogs and the home page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

from fake_blocks import view_problems
from fake_slack import BOT_USER, REP, SALES, FakeSlack, Message, View

from bot.ports import KeepingError, LogUnavailableError

DISCOUNT = "what discount on a two-year deal"
ONE_MOMENT = ("One moment…", "Минутку…")


async def asked(slack: FakeSlack, user: str = REP, channel: str = SALES, text: str = DISCOUNT) -> Message:
    """Somebody asks by name, and gets an answer that the channel sees."""
    before = len(slack.answers(channel))
    named = text if channel.startswith("D") else f"<@{BOT_USER}> {text}"
    await slack.say(user, channel, named)
    await slack.until(lambda: len(slack.answers(channel)) > before)
    return slack.answers(channel)[-1]


async def heard(slack: FakeSlack, user: str = REP, channel: str = SALES, text: str = DISCOUNT) -> Message:
    """Somebody asks by name, and gets an answer, whoever else hears it."""
    before = len(slack.answers(channel, user))
    await slack.say(user, channel, f"<@{BOT_USER}> {text}")
    await slack.until(lambda: len(slack.answers(channel, user)) > before)
    return slack.answers(channel, user)[-1]


async def whispered(slack: FakeSlack, user: str = REP, channel: str = SALES, text: str = DISCOUNT) -> Message:
    """Somebody asks with the command, and gets an answer that they alone see."""
    before = len(slack.ephemerals(channel, user))
    await slack.command(user, channel, "/ask", text)
    await slack.until(lambda: len(slack.ephemerals(channel, user)) > before)
    return slack.ephemerals(channel, user)[-1]


async def told(slack: FakeSlack, user: str, where: Message, press: str, **more: Any) -> str:
    """Press a button, and what they alone are told then."""
    before = len(slack.whispers)
    assert (await slack.press(user, where, f"cornerman.{press}", **more)).ok
    await slack.until(lambda: len(slack.whispers) > before)
    return str(slack.whispers[-1]["text"])


async def dialog(slack: FakeSlack, user: str, where: Message | View, press: str, **more: Any) -> View:
    """Press a button, and the dialog that opens, once it is filled."""
    before = slack.modal(user)
    known = before["id"] if before else ""
    assert (await slack.press(user, where, f"cornerman.{press}", **more)).ok
    return await filled(slack, user, other_than=known)


async def filled(slack: FakeSlack, user: str, *, other_than: str = "") -> View:
    """The dialog on top, once it says more than that it takes a moment."""

    def found() -> View | None:
        view = slack.modal(user)
        waits = view is None or view["id"] == other_than or any(words in shown(view) for words in ONE_MOMENT)
        return None if waits else view

    await slack.until(found)
    view = found()
    assert view is not None
    return view


async def sent(slack: FakeSlack, user: str, view: View, values: dict[str, Any]) -> str:
    """Send a dialog, and what it says then."""
    assert (await slack.submit(user, view, values)).ok
    return shown(await filled(slack, user))


async def home(slack: FakeSlack, user: str) -> View:
    """Somebody's home page."""
    before = len(slack.bodies("views.publish"))
    await slack.open_home(user)
    await slack.until(lambda: len(slack.bodies("views.publish")) > before and slack.home(user) is not None)
    page = slack.home(user)
    assert page is not None
    return page


async def eventually(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for what does not reach Slack. It is looked at again and again."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - nothing tells when a row is in the database
            await asyncio.sleep(0.01)


def shown(part: Any) -> str:
    """All the words of a message or view, one text a line."""
    return "\n".join(_texts(part.get("blocks") if isinstance(part, dict) else part))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if part.get("type") in {"mrkdwn", "plain_text"} and isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)


def actions_of(part: Any) -> list[str]:
    """The ids of the buttons in a message or view, without what all of them begin with."""
    return [str(one["action_id"]).removeprefix("cornerman.") for one in _acting(part.get("blocks"))]


def _acting(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if part.get("action_id"):
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for value in part:
            yield from _acting(value)


def assert_slack_opens(view: dict[str, Any]) -> None:
    assert view_problems(view) == []


class DownStore:
    """Every verb of every store, while the database is down."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def fail(*_: object, **__: object) -> None:
            raise KeepingError("the database does not answer")

        return fail


class DownLog:
    """A question log that takes questions and cannot be read."""

    waiting = dropped = 0

    def record(self, _: object) -> None:
        pass

    def thread(self, *_: object) -> tuple[str, ...]:
        return ()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def fail(*_: object, **__: object) -> None:
            raise LogUnavailableError("the database does not answer")

        return fail
