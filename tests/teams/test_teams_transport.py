"""What a Transport is, for each there is: the real SDK, over HTTP, against a Teams on this machine."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from teams.fake_connector import APP_ID, TENANT, FakeConnector
from teams.issuer import LocalIssuer

from bot.teams.botframework import BotFrameworkTransport
from bot.teams.transport import Address, Transport, TransportError, UnauthorizedError

CHANNEL = "19:emea@thread.tacv2"
THREAD = f"{CHANNEL};messageid=1795778850415"
TOKEN = "connector-token"
Make = Callable[..., Transport]


def bot_framework(metadata_url: str, token: Callable[[], str], **more: Any) -> Transport:
    given = {"app_id": APP_ID, "app_password": "secret", "tenant_id": TENANT, "openid_metadata_url": metadata_url}
    return BotFrameworkTransport(**given, token=token, **more)


@pytest.fixture(params=[bot_framework])
def make(request: pytest.FixtureRequest) -> Make:
    return request.param


@pytest.fixture(scope="module")
def issuer() -> Iterator[LocalIssuer]:
    with LocalIssuer(APP_ID) as running:
        yield running


@pytest.fixture
async def teams() -> AsyncIterator[FakeConnector]:
    async with FakeConnector() as running:
        running.person("29:rep")
        running.place(CHANNEL, ["29:rep"], "channel", team="19:team@thread.tacv2")
        running.place("a:rep", ["29:rep"])
        yield running


@pytest.fixture
async def transport(make: Make, issuer: LocalIssuer) -> AsyncIterator[Transport]:
    made = make(issuer.metadata_url, lambda: TOKEN)
    yield made
    await made.close()


@pytest.fixture
def thread(teams: FakeConnector) -> Address:
    return Address(teams.service, THREAD, TENANT)


@asynccontextmanager
async def counted() -> AsyncIterator[list[int]]:
    """Ticks each hundredth of a second that the loop has time for."""
    ticks: list[int] = []

    async def tick() -> None:
        while True:
            await asyncio.sleep(0.01)
            ticks.append(1)

    ticking = asyncio.create_task(tick())
    yield ticks
    ticking.cancel()


async def test_a_message_is_said_changed_and_removed(
    transport: Transport, teams: FakeConnector, thread: Address
) -> None:
    message = await transport.send(thread, {"type": "message", "text": "Ten per cent"})
    assert teams.said(THREAD) == [{"type": "message", "text": "Ten per cent", "id": message}]
    await transport.update(thread, message, {"type": "message", "text": "Fifteen"})
    assert [each["text"] for each in teams.said(THREAD)] == ["Fifteen"]
    await transport.delete(thread, message)
    assert teams.said(THREAD) == []
    path = "/amer/v3/conversations/19%3Aemea%40thread.tacv2%3Bmessageid%3D1795778850415/activities"
    assert [(method, sent) for method, sent, _ in teams.wire] == [
        ("POST", path),
        ("PUT", f"{path}/{message}"),
        ("DELETE", f"{path}/{message}"),
    ]


@pytest.mark.parametrize("end", ["", "/"])
async def test_the_service_may_end_with_a_slash(transport: Transport, teams: FakeConnector, end: str) -> None:
    assert await transport.send(Address(teams.service + end, "a:rep", TENANT), {"type": "message", "text": "Hi"})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.text(min_size=1), JSON, max_size=4)
CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}


@given(entity=OBJECTS, card=OBJECTS, channel_data=OBJECTS, text=st.text(), other=OBJECTS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_json_goes_over_the_wire_unchanged(  # noqa: PLR0917
    transport: Transport,
    teams: FakeConnector,
    thread: Address,
    entity: dict[str, Any],
    card: dict[str, Any],
    channel_data: dict[str, Any],
    text: str,
    other: dict[str, Any],
) -> None:
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card | CARD}
    activity = {
        **other,
        "type": "message",
        "text": text,
        "entities": [{"type": "https://schema.org/Message", "@id": "", **entity}],
        "attachments": [attachment | {"keyOfTomorrow": other}],
        "channelData": {"feedbackLoop": {"type": "custom"}, **channel_data},
        "suggestedActions": {"to": [], "actions": [{"type": "imBack", **entity}]},
    }
    before = json.dumps(activity)
    message = await transport.send(thread, activity)
    assert teams.wire[-1][2] == activity
    await transport.update(thread, message, activity)
    assert teams.wire[-1][2] == activity
    assert json.dumps(activity) == before


@pytest.mark.parametrize("by", ["id", "aadObjectId"])
async def test_a_personal_chat_is_opened_once(transport: Transport, teams: FakeConnector, by: str) -> None:
    rep = teams.person("29:new")
    chat = await transport.open_personal_chat(teams.service, TENANT, rep[by])
    assert chat == await transport.open_personal_chat(teams.service, TENANT, rep[by])
    await transport.send(chat, {"type": "message", "text": "The gap is filled"})
    assert [each["text"] for each in teams.said(chat.conversation)] == ["The gap is filled"]
    assert teams.wire[0][2] == {
        "isGroup": False,
        "bot": {"id": f"28:{APP_ID}"},
        "members": [{"id": rep[by]}],
        "tenantId": TENANT,
        "channelData": {"tenant": {"id": TENANT}},
    }


async def test_no_chat_opens_with_whom_the_app_is_not_installed_for(transport: Transport, teams: FakeConnector) -> None:
    teams.without_app.add("29:rep")
    with pytest.raises(TransportError, match="BotNotInConversationRoster"):
        await transport.open_personal_chat(teams.service, TENANT, "29:rep")


async def test_no_chat_opens_where_teams_names_none(transport: Transport, teams: FakeConnector) -> None:
    teams.fail(202)
    with pytest.raises(TransportError, match="NoConversation"):
        await transport.open_personal_chat(teams.service, TENANT, "29:rep")


@pytest.mark.parametrize("by", ["id", "aadObjectId"])
async def test_a_member_is_told_with_all_that_teams_knows(
    transport: Transport, teams: FakeConnector, thread: Address, by: str
) -> None:
    guest = teams.person("29:guest", userRole="guest", givenName="Ann", keyOfTomorrow={"a": 1})
    teams.places[CHANNEL].members.append("29:guest")
    assert await transport.member(thread, guest[by]) == guest
    with pytest.raises(TransportError, match="MemberNotFoundInConversation"):
        await transport.member(thread, "29:nobody")


@pytest.mark.parametrize("number", [0, 1, 100, 101, 250])
async def test_members_come_page_by_page(
    transport: Transport, teams: FakeConnector, thread: Address, number: int
) -> None:
    teams.places[CHANNEL].members = [teams.person(f"29:{each}")["id"] for each in range(number)]
    assert [each["id"] for each in await transport.members(thread)] == teams.places[CHANNEL].members
    assert teams.requests == max(1, -(-number // teams.page))


async def test_a_page_that_names_itself_as_the_next_ends_it(
    transport: Transport, teams: FakeConnector, thread: Address
) -> None:
    answer = {"members": [{"id": "29:rep"}], "continuationToken": "again"}
    teams.answer("/pagedmembers", answer)
    assert len(await transport.members(thread)) == 2


@pytest.mark.parametrize(
    ("status", "code", "headers", "told"),
    [
        (429, "Throttled", {"Retry_After": "7"}, ("Throttled", 7.0)),
        (429, "", {"Retry_After": "0.5"}, ("Too Many Requests", None)),
        (429, "", {"Retry_After": "soon"}, ("Too Many Requests", None)),
        (412, "PreconditionFailed", {}, ("PreconditionFailed", None)),
        (500, "ServiceError", {}, ("ServiceError", None)),
        (502, "", {}, ("Bad Gateway", None)),
        (504, "", {}, ("Gateway Timeout", None)),
        (307, "", {"Location": "http://127.0.0.1:9/"}, ("Temporary Redirect", None)),
        (400, "Said: «the text of the message»", {}, ("Bad Request", None)),
        (599, "", {}, ("HTTP 599", None)),
    ],
)
async def test_a_refusal_is_told_in_teams_own_word(  # noqa: PLR0917
    transport: Transport,
    teams: FakeConnector,
    thread: Address,
    status: int,
    code: str,
    headers: dict[str, str],
    told: tuple[str, float | None],
) -> None:
    teams.fail(status, code, **headers)
    with pytest.raises(TransportError) as raised:
        await transport.send(thread, {"type": "message", "text": "x"})
    assert (str(raised.value), raised.value.retry_after) == told
    assert raised.value.status == status
    assert await transport.send(thread, {"type": "message", "text": "x"})


async def test_retry_after_may_be_a_moment(transport: Transport, teams: FakeConnector, thread: Address) -> None:
    teams.fail(429, "Throttled", Retry_After=format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True))
    teams.fail(429, "Throttled", Retry_After=format_datetime(datetime.now(UTC) - timedelta(seconds=60), usegmt=True))
    with pytest.raises(TransportError) as later:
        await transport.delete(thread, "1")
    with pytest.raises(TransportError) as earlier:
        await transport.delete(thread, "1")
    assert 30 < (later.value.retry_after or 0) <= 60
    assert earlier.value.retry_after == 0


CARDS: dict[str, tuple[Any, int, str]] = {
    "too large": (CARD | {"body": [{"type": "TextBlock", "text": "я" * 15_000}]}, 413, "MessageSizeTooBig"),
    "as large as may be": (CARD | {"body": [{"type": "TextBlock", "text": "я" * 14_000}]}, 201, ""),
    "no card": ({"type": "HeroCard"}, 400, "BadArgument"),
    "an element that is none": (CARD | {"body": ["text"]}, 400, "BadArgument"),
}


@pytest.mark.parametrize("name", CARDS)
async def test_teams_looks_at_cards(transport: Transport, teams: FakeConnector, thread: Address, name: str) -> None:
    card, status, reason = CARDS[name]
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    sending = transport.send(thread, {"type": "message", "attachments": [attachment]})
    if status == 201:
        assert await sending
        return
    with pytest.raises(TransportError, match=reason) as raised:
        await sending
    assert (raised.value.status, teams.posts) == (status, 0)


async def test_teams_refuses_what_it_does_not_know(transport: Transport, teams: FakeConnector, thread: Address) -> None:
    said = {"type": "message", "text": "x"}

    async def why(sending: Any) -> tuple[str, int | None]:
        with pytest.raises(TransportError) as raised:
            await sending
        return str(raised.value), raised.value.status

    unknown = Address(teams.service, "19:unknown@thread.tacv2", TENANT)
    assert await why(transport.send(unknown, said)) == ("ConversationNotFound", 404)
    assert await why(transport.update(thread, "1", said)) == ("ActivityNotFoundInConversation", 404)
    assert await why(transport.delete(thread, "1")) == ("ActivityNotFoundInConversation", 404)
    assert await why(transport.send(thread, {"text": "x" * 60_000})) == ("BadSyntax", 400)
    assert await why(transport.send(thread, said | {"text": "x" * 60_000})) == ("MessageSizeTooBig", 413)
    teams.places[CHANNEL].blocked = True
    assert await why(transport.send(thread, said)) == ("MessageWritesBlocked", 403)
    assert await transport.members(thread)
    teams.places[CHANNEL].bot_in_roster = False
    assert await why(transport.members(thread)) == ("BotNotInConversationRoster", 403)
    teams.token = "another"
    assert await why(transport.send(thread, said)) == ("BotNotRegistered", 401)


async def test_no_answer_has_no_status(
    transport: Transport, teams: FakeConnector, thread: Address, unused_tcp_port: int
) -> None:
    teams.cut()
    with pytest.raises(TransportError, match="ServerDisconnected") as cut:
        await transport.send(thread, {"type": "message", "text": "x"})
    nowhere = Address(f"http://127.0.0.1:{unused_tcp_port}", THREAD, TENANT)
    with pytest.raises(TransportError, match="ClientConnectorError") as unreachable:
        await transport.send(nowhere, {"type": "message", "text": "x"})
    assert cut.value.status is unreachable.value.status is None
    assert teams.posts == 0


async def test_a_success_without_json_is_one(transport: Transport, teams: FakeConnector, thread: Address) -> None:
    teams.fail(202)
    assert not await transport.send(thread, {"type": "message", "text": "x"})
    teams.fail(204)
    await transport.delete(thread, "1")


async def test_what_is_no_answer_of_teams_is_nobody(
    transport: Transport, teams: FakeConnector, thread: Address
) -> None:
    teams.answer("/pagedmembers", ["not", "an", "object"])
    assert await transport.members(thread) == ()


async def test_one_token_serves_all(make: Make, issuer: LocalIssuer, teams: FakeConnector, thread: Address) -> None:
    fetched: list[str] = []
    transport = make(issuer.metadata_url, lambda: fetched.append(TOKEN) or TOKEN)
    await asyncio.gather(*(transport.send(thread, {"type": "message", "text": str(each)}) for each in range(40)))
    await transport.open()
    other = Address(teams.service + "/", "a:rep", TENANT)
    await asyncio.gather(*(transport.send(other, {"type": "message", "text": str(each)}) for each in range(40)))
    assert len(fetched) == 2  # the first that needs it, and `open`
    assert teams.posts == 80
    await transport.close()


async def test_keys_are_fetched_once(make: Make, teams: FakeConnector) -> None:
    with LocalIssuer(APP_ID) as issuer:
        transport = make(issuer.metadata_url, lambda: TOKEN)
        token, activity = issuer.token(teams.service), {"channelId": "msteams", "serviceUrl": teams.service}
        await asyncio.gather(*(transport.authenticate(f"Bearer {token}", activity) for _ in range(20)))
        await asyncio.gather(*(transport.authenticate(f"Bearer {token}", activity) for _ in range(20)))
        assert set(issuer.asked.values()) == {1}
        await transport.close()


async def test_the_loop_goes_on_while_microsoft_is_slow(make: Make, teams: FakeConnector, thread: Address) -> None:
    with LocalIssuer(APP_ID) as issuer:
        issuer.slow = 0.4
        transport = make(issuer.metadata_url, lambda: time.sleep(0.4) or TOKEN)
        token, activity = issuer.token(teams.service), {"channelId": "msteams", "serviceUrl": teams.service}
        async with counted() as ticks:
            await transport.authenticate(f"Bearer {token}", activity)
        assert len(ticks) > 5
        async with counted() as ticks:
            await transport.send(thread, {"type": "message", "text": "x"})
        assert len(ticks) > 5
        await transport.close()


async def test_the_local_client_has_no_tokens(make: Make) -> None:
    transport = make("https://unreachable.invalid", lambda: pytest.fail("no token is wanted"), unauthenticated=True)
    async with FakeConnector(token=None) as teams:
        teams.place("a:rep", [])
        await transport.open()
        await transport.authenticate("", {"channelId": "msteams", "serviceUrl": teams.service})
        with pytest.raises(UnauthorizedError):
            await transport.authenticate("", {"channelId": "webchat", "serviceUrl": teams.service})
        assert await transport.send(Address(teams.service, "a:rep", TENANT), {"type": "message", "text": "Hi"})
        await transport.close()


async def test_closed_is_closed(transport: Transport, teams: FakeConnector, thread: Address) -> None:
    await transport.send(thread, {"type": "message", "text": "x"})
    await transport.close()
    await transport.close()
    with pytest.raises(TransportError):
        await transport.send(thread, {"type": "message", "text": "x"})
    assert teams.posts == 1


async def test_it_does_not_open_without_keys(make: Make) -> None:
    with LocalIssuer(APP_ID) as issuer:
        issuer.down = True
        transport = make(issuer.metadata_url, lambda: TOKEN)
        with pytest.raises(TransportError, match=r"teams\.openid_metadata_url .* 503.*proxy"):
            await transport.open()
        await transport.close()
