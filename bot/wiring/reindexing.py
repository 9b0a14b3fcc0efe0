"""Reindexes, put together: who asks for one, what does it, and the process that it is done in."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.answering import QuestionAnswering
from bot.gaps.model import GapFilter
from bot.golden_questions import GoldenQuestion, QuestionFileError, read_questions
from bot.model import Answer, Ask, Asker, Place
from bot.ports import KeepingError
from bot.reindexing.desk import ReindexDesk
from bot.reindexing.guarding import compare, may_serve
from bot.reindexing.model import Guarding, Run
from bot.reindexing.overseeing import RunOverseer
from bot.reindexing.processes import WorkerProcesses
from bot.reindexing.rights import SourceRights
from bot.reindexing.running import RunWorker
from bot.stores.unlogged import Unlogged
from bot.this_process import this_process
from content_index.generation import Generation
from content_index.model import GenerationInfo, ReindexProgress, ReindexReport
from content_index.ports import NoIndexError, ProgressListener

if TYPE_CHECKING:
    from bot.wiring import Cornerman
    from config.settings import Settings

_LOG = logging.getLogger(__name__)
GOLDEN = "golden-questions.jsonl"
"""The file of golden questions beside the content, where the settings name none."""
GAPS_SECONDS = 10.0
"""How long a worker waits for another replica that asks the gaps again."""
HUNG = 75
"""The exit code of a worker whose work hung: what is left is to be tried again."""
_PAGE = 500


class ReindexParts:
    """What reindexes in one process; each is made when it is first asked for."""

    def __init__(self, cornerman: Cornerman) -> None:
        self._cornerman = cornerman

    @cached_property
    def rights(self) -> SourceRights:
        """Who may reindex what."""
        return SourceRights(owners_of_sources(self._cornerman.settings))

    @cached_property
    def desk(self) -> ReindexDesk:
        """Where people ask for it."""
        runs, clock = self._cornerman.stores.runs, self._cornerman.clock
        return ReindexDesk(runs, self.rights, clock, self.processes.start, self.has_earlier)

    @cached_property
    def processes(self) -> WorkerProcesses[Settings]:
        """The process beside this one that does what is asked for."""
        runs, clock = self._cornerman.stores.runs, self._cornerman.clock
        return WorkerProcesses(
            work_in_process, self._cornerman.settings, lambda holder: RunOverseer(runs, clock, holder)
        )

    def has_earlier(self) -> bool:
        """Whether there is an index of before, to go back to."""
        pointer = self._cornerman.store.pointer()
        return pointer is not None and pointer.previous is not None

    def close(self) -> None:
        """End the process that reindexes, where one does."""
        if "processes" in self.__dict__:
            self.processes.close()

    def tick(self) -> None:
        """What is looked after now and then: runs whose process died, runs that nobody has begun, the schedule."""
        runs, clock = self._cornerman.stores.runs, self._cornerman.clock
        runs.break_off(clock.now())
        minutes = self._cornerman.settings.reindex.every_minutes
        if minutes and self._is_due(timedelta(minutes=minutes)):
            self.desk.unasked("schedule")
        elif any(run.state == "waiting" for run in runs.under_way()):
            self.processes.start()

    def _is_due(self, every: timedelta) -> bool:
        latest = next(iter(self._cornerman.stores.runs.latest(1)), None)
        return latest is None or (not latest.is_active and self._cornerman.clock.now() - latest.asked_at >= every)

    def worker(self, holder: str = "", give_up: Callable[[], None] = lambda: None) -> RunWorker:
        """Does in this process what is asked for. `give_up` ends the process where work hangs."""
        runs, clock = self._cornerman.stores.runs, self._cornerman.clock
        return RunWorker(runs, Building(self._cornerman), clock, holder or this_process(), give_up=give_up)


def work_in_process(settings: Settings, holder: str) -> None:
    """What a worker's process does: all that waits, then it ends."""
    from bot.wiring import Cornerman

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's, which sends this process away
    with Cornerman(settings) as cornerman:
        cornerman.configure_logging()
        try:
            cornerman.reindexes.worker(holder, partial(os._exit, HUNG)).work()
        except KeepingError as error:
            _LOG.warning("What is to be reindexed waits for the database: %s", error)


