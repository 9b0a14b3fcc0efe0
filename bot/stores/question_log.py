"""The question log: never in the way of an answer, and yet nothing is lost.

`record` puts the question on disk (see `bot.stores.spool`) and returns; a thread of its own moves questions to the
database, in order. A question may be delivered twice (after a crash), but its id is the key of its row: it is stored
once.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError

from bot.model import LoggedQuestion
from bot.ports import AskedDocument, LogUnavailableError
from bot.stores.bounded_work import BoundedWork, database_trouble
from bot.stores.masks import Mask, masked_question, unmasked
from bot.stores.question_record import storable
from bot.stores.questions import THREAD_QUESTIONS, QuestionStore, ThreadQuestion
from bot.stores.spool import Spool, SpoolFullError, sync_files
from bot.stores.storable import storable_id, storable_moment, storable_name

BATCH = 200
MEMORY_QUESTIONS = 1_000
"""How many questions wait in memory alone where the disk takes none."""
CLAIM_SECONDS = 30.0
THREAD_SECONDS = 0.2
RECENT_SECONDS = 5.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Retry:
    """Seconds until a database that is down is tried again: doubled from `first` up to `longest`."""

    first: float = 0.5
    longest: float = 30.0

    def delay(self, failures: int) -> float:
        """After so many failures in a row, at least one."""
        return float(min(self.first * 2 ** min(failures - 1, 32), self.longest))


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A question that the database does not have yet, and whether the spool has it."""

    question: LoggedQuestion
    spooled: bool


