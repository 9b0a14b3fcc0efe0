"""A log in which one person, Dana, stands in every table that names people; and what of her is left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kept_company import MONDAY, Company, gap_row, later
from sqlalchemy import Engine, insert, select

from bot.conversation_model import OwnerReply, PostedAnswer
from bot.reach.model import Launch
from bot.reindexing.model import Requester, RunMessage
from bot.stores.gap_tables import AccountRow, GapSignalRow, LookRow, SubscriptionRow
from bot.stores.gap_tables import GapRow as Gap
from bot.stores.launches import SqlLaunches
from bot.stores.posted_answers import SqlPostedAnswers
from bot.stores.reindex_messages import SqlRunMessages
from bot.stores.reindex_runs import SqlRuns
from bot.stores.tables import Base, ChannelChangeRow, ChannelMannersRow, ConversationRow
from bot.stores.upkeep import SqlUpkeep
from bot.upkeep.model import DocumentAct
from bot.upkeep.reminding import key_of as reminder_key
from content_index.model import Wish

DANA = "UDANA"
HER_WORDS = "may dana's customer pay late?"


def keep_everything(company: Company) -> None:
    """Dana asked two questions; one other person's question stands in a gap with hers, and one in her thread."""
    her = {"asker": DANA, "name": "Dana Reyes", "groups": ("sales",), "question": HER_WORDS, "thread": "1.1"}
    asked = company.asks(
        her | {"status": "gap", "asked_at": later(hours=2)},
        her | {"asker": DANA},
        {"status": "gap", "question": "may they pay later?", "thread": "1.1", "follows": (HER_WORDS, "and this?")},
        {"question": "nothing of hers", "asker": "U2"},
    )
    company.gap("shared", [asked[2], asked[0]], title=HER_WORDS, signals={"no_answer": 2}, people=2)
    company.gap("hers", asked[1:2], assigned=DANA, assigned_by="U2")
    company.votes("q1", DANA, helpful=False)
    company.votes("q4", DANA, helpful=False)
    company.votes("q4", "U3", helpful=True)
    company.clicks("q4", DANA, "pricing.md", MONDAY)
    company.hands_over("q1", DANA, MONDAY)
    company.hands_over("q4", "U2", MONDAY)
    company.requests.reply("r-q4-U2", OwnerReply("yes, until May", DANA, MONDAY))
    company.told(DANA, "q1", MONDAY, gap="shared")
    company.told("U2", "q4", MONDAY, gap="other", about={"gap": "other", "by": DANA})
    company.happened("other", "assigned", MONDAY, by=DANA, after={"assigned": DANA}, before={"assigned": "U2"})
    company.happened("other", "merged", MONDAY, by="U2", into="shared", title=HER_WORDS)
    company.happened("hers", "opened", MONDAY)
    SqlPostedAnswers(company.engine).remember(PostedAnswer("q1", "T1", "C1", "7.7", "1.1", MONDAY))
    _keep_what_was_sent_of_pages(company)
    _keep_rows(company.engine)
    _keep_what_owners_did(company.engine)


def _keep_what_was_sent_of_pages(company: Company) -> None:
    """Her answer was changed when a page was pulled, and put right; she was reminded of a page, and put that off."""
    about = {"document": "d1", "act": "a1", "question": "q1", "thread": "1.1"}
    for kind in ("pulled", "restored"):
        company.told(DANA, "q1", MONDAY, key=f"{kind}:a1:x", kind=kind, about=about, gap="", place="C1", message="7.7")
        company.told("U2", "q4", MONDAY, key=f"{kind}:a1:y", kind=kind, about=about | {"question": "q4"}, gap="")
    reminded = {"day": "2026-11-23", "zone": "UTC", "owned": "d1", "snoozed": "2026-11-30"}
    key = reminder_key("slack", "T1", DANA, MONDAY.date())
    company.told(DANA, "", MONDAY, key=key, kind="reminder", about=reminded, gap="")


