"""Sends what is due, each thing once, whatever dies in between and however many replicas do it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_fixed

from bot.chat.workers import Workers
from bot.deliveries.model import Announced, Delivery
from bot.deliveries.ports import Deliveries, Poster
from bot.deliveries.trouble import UndeliveredError
from bot.ports import Clock, KeepingError

_LOG = logging.getLogger(__name__)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(hours=24)
_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True)
class Pace:
    """How it is sent; all in seconds but `at_once`, the deliveries that one process works on at a time.

    What is due is looked for `every` so often, or when the sender is woken. A replica `holds` what it sends; as sending
    ends within `within`, another one can only take over what nobody works on any more. `apart`: between two messages in
    one place (Slack takes about one a second: https://docs.slack.dev/apis/web-api/rate-limits). `keeping`: how long it
    is tried to write down what was done; `stopping`: how long what runs may take when the process ends.
    """

    every: float = 5.0
    at_once: int = 4
    holds: float = 90.0
    within: float = 60.0
    apart: float = 1.0
    keeping: float = 15.0
    stopping: float = 4.0


def wait_before_next(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts that failed: a minute, then twice as long each time, up to an hour.

    None where it has been tried for a day: it is given up.
    """
    waits = [min(FIRST_WAIT * 2**done, LONGEST_WAIT) for done in range(max(attempts, 1))]
    return None if sum(waits, timedelta()) > GIVEN_UP_AFTER else waits[-1]


class Sender:
    """One for each process: `start` it in the event loop, `stop` it at the end.

    Each delivery goes through three steps, and each step can be done again. `announce` posts a line; where the message
    stands is written down (`begun`); `fill` puts the whole in its place; that is written down (`sent`). A replica that
    dies leaves the rest to whoever claims it next, who goes on from what is written: before `begun` it announces again
    (a poster finds the line that was posted already, where its platform lets it), after `begun` it fills the same
    message again. So the whole of it never stands in two messages.
    """

    def __init__(
        self, posters: Sequence[Poster], deliveries: Deliveries, clock: Clock, holder: str, pace: Pace | None = None
    ) -> None:
        """`holder` is a name that no other process has."""
        self._posters = {poster.surface: poster for poster in posters}
        self._deliveries = deliveries
        self._clock = clock
        self._holder = holder
        self._pace = pace or Pace()
        self._workers = Workers(2, "deliveries")
        self._running: dict[str, asyncio.Task[None]] = {}
        self._free_at: dict[Hashable, float] = {}
        self._woken = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._is_down = False

    async def start(self) -> None:
        """Begin to send; nothing is sent before."""
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._send_forever())

    async def stop(self) -> None:
        """Take nothing new; what is being sent may end, but not take long. Nothing is lost by that."""
        self._stopping = True
        self._woken.set()
        if self._task is not None:
            await self._task
        if self._running:
            _, left = await asyncio.wait(self._running.values(), timeout=self._pace.stopping)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        self._workers.close()

    def wake(self) -> None:
        """Something may be due now. May be called from any thread."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended, and with it the sending
                self._loop.call_soon_threadsafe(self._woken.set)

    async def _send_forever(self) -> None:
        while not self._stopping:
            self._woken.clear()
            free = self._pace.at_once - len(self._running) if self._posters else 0
            claimed = await self._claimed(free) if free else ()
            for delivery in claimed:
                self._begin(delivery)
            if not free or len(claimed) < free:  # else there may be more
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), self._pace.every)

    async def _claimed(self, limit: int) -> Sequence[Delivery]:
        """What this process is to send now: nothing while the database is down."""
        surfaces, now = tuple(self._posters), self._clock.now()
        try:
            found = await self._workers.run(
                self._deliveries.claim, surfaces, self._holder, now, self._pace.holds, limit
            )
        except KeepingError as error:
            if not self._is_down:  # once for an outage
                _LOG.warning("What is to be sent waits for the database: %s", error)
            self._is_down = True
            return ()
        except Exception:  # noqa: BLE001 - sending goes on, whatever this was
            _LOG.exception("What is to be sent could not be looked for")
            return ()
        self._is_down = False
        return [one for one in found if one.key not in self._running]

    def _begin(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._send(delivery))
        self._running[delivery.key] = task
        task.add_done_callback(lambda _task: self._ended(delivery.key))

    def _ended(self, key: str) -> None:
        del self._running[key]
        self._woken.set()

    async def _send(self, delivery: Delivery) -> None:
        """Never raises."""
        try:
            async with asyncio.timeout(self._pace.within):
                await self._steps(self._posters[delivery.surface], delivery)
        except UndeliveredError as error:
            await self._failed(delivery, str(error), for_good=error.for_good)
        except Exception as error:  # noqa: BLE001 - its words may hold what was to be sent: only its name is kept
            await self._failed(delivery, type(error).__name__, for_good=False)

    async def _steps(self, poster: Poster, delivery: Delivery) -> None:
        announced: Announced | None = Announced(delivery.place, delivery.message)
        if delivery.state == "due":
            await self._turn((delivery.surface, delivery.workspace, delivery.receiver))
            announced = await poster.announce(delivery)
            if announced is None:
                reason = "there is nothing to tell"
                await self._kept(lambda: self._deliveries.withdrawn(delivery.key, self._holder, reason))
                return
            here = announced
            if not await self._kept(lambda: self._deliveries.begun(delivery.key, self._holder, here)):
                _LOG.warning("Another process took over %s while it was announced", delivery.key)
                return
        if announced is not None:
            await poster.fill(delivery, announced)
            await self._kept(lambda: self._deliveries.sent(delivery.key, self._holder, self._clock.now()))

    async def _turn(self, place: Hashable) -> None:
        """Wait until something may be said in a place again."""
        now = asyncio.get_running_loop().time()
        self._free_at = {one: at for one, at in self._free_at.items() if at > now}
        at = max(now, self._free_at.get(place, now))
        self._free_at[place] = at + self._pace.apart
        await asyncio.sleep(at - now)

    async def _kept(self, write: Callable[[], _Given]) -> _Given:
        """What was done must be written down, or it is done again: a short outage is waited for."""
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(KeepingError),
            stop=stop_after_delay(self._pace.keeping),
            wait=wait_fixed(1),
            reraise=True,
        )

        async def tried() -> _Given:
            return await self._workers.run(write)

        return await retrying(tried)

    async def _failed(self, delivery: Delivery, trouble: str, *, for_good: bool) -> None:
        """It is tried again later, by whichever replica, or given up."""
        wait = None if for_good else wait_before_next(delivery.attempts)
        next_try = None if wait is None else self._clock.now() + wait
        told = "given up" if wait is None else f"tried again in {wait}"
        _LOG.warning("%s could not be sent (%s): %s", delivery.key, trouble, told)
        try:
            await self._workers.run(self._deliveries.failed, delivery.key, self._holder, trouble, next_try)
        except Exception as error:  # noqa: BLE001 - it is held no longer after a while, and then tried again
            _LOG.warning("That %s could not be sent could not be kept: %s", delivery.key, type(error).__name__)
