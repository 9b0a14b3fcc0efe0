"""What repositories send: who is believed, what begins a run, and what is refused without a word too many."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from database_fixtures import upgraded_sqlite
from fakes import DocumentPages, FixedClock, QuestionLog, ScriptedAnswering
from sample_answers import answer

from bot.console.app import make_console, make_runner
from bot.console.reindex_hook import LARGEST, ReindexHook, is_believed
from bot.ports import KeepingError
from bot.reindexing.desk import ReindexDesk
from bot.reindexing.model import Ending, Requester
from bot.reindexing.rights import SourceRights
from bot.stores.reindex_runs import SqlRuns
from content_index.model import Wish

SECRET = "a secret that is long enough"
BODY = json.dumps({"ref": "refs/heads/main"}).encode()


def signed(body: bytes = BODY, secret: str = SECRET, algorithm: str = "sha256") -> str:
    return hmac.new(secret.encode(), body, getattr(hashlib, algorithm)).hexdigest()


PROOFS: dict[str, dict[str, str]] = {
    "github": {"X-Hub-Signature-256": f"sha256={signed()}", "X-Hub-Signature": f"sha1={signed(algorithm='sha1')}"},
    "bitbucket": {"X-Hub-Signature": f"sha256={signed()}"},
    "gitea": {"X-Gitea-Signature": signed()},
    "forgejo": {"X-Forgejo-Signature": signed()},
    "gitlab": {"X-Gitlab-Token": SECRET},
    "bearer": {"Authorization": f"Bearer {SECRET}"},
    "bearer in small letters": {"authorization": f"bearer {SECRET}"},
}
FORGED: dict[str, dict[str, str]] = {
    "nothing": {},
    "another secret": {"X-Hub-Signature-256": f"sha256={signed(secret='another one, as long')}"},
    "another body": {"X-Hub-Signature-256": f"sha256={signed(b'{}')}"},
    "sha1": {"X-Hub-Signature": f"sha1={signed(algorithm='sha1')}"},
    "empty": {"X-Hub-Signature-256": "", "X-Gitlab-Token": "", "Authorization": "Bearer "},
    "the secret as a signature": {"X-Gitea-Signature": SECRET},
    "the signature as a token": {"X-Gitlab-Token": signed()},
    "basic": {"Authorization": f"Basic {SECRET}"},
    "no ascii": {"X-Gitlab-Token": "\u0441екрет"},
}


class Seen:
    """In memory; `down` fails as a database does."""

    def __init__(self) -> None:
        self.kept: set[str] = set()
        self.down = False

    def first_time(self, keys: Sequence[str]) -> bool:
        if self.down:
            raise KeepingError("the database does not answer")
        new = self.kept.isdisjoint(keys)
        self.kept |= set(keys)
        return new


class Hooked:
    """A console with the hook, and what it asks for."""

    def __init__(self, folder: Path) -> None:
        self.engine = upgraded_sqlite(folder / "runs.db")
        self.runs, self.seen, self.clock = SqlRuns(self.engine), Seen(), FixedClock()
        desk = ReindexDesk(self.runs, SourceRights({"playbooks": (), "Deal desk": ()}), self.clock, lambda: None)
        self.hook: ReindexHook | None = ReindexHook(desk, self.seen, ("playbooks", "Deal desk"), SECRET)
        self.session = aiohttp.ClientSession()
        self.address = ""

    async def open(self) -> web.AppRunner:
        runner = make_runner(
            make_console(
                ScriptedAnswering(lambda _ask: answer()), DocumentPages(()), QuestionLog(), self.clock, hook=self.hook
            )
        )
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    async def post(self, source: str = "playbooks", body: Any = BODY, **headers: str) -> tuple[int, dict[str, Any]]:
        given = {name.replace("_", "-"): value for name, value in headers.items()} or PROOFS["github"]
        async with self.session.post(f"{self.address}/hooks/reindex/{source}", data=body, headers=given) as response:
            return response.status, await response.json()


@pytest.fixture
async def hooked(tmp_path: Path) -> AsyncIterator[Hooked]:
    made = Hooked(tmp_path)
    runner = await made.open()
    yield made
    await made.session.close()
    await runner.cleanup()
    made.engine.dispose()


@pytest.mark.parametrize("proof", PROOFS)
async def test_who_knows_the_secret_begins_a_run(hooked: Hooked, proof: str) -> None:
    status, said = await hooked.post(**PROOFS[proof])
    run = hooked.runs.under_way()[0]
    assert (status, said) == (202, {"run": run.id, "joined": False})
    assert (run.by, run.wish) == (Requester(cause="webhook", surface="webhook"), Wish(frozenset({"playbooks"})))


@pytest.mark.parametrize("forged", FORGED)
def test_nobody_else_is_believed(forged: str) -> None:
    assert not is_believed(FORGED[forged], BODY, SECRET)


@pytest.mark.parametrize("source", ["playbooks", "nope"])
async def test_who_is_not_believed_learns_nothing_and_begins_nothing(
    hooked: Hooked, source: str, caplog: pytest.LogCaptureFixture
) -> None:
    forged = signed(secret="another one, as long")
    assert await hooked.post(source, **{"X-Gitea-Signature": forged}) == (401, {"error": "unauthorized"})
    assert not hooked.runs.under_way()
    assert forged not in caplog.text
    assert SECRET not in repr(hooked.hook)


async def test_a_source_with_a_space_and_one_that_is_none(hooked: Hooked) -> None:
    assert (await hooked.post("Deal%20desk"))[0] == 202
    assert (await hooked.post("nope"))[0] == 404


async def test_what_is_too_large_is_refused_told_or_not(hooked: Hooked) -> None:
    assert (await hooked.post(body=b"x" * (LARGEST + 1)))[0] == 413

    async def untold() -> AsyncIterator[bytes]:
        for _ in range(LARGEST // 10_000 + 2):
            yield b"x" * 10_000

    assert (await hooked.post(body=untold()))[0] == 413


@pytest.mark.parametrize(
    ("header", "event", "begins"),
    [
        ("X-GitHub-Event", "ping", False),
        ("X-GitHub-Event", "issues", False),
        ("X-GitHub-Event", "push", True),
        ("X-Event-Key", "diagnostics:ping", False),
        ("X-Event-Key", "repo:push", True),
        ("X-Gitlab-Event", "Push Hook", True),
        ("X-Gitlab-Event", "Note Hook", False),
        ("X-Gitea-Event", "push", True),
    ],
)
async def test_only_a_push_begins_a_run(hooked: Hooked, header: str, event: str, begins: bool) -> None:
    status, said = await hooked.post(**PROOFS["github"], **{header: event})
    assert status == (202 if begins else 200)
    assert said["run"] if begins else said == {"run": None, "ignored": event}
    assert bool(hooked.runs.under_way()) == begins


async def test_a_delivery_that_comes_again_begins_nothing(hooked: Hooked) -> None:
    first = await hooked.post(**PROOFS["github"], **{"X-GitHub-Delivery": "d1"})
    run = hooked.runs.take("there", hooked.clock.now(), 30.0)
    assert run is not None
    again = await hooked.post(**PROOFS["github"], **{"X-GitHub-Delivery": "d1"})
    assert (first[0], again) == (202, (200, {"run": None, "seen": True}))
    assert [one.id for one in hooked.runs.under_way()] == [run.id]


async def test_many_pushes_are_one_run_that_waits(hooked: Hooked) -> None:
    hooked.runs.ask("reindex", Wish(), Requester("U1"), force=False, at=hooked.clock.now())
    running = hooked.runs.take("there", hooked.clock.now(), 30.0)
    said = [(await hooked.post())[1] for _ in range(5)]
    assert running is not None
    assert len({one["run"] for one in said} | {running.id}) == 2
    assert [one["joined"] for one in said] == [False, True, True, True, True]


async def test_after_somebody_went_back_it_stays_and_the_same_delivery_may_come_again(hooked: Hooked) -> None:
    def rolled_back(kind: Any) -> None:
        run, _ = hooked.runs.ask(kind, Wish(), Requester("U1"), force=False, at=hooked.clock.now())
        hooked.runs.take("there", hooked.clock.now(), 30.0)
        hooked.runs.end(run.id, "there", Ending("done"), hooked.clock.now())

    rolled_back("rollback")
    delivery = {**PROOFS["github"], "X-GitHub-Delivery": "d1"}
    status, said = await hooked.post(**delivery)
    assert status == 409
    assert "somebody went back to the index of before" in said["error"]
    _, told = await hooked.post(**delivery, **{"Accept-Language": "ru"})
    assert "кто-то вернул прежний индекс" in told["error"]
    assert not hooked.runs.under_way()


async def test_while_the_database_is_down_it_is_said_and_the_same_delivery_may_come_again(hooked: Hooked) -> None:
    delivery = {**PROOFS["github"], "X-GitHub-Delivery": "d1"}
    hooked.seen.down = True
    assert (await hooked.post(**delivery))[0] == 503
    hooked.seen.down = False
    hooked.seen.kept.add("reindex hook: d1")
    assert (await hooked.post(**delivery))[0] == 202
    assert (await hooked.post(**delivery))[0] == 200


async def test_where_the_database_was_deleted_it_is_said_and_the_same_delivery_may_come_again(
    hooked: Hooked, tmp_path: Path
) -> None:
    hooked.runs.latest(1)
    for file in os.listdir(tmp_path):  # noqa: PTH208 - the test waits for nothing else
        os.unlink(tmp_path / file)  # noqa: PTH108
    delivery = {**PROOFS["github"], "X-GitHub-Delivery": "d1"}
    for _ in range(2):
        status, said = await hooked.post(**delivery)
        assert (status, "deliver it again later" in said["error"]) == (503, True)


async def test_without_a_secret_there_is_no_hook(tmp_path: Path) -> None:
    made = Hooked(tmp_path)
    made.hook = None
    runner = await made.open()
    async with made.session.post(f"{made.address}/hooks/reindex/playbooks", headers=PROOFS["github"]) as response:
        assert response.status == 404
    await made.session.close()
    await runner.cleanup()
    made.engine.dispose()
