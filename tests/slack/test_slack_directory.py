"""What the directory asks Slack, how often, and what it remembers."""

from __future__ import annotations

import asyncio

import pytest
from fake_slack import BOT_TOKEN, BOT_USER, GUEST, OTHER_REP, OWNER, REP, SALES, STRANGER, TEAM, FakeSlack
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.trouble import LookUpError
from bot.slack import directory as directories
from bot.slack.directory import Directory
from bot.slack.sight import Sights
from bot.slack.workspace import Workspace

GROUP = "S0SALES01"


@pytest.fixture
def acme(slack: FakeSlack) -> Workspace:
    return Workspace(TEAM, AsyncWebClient(BOT_TOKEN, base_url=slack.api_url), BOT_USER)


@pytest.fixture
def directory() -> Directory:
    return Directory({"sales": (GROUP, STRANGER)}, {"managers": (GROUP,)})


def calls(slack: FakeSlack, method: str) -> int:
    return len(slack.bodies(method))


async def test_many_who_ask_at_once_share_one_look_up(slack: FakeSlack, acme: Workspace, directory: Directory) -> None:
    slack.workspace.add_usergroup(GROUP, "sales", [REP])
    found = await asyncio.gather(*(directory.groups_of(acme, REP) for _ in range(50)))
    people = await asyncio.gather(*(directory.person(acme, REP) for _ in range(50)))
    readers = await asyncio.gather(*(directory.readers(acme, SALES) for _ in range(50)))
    assert set(found) == {frozenset({"sales"})}
    assert {person.name for person in people} == {"robin"}
    assert {reader.outsiders for reader in readers} == {False}
    methods = ("usergroups.users.list", "users.info", "conversations.info", "users.list")
    assert [calls(slack, method) for method in methods] == [1, 1, 1, 1]


async def test_what_was_looked_up_is_asked_anew_when_it_is_old(slack: FakeSlack, acme: Workspace) -> None:
    slack.workspace.add_usergroup(GROUP, "sales", [])
    directory = Directory({"sales": (GROUP,)}, seconds=0.01)
    assert await directory.groups_of(acme, REP) == frozenset()
    slack.workspace.usergroups[GROUP].users.append(REP)
    async with asyncio.timeout(10):
        while await directory.groups_of(acme, REP) != {"sales"}:  # noqa: ASYNC110 - nothing tells when it is old
            await asyncio.sleep(0)
    assert calls(slack, "usergroups.users.list") > 1


async def test_a_failure_is_not_remembered(slack: FakeSlack, acme: Workspace, directory: Directory) -> None:
    for method in ("users.info", "conversations.info", "usergroups.users.list"):
        slack.fail(method, "internal_error")
    slack.workspace.add_usergroup(GROUP, "sales", [REP])
    for _ in range(2):
        outcomes = await asyncio.gather(
            directory.person(acme, REP),
            directory.readers(acme, SALES),
            directory.groups_of(acme, REP),
            return_exceptions=True,
        )
        failed = [isinstance(outcome, LookUpError) for outcome in outcomes]
        assert failed in ([True] * 3, [False] * 3)
    assert failed == [False] * 3


async def test_groups_come_from_the_settings_and_from_user_groups(
    slack: FakeSlack, acme: Workspace, directory: Directory
) -> None:
    slack.workspace.add_usergroup(GROUP, "sales", [REP])
    assert await directory.groups_of(acme, REP) == {"sales"}
    assert await directory.groups_of(acme, STRANGER) == {"sales"}
    assert await directory.groups_of(acme, OWNER) == frozenset()
    assert await directory.roles_of(acme, REP) == {"managers"}


async def test_without_user_groups_in_the_settings_slack_is_not_asked(slack: FakeSlack, acme: Workspace) -> None:
    assert await Directory({"sales": (REP,)}).groups_of(acme, REP) == {"sales"}
    assert slack.calls == []


