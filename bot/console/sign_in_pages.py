"""Where people sign in, and out."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from aiohttp import web

from bot.accounts import Account, Accounts, is_password_of, login_name
from bot.console.csrf import csrf_field
from bot.console.pages import Pages
from bot.console.ports import PasswordFailures, SignOuts
from bot.console.routes import Routes
from bot.console.sign_in_attempts import Attempts
from bot.console.sign_in_openid import Begun, OpenId, ProviderError
from bot.console.sign_in_people import Identity, NotOneOfUsError, OutsiderError, of_domains
from bot.console.sign_in_sessions import Sessions
from bot.console.viewers import visit_of
from bot.ports import KeepingError
from bot.standing import Standings, StandingUnknownError

_LOG = logging.getLogger(__name__)
_LONGEST_PLACE = 500
"""Characters of the address that a sign-in leads back to: it stands in a cookie."""
_CHECKED_AT_ONCE = 2
"""Each check of a password takes 64 MiB for some hundredths of a second."""


class ReadsClaims(Protocol):
    """Tells who somebody is."""

    def of(self, claims: Mapping[str, Any]) -> Identity:
        """Raises NotOneOfUsError and OutsiderError."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A way to sign in elsewhere. `standings` tells guests where what they sign in with does not."""

    openid: OpenId
    people: ReadsClaims
    standings: Standings | None = None

    async def identity(self, begun: Begun, code: str) -> Identity:
        """Who came back. Raises ProviderError, NotOneOfUsError and OutsiderError."""
        identity = self.people.of(await self.openid.finish(begun, code))
        try:
            if self.standings and (await self.standings.of(identity.workspace, identity.id)).outside:
                raise OutsiderError
        except StandingUnknownError as error:
            raise ProviderError(f"whether they are a guest cannot be told: {error}") from error
        return identity


@dataclass(frozen=True, slots=True)
class SignIn:
    """What signing in is made of. `providers` by the name in their addresses: `slack`, `microsoft`.

    `accounts` is None where nobody signs in by a password.
    """

    sessions: Sessions
    sign_outs: SignOuts
    failures: PasswordFailures
    providers: Mapping[str, Provider] = field(default_factory=dict)
    accounts: Accounts | None = None
    domains: tuple[str, ...] = ()


