"""Reindexes behind the Slack door: the real desk and stores, a worker in this process, an index that is scripted."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from around import eventually
from fake_slack import OTHER_REP, FakeSlack, Message
from fakes import FixedClock
from sqlalchemy import Engine

from bot.reindexing.beating import Patience
from bot.reindexing.desk import ReindexDesk
from bot.reindexing.following import RunFollower
from bot.reindexing.model import Guarding, Run, RunMessage, Worse
from bot.reindexing.rights import SourceRights
from bot.reindexing.running import RunWorker
from bot.slack.door import SlackDoor
from bot.stores.reindex_messages import SqlRunMessages
from bot.stores.reindex_runs import SqlRuns
from content_index.model import GenerationInfo, ReindexProgress, ReindexReport
from content_index.ports import ProgressListener

OWNED = {"playbooks": ["Dana Reyes"], "wiki": [OTHER_REP]}
WORSE = Worse("what discount on a two-year deal", "pricing.md", "faq.md", "Up to 15%.", "Ask your manager.")
HALF_WAY = ReindexProgress("embedding", 64, 128, 12.0, "pricing.md")


@dataclass
class ScriptedBuilding:
    """Implements bot.reindexing.running.Building. It is half way, and stays there until it `may_go_on`."""

    changed: tuple[str, ...] = ("pricing.md",)
    worse: tuple[Worse, ...] = ()
    may_go_on: threading.Event = field(default_factory=threading.Event)
    done: list[Run] = field(default_factory=list)

    def reindex(self, run: Run, progress: ProgressListener) -> tuple[ReindexReport, Guarding]:
        progress(HALF_WAY)
        while not self.may_go_on.wait(0.01):
            progress(HALF_WAY)
        refused = bool(self.worse) and not run.force
        swapped = bool(self.changed) and not refused and not run.wish.dry_run
        self.done.append(run)
        report = ReindexReport("g2", swapped, (), self.changed, (), 5, (), 128, 3, 2.5, refused=refused)
        return report, Guarding(20, 0, self.worse)

    def rollback(self) -> GenerationInfo:
        return GenerationInfo("g1", datetime(2026, 11, 23, tzinfo=UTC), "hashing/1", 6, 120)

    def serving(self) -> str:
        return "g2"

    def closed(self, _generation: str) -> Sequence[str]:
        return ()


class Reindexes:
    """Two sources, Dana's and another's."""

    clock = FixedClock()

    def __init__(self, engine: Engine) -> None:
        self.runs, self.messages = SqlRuns(engine), SqlRunMessages(engine)
        self.desk = ReindexDesk(self.runs, SourceRights(OWNED), self.clock, lambda: None)
        self.building = ScriptedBuilding()
        self.follower: RunFollower | None = None

    def follow(self, door: SlackDoor) -> None:
        """What `cornerman serve` does beside the door."""
        self.follower = RunFollower(
            posters=[door.run_poster], runs=self.runs, messages=self.messages, clock=self.clock, holder="here"
        )

    def told(self) -> Sequence[RunMessage]:
        """Where the runs that are under way are told."""
        return [message for run in self.runs.under_way() for message in self.messages.of_run(run.id)]

    async def look(self) -> None:
        """Have every message show what is true now."""
        assert self.follower is not None
        await self.follower.look()

    async def done(self) -> None:
        """Everything that was asked for is done, and told."""
        self.building.may_go_on.set()
        await self._worked()
        await self.look()

    async def half_way(self) -> asyncio.Future[None]:
        """A worker has begun, and is half way; gives what ends when it has nothing to do any more."""
        work = asyncio.ensure_future(self._worked())
        await eventually(lambda: any(one.progress for one in self.runs.under_way()))
        await self.look()
        return work

    async def _worked(self) -> None:
        worker = RunWorker(self.runs, self.building, self.clock, "worker", patience=Patience(beat=0.01))
        await asyncio.to_thread(worker.work)


def direct(slack: FakeSlack, user: str) -> list[Message]:
    """What the bot has written in somebody's own chat with it."""
    return slack.answers(slack.workspace.direct(user).id)


async def shown_run(slack: FakeSlack, user: str, channel: str, text: str = "", command: str = "/reindex") -> Message:
    """Type the command, and the message of the run in one's own chat, once it is followed."""
    before = len(direct(slack, user))
    await whispered_to(slack, user, channel, text, command)
    assert len(direct(slack, user)) == before + 1
    return direct(slack, user)[-1]


async def whispered_to(slack: FakeSlack, user: str, channel: str, text: str = "", command: str = "/reindex") -> Message:
    """Type the command, and what its asker alone is told where they typed it."""
    before = len(slack.ephemerals(channel, user))
    await slack.command(user, channel, command, text)
    await slack.until(lambda: len(slack.ephemerals(channel, user)) > before)
    return slack.ephemerals(channel, user)[-1]
