"""A run in words, in both languages: exactly these, and names of files to those alone who may read them."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from run_samples import HANNAH, NOW, WORSE, outcome, run
from syrupy.assertion import SnapshotAssertion

from bot.reindexing.model import BROKE_OFF, HELD, STALLED, Guarding, Outcome, Requester, Run, Worse
from bot.reindexing.telling import RunTold, told
from bot.reindexing.words import reindex_words
from content_index.model import ReindexProgress, Wish

ROOM = 400
"""Characters of a line in Slack and in Teams."""
EMBEDDING = ReindexProgress("embedding", 64, 4_605, 80.5, "pricing.md")
REFUSED = outcome(swapped=False, guarding=Guarding(20, 0, (WORSE, replace(WORSE, after="", quoted_after="")), 1))
RUNS: dict[str, Run] = {
    "waiting": run(),
    "running": run(state="running", progress=EMBEDDING, wish=Wish(frozenset({"wiki", "decks"}), full=True), force=True),
    "listing": run(state="running", progress=ReindexProgress("listing", 1, 2)),
    "stopping": run(state="running", progress=EMBEDDING, stopped_by="Ada"),
    "done": run(state="done", outcome=outcome(closed=("SSO on the Team plan",))),
    "renamed": run(state="done", outcome=outcome(removed=outcome().added)),
    "nothing": run(state="done", outcome=Outcome(passages=128, seconds=0.4)),
    "dry": run(state="done", wish=Wish(dry_run=True), outcome=outcome(swapped=False)),
    "dry-nothing": run(state="done", wish=Wish(dry_run=True), outcome=Outcome(passages=128, seconds=0.4)),
    "dry-cancelled": run(state="cancelled", wish=Wish(dry_run=True), stopped_by="Ada"),
    "refused": run(state="refused", outcome=REFUSED),
    "dry-refused": run(state="refused", wish=Wish(dry_run=True), outcome=REFUSED),
    "golden-trouble": run(state="done", outcome=outcome(guarding=Guarding(trouble="golden.jsonl, line 3: `id`"))),
    "failed": run(state="failed", trouble="The disk is full."),
    "unexpected": run(state="failed", trouble="unexpected ValueError"),
    "broke-off": run(state="failed", trouble=BROKE_OFF),
    "stalled": run(state="failed", trouble=STALLED),
    "disk-full": run(state="failed", trouble="the index cannot be written: free some space, or set data_dir"),
    "cancelled": run(state="cancelled", stopped_by="Ada"),
    "held": run(state="cancelled", trouble=HELD, by=Requester(cause="webhook", surface="webhook")),
    "schedule": run(state="done", by=Requester(cause="schedule", surface="schedule"), outcome=outcome()),
    "webhook": run(by=Requester(cause="webhook", surface="webhook")),
    "rollback": run(kind="rollback", state="done", outcome=Outcome("g1", swapped=True)),
    "rollback-failed": run(kind="rollback", state="failed", trouble="There is no earlier generation."),
}


def shown(one: RunTold) -> str:
    lines = [f"# {one.title}", one.context, f"{one.status} | {one.share} | {one.good}"]
    for part in one.parts:
        lines += [f"## {part.head}", *(f"- {line}" for line in part.lines)]
    return "\n".join([*lines, *one.notes, f"[{' '.join(one.actions)}]"])


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", RUNS)
def test_a_run_in_words(name: str, language: str, snapshot: SnapshotAssertion) -> None:
    assert shown(told(RUNS[name], language, names=True, may_go_back=True)) == snapshot


@pytest.mark.parametrize("name", RUNS)
def test_who_may_not_read_names_of_files_is_told_counts_alone(name: str) -> None:
    words = shown(told(RUNS[name], "en", names=False))
    for secret in ("pricing.md", "new.md", "p0.md", "broken.pdf", WORSE.question, "Up to 15%"):
        assert secret not in words


def test_progress_only_ever_grows_through_the_stages() -> None:
    stages = ["preparing", "listing", "reading", "embedding", "checking", "asking", "swapping"]
    shares = [
        told(run(state="running", progress=ReindexProgress(stage, done, 4)), "en", names=True).share or 0.0  # type: ignore[arg-type]
        for stage in stages
        for done in (0, 2, 4)
    ]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1


def test_both_languages_have_all_their_words() -> None:
    for one in fields(reindex_words("en")):
        assert bool(getattr(reindex_words("ru"), one.name)), one.name
    assert reindex_words("fr") is reindex_words("en")
    assert HANNAH.name in told(run(asked_at=NOW), "en", names=True).context


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_is_answered_now_and_what_would_be_have_room_however_long_they_are(language: str) -> None:
    worse = Worse(
        "what discount " * 40, "playbooks/pricing.md, " * 9, "faq.md, " * 30, "Up to 15%. " * 30, "Ask. " * 60
    )
    refused = run(state="refused", outcome=outcome(swapped=False, guarding=Guarding(3, 0, (worse,))))
    (line,) = told(refused, language, names=True).parts[-1].lines
    words = reindex_words(language)
    assert words.first_before.partition("{")[0] in line
    assert words.first_after.partition("{")[0] in line
    assert line.endswith("…”")
    assert len(line) <= ROOM
