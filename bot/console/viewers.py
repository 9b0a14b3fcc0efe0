"""Who looks at a page of the console: found out once for each request, by the session and today's settings."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal, Protocol

from aiohttp import web
from yarl import URL

from bot.viewer import Viewer

Way = Literal["this_machine", "not_set_up", "sign_in"]
"""How people come in. `this_machine`: without a sign-in, for only this machine reaches the console. `not_set_up`:
without one as well, but others reach it, so that nobody is known. `sign_in`: by signing in."""

Need = Literal["nothing", "reader", "rep", "owner", "manager", "administrator"]
"""Who may see a page. `nothing`: anybody, signed in or not. `reader`: whoever has signed in; and where no sign-in is
set up, everybody who reaches the console, as somebody without groups. The others are roles, each with those above."""

_LADDER = ("rep", "owner", "manager", "administrator")

EVERYBODY = Viewer(id="console")
"""Whoever reaches a console without a sign-in: what is for everybody is for them, and nothing else."""
THIS_MACHINE = Viewer(id="console", roles=frozenset({"administrator"}))
"""Who sits at the machine. No audience is theirs: they are not known to be in any."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request's reader. `viewer` is None where nobody is known.

    `csrf` is what a form of theirs must bring along. `unsure`: who they are cannot be looked up just now.
    """

    way: Way
    viewer: Viewer | None = None
    csrf: str = ""
    unsure: bool = False


_HOST = re.compile(r"[\w.-]+(:\d{1,5})?|\[[0-9a-fA-F:.]+\](:\d{1,5})?")
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
"""What proxies add."""
_VISIT = web.RequestKey("visit", Visit)
_VIEWER = web.RequestKey("viewer", Viewer)


class Visitors(Protocol):
    """Tells who is there."""

    async def visit(self, request: web.Request) -> Visit:
        """Never raises."""


class ThisMachineAlone:
    """Implements Visitors where no sign-in is set up, and the server listens to this machine alone.

    `viewer` is who sits there. Who comes by way of a proxy, or under another host's name, is not at this machine: a
    proxy lets others in, and a page of somebody else's can have its own name lead here (DNS rebinding).
    """

    def __init__(self, viewer: Viewer = THIS_MACHINE) -> None:
        self._viewer = viewer
        self._token = secrets.token_urlsafe(24)

    async def visit(self, request: web.Request) -> Visit:
        """An administrator; nobody who is known, where they do not sit here."""
        if not _sits_here(request):
            return Visit("not_set_up")
        return Visit("this_machine", self._viewer, self._token)


class OthersAsWell:
    """Implements Visitors where no sign-in is set up, and others than this machine reach the console."""

    async def visit(self, request: web.Request) -> Visit:
        """Nobody who is known."""
        del request
        return Visit("not_set_up")


def _sits_here(request: web.Request) -> bool:
    named = URL.build(scheme="http", authority=request.host).host if _HOST.fullmatch(request.host) else None
    return (
        _is_loopback(request.remote or "")
        and _is_loopback(named or "")
        and not any(header in request.headers for header in _FORWARDED)
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


async def visit_of(request: web.Request, visitors: Visitors) -> Visit:
    """Who is there, looked up once for each request."""
    if _VISIT not in request:
        request[_VISIT] = await visitors.visit(request)
    return request[_VISIT]


def let_in(request: web.Request, viewer: Viewer) -> None:
    """The page is for them."""
    request[_VIEWER] = viewer


def viewer_of(request: web.Request) -> Viewer:
    """Who looks, and may: every page that `Routes` has let somebody into has one."""
    return request[_VIEWER]


def may(viewer: Viewer, needs: Need) -> bool:
    """Whether somebody who is known may see a page that needs this."""
    if needs in {"nothing", "reader", "rep"}:
        return True
    enough = set(_LADDER[_LADDER.index(needs) :])
    return not viewer.guest and not enough.isdisjoint(viewer.roles)
