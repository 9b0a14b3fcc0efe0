"""A question log of a company that has asked for a while, made up by chance, the same each time. For measuring.

Nothing in it is anybody's. Its shape is a company's: few people ask much and many little, in working hours, about some
documents far more often than about others; a third of the answers is rated; what was not answered stands in gaps.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert

from bot.stores.gap_tables import (
    DeliveryRow,
    GapChangeRow,
    GapQuestionRow,
    GapRow,
    LookRow,
    PersonGroupRow,
    PersonRow,
)
from bot.stores.ratings import mend_ratings
from bot.stores.tables import Base, ClickRow, OwnerRequestRow, QuestionRow, ShownPassageRow, VoteRow

END = datetime(2026, 11, 30, tzinfo=UTC)
WORKSPACE = "T-bench"
_AT_ONCE = 5_000
_TOPICS = (
    "discount floor for a two year deal", "security questionnaire", "single sign-on", "data residency in Germany",
    "battlecard against Globex", "minimum order size", "pilot terms", "uptime guarantee", "reference in healthcare",
    "return policy", "delivery time", "payment in instalments", "SOC 2 report", "price per seat", "API limits",
    "скидка на два года", "срок поставки", "условия пилота", "гарантия", "сравнение с Глобекс",
)  # fmt: skip
_WAYS = ("what is the {}", "do we have {} for {}", "how do i explain {} to {}", "{} {}?", "где найти {} для {}")
_WHOM = ("a bank", "a hospital", "a reseller", "procurement", "the CFO", "школы", "a startup", "the public sector")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made."""

    questions: int = 100_000
    days: int = 90
    people: int = 400
    votes: int = 40_000
    clicks: int = 50_000
    gaps: int = 3_000
    documents: int = 400
    teams: int = 20


@dataclass(slots=True)
class _Company:
    """What chance has made so far."""

    size: Size
    chance: random.Random
    asked: list[dict[str, Any]] = field(default_factory=list)

    @property
    def start(self) -> datetime:
        return END - timedelta(days=self.size.days)

    def somebody(self) -> str:
        """Few ask much, many little."""
        return f"U{int(self.size.people * self.chance.random() ** 2):05}"

    def document(self) -> str:
        return f"content/{int(self.size.documents * self.chance.random() ** 3):04}.md"

    def moment(self) -> datetime:
        """In working hours, mostly on working days."""
        while True:
            day = self.start + timedelta(days=self.chance.randrange(self.size.days))
            if day.weekday() < 5 or self.chance.random() < 0.1:
                return day + timedelta(seconds=self.chance.triangular(6, 21, 14) * 3600)

    def words(self) -> str:
        way = self.chance.choice(_WAYS)
        return way.format(self.chance.choice(_TOPICS), self.chance.choice(_WHOM))

    def some(self, share: float) -> list[dict[str, Any]]:
        return self.chance.sample(self.asked, int(share))


