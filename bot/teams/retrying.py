"""Says it again where Teams was busy, or could not be reached."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from tenacity import (
    AsyncRetrying,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_exception,
    wait_exponential,
    wait_random,
)

from bot.teams.transport import Activity, Address, Transport, TransportError

_PASSES = frozenset({412, 429, 502, 503, 504, None})
"""Microsoft says of these but 503 that they are to be tried again. None: there was no answer."""
_Given = TypeVar("_Given")


class Retrying:
    """A Transport that tries again what may pass: a busy Teams (429), 412, 502, 503, 504, and lost connections.

    It waits as Microsoft advises (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit): `first`
    seconds, twice as long each time up to `longest`, and up to `jitter` more, so that those who were refused together
    do not come back together; never less than Teams asks for. It gives up after so many `attempts`, and where the next
    would begin later than `seconds` after the first; then, and for everything else, the error is Teams' last.

    Where the connection is lost after Teams took a message but before its answer came, sending again says it twice:
    Teams has no way to tell, and for a rep an answer twice is better than none. Changing or deleting a message twice
    does no harm, but the second deletion is told that the message is not there (404).
    """

    def __init__(  # noqa: PLR0913 - how long is what this is about
        self,
        transport: Transport,
        *,
        attempts: int = 6,
        seconds: float = 60.0,
        first: float = 2.0,
        longest: float = 20.0,
        jitter: float = 1.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._transport = transport
        self._stop = stop_after_attempt(attempts) | stop_before_delay(seconds)
        self._backoff = wait_exponential(multiplier=first, max=longest)
        self._jitter = wait_random(0, jitter)
        self._sleep = sleep

    @property
    def unauthenticated(self) -> bool:
        """As the one below."""
        return self._transport.unauthenticated

    async def open(self) -> None:
        """Once."""
        await self._transport.open()

    async def close(self) -> None:
        """Close it."""
        await self._transport.close()

    async def authenticate(self, authorization: str, activity: Mapping[str, Any]) -> None:
        """Once: Teams itself sends again what was answered with an error."""
        await self._transport.authenticate(authorization, activity)

    async def send(self, to: Address, activity: Activity) -> str:
        """Say something new."""
        return await self._tried(lambda: self._transport.send(to, activity))

    async def update(self, to: Address, message: str, activity: Activity) -> None:
        """Put something else in a message's place."""
        await self._tried(lambda: self._transport.update(to, message, activity))

    async def delete(self, to: Address, message: str) -> None:
        """Remove a message."""
        await self._tried(lambda: self._transport.delete(to, message))

    async def open_personal_chat(self, service: str, tenant: str, person: str) -> Address:
        """The chat with one person."""
        return await self._tried(lambda: self._transport.open_personal_chat(service, tenant, person))

    async def member(self, at: Address, person: str) -> Mapping[str, Any]:
        """One member."""
        return await self._tried(lambda: self._transport.member(at, person))

    async def team(self, at: Address, team: str) -> Mapping[str, Any]:
        """A team with its channels."""
        return await self._tried(lambda: self._transport.team(at, team))

    async def members(self, at: Address) -> tuple[Mapping[str, Any], ...]:
        """All of them."""
        return await self._tried(lambda: self._transport.members(at))

    async def _tried(self, verb: Callable[[], Awaitable[_Given]]) -> _Given:
        # One for each call: tenacity keeps the count of the attempts in it.
        retrying = AsyncRetrying(
            sleep=self._sleep,
            stop=self._stop,
            wait=lambda state: max(self._backoff(state), _asked_for(state)) + self._jitter(state),
            retry=retry_if_exception(_may_pass),
            reraise=True,
        )

        async def attempt() -> _Given:
            return await verb()

        return await retrying(attempt)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, TransportError) and error.status in _PASSES


_asked_for = wait_exception(lambda error: getattr(error, "retry_after", None) or 0.0)
