from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from answers import answer
from fake_slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, FakeSlack, running_slack
from fakes import FixedClock, ScriptedAnswering

from bot.slack.door import SlackDoor, make_slack_door


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK takes a proxy from the environment, for addresses on this machine too."""
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with running_slack() as running:
        yield running


@pytest.fixture
def answering() -> ScriptedAnswering:
    return ScriptedAnswering(lambda ask: answer(question=ask.text))


@pytest.fixture
async def open_door(slack: FakeSlack, answering: ScriptedAnswering) -> AsyncIterator[Callable[..., SlackDoor]]:
    """Makes doors to the fake Slack, and closes them."""
    doors: list[SlackDoor] = []

    def make(**changes: object) -> SlackDoor:
        given = {
            "answering": answering,
            "clock": FixedClock(),
            "groups_of": lambda user, channel: frozenset(),
            "bot_token": BOT_TOKEN,
            "app_token": APP_TOKEN,
            "signing_secret": SIGNING_SECRET,
            "api_url": slack.api_url,
        }
        doors.append(make_slack_door(**(given | changes)))
        return doors[-1]

    yield make
    for door in doors:
        await door.stop()
