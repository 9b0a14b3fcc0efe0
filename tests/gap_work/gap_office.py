"""A company whose questions, votes and gaps are kept in a real database; what the content answers is scripted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from database_fixtures import upgraded_sqlite
from fakes import HashingEmbedder, ScriptedAnswering
from sqlalchemy import Engine

from bot.conversation_model import OwnerReply, OwnerRequest, Vote, VoteReason
from bot.deliveries.model import Delivery
from bot.gaps.asking_again import GapCloser
from bot.gaps.known import KnownGaps
from bot.gaps.model import GAP_STATES, Gap, GapFilter
from bot.gaps.placing import GapKeeper
from bot.gaps.working import GapWork
from bot.model import Answer, AnswerSource, Ask, LoggedQuestion, Outcome
from bot.stores.deliveries import SqlDeliveries
from bot.stores.feedback import SqlFeedback
from bot.stores.gaps import SqlGaps
from bot.stores.owner_requests import SqlOwnerRequests
from bot.stores.people import SqlPeople
from bot.stores.questions import QuestionStore
from bot.viewer import Viewer
from content_index.model import Document

MORNING = datetime(2026, 11, 2, 9, tzinfo=UTC)
BOSS = Viewer("BOSS", "Priya Nair", surface="slack", workspace="T1", roles=frozenset({"manager"}))
DANA = Viewer(
    "UDANA", "Dana Reyes", surface="slack", workspace="T1", roles=frozenset({"owner"}), owns="Dana Reyes".__eq__
)
REP = Viewer("UREP", "Rob", surface="slack", workspace="T1")


@dataclass
class MovingClock:
    moment: datetime = MORNING

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, **time: float) -> None:
        self.moment += timedelta(**time)


def a_document(path: str = "security/faq.md", **changes: Any) -> Document:
    document = Document(
        id=f"id-{path}",
        source="s",
        path=path,
        title=path.rpartition("/")[2].removesuffix(".md").title(),
        kind="faq",
        language="en",
        fingerprint=f"first of {path}",
        owner="Dana Reyes",
        products=("Berthline",),
        competitors=(),
        stages=("evaluation",),
    )
    return replace(document, **changes)


@dataclass
class GapOffice:
    """`content` says for a question's words which document answers it; what it does not name is not answered.

    Where a question is `disputed`, another document says something else, once the content is `compared` with itself.
    """

    engine: Engine
    documents: list[Document] = field(default_factory=lambda: [a_document()])
    content: dict[str, str] = field(default_factory=dict)
    disputed: set[str] = field(default_factory=set)
    compared: bool = True
    seen_by: dict[str, frozenset[str]] = field(default_factory=dict)
    clock: MovingClock = field(default_factory=MovingClock)

    def __post_init__(self) -> None:
        self.gaps = SqlGaps(self.engine, now=self.clock.now)
        self.deliveries = SqlDeliveries(self.engine)
        self.requests = SqlOwnerRequests(self.engine)
        self.people = SqlPeople(self.engine)
        self._questions = QuestionStore(self.engine)
        self._feedback = SqlFeedback(self.engine)
        self._numbers = 0
        self._answering = ScriptedAnswering(self._answer)
        self.replica = self.new_replica()

    def new_replica(self) -> Replica:
        return Replica(self)

    def ask(self, question: str, *, asker: str = "UREP", status: Outcome = "gap", **changes: Any) -> str:
        """Somebody asks, and is answered so; the question's id."""
        self._numbers += 1
        self.clock.pass_by(minutes=1)
        asked = LoggedQuestion(
            id=f"q{self._numbers:04}",
            asked_at=self.clock.now(),
            question=question,
            asker=asker,
            place=f"D{asker}",
            place_kind="direct",
            workspace="T1",
            thread=None,
            surface="slack",
            status=status,
            confidence=0.2,
            passages=(),
            generation="g1",
            latency_ms={"total": 4.0},
            language="en",
            document="security/faq.md",
            groups=("sales",),
        )
        self._questions.write([replace(asked, **changes)])
        return asked.id

    def place(self) -> None:
        while self.replica.keeper.tick():
            pass

    def asked(self, question: str, **how: Any) -> str:
        """Asked and placed; the id of its gap."""
        question_id = self.ask(question, **how)
        self.place()
        gap = self.gaps.gap_of(question_id)
        assert gap is not None
        return gap

    def vote(
        self, question_id: str, *, helpful: bool = False, reason: VoteReason | None = None, by: str = "UREP"
    ) -> None:
        self.clock.pass_by(minutes=1)
        self._feedback.vote(Vote(question_id, by, helpful=helpful, voted_at=self.clock.now(), reason=reason))

    def hand_over(self, question_id: str, question: str, reply: str = "", asker: str = "UREP") -> None:
        self.clock.pass_by(minutes=1)
        kept = OwnerRequest(
            f"r-{question_id}",
            question_id,
            question,
            asker,
            "T1",
            "Dana Reyes",
            "UDANA",
            "D1",
            "m1",
            "",
            self.clock.now(),
        )
        self.requests.keep(kept)
        if reply:
            self.requests.reply(kept.id, OwnerReply(reply, "UDANA", self.clock.now()))

    def ask_again(self, generation: str = "g2") -> list[Gap]:
        return self.replica.closer.ask_all_again(self.by_path(), generation)

    def by_path(self) -> Mapping[str, Document]:
        return {one.path: one for one in self.documents}

    def find(self, gap_id: str) -> Gap:
        gap = self.gaps.find(gap_id)
        assert gap is not None
        return gap

    def all(self) -> list[Gap]:
        return [one for one in self.gaps.listing(GapFilter(states=GAP_STATES), 1_000) if one.state != "merged"]

    def words(self) -> list[Delivery]:
        return list(self.deliveries.lately(100))

    def _answer(self, ask: Ask) -> Answer:
        path = self.content.get(ask.text)
        there = self.by_path().get(path or "")
        allowed = self.seen_by.get(path or "")
        if there is None or (allowed is not None and not allowed & (ask.asker.groups or frozenset())):
            return _answer(ask.text, "gap", ())
        source = AnswerSource(there.id, there.path, there.title, "", "https://x", there.kind, 1.0, there.owner)
        said = _answer(ask.text, "answered", (replace(source, review_due=there.review_due),))
        return replace(said, conflicting=ask.text in self.disputed if self.compared else None)


class Replica:
    """What one process holds."""

    def __init__(self, office: GapOffice) -> None:
        self.known = KnownGaps(office.gaps, HashingEmbedder, office.clock)
        self.keeper = GapKeeper(office.gaps, self.known, office.by_path, office.clock)
        self.closer = GapCloser(
            office.gaps, office.deliveries, office._answering, office.clock, office.people.groups_of
        )
        self.board = GapWork(
            gaps=office.gaps,
            known=self.known,
            closer=self.closer,
            requests=office.requests,
            deliveries=office.deliveries,
            documents=office.by_path,
            named_owners=("Dana Reyes", "Ines Bell"),
            clock=office.clock,
            channel_of=lambda viewer, _owner: (viewer.surface, viewer.workspace),
        )


def _answer(question: str, status: Any, sources: tuple[AnswerSource, ...]) -> Answer:
    return Answer("again", question, status, 0.9, "words", (), None, sources, (), "g2", "en")


def an_office(folder: Path, **given: Any) -> GapOffice:
    return GapOffice(upgraded_sqlite(folder / "gaps.db"), **given)
