"""Who sees what: nothing outside an audience is quoted, linked, counted or suggested, and in doubt less is shown."""

from __future__ import annotations

import json

import pytest
from around import asked, heard, shown, whispered
from fake_slack import BOT_USER, DIRECT, GUEST, OTHER_REP, OWNER, REP, SALES, FakeSlack
from library import Page
from serving import serving

from bot.channel_manners import ChannelManners
from bot.slack.scopes import FIND_ANSWER

FLOOR = "price floor for managers"
MANAGERS = {"groups": {"managers": ("S0MANAG01",)}}


@pytest.fixture(autouse=True)
def managers(slack: FakeSlack) -> None:
    slack.workspace.add_usergroup("S0MANAG01", "managers", [OWNER])
    slack.workspace.direct(OWNER)
    slack.workspace.direct(GUEST)


def said(slack: FakeSlack) -> str:
    """All that the bot has said so far, to anybody."""
    return json.dumps([slack.calls, slack.whispers], ensure_ascii=False)


async def test_a_user_group_opens_what_is_for_it_to_its_members_and_to_nobody_else(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(**MANAGERS)) as send:
        slack.use_http(send)
        await asked(slack, REP, DIRECT, FLOOR)
        await whispered(slack, OTHER_REP, SALES, FLOOR)
        question = await slack.say(REP, SALES, FLOOR)
        await slack.shortcut(REP, question, FIND_ANSWER)
        await slack.until(lambda: slack.ephemerals(SALES, REP))
        everything = said(slack)
        reply = await asked(slack, OWNER, "D0DANA001", FLOOR)
    assert "60%" not in everything
    assert "floor.md" not in everything
    assert "60%" in shown(reply)
    assert "only for managers" in shown(reply)


async def test_a_channel_hears_only_what_everybody_there_may_see_though_the_asker_may_see_more(
    slack: FakeSlack, make_door
) -> None:
    async with serving(make_door(**MANAGERS)) as send:
        slack.use_http(send)
        await asked(slack, OWNER, SALES, FLOOR)
    assert "60%" not in said(slack)


@pytest.mark.parametrize("by", ["settings", "channel"])
async def test_a_channels_own_audience_is_quoted_there(slack: FakeSlack, make_door, backstage, by: str) -> None:
    groups = {"managers": (SALES,) if by == "settings" else ("S0MANAG01",)}
    if by == "channel":
        manners = ChannelManners(audience=("managers",))
        backstage.channels.change("T00000001", SALES, manners, by=OWNER, at=backstage.clock.now())
    async with serving(make_door(groups=groups)) as send:
        slack.use_http(send)
        reply = await asked(slack, REP, SALES, FLOOR)
    assert "60%" in reply["text"]


async def test_no_audience_of_a_channel_is_quoted_beside_people_from_outside(
    slack: FakeSlack, make_door, backstage
) -> None:
    slack.channel_of(SALES)[1].members.append(GUEST)
    manners = ChannelManners(audience=("managers",))
    backstage.channels.change("T00000001", SALES, manners, by=OWNER, at=backstage.clock.now())
    async with serving(make_door(**MANAGERS)) as send:
        slack.use_http(send)
        await heard(slack, OWNER, SALES, FLOOR)
        await heard(slack, OWNER, SALES, "two-year deal discount")
    assert "60%" not in said(slack)
    assert "15%" not in said(slack)


@pytest.mark.parametrize("way", ["direct", "command"])
async def test_a_guest_gets_what_is_safe_for_buyers_and_nothing_internal(
    slack: FakeSlack, make_door, library, way: str
) -> None:
    secret = Page("secret.md", "Halden Tile pays 90% of list.", more={"buyer_safe": True}, internal=True)
    library.pages.append(secret)
    slack.channel_of(SALES)[1].members.append(GUEST)
    async with serving(make_door(groups={"managers": (GUEST,)})) as send:
        slack.use_http(send)
        for text in ("Halden Tile downtime", "Halden Tile pays list", FLOOR, "two-year deal discount"):
            if way == "direct":
                await asked(slack, GUEST, "D0GUEST01", text)
            else:
                await whispered(slack, GUEST, SALES, text)
    assert "40%" in said(slack)
    assert not [word for word in ("90%", "60%", "15%", "secret.md", "floor.md", "pricing.md") if word in said(slack)]


