"""The Teams connector service, as a server on this machine: it keeps what is said, and refuses what Teams refuses.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web
from teams.teams_limits import Refused, checked

TENANT = "11111111-0000-4000-8000-00000000000a"
APP_ID = "22222222-0000-4000-8000-00000000000b"
_BODY, _SIZE = web.RequestKey("body", object), web.RequestKey("size", int)
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Place:
    """A conversation. `kind` as Teams has it; `members` are Teams' ids; `messages` by the id of each thread."""

    kind: str
    members: list[str]
    team: str | None = None
    bot_in_roster: bool = True
    blocked: bool = False
    threads: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)


@dataclass
class Fault:
    """What happens to the next requests instead of an answer; `cut` closes the connection."""

    status: int = 200
    code: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    cut: bool = False
    obeyed: bool = False
    """Done all the same, so that only the answer is lost."""


class FakeConnector:
    """Serves between `async with` and its end, at `service`.

    `token` is what requests must carry, None where none is asked. `posts` counts new messages, `requests` all requests;
    `wire` has the last of them as (method, path, JSON). `persons` are by Teams' id, `teams` by theirs, with their
    `channels`.
    """

    def __init__(self, *, token: str | None = "connector-token", page: int = 100, port: int = 0) -> None:
        self.token = token
        self.page = page
        self.persons: dict[str, dict[str, Any]] = {}
        self.places: dict[str, Place] = {}
        self.teams: dict[str, dict[str, Any]] = {}
        self.without_app: set[str] = set()
        """Persons for whom the app is not installed: no chat can be opened with them."""
        self.posts = 0
        self.requests = 0
        self.wire: deque[tuple[str, str, Any]] = deque(maxlen=1000)
        self.agents: set[str] = set()
        self.service = ""
        self._faults: deque[Fault] = deque()
        self._answers: dict[str, Any] = {}
        self._last = 1_700_000_000_000
        self._port = port
        self._runner = web.AppRunner(self._application(), access_log=None)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self.service = f"http://127.0.0.1:{self._runner.addresses[0][1]}/amer"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def person(self, teams_id: str, name: str = "Robin Reyes", **more: Any) -> dict[str, Any]:
        """Somebody whom Teams knows."""
        number = len(self.persons) + 1
        email = f"{teams_id.removeprefix('29:')}@corp.test"
        self.persons[teams_id] = {
            "id": teams_id,
            "name": name,
            "objectId": f"00000000-0000-4000-8000-{number:012}",
            "aadObjectId": f"00000000-0000-4000-8000-{number:012}",
            "email": email,
            "userPrincipalName": email,
            "tenantId": TENANT,
            "userRole": "user",
        } | more
        return self.persons[teams_id]

    def place(self, conversation: str, members: Iterable[str], kind: str = "personal", **more: Any) -> Place:
        """A conversation that the bot was added to: `personal`, `groupChat` or `channel`."""
        self.places[conversation] = Place(kind, list(members), **more)
        return self.places[conversation]

    def said(self, conversation: str) -> list[dict[str, Any]]:
        """The messages as they stand, oldest first; of a thread where its id names one."""
        place = self.places[conversation.partition(";messageid=")[0]]
        return list(place.threads.get(conversation, {}).values())

    def fail(self, status: int, code: str = "", *, times: int = 1, **headers: str) -> None:
        """The next requests are answered so. Headers are given with `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._faults.extend([Fault(status, code, named)] * times)

    def cut(self, *, times: int = 1, obeyed: bool = False) -> None:
        """The connection of the next requests is cut; `obeyed` where that happens after they were done."""
        self._faults.extend([Fault(cut=True, obeyed=obeyed)] * times)

    def answer(self, end: str, body: Any) -> None:
        """Whatever is asked where the path ends so is answered with this."""
        self._answers[end] = body

    def slow(self, seconds: float, *, times: int = 1) -> None:
        """The next requests are answered late."""
        self._faults.extend([Fault(seconds=seconds)] * times)

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[self._guarded], client_max_size=4 << 20)
        at = "/amer/v3/conversations/{conversation}"
        application.router.add_post("/amer/v3/conversations", self._create)
        application.router.add_post(at + "/activities", self._send)
        application.router.add_post(at + "/activities/{message}", self._send)
        application.router.add_put(at + "/activities/{message}", self._update)
        application.router.add_delete(at + "/activities/{message}", self._delete)
        application.router.add_get(at + "/members/{person}", self._member)
        application.router.add_get(at + "/pagedmembers", self._members)
        application.router.add_get("/amer/v3/teams/{team}", self._team)
        application.router.add_get("/amer/v3/teams/{team}/conversations", self._channels)
        return application

    @web.middleware
    async def _guarded(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        self.requests += 1
        self.agents.add(request.headers.get("User-Agent", ""))
        body = await request.read()
        request[_BODY], request[_SIZE] = json.loads(body) if body else None, len(body)
        self.wire.append((request.method, request.raw_path, request[_BODY]))
        fault = self._faults.popleft() if self._faults else None
        answer = None if fault is None else await self._suffer(fault, request, handler)
        return await self._answered(request, handler) if answer is None else answer

    async def _suffer(self, fault: Fault, request: web.Request, handler: _Handler) -> web.StreamResponse | None:
        await asyncio.sleep(fault.seconds)
        if fault.cut:
            if fault.obeyed:
                await self._answered(request, handler)
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if fault.status == 200:
            return None
        if not fault.code:  # a gateway's own page
            return web.Response(status=fault.status, text="<html>", content_type="text/html", headers=fault.headers)
        answer = Refused(fault.status, fault.code).answer
        answer.headers.update(fault.headers)
        return answer

    async def _answered(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        try:
            self._check_token(request)
            for end, body in self._answers.items():
                if request.path.endswith(end):
                    return web.json_response(body)
            return await handler(request)
        except Refused as refused:
            return refused.answer
        except web.HTTPNotFound:
            return Refused(404, "NotFound").answer

    def _check_token(self, request: web.Request) -> None:
        if self.token is not None and request.headers.get("Authorization") != f"Bearer {self.token}":
            raise Refused(401, "BotNotRegistered", "No registration found for this bot.")
        if self.token is None and "Authorization" in request.headers:
            raise Refused(401, "TokenNotExpected")

    async def _create(self, request: web.Request) -> web.Response:
        wanted: Any = request[_BODY]
        if (
            not isinstance(wanted, dict)
            or not wanted.get("members")
            or not (wanted.get("channelData") or {}).get("tenant", {}).get("id")
        ):
            raise Refused(400, "BadArgument", "Missing members or tenant")
        person = self._person_of(str(wanted["members"][0].get("id")))
        if person is None:
            raise Refused(400, "BadArgument", "Failed to decrypt pairwise id")
        if person in self.without_app:
            raise Refused(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        chat = next(
            (at for at, place in self.places.items() if (place.kind, place.members) == ("personal", [person])), ""
        )
        if not chat:
            chat = f"a:{person.removeprefix('29:')}"
            self.place(chat, [person])
        return web.json_response({"id": chat}, status=201)

    async def _send(self, request: web.Request) -> web.Response:
        place, thread = self._place_of(request)
        activity = checked(request[_BODY], request[_SIZE])
        self._last += 1
        message = str(self._last)
        if activity.get("type") == "message":
            place.threads.setdefault(thread, {})[message] = activity | {"id": message}
            self.posts += 1
        return web.json_response({"id": message}, status=201)

    async def _update(self, request: web.Request) -> web.Response:
        messages, message = self._message_of(request)
        messages[message] = checked(request[_BODY], request[_SIZE]) | {"id": message}
        return web.json_response({"id": message})

    async def _delete(self, request: web.Request) -> web.Response:
        messages, message = self._message_of(request)
        del messages[message]
        return web.Response()

    async def _member(self, request: web.Request) -> web.Response:
        place, _ = self._place_of(request, writing=False)
        person = self._person_of(request.match_info["person"])
        if person is None or person not in place.members:
            raise Refused(404, "MemberNotFoundInConversation", "Member not found in conversation.")
        return web.json_response(self.persons[person])

    async def _members(self, request: web.Request) -> web.Response:
        place, _ = self._place_of(request, writing=False)
        size = min(int(request.query.get("pageSize", self.page)), self.page)
        start = int(request.query.get("continuationToken", "0").removeprefix("from "))
        page: dict[str, Any] = {"members": [self.persons[each] for each in place.members[start : start + size]]}
        if start + size < len(place.members):
            page["continuationToken"] = f"from {start + size}"
        return web.json_response(page)

    async def _team(self, request: web.Request) -> web.Response:
        team = self.teams.get(request.match_info["team"])
        if team is None:
            raise Refused(404, "TeamNotFound")
        return web.json_response({key: value for key, value in team.items() if key != "channels"})

    async def _channels(self, request: web.Request) -> web.Response:
        team = self.teams.get(request.match_info["team"])
        if team is None:
            raise Refused(404, "TeamNotFound")
        return web.json_response({"conversations": team["channels"]})

    def _place_of(self, request: web.Request, *, writing: bool = True) -> tuple[Place, str]:
        thread = request.match_info["conversation"]
        place = self.places.get(thread.partition(";messageid=")[0])
        if place is None:
            raise Refused(404, "ConversationNotFound", "Conversation not found.")
        if not place.bot_in_roster:
            raise Refused(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        if writing and place.blocked:
            raise Refused(403, "MessageWritesBlocked", "Message writes are blocked.")
        return place, thread

    def _message_of(self, request: web.Request) -> tuple[dict[str, dict[str, Any]], str]:
        place, _ = self._place_of(request)
        message = request.match_info["message"]
        for messages in place.threads.values():
            if message in messages:
                return messages, message
        raise Refused(404, "ActivityNotFoundInConversation", "Activity not found.")

    def _person_of(self, either_id: str) -> str | None:
        if either_id in self.persons:
            return either_id
        return next((each for each, person in self.persons.items() if person["aadObjectId"] == either_id), None)
