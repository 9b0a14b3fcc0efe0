"""People, documents and doubles for the tests of signing in."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.accounts import Account, login_name
from bot.model import Answer, Ask
from bot.ports import KeepingError
from bot.standing import Standing, StandingUnknownError
from bot.viewer import Look
from content_index.model import Document

TENANT = "66666666-7777-8888-9999-000000000000"
OID = "0f3b2c1d-1111-2222-3333-444455556666"
SLACK_PERSON = {
    "https://slack.com/team_id": "T1", "https://slack.com/user_id": "U1", "name": "Dana Reyes",
    "email": "Dana@acme.example", "email_verified": True,
}  # fmt: skip
MICROSOFT_PERSON = {
    "tid": TENANT, "oid": OID, "name": "Dana Reyes", "email": "dana@acme.example",
    "preferred_username": "dana@acme.example",
}  # fmt: skip

PRICING = Document(
    id="d-pricing", source="playbooks", path="pricing.md", title="Pricing", kind="policy", language="en",
    fingerprint="f1", owner="Dana Reyes",
)  # fmt: skip
SECRET = Document(
    id="d-secret", source="playbooks", path="board.md", title="Board numbers", kind="policy", language="en",
    fingerprint="f2", audience=("board",),
)  # fmt: skip
CONTENT = ((PRICING, "# Pricing\n\n## Discounts\n\nTen per cent."), (SECRET, "# Board numbers\n\nChurn is 9%."))


def said(ask: Ask) -> Answer:
    return Answer(
        question_id="q1", question=ask.text, status="answered", confidence=0.9, text="Ten per cent.", bold=(), say=None,
        sources=(), passages=(), generation="g1", language="en",
    )  # fmt: skip


class Accounts:
    """In memory; `down` fails as a database does."""

    def __init__(self) -> None:
        self.kept: dict[str, Account] = {}
        self.down = False

    def add(self, account: Account) -> bool:
        self._check()
        return self.kept.setdefault(account.name, account) is account

    def find(self, name: str) -> Account | None:
        self._check()
        return self.kept.get(login_name(name))

    def listing(self) -> Sequence[Account]:
        self._check()
        return sorted(self.kept.values(), key=lambda account: account.name)

    def change_password(self, name: str, password_hash: str, at: datetime) -> bool:
        self._check()
        found = self.kept.get(login_name(name))
        if found:
            self.kept[found.name] = replace(found, password_hash=password_hash, password_changed_at=at)
        return found is not None

    def remove(self, name: str) -> bool:
        self._check()
        return self.kept.pop(login_name(name), None) is not None

    def _check(self) -> None:
        if self.down:
            raise KeepingError("the database does not answer")


class SignOuts:
    """In memory; `down` fails as a database does."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str], datetime] = {}
        self.down = False

    def keep(self, surface: str, workspace: str, person: str, at: datetime) -> None:
        self._check()
        self.kept[surface, workspace, person] = at

    def latest(self, surface: str, workspace: str, person: str) -> datetime | None:
        self._check()
        return self.kept.get((surface, workspace, person))

    def _check(self) -> None:
        if self.down:
            raise KeepingError("the database does not answer")


class Failures:
    """In memory; `down` fails as a database does."""

    def __init__(self) -> None:
        self.kept: dict[str, list[datetime]] = {}
        self.down = False

    def take(self, limits: Mapping[str, int], now: datetime, window: timedelta) -> timedelta:
        if self.down:
            raise KeepingError("the database does not answer")
        recent = {key: [one for one in self.kept.get(key, ()) if now - one < window] for key in limits}
        waits = [recent[key][-most] + window - now for key, most in limits.items() if len(recent[key]) >= most]
        if not waits:
            self.kept |= {key: [*failed, now] for key, failed in recent.items()}
        return max(waits, default=timedelta(0))

    def give_back(self, keys: Collection[str], at: datetime, *, all_of: Collection[str] = ()) -> None:
        for key in keys:
            self.kept[key].remove(at)
        self.kept |= {key: [] for key in all_of}


class Looks:
    """In memory; `down` fails as a database does."""

    def __init__(self) -> None:
        self.kept: list[Look] = []
        self.down = False
        self.tried = threading.Event()

    def keep(self, look: Look) -> None:
        self.tried.set()
        if self.down:
            raise KeepingError("the database does not answer")
        self.kept.append(look)

    def lately(self, limit: int, person: str | None = None, before: datetime | None = None) -> Sequence[Look]:
        if self.down:
            raise KeepingError("the database does not answer")
        found = [look for look in reversed(self.kept) if person in (None, look.person)]
        return [look for look in found if before is None or look.looked_at < before][:limit]


class Standings:
    """What the platform says; `down`: nothing just now."""

    def __init__(self) -> None:
        self.said: dict[str, Standing] = {}
        self.down = False

    async def of(self, workspace: str, person: str) -> Standing:
        del workspace
        if self.down:
            raise StandingUnknownError("ratelimited")
        return self.said.get(person, Standing())
