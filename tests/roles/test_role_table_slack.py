"""Every command, button and dialog of Slack as everybody, through the real door: what changes, and what is read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import time
from typing import Any, get_args

import pytest
import pytest_asyncio
from fake_slack import BOT_TOKEN, BOT_USER, GUESTS, SALES, SIGNING_SECRET, TEAM, FakeSlack, running_slack
from role_company import (
    CANARIES,
    CARD,
    EVERYBODY,
    FINANCE_PAGE,
    FOREIGN,
    INSIDE,
    MANAGERS_PAGE,
    NOW,
    OPEN,
    OPEN_TERM,
    PEOPLE,
    PULLED,
    RoleCompany,
    Who,
    leaks,
    role_company,
    viewer,
)
from role_deeds import WRITTEN_BY_ANYBODY, Deed
from role_slack_deeds import PRESSED, SENT, TYPED
from serving import serving

from bot.digests.model import Subscription
from bot.model import Ask, Asker, Place
from bot.reindexing.wishes import ReindexWish
from bot.slack import gap_views
from bot.slack.buttons import ACTION, NATIVE_FEEDBACK
from bot.slack.card_blocks import CARD as CARD_ACTION
from bot.slack.card_blocks import CHOOSE, SHARE, TURN
from bot.slack.digest_blocks import DIGEST
from bot.slack.door import SlackDoor
from bot.slack.gap_buttons import GAP
from bot.slack.gap_buttons import Press as GapPress
from bot.slack.manifest import AppFacts, manifest
from bot.slack.page_blocks import PREFIX, SEE
from bot.slack.page_messages import CHOSEN, NOTE
from bot.slack.reminder_blocks import REST
from bot.slack.run_blocks import ACTIONS, ASK, RUN
from bot.slack.settings_view import RESET, SETTINGS
from bot.slack.views import OWNER, REPLY, WHY
from bot.slack.views import SHARE as SHARE_FORM
from bot.upkeep.model import UpkeepVerb

pytestmark = pytest.mark.xdist_group("role_table_slack")
in_one_loop = pytest.mark.asyncio(loop_scope="module")


def _literals(kind: Any) -> Iterator[str]:
    for one in get_args(kind):
        yield from [one] if isinstance(one, str) else _literals(one)


BUTTONS = {
    *(f"{ACTION}{name}" for name in ("helpful", "unhelpful", "share", "owner", "more", "open", "reply")),
    NATIVE_FEEDBACK,
    RESET,
    *(f"{GAP}{name}" for name in _literals(GapPress) if name != "split"),
    *(f"{PREFIX}{verb}" for verb in get_args(UpkeepVerb)),
    SEE,
    CHOSEN,
    *(f"{RUN}{name}" for name in (*ACTIONS, ASK)),
    *(f"{DIGEST}{name}" for name in ("pause", "resume", "stop")),
    *(f"{CARD_ACTION}{name}" for name in (TURN, CHOOSE, SHARE)),
    REST,
}
FORMS = {WHY, SHARE_FORM, OWNER, REPLY, SETTINGS, *gap_views.FORMS, NOTE}
_SHOWN_TO_WHO_ACTS = {"views.open", "views.update", "views.push", "views.publish", "chat.postEphemeral"}


@dataclass
class Workspace:
    """The fake Slack with the door behind it; `named` are the ids that the table names."""

    company: RoleCompany
    slack: FakeSlack
    door: SlackDoor
    named: Mapping[str, str]

    async def type(self, who: Who, deed: Deed) -> None:
        await self.slack.command(PEOPLE[who].slack, self.place(who), deed.what, deed.filled(self.named))

    async def press(self, who: Who, deed: Deed) -> None:
        """A button whose payload was written by hand: it may name whatever there is, wherever it stands."""
        person, place = PEOPLE[who].slack, self.place(who)
        channel = self.slack.workspace.channels[place]
        message = self.slack.workspace.put(channel, BOT_USER, "A message of before", blocks=[])
        name = self.slack.responses.new(self.slack.workspace, channel, person, message)
        action = {"type": "button", "action_id": deed.what, "block_id": "b1", "value": deed.filled(self.named)}
        payload = self.slack._about(self.slack.workspace, person, "block_actions") | {
            "actions": [action],
            "container": {
                "type": "message",
                "message_ts": message["ts"],
                "channel_id": place,
                "is_ephemeral": True,
            },
            "channel": {"id": place, "name": "directmessage"},
            "response_url": self.slack.response_address(name),
        }
        assert (await self.slack.courier.deliver("interactive", payload)).ok

    async def send(self, who: Who, deed: Deed) -> None:
        """A dialog that was written by hand. It stands in Slack, so that what comes of it can be shown in it."""
        person, workspace = PEOPLE[who].slack, self.slack.workspace
        number = f"V{next(workspace.numbers):08}"
        view = {
            "id": number,
            "type": "modal",
            "callback_id": deed.what,
            "private_metadata": deed.filled(self.named),
            "title": {"type": "plain_text", "text": "Dialog"},
            "blocks": [],
            "state": {"values": dict(deed.given)},
        }
        payload = self.slack._about(workspace, person, "view_submission") | {"view": view, "response_urls": []}
        assert (await self.slack.courier.deliver("interactive", payload)).ok

    async def idle(self) -> None:
        """Wait until the door has done all that was wanted of it."""
        async with asyncio.timeout(30):
            while self.door._work:
                await asyncio.wait(set(self.door._work))

    def place(self, who: Who) -> str:
        """Somebody's own chat with the bot."""
        return self.slack.workspace.direct(PEOPLE[who].slack).id

    def leaked(self, who: Who, calls: list[tuple[str, dict[str, Any]]], whispers: list[dict[str, Any]]) -> list[str]:
        """What somebody read that is not theirs, after `who` did something."""
        found = [f"{who} reads {told}" for one in whispers for told in leaks(who, json.dumps(one, default=str))]
        for method, body in calls:
            text = json.dumps(body, default=str)
            readers = self._readers(body) if method in {"chat.postMessage", "chat.update"} else set[Who]()
            if method in _SHOWN_TO_WHO_ACTS:
                readers = {who}
            found += [f"{one} reads {told} ({method})" for one in sorted(readers) for told in leaks(one, text)]
        return found

    def _readers(self, body: Mapping[str, Any]) -> set[Who]:
        channel = str(body["channel"])
        members = {channel} if channel[0] == "U" else set(self.slack.workspace.channels[channel].members)
        return {who for who in EVERYBODY if PEOPLE[who].slack in members}


