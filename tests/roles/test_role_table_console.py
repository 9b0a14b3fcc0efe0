"""Every page, export and form of the console as everybody: who gets it, what changes, and whose words stand in it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, time

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from role_company import (
    CANARIES,
    FINANCE_PAGE,
    FOREIGN,
    INSIDE,
    MANAGERS_PAGE,
    NOW,
    OPEN,
    OPEN_TERM,
    PASSWORD,
    PEOPLE,
    PULLED,
    RoleCompany,
    Who,
    leaks,
    role_company,
    viewer,
)
from role_console_rows import BY_THEMSELVES, ROWS, SAM, Row

from bot.console.app import make_runner
from bot.console.sign_in_people import Identity
from bot.console.sign_in_sessions import Sessions, SignedIn
from bot.digests.model import Subscription
from bot.model import Ask, Asker, Place
from bot.reindexing.wishes import ReindexWish
from bot.standing import Standing

pytestmark = [pytest.mark.xdist_group("role_table_console"), pytest.mark.asyncio(loop_scope="module")]
WORKSPACE = "T00000001"
SECRET = "a secret that is long enough for a repository"
SETTINGS = f"""
[sign_in.slack]
client_id = "1.2"
client_secret = "slack-secret"
workspaces = ["{WORKSPACE}"]
issuer = "http://127.0.0.1:9"

[slack]
mode = "http"
bot_token = "xoxb-1"
signing_secret = "8f742231b10e8888abcd99yyyzzz85a5"
api_url = "http://127.0.0.1:9/api/"

[reindex]
webhook_secret = "{SECRET}"
"""
FROM_OUTSIDE = "X-From-Outside"
"""Whoever sends it has the session of somebody who has become a guest of the workspace since."""
NOT_KEPT = frozenset({"looks"})
"""What reading itself writes."""
_FILES = (".csv", ".json", ".md", ".png")


class SessionsOfGuestsToo(Sessions):
    async def signed_in(self, request: web.Request, now: datetime) -> SignedIn | None:
        if FROM_OUTSIDE in request.headers:
            guest = PEOPLE["guest"]
            return SignedIn(Identity("slack", WORKSPACE, guest.slack, guest.name, guest.email), NOW)
        return await super().signed_in(request, now)


class GuestsAreOutside:
    """Implements bot.standing.Standings."""

    def __init__(self, *_: object) -> None:
        pass

    async def of(self, _workspace: str, _person: str) -> Standing:
        return Standing(outside=True)


@dataclass
class House:
    """The console and everybody's browser in it; `named` fills the addresses of the table."""

    company: RoleCompany
    app: web.Application
    url: str
    named: Mapping[str, str]
    browsers: dict[str, aiohttp.ClientSession] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    async def ask(self, who: str, row: Row, *, token: bool = True) -> tuple[int, str, str]:
        """Status, what was sent, and where it leads."""
        form = {key: value.format(**self.named) for key, value in row.form.items()}
        given = {"data": form | ({"csrf": self.tokens[who]} if token else {})} if row.method == "POST" else {}
        address = row.path.format(**self.named)
        async with self.browsers[who].request(row.method, address, allow_redirects=False, **given) as response:
            sent = (await response.read()).decode("utf-8", "replace")
            return response.status, f"{sent}\n{dict(response.headers)}", response.headers.get("Location", "")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        patched = stack.enter_context(pytest.MonkeyPatch.context())
        patched.setattr("bot.wiring.sign_in.Sessions", SessionsOfGuestsToo)
        patched.setattr("bot.slack.standing.SlackStandings", GuestsAreOutside)
        patched.setattr("bot.reindexing.processes.WorkerProcesses.start", lambda _processes: None)
        company = stack.enter_context(role_company(tmp_path_factory.mktemp("console"), SETTINGS))
        app = company.cornerman.console()
        runner = make_runner(app)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        opened = House(company, app, url, _named(company))
        for who in [*sorted(INSIDE), "guest", "nobody"]:
            headers = {FROM_OUTSIDE: "1"} if who == "guest" else {}
            jar = aiohttp.CookieJar(unsafe=True)
            session = await stack.enter_async_context(aiohttp.ClientSession(url, cookie_jar=jar, headers=headers))
            opened.browsers[who] = session
            opened.tokens[who] = token = await _token(session, "/sign-in")
            if who in INSIDE:
                form = {"name": who, "password": PASSWORD, "csrf": token, "to": "/documents"}
                async with session.post("/sign-in", data=form) as response:
                    assert response.status == 200, who
                opened.tokens[who] = await _token(session, "/documents")
        company.keep()
        yield opened


