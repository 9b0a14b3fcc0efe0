"""Several workspaces install the app, and each is answered with its own token."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import time, timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from around import filled
from fake_delivery import signature_of
from fake_slack import BOT_TOKEN, BOT_USER, REP, SALES, TEAM, FakeSlack
from gap_fakes import NOW, InMemorySubscriptions
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from bot.deliveries.model import Delivery
from bot.deliveries.trouble import UndeliveredError
from bot.digests.model import Subscription
from bot.slack.door import SlackDoor, SlackDoorError
from bot.slack.installations import InstallationsUnavailableError, make_oauth_flow
from bot.slack.scopes import BOT_SCOPES

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # the SDK's own use of it

CALLBACK = "https://corner.acme.example/slack/oauth_redirect"
OTHER_TEAM, OTHER_BOT, OTHER_TOKEN = "T0GLOBEX1", "UBOT00002", "xoxb-globex-1"
OTHER_CHANNEL, OTHER_PERSON = "C0GLOBEX1", "U0GLOBEX1"
MakeDoor = Callable[..., SlackDoor]


@pytest.fixture
def two_workspaces(slack: FakeSlack) -> FakeSlack:
    """Nobody has installed anything yet."""
    other = slack.add_workspace(OTHER_TEAM, OTHER_TOKEN, bot_user=OTHER_BOT, name="Globex")
    other.add_user(OTHER_PERSON, "gerd")
    other.add_channel(OTHER_CHANNEL, "sales", [OTHER_PERSON])
    return slack


@pytest.fixture
def make_several(engine: Engine, open_door: MakeDoor, two_workspaces: FakeSlack) -> MakeDoor:
    """Doors for several workspaces, whose installations are kept in the database (SQLite, PostgreSQL)."""

    def make(**changes: Any) -> SlackDoor:
        given = {"client_id": two_workspaces.client_id, "client_secret": two_workspaces.client_secret}
        flow = {key: changes.pop(key) for key in ("client_secret", "seconds_to_install") if key in changes}
        oauth = partial(make_oauth_flow, engine, scopes=BOT_SCOPES, redirect_uri=CALLBACK, **(given | flow))
        return open_door(**({"oauth": oauth, "bot_token": None} | changes))

    return make


@asynccontextmanager
async def browsing(door: SlackDoor, slack: FakeSlack, *, http: bool = True) -> AsyncIterator[TestClient]:
    """A browser, which also brings what people in Slack do where Slack sends its requests by HTTP."""
    host = web.Application()
    application = door.http_application() if http else door.install_application()
    assert application is not None
    host.add_subapp("/slack/", application)
    async with TestClient(TestServer(host, host="127.0.0.1")) as client:
        if http:
            slack.use_http(str(client.make_url("/slack/events")))
        yield client


async def begin(client: TestClient) -> tuple[str, str]:
    """Open the install page: the state in its link, and the one in the cookie."""
    page = await client.get("/slack/install")
    assert page.status == 200
    words = (await page.text()).replace("&amp;", "&")
    url = urlsplit(words.partition('href="')[2].partition('"')[0])
    assert url.path == "/oauth/v2/authorize"
    asked = parse_qs(url.query)
    assert asked["scope"][0].split(",") == list(BOT_SCOPES)
    assert asked["redirect_uri"] == [CALLBACK]
    assert page.cookies["slack-app-oauth-state"]["httponly"]
    return asked["state"][0], page.cookies["slack-app-oauth-state"].value


async def come_back(client: TestClient, cookie: str, **query: str) -> tuple[int, str]:
    """The status and the words of the page that Slack sends people back to."""
    headers = {"Cookie": f"slack-app-oauth-state={cookie}"} if cookie else {}
    response = await client.get("/slack/oauth_redirect", params=query, headers=headers)
    return response.status, await response.text()


async def install(client: TestClient, slack: FakeSlack, team: str, code: str = "code") -> None:
    slack.codes[code] = slack.workspaces[team]
    state, cookie = await begin(client)
    status, words = await come_back(client, cookie, state=state, code=code)
    assert status == 200, words
    assert f"installed in {slack.workspaces[team].name}" in words


def installed_in(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT team_id FROM slack_bots")).scalars())


async def asks_in_both(slack: FakeSlack) -> None:
    await slack.say(REP, SALES, f"<@{BOT_USER}> two-year discount?")
    await slack.say(OTHER_PERSON, OTHER_CHANNEL, f"<@{OTHER_BOT}> two-year discount?")
    await slack.until(lambda: slack.answers(SALES) and slack.answers(OTHER_CHANNEL))


async def test_two_workspaces_install_and_are_answered_each_with_its_own_token(
    two_workspaces: FakeSlack, make_several: MakeDoor, answering, engine: Engine
) -> None:
    async with browsing(make_several(), two_workspaces) as client:
        await install(client, two_workspaces, TEAM)
        await install(client, two_workspaces, OTHER_TEAM)
        await asks_in_both(two_workspaces)
    assert [one["user"] for one in two_workspaces.answers(OTHER_CHANNEL)] == [OTHER_BOT]
    assert {ask.place.workspace for ask in answering.asked} == {TEAM, OTHER_TEAM}
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT team_id, bot_token FROM slack_bots")).all()
    assert {tuple(row) for row in kept} == {(TEAM, BOT_TOKEN), (OTHER_TEAM, OTHER_TOKEN)}


async def test_who_administers_one_of_several_workspaces_gives_no_audience(
    two_workspaces: FakeSlack, make_several: MakeDoor
) -> None:
    """Anybody may make a workspace, and administers it then."""
    slack, named = two_workspaces, "U0NAMED01"
    other = slack.workspaces[OTHER_TEAM]
    other.users[OTHER_PERSON].is_admin = True
    other.add_user(named, "nora")
    door = make_several(groups={"legal": [REP]}, roles={"administrators": [named]})
    async with browsing(door, slack) as client:
        await install(client, slack, OTHER_TEAM)
        offered = {}
        for user in (OTHER_PERSON, named):
            assert (await slack.command(user, OTHER_CHANNEL, "/cornerman", "settings")).ok
            offered[user] = {block["block_id"] for block in (await filled(slack, user))["blocks"]}
    assert "listening" in offered[OTHER_PERSON]
    assert "audience" not in offered[OTHER_PERSON]
    assert "audience" in offered[named]


async def test_slack_is_asked_once_for_each_workspace_who_the_bot_is(
    two_workspaces: FakeSlack, make_several: MakeDoor
) -> None:
    async with browsing(make_several(), two_workspaces) as client:
        await install(client, two_workspaces, TEAM)
        asked = len(two_workspaces.bodies("auth.test"))
        for number in (1, 2, 3):
            await two_workspaces.say(REP, SALES, f"<@{BOT_USER}> question {number}?")
        await two_workspaces.until(lambda: len(two_workspaces.answers(SALES)) == 3)
    assert len(two_workspaces.bodies("auth.test")) == asked + 1


async def test_over_a_socket_the_install_page_stands_alone(two_workspaces: FakeSlack, make_several: MakeDoor) -> None:
    door = make_several(signing_secret=None)
    async with browsing(door, two_workspaces, http=False) as client:
        await door.start_socket_mode()
        await install(client, two_workspaces, TEAM)
        await install(client, two_workspaces, OTHER_TEAM)
        await asks_in_both(two_workspaces)
        assert (await client.post("/slack/events", json={})).status == 404


@pytest.mark.parametrize(
    ("query", "cookie", "expected"),
    [
        ({"error": "access_denied"}, "", (200, "You did not allow it")),
        ({"error": "<b>odd</b>"}, "", (200, "&lt;b&gt;odd&lt;/b&gt;")),
        ({"code": "code"}, "", (400, "another browser")),
        ({"state": "made-up", "code": "code"}, "", (400, "another browser")),
        ({"state": "made-up", "code": "code"}, "made-up", (401, "began too long ago, or has been finished")),
    ],
)
async def test_who_does_not_come_from_the_install_page_is_refused_in_words(
    two_workspaces: FakeSlack, make_several: MakeDoor, query: dict[str, str], cookie: str, expected: tuple[int, str]
) -> None:
    two_workspaces.codes["code"] = two_workspaces.workspace
    async with browsing(make_several(), two_workspaces) as client:
        answered, words = await come_back(client, cookie, **query)
    assert (answered, expected[1] in words) == (expected[0], True)
    assert 'href="install"' in words
    assert "code" in two_workspaces.codes


async def test_a_state_counts_once_for_its_own_browser_and_in_time(
    two_workspaces: FakeSlack, make_several: MakeDoor
) -> None:
    async with browsing(make_several(), two_workspaces) as client:
        state, cookie = await begin(client)
        _, another = await begin(client)
        assert (await come_back(client, another, state=state, code="code"))[0] == 400
        assert "did not take the code" in (await come_back(client, cookie, state=state, code="none"))[1]
        status, words = await come_back(client, cookie, state=state, code="code")
        assert (status, "has been finished already" in words) == (401, True)
        state, cookie = await begin(client)
        assert "sent no code" in (await come_back(client, cookie, state=state))[1]
    async with browsing(make_several(seconds_to_install=-1), two_workspaces) as client:
        state, cookie = await begin(client)
        status, words = await come_back(client, cookie, state=state, code="code")
        assert (status, "began too long ago" in words) == (401, True)


async def test_a_wrong_client_secret_is_told(two_workspaces: FakeSlack, make_several: MakeDoor) -> None:
    two_workspaces.codes["code"] = two_workspaces.workspace
    async with browsing(make_several(client_secret="wrong"), two_workspaces) as client:
        state, cookie = await begin(client)
        status, words = await come_back(client, cookie, state=state, code="code")
    assert (status, "slack.client_secret" in words) == (401, True)


@pytest.mark.parametrize("event", ["app_uninstalled", "tokens_revoked"])
async def test_a_workspace_that_has_uninstalled_the_app_is_forgotten(
    two_workspaces: FakeSlack, make_several: MakeDoor, engine: Engine, caplog: pytest.LogCaptureFixture, event: str
) -> None:
    slack = two_workspaces
    async with browsing(make_several(), slack) as client:
        await install(client, slack, TEAM)
        await install(client, slack, OTHER_TEAM)
        await asks_in_both(slack)
        gone = {"type": event, "event_ts": "1800000000.1"}
        if event == "tokens_revoked":
            gone["tokens"] = {"oauth": [], "bot": [BOT_USER]}
        assert (await slack.event(gone, SALES)).ok
        async with asyncio.timeout(20):  # Bolt acknowledges an event before it works on it
            while TEAM in installed_in(engine):  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.01)
        caplog.clear()
        with caplog.at_level(logging.INFO):
            await slack.say(REP, SALES, f"<@{BOT_USER}> anybody there?")
            assert all(one.ok for one in slack.deliveries[-2:])
        await slack.say(OTHER_PERSON, OTHER_CHANNEL, f"<@{OTHER_BOT}> and a second question?")
        await slack.until(lambda: len(slack.answers(OTHER_CHANNEL)) == 2)
    assert len(slack.answers(SALES)) == 1
    told = [record for record in caplog.records if "installed" in record.getMessage()]
    assert len(told) == 2  # a mention comes as two events
    assert installed_in(engine) == [OTHER_TEAM]


async def test_a_workspace_that_installs_anew_is_answered_with_its_new_token(
    two_workspaces: FakeSlack, make_several: MakeDoor
) -> None:
    slack = two_workspaces
    async with browsing(make_several(), slack) as client:
        await install(client, slack, OTHER_TEAM)
        await slack.say(OTHER_PERSON, OTHER_CHANNEL, f"<@{OTHER_BOT}> first?")
        await slack.until(lambda: slack.answers(OTHER_CHANNEL))
        del slack.tokens[OTHER_TOKEN]  # the old one holds no longer
        slack.workspaces[OTHER_TEAM].bot_token = "xoxb-globex-2"
        slack.take_in(slack.workspaces[OTHER_TEAM])
        await install(client, slack, OTHER_TEAM, "another code")
        await slack.say(OTHER_PERSON, OTHER_CHANNEL, f"<@{OTHER_BOT}> second?")
        await slack.until(lambda: len(slack.answers(OTHER_CHANNEL)) == 2)


async def test_a_token_that_slack_no_longer_knows_is_not_used_and_told_once_for_each_event(
    two_workspaces: FakeSlack, make_several: MakeDoor, caplog: pytest.LogCaptureFixture
) -> None:
    slack = two_workspaces
    async with browsing(make_several(), slack) as client:
        await install(client, slack, OTHER_TEAM)
        del slack.tokens[OTHER_TOKEN]
        await slack.say(OTHER_PERSON, OTHER_CHANNEL, f"<@{OTHER_BOT}> first?")
        assert all(one.ok for one in slack.deliveries[-2:])
    assert f"The token of workspace {OTHER_TEAM} no longer holds: Slack says invalid_auth" in caplog.text
    assert slack.answers(OTHER_CHANNEL) == []


async def test_an_event_that_cannot_be_authorized_just_now_is_left_to_slacks_repetition(
    two_workspaces: FakeSlack, make_several: MakeDoor, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack = two_workspaces
    async with browsing(make_several(), slack) as client:
        await install(client, slack, OTHER_TEAM)
        slack.fail("auth.test", "internal_error")
        event = {"type": "app_mention", "user": OTHER_PERSON, "text": f"<@{OTHER_BOT}> now?", "ts": "1800000001.1"}
        event |= {"channel": OTHER_CHANNEL, "event_ts": "1800000001.1", "team": OTHER_TEAM}
        refused = await slack.event(event, OTHER_CHANNEL)
        assert refused.status == 500

        def down(*_: object) -> None:
            raise OperationalError("connect", {}, Exception("refused"))

        with monkeypatch.context() as patched:
            patched.setattr(type(engine), "connect", down)
            assert (await slack.redeliver(refused, attempt=1)).status == 500
        assert (await slack.redeliver(refused, attempt=2)).ok
        await slack.until(lambda: slack.answers(OTHER_CHANNEL))


async def test_a_database_that_is_down_is_told_to_who_installs_without_what_was_to_be_kept(
    two_workspaces: FakeSlack,
    make_several: MakeDoor,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def down(*_: object) -> None:
        raise OperationalError("INSERT", {"bot_token": BOT_TOKEN}, Exception("refused"))

    two_workspaces.codes["code"] = two_workspaces.workspace
    async with browsing(make_several(), two_workspaces) as client:
        state, cookie = await begin(client)
        with monkeypatch.context() as patched, caplog.at_level(logging.DEBUG, "bot"):
            patched.setattr(type(engine), "begin", down)
            status, words = await come_back(client, cookie, state=state, code="code")
            assert (await client.get("/slack/install")).status == 503
    assert (status, "cannot be reached just now" in words) == (503, True)
    assert "the database says OperationalError" in caplog.text
    assert BOT_TOKEN not in caplog.text


async def test_a_database_that_is_down_at_the_start_stops_it_with_a_word(
    make_several: MakeDoor, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> None:
        raise OperationalError("CREATE", {}, Exception("refused"))

    monkeypatch.setattr(type(engine), "begin", down)
    with pytest.raises(SlackDoorError, match="cannot be looked up: the database says OperationalError") as raised:
        await make_several().start_socket_mode()
    assert isinstance(raised.value.__cause__, InstallationsUnavailableError)


async def test_tokens_never_reach_the_logs(
    two_workspaces: FakeSlack, make_several: MakeDoor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        async with browsing(make_several(), two_workspaces) as client:
            await install(client, two_workspaces, TEAM)
            await install(client, two_workspaces, OTHER_TEAM)
            await asks_in_both(two_workspaces)
            state, cookie = await begin(client)
            await come_back(client, cookie, state=state, code="wrong")
    for secret in (BOT_TOKEN, OTHER_TOKEN, two_workspaces.client_secret):
        assert secret not in caplog.text


async def test_a_request_must_be_signed_though_several_workspaces_send_them(
    two_workspaces: FakeSlack, make_several: MakeDoor, answering
) -> None:
    body = b'{"type": "event_callback"}'
    async with browsing(make_several(), two_workspaces) as client:
        wrong = signature_of(body, secret="wrong") | {"Content-Type": "application/json"}
        assert (await client.post("/slack/events", data=body, headers=wrong)).status == 401
    assert answering.asked == []


async def test_each_workspace_is_written_to_unasked_with_its_own_token(
    two_workspaces: FakeSlack, make_several: MakeDoor
) -> None:
    kept = InMemorySubscriptions()
    for team, channel in ((TEAM, SALES), (OTHER_TEAM, OTHER_CHANNEL)):
        kept.keep(Subscription(team, "manager", "slack", team, channel, "week", time(9), "UTC"))
    door = make_several(subscriptions=kept)
    async with browsing(door, two_workspaces) as client:
        await install(client, two_workspaces, OTHER_TEAM, "code-2")
        start = NOW - timedelta(days=7)
        about = {"subscription": OTHER_TEAM, "start": start.isoformat(), "end": NOW.isoformat()}
        digest = Delivery("d", "digest", "slack", OTHER_TEAM, OTHER_CHANNEL, about, NOW, attempts=1)
        announced = await door.poster.announce(digest)
        assert announced is not None
        await door.poster.fill(digest, announced)
        assert [one["user"] for one in two_workspaces.messages(OTHER_CHANNEL)] == [OTHER_BOT]
        with pytest.raises(UndeliveredError, match="not installed"):
            await door.poster.announce(replace(digest, workspace=TEAM, receiver=SALES))
