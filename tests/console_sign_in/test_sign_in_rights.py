"""Who may see which page: every route of the console, walked by everybody."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from aiohttp import web
from bs4 import BeautifulSoup
from sign_in_house import House, OpenHouse
from sign_in_samples import OID

from bot.console.app import ROUTES
from bot.console.dashboard_frame import Frame
from bot.console.sign_in_words import ENGLISH, RUSSIAN
from bot.console.viewers import Need
from bot.standing import Standing
from bot.viewer import Look, Role

WALKERS: dict[str, tuple[Role, ...]] = {
    "nobody": (),
    "rep": ("rep",),
    "owner": ("owner",),
    "manager": ("manager",),
    "administrator": ("administrator",),
}
EXPECTED: dict[str, Need] = {
    "GET /": "reader", "GET /documents": "reader", "GET /documents/{document_id}": "reader", "GET /health": "nothing",
    "GET /sign-in": "nothing", "POST /sign-in": "nothing", "POST /sign-out": "nothing",
    "GET /sign-in/{provider}": "nothing", "GET /sign-in/{provider}/back": "nothing", "GET /looks": "administrator",
    "GET /dashboard": "manager", "GET /gaps": "owner", "GET /gaps/{gap_id}": "owner",
}  # fmt: skip
"""Of pages that are not named here the rule is only that it holds."""


@pytest.fixture
def pages_of_the_dashboard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is let in to the dashboard's pages is what counts here, not what stands on them."""

    async def said(_request: web.Request) -> web.Response:
        return web.Response(text="let in")

    monkeypatch.setattr(Frame, "in_words", lambda _frame, _handler: said)


def admitted(walker: str, needs: Need) -> bool:
    if walker == "nobody":
        return needs == "nothing"
    order = list(WALKERS)
    return needs in {"nothing", "reader"} or order.index(walker) >= order.index(needs)


@pytest.mark.usefixtures("pages_of_the_dashboard")
async def test_every_route_lets_in_those_who_may_and_nobody_else(open_house: OpenHouse) -> None:
    house = await open_house(with_dashboard=True)
    needs = house.app[ROUTES].needs
    assert {f"{method} {path}": need for (method, path), need in needs.items()}.items() >= EXPECTED.items()
    for walker, roles in WALKERS.items():
        if roles:
            house.account(walker, *roles)
        browser = await (house.signed_in(walker) if roles else house.browser())
        token = await browser.token("/documents" if roles else "/sign-in")
        for (method, path), need in needs.items():
            if path in {"/sign-out", "/sign-in"} or path.startswith("/sign-in/"):
                continue
            where = f"{walker}: {method} {path}"
            address = path.replace("{", "").replace("}", "")
            response = await browser.session.request(
                method, address, data={"csrf": token} if method == "POST" else None, allow_redirects=False
            )
            await response.read()
            turned_away = response.status in {401, 403} or response.headers.get("Location", "").startswith("/sign-in")
            assert turned_away != admitted(walker, need), where
            assert response.status < 500, where
            if walker == "nobody" and turned_away:
                assert response.status == (401 if address.endswith((".csv", ".md", ".png")) else 303), where


@pytest.mark.usefixtures("pages_of_the_dashboard")
async def test_every_page_is_declared(open_house: OpenHouse) -> None:
    house = await open_house(with_dashboard=True)
    declared = set(house.app[ROUTES].needs)
    for route in house.app.router.routes():
        assert route.resource is not None
        if isinstance(route.resource, web.StaticResource):
            continue
        method = "GET" if route.method == "HEAD" else route.method
        assert (method, route.resource.canonical) in declared


async def test_a_head_request_is_refused_like_the_page_itself(open_house: OpenHouse) -> None:
    house = await open_house()
    response = await (await house.browser()).session.head("/looks", allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, "/sign-in?to=/looks")


@pytest.mark.usefixtures("pages_of_the_dashboard")
async def test_the_frame_names_the_pages_that_somebody_may_see(open_house: OpenHouse) -> None:
    house = await open_house(with_dashboard=True)
    named: dict[str, list[str]] = {}
    for walker, roles in WALKERS.items():
        if roles:
            house.account(walker, *roles)
        browser = await (house.signed_in(walker) if roles else house.browser())
        page = BeautifulSoup((await browser.get("/documents")).text, "html.parser")
        named[walker] = [str(a["href"]) for a in page.select("header nav a")]
    assert named["nobody"] == []
    assert named["rep"][:2] == ["/", "/documents"]
    assert "/gaps" not in named["rep"]
    assert "/gaps" in named["owner"]
    assert "/dashboard" not in named["owner"]
    assert "/dashboard" in named["manager"]
    assert "/looks" not in named["manager"]
    assert named["administrator"][-1] == "/looks"


@pytest.mark.parametrize("words", [ENGLISH, RUSSIAN])
def test_the_words_name_every_role_and_every_page(words: object) -> None:
    from bot.console.navigation import _NAMES

    assert set(words.roles) == set(get_args(Role))
    assert set(words.entries) == set(_NAMES.values())


async def roles_of(house: House, provider: str = "slack") -> str:
    browser = await house.browser()
    await browser.by(provider)
    shown = BeautifulSoup((await browser.get("/documents")).text, "html.parser").select_one(".account .quiet")
    assert shown is not None
    return shown.text.strip("()")


