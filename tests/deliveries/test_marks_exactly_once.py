"""Each message that quotes a pulled page is changed once, whatever dies in between and however many replicas do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from kept_company import PLAIN
from replicas import DIED, Message, Orders, Platform, Replica, serving
from sqlalchemy import Engine

from bot.conversation_model import PostedAnswer
from bot.stores.deliveries import SqlDeliveries
from bot.stores.posted_answers import SqlPostedAnswers
from bot.stores.questions import QuestionStore
from bot.stores.upkeep import SqlUpkeep
from bot.upkeep.model import DocumentAct, UpkeepVerb

PULLED = datetime(2026, 11, 23, 8, tzinfo=UTC)
SOON, AFTER_THE_LEASE = PULLED + timedelta(minutes=1), PULLED + timedelta(minutes=5)
STEPS = ("planned", "claimed", "before announcing", "recorded", "before filling", "filled", "sent")


@pytest.fixture
def platform() -> Iterator[Platform]:
    with serving() as running:
        yield running


def act(engine: Engine, verb: UpkeepVerb, at: datetime) -> None:
    SqlUpkeep(engine).act(
        DocumentAct(f"a-{verb}", "d1", "pricing.md", "Pricing", verb, "U9", "Dana", "slack", at), "wiki"
    )


def answers(engine: Engine, platform: Platform, count: int) -> None:
    """So many messages stand there that quote the page."""
    for number in range(count):
        at = PULLED - timedelta(hours=1 + number)
        QuestionStore(engine).write([replace(PLAIN, id=f"q{number}", asked_at=at)])
        SqlPostedAnswers(engine).remember(PostedAnswer(f"q{number}", "T1", "C1", str(number), None, at))
        platform.messages.append(Message("C1", "", "the old answer"))


def orders(database_url: str, platform: Platform, moment: datetime, dies_at: str = "") -> Orders:
    return Orders(
        database_url, platform.address, [moment - timedelta(seconds=50), moment], ("slack",), dies_at, marks=True
    )


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_every_step(database_url: str, engine: Engine, platform: Platform, step: str) -> None:
    answers(engine, platform, 3)
    act(engine, "pulled", PULLED)
    assert Replica(orders(database_url, platform, SOON, step)).ended() == DIED
    both = [Replica(orders(database_url, platform, AFTER_THE_LEASE)) for _ in range(2)]
    assert [one.ended() for one in both] == [0, 0]
    assert [one.text for one in platform.messages] == ["pulled"] * 3
    assert {one.state for one in SqlDeliveries(engine).lately(10)} == {"sent"}
    # What was changed, but not written down as changed yet, is changed again, to the very same words.
    assert sum(one.updates for one in platform.messages) <= (6 if step in {"filled", "sent"} else 3)
    act(engine, "restored", AFTER_THE_LEASE + timedelta(minutes=1))
    later = orders(database_url, platform, AFTER_THE_LEASE + timedelta(minutes=9))
    both = [Replica(later), Replica(later)]
    assert [one.ended() for one in both] == [0, 0]
    assert [one.text for one in platform.messages] == ["restored"] * 3


def test_two_replicas_at_once(database_url: str, engine: Engine, platform: Platform) -> None:
    answers(engine, platform, 12)
    act(engine, "pulled", PULLED)
    both = [Replica(orders(database_url, platform, SOON)) for _ in range(2)]
    assert [one.ended() for one in both] == [0, 0]
    assert Replica(orders(database_url, platform, AFTER_THE_LEASE)).ended() == 0
    assert [(one.text, one.updates) for one in platform.messages] == [("pulled", 1)] * 12
