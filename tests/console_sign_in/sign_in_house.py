"""A console that people sign in to, and their browsers."""

from __future__ import annotations

import re
import socket
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import aiohttp
from aiohttp import web
from fakes import DocumentPages, QuestionLog, ScriptedAnswering
from openid_issuer import Issuer
from sign_in_samples import CONTENT, TENANT, Accounts, Failures, Looks, SignOuts, Standings, said

from bot.accounts import Account, hashed
from bot.console.app import make_console, make_runner
from bot.console.dashboard import Dashboard
from bot.console.sign_in_openid import Client, OpenId
from bot.console.sign_in_pages import Provider, SignIn
from bot.console.sign_in_people import MicrosoftPeople, SlackPeople
from bot.console.sign_in_sessions import SessionKey, Sessions
from bot.console.sign_in_visitors import People, SignedInVisitors, folded
from bot.owners import Owners
from bot.roles import Roles
from bot.viewer import Role

PASSWORD = "correct horse battery"
PASSWORD_HASH = hashed(PASSWORD)
KEY = SessionKey(b"a key for tests that is long enough")


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.time = datetime.fromisoformat("2026-11-24T09:30:00+00:00")

    def now(self) -> datetime:
        return self.time


@dataclass
class House:
    """A console with a sign-in, and what stands around it."""

    slack: Issuer
    microsoft: Issuer
    stack: AsyncExitStack
    accounts: Accounts = field(default_factory=Accounts)
    sign_outs: SignOuts = field(default_factory=SignOuts)
    failures: Failures = field(default_factory=Failures)
    looks: Looks = field(default_factory=Looks)
    standings: Standings = field(default_factory=Standings)
    answering: ScriptedAnswering = field(default_factory=lambda: ScriptedAnswering(said))
    log: QuestionLog = field(default_factory=QuestionLog)
    clock: Clock = field(default_factory=Clock)
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    teams: dict[str, tuple[str, ...]] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    owners: dict[str, tuple[str, ...]] = field(default_factory=dict)
    domains: tuple[str, ...] = ()
    with_passwords: bool = True
    with_providers: bool = True
    with_dashboard: bool = False
    url: str = ""

    async def open(self) -> None:
        listening = self.stack.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        runner = make_runner(self._console())
        await runner.setup()
        self.stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, listening).start()

    def _console(self) -> web.Application:
        sessions, accounts = Sessions(KEY, 12, secure=False), self.accounts if self.with_passwords else None
        people = People(
            roles=Roles(self.roles, self.teams),
            owners=Owners(self.owners),
            groups=folded(self.groups),
            workspaces={"slack": ("T1",), "teams": (TENANT,)},
            sign_outs=self.sign_outs,
            domains=self.domains,
            accounts=accounts,
            owner_names=lambda: {*self.owners, "Dana Reyes"},
        )
        self.app = make_console(
            self.answering,
            DocumentPages(CONTENT),
            self.log,
            self.clock,
            base_url=self.url,
            visitors=SignedInVisitors(sessions, people, self.clock, {"slack": self.standings}),
            sign_in=SignIn(
                sessions,
                self.sign_outs,
                self.failures,
                self._providers() if self.with_providers else {},
                accounts,
                self.domains,
            ),
            looks=self.looks,
            dashboard=Dashboard(cast("Any", None), cast("Any", None)) if self.with_dashboard else None,
        )
        return self.app

    def _providers(self) -> dict[str, Provider]:
        return {
            "slack": Provider(OpenId(self._client(self.slack, "slack")), SlackPeople(("T1",)), self.standings),
            "microsoft": Provider(OpenId(self._client(self.microsoft, "microsoft")), MicrosoftPeople(TENANT)),
        }

    def _client(self, issuer: Issuer, name: str) -> Client:
        return Client(
            issuer=issuer.url,
            metadata_url=f"{issuer.url}/.well-known/openid-configuration",
            client_id=issuer.client_id,
            client_secret=issuer.client_secret,
            redirect_uri=f"{self.url}/sign-in/{name}/back",
        )

    def account(self, name: str = "dana", *roles: Role, groups: tuple[str, ...] = (), email: str = "") -> None:
        """Somebody with the password `PASSWORD`."""
        now = self.clock.now()
        self.accounts.add(Account(name, PASSWORD_HASH, roles or ("rep",), groups, email, now, now))

    async def browser(self) -> Browser:
        """Somebody's browser: it keeps cookies, and follows where it is sent."""
        session = aiohttp.ClientSession(self.url, cookie_jar=aiohttp.CookieJar(unsafe=True))
        return Browser(self, await self.stack.enter_async_context(session))

    async def signed_in(self, name: str = "dana") -> Browser:
        """By password."""
        browser = await self.browser()
        assert (await browser.by_password(name)).status == 200
        return browser


@dataclass
class Page:
    """What a browser shows. `path` is where it ended up, with its query."""

    status: int
    text: str
    path: str
    headers: Any


@dataclass
class Browser:
    house: House
    session: aiohttp.ClientSession

    async def get(self, path: str, **more: Any) -> Page:
        return await self._shown(self.session.get(path, **more))

    async def post(self, path: str, form: dict[str, str], **more: Any) -> Page:
        return await self._shown(self.session.post(path, data=form, **more))

    async def token(self, path: str = "/sign-in") -> str:
        """What the forms of a page bring along."""
        found = re.search(r'name="csrf" value="([^"]+)"', (await self.get(path)).text)
        assert found is not None
        return found[1]

    async def by_password(self, name: str = "dana", password: str = PASSWORD, to: str = "/documents") -> Page:
        form = {"name": name, "password": password, "to": to, "csrf": await self.token()}
        return await self.post("/sign-in", form)

    async def by(self, provider: str, to: str = "/documents") -> Page:
        return await self.get(f"/sign-in/{provider}", params={"to": to})

    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self.session.cookie_jar}

    async def _shown(self, asked: Any) -> Page:
        async with asked as response:
            text = await response.text()
            return Page(response.status, text, response.url.raw_path_qs, response.headers)


OpenHouse = Callable[..., Awaitable[House]]
