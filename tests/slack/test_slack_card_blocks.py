"""A battlecard as Slack's blocks: as it looks, and within Slack's limits whatever stands on it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from test_slack_gap_blocks import MANY, assert_slack_takes
from test_slack_limits import HUGE
from test_slack_mrkdwn import HOSTILE

from bot.battlecards.telling import CardLine, CardTold, Choice, ChoiceTold, Tab
from bot.slack.card_blocks import card_message, choice_message, shared_message

TOLD = CardTold(
    card_id="d1",
    question_id="q1",
    language="en",
    title="Battlecard: Globex",
    label="Why we win",
    key="win",
    url="https://corner.acme.example/documents/d1#why",
    facts=("owner Dana Reyes", "review due 12 days ago"),
    stale=True,
    notes=("I took what you typed for Globex.",),
    tabs=(Tab("overview", "Overview", False), Tab("win", "Why we win", True), Tab("h-price", "Price", False)),
    lines=(
        CardLine("heading", "Speed"),
        CardLine("text", "- **Fast** <!channel>\n- [cheap](https://x.example)"),
        CardLine("say", "Ask *them* what they pay."),
        CardLine("internal", "Win rate 46%."),
        CardLine("text", "| plan | price |\n| --- | --- |\n| Pro | $99 |"),
    ),
    others=(Choice("d2", "Карточка Globex (ru)"),),
    others_head="Other cards on Globex",
    document="cards/globex.md",
)
RUSSIAN = replace(TOLD, language="ru", label="Почему мы выигрываем", others=(), notes=(), stale=False)
CHOICE = ChoiceTold("en", ("Battlecards: Globex, *Initech* `x` <!here>",), (Choice("d1", "Globex", "price"),), "`/b X`")


@pytest.mark.parametrize("told", [TOLD, RUSSIAN], ids=["english", "russian"])
def test_it_looks_so(told: CardTold, snapshot: SnapshotAssertion) -> None:
    assert card_message(told, may_share=True) == snapshot
    assert shared_message(told, "U0REP0001") == snapshot


def test_what_may_be_chosen_looks_so(snapshot: SnapshotAssertion) -> None:
    assert choice_message(CHOICE) == snapshot


KINDS = st.sampled_from(["heading", "text", "say", "internal"])
LINES = st.lists(st.builds(CardLine, kind=KINDS, text=HUGE), max_size=6).map(tuple)
TABS = st.lists(st.builds(Tab, key=HOSTILE, label=HUGE, current=st.booleans()), max_size=3).map(tuple)
CHOICES = st.lists(st.builds(Choice, card_id=st.just("d1"), label=HUGE, topic=HOSTILE), max_size=3).map(tuple)
CARDS = st.builds(
    CardTold,
    card_id=st.just("d1"),
    question_id=st.sampled_from(["", "q1"]),
    language=st.sampled_from(["en", "ru"]),
    title=HUGE,
    label=HUGE,
    key=HOSTILE,
    url=HUGE | st.just("https://wiki.acme.example/a"),
    facts=st.lists(HUGE, max_size=3).map(tuple),
    stale=st.booleans(),
    notes=st.lists(HUGE, max_size=2).map(tuple),
    tabs=TABS,
    lines=LINES,
    others=CHOICES,
    others_head=HUGE,
    document=HOSTILE,
)


@MANY
@given(CARDS, st.booleans())
def test_whatever_stands_on_a_card_slack_takes_it(told: CardTold, may_share: bool) -> None:
    assert_slack_takes(card_message(told, may_share=may_share))
    assert_slack_takes(shared_message(told, "U0REP0001"))


@MANY
@given(st.builds(ChoiceTold, language=st.just("en"), said=st.lists(HUGE, max_size=3).map(tuple), choices=CHOICES))
def test_whatever_may_be_chosen_slack_takes_it(told: ChoiceTold) -> None:
    assert_slack_takes(choice_message(told))