def fill(engine: Engine, size: Size, seed: int = 6) -> None:
    """Fill an upgraded database in which nothing is yet."""
    company = _Company(size, random.Random(seed))
    company.asked = sorted(_questions(company), key=lambda question: question["asked_at"])
    _insert(engine, QuestionRow, company.asked)
    _insert(engine, ShownPassageRow, _shown(company))
    _insert(engine, PersonRow, _people(company))
    _insert(engine, PersonGroupRow, _groups(company))
    _insert(engine, VoteRow, _votes(company))
    _insert(engine, ClickRow, _clicks(company))
    _insert(engine, OwnerRequestRow, _requests(company))
    gaps, members, changes, told = _gaps(company)
    _insert(engine, GapRow, gaps)
    _insert(engine, GapQuestionRow, members)
    _insert(engine, GapChangeRow, changes)
    _insert(engine, DeliveryRow, told)
    _insert(engine, LookRow, _looks(company))
    with engine.begin() as connection:
        mend_ratings(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # As PostgreSQL does by itself soon after so many rows; SQLite plans without it, as it does at work.
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM ANALYZE")


def _insert(engine: Engine, table: type[Base], rows: Any) -> None:
    for some in _in_turn(rows):
        with engine.begin() as connection:
            connection.execute(insert(table), some)


def _in_turn(rows: Any) -> Iterator[list[dict[str, Any]]]:
    together: list[dict[str, Any]] = []
    for row in rows:
        together.append(row)
        if len(together) == _AT_ONCE:
            yield together
            together = []
    if together:
        yield together


def _questions(company: _Company) -> Iterator[dict[str, Any]]:
    chance = company.chance
    for number in range(company.size.questions):
        total = math.exp(chance.gauss(3.4, 0.5))
        status = chance.choices(("answered", "unsure", "gap", "small_talk"), (66, 15, 16, 3))[0]
        yield {
            "id": f"{number:08x}{chance.getrandbits(96):024x}",
            "asked_at": company.moment(),
            "question": company.words(),
            "asker": company.somebody(),
            "place": f"C{chance.randrange(60):04}",
            "place_kind": chance.choice(("direct", "channel")),
            "workspace": WORKSPACE,
            "thread": f"17{chance.getrandbits(40)}.{number:06}",
            "surface": chance.choices(("slack", "teams", "console"), (6, 3, 1))[0],
            "status": status,
            "confidence": chance.random(),
            "generation": f"g{number // 5_000:03}",
            "latency_ms": {
                "embedding": 4.0 + chance.random(),
                "lexical": 2.0 + chance.random(),
                "vectors": 1.0 + chance.random(),
                "total": total,
            },
            "answer_ms": total,
            "language": chance.choice(("en", "en", "ru")),
            "follows": [],
            "flags": ["stale"] if status == "answered" and chance.random() < 0.05 else [],
            "document": "" if status == "small_talk" else company.document(),
        }


def _shown(company: _Company) -> Iterator[dict[str, Any]]:
    for question in company.asked:
        for rank in range(1, 4):
            document = question["document"] if rank == 1 else company.document()
            yield {
                "question_id": question["id"],
                "rank": rank,
                "passage_id": f"{document}#{rank}",
                "document": document,
            }


def _people(company: _Company) -> Iterator[dict[str, Any]]:
    first: dict[str, datetime] = {}
    last: dict[str, datetime] = {}
    for question in company.asked:
        first.setdefault(question["asker"], question["asked_at"])
        last[question["asker"]] = question["asked_at"]
    for person, at in first.items():
        yield {
            "workspace": WORKSPACE,
            "id": person,
            "surface": "slack",
            "name": f"Rep {person[1:]}",
            "first_asked": at,
            "last_asked": last[person],
        }


def _groups(company: _Company) -> Iterator[dict[str, Any]]:
    for number in range(company.size.people):
        for group in ("sales", f"team-{number % company.size.teams:02}"):
            yield {"workspace": WORKSPACE, "person": f"U{number:05}", "group": group}


def _votes(company: _Company) -> Iterator[dict[str, Any]]:
    chance = company.chance
    seen: set[tuple[str, str]] = set()
    while len(seen) < company.size.votes:
        question = chance.choice(company.asked)
        voter = question["asker"] if chance.random() < 0.85 else company.somebody()
        if (question["id"], voter) in seen:
            continue
        seen.add((question["id"], voter))
        helpful = chance.random() < 0.8
        yield {
            "question_id": question["id"],
            "voter": voter,
            "helpful": helpful,
            "voted_at": question["asked_at"] + timedelta(minutes=chance.expovariate(0.2)),
            "reason": None if helpful else chance.choice(("wrong", "outdated", "missing", "too_long", None)),
            "words": "",
        }


def _clicks(company: _Company) -> Iterator[dict[str, Any]]:
    for _ in range(company.size.clicks):
        question = company.chance.choice(company.asked)
        yield {
            "question_id": question["id"],
            "person": question["asker"],
            "document": question["document"],
            "clicked_on": company.chance.choice(("answer", "more")),
            "clicked_at": question["asked_at"] + timedelta(minutes=1),
        }


def _requests(company: _Company) -> Iterator[dict[str, Any]]:
    for number, question in enumerate(company.some(company.size.questions * 0.02)):
        yield {
            "id": f"r{number:08}",
            "question_id": question["id"],
            "question": question["question"],
            "asker": question["asker"],
            "workspace": WORKSPACE,
            "owner": f"owner-{number % 30}",
            "owner_id": f"O{number % 30}",
            "place": f"D{number % 30}",
            "message": f"m{number}",
            "document": question["document"],
            "asked_at": question["asked_at"] + timedelta(minutes=3),
        }


def _gaps(company: _Company) -> tuple[list[dict[str, Any]], ...]:
    """Gaps with what was not answered, the changes of each, and who was told of a closing."""
    chance = company.chance
    missed = [question for question in company.asked if question["status"] in {"gap", "unsure"}]
    groups: dict[int, list[dict[str, Any]]] = {}
    for question in missed:
        groups.setdefault(int(company.size.gaps * chance.random() ** 2), []).append(question)
    gaps: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    told: list[dict[str, Any]] = []
    for number, questions in groups.items():
        state = chance.choices(("open", "closed", "dismissed", "snoozed", "merged"), (50, 35, 7, 5, 3))[0]
        name = f"gap{number:06}"
        first, last = questions[0]["asked_at"], questions[-1]["asked_at"]
        closed_at = last + timedelta(days=chance.expovariate(0.2))
        gaps.append(_gap(name, state, questions, closed_at, chance))
        members += [_member(question, name, chance) for question in questions]
        changes.append({"gap": name, "at": first, "by": "", "verb": "opened", "detail": {}})
        changes += [
            {
                "gap": name,
                "at": question["asked_at"],
                "by": "",
                "verb": "joined",
                "detail": {"question": question["id"]},
            }
            for question in questions[1:]
        ]
        if state == "closed":
            changes.append({"gap": name, "at": closed_at, "by": "", "verb": "closed", "detail": {}})
            told += [_told(name, question, closed_at) for question in questions]
    return gaps, members, changes, told


def _gap(
    name: str, state: str, questions: Sequence[dict[str, Any]], closed_at: datetime, chance: random.Random
) -> dict[str, Any]:
    return {
        "id": name,
        "title": questions[len(questions) // 2]["question"],
        "kind": chance.choice(("missing", "stale", "conflicting", "not_found")),
        "state": state,
        "opened_at": questions[0]["asked_at"],
        "first_asked": questions[0]["asked_at"],
        "last_asked": questions[-1]["asked_at"],
        "questions": len(questions),
        "people": len({question["asker"] for question in questions}),
        "language": "en",
        "titled_by": "",
        "kind_by": "",
        "state_by": "",
        "state_reason": "",
        "state_at": closed_at if state == "closed" else questions[0]["asked_at"],
        "snoozed_until": None,
        "document": questions[0]["document"],
        "related": True,
        "owner": f"owner-{chance.randrange(30)}",
        "owner_reason": "nearest",
        "assigned": "",
        "assigned_by": "",
        "stage": "",
        "product": "",
        "competitor": chance.choice(("", "", "Globex", "Initech")),
        "rank": chance.random() * len(questions),
        "merged_into": "gap000000" if state == "merged" else "",
        "closed_by": questions[0]["document"] if state == "closed" else "",
        "closed_generation": "",
        "closings": int(state == "closed"),
        "signals": {"no_answer": len(questions)},
        "changed_at": questions[-1]["asked_at"],
        "version": 1,
    }


def _member(question: dict[str, Any], gap: str, chance: random.Random) -> dict[str, Any]:
    return {
        "question_id": question["id"],
        "gap": gap,
        "placed_at": question["asked_at"],
        "placed_by": "",
        "signals": ["no_answer"],
        "document": question["document"],
        "fingerprint": "",
        "vector": chance.randbytes(384 * 4),
        "model": "bench",
    }


def _told(gap: str, question: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {
        "key": f"closed:{gap}:{question['id']}",
        "kind": "closed",
        "surface": question["surface"],
        "workspace": WORKSPACE,
        "receiver": question["asker"],
        "about": {"gap": gap, "question": question["id"]},
        "due_at": at,
        "state": "sent",
        "attempts": 1,
        "next_try": None,
        "place": f"D{question['asker']}",
        "message": question["id"][:12],
        "sent_at": at,
        "trouble": "",
    }


def _looks(company: _Company) -> Iterator[dict[str, Any]]:
    for number in range(company.size.people * 5):
        yield {
            "looked_at": company.moment(),
            "person": f"M{number % 12}",
            "name": "",
            "page": "log",
            "subject": "",
        }
