from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from fakes import DocumentPages, FixedClock, QuestionLog, ScriptedAnswering
from openid_issuer import Issuer
from sign_in_samples import CONTENT, AccountsFake, LooksFake, StandingsFake, said

from bot.accounts import Accounts
from bot.console.app import make_console, make_runner
from bot.console.sign_in_openid import Client, OpenId
from bot.console.sign_in_pages import Provider, SignIn
from bot.console.sign_in_people import MicrosoftPeople, SlackPeople
from bot.console.sign_in_sessions import SessionKey, Sessions
from bot.console.sign_in_visitors import People, SignedInVisitors, folded
from bot.owners import Owners
from bot.roles import Roles

TENANT = "66666666-7777-8888-9999-000000000000"
KEY = SessionKey(b"a key for tests that is long enough")


@dataclass
class House:
    """A console with a sign-in, and what stands around it."""

    slack: Issuer
    microsoft: Issuer
    stack: AsyncExitStack
    accounts: AccountsFake = field(default_factory=AccountsFake)
    looks: LooksFake = field(default_factory=LooksFake)
    standings: StandingsFake = field(default_factory=StandingsFake)
    answering: ScriptedAnswering = field(default_factory=lambda: ScriptedAnswering(said))
    log: QuestionLog = field(default_factory=QuestionLog)
    clock: FixedClock = field(default_factory=FixedClock)
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    teams: dict[str, tuple[str, ...]] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    owners: dict[str, tuple[str, ...]] = field(default_factory=dict)
    domains: tuple[str, ...] = ()
    with_passwords: bool = True
    with_providers: bool = True
    more: dict[str, Any] = field(default_factory=dict)
    url: str = ""

    async def open(self) -> str:
        """Serves the console; its address."""
        runner = make_runner(web.Application())
        site_app = await self._serve()
        del runner
        return site_app

    async def _serve(self) -> str:
        server_socket = await self._free_port()
        self.url = f"http://127.0.0.1:{server_socket}"
        sessions = Sessions(KEY, 12, secure=False)
        accounts: Accounts | None = self.accounts if self.with_passwords else None
        people = People(
            Roles(self.roles, self.teams),
            Owners(self.owners),
            folded(self.groups),
            {"slack": ("T1",), "teams": (TENANT,)},
            self.domains,
            accounts,
            lambda: {*self.owners, "Dana Reyes"},
        )
        visitors = SignedInVisitors(sessions, people, self.clock, {"slack": self.standings})
        app = make_console(
            self.answering,
            DocumentPages(CONTENT),
            self.log,
            self.clock,
            base_url=self.url,
            visitors=visitors,
            sign_in=SignIn(sessions, self._providers() if self.with_providers else {}, accounts, self.domains),
            looks=self.looks,
            **self.more,
        )
        runner = make_runner(app)
        await runner.setup()
        self.stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", server_socket).start()
        self.app = app
        return self.url

    async def _free_port(self) -> int:
        import socket

        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            return int(taken.getsockname()[1])

    def _providers(self) -> dict[str, Provider]:
        return {
            "slack": Provider(OpenId(self._client(self.slack, "slack")), SlackPeople(("T1",)), self.standings),
            "microsoft": Provider(OpenId(self._client(self.microsoft, "microsoft")), MicrosoftPeople(TENANT)),
        }

    def _client(self, issuer: Issuer, name: str) -> Client:
        return Client(
            issuer.url,
            f"{issuer.url}/.well-known/openid-configuration",
            issuer.client_id,
            issuer.client_secret,
            f"{self.url}/sign-in/{name}/back",
        )

    async def browser(self) -> aiohttp.ClientSession:
        """Somebody's browser: it keeps cookies."""
        return await self.stack.enter_async_context(
            aiohttp.ClientSession(self.url, cookie_jar=aiohttp.CookieJar(unsafe=True))
        )


OpenHouse = Callable[..., Awaitable[House]]


@pytest.fixture
async def house() -> AsyncIterator[OpenHouse]:
    async with AsyncExitStack() as stack:

        async def opened(**changes: Any) -> House:
            slack = await stack.enter_async_context(Issuer("slack-client", "slack-secret", person=dict(SLACK_PERSON)))
            path = f"/{TENANT}/v2.0"
            microsoft = await stack.enter_async_context(
                Issuer("ms-client", "ms-secret", path=path, person=dict(MICROSOFT_PERSON), says_pkce=False)
            )
            made = House(slack, microsoft, stack, **changes)
            await made.open()
            return made

        yield opened


SLACK_PERSON = {
    "https://slack.com/team_id": "T1", "https://slack.com/user_id": "U1", "name": "Dana Reyes",
    "email": "Dana@acme.example", "email_verified": True,
}  # fmt: skip
MICROSOFT_PERSON = {
    "tid": TENANT, "oid": "0f3b2c1d-1111-2222-3333-444455556666", "name": "Dana Reyes",
    "email": "dana@acme.example", "preferred_username": "dana@acme.example",
}  # fmt: skip