async def _token(session: aiohttp.ClientSession, page: str) -> str:
    async with session.get(page) as response:
        found = re.search(r'name="csrf(?:-token)?" (?:value|content)="([^"]*)"', await response.text())
    assert found is not None, page
    return found[1]


def _named(company: RoleCompany) -> Mapping[str, str]:
    """What the addresses name; a question of the rep's own, a digest of the manager's, a run of Sam's beside."""
    cornerman = company.cornerman
    asker = Asker("rep", "Perpetua Quill", frozenset())
    answer = cornerman.answering.answer(Ask(OPEN_TERM, asker, Place("console", "browser"), "console"))
    assert cornerman.log.flush(30)
    digest = Subscription(
        id="d1",
        kind="manager",
        surface="console",
        workspace="",
        receiver="manager",
        every="week",
        at=time(9),
        zone="UTC",
        created_by="manager",
        created_at=NOW,
    )
    cornerman.stores.subscriptions.keep(digest)
    run = cornerman.reindexes.desk.ask(viewer("other_owner"), ReindexWish(sources=("wiki",))).run
    return {
        "answer": answer.question_id,
        "open": company.document(OPEN),
        "managers_page": company.document(MANAGERS_PAGE),
        "finance_page": company.document(FINANCE_PAGE),
        "pulled": company.document(PULLED),
        "foreign": company.document(FOREIGN),
        "walrus": company.walrus.id,
        "narwhal": company.narwhal.id,
        "digest": digest.id,
        "run": run.id,
    }


def _routes(app: web.Application) -> set[str]:
    """Every route of the application, as the table names them; a HEAD is the GET without its body."""
    return {
        f"{'GET' if route.method == 'HEAD' else route.method} {route.resource.canonical}"
        for route in app.router.routes()
        if route.resource is not None
    }


async def test_every_route_is_in_the_table(house: House) -> None:
    told = {row.route for row in ROWS} | BY_THEMSELVES
    assert _routes(house.app) - told == set(), "who may see these? Add them to role_console_rows"
    assert told - _routes(house.app) == set(), "these are gone"


@pytest.mark.parametrize("who", sorted(INSIDE))
async def test_everybody_gets_what_is_theirs_and_nothing_else(house: House, who: Who) -> None:
    wrong = []
    for row in ROWS:
        if row.method == "POST":
            house.company.as_it_was()
        before = house.company.rows(without=NOT_KEPT) if row.method == "POST" else {}
        status, sent, _ = await house.ask(who, row)
        expected = row.expected(who)
        if status != expected:
            wrong.append(f"{row.method} {row.path}: {status}, not {expected}")
        if told := leaks(who, sent):
            wrong.append(f"{row.method} {row.path} leaks {told}")
        if row.method == "POST" and expected in {400, 403, 404}:
            after = house.company.rows(without=NOT_KEPT)
            wrong += [f"{row.method} {row.path} changed {name}" for name in after if after[name] != before[name]]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ["guest", "nobody"])
