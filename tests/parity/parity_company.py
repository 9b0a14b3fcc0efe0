"""A company that asks at every door of one deployment over the sample content."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from bs4 import BeautifulSoup
from fake_connector import APP_ID, TENANT, FakeConnector
from fake_slack import (
    BOT_TOKEN,
    BOT_USER,
    GUEST,
    GUESTS,
    OWNER,
    REP,
    SALES,
    SECRET,
    SIGNING_SECRET,
    STRANGER,
    FakeSlack,
    running_slack,
)
from filelock import FileLock
from issuer import LocalIssuer
from parity_questions import Eyes, Question
from parity_reading import in_blocks, in_message, in_object, in_page, in_terminal, links_of
from parity_seen import Seen
from serving import serving
from teams_office import BUYERS, MANAGER, OUTSIDE, TOKEN, Office, chat_of, hired
from teams_office import GUEST as TEAMS_GUEST
from teams_office import REP as TEAMS_REP
from teams_payloads import CHANNEL
from typer.testing import CliRunner

from bot.cli.every_command import app
from bot.console.app import make_console, make_runner
from bot.console.viewers import THIS_MACHINE, ThisMachineAlone
from bot.document_pages import IndexedPages
from bot.model import Answer, Ask, Asker, LoggedQuestion, Place
from bot.sentences import ENGLISH, RUSSIAN
from bot.teams.botframework import BotFrameworkTransport
from bot.wiring import Cornerman
from config.loading import load_settings

EXAMPLES = Path(__file__).parents[2] / "examples"
BASE_URL = "https://corner.acme.example"
DESK = "19:desk@thread.tacv2"
"""The channel in Teams that managers alone read."""
GROUPS: dict[Eyes, frozenset[str]] = {
    "everyone": frozenset(),
    "managers": frozenset({"managers"}),
    "guests": frozenset(),
}
_THINKING = (ENGLISH.thinking, RUSSIAN.thinking)
_APART, _SOON = timedelta(days=1), timedelta(seconds=10)

Names = tuple[str, ...]
Way = Callable[[Question, Names], Awaitable[Seen]]


class SteppedClock:
    """Stands still until it is moved, so that a question goes on with another only where it is meant to.

    It is about noon, so that the day is the same wherever the test runs: a terminal tells the local one.
    """

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def forward(self, by: timedelta) -> None:
        self._now += by


@dataclass
class Company:
    """Asks `cornerman`'s deployment, whose settings are in `folder`, in each place as whoever reads there."""

    cornerman: Cornerman
    folder: Path
    clock: SteppedClock
    slack: FakeSlack
    office: Office
    consoles: dict[Eyes, str]
    browser: aiohttp.ClientSession

    def answer(self, question: Question, eyes: Eyes, *, alone: bool = True) -> Answer:
        """What `answering` says, which every surface should show: to the asker alone, or where others read along."""
        place = Place("reference", "direct" if alone else "channel", guests=eyes == "guests")
        asker = Asker("reference", groups=GROUPS[eyes])
        return self.cornerman.unlogged_answering.answer(Ask(question.text, asker, place, "cli", history=question.after))

    def ways(self, question: Question, eyes: Eyes) -> dict[str, Way]:
        """Every way that somebody with these eyes may ask it."""
        in_slack = {"everyone": (REP, SALES), "managers": (OWNER, SECRET), "guests": (STRANGER, GUESTS)}[eyes]
        direct = {"everyone": REP, "managers": OWNER, "guests": GUEST}[eyes]
        in_teams = {"everyone": (TEAMS_REP, CHANNEL), "managers": (MANAGER, DESK), "guests": (OUTSIDE, BUYERS)}[eyes]
        chat = {"everyone": TEAMS_REP, "managers": MANAGER, "guests": TEAMS_GUEST}[eyes]
        ways: dict[str, Way] = {
            "slack channel": lambda question, names: self._in_slack(question, names, *in_slack),
            "slack direct": lambda question, names: self._in_slack(question, names, direct, f"D{direct[1:]}"),
            "teams channel": lambda question, names: self._in_teams_channel(question, names, *in_teams),
            "teams chat": lambda question, names: self._in_teams_chat(question, names, chat),
        }
        if eyes == "guests":
            return ways
        group = {"everyone": "nobody", "managers": "managers"}[eyes]
        if not question.after:  # a command belongs to no thread
            ways["slack command"] = lambda question, names: self._with_slack_command(question, names, direct)
        return ways | {
            "console": lambda question, _: self._in_console(question, self.consoles[eyes]),
            "command line": lambda question, _: self._on_command_line(question, group),
            "terminal": lambda question, names: self._in_terminal(question, names, group),
        }

    async def asked(self, way: Way, question: Question, names: Names) -> tuple[Seen, LoggedQuestion]:
        """What is seen, and what is in the log then."""
        self.clock.forward(_APART)
        seen = await way(question, names)
        return seen, self.cornerman.log.recent(1)[0]

    async def _in_slack(self, question: Question, names: Names, person: str, channel: str) -> Seen:
        thread: str | None = None
        mention = "" if channel.startswith("D") else f"<@{BOT_USER}> "
        message: dict[str, Any] = {}
        for text in (*question.after, question.in_slack or question.text):
            self.clock.forward(_SOON)
            before = len(self.slack.answers(channel))
            stamp = f"{self.clock.now().timestamp():.0f}.000001"
            said = await self.slack.say(person, channel, mention + as_slack_sends(text), thread, ts=stamp)
            await self.slack.until(lambda before=before: self._slack_has_answered(channel, before))
            message = self.slack.answers(channel)[-1]
            thread = thread or (said["ts"] if mention else None)
        return in_blocks(message["blocks"], names)

    async def _with_slack_command(self, question: Question, names: Names, person: str) -> Seen:
        before = len(self.slack.ephemerals(SALES, person))
        await self.slack.command(person, SALES, "/ask", as_slack_sends(question.in_slack or question.text))
        await self.slack.until(
            lambda: len(told := self.slack.ephemerals(SALES, person)) > before and told[-1]["text"] not in _THINKING
        )
        return in_blocks(self.slack.ephemerals(SALES, person)[-1]["blocks"], names)

    def _slack_has_answered(self, channel: str, before: int) -> bool:
        answers = self.slack.answers(channel)
        return len(answers) > before and answers[-1]["text"] not in _THINKING

    async def _in_teams_channel(self, question: Question, names: Names, person: str, channel: str) -> Seen:
        told = self.office.connector.persons[person]
        theirs = {key: told[key] for key in ("id", "name", "aadObjectId", "tenantId")}
        thread: str | None = None
        for text in (*question.after, question.text):
            self.clock.forward(_SOON)
            await self.office.mention(person, text, channel=channel, thread=thread, **{"from": theirs})
            thread = thread or self.office.sent[-1]["id"]
        return await self._of_teams(self.office.sent[-1]["conversation"]["id"], names)

    async def _in_teams_chat(self, question: Question, names: Names, person: str) -> Seen:
        for text in (*question.after, question.text):
            self.clock.forward(_SOON)
            await self.office.say(person, text)
        return await self._of_teams(chat_of(person), names)

    async def _of_teams(self, conversation: str, names: Names) -> Seen:
        await self.office.idle()
        message = self.office.said(conversation)[-1]
        return in_message(message, names, {link: await self._opened(link) for link in links_of(message)})

    async def _opened(self, link: str) -> str:
        """Where a link leads that counts how often it is opened."""
        assert link.startswith(f"{BASE_URL}/teams/open/"), link
        response = await self.office.client.get(urlsplit(link).path, allow_redirects=False)
        assert response.status == 302, link
        return response.headers["Location"]

    async def _in_console(self, question: Question, address: str) -> Seen:
        asked_in, page = "", ""
        for text in (*question.after, question.text):
            self.clock.forward(_SOON)
            async with self.browser.get(address, params={"q": text, "thread": asked_in}) as response:
                assert response.status == 200
                page = await response.text()
            below = BeautifulSoup(page, "html.parser").select_one("form.follow input[name=thread]")
            assert below is not None
            asked_in = str(below["value"])
        return in_page(page, BASE_URL)

    async def _on_command_line(self, question: Question, group: str) -> Seen:
        return in_object(json.loads(self._run(question, group, "--json")))

    async def _in_terminal(self, question: Question, names: Names, group: str) -> Seen:
        return in_terminal(self._run(question, group), names)

    def _run(self, question: Question, group: str, *options: str) -> str:
        history = [option for earlier in question.after for option in ("--history", earlier)]
        return run(self.folder, "ask", *options, "--as-group", group, *history, "--", question.text)


