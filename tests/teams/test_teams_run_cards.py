"""Cards of reindexes: what they say, in what Teams takes, whatever stands in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from card_shapes import every, problems_of, texts_of
from hypothesis import HealthCheck, given, settings
from syrupy.assertion import SnapshotAssertion
from test_teams_text import HOSTILE, assert_harmless

from bot.reindexing.model import BROKE_OFF, LISTED, Guarding, Outcome, Requester, Run, Worse
from bot.reindexing.telling import Part, RunTold, told
from bot.teams.card_text import size_of
from bot.teams.cards import CARD_BYTES
from bot.teams.run_cards import run_card, run_message, run_text
from content_index.model import Failure, ReindexProgress, Wish

DANA = Requester("29:owner", "Dana Reyes", "teams")
CHANGED = tuple(f"wiki/pricing-{at}.md" for at in range(14))
OUTCOME = Outcome(
    generation="g2",
    swapped=True,
    added=("wiki/new.md",),
    changed=CHANGED,
    counts=(1, 14, 0),
    failures=(Failure("wiki", "wiki/broken.pdf", "it is no PDF", kept_last_good=True), Failure("legal", "", "no way")),
    failed=2,
    passages=4_605,
    embedded=64,
    seconds=80.0,
    guarding=Guarding(12, 0, (), 1),
    closed=("three-year deals",),
)
REFUSED = Outcome(
    generation="g1",
    changed=CHANGED[:1],
    counts=(0, 1, 0),
    passages=4_605,
    embedded=2,
    seconds=9.0,
    guarding=Guarding(12, 0, (Worse("what discount on two years", "pricing.md", "faq.md", "up to 15%"),)),
)


def run(**changes: Any) -> Run:
    given: dict[str, Any] = {
        "id": "r1",
        "kind": "reindex",
        "wish": Wish(only=frozenset({"wiki"})),
        "force": False,
        "by": DANA,
        "asked_at": datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
    }
    return Run(**(given | changes))


RUNS = {
    "waiting": run(),
    "running": run(state="running", progress=ReindexProgress("embedding", 2_100, 4_605, 80.5, "wiki/pricing.md")),
    "done": run(state="done", outcome=OUTCOME),
    "dry": run(state="done", wish=Wish(full=True, dry_run=True), outcome=Outcome(counts=(0, 1, 0), changed=("a.md",))),
    "refused": run(state="refused", outcome=REFUSED),
    "failed": run(state="failed", trouble=BROKE_OFF),
    "cancelled": run(state="cancelled", stopped_by="Morgan Lee"),
    "rolled back": run(kind="rollback", wish=Wish(), state="done", outcome=Outcome("g1", swapped=True)),
}


def buttons_of(card: dict[str, Any]) -> list[tuple[str, str]]:
    """What is read on each button, and what it sends, if anything; those in parts that open included."""
    actions = [one for one in every(card) if one["type"].startswith("Action.")]
    return [(one["title"], one.get("data", {}).get("cornerman", {}).get("press", "")) for one in actions]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", list(RUNS))
def test_a_run(name: str, language: str, snapshot: SnapshotAssertion) -> None:
    shown = told(RUNS[name], language, names=True, may_go_back=True)
    card = run_card(shown, "r1", language)

    assert problems_of(card) == []
    assert texts_of(card) + buttons_of(card) == snapshot
    assert run_text(shown, language) == snapshot(name="as text")


def test_what_was_not_as_wished_stands_out() -> None:
    colours = {
        name: run_card(told(one, "en", names=True), "r1", "en")["body"][0]["inlines"][0].get("color")
        for name, one in RUNS.items()
    }

    assert colours == {
        "waiting": None,
        "running": None,
        "done": "Attention",  # something was left out
        "dry": None,
        "refused": "Attention",
        "failed": "Attention",
        "cancelled": "Attention",
        "rolled back": None,
    }


def test_what_changes_the_answers_asks_once_more() -> None:
    card = run_card(told(RUNS["refused"], "en", names=True), "r1", "en")
    force, again = card["actions"]

    assert (force["type"], again["type"]) == ("Action.ShowCard", "Action.Submit")
    asked = texts_of(force["card"])
    assert asked == [
        "The new index will answer reps from now on, also the questions above. You can go back afterwards."
    ]
    assert buttons_of(force["card"]) == [("Yes", "run_force")]


@pytest.mark.parametrize(("share", "filled"), [(0.0, 0), (0.5, 10), (1.0, 20), (7.0, 20), (-1.0, 0)])
def test_the_bar_is_as_long_as_it_is_done(share: float, filled: int) -> None:
    card = run_card(RunTold("Reindexing…", "", "", share, None), "r1", "en")
    bar = texts_of(card)[2]

    assert (bar.count("█"), bar.count("░")) == (filled, 20 - filled)


def test_long_names_grow_shorter_and_none_is_left_out() -> None:
    paths = tuple(f"wiki/{at}/{'очень длинное имя ' * 40}.md" for at in range(LISTED))
    failures = tuple(Failure("wiki", path, "причина " * 200) for path in paths)
    worse = tuple(Worse("вопрос " * 60, paths[0], paths[1], "слова " * 60, "слова " * 60) for _ in range(LISTED))
    outcome = Outcome(
        added=paths,
        changed=paths,
        removed=paths,
        counts=(900, 900, 900),
        failures=failures,
        failed=900,
        guarding=Guarding(900, 0, worse),
    )
    card = run_card(told(run(state="refused", outcome=outcome), "ru", names=True), "r1", "ru")

    assert size_of(card) <= CARD_BYTES
    assert problems_of(card) == []
    assert sum(one.startswith("• ") for one in texts_of(card)) == 5 * 11
    assert sum(one.startswith("• и ещё") for one in texts_of(card)) == 5


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(HOSTILE, HOSTILE)
def test_whatever_stands_in_a_run_means_nothing_and_fits(words: str, long: str) -> None:
    much = (long + " слово") * 40
    shown = RunTold(
        title=words,
        context=much,
        status=words or "x",
        share=0.3,
        good=False,
        parts=tuple(Part(head, (words, *[much] * 10)) for head in (words, much, words, much, words)),
        notes=(words, much, much),
        actions=("force", "again"),
    )
    message = run_message(shown, "r1", "en")

    assert problems_of(message.activity["attachments"][0]["content"]) == []
    assert message.alone is not None
    assert_harmless(message.alone()["text"])
    assert_harmless(run_text(shown, "en"))


def test_hostile_names_are_shown_as_they_are(snapshot: SnapshotAssertion) -> None:
    names = (
        "<at>all</at>.md",
        "[pay](https://evil.example).md",
        "{{DATE(2026-01-01)}}.md",
        "a`b`*c*.md",
        "\u202ecod.md",
    )
    hostile = run(
        by=Requester("29:x", "<at>Everyone</at> **now**", "teams"),
        wish=Wish(only=frozenset({"[wiki](https://evil.example)"})),
        state="done",
        outcome=Outcome(swapped=True, changed=names, counts=(0, 5, 0)),
    )
    shown = told(hostile, "en", names=True)
    card = run_card(shown, "r1", "en")

    assert problems_of(card) == []
    assert texts_of(card) == snapshot
    assert_harmless(run_text(shown, "en"))
    assert run_text(shown, "en") == snapshot(name="as text")