async def test_who_is_from_outside_gets_nothing(house: House, who: str) -> None:
    wrong = []
    before = house.company.rows(without=NOT_KEPT)
    for row in ROWS:
        status, sent, leads = await house.ask(who, row)
        if row.open_to_all:
            right = status == 200
        elif row.path.partition("?")[0].endswith(_FILES):
            right = status == 401
        else:
            right = status == 303 and leads.startswith("/sign-in")
        if not right or leaks("guest", sent):
            wrong.append(f"{row.method} {row.path}: {status} {leads} {leaks('guest', sent)}")
    assert not wrong, "\n".join(wrong)
    assert house.company.rows(without=NOT_KEPT) == before


@pytest.mark.parametrize("who", sorted(INSIDE))
async def test_a_run_is_cancelled_by_who_asked_for_it_or_administers(house: House, who: Who) -> None:
    house.company.as_it_was()
    row = Row("POST /reindex/{verb}", SAM, "/reindex/cancel", 303, form={"run": "{run}"})
    assert (await house.ask(who, row))[0] == row.expected(who)
    found = house.company.cornerman.reindexes.desk.find(viewer("administrator"), house.named["run"])
    assert found is not None
    assert (found.state == "cancelled") == (who in SAM)


async def test_what_no_page_of_the_console_sent_changes_nothing(house: House) -> None:
    before = house.company.rows(without=NOT_KEPT)
    wrong = []
    for row in [row for row in ROWS if row.method == "POST"]:
        for who in sorted(INSIDE):
            status, _, leads = await house.ask(who, row, token=False)
            if status != 403:
                wrong.append(f"{who}: {row.path}: {status} {leads}")
    assert not wrong, "\n".join(wrong)
    assert house.company.rows(without=NOT_KEPT) == before


async def test_the_words_are_there_to_be_read_by_those_who_may(house: House) -> None:
    """Else that nobody else reads them would mean nothing."""
    pages = {}
    for who in sorted(INSIDE):
        sent = [(await house.ask(who, row))[1].casefold() for row in ROWS if row.method == "GET"]
        pages[who] = "\n".join(sent)
    for canary in CANARIES:
        readers = {who for who, text in pages.items() if canary.word in text}
        assert readers <= canary.may, canary.why
        assert readers & canary.may, canary.why


async def test_what_programs_post_needs_their_own_proof(house: House) -> None:
    before = house.company.rows(without=NOT_KEPT)
    for who in sorted(INSIDE):
        for headers in ({}, {"X-Hub-Signature-256": "sha256=00", "X-GitHub-Event": "push"}, {"X-Gitlab-Token": "no"}):
            async with house.browsers[who].post("/hooks/reindex/playbooks", data=b"{}", headers=headers) as response:
                assert response.status in {401, 403}, (who, headers)
    assert house.company.rows(without=NOT_KEPT) == before


@pytest.mark.parametrize("path", ["/sign-in/slack/back?code=1&state=2", "/sign-in/slack", "/sign-in/unheard-of"])
async def test_the_way_in_alone_lets_nobody_in(house: House, path: str) -> None:
    async with house.browsers["nobody"].get(path, allow_redirects=False) as response:
        assert response.status >= 400
        assert leaks("guest", await response.text()) == []
    async with house.browsers["nobody"].get("/documents", allow_redirects=False) as response:
        assert response.status == 303


async def test_a_wrong_password_and_a_missing_token_let_nobody_in(house: House) -> None:
    for form in (
        {"name": "administrator", "password": "guessed it", "csrf": house.tokens["nobody"]},
        {"name": "administrator", "password": PASSWORD},
    ):
        async with house.browsers["nobody"].post("/sign-in", data=form, allow_redirects=False) as response:
            assert response.status in {401, 403}
    async with house.browsers["nobody"].get("/documents", allow_redirects=False) as response:
        assert response.status == 303


async def test_nobody_is_signed_out_by_somebody_elses_page(house: House) -> None:
    async with house.browsers["manager"].post("/sign-out", allow_redirects=False) as response:
        assert response.status == 403
    async with house.browsers["manager"].get("/documents", allow_redirects=False) as response:
        assert response.status == 200
