"""One company with everybody who may ask or press something, and words that some of them must never read.

Everything is real: settings, content, index, database, desks. Only the model is small, and the clock stands still.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

import pytest
from fakes import FixedClock, HashingEmbedder
from sqlalchemy import Engine, inspect, text

from bot.accounts import Account, hashed
from bot.conversation_model import OwnerRequest
from bot.gaps.model import Gap, GapFilter
from bot.model import Ask, Asker, Place
from bot.viewer import Role, Viewer
from bot.wiring import Cornerman
from config.loading import load_settings

Who = Literal["guest", "rep", "restricted", "owner", "other_owner", "team_manager", "manager", "administrator"]
"""`guest` is from outside; `restricted` is a rep in the group `finance`; `owner` has the source `playbooks`, and
`other_owner` the source `wiki`; `team_manager` looks after the people of the group `emea` alone (`restricted`);
`manager` after all, and is in the group `managers`."""
EVERYBODY: tuple[Who, ...] = get_args(Who)
INSIDE = frozenset(EVERYBODY) - {"guest"}

PASSWORD = "correct horse battery"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
BASE_URL = "http://127.0.0.1:8080"
ASKER_NAME = "Perpetua Quill"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by the ids of each place; `email` is what the settings name them by."""

    slack: str
    teams: str
    name: str
    email: str
    roles: tuple[Role, ...] = ("rep",)
    groups: tuple[str, ...] = ()
    teams_led: tuple[str, ...] = ()


PEOPLE: dict[Who, Person] = {
    "guest": Person("U0GUEST01", "29:guest", "Gil Guest", "gil@agency.example"),
    "rep": Person("U0REP0001", "29:rep", ASKER_NAME, "perpetua@acme.example"),
    "restricted": Person("U0REST001", "29:restricted", "Fay Finn", "fay@acme.example", groups=("finance", "emea")),
    "owner": Person("U0DANA001", "29:owner", "Dana Reyes", "dana@acme.example", ("rep", "owner")),
    "other_owner": Person("U0REP0002", "29:other", "Sam Okoro", "sam@acme.example", ("rep", "owner")),
    "team_manager": Person("U0TEAM001", "29:lead", "Tess Lead", "tess@acme.example", teams_led=("emea",)),
    "manager": Person("U0LEE0001", "29:manager", "Morgan Lee", "lee@acme.example", groups=("managers",)),
    "administrator": Person("U0ADMIN01", "29:admin", "Alex Admin", "alex@acme.example"),
}

OPEN_TERM, FOREIGN_TERM = "discount two-year deal", "onboarding laptop headset"


@dataclass(frozen=True, slots=True)
class Canary:
    """Words that only `may` read, wherever they look; `why` says what they stand in."""

    word: str
    may: frozenset[Who]
    why: str


def _only(*who: Who) -> frozenset[Who]:
    return frozenset(who)


CANARIES = (
    Canary("vermilion", _only("manager", "administrator"), "title, path and text of a page for managers"),
    Canary("cormorant", _only("restricted", "administrator"), "title, path and text of a page for the group finance"),
    Canary("ocelot", INSIDE, "a line that is marked internal"),
    Canary("periwinkle", INSIDE, "a page that is not marked as safe for buyers"),
    Canary("walrus", _only("rep", "owner", "manager", "administrator"), "what a rep asked, a gap that is the owner's"),
    Canary(
        "narwhal",
        _only("restricted", "other_owner", "team_manager", "manager", "administrator"),
        "what the restricted rep asked, and handed to the other owner, whose gap it is",
    ),
)
"""Administrators look after every page, and so may read of each in the lists of those who keep pages."""

