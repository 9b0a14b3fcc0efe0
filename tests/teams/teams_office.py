"""A company at work in Teams: the door behind a real server, its SDK, an issuer of tokens, and the connector's double.

People speak and press as Teams would send it, signed; what they see is read from the connector.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import teams_payloads as payloads
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from fake_connector import APP_ID, TENANT, FakeConnector
from fakes import FixedClock
from gap_fakes import InMemoryBoard, InMemorySubscriptions, ScriptedDigests
from issuer import LocalIssuer
from kept_pages import upkeep_desk
from library import BASE_URL, Library
from notice_fakes import kept_notices
from reach_samples import kept_reach
from sqlalchemy import Engine
from teams_payloads import CHANNEL, GROUP, TEAM

from bot.answering import QuestionAnswering
from bot.battlecards.desk import Battlecards
from bot.reindexing.desk import ReindexDesk
from bot.reindexing.rights import SourceRights
from bot.stores.conversations import SqlConversations
from bot.stores.deliveries import SqlDeliveries
from bot.stores.feedback import SqlFeedback
from bot.stores.owner_requests import SqlOwnerRequests
from bot.stores.posted_answers import SqlPostedAnswers
from bot.stores.question_log import SqlQuestionLog
from bot.stores.reindex_messages import SqlRunMessages
from bot.stores.reindex_runs import SqlRuns
from bot.stores.seen_requests import SqlSeen
from bot.stores.unlogged import Unlogged
from bot.teams.backstage import Backstage, TeamsOptions
from bot.teams.botframework import BotFrameworkTransport
from bot.teams.door import TeamsDoor

REP, OWNER, MANAGER, GUEST, OUTSIDE = "29:rep", "29:owner", "29:manager", "29:guest", "29:outside"
DANA = "00000000-0000-4000-8000-000000000002"
"""The owner's object id in Microsoft Entra."""
BUYERS = "19:buyers@thread.tacv2"
DISCOUNT = "what discount on a two-year deal"
FLOOR = "price floor for managers of list"
LAPTOP = "new reps laptop headset on day one"
NOWHERE = "moon base catering"
TOKEN = "connector-token"
SECONDS = 30.0


@contextmanager
def teams_backstage(engine: Engine, library: Library, clock: FixedClock | None = None) -> Iterator[Backstage]:
    """Ports over a database that has its schema already."""
    clock = clock or FixedClock()
    log = SqlQuestionLog(engine, None)
    log.start()
    yield Backstage(
        answering=QuestionAnswering(library, log, clock, BASE_URL),
        unlogged=QuestionAnswering(library, Unlogged(), clock, BASE_URL),
        log=log,
        feedback=SqlFeedback(engine),
        posted=SqlPostedAnswers(engine),
        requests=SqlOwnerRequests(engine),
        conversations=SqlConversations(engine),
        seen=SqlSeen(engine, clock),
        documents=library,
        link_of=lambda document: document.url or f"{BASE_URL}/documents/{document.id}",
        clock=clock,
        board=InMemoryBoard(),
        subscriptions=InMemorySubscriptions(),
        digests=ScriptedDigests(),
        notices=kept_notices(engine, clock, library),
        reach=kept_reach(engine, library, clock),
        battlecards=Battlecards(
            pages=library, unlogged=QuestionAnswering(library, Unlogged(), clock, BASE_URL), log=log, clock=clock
        ),
        deliveries=SqlDeliveries(engine),
        reindexes=ReindexDesk(SqlRuns(engine), SourceRights({}), clock, lambda: None),
        run_messages=SqlRunMessages(engine),
        upkeep_desk=upkeep_desk(engine, library, clock),
    )
    log.close()


def hired(connector: FakeConnector) -> None:
    """Who works there, and where they meet. The guest and the buyer of another company read one channel along."""
    connector.person(REP, "Robin Reyes")
    connector.person(OWNER, "Dana Reyes", email="dana@acme.example", userPrincipalName="dana@acme.example")
    connector.person(MANAGER, "Morgan Lee", email="lee@acme.example", userPrincipalName="lee@acme.example")
    connector.person(GUEST, "Gael Guest", userRole="guest", userPrincipalName="g_buyer.test#EXT#@corp.test")
    connector.person(OUTSIDE, "Ono Other", tenantId="33333333-0000-4000-8000-00000000000c")
    for one in (REP, OWNER, MANAGER, GUEST):
        connector.place(chat_of(one), [one])
    inside = [REP, OWNER, MANAGER]
    connector.place(CHANNEL, inside, "channel", team=TEAM)
    connector.place(TEAM, inside, "channel", team=TEAM)
    connector.place(GROUP, inside, "groupChat")
    connector.place(BUYERS, [*inside, GUEST], "channel", team=BUYERS)
    channels = [{"id": TEAM, "name": None}, {"id": CHANNEL, "name": "EMEA"}]
    connector.teams[TEAM] = {"id": TEAM, "name": "Sales", "channels": channels}
    connector.teams[BUYERS] = {"id": BUYERS, "name": "Buyers", "channels": [{"id": BUYERS}]}