def _keep_what_owners_did(engine: Engine) -> None:
    """She pulled a page, asked for a reindex and stopped one of somebody else."""
    act = DocumentAct("a1", "d1", "pricing.md", "Pricing", "pulled", DANA, "Dana Reyes", "slack", MONDAY, "wrong")
    SqlUpkeep(engine).act(act, "wiki")
    until = MONDAY.date() + timedelta(days=14)
    SqlLaunches(engine).launch(
        Launch("l1", "d1", "pricing.md", "Pricing", "new tiers", until, DANA, "Dana Reyes", "slack", MONDAY)
    )
    runs = SqlRuns(engine)
    run, _ = runs.ask("reindex", Wish(), Requester(DANA, "Dana Reyes", "slack"), force=False, at=MONDAY)
    runs.stop(run.id, "Dana Reyes", MONDAY)
    message = RunMessage(
        run.id, "slack", "T1", "D1", "8.8", DANA, "en", "UTC", names=True, may_go_back=False, posted_at=MONDAY
    )
    SqlRunMessages(engine).keep(message)


def _keep_rows(engine: Engine) -> None:
    changed = {"changed_by": DANA, "changed_at": MONDAY}
    moment = {"created_at": MONDAY, "created_by": "U2", "every": "week", "at": "09:00", "zone": "UTC", "weekday": 0}
    subscription = moment | {
        "kind": "manager",
        "surface": "slack",
        "workspace": "T1",
        "teams": [],
        "owner": "",
        "language": "en",
        "paused": False,
    }
    account = {"password_hash": "secret-hash", "roles": [], "groups": [], "email": "dana@example.com"}
    rows: list[tuple[type[Base], dict[str, Any]]] = [
        (ChannelMannersRow, {"workspace": "T1", "channel": "C1", "manners": None} | changed),
        (ChannelChangeRow, {"workspace": "T1", "channel": "C1", "before": None, "after": None} | changed),
        (
            ConversationRow,
            {"workspace": "T1", "id": "a:1", "kind": "personal", "service": "s", "person": DANA, "team": "", "name": ""}
            | {"heard_at": MONDAY},
        ),
        (SubscriptionRow, subscription | {"id": "s1", "receiver": DANA}),
        (SubscriptionRow, subscription | {"id": "s2", "receiver": "C1", "created_by": DANA}),
        (SubscriptionRow, subscription | {"id": "s3", "receiver": DANA, "kind": "news"}),
        (AccountRow, account | {"name": DANA, "created_at": MONDAY, "password_changed_at": MONDAY}),
        (LookRow, {"looked_at": MONDAY, "person": DANA, "name": "Dana Reyes", "page": "log", "subject": ""}),
        (LookRow, {"looked_at": MONDAY, "person": "U9", "name": "", "page": "log", "subject": f"asker {DANA}"}),
        (Gap, gap_row("other", MONDAY) | {"state": "dismissed", "state_by": DANA, "titled_by": DANA}),
        (Gap, gap_row("gone", MONDAY) | {"state": "merged", "merged_into": "shared", "title": HER_WORDS}),
        (GapSignalRow, {"question_id": "q4", "signal": "outdated", "person": DANA, "told_at": MONDAY}),
    ]
    with engine.begin() as connection:
        for table, row in rows:
            connection.execute(insert(table), row)


def tables_with(engine: Engine, *words: str) -> dict[str, list[str]]:
    """Every table that holds any of these words anywhere, with the rows that do."""
    found: dict[str, list[str]] = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            rows = [str(tuple(row)) for row in connection.execute(select(table))]
            holding = [row for row in rows if any(word in row for word in words)]
            if holding:
                found[table.name] = holding
    return found


def count(engine: Engine, table: type[Base]) -> int:
    with engine.connect() as connection:
        return len(connection.execute(select(*table.__table__.primary_key.columns)).all())
