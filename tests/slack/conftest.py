from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from company import backstage_of
from database_fixtures import upgraded_sqlite
from fake_slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, FakeSlack, running_slack
from fakes import ScriptedAnswering
from library import Library
from sample_answers import answer
from sqlalchemy import Engine

from bot.slack.backstage import Backstage, SlackOptions
from bot.slack.door import SlackDoor


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
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = upgraded_sqlite(tmp_path / "slack.db")
    yield engine
    engine.dispose()


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def backstage(database: Engine, library: Library) -> Iterator[Backstage]:
    """The real answering over the library, the real log and stores."""
    with backstage_of(database, library) as ports:
        yield ports


@pytest.fixture
def answering() -> ScriptedAnswering:
    return ScriptedAnswering(lambda ask: answer(question=ask.text))


@pytest.fixture
async def make_door(slack: FakeSlack, backstage: Backstage) -> AsyncIterator[Callable[..., SlackDoor]]:
    """Makes doors to the fake Slack, and closes them. Changes are of the backstage, of the options, or of the door."""
    doors: list[SlackDoor] = []

    def make(**changes: object) -> SlackDoor:
        ports = {name.name for name in fields(Backstage)}
        behind = replace(backstage, **{key: value for key, value in changes.items() if key in ports})
        own = {key: changes[key] for key in ("oauth", "timing") if key in changes}
        options = SlackOptions(
            **{
                "bot_token": BOT_TOKEN,
                "app_token": APP_TOKEN,
                "signing_secret": SIGNING_SECRET,
                "api_url": slack.api_url,
                "console": "https://corner.acme.example",
                **{key: value for key, value in changes.items() if key not in ports and key not in own},
            }
        )
        doors.append(SlackDoor(behind, options, **own))
        return doors[-1]

    yield make
    for door in doors:
        await door.stop()


@pytest.fixture
def open_door(make_door: Callable[..., SlackDoor], answering: ScriptedAnswering) -> Callable[..., SlackDoor]:
    """Doors whose answers are scripted."""
    return lambda **changes: make_door(**({"answering": answering} | changes))