def _settings(slack: FakeSlack) -> str:
    return f"""
[slack]
mode = "http"
bot_token = "{BOT_TOKEN}"
signing_secret = "{SIGNING_SECRET}"
api_url = "{slack.api_url}"
"""


def _hired(slack: FakeSlack) -> None:
    """Everybody of the company; the guest in the channel that is shared with others alone."""
    workspace = slack.workspace
    for who, person in PEOPLE.items():
        more = {"is_restricted": True} if who == "guest" else {}
        workspace.add_user(person.slack, who.replace("_", "."), person.name, email=person.email, **more)
        workspace.direct(person.slack)
    staff = [PEOPLE[who].slack for who in sorted(INSIDE)]
    workspace.channels[SALES].members = [*staff, BOT_USER]
    workspace.channels[GUESTS].members = [*staff, PEOPLE["guest"].slack, BOT_USER]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workspace(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Workspace]:
    async with AsyncExitStack() as stack:
        patched = stack.enter_context(pytest.MonkeyPatch.context())
        # Slack's SDK takes a proxy from the environment, for addresses on this machine too.
        for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
            patched.delenv(name, raising=False)
        patched.setattr("bot.reindexing.processes.WorkerProcesses.start", lambda _processes: None)
        slack = await stack.enter_async_context(running_slack())
        _hired(slack)
        company = stack.enter_context(role_company(tmp_path_factory.mktemp("slack"), _settings(slack), TEAM))
        door = company.cornerman.slack_door()
        assert door is not None
        stack.push_async_callback(door.stop)
        slack.use_http(await stack.enter_async_context(serving(door)))
        named = _named(company)
        company.keep()
        yield Workspace(company, slack, door, named)


