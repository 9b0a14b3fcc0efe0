"""Launches: who may, how long they stand, and that each who wants the news is told once, whatever dies in between."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from fakes import FixedClock
from library import Library, Page
from reach_samples import kept_reach
from sqlalchemy import Engine

from bot.digests.model import Subscription
from bot.digests.planning import DigestPlanner
from bot.reach.announcing import ANNOUNCED_WITHIN, LaunchPlanner
from bot.reach.desk import DayError, LaunchedAlreadyError, NotTheirsError, PageUnknownError, ReachDesk
from bot.stores.deliveries import SqlDeliveries
from bot.stores.launches import SqlLaunches
from bot.stores.subscriptions import SqlSubscriptions
from bot.viewer import Viewer
from retrieval.model import Filters

NOW = FixedClock().now()
MANAGER = Viewer("U1", "Morgan", surface="slack", workspace="T1", roles=frozenset({"rep", "manager"}))
DANA = Viewer("U2", "Dana", surface="slack", workspace="T1", owns="Dana Reyes".__eq__)
REP = Viewer("U3", "Robin", surface="slack", workspace="T1")
ADMIN = Viewer("U4", "Alex", surface="slack", workspace="T1", roles=frozenset({"administrator"}))
EVERYBODY = Filters(groups=frozenset())
PRICING, FLOOR, ONBOARDING = "pricing-md", "floor-md", "onboarding-md"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def desk(engine: Engine, library: Library, clock: FixedClock) -> ReachDesk:
    return kept_reach(engine, library, clock)


def wants_news(engine: Engine, receiver: str, created_at: datetime = NOW, **changes: object) -> None:
    given = Subscription(receiver, "news", "fake", "T1", receiver, "week", time(9), "UTC", created_at=created_at)
    SqlSubscriptions(engine).keep(replace(given, **changes))  # type: ignore[arg-type]


def planner(engine: Engine) -> LaunchPlanner:
    return LaunchPlanner(SqlLaunches(engine), SqlSubscriptions(engine), SqlDeliveries(engine))


@pytest.mark.parametrize(
    ("viewer", "page"), [(MANAGER, PRICING), (DANA, PRICING), (ADMIN, FLOOR), (MANAGER, ONBOARDING)]
)
def test_owners_managers_and_administrators_launch_what_they_see(desk: ReachDesk, viewer: Viewer, page: str) -> None:
    launch = desk.launch(viewer, page, words="  new\n tiers ")
    assert (launch.until, launch.words, launch.name) == (date(2026, 12, 8), "new tiers", viewer.name)
    told = desk.launched(Filters(groups=None))
    assert [one.document.id for one in told] == [page]


@pytest.mark.parametrize(
    ("viewer", "page"), [(REP, PRICING), (DANA, ONBOARDING), (replace(DANA, guest=True), "case-md")]
)
def test_others_do_not(desk: ReachDesk, viewer: Viewer, page: str) -> None:
    with pytest.raises(NotTheirsError):
        desk.launch(viewer, page)
    with pytest.raises(NotTheirsError):
        desk.unlaunch(viewer, page)


@pytest.mark.parametrize("page", [FLOOR, "nowhere"])
def test_of_a_page_that_is_for_others_nothing_is_told(desk: ReachDesk, page: str) -> None:
    with pytest.raises(PageUnknownError):
        desk.launch(MANAGER, page)


@pytest.mark.parametrize("day", [NOW.date() - timedelta(days=1), NOW.date() + timedelta(days=366)])
def test_the_day_is_neither_over_nor_far_away(desk: ReachDesk, day: date) -> None:
    with pytest.raises(DayError):
        desk.launch(MANAGER, PRICING, until=day)


def test_it_stands_until_its_day_is_over_or_it_is_ended(desk: ReachDesk, clock: FixedClock) -> None:
    desk.launch(MANAGER, PRICING, until=NOW.date() + timedelta(days=1))
    with pytest.raises(LaunchedAlreadyError):
        desk.launch(DANA, PRICING)
    clock._now = NOW + timedelta(days=1)
    assert len(desk.launched(EVERYBODY)) == 1
    clock._now = NOW + timedelta(days=2)
    assert desk.launched(EVERYBODY) == ()
    assert not desk.unlaunch(MANAGER, PRICING)
    desk.launch(DANA, PRICING)
    assert desk.unlaunch(MANAGER, PRICING)
    assert desk.launched(EVERYBODY) == ()


def test_it_stands_for_those_alone_who_see_the_page_and_not_while_that_is_gone(
    desk: ReachDesk, library: Library
) -> None:
    desk.launch(ADMIN, FLOOR)
    assert desk.launched(EVERYBODY) == ()
    assert len(desk.launched(Filters(groups=frozenset({"managers"})))) == 1
    library.pages = [one for one in library.pages if one.path != "floor.md"]
    assert desk.launched(Filters(groups=None)) == ()


def test_of_two_who_launch_at_once_one_does(engine: Engine, library: Library) -> None:
    desks = [kept_reach(engine, library, FixedClock()) for _ in range(4)]

    def launch(desk: ReachDesk) -> int:
        try:
            desk.launch(MANAGER, PRICING)
        except LaunchedAlreadyError:
            return 0
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(launch, desks)) == 1


def test_everybody_who_wants_the_news_is_told_once(engine: Engine, desk: ReachDesk) -> None:
    wants_news(engine, "U7")
    wants_news(engine, "C8")
    wants_news(engine, "later", NOW + timedelta(minutes=1))
    wants_news(engine, "rests", paused=True)
    wants_news(engine, "figures", kind="manager")
    launch = desk.launch(MANAGER, PRICING)
    replicas = [planner(engine) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        added = sum(pool.map(lambda one: one.plan(NOW), replicas))
    assert added == 2
    assert planner(engine).plan(NOW + timedelta(minutes=5)) == 0, "one that has just started"
    kept = SqlDeliveries(engine).lately(10)
    assert sorted(one.receiver for one in kept) == ["C8", "U7"]
    assert {(one.kind, one.about["launch"], one.due_at) for one in kept} == {("launch", launch.id, NOW)}


def test_what_is_ended_or_was_launched_long_ago_is_announced_no_more(engine: Engine, desk: ReachDesk) -> None:
    wants_news(engine, "U7")
    desk.launch(MANAGER, PRICING)
    assert planner(engine).plan(NOW + ANNOUNCED_WITHIN + timedelta(minutes=1)) == 0
    desk.unlaunch(MANAGER, PRICING)
    assert planner(engine).plan(NOW) == 0


def test_the_weekly_news_are_planned_as_digests_are_once_a_week(engine: Engine) -> None:
    wants_news(engine, "U7", datetime(2026, 11, 20, tzinfo=UTC))
    for _ in range(2):
        for minutes in range(0, 20, 5):
            planning = DigestPlanner(SqlSubscriptions(engine), SqlDeliveries(engine))
            planning.plan(datetime(2026, 11, 30, 8, 55, tzinfo=UTC) + timedelta(minutes=minutes))
    kept = SqlDeliveries(engine).lately(10)
    assert [(one.kind, one.due_at.day) for one in kept] == [("news", 30), ("news", 23)]


def test_pages_are_named_as_people_name_them(desk: ReachDesk, library: Library) -> None:
    library.pages.append(Page("tiers.md", "x", "Tiers: the new ones"))
    named = desk.named(MANAGER, "Tiers: the new ones: from May")
    assert ([one.path for one in named.pages], named.note) == (["tiers.md"], "from May")
    with pytest.raises(NotTheirsError):
        desk.named(REP, "Pricing policy")
