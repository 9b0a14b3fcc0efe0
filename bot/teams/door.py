"""The Teams door: takes what Teams sends, at once, and has it seen to."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Coroutine, Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import ClientError, web

from bot.conversation_model import Click
from bot.deliveries.ports import Poster
from bot.ports import Feedback, KeepingError
from bot.reindexing.ports import RunPoster
from bot.teams.activities import setting_of
from bot.teams.backstage import Backstage, TeamsOptions
from bot.teams.directory import EntraGroups
from bot.teams.notices import TeamsPeople
from bot.teams.parts import Parts
from bot.teams.transport import KeysUnavailableError, Transport, TransportError, UnauthorizedError

_LOG = logging.getLogger(__name__)
_SECONDS_TO_FINISH = 4.0
LARGEST_BODY = 512 * 1024
"""Bytes of an activity. Teams' own messages have at most 100 KB, and the quoted HTML beside them."""

CHART_HEADERS = {
    "Cache-Control": "private, max-age=86400",  # what it tells of is over
    "Cross-Origin-Resource-Policy": "cross-origin",  # Teams shows it in a page of its own
    "X-Content-Type-Options": "nosniff",
}


class TeamsDoorError(Exception):
    """The door cannot be opened. The message names the setting to mend."""


class TeamsDoor:
    """Open from the start of the server that `application` is mounted in, at `/teams/`, until its end."""

    def __init__(
        self, backstage: Backstage, options: TeamsOptions, transport: Transport, graph: EntraGroups | None = None
    ) -> None:
        self._transport = transport
        self._graph = graph
        self._parts = Parts(backstage, options, transport, graph)
        self._feedback: Feedback = backstage.feedback
        self._tenant = options.tenant.casefold()
        self._work: set[asyncio.Task[None]] = set()
        self._stopping = False

    def application(self) -> web.Application:
        """Takes Teams' requests at `/messages`, people who open a source at `/open/…`, and shows charts at `/charts/…`.

        Keys and a token are fetched when the server starts; it raises TeamsDoorError there.
        """
        application = web.Application()
        application.router.add_post("/messages", self._take)
        application.router.add_get("/open/{token}", self._open, allow_head=False)
        application.router.add_get("/charts/{token}.png", self._chart, allow_head=False)
        application.on_startup.append(self._opened)
        application.on_cleanup.append(self._closed)
        return application

    @property
    def poster(self) -> Poster:
        """Writes unasked, while the door is open."""
        return self._parts.of_gaps.poster

    @property
    def people(self) -> TeamsPeople:
        """Finds those who keep pages."""
        return self._parts.of_gaps.people

    @property
    def run_poster(self) -> RunPoster:
        """Shows how reindexes go on, while the door is open."""
        return self._parts.run_poster

    async def stop(self) -> None:
        """Finish the answers at hand if that is soon. May be called again."""
        self._stopping = True
        if self._work:
            _, unfinished = await asyncio.wait(self._work, timeout=_SECONDS_TO_FINISH)
            for task in unfinished:
                task.cancel()
        self._parts.close()
        await self._transport.close()
        if self._graph is not None:
            await self._graph.close()

    async def _opened(self, _: web.Application) -> None:
        try:
            await self._transport.open()
        except TransportError as error:
            await self._transport.close()
            raise TeamsDoorError(str(error)) from error

    async def _closed(self, _: web.Application) -> None:
        await self.stop()

    async def _take(self, request: web.Request) -> web.Response:
        """One activity. Whoever is not Teams gets a 401, and nothing else."""
        if self._stopping:  # Teams sends it again, to a replica or to the next start
            raise web.HTTPServiceUnavailable
        if not request.headers.get("Authorization") and not self._transport.unauthenticated:
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        activity = await _activity_in(request)
        try:
            await self._transport.authenticate(request.headers.get("Authorization", ""), activity)
        except UnauthorizedError as error:
            _LOG.warning("A request to the Teams door was refused: %s", error)
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        except KeysUnavailableError as error:
            _LOG.error("A request to the Teams door could not be checked: %s", error)
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        if not self._serves(activity):
            _LOG.warning("An activity of another tenant was refused: teams.tenant_id names the one that is served")
            return web.Response(status=HTTPStatus.FORBIDDEN)
        if activity.get("type") == "invoke":
            status, body = await self._parts.invokes.answer(activity)
            return web.json_response(body, status=status)
        self._start(self._parts.serve(activity))
        return web.Response(status=HTTPStatus.OK)

    def _serves(self, activity: Mapping[str, Any]) -> bool:
        setting = setting_of(activity)
        return not self._tenant or setting is None or setting.workspace.casefold() == self._tenant

    async def _open(self, request: web.Request) -> web.Response:
        opened = self._parts.opens.opened(request.match_info["token"])
        if opened is None:
            raise web.HTTPNotFound(text="This link is not known here.")
        address, click = opened
        self._start(self._count(click))
        raise web.HTTPFound(address)

    async def _chart(self, request: web.Request) -> web.Response:
        """A digest's chart. Clients of Teams fetch it without a word of who looks: who has the address, may."""
        try:
            picture = await self._parts.of_gaps.charts.picture(request.match_info["token"])
        except KeepingError as error:
            _LOG.warning("A chart could not be drawn: %s", error)
            raise web.HTTPServiceUnavailable from error
        if picture is None:
            raise web.HTTPNotFound(text="This picture is not known here.")
        return web.Response(body=picture, content_type="image/png", headers=CHART_HEADERS)

    async def _count(self, click: Click) -> None:
        try:
            await self._parts.keepers.run(self._feedback.clicked, click)
        except KeepingError as error:
            _LOG.warning("A click could not be counted: %s", error)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)


async def _activity_in(request: web.Request) -> Mapping[str, Any]:
    """The activity; empty where the body holds none, or is too large, which nobody can have a valid token for.

    A page in a browser on this machine can send nothing of this type unasked.
    """
    if request.content_type != "application/json":
        return {}
    read = bytearray()
    try:
        async for chunk in request.content.iter_any():
            read += chunk
            if len(read) > LARGEST_BODY:
                return {}
        body = json.loads(read)
    except (ValueError, RecursionError, ClientError, web.RequestPayloadError):  # said to be compressed, and is not
        return {}
    return body if isinstance(body, dict) else {}
