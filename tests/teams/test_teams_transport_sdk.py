"""What the Bot Framework SDK is asked to do: sign in once, with the right authority, and no longer than ten seconds."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from teams.fake_connector import APP_ID, TENANT, FakeConnector
from teams.issuer import LocalIssuer

from bot.teams import botframework
from bot.teams.botframework import BotFrameworkTransport
from bot.teams.transport import Address, TransportError

TOKEN = "connector-token"


@pytest.fixture
async def teams() -> AsyncIterator[FakeConnector]:
    async with FakeConnector() as running:
        running.place("a:rep", [])
        yield running


@pytest.fixture
def thread(teams: FakeConnector) -> Address:
    return Address(teams.service, "a:rep", TENANT)


@pytest.fixture
async def transport_with() -> AsyncIterator[Callable[..., BotFrameworkTransport]]:
    with LocalIssuer(APP_ID) as issuer:
        made: list[BotFrameworkTransport] = []

        def make(token: Callable[[], str] = lambda: TOKEN) -> BotFrameworkTransport:
            where = {"tenant_id": TENANT, "openid_metadata_url": issuer.metadata_url}
            made.append(BotFrameworkTransport(app_id=APP_ID, app_password="secret", **where, token=token))
            return made[-1]

        yield make
        for each in made:
            await each.close()


def refuses(code: str, number: str) -> PermissionError:
    """As the SDK says it."""
    described = f"AADSTS{number}: Invalid client secret provided. Trace ID: 0000 Timestamp: 2026-11-27"
    return PermissionError(f"Failed to get access token with error: {code}, error_description: {described}")


@pytest.mark.parametrize(
    ("error", "setting"),
    [
        (refuses("invalid_client", "7000215"), r"teams\.app_password .*invalid_client AADSTS7000215"),
        (refuses("invalid_client", "7000222"), r"teams\.app_password has expired"),
        (refuses("unauthorized_client", "700016"), r"teams\.app_id is not registered in teams\.tenant_id"),
        (refuses("invalid_request", "90002"), r"teams\.tenant_id"),
        (refuses("temporarily_unavailable", "1"), r"refused \(Microsoft says temporarily_unavailable AADSTS1\)"),
        (PermissionError(), r"Microsoft says no more"),
        (ConnectionError("no route"), r"teams\.login_url .*proxy"),
        (TimeoutError(), r"TimeoutError.*proxy"),
        (json.JSONDecodeError("", "<html>", 0), r"teams\.login_url .*proxy"),
        (ValueError("Unable to get authority configuration"), r"teams\.tenant_id"),
        (KeyError("access_token"), r"managed identity"),
    ],
)
async def test_it_does_not_open_without_a_token(
    transport_with: Callable[..., BotFrameworkTransport], error: Exception, setting: str
) -> None:
    def token() -> str:
        raise error

    transport = transport_with(token)
    with pytest.raises(TransportError, match=setting) as raised:
        await transport.open()
    assert "Trace" not in str(raised.value)


@pytest.mark.parametrize(
    ("app_type", "tenant", "login", "authority"),
    [
        ("SingleTenant", TENANT, "https://login.microsoftonline.com", f"https://login.microsoftonline.com/{TENANT}"),
        (
            "MultiTenant",
            None,
            "https://login.microsoftonline.com",
            "https://login.microsoftonline.com/botframework.com",
        ),
        ("SingleTenant", TENANT, "https://login.microsoftonline.us/", f"https://login.microsoftonline.us/{TENANT}"),
        ("SingleTenant", TENANT, "https://login.corp.test", f"https://login.corp.test/{TENANT}"),
    ],
)
async def test_one_client_signs_in(  # noqa: PLR0917
    teams: FakeConnector,
    thread: Address,
    monkeypatch: pytest.MonkeyPatch,
    app_type: str,
    tenant: str | None,
    login: str,
    authority: str,
) -> None:
    clients: list[dict[str, Any]] = []

    class Client:
        def __init__(self, **options: Any) -> None:
            clients.append(options)

        def acquire_token_silent(self, scopes: list[str], account: None) -> None:
            """As MSAL does for an app."""

        def acquire_token_for_client(self, scopes: list[str]) -> dict[str, str]:
            return {"access_token": TOKEN} if scopes == ["https://api.botframework.com/.default"] else {}

    monkeypatch.setattr(botframework, "ConfidentialClientApplication", Client)
    transport = BotFrameworkTransport(
        app_id=APP_ID, app_password="secret", tenant_id=tenant, app_type=app_type, login_url=login
    )
    for _ in range(3):
        await transport.send(thread, {"type": "message", "text": "x"})
        transport._tokens._value = None
    await transport.close()
    assert clients == [
        {"client_id": APP_ID, "client_credential": "secret", "authority": authority, "timeout": botframework._SECONDS}
    ]


async def test_a_managed_identity_signs_in(
    teams: FakeConnector, thread: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, str]] = []

    async def identity(request: web.Request) -> web.Response:
        asked.append(dict(request.query))
        return web.json_response({"access_token": TOKEN, "expires_on": str(int(time.time()) + 3600), "resource": "r"})

    application = web.Application()
    application.router.add_get("/identity", identity)
    async with TestServer(application, host="127.0.0.1") as server:
        monkeypatch.setenv("IDENTITY_ENDPOINT", str(server.make_url("/identity")))
        monkeypatch.setenv("IDENTITY_HEADER", "header")
        transport = BotFrameworkTransport(
            app_id=APP_ID, app_password=None, tenant_id=TENANT, app_type="UserAssignedMSI"
        )
        await transport.send(thread, {"type": "message", "text": "x"})
        await transport.close()
    assert [(each["client_id"], each["resource"]) for each in asked] == [(APP_ID, "https://api.botframework.com")]


async def test_a_silent_teams_is_not_waited_for(
    transport_with: Callable[..., BotFrameworkTransport],
    teams: FakeConnector,
    thread: Address,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(botframework, "_SECONDS", 0.2)
    teams.slow(0.6)
    with pytest.raises(TransportError, match="Timeout") as raised:
        await transport_with().send(thread, {"type": "message", "text": "x"})
    assert raised.value.status is None


async def test_connections_are_kept_for_few_services(
    transport_with: Callable[..., BotFrameworkTransport], teams: FakeConnector
) -> None:
    transport = transport_with()
    for each in range(botframework._SERVICES + 5):
        address = Address(teams.service + "/" * each, "a:rep", TENANT)
        assert await transport.send(address, {"type": "message", "text": "x"})
    assert transport._conversations.cache_info().currsize == botframework._SERVICES