class SignInPages:
    """The page with the ways in, and what each leads to."""

    def __init__(self, pages: Pages, sign_in: SignIn) -> None:
        self._pages = pages
        self._sign_in = sign_in
        self._sessions = sign_in.sessions
        self._attempts = Attempts(sign_in.failures)
        self._checking = ThreadPoolExecutor(_CHECKED_AT_ONCE, thread_name_prefix="console-passwords")

    def add_to(self, routes: Routes) -> None:
        """Add the pages."""
        routes.get("/sign-in", self.show, needs="nothing")
        routes.post("/sign-out", self.out, needs="nothing")
        if self._sign_in.accounts is not None:
            routes.post("/sign-in", self.by_password, needs="nothing")
        if self._sign_in.providers:
            routes.get("/sign-in/{provider}", self.leave, needs="nothing")
            routes.get("/sign-in/{provider}/back", self.back, needs="nothing")

    async def close(self) -> None:
        """Ends the threads that check passwords."""
        await asyncio.to_thread(self._checking.shutdown)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The ways in; who is in already is sent on to `to`."""
        to = local_place(request.query.get("to", "/"))
        if (await visit_of(request, self._pages.visitors)).viewer is not None:
            raise web.HTTPSeeOther(to)
        says = self._pages.sign_in_words(request)
        told = {"everywhere": says.signed_out, "here": says.signed_out_here}.get(request.query.get("out", ""), "")
        return await self._page(request, to, told=told)

    async def by_password(self, request: web.Request) -> web.StreamResponse:
        """Checks `name` and `password`."""
        form, now = await request.post(), self._pages.now()
        name, password = login_name(str(form.get("name", "")))[:255], str(form.get("password", ""))
        to, address = local_place(str(form.get("to", "/"))), request.remote or ""
        says = self._pages.sign_in_words(request)
        try:
            wait = await asyncio.to_thread(self._attempts.take, name, address, now)
            account = None if wait else await self._account(name, password)
            if account is not None:
                await asyncio.to_thread(self._attempts.succeeded, name, address, now)
        except KeepingError as error:
            _LOG.warning("An account cannot be looked up (%s)", error)
            return await self._page(request, to, says.unsure, status=503)
        if wait:
            minutes = math.ceil(wait.total_seconds() / 60)
            response = await self._page(request, to, says.too_many.format(minutes=minutes), status=429)
            response.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
            return response
        if account is None:
            _LOG.warning("A sign-in by password was refused, from %s", address)
            return await self._page(request, to, says.wrong_password, status=401)
        await self._come_in(request, Identity("console", "", account.name, account.name, account.email))
        raise web.HTTPSeeOther(to)

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """To the provider."""
        name, provider = self._provider(request)
        try:
            address, begun = await provider.openid.begin()
        except ProviderError as error:
            return await self._down(request, name, error)
        to = local_place(request.query.get("to", "/"))
        await self._sessions.remember(request, name, begun, to, self._pages.now())
        raise web.HTTPSeeOther(address)

    async def back(self, request: web.Request) -> web.StreamResponse:
        """From the provider."""
        name, provider = self._provider(request)
        says, given = self._pages.sign_in_words(request), request.query
        recalled = await self._sessions.recall(request, name, given.get("state", ""), self._pages.now())
        if recalled is None:
            return await self._page(request, "/", says.began_elsewhere, status=400)
        begun, to = recalled
        if "code" not in given:
            return await self._page(request, to, says.refused, status=403)
        try:
            identity = await provider.identity(begun, given["code"])
        except NotOneOfUsError:
            return await self._page(request, to, says.not_of_the_team, status=403)
        except OutsiderError:
            return await self._page(request, to, says.guest, status=403)
        except ProviderError as error:
            return await self._down(request, name, error, to)
        if not of_domains(identity, self._sign_in.domains):
            return await self._page(request, to, says.not_of_the_team, status=403)
        await self._come_in(request, identity)
        raise web.HTTPSeeOther(to)

    async def out(self, request: web.Request) -> web.StreamResponse:
        """Ends every session of theirs, and has the browser forget the pages that it holds.

        Where the database is down, it is this browser's alone.
        """
        ended = await self._end_sessions(request)
        await self._sessions.sign_out(request)
        response = web.HTTPSeeOther(f"/sign-in?out={'everywhere' if ended else 'here'}")
        response.headers["Clear-Site-Data"] = '"cache"'
        raise response

    async def _end_sessions(self, request: web.Request) -> bool:
        """Whether it is kept that they signed out. What was ended before ends nothing: it may be in wrong hands."""
        now = self._pages.now()
        signed_in = await self._sessions.signed_in(request, now)
        if signed_in is None or (await visit_of(request, self._pages.visitors)).viewer is None:
            return False
        who = signed_in.identity
        try:
            # A session may have begun by a clock that is ahead of this one.
            at = max(now, signed_in.since)
            await asyncio.to_thread(self._sign_in.sign_outs.keep, who.surface, who.workspace, who.id, at)
        except KeepingError as error:
            _LOG.warning("That somebody signed out cannot be kept (%s)", error)
            return False
        return True

    async def _come_in(self, request: web.Request, identity: Identity) -> None:
        """The session begins after they last signed out, by whatever clock that was."""
        since = self._pages.now()
        try:
            who = (identity.surface, identity.workspace, identity.id)
            signed_out = await asyncio.to_thread(self._sign_in.sign_outs.latest, *who)
        except KeepingError as error:
            _LOG.warning("When somebody signed out last cannot be looked up (%s)", error)
            signed_out = None
        if signed_out is not None and signed_out >= since:
            since = signed_out + timedelta(microseconds=1)
        await self._sessions.sign_in(request, identity, since)
        _LOG.info("%s of %s signed in to the console", identity.id, identity.workspace or "the console's own accounts")

    async def _account(self, name: str, password: str) -> Account | None:
        """Whose password it is. Raises KeepingError."""
        return await asyncio.get_running_loop().run_in_executor(self._checking, self._checked, name, password)

    def _checked(self, name: str, password: str) -> Account | None:
        account = self._sign_in.accounts.find(name) if self._sign_in.accounts and name else None
        return account if is_password_of(password, account) else None

    def _provider(self, request: web.Request) -> tuple[str, Provider]:
        name = request.match_info["provider"]
        if name not in self._sign_in.providers:
            raise web.HTTPNotFound
        return name, self._sign_in.providers[name]

    async def _down(self, request: web.Request, name: str, error: Exception, to: str = "/") -> web.StreamResponse:
        _LOG.warning("A sign-in with %s could not be finished: %s", name, error)
        return await self._page(request, to, self._pages.sign_in_words(request).provider_down, status=502)

    async def _page(
        self, request: web.Request, to: str, problem: str = "", *, told: str = "", status: int = 200
    ) -> web.Response:
        await self._sessions.begin(request)
        says = self._pages.sign_in_words(request)
        labels = {"slack": says.with_slack, "microsoft": says.with_microsoft}
        values = {
            "ways": [(name, labels[name]) for name in self._sign_in.providers],
            "passwords": self._sign_in.accounts is not None,
            "to": to,
            "problem": problem,
            "told": told,
            "csrf_field": csrf_field(await self._sessions.token(request)),
        }
        return await self._pages.page(request, "sign_in.html", values, status)


def local_place(address: str) -> str:
    """An address of this console's own, without another host in it, that somebody may be sent on to; else `/`."""
    if not address.startswith("/") or address.startswith(("//", "/\\")) or not address.isprintable() or "\\" in address:
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc:
        return "/"
    return next((one for one in (address, parts.path) if len(one) <= _LONGEST_PLACE), "/")