OPEN, MANAGERS_PAGE, FINANCE_PAGE, FOREIGN, SAFE, PULLED, CARD = (
    *("discounts.md", "vermilion.md", "cormorant.md", "laptop.md", "case.md", "pulled.md", "globex.md"),
)
CONTENT = {
    f"playbooks/{OPEN}": """---
title: Discount policy
reviewed: 2026-11-03
---
# Discount policy

A two-year deal gets a discount of up to 15 percent, says the periwinkle list.

> [!INTERNAL]
> The ocelot floor of a two-year deal is 60 percent of list.
""",
    f"playbooks/{MANAGERS_PAGE}": """---
title: Vermilion price floor
audience: managers
reviewed: 2026-11-03
---
# Vermilion price floor

The discount floor of a two-year deal for Globex is vermilion: 41 percent.
""",
    f"playbooks/{FINANCE_PAGE}": """---
title: Cormorant ledger
audience: finance
reviewed: 2026-11-03
---
# Cormorant ledger

The discount on a two-year deal is booked in the cormorant ledger at 37 percent.
""",
    f"playbooks/{SAFE}": """---
title: Halden Tile case
buyer_safe: true
reviewed: 2026-11-03
---
# Halden Tile case

Halden Tile cut its downtime by 40 percent in one year.

> [!INTERNAL]
> The ocelot discount of Halden Tile was 30 percent in one year.
""",
    f"playbooks/{PULLED}": """---
title: Old price list
reviewed: 2026-01-03
---
# Old price list

The price of the plan is ten dollars.
""",
    f"playbooks/{CARD}": """---
title: Globex battlecard
kind: battlecard
competitors: [Globex]
reviewed: 2026-11-03
---
# Globex battlecard

## Where they are weak

Globex has no offline mode, says the periwinkle list.

> [!INTERNAL]
> The ocelot source at Globex is their reseller.
""",
    f"wiki/{FOREIGN}": """---
title: Onboarding
reviewed: 2026-01-03
review_every: 30
---
# Onboarding

New reps get a laptop and a headset on day one of their onboarding, says the periwinkle list.
""",
}
# What the rep and the restricted rep ask: nothing answers it.
WALRUS = "does the walrus tent ship to Yakutsk"
NARWHAL = "who insures the narwhal crate in Lisbon"
_BY_EMAIL = {who: person.email for who, person in PEOPLE.items()}


def _settings(folder: Path, more: str) -> str:
    # Slack knows by their ids alone who has a role or is in a group.
    emails = {who: f'{json.dumps(email)}, "{PEOPLE[who].slack}"' for who, email in _BY_EMAIL.items()}
    return f"""base_url = "{BASE_URL}"
data_dir = "data"

[embedding]
model = "hashing"

[[sources]]
name = "playbooks"
location = {json.dumps(str(folder / "content/playbooks"))}
[sources.defaults]
owner = "Dana Reyes"

[[sources]]
name = "wiki"
location = {json.dumps(str(folder / "content/wiki"))}
[sources.defaults]
owner = "Sam Okoro"

[groups]
managers = [{emails["manager"]}]
finance = [{emails["restricted"]}]
emea = [{emails["restricted"]}]

[roles]
administrators = [{emails["administrator"]}]
managers = [{emails["manager"]}]
teams = {{ emea = [{emails["team_manager"]}] }}

[owners]
"Dana Reyes" = [{emails["owner"]}]
"Sam Okoro" = [{emails["other_owner"]}]

[reviews]
write_back = false

[sign_in]
passwords = true
{more}"""


class WordModel(HashingEmbedder):
    """Stands in for the whole of `bot.wiring`'s model, which takes long to load."""

    def prepare(self, converting: Callable[[], None] | None = None) -> Any:
        del converting
        return self


@dataclass
class RoleCompany:
    """The deployment, and what stands in it. `walrus` and `narwhal` are gaps, `request` is nobody's answer yet."""

    cornerman: Cornerman
    walrus: Gap
    narwhal: Gap
    request: OwnerRequest
    questions: dict[Who, str]

    @property
    def engine(self) -> Engine:
        return self.cornerman.engine

    def document(self, path: str) -> str:
        """The id of a page."""
        found = self.cornerman.store.current().documents.values()
        return next(one.id for one in found if one.path == path)

    def as_it_was(self) -> None:
        """Take back all that was written since the company moved in, so that each deed is done in the same place."""
        assert self.cornerman.log.flush(30)
        with closing(sqlite3.connect(self.kept)) as kept, closing(sqlite3.connect(self.database)) as live:
            kept.backup(live)

    def keep(self) -> None:
        """From now on this is how it was."""
        assert self.cornerman.log.flush(30)
        with closing(sqlite3.connect(self.kept)) as kept, closing(sqlite3.connect(self.database)) as live:
            live.backup(kept)

    @property
    def database(self) -> Path:
        return self.cornerman.settings.data_dir / "cornerman.db"

    @property
    def kept(self) -> Path:
        return self.database.with_name("kept.db")

    def rows(self, *, without: frozenset[str] = frozenset()) -> dict[str, str]:
        """All that is kept, by table: what a press that was refused leaves as it was."""
        assert self.cornerman.log.flush(30)
        with self.engine.connect() as connection:
            return {
                name: str(sorted(map(str, connection.execute(text(f'select * from "{name}"')))))
                for name in inspect(connection).get_table_names()
                if name not in without
            }


