"""`/whatsnew`, the weekly post and launches in Slack, through the door."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from around import DownStore, actions_of, home, shown
from fake_slack import ADMIN, GUEST, GUESTS, OTHER_REP, OWNER, REP, SALES, TEAM, FakeSlack
from fakes import FixedClock
from gap_fakes import InMemorySubscriptions
from library import Library, Page
from reach_samples import came, kept_reach
from sqlalchemy import Engine

from bot.deliveries.model import Delivery
from bot.deliveries.trouble import UndeliveredError
from bot.digests.model import Subscription
from bot.digests.schedule import delivery_of, latest
from bot.reach import announcing
from bot.reach.desk import ReachDesk
from bot.slack.backstage import Backstage
from bot.slack.door import SlackDoor

NOW = FixedClock().now()
MANAGED: dict[str, Any] = {
    "roles": {"managers": [REP], "administrators": [ADMIN]},
    "owners": {"Dana Reyes": [OWNER]},
    "groups": {"managers": [REP]},
}


@pytest.fixture
def subscriptions() -> InMemorySubscriptions:
    return InMemorySubscriptions()


@pytest.fixture
async def door(make_door: Callable[..., SlackDoor], subscriptions: InMemorySubscriptions) -> SlackDoor:
    door = make_door(subscriptions=subscriptions, **MANAGED)
    await door.start_socket_mode()
    return door


@pytest.fixture
def news(database: Engine) -> None:
    came(database, NOW - timedelta(days=40), ("battlecard.md", "changed"))
    came(database, NOW - timedelta(days=2), ("pricing.md", "changed"))
    came(database, NOW - timedelta(days=1), ("floor.md", "added"), ("case.md", "added"))


async def typed(slack: FakeSlack, text: str = "", user: str = OTHER_REP, channel: str = SALES) -> Any:
    """Type the command; what its asker alone sees."""
    before = len(slack.ephemerals(channel, user))
    await slack.command(user, channel, "/whatsnew", text)
    await slack.until(lambda: len(slack.ephemerals(channel, user)) > before)
    return slack.ephemerals(channel, user)[-1]


def weekly(subscriptions: InMemorySubscriptions, receiver: str, language: str = "en") -> Delivery:
    """The news of the week before now."""
    kept = Subscription(
        f"news {receiver}", "news", "slack", TEAM, receiver, "week", time(9), "UTC", weekday=1, language=language
    )
    subscriptions.keep(kept)
    return delivery_of(kept, latest(kept, NOW))


async def delivered(door: SlackDoor, delivery: Delivery) -> bool:
    announced = await door.poster.announce(delivery)
    if announced is not None:
        await door.poster.fill(delivery, announced)
    return announced is not None


@pytest.mark.usefixtures("door", "news")
async def test_new_pages_come_first_then_changed_ones_each_with_its_link(slack: FakeSlack) -> None:
    message = await typed(slack)
    assert shown(message).splitlines()[:8] == [
        "*What is new: in the last 30 days*",
        "*New*",
        "*Halden Tile case*",
        "new on 23 Nov · policy · owner Dana Reyes",
        "Open",
        "*Changed*",
        "*Pricing policy*",
        "changed on 22 Nov · policy · owner Dana Reyes",
    ]
    assert "Price floor" not in str(message)
    assert actions_of(message) == ["open", "open"]
    assert slack.answers(SALES) == []
    assert "Price floor" in shown(await typed(slack, user=REP))
    assert "Globex battlecard" in shown(await typed(slack, "all"))
    assert "Pricing policy" not in shown(await typed(slack, "1"))


@pytest.mark.usefixtures("door", "news")
async def test_the_home_page_tells_the_same(slack: FakeSlack) -> None:
    words = shown(await home(slack, OTHER_REP))
    assert "New and changed\n*New*\n*Halden Tile case*" in words
    assert "*Changed*\n*Pricing policy*" in words
    assert "Price floor" not in words


@pytest.mark.usefixtures("door")
async def test_where_nothing_is_new_it_says_so_and_what_to_do(slack: FakeSlack) -> None:
    assert "Nothing is new or changed in the last 7 days." in shown(await typed(slack, "7"))
    assert "`/whatsnew all` shows what came before." in shown(await typed(slack))
    assert "Nothing has come in or changed yet." in shown(await typed(slack, "all"))


@pytest.mark.usefixtures("door", "news")
async def test_a_guest_sees_what_is_safe_for_buyers(slack: FakeSlack) -> None:
    slack.workspace.channels[SALES].members.append(GUEST)
    words = shown(await typed(slack, user=GUEST))
    assert "Halden Tile case" in words
    assert "Pricing policy" not in words
    assert "people of the company only" in shown(await typed(slack, "weekly", GUEST))


@pytest.mark.usefixtures("door")
async def test_ten_are_shown_and_managers_find_the_way_to_all(
    slack: FakeSlack, library: Library, database: Engine
) -> None:
    pages = [Page(f"p{number:02}.md", "x", f"Page {number:02} <!channel> *x*") for number in range(13)]
    library.pages += pages
    came(database, NOW - timedelta(hours=1), *((one.path, "added") for one in pages))
    words = shown(await typed(slack))
    assert "Page 09 &lt;!channel&gt; *x*" in words
    assert "Page 10" not in words
    assert words.endswith("and 3 more")
    assert shown(await typed(slack, user=REP)).endswith("and 3 more · <https://corner.acme.example/content|All pages>")


@pytest.mark.usefixtures("door")
async def test_what_came_in_bulk_is_one_line_counted_as_it_may_be_seen(slack: FakeSlack, database: Engine) -> None:
    came(database, NOW - timedelta(days=1), ("pricing.md", "added"), ("floor.md", "added"), in_bulk=True)
    assert "1 page came in together with others on 23 Nov." in shown(await typed(slack))
    assert "2 pages came in at once on 23 Nov." in shown(await typed(slack, user=REP))


@pytest.mark.usefixtures("door")
async def test_somebody_subscribes_once_and_stops(slack: FakeSlack, subscriptions: InMemorySubscriptions) -> None:
    slack.workspace.users[OTHER_REP].tz = "Europe/Berlin"
    said = shown(await typed(slack, "weekly"))
    assert said == (
        "From now on the news come to you on Mondays at 09:00 (Europe/Berlin), where there are any. "
        "Next: Mon 30 Nov, 09:00."
    )
    assert "The news come to you already" in shown(await typed(slack, "weekly"))
    (kept,) = subscriptions.kept.values()
    assert (kept.kind, kept.receiver, kept.every, kept.at, kept.weekday) == ("news", OTHER_REP, "week", time(9), 0)
    assert shown(await typed(slack, "stop")) == "The news come to you no longer."
    assert subscriptions.kept == {}
    assert shown(await typed(slack, "stop")) == "No news were sent to you."


@pytest.mark.usefixtures("door")
async def test_managers_subscribe_channels_and_reps_do_not(
    slack: FakeSlack, subscriptions: InMemorySubscriptions
) -> None:
    assert "Only managers and administrators" in shown(await typed(slack, f"weekly <#{SALES}|sales>"))
    assert subscriptions.kept == {}
    said = shown(await typed(slack, f"weekly <#{SALES}|sales>", REP))
    assert said.startswith(f"From now on the news come to <#{SALES}> on Mondays")
    assert "already" in shown(await typed(slack, "weekly here", REP))
    assert "Only managers" in shown(await typed(slack, "stop here"))
    assert [one.receiver for one in subscriptions.kept.values()] == [SALES]
    await slack.command(REP, SALES, "/digest", "list")
    await slack.until(lambda: "No digest" in str(slack.ephemerals(SALES, REP)[-1]))
    assert "no longer" in shown(await typed(slack, "stop here", REP))
    assert subscriptions.kept == {}


@pytest.mark.usefixtures("news")
async def test_the_weekly_news_hold_the_week_as_their_reader_may_see_it(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions, database: Engine
) -> None:
    came(database, NOW - timedelta(minutes=1), ("battlecard.md", "changed"))  # after the week's end
    assert await delivered(door, weekly(subscriptions, OTHER_REP))
    (message,) = slack.answers(slack.workspace.direct(OTHER_REP).id)
    words = shown(message)
    assert words.startswith("*New in the content, 17–24 Nov 2026*\n*New*\n*Halden Tile case*")
    assert message["text"] == "New in the content, 17–24 Nov 2026: 1 new page, 1 changed page"
    assert "Pricing policy" in words
    assert "Price floor" not in words
    assert "Globex" not in words


@pytest.mark.usefixtures("news")
async def test_in_a_channel_it_holds_what_everybody_there_may_see(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions
) -> None:
    assert await delivered(door, weekly(subscriptions, SALES, "ru"))
    words = shown(slack.answers(SALES)[-1])
    assert "Новое в материалах" in words
    assert "Pricing policy" in words
    assert "Price floor" not in words
    assert await delivered(door, weekly(subscriptions, GUESTS))
    words = shown(slack.answers(GUESTS)[-1])
    assert "Halden Tile case" in words
    assert "Pricing policy" not in words


async def test_of_a_quiet_week_nothing_is_sent(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions, database: Engine, backstage: Backstage
) -> None:
    came(database, NOW - timedelta(days=3), ("floor.md", "added"))
    assert not await delivered(door, weekly(subscriptions, OTHER_REP)), "what is new is for others"
    assert not await delivered(door, weekly(subscriptions, SALES))
    assert await delivered(door, weekly(subscriptions, REP))
    delivery = weekly(subscriptions, REP)
    subscriptions.drop(f"news {REP}")
    assert not await delivered(door, delivery)


async def test_where_it_cannot_be_told_who_reads_it_waits(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions, database: Engine
) -> None:
    came(database, NOW - timedelta(days=3), ("pricing.md", "added"))
    slack.fail("users.info", "internal_error", times=20)
    with pytest.raises(UndeliveredError):
        await door.poster.announce(weekly(subscriptions, OTHER_REP))
    assert slack.answers(slack.workspace.direct(OTHER_REP).id) == []


async def test_a_launch_is_told_to_who_wants_the_news_and_stands_on_top(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions, backstage: Backstage, database: Engine
) -> None:
    await typed(slack, "weekly")
    said = shown(await typed(slack, "launch Pricing policy until 31 Dec: three <!here> & *new* tiers", OWNER))
    assert said.startswith("Pricing policy is launched until 31 Dec.")
    planner = announcing.LaunchPlanner(backstage.reach._launches, subscriptions, backstage.notices.deliveries)
    assert planner.plan(NOW) == 1
    (delivery,) = backstage.notices.deliveries.lately(5)
    assert await delivered(door, delivery)
    (message,) = slack.answers(slack.workspace.direct(OTHER_REP).id)
    words = shown(message)
    assert message["text"] == "New: Pricing policy"
    assert "*Pricing policy*\nthree &lt;!here&gt; &amp; *new* tiers\nlaunched by dana · until 31 Dec" in words
    assert "`/whatsnew stop` ends it" in words
    assert words.count("Pricing policy") == 1
    on_top = "*Launched*\n*Pricing policy*\nthree &lt;!here&gt; &amp; *new* tiers\nuntil 31 Dec · policy"
    assert on_top in shown(await typed(slack))
    assert on_top in shown(await home(slack, OTHER_REP))
    assert "launched by dana" in shown(await typed(slack, "launches"))
    assert "is launched already" in shown(await typed(slack, "launch pricing.md", REP))
    assert "launched no longer" in shown(await typed(slack, "unlaunch Pricing policy", REP))
    assert "Nothing is launched now." in shown(await typed(slack, "launches"))
    assert not await delivered(door, delivery), "it was ended"


async def test_a_launch_is_not_told_to_those_who_may_not_see_the_page(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions, backstage: Backstage
) -> None:
    await typed(slack, "weekly")
    await typed(slack, "weekly here", REP)
    assert "is launched until" in shown(await typed(slack, "launch Price floor", REP))
    planner = announcing.LaunchPlanner(backstage.reach._launches, subscriptions, backstage.notices.deliveries)
    assert planner.plan(NOW) == 2
    for delivery in backstage.notices.deliveries.lately(5):
        assert not await delivered(door, delivery)
    assert "Price floor" not in shown(await typed(slack, "launches"))


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize(
    ("who", "text", "said"),
    [
        (OTHER_REP, "launch Pricing policy", "Only its owner, managers and administrators"),
        (OTHER_REP, "launch Price floor", "No page that you may launch is called “Price floor”."),
        (OWNER, "launch", "Say which page: `/whatsnew launch PAGE"),
        (OWNER, "launch Pricing policy until whenever: x", "“whenever” is no day that I understand."),
        (OWNER, "launch Pricing policy until 2026-11-01", "from today on"),
        (OWNER, "unlaunch Pricing policy", "Pricing policy is not launched."),
        (OTHER_REP, "frobnicate", "I do not understand “frobnicate”."),
    ],
)
async def test_what_may_not_or_cannot_be_done_is_said(slack: FakeSlack, who: str, text: str, said: str) -> None:
    assert said in shown(await typed(slack, text, who))


async def test_with_the_database_down_a_sentence_says_so(
    slack: FakeSlack, make_door: Callable[..., SlackDoor], database: Engine, library: Library
) -> None:
    known = kept_reach(database, library, FixedClock())
    down = ReachDesk(
        news=DownStore(), launches=DownStore(), documents=library, rights=known._rights, clock=FixedClock()
    )
    await make_door(reach=down).start_socket_mode()
    assert "the database does not answer" in shown(await typed(slack))
    assert "the database does not answer" in shown(await home(slack, OTHER_REP))


@pytest.mark.usefixtures("door", "news")
async def test_it_speaks_the_askers_language(slack: FakeSlack) -> None:
    slack.workspace.users[OTHER_REP].locale = "ru-RU"
    assert shown(await typed(slack)).startswith("*Что нового: за последние 30 дней*\n*Новое*\n*Halden Tile case*")
    assert "еженедельно" in shown(await typed(slack, "помощь"))


@pytest.mark.usefixtures("door")
async def test_the_words_of_a_launch_may_name_a_day_too(slack: FakeSlack) -> None:
    said = shown(await typed(slack, "launch Pricing policy until 31 December: prices hold until 2027-01-31", OWNER))
    assert said.startswith("Pricing policy is launched until 31 Dec.")
    assert "prices hold until 2027-01-31\nlaunched by dana" in shown(await typed(slack, "launches"))


@pytest.mark.usefixtures("door")
async def test_a_title_leaves_room_for_what_is_said_of_it(slack: FakeSlack, library: Library) -> None:
    library.pages += [Page("endless.md", "x", "x" * 3_000), Page("nameless.md", "x", "   ")]
    assert "… is launched until 8 Dec." in shown(await typed(slack, "launch endless.md", OWNER))
    assert "… is launched already" in shown(await typed(slack, "launch endless.md", OWNER))
    assert "nameless.md is launched until 8 Dec." in shown(await typed(slack, "launch nameless.md", OWNER))


@pytest.mark.usefixtures("door")
async def test_who_subscribes_twice_at_once_gets_the_news_once(
    slack: FakeSlack, subscriptions: InMemorySubscriptions
) -> None:
    await asyncio.gather(*(slack.command(REP, SALES, "/whatsnew", "weekly") for _ in range(5)))
    await slack.until(lambda: len(slack.ephemerals(SALES, REP)) == 5)
    assert len(subscriptions.all()) == 1
