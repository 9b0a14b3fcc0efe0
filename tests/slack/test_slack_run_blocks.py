"""A reindex as Slack's blocks: as it looks, and within Slack's limits whatever the files are called."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from test_slack_gap_blocks import MANY, assert_slack_takes, marked_up
from test_slack_limits import HUGE

from bot.chat.run_desk import RunOverview
from bot.reindexing.model import BROKE_OFF, Guarding, Outcome, Requester, Run, Worse
from bot.reindexing.telling import Part, RunTold, told
from bot.slack.run_blocks import BAR, run_message, said_message, sources_block
from content_index.model import Failure, ReindexProgress, Wish

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
WAITING = Run("r1", "reindex", Wish(), force=False, by=Requester("U1", "Dana", "slack"), asked_at=NOW)
RUNNING = replace(WAITING, state="running", progress=ReindexProgress("embedding", 1_024, 4_605, 80.5, "faq/sso.md"))
OUTCOME = Outcome(
    generation="g2",
    swapped=True,
    added=("faq/sso.md", "deals/emea `2026`.md"),
    changed=tuple(f"playbooks/page-{number:02}.md" for number in range(12)),
    counts=(2, 12, 0),
    failures=(Failure("wiki", "broken.pdf", "it is no PDF", kept_last_good=True), Failure("decks", "", "not there")),
    failed=2,
    passages=4_605,
    embedded=64,
    seconds=80.5,
    guarding=Guarding(40, 1, better=2),
    closed=("SSO on the Team plan",),
)
DONE = replace(WAITING, state="done", outcome=OUTCOME)
WORSE = (Worse("who signs an NDA", "legal.md", "", "Legal signs."), Worse("price?", "pricing.md", "faq.md"))
REFUSED = replace(
    DONE, state="refused", outcome=replace(OUTCOME, swapped=False, closed=None, guarding=Guarding(40, 1, WORSE))
)
FAILED = replace(WAITING, state="failed", trouble=BROKE_OFF)
HOSTILE = (
    "<!channel>.md",
    "<https://evil.example|pricing.md>",
    "a&b <@U0REP0001>.md",
    "`*bold*` _it_ ~no~.md",
    "two\nlines\u202e.md",
    f"{'very/' * 80}deep.md",
)
RUNS = {
    "waiting": WAITING,
    "running": RUNNING,
    "stopping": replace(RUNNING, stopped_by="Alex"),
    "done": DONE,
    "refused": REFUSED,
    "failed": FAILED,
    "hostile": replace(
        DONE,
        by=Requester("U1", "<!here> *Dana*", "slack"),
        wish=Wish(only=frozenset({"<!channel>"})),
        outcome=Outcome(swapped=True, removed=HOSTILE, counts=(0, 0, len(HOSTILE)), seconds=1.0, closed=()),
    ),
    "gone back": replace(WAITING, kind="rollback", state="done", outcome=Outcome("g1", swapped=True)),
}


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_how_it_looks(name: str, language: str, snapshot: SnapshotAssertion) -> None:
    message = run_message(told(RUNS[name], language, names=True, may_go_back=True), "r1", language)
    assert_slack_takes(message)
    assert message == snapshot


def test_names_of_files_are_code_and_what_counts_the_rest_is_not() -> None:
    message = run_message(told(DONE, "en", names=True), "r1", "en")
    (changed,) = (text for text in marked_up(list(message.blocks)) if "12 changed" in text)
    lines = changed.splitlines()
    assert lines[1] == "• `playbooks/page-00.md`"
    assert lines[-1] == "• and 2 more"


def test_without_names_only_counts_are_told() -> None:
    message = run_message(told(REFUSED, "en", names=False), "r1", "en")
    assert ".md" not in str(message)


@pytest.mark.parametrize(("share", "bar"), [(0.0, 0), (0.449, 8), (1.0, BAR), (7.0, BAR)])
def test_the_bar_is_as_long_as_the_share(share: float, bar: int) -> None:
    message = run_message(RunTold("Title", "", "", share, None), "r1", "en")
    assert f"{'▓' * bar}{'░' * (BAR - bar)} " in marked_up(list(message.blocks))[0]


@MANY
@given(HUGE, st.integers(0, 12), st.integers(0, 60), st.none() | st.floats(0, 1))
def test_every_run_has_room(text: str, parts: int, lines: int, share: float | None) -> None:
    part = Part(text, (text,) * lines, names=lines // 2)
    run = RunTold(f"x{text}", text, text, share, None, (part,) * parts, (text,) * 5, ("force", "again", "rollback"))
    for language in ("en", "ru"):
        message = run_message(run, "r1", language)
        assert_slack_takes(message)
        assert [one["value"] for one in message.blocks[-1]["elements"]] == ["r1"] * 3


@MANY
@given(HUGE, st.integers(1, 30))
def test_every_sentence_and_every_list_of_sources_has_room(text: str, lines: int) -> None:
    assert_slack_takes(said_message("x " + "\n".join([text] * lines), "https://acme.example"))
    run = RunTold(text, text, text, None, None)
    block = sources_block(RunOverview((text,) * 30, run), "en")
    assert len(block["text"]["text"]) <= 3_000