async def test_where_the_groups_cannot_be_looked_up_the_asker_gets_what_everybody_may_see_and_is_told(
    slack: FakeSlack, make_door
) -> None:
    slack.fail("usergroups.users.list", "internal_error", times=2)
    async with serving(make_door(**MANAGERS)) as send:
        slack.use_http(send)
        withheld = await asked(slack, OWNER, "D0DANA001", FLOOR)
        told = await whispered(slack, OWNER, SALES, "two-year deal discount")
        again = await asked(slack, OWNER, "D0DANA001", FLOOR)
    assert "60%" not in shown(withheld)
    assert "15%" in shown(told)
    for reply in (withheld, told):
        assert "I could not look up your groups just now, so this is only from what everybody may see." in shown(reply)
    assert "60%" in shown(again)
    assert "could not look up" not in shown(again)


async def test_a_person_who_cannot_be_looked_up_is_found_in_the_list_of_people(slack: FakeSlack, make_door) -> None:
    slack.fail("users.info", "internal_error", times=4)
    async with serving(make_door(**MANAGERS)) as send:
        slack.use_http(send)
        own = await asked(slack, REP, DIRECT, "two-year deal discount")
        guest = await asked(slack, GUEST, "D0GUEST01", "two-year deal discount")
    assert "15%" in shown(own)
    assert "15%" not in shown(guest)
    assert "could not look up your groups" in shown(own)


async def test_of_whom_nothing_is_known_nothing_internal_is_shown(slack: FakeSlack, make_door) -> None:
    slack.workspace.scopes.discard("users:read")
    async with serving(make_door()) as send:
        slack.use_http(send)
        withheld = await asked(slack, GUEST, "D0GUEST01", "two-year deal discount")
        safe = await asked(slack, GUEST, "D0GUEST01", "Halden Tile downtime")
    assert "15%" not in said(slack)
    assert "40%" in shown(safe)
    for reply in (withheld, safe):
        assert "I could not look up who you are just now" in shown(reply)


@pytest.mark.parametrize("method", ["conversations.info", "users.list"])
async def test_where_the_readers_cannot_be_looked_up_the_channel_counts_as_having_guests(
    slack: FakeSlack, make_door, method: str
) -> None:
    slack.fail(method, "internal_error")
    async with serving(make_door()) as send:
        slack.use_http(send)
        first = await heard(slack, text="two-year deal discount")
        second = await heard(slack, text="two-year deal discount")
    assert "15%" not in shown(first)
    assert "could not look up who reads this channel" in shown(first)
    assert "15%" in shown(second)


async def test_a_guest_who_joins_silences_what_is_internal_at_once(slack: FakeSlack, make_door) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        assert "15%" in shown(await heard(slack, text="two-year deal discount"))
        slack.workspace.add_user("U0NEWGST1", "new", is_ultra_restricted=True)
        listed = len(slack.bodies("users.info"))
        await slack.join("U0NEWGST1", SALES)
        await slack.until(lambda: any(one["user"] == "U0NEWGST1" for one in slack.bodies("users.info")[listed:]))
        reply = await heard(slack, text="two-year deal discount")
    assert "15%" not in shown(reply)


async def test_a_user_group_that_is_no_longer_in_use_takes_nobodys_other_groups(slack: FakeSlack, make_door) -> None:
    groups = {"managers": ("S0MANAG01",), "former": ("S0FORMER1",)}
    async with serving(make_door(groups=groups)) as send:
        slack.use_http(send)
        reply = await asked(slack, OWNER, "D0DANA001", FLOOR)
    assert "60%" in shown(reply)
    assert "could not look up" not in shown(reply)


async def test_prompts_in_the_pane_are_from_what_the_person_may_see(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(**MANAGERS, examples=(FLOOR, "two-year deal discount", "zebra crossing"))) as send:
        slack.use_http(send)
        offered = {}
        for user in (REP, OWNER, GUEST):
            thread = await slack.open_assistant(user)
            await slack.until(lambda thread=thread, user=user: thread.prompts or user == GUEST)
            offered[user] = thread
    assert [one["message"] for one in offered[REP].prompts] == ["two-year deal discount"]
    assert [one["message"] for one in offered[OWNER].prompts] == [FLOOR, "two-year deal discount"]
    assert offered[GUEST].prompts == []


async def test_a_mention_by_a_guest_of_the_workspace_is_answered_as_for_buyers(slack: FakeSlack, make_door) -> None:
    slack.channel_of(SALES)[1].members.append(GUEST)
    async with serving(make_door(manners=ChannelManners(listening="questions"))) as send:
        slack.use_http(send)
        await slack.say(GUEST, SALES, "what about the two-year deal discount?")
        await slack.say(GUEST, SALES, f"<@{BOT_USER}> two-year deal discount")
        await slack.until(lambda: slack.answers(SALES, GUEST))
    assert len(slack.answers(SALES, GUEST)) == 1
    assert "15%" not in said(slack)