def chat_of(person: str) -> str:
    """The id of somebody's chat with the bot."""
    return f"a:{person.removeprefix('29:')}"


@dataclass
class Office:
    """`client` reaches the server that the door is mounted in; `ports` are what it works with, where at hand."""

    connector: FakeConnector
    issuer: LocalIssuer
    client: TestClient[Any, Any]
    door: TeamsDoor
    ports: Backstage | None = None
    sent: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, activity: dict[str, Any], token: str | None = None, **headers: str) -> ClientResponse:
        """An activity as Teams sends it. `token` is another than a good one; "" for none."""
        self.sent.append(activity)
        given = self.issuer.token(activity["serviceUrl"]) if token is None else token
        bearer = {"Authorization": f"Bearer {given}"} if given else {}
        return await self.client.post("/teams/messages", json=activity, headers=bearer | headers)

    async def say(self, person: str, text: str, **changes: Any) -> dict[str, Any]:
        """Somebody writes to the bot; what the bot says then."""
        return await self._heard(chat_of(person), self._of(person, payloads.direct(text, self._service), **changes))

    async def mention(
        self, person: str, text: str, *, channel: str = CHANNEL, thread: str | None = None, **changes: Any
    ) -> dict[str, Any]:
        """Somebody asks in a channel; what the bot says in the thread then. `thread` gives the thread asked in."""
        activity = payloads.in_channel(text, self._service, thread=thread, channel=channel)
        if channel != CHANNEL:
            activity["channelData"] |= {"team": {"id": channel}, "channel": {"id": channel}}
        own = self._of(person, activity, **changes)
        return await self._heard(own["conversation"]["id"], own)

    async def overhears(self, person: str, text: str, *, thread: str | None = None) -> None:
        """Somebody says something in a channel beside the bot."""
        activity = payloads.in_channel(text, self._service, thread=thread) | {"text": text, "entities": []}
        assert (await self.send(self._of(person, activity))).status == 200

    async def in_group(self, person: str, text: str) -> dict[str, Any]:
        """Somebody asks in the group chat; what the bot says there then."""
        return await self._heard(GROUP, self._of(person, payloads.in_group(text, self._service)))

    async def press(self, person: str, message: dict[str, Any], title: str, *, at: str = "", **given: str) -> None:
        """Press a button of a card, also one in a part that opens, with what is typed. `at`: else the own chat."""
        data = next(one["data"] for one in actions_of(message) if one.get("title") == title and "data" in one)
        activity = self._in(at or chat_of(person), payloads.submitted({**data, **given}, message["id"], self._service))
        assert (await self.send(self._of(person, activity))).status == 200

    async def work(
        self, person: str, message: dict[str, Any], name: str, subject: str, *, place: str = "", **given: str
    ) -> None:
        """Press the button of that name on a gap or a schedule, with what its form was given; wait until it is done."""
        own = [one["data"]["cornerman"] for one in actions_of(message) if "data" in one]
        told = next(one for one in own if (one["press"], one["subject"]) == (name, subject))
        number = f"_{told['number']}" if "number" in told else ""
        data = {"cornerman": told, **{f"{field}{number}": value for field, value in given.items()}}
        activity = self._in(place or chat_of(person), payloads.submitted(data, message["id"], self._service))
        assert (await self.send(self._of(person, activity))).status == 200
        await self.idle()

    async def thumb(self, person: str, message: dict[str, Any], reaction: str, feedback: str = "{}") -> ClientResponse:
        """One of Teams' own thumbs, in the own chat."""
        activity = payloads.thumb(reaction, message["id"], self._service, feedback=feedback)
        return await self.send(self._of(person, self._in(chat_of(person), activity)))

    async def invoke(self, person: str, name: str, value: Any, *, at: str = "", **changes: Any) -> dict[str, Any]:
        """The body of the response to an invoke."""
        activity = self._in(at or chat_of(person), payloads.invoke(name, value, self._service))
        response = await self.send(self._of(person, activity, **changes))
        assert response.status == 200
        return await response.json()

    async def search(self, person: str, text: str, *, at: str = "") -> dict[str, Any]:
        """What the message extension shows for what is typed."""
        value = payloads.query(text, self._service)["value"]
        return await self.invoke(person, "composeExtension/query", value, at=at)

    async def happens(self, kind: str, person: str = REP, *, at: str = "", **changes: Any) -> None:
        """A `conversationUpdate` or an `installationUpdate`."""
        activity = self._in(at or chat_of(person), payloads.activity(kind, self._service))
        assert (await self.send(self._of(person, activity, **changes))).status == 200

    def said(self, conversation: str) -> list[dict[str, Any]]:
        """What stands in a conversation, or in a thread of it."""
        return self.connector.said(conversation)

    async def idle(self) -> None:
        """Wait until the door has seen to all that was sent."""
        await self.until(lambda: not self.door._work)

    async def until(self, condition: Callable[[], Any]) -> Any:
        """Wait until it is so."""
        async with asyncio.timeout(SECONDS):
            while not (found := condition()):  # noqa: ASYNC110 - it is another's state
                await asyncio.sleep(0.005)
        return found

    async def after(self, conversation: str, before: int) -> dict[str, Any]:
        """The message that comes to stand in a conversation where `before` stood."""
        await self.until(lambda: len(self.said(conversation)) > before)
        return self.said(conversation)[-1]

    async def received(self, conversation: str) -> dict[str, Any]:
        """The first message of a conversation, once the door has seen to all that goes with it."""
        message = await self.after(conversation, 0)
        await self.idle()
        return message

    @property
    def _service(self) -> str:
        return self.connector.service

    async def _heard(self, conversation: str, activity: dict[str, Any]) -> dict[str, Any]:
        before = len(self.said(conversation))
        assert (await self.send(activity)).status == 200
        said = await self.after(conversation, before)
        if said.get("text") not in {"Looking it up…", "Ищу…"}:
            await self.idle()
        return said

    def _of(self, person: str, activity: dict[str, Any], **changes: Any) -> dict[str, Any]:
        told = self.connector.persons[person]
        sender = {"id": person, "name": told["name"], "aadObjectId": told["aadObjectId"]}
        place = activity["conversation"]
        if place["conversationType"] == "personal" and place["id"] == payloads.PERSONAL:
            place = place | {"id": chat_of(person)}
        place |= {"tenantId": TENANT}
        return activity | {"from": sender, "conversation": place, "recipient": {"id": f"28:{APP_ID}"}} | changes

    def _in(self, conversation: str, activity: dict[str, Any]) -> dict[str, Any]:
        place = conversation.partition(";")[0]
        kind = self.connector.places[place].kind if place in self.connector.places else "groupChat"
        told = {"conversationType": kind, "tenantId": TENANT, "id": conversation}
        data = {"tenant": {"id": TENANT}}
        if kind == "channel":
            data |= {"team": {"id": self.connector.places[place].team}, "channel": {"id": place}}
        return activity | {"conversation": told, "channelData": data}


