"""What goes wrong on purpose, and time: rates, triggers that expire, slow and broken answers, silent sockets."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from fake_delivery import Sockets
from fake_methods import Refused

TRIGGER_SECONDS = 3.0


@dataclass
class Trigger:
    user: str
    expires: float
    used: bool = False


class Rate:
    """About one message a second and channel, where `strict` is on."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.strict = False
        self._now = now
        self._last: dict[str, float] = {}

    def check(self, channel: str) -> None:
        now = self._now()
        if self.strict and now - self._last.get(channel, -10.0) < 1.0:
            raise Refused("ratelimited", retry_after=1)
        self._last[channel] = now


class Faults:
    """Mixed into FakeSlack."""

    def __init__(self, connections: Sockets) -> None:
        self.rate = Rate(self.now)
        self._connections = connections
        self._ahead = 0.0
        self._triggers: dict[str, Trigger] = {}
        self._faults: dict[str, list[tuple[int, dict[str, Any], dict[str, str]]]] = defaultdict(list)
        self._slow: dict[str, list[float]] = defaultdict(list)
        self._dropped: dict[str, int] = defaultdict(int)
        self._between: dict[str, list[int]] = defaultdict(list)
        self._lost: dict[str, int] = defaultdict(int)

    def now(self) -> float:
        return time.time() + self._ahead

    def pass_time(self, seconds: float) -> None:
        """Let triggers, response addresses and the rate's seconds grow older."""
        self._ahead += seconds

    def trigger(self, user: str) -> str:
        """A fresh trigger id, good for one view within three seconds."""
        name = f"{len(self._triggers) + 1}.{int(self.now())}.{user.casefold()}"
        self._triggers[name] = Trigger(user, self.now() + TRIGGER_SECONDS)
        return name

    def exchange(self, trigger_id: str) -> Trigger:
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self.now() > trigger.expires:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger

    @property
    def strict_rate(self) -> bool:
        """Whether more than about one message a second and channel is one too many."""
        return self.rate.strict

    @strict_rate.setter
    def strict_rate(self, strict: bool) -> None:
        self.rate.strict = strict

    @property
    def silent(self) -> bool:
        """Whether sockets stay open and say nothing: no pong to a ping."""
        return self._connections.silent

    @silent.setter
    def silent(self, silent: bool) -> None:
        self._connections.silent = silent

    def refuse_sockets(self, times: int = 1) -> None:
        """The next attempts to open a socket are answered 503."""
        self._connections.refusing += times

    def break_socket(self, which: int = -1) -> None:
        """The socket is gone from one moment to the next, without a closing word."""
        self._connections.break_off(which)

    def fail(
        self, method: str, error: str, *, status: int = 200, retry_after: int | None = None, times: int = 1
    ) -> None:
        """The next call of `method` fails (or the next `times`). `method` may be `response_url`."""
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        self._faults[method] += [(status, {"ok": False, "error": error}, headers)] * times

    def limit(self, method: str, retry_after: int = 1, *, times: int = 1) -> None:
        """The next call of `method` is one too many (429)."""
        self.fail(method, "ratelimited", status=429, retry_after=retry_after, times=times)

    def slow(self, method: str, seconds: float, *, times: int = 1) -> None:
        """The next call of `method` is answered late."""
        self._slow[method] += [seconds] * times

    def drop(self, method: str, *, times: int = 1) -> None:
        """The connection of the next call of `method` breaks before an answer."""
        self._dropped[method] += times

    def lose(self, method: str, *, times: int = 1) -> None:
        """The next call of `method` is done, and the connection breaks before its answer is there."""
        self._lost[method] += times

    def is_lost(self, method: str) -> bool:
        """Whether the answer of this call is lost."""
        if not self._lost[method]:
            return False
        self._lost[method] -= 1
        return True

    def plain(self, method: str, status: int = 503, *, times: int = 1) -> None:
        """What stands between answers the next call of `method`, in words of its own and no JSON."""
        self._between[method] += [status] * times

    async def trouble(self, method: str, request: web.Request) -> web.Response | None:
        """The fault that was queued for this call, if any."""
        if self._slow[method]:
            await asyncio.sleep(self._slow[method].pop(0))
        if self._dropped[method]:
            self._dropped[method] -= 1
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=502)
        if self._between[method]:
            return web.Response(status=self._between[method].pop(0), text="upstream connect error")
        if self._faults[method]:
            status, answer, headers = self._faults[method].pop(0)
            return web.json_response(answer, status=status, headers=headers)
        return None
