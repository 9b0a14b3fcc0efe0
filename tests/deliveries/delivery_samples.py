"""Deliveries in memory, a clock that is set, and a platform that keeps what it was sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.deliveries.model import Announced, Delivery
from bot.deliveries.sending import Pace
from bot.deliveries.trouble import UndeliveredError
from bot.ports import KeepingError

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
QUICK = Pace(every=0.01, apart=0.0, stopping=5.0)


def digest(day: str = "2026-11-23", **more: object) -> Delivery:
    given: dict[str, object] = {
        "key": f"digest:s1:{day}",
        "kind": "digest",
        "surface": "fake",
        "workspace": "T1",
        "receiver": "C1",
        "about": {},
        "due_at": NOW,
    }
    return Delivery(**(given | more))  # type: ignore[arg-type]


async def until(true: Callable[[], bool]) -> None:
    """Far longer than anything here takes: reached only where something is broken."""
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - it is somebody else who makes it true
            await asyncio.sleep(0.002)


class Clock:
    def __init__(self, now: datetime = NOW) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment


class Deliveries:
    """Implements bot.deliveries.ports.Deliveries, as far as sending goes. `down`: the verbs that fail just now."""

    def __init__(self, *given: Delivery) -> None:
        self.rows = {one.key: one for one in given}
        self.held: dict[str, tuple[str, datetime]] = {}
        self.down: dict[str, int] = {}

    def claim(
        self, surfaces: Sequence[str], holder: str, now: datetime, seconds: float, limit: int
    ) -> Sequence[Delivery]:
        self._check("claim")
        free = [
            one
            for one in self.rows.values()
            if one.state in {"due", "begun"}
            and one.surface in surfaces
            and (one.next_try is None or one.next_try <= now)
            and (one.key not in self.held or self.held[one.key][1] <= now)
        ][:limit]
        for one in free:
            self.held[one.key] = (holder, now + timedelta(seconds=seconds))
            self.rows[one.key] = replace(one, attempts=one.attempts + 1)
        return [self.rows[one.key] for one in free]

    def begun(self, key: str, holder: str, announced: Announced) -> bool:
        return self._write(
            "begun", key, holder, state="begun", place=announced.place, message=announced.message, lets_go=False
        )

    def sent(self, key: str, holder: str, at: datetime) -> bool:
        return self._write("sent", key, holder, state="sent", sent_at=at, trouble="")

    def failed(self, key: str, holder: str, trouble: str, next_try: datetime | None) -> bool:
        state = self.rows[key].state if next_try else "failed"
        return self._write("failed", key, holder, state=state, trouble=trouble, next_try=next_try)

    def withdrawn(self, key: str, holder: str, reason: str) -> bool:
        return self._write("withdrawn", key, holder, state="withdrawn", trouble=reason)

    def _write(self, verb: str, key: str, holder: str, *, lets_go: bool = True, **values: object) -> bool:
        self._check(verb)
        if self.held.get(key, ("",))[0] != holder:
            return False
        self.rows[key] = replace(self.rows[key], **values)  # type: ignore[arg-type]
        if lets_go:
            del self.held[key]
        return True

    def _check(self, verb: str) -> None:
        if self.down.get(verb, 0):
            self.down[verb] -= 1
            raise KeepingError("connection refused")


class FakePlatform:
    """Implements bot.deliveries.ports.Poster. `troubles` are raised one after another; `gates` hold a step up."""

    def __init__(self, troubles: Mapping[str, list[Exception]] | None = None) -> None:
        self.messages: list[list[str]] = []
        self.troubles = dict(troubles or {})
        self.gates: dict[str, asyncio.Event] = {}
        self.at_work = 0
        self.most_at_work = 0
        self.nothing_to_tell = False

    surface = "fake"

    async def announce(self, delivery: Delivery) -> Announced | None:
        await self._step("announce")
        if self.nothing_to_tell:
            return None
        self.messages.append([f"{delivery.key} comes"])
        return Announced(delivery.receiver, str(len(self.messages) - 1))

    async def fill(self, delivery: Delivery, announced: Announced) -> None:
        await self._step("fill")
        self.messages[int(announced.message)].append(f"{delivery.key} whole")

    async def _step(self, name: str) -> None:
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        try:
            if name in self.gates:
                await self.gates[name].wait()
            await asyncio.sleep(0)
            if self.troubles.get(name):
                raise self.troubles[name].pop(0)
        finally:
            self.at_work -= 1


def busy(reason: str = "ratelimited") -> UndeliveredError:
    return UndeliveredError(reason)
