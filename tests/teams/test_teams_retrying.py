"""What is tried again, how often, and how long after."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from teams.fake_connector import APP_ID, TENANT, FakeConnector

from bot.teams.botframework import BotFrameworkTransport
from bot.teams.retrying import Retrying
from bot.teams.transport import Address, KeysUnavailableError, Transport, TransportError, UnauthorizedError

SAID = {"type": "message", "text": "x"}
AT = Address("https://smba.test/", "a:rep", TENANT)


class Waits(list[float]):
    """Sleeps that take no time, one after the other."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)
        await asyncio.sleep(0)


class Failing:
    """Raises these errors, one at each call; then it gives what each verb gives."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls: list[tuple[Any, ...]] = []

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        async def call(*given: Any) -> Any:
            self.calls.append((verb, *given))
            if self.errors:
                raise self.errors.pop(0)
            return f"what {verb} gives"

        return call


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
async def teams() -> AsyncIterator[FakeConnector]:
    async with FakeConnector() as running:
        running.person("29:rep")
        running.place("a:rep", ["29:rep"])
        yield running


@pytest.fixture
async def over_http(teams: FakeConnector) -> AsyncIterator[Retrying]:
    inner = BotFrameworkTransport(app_id=APP_ID, app_password="s", tenant_id=TENANT, token=lambda: "connector-token")
    yield Retrying(inner, first=0.01, longest=0.02, jitter=0.01)
    await inner.close()


VERBS: dict[str, tuple[Any, ...]] = {
    "send": (AT, SAID),
    "update": (AT, "1", SAID),
    "delete": (AT, "1"),
    "open_personal_chat": (AT.service, TENANT, "29:rep"),
    "member": (AT, "29:rep"),
    "members": (AT,),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", [412, 429, 502, 503, 504, None])
async def test_what_passes_is_waited_for(waits: Waits, verb: str, status: int | None) -> None:
    inner = Failing(*[TransportError("busy", status)] * 3)
    given = await getattr(Retrying(inner, sleep=waits), verb)(*VERBS[verb])
    assert given == (None if verb in {"update", "delete"} else f"what {verb} gives")
    assert inner.calls == [(verb, *VERBS[verb])] * 4


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 500])
async def test_what_does_not_pass_is_told_at_once(waits: Waits, verb: str, status: int) -> None:
    inner = Failing(TransportError("no", status))
    with pytest.raises(TransportError, match="no"):
        await getattr(Retrying(inner, sleep=waits), verb)(*VERBS[verb])
    assert (len(inner.calls), waits) == (1, [])


@pytest.mark.parametrize("error", [ValueError("ours"), asyncio.CancelledError()])
async def test_our_own_faults_are_not_repeated(waits: Waits, error: Exception) -> None:
    inner = Failing(error)
    with pytest.raises(type(error)):
        await Retrying(inner, sleep=waits).send(AT, SAID)
    assert len(inner.calls) == 1


@pytest.mark.parametrize(
    ("verb", "given", "error"),
    [
        ("open", (), TransportError("busy", 429)),
        ("authenticate", ("", {}), UnauthorizedError("no")),
        ("authenticate", ("", {}), KeysUnavailableError("no")),
        ("close", (), TransportError("busy", 429)),
    ],
)
async def test_the_rest_is_done_once(waits: Waits, verb: str, given: tuple[Any, ...], error: Exception) -> None:
    inner = Failing(error)
    with pytest.raises(type(error)):
        await getattr(Retrying(inner, sleep=waits), verb)(*given)
    await getattr(Retrying(inner, sleep=waits), verb)(*given)
    assert inner.calls == [(verb, *given)] * 2


async def test_the_waits_grow_and_differ(waits: Waits) -> None:
    inner = Failing(*[TransportError("busy", 429)] * 9)
    with pytest.raises(TransportError, match="busy"):
        await Retrying(inner, sleep=waits).send(AT, SAID)
    assert len(inner.calls) == 6
    for waited, least in zip(waits, (2, 4, 8, 16, 20), strict=True):
        assert least <= waited <= least + 1
    assert len({waited % 1 for waited in waits}) == 5


async def test_teams_is_given_the_time_that_it_asks_for(waits: Waits) -> None:
    inner = Failing(TransportError("busy", 429, 30.0), TransportError("busy", 429, 0.5))
    await Retrying(inner, sleep=waits).send(AT, SAID)
    assert 30 <= waits[0] <= 31
    assert 4 <= waits[1] <= 5


async def test_nobody_waits_longer_than_is_left(waits: Waits) -> None:
    inner = Failing(TransportError("busy", 429, 3600.0))
    with pytest.raises(TransportError) as raised:
        await Retrying(inner, sleep=waits).send(AT, SAID)
    assert (raised.value.retry_after, waits) == (3600.0, [])
    with pytest.raises(TransportError):
        await Retrying(Failing(TransportError("busy", 429)), seconds=1.5, sleep=waits).send(AT, SAID)
    assert waits == []


async def test_many_are_counted_apart(waits: Waits) -> None:
    inner = Failing(*[TransportError("busy", 429)] * 30)
    retrying = Retrying(inner, sleep=waits)
    await asyncio.gather(*(retrying.send(AT, SAID) for _ in range(30)))
    assert len(inner.calls) == 60


async def test_it_has_each_verb_of_a_transport() -> None:
    for name, verb in inspect.getmembers(Transport, inspect.iscoroutinefunction):
        assert inspect.signature(getattr(Retrying, name)) == inspect.signature(verb)


async def test_over_http_a_busy_teams_hears_it_once(over_http: Retrying, teams: FakeConnector) -> None:
    at = Address(teams.service, "a:rep", TENANT)
    teams.fail(429, "Throttled", Retry_After="0")
    teams.fail(412, "PreconditionFailed")
    teams.fail(502)
    teams.cut()
    assert await over_http.send(at, SAID)
    assert (teams.posts, teams.requests) == (1, 5)
    teams.fail(429, "Throttled", Retry_After="1")
    begun = time.monotonic()
    assert await over_http.members(at)
    assert time.monotonic() - begun >= 1


async def test_over_http_a_lost_answer_is_said_twice(over_http: Retrying, teams: FakeConnector) -> None:
    teams.cut(obeyed=True)
    await over_http.send(Address(teams.service, "a:rep", TENANT), SAID)
    assert teams.posts == 2