def as_slack_sends(text: str) -> str:
    """What people type as Slack hands it on."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def run(folder: Path, *words: str) -> str:
    """What a command prints."""
    result = CliRunner().invoke(app, ["--config", str(folder / "cornerman.toml"), *words])
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


def indexed(folder: Path) -> Path:
    """The index of the sample content, which is built in `folder` where it is not there yet."""
    index = folder / "data" / "index"
    with FileLock(folder / "index.lock"):
        if not index.exists():
            (folder / "cornerman.toml").write_text(_sources(), encoding="utf-8")
            run(folder, "reindex")
    return index


@asynccontextmanager
async def at_every_door(folder: Path, index: Path, patched: pytest.MonkeyPatch) -> AsyncIterator[Company]:
    """The deployment, served over a copy of the index, put together as `cornerman serve` does it."""
    clock = SteppedClock()
    patched.setattr("bot.wiring.SystemClock", lambda: clock)
    patched.setattr("bot.wiring.teams.transport_of", lambda _: _transport(issuer))
    with LocalIssuer(APP_ID) as issuer:
        async with AsyncExitStack() as stack:
            slack = await stack.enter_async_context(running_slack())
            connector = await stack.enter_async_context(FakeConnector(token=TOKEN))
            _settle_in(slack, connector)
            (folder / "cornerman.toml").write_text(_settings(slack), encoding="utf-8")
            shutil.copytree(index, folder / "data" / "index")
            cornerman = stack.enter_context(Cornerman(load_settings(folder / "cornerman.toml")))
            model = cornerman.embedder  # every command would load it anew
            patched.setattr("bot.wiring.index_parts.ModelEmbedder", lambda *_, **__: model)
            slack_door, teams_door = cornerman.slack_door(), cornerman.teams_door()
            assert slack_door is not None
            assert teams_door is not None
            stack.push_async_callback(slack_door.stop)
            slack.use_http(await stack.enter_async_context(serving(slack_door)))
            host = web.Application()
            host.add_subapp("/teams/", teams_door.application())
            client = await stack.enter_async_context(TestClient(TestServer(host, host="127.0.0.1")))
            yield Company(
                cornerman,
                folder,
                clock,
                slack,
                Office(connector, issuer, client, teams_door),
                {
                    "everyone": await _served(stack, cornerman.console()),
                    "managers": await _served(stack, _console_of(cornerman, GROUPS["managers"])),
                },
                await stack.enter_async_context(aiohttp.ClientSession()),
            )


def _settle_in(slack: FakeSlack, connector: FakeConnector) -> None:
    """Whom each door knows beside those who are there from the start."""
    for person in (OWNER, GUEST):
        slack.workspace.direct(person)
    hired(connector)
    connector.places[BUYERS].members.append(OUTSIDE)
    connector.place(DESK, [MANAGER], "channel", team=DESK)
    connector.teams[DESK] = {"id": DESK, "name": "Desk", "channels": [{"id": DESK}]}


def _transport(issuer: LocalIssuer) -> BotFrameworkTransport:
    """As the settings have it, but for Microsoft's sign-in."""
    return BotFrameworkTransport(
        app_id=APP_ID,
        app_password="secret",
        tenant_id=TENANT,
        openid_metadata_url=issuer.metadata_url,
        token=lambda: TOKEN,
    )