class SqlQuestionLog:
    """Implements `bot.ports.QuestionLog`. `start` it, and `close` it at the end."""

    def __init__(
        self,
        engine: Engine,
        spool: Spool | None,
        *,
        prepare: Callable[[], None] | None = None,
        retry: Retry | None = None,
        mask: Mask = unmasked,
    ) -> None:
        """`prepare` brings the schema up before the first use, as soon as the database can be reached.

        Without a spool questions wait in memory alone. `mask` takes out of a question what is not to be kept of it.
        """
        self._store = QuestionStore(engine, prepare)
        self._spool = spool
        self._retry = retry or Retry()
        self._mask = mask
        self._waiting: deque[_Waiting] = deque()
        self._changed = threading.Condition()
        self._hurry = False
        self._closing = False
        self._abandon = False
        self._failures = 0
        self._dropped = 0
        self._reading = BoundedWork(LogUnavailableError, "question-log-read")
        self._writer = threading.Thread(target=self._run, name="question-log", daemon=True)

    def start(self) -> None:
        """Begin to move questions to the database, those of processes that died before included."""
        self._writer.start()

    def record(self, question: LoggedQuestion) -> None:
        """Keep it. Never raises, and never waits for the database."""
        try:
            fit = storable(masked_question(question, self._mask))
            with self._changed:
                self._keep(fit)
                self._changed.notify_all()
        except Exception as error:  # noqa: BLE001 - the log never costs the answer, whatever is wrong
            _log.error("a question could not be logged: %s", type(error).__name__)

    def thread(self, workspace: str, place: str, thread: str) -> tuple[str, ...]:
        """Earlier questions of the thread, oldest first, those still waiting included.

        With a database that is down, or takes longer than `THREAD_SECONDS`, only those that wait.
        """
        key = (storable_name(workspace), storable_name(place), storable_name(thread))
        # What waits is looked at first: a question that is written in between is then seen twice, not never.
        waiting = [q for q in self._questions_waiting() if (q.workspace, q.place, q.thread) == key]
        found = {q.id: ThreadQuestion(q.id, q.asked_at, q.question) for q in waiting}
        try:
            found |= {q.id: q for q in self._reading.run(lambda: self._store.thread(*key), THREAD_SECONDS)}
        except LogUnavailableError as error:
            _log.warning("a thread's earlier questions could not be read: %s", error)
        latest = sorted(found.values(), key=lambda q: (q.asked_at, q.id))[-THREAD_QUESTIONS:]
        return tuple(q.question for q in latest)

    def recent(self, limit: int, *, before: datetime | None = None) -> Sequence[LoggedQuestion]:
        """The newest questions first, those still waiting included. Raises LogUnavailableError."""
        waiting = [q for q in self._questions_waiting() if before is None or q.asked_at < before]
        return self._newest(waiting, lambda: self._store.recent(limit, before), limit)

    def find(self, question_id: str) -> LoggedQuestion | None:
        """One question, one that still waits included. Raises LogUnavailableError."""
        key = storable_id(question_id)
        waiting = next((q for q in self._questions_waiting() if q.id == key), None)
        return waiting or self._reading.run(lambda: self._store.find(key), RECENT_SECONDS)

    def of_asker(self, workspace: str, asker: str, limit: int) -> Sequence[LoggedQuestion]:
        """What a person asked, newest first, small talk left out, those still waiting included.

        Raises LogUnavailableError.
        """
        key = (storable_name(workspace), storable_name(asker))
        theirs = [q for q in self._questions_waiting() if (q.workspace, q.asker) == key and q.status != "small_talk"]
        return self._newest(theirs, lambda: self._store.of_asker(*key, limit), limit)

    def asked_since(self, moment: datetime) -> Sequence[AskedDocument]:
        """Documents that stood first below an answer since then: those of most people first, then of most questions.

        Questions that still wait do not count. Raises LogUnavailableError.
        """
        since = storable_moment(moment)
        return self._reading.run(lambda: self._store.asked_since(since), RECENT_SECONDS)

    @property
    def waiting(self) -> int:
        """Questions that the database does not have yet."""
        with self._changed:
            return len(self._waiting)

    @property
    def dropped(self) -> int:
        """Questions that this process could not keep: the spool was full, or the database refused them."""
        with self._changed:
            return self._dropped

    def flush(self, timeout: float) -> bool:
        """Try now, and wait up to `timeout` seconds; True when nothing waits any more."""
        with self._changed:
            self._hurry = True
            self._changed.notify_all()
            return self._changed.wait_for(lambda: not self._waiting, timeout)

    def close(self, timeout: float = 5.0) -> bool:
        """Write what waits, for at most `timeout` seconds; the rest stays in the spool for the next process.

        True when nothing waits any more. Questions recorded later are dropped.
        """
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._writer.ident is not None:
            self._writer.join(timeout)
        with self._changed:
            self._abandon = True
            if self._spool is not None and not self._writer.is_alive():
                # A writer that hangs in the database keeps the spool; it ends, and lets go, with the process.
                try:
                    self._spool.close()
                except OSError as error:
                    _log.warning("the question log's spool cannot be tidied: %s", error)
                self._spool = None
            return not self._waiting

    def _questions_waiting(self) -> list[LoggedQuestion]:
        with self._changed:
            return [waiting.question for waiting in self._waiting]

    def _newest(
        self, waiting: Sequence[LoggedQuestion], read: Callable[[], list[LoggedQuestion]], limit: int
    ) -> list[LoggedQuestion]:
        """Of those that wait, which the caller looked at first, and those that the database has."""
        found = {q.id: q for q in waiting} | {q.id: q for q in self._reading.run(read, RECENT_SECONDS)}
        return sorted(found.values(), key=lambda q: (q.asked_at, q.id), reverse=True)[:limit]

    def _keep(self, question: LoggedQuestion) -> None:
        if self._closing:
            self._drop("the log is closed")
            return
        try:
            spooled = self._append(question)
        except SpoolFullError as error:
            self._drop(str(error))
            return
        if not spooled and sum(not waiting.spooled for waiting in self._waiting) >= MEMORY_QUESTIONS:
            self._drop("the disk takes no more, and the memory set aside is full")
            return
        self._waiting.append(_Waiting(question, spooled))

    def _append(self, question: LoggedQuestion) -> bool:
        if self._spool is None:
            return False
        try:
            self._spool.append(question)
        except OSError as error:
            _log.warning("the question log's spool cannot be written, questions wait in memory: %s", error)
            return False
        return True

    def _drop(self, reason: str) -> None:
        self._dropped += 1
        # One line for 1, 2, 4, 8 … questions: a long outage must not fill the logs as well.
        if self._dropped & (self._dropped - 1) == 0:
            _log.error("%d questions could not be logged: %s", self._dropped, reason)

    def _run(self) -> None:
        self._claim()
        while self._wait_for_work():
            with self._changed:
                batch = [self._waiting[place] for place in range(min(BATCH, len(self._waiting)))]
            if not batch:
                self._claim()
                continue
            try:
                self._write(batch)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with the database, it is tried again
                self._failed(error)
                continue
            self._written(batch)

    def _wait_for_work(self) -> bool:
        """Sleep until there is something to do; False when the writer is to end."""
        with self._changed:
            if self._failures:
                delay = self._retry.delay(self._failures)
                self._changed.wait_for(lambda: self._closing or self._hurry, delay)
            else:
                self._changed.wait_for(lambda: self._waiting or self._closing, CLAIM_SECONDS)
            self._hurry = False
            is_last_try_over = self._closing and (self._failures > 0 or not self._waiting)
            return not (self._abandon or is_last_try_over)

    def _write(self, batch: Sequence[_Waiting]) -> None:
        """One question that the database refuses must not hold up all others for ever: then they go singly."""
        try:
            self._store.write([waiting.question for waiting in batch])
        except StatementError as error:
            if not _is_refusal(error):
                raise
            if len(batch) > 1:
                for waiting in batch:
                    self._write([waiting])
                return
            with self._changed:
                self._drop(f"the database refuses question {batch[0].question.id}: {type(error).__name__}")

    def _written(self, batch: Sequence[_Waiting]) -> None:
        with self._changed:
            for _ in batch:
                self._waiting.popleft()
            if self._failures:
                _log.info("the question log's database is back")
            self._failures = 0
            if self._spool is not None:
                try:
                    self._spool.forget(sum(waiting.spooled for waiting in batch))
                except OSError as error:
                    _log.warning("the question log's spool cannot be tidied: %s", error)
            self._changed.notify_all()

    def _failed(self, error: Exception) -> None:
        with self._changed:
            self._failures += 1
            paths = self._spool.paths() if self._spool is not None else []
            if self._failures == 1:
                _log.warning(
                    "the question log's database is down (%s); %d questions wait",
                    database_trouble(error),
                    len(self._waiting),
                )
        try:
            sync_files(paths)
        except OSError as failure:
            _log.warning("the question log's spool cannot be made safe against a power cut: %s", failure)

    def _claim(self) -> None:
        """Take over what processes that died have left behind."""
        if self._spool is None:
            return
        try:
            claimed = self._spool.claim()
        except OSError as error:
            _log.warning("questions left behind by another process cannot be read: %s", error)
            return
        with self._changed:
            self._spool.adopt(claimed)
            self._waiting.extend(_Waiting(question, spooled=True) for one in claimed for question in one.questions)


def open_question_log(
    engine: Engine,
    spool_root: Path,
    spool_max_bytes: int,
    prepare: Callable[[], None] | None = None,
    mask: Mask = unmasked,
) -> SqlQuestionLog:
    """A started question log. Never raises: where the spool's folder cannot be used, questions wait in memory."""
    try:
        spool = Spool(spool_root, spool_max_bytes)
    except OSError as error:
        _log.warning("the question log's spool cannot be used, questions wait in memory: %s", error)
        spool = None
    log = SqlQuestionLog(engine, spool, prepare=prepare, mask=mask)
    log.start()
    return log


def _is_refusal(error: StatementError) -> bool:
    """Whether the database will never take these values, rather than not just now."""
    return isinstance(error, DataError | IntegrityError) or not isinstance(error, DBAPIError)
