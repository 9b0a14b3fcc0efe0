"""Messages that tell how a run goes on: only what has changed is shown, by one replica, until the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from database_fixtures import upgraded_sqlite
from run_samples import NOW, Clock, MemoryRuns, outcome, run

from bot.deliveries.trouble import UndeliveredError
from bot.reindexing.following import HELD_SECONDS, RunFollower
from bot.reindexing.model import Outcome, Run, RunMessage
from bot.reindexing.telling import CLOSED_KNOWN_AFTER, RunTold
from bot.stores.reindex_messages import SqlRunMessages
from bot.stores.reindex_runs import SqlRuns
from content_index.model import ReindexProgress, Wish

MESSAGE = RunMessage("r1", "slack", "T1", "D1", "17.1", "U1", "en", "UTC", names=True, may_go_back=True, posted_at=NOW)


class Poster:
    """What a platform was asked to show; `trouble` comes first."""

    surface = "slack"

    def __init__(self) -> None:
        self.shown: list[tuple[str, RunTold]] = []
        self.trouble: UndeliveredError | None = None

    async def show(self, message: RunMessage, told: RunTold) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.shown.append((message.message, told))

    @property
    def titles(self) -> list[str]:
        return [told.title for _, told in self.shown]


class Replicas:
    """A run that is told in one message, and those who keep it up to date."""

    def __init__(self, folder: Path) -> None:
        self.engine = upgraded_sqlite(folder / "messages.db")
        self.messages, self.clock, self.poster = SqlRunMessages(self.engine), Clock(), Poster()
        kept, _ = SqlRuns(self.engine).ask("reindex", Wish(), run().by, force=False, at=NOW)
        self.runs = MemoryRuns(kept)
        self.run_id = kept.id
        self.messages.keep(replace(MESSAGE, run_id=kept.id))
        self.made: list[RunFollower] = []
        self.has_earlier = True

    def follower(self, holder: str = "here") -> RunFollower:
        self.made.append(
            RunFollower(
                posters=[self.poster],
                runs=self.runs,  # type: ignore[arg-type]
                messages=self.messages,
                clock=self.clock,
                holder=holder,
                every=0.01,
                has_earlier=lambda: self.has_earlier,
            )
        )
        return self.made[-1]

    def becomes(self, **changes: object) -> Run:
        self.runs.kept[self.run_id] = replace(self.runs.kept[self.run_id], **changes)  # type: ignore[arg-type]
        return self.runs.kept[self.run_id]


@pytest.fixture
async def replicas(tmp_path: Path) -> AsyncIterator[Replicas]:
    made = Replicas(tmp_path)
    yield made
    for follower in made.made:
        await follower.stop()
    made.engine.dispose()


async def test_only_what_has_changed_is_shown_and_after_the_end_nothing_more(replicas: Replicas) -> None:
    follower = replicas.follower()
    for _ in range(2):
        await follower.look()
    assert len(replicas.poster.shown) == 1
    replicas.becomes(state="running", progress=ReindexProgress("reading", 1, 9))
    for _ in range(2):
        await follower.look()
    replicas.becomes(state="done", outcome=outcome(swapped=False))
    for _ in range(2):
        await follower.look()
    replicas.becomes(state="failed", trouble="never seen")
    await follower.look()
    assert replicas.poster.titles == ["Reindex: about to begin", "Reindexing…", "Nothing has changed"]


async def test_after_a_swap_it_is_waited_for_the_gaps_that_were_closed_but_not_forever(replicas: Replicas) -> None:
    follower = replicas.follower()
    swapped = outcome()
    replicas.becomes(state="done", outcome=swapped, ended_at=NOW)
    await follower.look()
    replicas.becomes(outcome=replace(swapped, closed=("SSO",)))
    await follower.look()
    assert "1 gap is filled by it: whoever asked is being told." in replicas.poster.shown[-1][1].notes
    assert not replicas.messages.claim(("slack",), "there", NOW, HELD_SECONDS)


async def test_going_back_is_offered_below_a_message_only_where_there_is_an_index_of_before(replicas: Replicas) -> None:
    replicas.becomes(state="done", outcome=outcome(), ended_at=NOW)
    replicas.has_earlier = False  # it was the first one
    await replicas.follower().look()
    replicas.has_earlier = True
    await replicas.follower("there").look()
    assert [told.actions for _, told in replicas.poster.shown] == [()]
    replicas.clock.passes(HELD_SECONDS + 1)
    await replicas.follower("there").look()
    assert [told.actions for _, told in replicas.poster.shown] == [(), ("rollback",)]


async def test_a_minute_after_a_swap_nothing_more_is_waited_for(replicas: Replicas) -> None:
    replicas.becomes(state="done", outcome=outcome(), ended_at=NOW)
    replicas.clock.time = NOW + 2 * CLOSED_KNOWN_AFTER
    await replicas.follower().look()
    assert not replicas.messages.claim(("slack",), "there", replicas.clock.now(), HELD_SECONDS)


async def test_one_replica_shows_it_and_another_takes_over_where_that_one_died(replicas: Replicas) -> None:
    here, there = replicas.follower("here"), replicas.follower("there")
    await here.look()
    replicas.becomes(state="running")
    await there.look()
    assert len(replicas.poster.shown) == 1
    replicas.clock.passes(HELD_SECONDS + 1)
    await there.look()
    assert replicas.poster.titles == ["Reindex: about to begin", "Reindexing…"]


async def test_what_the_platform_does_not_take_now_is_tried_again_and_what_it_never_takes_is_let_go(
    replicas: Replicas, caplog: pytest.LogCaptureFixture
) -> None:
    follower = replicas.follower()
    replicas.poster.trouble = UndeliveredError("ratelimited")
    await follower.look()
    replicas.poster.trouble = None
    await follower.look()
    assert len(replicas.poster.shown) == 1
    replicas.becomes(state="running")
    replicas.poster.trouble = UndeliveredError("message_not_found", for_good=True)
    await follower.look()
    replicas.poster.trouble = None
    await follower.look()
    assert len(replicas.poster.shown) == 1
    assert "message_not_found" in caplog.text


async def test_a_run_that_nobody_knows_any_more_is_let_go(replicas: Replicas) -> None:
    replicas.runs.kept.clear()
    follower = replicas.follower()
    await follower.look()
    assert not replicas.poster.shown
    assert not replicas.messages.claim(("slack",), "there", NOW, HELD_SECONDS)


async def test_while_the_database_is_down_nothing_is_shown_and_then_it_goes_on_by_itself(replicas: Replicas) -> None:
    replicas.runs.is_down = True
    follower = replicas.follower()
    await follower.start()
    await asyncio.sleep(0.05)
    assert not replicas.poster.shown
    replicas.runs.is_down = False
    replicas.becomes(state="cancelled", stopped_by="Ada", outcome=Outcome())
    for _ in range(500):
        if replicas.poster.shown:
            break
        await asyncio.sleep(0.01)
    assert replicas.poster.titles == ["The reindex was cancelled"]
