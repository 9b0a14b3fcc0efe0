"""A battlecard as a card of Teams: as it looks, and in what Teams takes whatever stands on it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from card_shapes import problems_of, texts_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from test_teams_text import HOSTILE, assert_harmless

from bot.battlecards.telling import CardLine, CardTold, Choice, ChoiceTold, Tab
from bot.teams.battle_cards import battle_card, battle_text, card_message, choice_message
from bot.teams.card_text import size_of
from bot.teams.cards import CARD_BYTES

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
        CardLine("text", "- **Fast** <at>all</at>\n- [cheap](https://x.example)"),
        CardLine("say", "Ask *them* what they pay."),
        CardLine("internal", "Win rate 46%."),
        CardLine("text", "| plan | price |\n| --- | --- |\n| Pro | $99 |"),
    ),
    others=(Choice("d2", "Карточка Globex (ru)"),),
    others_head="Other cards on Globex",
    document="cards/globex.md",
)
RUSSIAN = replace(TOLD, language="ru", label="Почему мы выигрываем", others=(), notes=(), stale=False)
LONG = HOSTILE | HOSTILE.map(lambda text: f"{text} " * 100)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.mark.parametrize("told", [TOLD, RUSSIAN], ids=["english", "russian"])
def test_it_looks_so(told: CardTold, snapshot: SnapshotAssertion) -> None:
    assert battle_card(told) == snapshot
    assert battle_text(told) == snapshot
    assert problems_of(battle_card(told)) == []


def test_what_may_be_chosen_looks_so(snapshot: SnapshotAssertion) -> None:
    chosen = ChoiceTold("en", ("Did you mean: *x*",), (Choice("d1", "Globex", "price"),))
    assert choice_message(chosen).activity == snapshot
    assert choice_message(replace(chosen, choices=(), help="`battlecard X`")).activity == snapshot


def test_a_long_title_of_another_card_leaves_room_for_this_one() -> None:
    others = tuple(Choice(f"d{number}", "Globex and all of its resellers " * 400) for number in range(2))
    assert size_of(battle_card(replace(TOLD, others=others))) <= CARD_BYTES


def test_a_part_of_many_styled_pieces_leaves_room_for_the_buttons() -> None:
    much = tuple(CardLine("text", "& *x* " * 1_000) for _ in range(60))
    made = battle_card(replace(TOLD, lines=much))
    assert size_of(made) <= CARD_BYTES
    assert problems_of(made) == []
    assert texts_of(made)[-2:] == ["…", "Other cards on Globex"]


KINDS = st.sampled_from(["heading", "text", "say", "internal"])


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(
    st.builds(
        CardTold,
        card_id=st.just("d1"),
        question_id=st.sampled_from(["", "q1"]),
        language=st.sampled_from(["en", "ru"]),
        title=LONG,
        label=LONG,
        key=HOSTILE,
        url=HOSTILE | st.just("https://wiki.acme.example/a"),
        facts=st.lists(LONG, max_size=3).map(tuple),
        stale=st.booleans(),
        notes=st.lists(LONG, max_size=2).map(tuple),
        tabs=st.lists(st.builds(Tab, key=HOSTILE, label=LONG, current=st.booleans()), max_size=4).map(tuple),
        lines=st.lists(st.builds(CardLine, kind=KINDS, text=LONG), max_size=12).map(tuple),
        others=st.lists(st.builds(Choice, card_id=st.just("d2"), label=LONG), max_size=2).map(tuple),
        others_head=LONG,
        document=HOSTILE,
    )
)
def test_whatever_stands_on_a_card_teams_takes_it(told: CardTold) -> None:
    made = battle_card(told)
    assert problems_of(made) == []
    assert size_of(made) <= CARD_BYTES
    assert texts_of(made)
    message = card_message(told)
    assert message.alone is not None
    assert_harmless(message.alone()["text"])
