from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from database_fixtures import upgraded_sqlite
from fake_connector import APP_ID, FakeConnector
from issuer import LocalIssuer
from library import Library
from sqlalchemy import Engine
from teams_office import DANA, TOKEN, Office, at_work, hired, teams_backstage

from bot.teams.backstage import Backstage


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK takes a proxy from the environment, for addresses on this machine too."""
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def issuer() -> Iterator[LocalIssuer]:
    with LocalIssuer(APP_ID) as running:
        yield running


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = upgraded_sqlite(tmp_path / "teams.db")
    yield engine
    engine.dispose()


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def backstage(database: Engine, library: Library) -> Iterator[Backstage]:
    """The real answering over the library, the real log and stores."""
    with teams_backstage(database, library) as ports:
        yield ports


@pytest.fixture
async def connector() -> AsyncIterator[FakeConnector]:
    async with FakeConnector(token=TOKEN) as running:
        hired(running)
        yield running


@pytest.fixture
async def open_office(
    backstage: Backstage, connector: FakeConnector, issuer: LocalIssuer
) -> AsyncIterator[Callable[..., Any]]:
    """Opens offices with other options, or other ports."""
    async with AsyncExitStack() as stack:

        async def opened(ports: Backstage | None = None, **changes: Any) -> Office:
            return await stack.enter_async_context(at_work(ports or backstage, connector, issuer, **changes))

        yield opened


@pytest.fixture
async def office(open_office: Callable[..., Any]) -> Office:
    return await open_office(groups={"managers": ["lee@acme.example"]}, owners={"Dana Reyes": [DANA]})