async def test_long_lists_are_read_to_their_end(
    slack: FakeSlack, acme: Workspace, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directories, "_PAGE", 2)
    assert not (await directory.readers(acme, SALES)).outsiders
    assert calls(slack, "users.list") >= 3
    assert calls(slack, "conversations.members") >= 2
    slack.channel_of(SALES)[1].members.append(GUEST)
    await directory.joined(acme, SALES, GUEST)
    assert (await directory.readers(acme, SALES)).outsiders


async def test_a_joiner_makes_the_readers_of_that_channel_be_asked_anew(
    slack: FakeSlack, acme: Workspace, directory: Directory
) -> None:
    await directory.readers(acme, SALES)
    await directory.joined(acme, SALES, OTHER_REP)
    await directory.readers(acme, SALES)
    assert (calls(slack, "conversations.info"), calls(slack, "users.list")) == (2, 1)


@pytest.mark.parametrize("looked_up", [True, False])
async def test_a_guest_who_is_new_to_the_workspace_is_noticed_when_they_join(
    slack: FakeSlack, acme: Workspace, directory: Directory, *, looked_up: bool
) -> None:
    assert not (await directory.readers(acme, SALES)).outsiders
    slack.workspace.add_user("U0NEWGST1", "new", is_restricted=True)
    slack.channel_of(SALES)[1].members.append("U0NEWGST1")
    if not looked_up:
        slack.fail("users.info", "internal_error")
    await directory.joined(acme, SALES, "U0NEWGST1")
    assert (await directory.readers(acme, SALES)).outsiders


async def test_a_slow_look_up_holds_nobody_and_is_known_the_next_time(
    slack: FakeSlack, acme: Workspace, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directories, "SECONDS_TO_LOOK_UP", 0.05)
    slack.slow("users.list", 0.5)
    sight = await Sights(directory).of_channel(acme, SALES, frozenset())
    assert (sight.guests, sight.blurred) == (True, "outsiders_unknown")
    monkeypatch.undo()
    sight = await Sights(directory).of_channel(acme, SALES, frozenset())
    assert (sight.guests, sight.blurred) == (False, "")
    assert calls(slack, "users.list") == 1


async def test_a_slow_look_up_that_fails_later_disturbs_nobody(
    slack: FakeSlack, acme: Workspace, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directories, "SECONDS_TO_LOOK_UP", 0.05)
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    slack.slow("users.info", 0.3)
    slack.fail("users.info", "internal_error")
    with pytest.raises(LookUpError):
        await directory.person(acme, REP)
    monkeypatch.undo()
    async with asyncio.timeout(10):
        while await Sights(directory).person(acme, REP) is None:  # noqa: ASYNC110 - the failure is still on its way
            await asyncio.sleep(0)
    assert complaints == []


async def test_a_person_is_told_apart_by_what_slack_says(
    slack: FakeSlack, acme: Workspace, directory: Directory
) -> None:
    slack.workspace.users[REP].locale = "ru-RU"
    own, guest, stranger = [await directory.person(acme, user) for user in (REP, GUEST, STRANGER)]
    assert (own.outside, own.language, own.email) == (False, "ru", "robin@acme.example")
    assert guest.outside
    assert stranger.outside
    with pytest.raises(LookUpError, match="user_not_found"):
        await directory.person(acme, "U0NOBODY1")
    assert await directory.id_of_email(acme, "nobody@acme.example") is None


async def test_a_role_may_be_given_to_an_address_of_the_own_people(slack: FakeSlack, acme: Workspace) -> None:
    roles = {"managers": ("Robin@ACME.example", "gil@agency.example"), "administrators": ("dana@acme.example",)}
    directory = Directory({}, roles)
    assert await directory.roles_of(acme, REP) == {"managers"}
    assert await directory.roles_of(acme, OWNER) == {"administrators"}
    assert await directory.roles_of(acme, OTHER_REP) == frozenset()
    # A guest's address is not the company's to vouch for.
    assert await directory.roles_of(acme, GUEST) == frozenset()