class Building:
    """Implements bot.reindexing.running.Building."""

    def __init__(self, cornerman: Cornerman) -> None:
        self._cornerman = cornerman

    def reindex(self, run: Run, progress: ProgressListener) -> tuple[ReindexReport, Guarding]:
        """Bring the index up to date, guarded by golden questions; what they said of it."""
        found = [Guarding()]

        def guard(generation: Generation) -> bool:
            found[0] = self._guarding(generation, progress)
            return run.force or may_serve(found[0])

        return self._cornerman.reindex(progress, run.wish, guard), found[0]

    def rollback(self) -> GenerationInfo:
        """Let the index of before serve again."""
        return self._cornerman.store.rollback()

    def serving(self) -> str:
        """The generation that serves; "" where none does."""
        pointer = self._cornerman.store.pointer()
        return "" if pointer is None else pointer.current

    def closed(self, generation: str) -> Sequence[str]:
        """Asks gaps again, or waits for the replica that does; the titles of those that this generation closed."""
        closed = self._cornerman.gap_parts.ask_again(this_process())
        if closed:
            return tuple(gap.title for gap in closed)
        gaps = self._cornerman.stores.gaps
        until = time.monotonic() + GAPS_SECONDS
        while True:
            lately = gaps.listing(GapFilter(states=("closed",)), _PAGE)
            titles = tuple(gap.title for gap in lately if gap.closed_generation == generation)
            if titles or time.monotonic() > until or not gaps.listing(GapFilter(), 1):
                return titles
            time.sleep(1)

    def _guarding(self, generation: Generation, progress: ProgressListener) -> Guarding:
        settings = self._cornerman.settings
        file = golden_file(settings)
        if file is None:
            return Guarding()
        try:
            if file.exists() and not file.is_file():  # a pipe would be waited for
                raise QuestionFileError(f"{file}: is no regular file")
            questions = read_questions(file)
        except QuestionFileError as error:
            return Guarding(trouble=str(error))
        try:
            self._cornerman.store.refresh()
        except NoIndexError:  # the first index is worse than none in nothing
            return Guarding()

        def told(done: int, total: int) -> None:
            progress(ReindexProgress("asking", done, total))

        return compare(
            questions,
            _asking(self._cornerman, None),
            _asking(self._cornerman, generation),
            settings.reindex.worse,
            told,
        )


class _Fixed:
    """A generation that does not serve."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation

    def current(self) -> Generation:
        return self._generation


class _Asking:
    """Asks golden questions of one generation, or of the one that serves."""

    def __init__(self, answering: QuestionAnswering) -> None:
        self._answering = answering

    def __call__(self, question: GoldenQuestion) -> Answer:
        return self._answering.answer(
            Ask(
                text=question.question,
                asker=Asker("golden questions", groups=None),
                place=Place("terminal", "terminal"),
                surface="cli",
                history=question.history,
            )
        )


def _asking(cornerman: Cornerman, generation: Generation | None) -> _Asking:
    """Without what is known of contradictions: that of a new generation is found later."""
    engine = cornerman.retrieval if generation is None else cornerman.retrieval_of(_Fixed(generation))
    return _Asking(QuestionAnswering(engine, Unlogged(), cornerman.clock, cornerman.settings.base_url))


def owners_of_sources(settings: Settings) -> Mapping[str, Sequence[str]]:
    """By a source's name: whom the settings name for it, else the owner of its documents."""
    return {
        source.name: source.owners or ((source.defaults.owner,) if source.defaults.owner else ())
        for source in settings.sources
    }


def golden_file(settings: Settings) -> Path | None:
    """The file of golden questions: the one that is named, else the one in, or beside, the folder of a source."""
    if settings.reindex.golden_questions is not None:
        return settings.reindex.golden_questions
    folders = [Path(one.location) for one in settings.sources if "://" not in one.location and "::" not in one.location]
    beside = [place / GOLDEN for folder in folders for place in (folder, folder.parent)]
    return next((file for file in beside if file.is_file()), None)
