"""Microsoft Graph, asked over HTTP: a small server that speaks its protocol."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any, Self

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from bot.chat.trouble import LookUpError
from bot.teams import graph as graphs
from bot.teams.graph import Graph, GraphMissingError

TENANT = "11111111-0000-0000-0000-000000000001"
ROBIN = "aaaaaaaa-0000-0000-0000-000000000001"
SALES = "cccccccc-0000-0000-0000-000000000001"
REFUSED = {"error": {"code": "Authorization_RequestDenied", "message": "Insufficient privileges."}}
NOT_FOUND = {"error": {"code": "Request_ResourceNotFound", "message": "Resource does not exist."}}


class FakeGraph:
    """A directory of people, and answers to give in its place, first come first served."""

    def __init__(self) -> None:
        self.groups: dict[str, set[str]] = {ROBIN: {SALES}}
        self.users = [
            {"id": ROBIN, "userPrincipalName": "robin@acme.example", "mail": "robin.reed@acme.example"},
            {"id": "g-1", "userPrincipalName": "eve_buyer.example#EXT#@acme.example", "mail": "eve@buyer.example"},
            {"id": "o-1", "userPrincipalName": "o'neil@acme.example", "mail": "pat.o'neil@acme.example"},
        ]
        self.answers: list[web.Response] = []
        self.asked: list[tuple[str, str, Any]] = []
        self.tokens: list[str] = []

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/v1.0/users/{id}/checkMemberGroups", self._check)
        app.router.add_get("/v1.0/users/{id}", self._user)
        app.router.add_get("/v1.0/users", self._find)
        return app

    async def _check(self, request: web.Request) -> web.Response:
        body = await request.json()
        self._note(request, body["groupIds"])
        if self.answers:
            return self.answers.pop(0)
        groups = self.groups.get(request.match_info["id"])
        if groups is None:
            return web.json_response(NOT_FOUND, status=404)
        return web.json_response({"value": [one for one in body["groupIds"] if one in groups]})

    async def _user(self, request: web.Request) -> web.Response:
        self._note(request, dict(request.query))
        if self.answers:
            return self.answers.pop(0)
        login = request.match_info["id"].casefold()
        found = [user for user in self.users if login in {user["id"], user["userPrincipalName"].casefold()}]
        return web.json_response(found[0]) if found else web.json_response(NOT_FOUND, status=404)

    async def _find(self, request: web.Request) -> web.Response:
        self._note(request, dict(request.query))
        if self.answers:
            return self.answers.pop(0)
        wanted = re.fullmatch(r"mail eq '(.*)'", request.query["$filter"])
        assert wanted
        mail = wanted[1].replace("''", "'")
        return web.json_response({"value": [user for user in self.users if user["mail"] == mail]})

    def _note(self, request: web.Request, told: Any) -> None:
        self.asked.append((request.method, request.path, told))
        self.tokens.append(request.headers.get("Authorization", ""))


class Credential:
    """Signs in as the app, without Microsoft."""

    def __init__(self) -> None:
        self.scopes: list[tuple[str, ...]] = []
        self.error: Exception | None = None
        self.closed = 0

    async def get_token(self, *scopes: str, **_options: Any) -> AccessToken:
        if self.error:
            raise self.error
        self.scopes.append(scopes)
        return AccessToken("a-token", 4_000_000_000)

    async def close(self) -> None:
        self.closed += 1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self.close()


@pytest.fixture
def server() -> FakeGraph:
    return FakeGraph()


@pytest.fixture
def credential() -> Credential:
    return Credential()


@pytest.fixture
async def graph(server: FakeGraph, credential: Credential) -> AsyncIterator[Graph]:
    listening = TestServer(server.app())
    await listening.start_server()
    graph = Graph(TENANT, "app", "secret", base_url=str(listening.make_url("/")), credential=credential)
    yield graph
    await graph.close()
    await listening.close()


async def test_the_groups_that_somebody_is_in(graph: Graph, server: FakeGraph, credential: Credential) -> None:
    assert await graph.groups_of(ROBIN, (SALES, "other")) == {SALES}
    assert server.asked == [("POST", f"/v1.0/users/{ROBIN}/checkMemberGroups", [SALES, "other"])]
    assert server.tokens == ["Bearer a-token"]
    assert [scope.endswith("/.default") for (scope,) in credential.scopes] == [True]


async def test_many_groups_are_asked_about_twenty_at_a_time(graph: Graph, server: FakeGraph) -> None:
    ids = tuple(f"group-{n}" for n in range(45))
    server.groups[ROBIN] = {"group-0", "group-19", "group-20", "group-44"}
    assert await graph.groups_of(ROBIN, ids) == server.groups[ROBIN]
    assert sorted(len(told) for _, _, told in server.asked) == [5, 20, 20]
    assert await graph.groups_of(ROBIN, ()) == frozenset()
    assert len(server.asked) == 3


async def test_somebody_of_another_tenant_is_in_no_group(graph: Graph) -> None:
    assert await graph.groups_of("bbbbbbbb-0000-0000-0000-000000000009", (SALES,)) == frozenset()


async def test_an_address_is_a_login_or_a_mailbox(graph: Graph, server: FakeGraph) -> None:
    assert await graph.id_of("Robin@acme.example") == ROBIN
    assert [path for _, path, _ in server.asked] == ["/v1.0/users/Robin@acme.example"]
    assert server.asked[0][2] == {"$select": "id,userPrincipalName"}
    assert await graph.id_of("robin.reed@acme.example") == ROBIN
    assert await graph.id_of("pat.o'neil@acme.example") == "o-1"
    assert await graph.id_of("nobody@acme.example") is None


async def test_an_address_that_means_several_people_or_a_guest_means_nobody(graph: Graph, server: FakeGraph) -> None:
    assert await graph.id_of("eve@buyer.example") is None
    assert await graph.id_of("eve_buyer.example#EXT#@acme.example") is None
    # A guest with the address of one of ours does not take their place.
    server.users.append(server.users[1] | {"id": "g-2", "mail": "robin.reed@acme.example"})
    assert await graph.id_of("robin.reed@acme.example") == ROBIN
    server.users.append(server.users[0] | {"id": "r-2"})
    assert await graph.id_of("robin.reed@acme.example") is None


@pytest.mark.parametrize("address", ["a/b@acme.example", "a?b@acme.example", "../me", "' or mail ne '"])
async def test_an_address_stays_one_in_whatever_it_is_put(graph: Graph, server: FakeGraph, address: str) -> None:
    assert await graph.id_of(address) is None
    assert server.asked[-1][2]["$filter"] == "mail eq '{}'".format(address.replace("'", "''"))
    assert all(path.startswith("/v1.0/users") for _, path, _ in server.asked)


async def test_what_is_refused_names_the_permission_and_the_consent(graph: Graph, server: FakeGraph) -> None:
    server.answers = [web.json_response(REFUSED, status=403) for _ in range(2)]
    with pytest.raises(LookUpError, match=r"Authorization_RequestDenied.*GroupMember\.Read\.All.*consent"):
        await graph.groups_of(ROBIN, (SALES,))
    with pytest.raises(LookUpError, match=r"permission User\.Read\.All,.*consent"):
        await graph.id_of("robin@acme.example")
    assert await graph.groups_of(ROBIN, (SALES,)) == {SALES}


async def test_the_library_asks_again_when_it_was_told_to_wait(graph: Graph, server: FakeGraph) -> None:
    for status in (429, 503):
        server.answers = [web.Response(status=status, headers={"Retry-After": "1"})]
        assert await graph.groups_of(ROBIN, (SALES,)) == {SALES}
    assert [told for _, _, told in server.asked] == [[SALES]] * 4


async def test_who_must_wait_too_long_is_told_so(
    graph: Graph, server: FakeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphs, "SECONDS_IN_ALL", 0.2)
    server.answers = [web.Response(status=429, headers={"Retry-After": "60"})]
    with pytest.raises(LookUpError, match="TimeoutError"):
        await graph.groups_of(ROBIN, (SALES,))


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (web.Response(text="<html>proxy</html>", content_type="text/html"), "another shape"),
        (web.json_response([1]), "another shape"),
        (web.json_response({"value": SALES}), "another shape"),
        (web.json_response({"error": "x"}, status=500), "500"),
        (
            web.json_response({"error": {"code": "InvalidAuthenticationToken"}}, status=401),
            "InvalidAuthenticationToken",
        ),
        (web.Response(status=502, text="Bad Gateway"), "502"),
    ],
)
async def test_an_answer_of_another_shape_is_no_answer(
    graph: Graph, server: FakeGraph, answer: web.Response, told: str
) -> None:
    server.answers = [answer]
    with pytest.raises(LookUpError, match=told):
        await graph.groups_of(ROBIN, (SALES,))


async def test_who_cannot_sign_in_hears_microsofts_word_and_nothing_of_the_secret(
    graph: Graph, credential: Credential
) -> None:
    credential.error = ClientAuthenticationError("AADSTS7000215: Invalid client secret 'abc' provided. Trace ID: 1")
    with pytest.raises(LookUpError) as refused:
        await graph.groups_of(ROBIN, (SALES,))
    assert str(refused.value) == "Microsoft Graph: the app cannot sign in (AADSTS7000215)"


async def test_what_does_not_listen_is_told(unused_tcp_port: int, credential: Credential) -> None:
    graph = Graph(TENANT, "app", base_url=f"http://127.0.0.1:{unused_tcp_port}", credential=credential)
    with pytest.raises(LookUpError, match="ConnectError"):
        await graph.id_of("robin@acme.example")
    await graph.close()


async def test_it_is_closed_with_its_credential_as_often_as_one_likes(graph: Graph, credential: Credential) -> None:
    await graph.close()
    assert await graph.groups_of(ROBIN, (SALES,)) == {SALES}
    await graph.close()
    await graph.close()
    assert credential.closed == 1


@pytest.mark.parametrize(("secret", "kind"), [("s", "ClientSecretCredential"), (None, "ManagedIdentityCredential")])
async def test_the_app_signs_in_with_its_secret_or_as_a_managed_identity(secret: str | None, kind: str) -> None:
    identity = Graph(TENANT, "app", secret)._identity()
    assert type(identity).__name__ == kind
    await identity.close()


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphs, "find_spec", lambda _name: None)
    with pytest.raises(GraphMissingError, match=r"pip install 'path/to/this/clone\[graph\]'"):
        Graph(TENANT, "app", "secret")
