"""Replicas that are processes of their own, which can be made to die at any step; a platform that speaks HTTP."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bot.deliveries.model import MARKS, Announced, Delivery
from bot.deliveries.sending import Pace, Sender
from bot.digests.planning import DigestPlanner
from bot.digests.schedule import is_late, period_of
from bot.ports import KeepingError
from bot.stores import keeping
from bot.stores.deliveries import SqlDeliveries
from bot.stores.marks import SqlMarks
from bot.stores.subscriptions import SqlSubscriptions
from bot.stores.upkeep import SqlUpkeep
from bot.upkeep.marking import MarkPlanner
from config.database import make_engine

PATIENT = 60.0
"""Far longer than anything here takes: reached only where something is broken."""
DIED = 17
_PROCESSES = multiprocessing.get_context("forkserver")
# So that a replica starts in an instant; what is in the tests' own folders, that server cannot import.
_PROCESSES.set_forkserver_preload(
    [
        "pytest",
        "bot.deliveries.sending",
        "bot.digests.planning",
        "bot.stores.deliveries",
        "bot.stores.marks",
        "bot.stores.subscriptions",
        "bot.stores.upkeep",
        "bot.upkeep.marking",
        "config.database",
        "psycopg",
        "sqlalchemy.dialects.postgresql.psycopg",
        "sqlalchemy.dialects.sqlite",
        "urllib.request",
        "http.server",
    ]
)


@dataclass(frozen=True)
class Orders:
    """What a replica is to do: plan at each of `moments`, the last of which its clock shows from then on, then send.

    `surfaces` are those that it sends to; one with "blind" in its name cannot tell what was posted. `dies_at`: the step
    after, or before, which the process is gone. `marks`: it plans what follows from pulled pages, not digests.
    """

    database: str
    platform: str
    moments: Sequence[datetime]
    surfaces: tuple[str, ...] = ("fake",)
    dies_at: str = ""
    marks: bool = False


class Replica:
    """A process; it ends when all that is due is done with."""

    def __init__(self, orders: Orders) -> None:
        self._process = _PROCESSES.Process(target=_run, args=(orders,))
        self._process.start()

    def ended(self) -> int | None:
        """Its exit code."""
        self._process.join(PATIENT)
        return self._process.exitcode

    def kill(self) -> None:
        """As an operating system does it."""
        self._process.kill()
        self._process.join(PATIENT)


def _run(orders: Orders) -> None:
    keeping.KEEPING_SECONDS = PATIENT  # a busy machine is not what is tested here
    engine = make_engine(orders.database)
    clock = _Clock(orders.moments[-1])
    deliveries = _Deliveries(orders.dies_at, engine)
    planner = (
        MarkPlanner(SqlUpkeep(engine), SqlMarks(engine), deliveries, 30)
        if orders.marks
        else DigestPlanner(SqlSubscriptions(engine), deliveries)
    )
    for moment in orders.moments:
        _patiently(planner, moment)
    posters = [_HttpPoster(surface, orders, clock) for surface in orders.surfaces]
    asyncio.run(_send(Sender(posters, deliveries, clock, f"replica {os.getpid()}", _PACE), deliveries, orders))
    engine.dispose()


_PACE = Pace(every=0.02, apart=0.0)


def _patiently(planner: DigestPlanner | MarkPlanner, moment: datetime) -> None:
    """Two that write into SQLite at once may be refused: the next minute is sooner here."""
    for _ in range(100):
        try:
            planner.plan(moment)
            return
        except KeepingError:
            time.sleep(0.01)


async def _send(sender: Sender, deliveries: SqlDeliveries, orders: Orders) -> None:
    await sender.start()
    async with asyncio.timeout(PATIENT):
        while any(  # noqa: ASYNC110 - another replica may do the last of it
            one.state in {"due", "begun"} and one.surface in orders.surfaces
            for one in await asyncio.to_thread(deliveries.lately, 1000)
        ):
            await asyncio.sleep(0.01)
    await sender.stop()


def _die(at: str, step: str) -> None:
    if at == step:
        os._exit(DIED)


class _Clock:
    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


class _Deliveries(SqlDeliveries):
    """Dies around what it writes down."""

    def __init__(self, dies_at: str, engine: Any) -> None:
        super().__init__(engine)
        self._dies_at = dies_at

    def add(self, deliveries: Sequence[Delivery]) -> int:
        added = super().add(deliveries)
        _die(self._dies_at, "planned")
        return added

    def claim(self, *given: Any) -> Sequence[Delivery]:
        claimed = super().claim(*given)
        if claimed:
            _die(self._dies_at, "claimed")
        return claimed

    def begun(self, *given: Any) -> bool:
        begun = super().begun(*given)
        _die(self._dies_at, "recorded")
        return begun

    def sent(self, *given: Any) -> bool:
        sent = super().sent(*given)
        _die(self._dies_at, "sent")
        return sent


class _HttpPoster:
    """Implements bot.deliveries.ports.Poster."""

    def __init__(self, surface: str, orders: Orders, clock: _Clock) -> None:
        self.surface = surface
        self._orders = orders
        self._clock = clock

    async def announce(self, delivery: Delivery) -> Announced | None:
        _die(self._orders.dies_at, "before announcing")
        if delivery.kind in MARKS:
            return Announced(delivery.place, delivery.message)
        found = (await self._call("find", key=delivery.key))["id"] if "blind" not in self.surface else None
        if found is None:
            found = (await self._call("post", place=delivery.receiver, key=delivery.key, text="comes"))["id"]
        _die(self._orders.dies_at, "announced")
        return Announced(delivery.receiver, found)

    async def fill(self, delivery: Delivery, announced: Announced) -> None:
        _die(self._orders.dies_at, "before filling")
        if delivery.kind in MARKS:
            await self._call("update", id=announced.message, text=delivery.kind)
            _die(self._orders.dies_at, "filled")
            return
        late = " late" if is_late(delivery.due_at, self._clock.now()) else ""
        await self._call("update", id=announced.message, text=f"whole since {period_of(delivery).start}{late}")
        _die(self._orders.dies_at, "filled")

    async def _call(self, verb: str, **given: str) -> dict[str, Any]:
        request = urllib.request.Request(f"{self._orders.platform}/{verb}", json.dumps(given).encode())

        def called() -> dict[str, Any]:
            with urllib.request.urlopen(request, timeout=PATIENT) as response:
                answer: dict[str, Any] = json.load(response)
            return answer

        return await asyncio.to_thread(called)


@dataclass
class Message:
    """What stands in a place. `key` is what the platform lets a program hang on it."""

    place: str
    key: str
    text: str
    updates: int = 0


@dataclass
class Platform:
    """Keeps what it was sent."""

    messages: list[Message] = field(default_factory=list)
    address: str = ""
    called: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def whole(self, key: str) -> list[Message]:
        """The messages that hold the whole of it."""
        return [one for one in self.messages if one.key == key and one.text.startswith("whole")]

    def of(self, key: str) -> list[Message]:
        """Those that announce it, too."""
        return [one for one in self.messages if one.key == key]

    def answer(self, verb: str, given: dict[str, str]) -> dict[str, Any]:
        with self._lock:
            self.called.set()
            if verb == "find":
                known = [str(number) for number, one in enumerate(self.messages) if one.key == given["key"]]
                return {"id": known[0] if known else None}
            if verb == "post":
                self.messages.append(Message(given["place"], given["key"], given["text"]))
                return {"id": str(len(self.messages) - 1)}
            message = self.messages[int(given["id"])]
            message.text = given["text"]
            message.updates += 1
            return {}


@contextmanager
def serving() -> Iterator[Platform]:
    """A platform on this machine, at an address of its own."""
    platform = Platform()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps(platform.answer(self.path.strip("/"), given)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError):  # who asked was killed meanwhile
                self.wfile.write(body)

        def log_message(self, *_given: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), name="platform")
    thread.start()
    platform.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join(PATIENT)
