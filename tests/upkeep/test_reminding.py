"""Who is reminded of which pages, when, and when again: by everybody's own clock, once a day."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from kept_company import PLAIN
from sqlalchemy import Engine

from bot.chat.trouble import LookUpError
from bot.deliveries.model import Announced, Delivery
from bot.owners import Owners
from bot.reindexing.rights import SourceRights
from bot.stores.deliveries import SqlDeliveries
from bot.stores.questions import QuestionStore
from bot.stores.reminders import SqlReminderFacts
from bot.stores.upkeep import SqlUpkeep
from bot.upkeep.model import DocumentAct, UpkeepVerb
from bot.upkeep.reminding import DuePage, ReminderDesk, Told, is_wanted, named
from bot.upkeep.reminding_rounds import Keeper, ReminderRounds, Rules
from bot.upkeep.rights import UpkeepRights
from bot.viewer import Viewer
from content_index.model import Document

TUESDAY = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
DANA, LEE, ADAM = "dana@acme.example", "lee@acme.example", "U0ADMIN01"


def page(name: str, due: date, owner: str | None = DANA, **changes: object) -> Document:
    given = {"owner": owner, "reviewed": due - 30 * DAY, "review_every_days": 30} | changes
    return Document(name, "wiki", f"{name}.md", name.title(), "battlecard", "en", "f", **given)  # type: ignore[arg-type]


class Clock:
    def __init__(self, now: datetime = TUESDAY) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment


class People:
    """Implements bot.upkeep.reminding_rounds.PeopleFinder. `known`: candidates, and who they are."""

    surface = "slack"

    def __init__(self, known: Mapping[str, Keeper]) -> None:
        self.known = dict(known)
        self.down: set[str] = set()

    async def people(self, workspaces: Sequence[str], candidate: str) -> Sequence[Keeper]:
        assert list(workspaces) == ["T1"]
        if candidate in self.down:
            raise LookUpError("users_info: internal_error")
        return (self.known[candidate],) if candidate in self.known else ()


OWNERS = Owners({"Pricing team": [DANA]})


def keeper(name: str, zone: str = "UTC", **changes: object) -> Keeper:
    own = {"surface": "slack", "workspace": "T1", "email": name, "groups": frozenset()}
    viewer = Viewer(f"U-{name}", **own | {"owns": lambda owner: OWNERS.means(owner, f"U-{name}", name)} | changes)  # type: ignore[arg-type]
    return Keeper(viewer, zone)


class House:
    """A deployment: its pages, its log, and rounds that look when they are told to."""

    def __init__(self, engine: Engine, *pages: Document, source: Sequence[str] = (), at: time = time(9)) -> None:
        self.pages = {one.id: one for one in pages}
        self.clock, self.deliveries, self.upkeep = Clock(), SqlDeliveries(engine), SqlUpkeep(engine)
        self.questions = QuestionStore(engine)
        self.questions.write([replace(PLAIN, id="q-first", document="", asked_at=TUESDAY - 300 * DAY)])
        self.desk = ReminderDesk(
            documents=lambda: self.pages,
            upkeep=self.upkeep,
            facts=SqlReminderFacts(engine),
            deliveries=self.deliveries,
            rights=UpkeepRights(SourceRights({"wiki": tuple(source)})),
            clock=self.clock,
            console="",
        )
        self.people = People({DANA: keeper(DANA), LEE: keeper(LEE)})
        self.people.known[ADAM] = keeper(ADAM, roles=frozenset({"administrator"}))
        self.rules = Rules(OWNERS, (ADAM,), at)

    def used(self, name: str, times: int = 1, days_ago: float = 1) -> None:
        asked = self.clock.moment - days_ago * DAY
        self.questions.write(
            [
                replace(PLAIN, id=f"q-{name}-{days_ago}-{number}", document=f"{name}.md", asked_at=asked)
                for number in range(times)
            ]
        )

    def does(self, verb: UpkeepVerb, name: str) -> None:
        at = self.clock.moment
        self.upkeep.act(DocumentAct(f"{verb}{name}{at}", name, "", "", verb, "U1", "Dana", "slack", at), "wiki")

    def looks(self, now: datetime | None = None, *, send: bool = True) -> dict[str, list[str]]:
        """Who is reminded of what now."""
        self.clock.moment = now or self.clock.moment
        known = {one.key for one in self.deliveries.since("reminder", self.clock.moment - 60 * DAY)}
        rounds = ReminderRounds([self.people], self.desk, self.rules, self.clock)

        async def look() -> None:
            await rounds.look()
            await rounds.stop()

        asyncio.run(look())
        new = [one for one in self.deliveries.lately(50) if one.key not in known and one.kind == "reminder"]
        if send:
            for one in self.deliveries.claim(("slack",), "me", self.clock.moment, 60, 50):
                self.deliveries.begun(one.key, "me", Announced(f"D-{one.receiver}", one.key[-10:]))
                self.deliveries.sent(one.key, "me", self.clock.moment)
        return {one.receiver.removeprefix("U-"): named(one) for one in new}

    def days(self, count: int, start: datetime = TUESDAY) -> list[tuple[int, list[str]]]:
        """On which of so many days Dana is told of what."""
        return [(n, told[DANA]) for n in range(count) if (told := self.looks(start + n * DAY)).keys() & {DANA}]

    def latest(self) -> Delivery:
        return next(iter(self.deliveries.since("reminder", TUESDAY - 90 * DAY)))


def test_what_reps_use_comes_first_and_each_owner_gets_their_own(engine: Engine) -> None:
    house = House(
        engine,
        page("unused", date(2026, 1, 1)),
        page("some", date(2026, 11, 1)),
        page("most", date(2026, 11, 20), owner="Pricing team"),
        page("fresh", date(2027, 3, 1)),
        page("soon", date(2026, 12, 1)),
        page("soon-unused", date(2026, 12, 1)),
        page("later", date(2026, 12, 2)),
        page("lees", date(2026, 10, 1), owner=LEE),
        page("undated", date(2026, 1, 1), reviewed=None),
    )
    for name, times in (("some", 2), ("most", 5), ("soon", 3), ("fresh", 9), ("later", 9)):
        house.used(name, times)
    assert house.looks() == {DANA: ["most", "soon", "some", "unused"], LEE: ["lees"]}
    assert house.looks() == {}, "once a day"


def test_at_most_five_are_named_and_the_rest_counted(engine: Engine) -> None:
    house = House(engine, *(page(f"p{number}", date(2026, 11, 1) + number * DAY) for number in range(9)))
    house.used("p8")
    assert house.looks() == {DANA: ["p8", "p0", "p1", "p2", "p3"]}
    assert house.latest().about["more"] == "4"
    assert house.days(13, TUESDAY + DAY) == [(2, ["p8"]), (5, ["p8"]), (8, ["p8"]), (12, ["p8"])]
    assert house.looks(TUESDAY + 14 * DAY).keys() == {DANA}, "those that were counted alone come again as well"


def test_a_used_page_is_told_of_every_three_days_until_it_is_dealt_with(engine: Engine) -> None:
    house = House(engine, page("p", date(2026, 11, 1)))
    house.used("p")
    assert [day for day, _ in house.days(9)] == [0, 3, 6], "Friday, and Monday"
    house.does("verified", "p")
    house.pages["p"] = page("p", date(2026, 12, 30))
    assert house.days(7, TUESDAY + 9 * DAY) == []


def test_an_unused_page_is_told_of_every_two_weeks(engine: Engine) -> None:
    house = House(engine, page("p", date(2026, 1, 1)))
    assert [day for day, _ in house.days(16)] == [0, 14]


def test_a_page_that_is_being_worked_on_is_told_of_less(engine: Engine) -> None:
    house = House(engine, page("p", date(2026, 11, 1)))
    house.used("p")
    house.does("needs_work", "p")
    assert [day for day, _ in house.days(15)] == [0, 14]


def test_what_is_used_and_becomes_overdue_is_told_of_on_the_next_working_day(engine: Engine) -> None:
    house = House(engine, page("p", date(2026, 11, 27)))
    house.used("p", days_ago=0.5)
    assert [day for day, _ in house.days(8)] == [0, 3, 6], "soon, on its day, overdue since"
    thursday = DuePage(page("p", date(2026, 11, 25)), date(2026, 11, 25), 1, house.desk.pages()["p"].state)
    told = Told({"p": date(2026, 11, 24)})
    assert not is_wanted(thursday, told, date(2026, 11, 25))
    assert is_wanted(thursday, told, date(2026, 11, 26))
    assert not is_wanted(replace(thursday, uses=0), told, date(2026, 11, 26))


def test_what_begins_to_be_used_is_told_of_sooner(engine: Engine) -> None:
    house = House(engine, page("p", date(2026, 1, 1)))
    assert house.looks() == {DANA: ["p"]}
    house.used("p")
    assert [day for day, _ in house.days(4, TUESDAY + DAY)] == [2]


@pytest.mark.parametrize("verb", ["pulled", "retired"])
def test_what_answers_nothing_is_left_alone(engine: Engine, verb: UpkeepVerb) -> None:
    house = House(engine, page("p", date(2026, 1, 1)))
    house.does(verb, "p")
    assert house.looks() == {}


@pytest.mark.parametrize(
    ("owner", "source", "told"),
    [
        ("Nobody Known", (LEE,), LEE),
        (None, (LEE,), LEE),
        ("Nobody Known", (), ADAM),
        ("C0CHANNEL1", ("S0GROUP001",), ADAM),
        ("guest@acme.example", (LEE,), LEE),
    ],
)
def test_what_nobody_can_be_found_for_goes_up(
    engine: Engine, owner: str | None, source: Sequence[str], told: str
) -> None:
    house = House(engine, page("p", date(2026, 1, 1), owner=owner), page("d", date(2026, 1, 1)), source=source)
    house.people.known["guest@acme.example"] = keeper("guest@acme.example", guest=True)
    assert house.looks() == {DANA: ["d"], told: ["p"]}
    why = {one.receiver: one.about for one in house.deliveries.since("reminder", TUESDAY - DAY)}
    rung = "administrators" if told == ADAM else "source"
    assert (why[f"U-{told}"][rung], why[f"U-{told}"]["owned"]) == ("p", "")


def test_who_may_not_see_a_page_is_not_told_of_it(engine: Engine) -> None:
    house = House(engine, page("p", date(2026, 1, 1), audience=("managers",)))
    assert house.looks() == {ADAM: ["p"]}


def test_somebody_who_cannot_be_looked_up_now_is_waited_for(engine: Engine) -> None:
    house = House(engine, page("p", date(2026, 1, 1)))
    house.people.down.add(DANA)
    assert house.looks() == {}
    house.people.down.clear()
    assert house.looks(TUESDAY + timedelta(hours=1)) == {DANA: ["p"]}


def test_whom_a_reminder_did_not_reach_is_left_out_for_a_week(engine: Engine) -> None:
    house = House(engine, page("p", date(2026, 11, 1)), source=(LEE,))
    house.used("p")
    assert house.looks(send=False) == {DANA: ["p"]}
    (one,) = house.deliveries.claim(("slack",), "me", house.clock.moment, 60, 9)
    house.deliveries.failed(one.key, "me", "user_disabled", None)
    assert house.looks(TUESDAY + timedelta(minutes=5)) == {LEE: ["p"]}
    assert house.looks(TUESDAY + 8 * DAY).keys() == {DANA}


def test_one_message_a_day_tells_of_theirs_and_of_nobodys(engine: Engine) -> None:
    house = House(engine, page("n", date(2026, 1, 1), owner=None), page("d", date(2026, 1, 1)), source=(DANA,))
    house.looks()
    assert (house.latest().about["owned"], house.latest().about["source"]) == ("d", "n")


@pytest.mark.parametrize(
    ("now", "zone", "is_told"),
    [
        ("2026-11-24T08:59", "UTC", False),
        ("2026-11-24T09:00", "UTC", True),
        ("2026-11-24T16:59", "UTC", True),
        ("2026-11-24T17:00", "UTC", False),
        ("2026-11-24T13:59", "America/New_York", False),
        ("2026-11-24T14:00", "America/New_York", True),
        ("2026-11-27T23:30", "Pacific/Auckland", False),
        ("2026-11-23T00:30", "Asia/Tokyo", True),
        ("2026-11-28T10:00", "UTC", False),
        ("2026-11-29T23:30", "Pacific/Auckland", True),
    ],
)
def test_by_their_own_clock_and_on_working_days(engine: Engine, now: str, zone: str, *, is_told: bool) -> None:
    house = House(engine, page("p", date(2026, 1, 1)))
    house.people.known[DANA] = keeper(DANA, zone)
    assert bool(house.looks(datetime.fromisoformat(f"{now}+00:00"))) is is_told


@pytest.mark.parametrize(
    ("zone", "monday", "before", "after"),
    [
        ("Europe/Berlin", "2026-10-26", "07:00", "08:00"),
        ("Europe/Berlin", "2027-03-29", "08:00", "07:00"),
        ("America/New_York", "2026-11-02", "13:00", "14:00"),
    ],
)
def test_when_the_clocks_change_it_is_still_nine_there_and_once(
    engine: Engine, zone: str, monday: str, before: str, after: str
) -> None:
    """Two replicas look each hour, from the Friday before the clocks change to the Monday after it."""
    friday = datetime.fromisoformat(f"{monday}T00:00:00+00:00") - 3 * DAY
    house = House(engine, page("p", friday.date() - 9 * DAY))
    house.people.known[DANA] = keeper(DANA, zone)
    house.clock.moment = friday
    house.used("p")
    told = []
    for moment in (friday + day * DAY + timedelta(hours=hour) for day in range(4) for hour in range(6, 17)):
        told += [moment for _ in range(2) if house.looks(moment)]
    assert [f"{one:%a %H:%M}" for one in told] == [f"Fri {before}", f"Mon {after}"]


@pytest.mark.parametrize(("day", "hour"), [("2026-04-24", "00:30"), ("2026-10-29", "23:30")])
def test_an_hour_that_the_clocks_leave_out_or_show_twice_is_told_of_once(engine: Engine, day: str, hour: str) -> None:
    """In Cairo they go forward at midnight into a Friday (24 April 2026), and back at the end of a Thursday."""
    house = House(engine, page("p", date.fromisoformat(day) - 9 * DAY), at=time.fromisoformat(hour))
    house.people.known[DANA] = keeper(DANA, "Africa/Cairo")
    start = datetime.fromisoformat(f"{day}T12:00:00+02:00") - (12 if hour < "12" else 0) * timedelta(hours=1)
    house.clock.moment = start
    house.used("p")
    told = [half for half in range(29) if house.looks(start + half * timedelta(minutes=30))]
    assert len(told) == 1


def test_not_this_week_is_until_monday(engine: Engine) -> None:
    house = House(engine, page("p", date(2026, 11, 1)))
    house.used("p")
    house.looks()
    sent = house.latest()
    dana = house.people.known[DANA].viewer
    assert not house.desk.snooze(house.people.known[LEE].viewer, sent.place, sent.message)
    assert not house.desk.snooze(dana, sent.place, "another")
    assert house.desk.snooze(dana, sent.place, sent.message)
    assert [day for day, _ in house.days(8, TUESDAY + DAY)] == [5]


def test_what_was_dealt_with_before_it_is_sent_is_left_out(engine: Engine) -> None:
    house = House(engine, page("p", date(2026, 11, 1)), page("r", date(2026, 11, 2)))
    house.looks(send=False)
    dana = house.people.known[DANA].viewer
    house.does("pulled", "p")
    assert [one.document.id for part in house.desk.held(house.latest(), dana) for one in part.pages] == ["r"]
    del house.pages["r"]
    assert house.desk.held(house.latest(), dana) == []
    assert house.desk.held(house.latest(), house.people.known[LEE].viewer) == []


def test_a_reminder_names_nobody_in_its_key_and_is_over_with_its_day(engine: Engine) -> None:
    house = House(engine, page("p", date(2026, 11, 1)))
    house.looks(send=False)
    assert DANA not in house.latest().key
    assert not house.desk.is_over(house.latest())
    house.clock.moment += DAY
    assert house.desk.is_over(house.latest())