def viewer(who: Who) -> Viewer:
    """Somebody, as a surface of no platform knows them."""
    person = PEOPLE[who]
    roles: frozenset[Role] = frozenset(person.roles)
    if who in {"team_manager", "manager"}:
        roles |= {"manager"}
    if who == "administrator":
        roles |= {"administrator"}
    return Viewer(
        id=person.email,
        name=person.name,
        email=person.email,
        groups=frozenset(person.groups),
        roles=roles,
        teams=person.teams_led,
        guest=who == "guest",
        owns=lambda owner: owner == person.name,
    )


@contextmanager
def role_company(folder: Path, more: str = "", workspace: str = "T00000001") -> Iterator[RoleCompany]:
    """Build it in `folder`; `more` are settings of platforms. Questions come from Slack's `workspace`."""
    for path, written in CONTENT.items():
        file = folder / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(written, encoding="utf-8")
    (folder / "cornerman.toml").write_text(_settings(folder, more), encoding="utf-8")
    clock = FixedClock(NOW)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bot.wiring.SystemClock", lambda: clock)
        with Cornerman(load_settings(folder / "cornerman.toml")) as cornerman:
            cornerman.__dict__["embedder"] = WordModel()
            cornerman.prepare_database()
            assert cornerman.reindex(lambda _progress: None).swapped
            yield _moved_in(cornerman, workspace)


def _moved_in(cornerman: Cornerman, workspace: str) -> RoleCompany:
    stores = cornerman.stores
    _add_accounts(cornerman)
    asked = {
        "rep": _asks(cornerman, "rep", WALRUS, workspace),
        "restricted": _asks(cornerman, "restricted", NARWHAL, workspace),
        "manager": _asks(cornerman, "manager", "what is the floor of a two-year deal for Globex", workspace),
    }
    request = OwnerRequest(
        id="r1",
        question_id=asked["restricted"],
        question=NARWHAL,
        asker=PEOPLE["restricted"].slack,
        workspace=workspace,
        owner="Sam Okoro",
        owner_id=PEOPLE["other_owner"].slack,
        place=f"D{PEOPLE['other_owner'].slack[1:]}",
        message="1800000000.1",
        document=FOREIGN,
        asked_at=NOW,
    )
    assert cornerman.log.flush(30)
    stores.requests.keep(request)
    cornerman.gap_parts.keeper.tick()
    board, head = cornerman.gap_parts.board, viewer("administrator")
    gaps = {gap.title: gap for gap in board.listing(head, GapFilter(), 20)}
    walrus = board.assign(head, gaps[WALRUS].id, "Dana Reyes")
    narwhal = board.assign(head, gaps[NARWHAL].id, "Sam Okoro")
    company = RoleCompany(cornerman, walrus, narwhal, request, asked)
    cornerman.upkeep_parts.desk.act(head, "pulled", company.document(PULLED), "prices of last year")
    cornerman.upkeep.look()
    company.keep()
    return company


def _asks(cornerman: Cornerman, who: Who, question: str, workspace: str) -> str:
    person = PEOPLE[who]
    asker = Asker(person.slack, person.name, frozenset(person.groups))
    place = Place(f"D{person.slack[1:]}", "direct", workspace)
    return cornerman.answering.answer(Ask(question, asker, place, "slack")).question_id


def _add_accounts(cornerman: Cornerman) -> None:
    secret = hashed(PASSWORD)
    for who in sorted(INSIDE):
        email = PEOPLE[who].email
        account = Account(who, secret, ("rep",), (), email, NOW - timedelta(days=1), NOW - timedelta(days=1))
        assert cornerman.stores.accounts.add(account)


def leaks(who: Who, shown: str) -> list[str]:
    """What somebody read that is not theirs to read."""
    folded = shown.casefold()
    return [canary.why for canary in CANARIES if who not in canary.may and canary.word in folded]