def _settings(slack: FakeSlack) -> str:
    """The sample deployment's, with doors to the doubles. Nobody is in the group that the command line asks for."""
    return f"""base_url = "{BASE_URL}"
{_sources()}
[groups]
managers = ["{OWNER}", "{SECRET}", "lee@acme.example", "{DESK}"]
nobody = ["U0NOBODY1"]

[slack]
mode = "http"
bot_token = "{BOT_TOKEN}"
signing_secret = "{SIGNING_SECRET}"
api_url = "{slack.api_url}"

[teams]
app_id = "{APP_ID}"
app_password = "secret"
tenant_id = "{TENANT}"
"""


def _sources() -> str:
    """What the sample deployment's settings say of its content."""
    shipped = (EXAMPLES / "cornerman.toml").read_text(encoding="utf-8").partition("# Who is in which audience")[0]
    own = {"data_dir": "data", "location": str(EXAMPLES / "content")}
    return re.sub(
        r"^(data_dir|location) = .*$",
        lambda line: f"{line[1]} = {json.dumps(own[line[1]])}",
        shipped,
        flags=re.MULTILINE,
    )


def _console_of(cornerman: Cornerman, groups: frozenset[str]) -> web.Application:
    pages = IndexedPages(cornerman.store)
    visitors = ThisMachineAlone(replace(THIS_MACHINE, groups=groups))
    return make_console(
        cornerman.answering, pages, cornerman.log, cornerman.clock, base_url=BASE_URL, visitors=visitors
    )


async def _served(stack: AsyncExitStack, application: web.Application) -> str:
    runner = make_runner(application)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}/"
