"""Which messages are to be changed once a page is pulled or restored, planned from what owners did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from kept_company import PLAIN
from sqlalchemy import Engine

from bot.conversation_model import PostedAnswer
from bot.deliveries.model import Announced, Delivery
from bot.model import LoggedQuestion
from bot.stores.deliveries import SqlDeliveries
from bot.stores.marks import SqlMarks
from bot.stores.posted_answers import SqlPostedAnswers
from bot.stores.questions import QuestionStore
from bot.stores.upkeep import SqlUpkeep
from bot.upkeep.marking import MarkPlanner
from bot.upkeep.model import DocumentAct, UpkeepVerb

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SOON = NOW + timedelta(seconds=5)


class Desk:
    def __init__(self, engine: Engine) -> None:
        self.questions, self.posted = QuestionStore(engine), SqlPostedAnswers(engine)
        self.upkeep, self.deliveries, self.marks = SqlUpkeep(engine), SqlDeliveries(engine), SqlMarks(engine)

    def planner(self, days: int = 30, others: frozenset[str] = frozenset()) -> MarkPlanner:
        return MarkPlanner(self.upkeep, self.marks, self.deliveries, days, namesakes=lambda _id, _path: others)

    def asked(self, name: str, days_ago: float = 1, place: str = "C1", **changes: object) -> LoggedQuestion:
        at = NOW - timedelta(days=days_ago)
        question = replace(PLAIN, **{"id": name, "asked_at": at, "place": place} | changes)  # type: ignore[arg-type]
        self.questions.write([question])
        self.posted.remember(PostedAnswer(name, "T1", place, f"m-{name}", "t1", at))
        return question

    def acts(self, verb: UpkeepVerb, at: datetime = NOW, document: str = "d1", path: str = "pricing.md") -> None:
        act = DocumentAct(f"{verb}{at:%d%H%M}", document, path, "Pricing", verb, "U9", "Dana", "slack", at, "secret")
        self.upkeep.act(act, "wiki")

    def planned(self, kind: str = "pulled") -> Sequence[Delivery]:
        return sorted((one for one in self.deliveries.lately(100) if one.kind == kind), key=lambda one: one.due_at)

    def changed(self) -> list[str]:
        return [one.message for one in self.planned()]

    def send_all(self, until: datetime = NOW + timedelta(days=9)) -> None:
        for one in self.deliveries.claim(("slack", "teams"), "me", until, 60, 100):
            self.deliveries.begun(one.key, "me", Announced(one.place, one.message))
            self.deliveries.sent(one.key, "me", until)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def test_every_message_that_quotes_it_is_to_be_changed_once_the_newest_first(desk: Desk) -> None:
    desk.asked("old", 29)
    desk.asked("new", 1, surface="teams", asker="U2", status="unsure")
    desk.asked("other", document="faq.md")
    desk.asked("gap", status="gap")
    desk.asked("console", surface="console")
    desk.asked("ancient", 31)
    desk.acts("pulled")
    assert desk.planner().plan(SOON) == 2
    assert desk.planner().plan(SOON) == 0
    new, old = desk.planned()
    assert (new.surface, new.receiver, new.place, new.message) == ("teams", "U2", "C1", "m-new")
    assert dict(old.about) == {"document": "d1", "act": "pulled240900", "question": "old", "thread": "t1"}
    assert old.due_at - new.due_at >= timedelta(seconds=1.2), "Slack lets some fifty a minute be changed"
    assert "secret" not in str(desk.planned())


def test_every_copy_of_an_answer_counts(desk: Desk) -> None:
    desk.asked("q")
    desk.posted.remember(PostedAnswer("q", "T1", "C2", "shared", "shared", NOW))
    desk.acts("retired")
    desk.planner().plan(SOON)
    assert set(desk.changed()) == {"m-q", "shared"}


def test_where_two_sources_disagree_the_other_one_is_quoted_too(desk: Desk) -> None:
    shown = (("p1", "faq.md"), ("p2", "pricing.md"))
    desk.asked("agree", document="faq.md", passages=shown)
    desk.asked("differ", document="faq.md", passages=shown, flags=("conflicting",))
    desk.acts("pulled")
    desk.planner().plan(SOON)
    assert desk.changed() == ["m-differ"]


def test_a_message_that_closed_a_gap_quotes_what_it_came_with(desk: Desk) -> None:
    for name, document in (("q1", "pricing.md"), ("q2", "faq.md")):
        desk.asked(name, status="gap", document="")
        about = {"gap": "g", "question": name, "document": document}
        came = Delivery(f"closed:{name}", "closed", "slack", "T1", "U1", about, NOW)
        desk.deliveries.add([replace(came, place="C1", message=f"m-{name}", state="sent")])
    desk.acts("pulled")
    desk.planner().plan(SOON)
    assert desk.changed() == ["m-q1"]


def test_an_answer_that_was_under_way_is_found_a_little_later(desk: Desk) -> None:
    planner = desk.planner()
    desk.acts("pulled")
    assert planner.plan(SOON) == 0
    desk.asked("late", days_ago=-0.001)
    assert planner.plan(SOON + timedelta(minutes=2)) == 1


def test_nothing_that_happened_before_a_start_is_lost(desk: Desk) -> None:
    desk.asked("q", 3)
    desk.acts("pulled", NOW - timedelta(days=2))
    assert desk.planner().plan(NOW) == 1
    assert desk.planner().plan(NOW + timedelta(days=1)) == 0


def test_it_can_be_turned_off_and_made_shorter(desk: Desk) -> None:
    desk.asked("q", 3)
    desk.acts("pulled")
    assert desk.planner(days=0).plan(SOON) == 0
    assert desk.planner(days=2).plan(SOON) == 0
    assert desk.planner(days=4).plan(SOON) == 1


def test_to_retire_what_is_pulled_changes_nothing_again(desk: Desk) -> None:
    desk.asked("q")
    desk.acts("pulled")
    desk.planner().plan(SOON)
    desk.acts("retired", NOW + timedelta(hours=1))
    desk.acts("verified", NOW + timedelta(hours=2))
    assert desk.planner().plan(NOW + timedelta(hours=3)) == 0


def test_restored_only_what_was_changed_is_put_right_each_time_once(desk: Desk) -> None:
    desk.asked("q")
    for day in (1, 3):
        desk.acts("pulled", NOW + timedelta(days=day))
        assert desk.planner().plan(NOW + timedelta(days=day, seconds=5)) == 1
        desk.send_all()
        desk.acts("restored", NOW + timedelta(days=day + 1))
        assert desk.planner().plan(NOW + timedelta(days=day + 1, seconds=5)) == 1
        assert desk.planner().plan(NOW + timedelta(days=day + 1, seconds=9)) == 0
        desk.send_all()
    assert [one.message for one in desk.planned("restored")] == ["m-q", "m-q"]


def test_restored_before_anything_was_changed_nothing_is_put_right(desk: Desk) -> None:
    desk.asked("q")
    desk.acts("pulled")
    desk.planner().plan(SOON)
    desk.acts("restored", NOW + timedelta(minutes=1))
    assert desk.planner().plan(NOW + timedelta(minutes=2)) == 0


def test_what_a_message_holds_is_not_what_changed_it(desk: Desk) -> None:
    desk.asked("q")
    desk.acts("pulled")
    desk.planner().plan(SOON)
    assert desk.deliveries.at("T1", "C1", "m-q") is None
    assert [one.kind for one in desk.deliveries.marks_at("T1", "C1", "m-q")] == ["pulled"]


def test_a_page_at_the_same_path_in_another_source_is_another_page(desk: Desk) -> None:
    desk.asked("other", passages=(("p7", "pricing.md"), ("p2", "faq.md")))
    desk.asked("both", passages=(("p7", "pricing.md"), ("p1", "pricing.md")))
    desk.asked("unknown", passages=())
    desk.acts("pulled")
    desk.planner(others=frozenset({"p7", "p8"})).plan(SOON)
    assert set(desk.changed()) == {"m-both", "m-unknown"}