@asynccontextmanager
async def at_work(
    backstage: Backstage, connector: FakeConnector, issuer: LocalIssuer, **changes: Any
) -> AsyncIterator[Office]:
    """The office while its door is open. `changes` are of the options."""
    options = TeamsOptions(**({"console": BASE_URL, "directory_seconds": 600.0} | changes))
    transport = BotFrameworkTransport(
        app_id=APP_ID,
        app_password="secret",
        tenant_id=TENANT,
        openid_metadata_url=issuer.metadata_url,
        token=lambda: TOKEN,
    )
    door = TeamsDoor(backstage, options, transport)
    host = web.Application()
    host.add_subapp("/teams/", door.application())
    async with TestClient(TestServer(host, host="127.0.0.1")) as client:
        yield Office(connector, issuer, client, door, backstage)


def card_of(message: dict[str, Any]) -> dict[str, Any]:
    """The card of a message; empty where it has none."""
    attachments = message.get("attachments") or [{}]
    return attachments[0].get("content", {})


def words_of(part: Any) -> str:
    """All that a card, a message or a part of one shows, in its order."""
    if isinstance(part, list):
        return "\n".join(filter(None, map(words_of, part)))
    if not isinstance(part, dict):
        return ""
    own = part.get("text") if isinstance(part.get("text"), str) else ""
    title = part.get("title") if isinstance(part.get("title"), str) else ""
    inlines = "".join(run.get("text", "") for run in part.get("inlines", ()))
    inner = (
        words_of(part.get(key))
        for key in ("body", "items", "columns", "content", "attachments", "actions", "card", "choices")
    )
    return "\n".join(filter(None, (title, own, inlines, *inner)))


def actions_of(part: Any) -> list[dict[str, Any]]:
    """Every action of a message's card, those in parts that open included."""
    if isinstance(part, list):
        return [action for one in part for action in actions_of(one)]
    if not isinstance(part, dict):
        return []
    own = [part] if str(part.get("type", "")).startswith("Action.") else []
    inner = [part.get(key) for key in ("attachments", "content", "body", "items", "actions", "card")]
    return [*own, *(action for one in inner for action in actions_of(one))]


def titles_of(message: dict[str, Any]) -> list[str]:
    """The buttons of the card itself."""
    return [action["title"] for action in card_of(message).get("actions", ())]


def now_seconds() -> int:
    """The time that tokens tell."""
    return int(time.time())
