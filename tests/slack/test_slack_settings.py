"""`/cornerman settings`: who may, what they may, and what is kept."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from around import DownStore, eventually, filled, sent, shown
from fake_slack import ADMIN, DIRECT, GUEST, GUESTS, HIDDEN, OTHER_REP, OWNER, REP, SALES, TEAM, FakeSlack, View
from serving import serving
from sqlalchemy import Engine, select

from bot.channel_manners import ChannelManners
from bot.slack.backstage import Backstage
from bot.stores.tables import ChannelChangeRow

GROUPS = {"sales": [SALES], "managers": [OWNER], "legal": []}
ROLES = {"managers": [OWNER], "administrators": [OTHER_REP]}


@pytest.fixture
async def door(slack: FakeSlack, make_door):
    slack.workspace.channels[SALES].creator = ADMIN
    async with serving(make_door(groups=GROUPS, roles=ROLES)) as send:
        slack.use_http(send)
        yield


async def settings(slack: FakeSlack, user: str, channel: str = SALES, text: str = "settings") -> View:
    before = slack.modal(user)
    assert (await slack.command(user, channel, "/cornerman", text)).ok
    return await filled(slack, user, other_than=before["id"] if before else "")


def fields(view: View) -> list[str]:
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize(("user", "gives_audience"), [(ADMIN, True), (OTHER_REP, True), (OWNER, False)])
async def test_administrators_and_managers_change_a_channel_and_the_first_alone_its_audience(
    slack: FakeSlack, user: str, gives_audience: bool
) -> None:
    view = await settings(slack, user)
    assert ("audience" in fields(view)) is gives_audience
    assert "This channel keeps to the default" in shown(view)
    assert "Back to the default" not in shown(view)


@pytest.mark.usefixtures("door")
async def test_who_created_the_channel_changes_it(slack: FakeSlack) -> None:
    slack.workspace.channels[SALES].creator = REP
    view = await settings(slack, REP)
    assert "audience" not in fields(view)
    assert "listening" in fields(view)


@pytest.mark.usefixtures("door")
async def test_others_are_told_who_may(slack: FakeSlack) -> None:
    view = await settings(slack, REP)
    assert shown(view).startswith("Only administrators, managers, and who created the channel change its settings.")
    assert fields(view) == []


@pytest.mark.usefixtures("door")
async def test_a_guest_may_not_whatever_they_created(slack: FakeSlack) -> None:
    slack.workspace.channels[GUESTS].creator = GUEST
    assert fields(await settings(slack, GUEST, GUESTS)) == []


@pytest.mark.usefixtures("door")
async def test_what_is_saved_holds_and_who_changed_it_is_kept(
    slack: FakeSlack, backstage: Backstage, database: Engine
) -> None:
    typed = {
        "listening": "questions",
        "audible": "ephemeral",
        "switches": ["only_confident"],
        "answers_to": ["sales"],
        "audience": ["managers", "sales"],
        "reaction": ":Question:",
        "opens": "08:00",
        "closes": "18:30",
        "weekdays": ["0", "4"],
        "zone": " Europe/Berlin ",
        "hourly_cap": "12",
    }
    assert await sent(slack, ADMIN, await settings(slack, ADMIN), typed) == (
        "Saved. This is how I behave in this channel from now on."
    )
    saved = ChannelManners(
        listening="questions",
        audible="ephemeral",
        follow_ups=False,
        answers_to=("sales",),
        audience=("managers", "sales"),
        only_confident=True,
        reaction="question",
        opens=time(8),
        closes=time(18, 30),
        weekdays=(0, 4),
        zone="Europe/Berlin",
        hourly_cap=12,
    )
    assert backstage.channels.manners(TEAM, SALES) == saved
    again = await settings(slack, ADMIN)
    await sent(slack, ADMIN, again, {})
    assert backstage.channels.manners(TEAM, SALES) == saved, "what was saved stands in the dialog"
    back = await settings(slack, OWNER)
    await slack.press(OWNER, back, "cornerman.reset")
    await slack.until(lambda: "keeps to the default again" in shown(slack.modal(OWNER)))
    assert backstage.channels.manners(TEAM, SALES) is None
    with database.connect() as connection:
        rows = connection.execute(select(ChannelChangeRow.changed_by).order_by(ChannelChangeRow.id)).scalars().all()
    assert rows == [ADMIN, ADMIN, OWNER]


@pytest.mark.usefixtures("door")
async def test_a_manager_leaves_the_audience_as_it_is(slack: FakeSlack, backstage: Backstage) -> None:
    await sent(slack, ADMIN, await settings(slack, ADMIN), {"audience": ["sales"]})
    await sent(slack, OWNER, await settings(slack, OWNER), {"hourly_cap": "3"})
    kept = backstage.channels.manners(TEAM, SALES)
    assert kept is not None
    assert (kept.audience, kept.hourly_cap) == (("sales",), 3)
    # Who becomes an administrator while the dialog is open was not asked for an audience.
    view = await settings(slack, OWNER)
    slack.workspace.users[OWNER].is_admin = True
    await sent(slack, OWNER, view, {"hourly_cap": "4"})
    kept = backstage.channels.manners(TEAM, SALES)
    assert kept is not None
    assert (kept.audience, kept.hourly_cap) == (("sales",), 4)


@pytest.mark.usefixtures("door")
async def test_a_manager_cannot_slip_an_audience_in(slack: FakeSlack, backstage: Backstage) -> None:
    admins = await settings(slack, ADMIN)
    theirs = await settings(slack, OWNER)
    theirs["blocks"] = admins["blocks"]
    await sent(slack, OWNER, theirs, {"audience": ["managers"]})
    kept = backstage.channels.manners(TEAM, SALES)
    assert kept is not None
    assert kept.audience == ()


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("press", ["send", "reset"])
async def test_who_may_no_longer_changes_nothing(slack: FakeSlack, make_door, backstage: Backstage, press: str) -> None:
    await sent(slack, ADMIN, await settings(slack, ADMIN), {"hourly_cap": "3"})
    view = await settings(slack, ADMIN)
    slack.workspace.users[ADMIN].is_admin = False
    slack.workspace.channels[SALES].creator = REP
    async with serving(make_door(groups=GROUPS, roles=ROLES)) as send:
        slack.use_http(send)
        if press == "send":
            assert "Only administrators" in await sent(slack, ADMIN, view, {"hourly_cap": "9"})
        else:
            await slack.press(ADMIN, view, "cornerman.reset")
            await slack.until(lambda: "Only administrators" in shown(slack.modal(ADMIN)))
    kept = backstage.channels.manners(TEAM, SALES)
    assert kept is not None
    assert kept.hourly_cap == 3


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"zone": "Berlin"}, {"zone": "I know no such time zone. Write it like Europe/Berlin."}),
        ({"zone": "../../etc"}, {"zone": "I know no such time zone. Write it like Europe/Berlin."}),
        ({"zone": "Europe"}, {"zone": "I know no such time zone. Write it like Europe/Berlin."}),
        ({"reaction": "❓"}, {"reaction": "An emoji's name has small letters, digits, _, + and - only."}),
        ({"hourly_cap": "1001"}, {"hourly_cap": "Write a whole number from 0 to 1000."}),
        ({"hourly_cap": "-1"}, {"hourly_cap": "Write a whole number from 0 to 1000."}),
        ({"hourly_cap": "٣"}, {"hourly_cap": "Write a whole number from 0 to 1000."}),
        ({"hourly_cap": "9" * 3_000}, {"hourly_cap": "Write a whole number from 0 to 1000."}),
    ],
)
async def test_what_is_typed_wrong_is_told_at_its_field_and_nothing_is_kept(
    slack: FakeSlack, backstage: Backstage, typed: dict[str, str], wrong: dict[str, str]
) -> None:
    view = await settings(slack, ADMIN)
    delivery = await slack.submit(ADMIN, view, typed)
    assert delivery.body == {"response_action": "errors", "errors": wrong}
    assert slack.modal(ADMIN) is view
    assert backstage.channels.manners(TEAM, SALES) is None


@pytest.mark.usefixtures("door")
async def test_in_a_direct_message_it_is_told_where_to_type_it(slack: FakeSlack) -> None:
    assert "Type this in the channel" in shown(await settings(slack, REP, DIRECT))


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("method", ["users.info", "conversations.info"])
async def test_a_look_up_that_fails_is_told_as_that(slack: FakeSlack, method: str) -> None:
    slack.fail(method, "internal_error", times=5)
    assert "Slack did not tell me who you are" in shown(await settings(slack, ADMIN))


@pytest.mark.usefixtures("door")
async def test_in_a_private_channel_the_bot_asks_to_be_invited(slack: FakeSlack) -> None:
    assert "invite me first" in shown(await settings(slack, ADMIN, HIDDEN))


@pytest.mark.usefixtures("door")
async def test_a_channel_with_people_from_outside_is_marked(slack: FakeSlack) -> None:
    slack.workspace.channels[GUESTS].members.append(OTHER_REP)
    assert "People from outside read this channel" in shown(await settings(slack, OTHER_REP, GUESTS))


async def test_while_the_database_is_down_it_is_told(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(channels=DownStore())) as send:
        slack.use_http(send)
        assert "I cannot reach my notes" in shown(await settings(slack, ADMIN))


async def test_what_cannot_be_kept_is_told(slack: FakeSlack, make_door, backstage: Backstage) -> None:
    class ReadOnly:
        def manners(self, *_: Any) -> None:
            return None

        def change(self, *_: Any, **__: Any) -> None:
            DownStore().change()

    async with serving(make_door(channels=ReadOnly())) as send:
        slack.use_http(send)
        assert "I cannot reach my notes" in await sent(slack, ADMIN, await settings(slack, ADMIN), {})


async def test_a_deployment_with_more_groups_than_a_menu_takes_offers_all(
    slack: FakeSlack, make_door, backstage: Backstage
) -> None:
    groups = {f"group {number:03}": [] for number in range(150)}
    long = "z" * 200
    backstage.channels.change(
        TEAM, SALES, ChannelManners(answers_to=("group 149", long)), by=ADMIN, at=backstage.clock.now()
    )
    async with serving(make_door(groups=groups)) as send:
        slack.use_http(send)
        await sent(slack, ADMIN, await settings(slack, ADMIN), {"audience": ["group 000", "group 149"]})
    kept = backstage.channels.manners(TEAM, SALES)
    assert kept is not None
    assert kept.answers_to == ("group 149", long), "what has no room in the menu is not lost"
    assert kept.audience == ("group 000", "group 149")


@pytest.mark.usefixtures("door")
async def test_the_dialog_speaks_the_language_of_the_person(slack: FakeSlack) -> None:
    slack.workspace.users[ADMIN].locale = "ru-RU"
    view = await settings(slack, ADMIN)
    assert "На что отвечаю без упоминания" in shown(view)
    wrong = await slack.submit(ADMIN, view, {"zone": "x"})
    assert wrong.body["errors"] == {"zone": "Такого часового пояса я не знаю. Пишите так: Europe/Moscow."}
    assert "Сохранено." in await sent(slack, ADMIN, view, {"zone": "Europe/Moscow"})


@pytest.mark.usefixtures("door")
async def test_a_trigger_that_expired_leaves_one_line(slack: FakeSlack, caplog: pytest.LogCaptureFixture) -> None:
    slack.fail("views.open", "expired_trigger_id")
    assert (await slack.command(ADMIN, SALES, "/cornerman", "settings")).ok
    await eventually(lambda: "expired_trigger_id" in caplog.text)
    assert len([one for one in caplog.records if one.name.startswith("bot")]) == 1


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("text", ["", "help", "nonsense"])
async def test_other_words_are_answered_with_help(slack: FakeSlack, text: str) -> None:
    assert (await slack.command(REP, SALES, "/cornerman", text)).ok
    await slack.until(lambda: slack.ephemerals(SALES, REP))
    assert "`/cornerman settings`" in slack.ephemerals(SALES, REP)[0]["text"]