def _named(company: RoleCompany) -> Mapping[str, str]:
    """What the table names; a schedule of the manager's and two runs of the other owner's beside."""
    cornerman = company.cornerman
    manager = PEOPLE["manager"].slack
    digest = Subscription(
        id="d1",
        kind="manager",
        surface="slack",
        workspace=TEAM,
        receiver=manager,
        every="week",
        at=time(9),
        zone="UTC",
        created_by=manager,
        created_at=NOW,
    )
    cornerman.stores.subscriptions.keep(digest)
    desk = cornerman.reindexes.desk
    done = desk.ask(viewer("other_owner"), ReindexWish(sources=("wiki",), full=True)).run
    desk.cancel(viewer("other_owner"), done.id)
    run = desk.ask(viewer("other_owner"), ReindexWish(sources=("wiki",))).run
    place = Place(SALES, "channel", TEAM)
    asker = Asker(PEOPLE["restricted"].slack)
    asked = cornerman.answering.answer(Ask(OPEN_TERM, asker, place, "slack")).question_id
    return {
        "open": company.document(OPEN),
        "managers_page": company.document(MANAGERS_PAGE),
        "finance_page": company.document(FINANCE_PAGE),
        "pulled": company.document(PULLED),
        "foreign": company.document(FOREIGN),
        "card": company.document(CARD),
        "walrus": company.walrus.id,
        "narwhal": company.narwhal.id,
        "asked": asked,
        "managers_asked": company.questions["manager"],
        "run": run.id,
        "done": done.id,
    }


def test_every_command_button_and_dialog_is_in_the_table() -> None:
    facts = manifest(AppFacts(base_url="https://corner.acme.example", http=True))
    commands = {str(one["command"]) for one in facts["features"]["slash_commands"]}
    assert {deed.what for deed in TYPED} == commands
    assert {deed.what for deed in PRESSED} == BUTTONS
    assert {deed.what for deed in SENT} == FORMS


@in_one_loop
@pytest.mark.parametrize("way", ["type", "press", "send"])
@pytest.mark.parametrize("who", EVERYBODY)
async def test_everybody_does_what_is_theirs_and_reads_nothing_else(workspace: Workspace, who: Who, way: str) -> None:
    deeds = {"type": TYPED, "press": PRESSED, "send": SENT}[way]
    wrong = []
    for deed in deeds:
        workspace.company.as_it_was()
        before = workspace.company.rows(without=WRITTEN_BY_ANYBODY)
        said, whispered = len(workspace.slack.calls), len(workspace.slack.whispers)
        await getattr(workspace, way)(who, deed)
        await workspace.idle()
        after = workspace.company.rows(without=WRITTEN_BY_ANYBODY)
        changed = {name for name in after if after[name] != before[name]}
        does = bool(deed.table) and who in deed.may
        if does != (deed.table in changed) or (changed and not does):
            wrong.append(f"{deed.what} {deed.words}: changed {sorted(changed)}, {'may' if does else 'may not'}")
        calls, whispers = workspace.slack.calls[said:], workspace.slack.whispers[whispered:]
        wrong += [f"{deed.what} {deed.words}: {one}" for one in workspace.leaked(who, calls, whispers)]
    assert not wrong, "\n".join(wrong)


@in_one_loop
@pytest.mark.parametrize("who", EVERYBODY)
async def test_administrators_alone_go_back_to_the_index_of_before(workspace: Workspace, who: Who) -> None:
    workspace.company.as_it_was()
    workspace.company.cornerman.reindexes.desk.cancel(viewer("administrator"), workspace.named["run"])
    for deed, act in (
        (Deed("/rollback"), workspace.type),
        (Deed("cornerman.run.rollback", "<done>"), workspace.press),
    ):
        before = workspace.company.rows()["reindex_runs"]
        await act(who, deed)
        await workspace.idle()
        assert workspace.company.rows()["reindex_runs"] == before or who == "administrator", deed.what


@in_one_loop
async def test_the_words_are_there_to_be_read_by_those_who_may(workspace: Workspace) -> None:
    """Else that nobody else reads them would mean nothing."""
    read: dict[Who, str] = {}
    for who in EVERYBODY:
        workspace.company.as_it_was()
        said, whispered = len(workspace.slack.calls), len(workspace.slack.whispers)
        for deed in [one for one in TYPED if one.what in {"/ask", "/gaps", "/page"}]:
            await workspace.type(who, deed)
            await workspace.idle()
        told = [*workspace.slack.whispers[whispered:], *(body for _, body in workspace.slack.calls[said:])]
        read[who] = json.dumps(told, default=str).casefold()
    for canary in CANARIES:
        readers = {who for who, text in read.items() if canary.word in text}
        assert readers <= canary.may, canary.why
        assert readers & canary.may, canary.why