@pytest.mark.parametrize(
    ("settings", "roles"),
    [
        ({}, "rep"),  # a document names her by her name, but what people call themselves is no proof
        ({"roles": {"managers": ("U1",)}}, "rep, manager"),
        ({"roles": {"administrators": ("Dana@ACME.example",)}}, "rep, administrator"),
        ({"roles": {"managers": ("leads",)}, "groups": {"leads": ("U1",)}}, "rep, manager"),
        ({"roles": {"managers": ("S0123ABC",)}}, "rep, manager"),
        ({"roles": {"managers": ("U2", "sam@acme.example", "Dana Reyes")}}, "rep"),
        ({"teams": {"emea": ("dana@acme.example",)}}, "rep, manager"),
        ({"owners": {"Deal desk": ("U1",)}}, "rep, owner"),
        ({"owners": {"Deal desk": ("dana@acme.example",)}}, "rep, owner"),
        ({"owners": {"*": ("U1",)}}, "rep"),
    ],
)
async def test_roles_are_given_by_id_by_proven_address_by_group_and_to_owners(
    open_house: OpenHouse, settings: dict[str, dict[str, tuple[str, ...]]], roles: str
) -> None:
    house = await open_house(**settings)
    house.standings.said["U1"] = Standing(frozenset({"S0123ABC"}))
    assert await roles_of(house) == roles


async def test_groups_of_the_platform_count_as_in_chat_and_none_while_it_cannot_say(
    open_house: OpenHouse, caplog: pytest.LogCaptureFixture
) -> None:
    house = await open_house(groups={"board": ("S0123ABC",)})
    house.standings.said["U1"] = Standing(frozenset({"S0123ABC"}))
    browser = await house.browser()
    await browser.by("slack")
    assert "Churn is 9%" in (await browser.get("/documents/d-secret")).text
    assert "2 of 2" in (await browser.get("/documents")).text
    house.standings.down = True
    page = await browser.get("/documents/d-secret")
    assert (page.status, "Churn" in page.text) == (404, False)
    assert "ratelimited" in caplog.text


async def test_a_link_to_a_document_with_an_audience_opens_after_the_sign_in(open_house: OpenHouse) -> None:
    house = await open_house(groups={"board": (OID.upper(),)})
    browser = await house.browser()
    wanted = await browser.get("/documents/d-secret")
    assert "Churn" not in wanted.text
    page = await browser.by("microsoft", wanted.path.removeprefix("/sign-in?to="))
    assert (page.path, "Churn is 9%" in page.text) == ("/documents/d-secret", True)


async def test_looks_are_kept_and_shown_to_administrators(open_house: OpenHouse) -> None:
    house = await open_house(roles={"administrators": ("U1",)})
    house.account("maya", "manager")
    maya = await house.signed_in("maya")
    await maya.get("/log?status=gap")
    await maya.get("/")
    admin = await house.browser()
    await admin.by("slack")
    for _ in range(100):
        page = await admin.get("/looks")
        if "maya" in page.text and len(house.looks.kept) > 1:
            break
        await asyncio.sleep(0.02)
    rows = BeautifulSoup(page.text, "html.parser").select("tbody tr")
    assert [cell.get_text(" ", strip=True) for cell in rows[-1].select("td")][:3] == ["maya", "Questions", "No answer"]
    kept = [(look.person, look.page) for look in house.looks.kept]
    assert kept[0] == ("maya", "log")
    assert set(kept[1:]) == {("U1", "looks")}
    mine = BeautifulSoup((await admin.get("/looks?person=maya")).text, "html.parser").select("tbody tr")
    assert len(mine) == 1


async def test_looks_are_told_in_words_and_page_by_page(open_house: OpenHouse) -> None:
    house = await open_house(roles={"administrators": ("U1",)})
    admin = await house.browser()
    await admin.by("slack")
    began = datetime(2026, 11, 23, tzinfo=UTC)
    kept = [("gap", "g42"), ("gaps.csv", "kind=not_found&words=a%3Cb%3E"), ("log.csv", ""), ("content.csv", "days=7")]
    looks = [Look(began + timedelta(minutes=number), "U2", "Lee", "map", "emea") for number in range(60)]
    looks += [Look(began + timedelta(hours=2, minutes=number), "U3", "Kim", *one) for number, one in enumerate(kept)]
    house.looks.kept = looks
    newest = BeautifulSoup((await admin.get("/looks?person=U3")).text, "html.parser")
    told = [[cell.get_text(" ", strip=True) for cell in row.select("td")[1:3]] for row in newest.select("tbody tr")]
    assert told == [
        ["Content, as a file", "Period: 7 days"],
        ["Questions, as a file", ""],
        ["Gaps, as a file", "Kind: there, but not found, Words: a<b>"],
        ["A gap", "g42"],
    ]
    assert newest.select_one("tbody a[href='/gaps/g42']") is not None
    assert not newest.select(".paging")
    first = BeautifulSoup((await admin.get("/looks?person=U2")).text, "html.parser")
    assert len(first.select("tbody tr")) == 50
    rest = BeautifulSoup((await admin.get(first.select_one("a[rel=next]")["href"])).text, "html.parser")
    assert len(rest.select("tbody tr")) == 10
    assert rest.select_one(".paging a")["href"] == "/looks?person=U2"
    assert not rest.select("a[rel=next]")
    assert (await admin.get("/looks?before=yesterday")).status == 400


async def test_a_look_that_cannot_be_kept_is_said_in_the_log_and_costs_no_page(
    open_house: OpenHouse, caplog: pytest.LogCaptureFixture
) -> None:
    house = await open_house()
    house.account("maya", "administrator")
    house.looks.down = True
    browser = await house.signed_in("maya")
    assert (await browser.get("/log?status=gap")).status == 200
    assert house.looks.tried.wait(10)
    for _ in range(100):
        if "maya looked at log" in caplog.text:
            break
        await asyncio.sleep(0.02)
    assert "could not be kept: the database does not answer" in caplog.text
    assert (await browser.get("/looks")).status == 503
