"""A company whose people have asked: what the dashboard's pages are drawn from in tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from fakes import FixedClock, HashingEmbedder
from gap_fakes import InMemoryBoard, InMemorySubscriptions, ScriptedDigests, gap, gap_question

from bot.console.dashboard import Dashboard
from bot.deliveries.model import Delivery
from bot.digests.model import Subscription
from bot.gaps.model import Draft
from bot.gaps.priority import rank
from bot.insights.model import Cohort, DayFigures, DocumentUse, Figures, FoundQuestion, LogFilter, Period, Scope
from bot.insights.question_map import QuestionMap
from bot.ports import KeepingError
from bot.viewer import Viewer
from content_index.model import Document

BASE = "http://console.example:8080"
PRICING = Document(
    id="d-pricing", source="playbooks", path="sales/pricing.md", title="Pricing", kind="policy", language="en",
    fingerprint="f1", owner="Dana Reyes", products=("Harbor",), reviewed=date(2026, 10, 12), review_every_days=90,
)  # fmt: skip
RIVAL = Document(
    id="d-rival", source="playbooks", path="battlecards/rival.md", title="Rival Inc.", kind="battlecard",
    language="en", fingerprint="f2", owner="Sam Okoro", competitors=("Rival",), reviewed=date(2026, 6, 1),
    review_every_days=90,
)  # fmt: skip
RUSSIAN = Document(
    id="d-ru", source="playbooks", path="ru/скидки.md", title="Скидки", kind="policy", language="ru", fingerprint="f3"
)
SECRET = Document(
    id="d-secret", source="playbooks", path="board.md", title="Board numbers", kind="policy", language="en",
    fingerprint="f4", audience=("board",), owner="Dana Reyes",
)  # fmt: skip
CONTENT = tuple((document, f"# {document.title}") for document in (PRICING, RIVAL, RUSSIAN, SECRET))

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
EVERYTHING = Scope()

REP = Viewer(id="U0REP0001", name="Rita", workspace="T0ACME001", groups=frozenset({"sales"}))
OWNER = Viewer(id="U0OWN0001", name="Dana", workspace="T0ACME001", groups=frozenset({"sales"}),
               roles=frozenset({"rep", "owner"}), owns=lambda name: name == "Dana Reyes")  # fmt: skip
MANAGER = Viewer(id="U0MAN0001", name="Mona", workspace="T0ACME001", groups=frozenset({"sales"}),
                 roles=frozenset({"rep", "manager"}), teams=("emea",))  # fmt: skip
HEAD = replace(MANAGER, id="U0MAN0002", name="Hedda", teams=())
ADMINISTRATOR = Viewer(id="console", name="Adam", groups=frozenset(), roles=frozenset({"administrator"}))
TEAMS = {"emea": frozenset({"U0REP0001", "U0REP0002"}), "apac": frozenset({"U0REP0009"})}


def figures(questions: int = 120, **changes: Any) -> Figures:
    given: dict[str, Any] = {
        "questions": questions, "people": min(questions, 24), "answered": questions * 3 // 4, "unsure": questions // 8,
        "no_answer": questions - questions * 3 // 4 - questions // 8, "helpful": questions // 4,
        "unhelpful": questions // 20, "escalated": 2, "gaps_opened": 6, "gaps_closed": 4, "told": 9,
        "answer_ms": 420.0, "filled_days": 3.5,
    }  # fmt: skip
    return Figures(**(given | changes))


def found(number: int, question: str = "", **changes: Any) -> FoundQuestion:
    given: dict[str, Any] = {
        "id": f"q{number}", "asked_at": NOW - timedelta(hours=number), "question": question or f"question {number}",
        "asker": "U0REP0001", "name": "Rita Rep", "workspace": "T0ACME001", "surface": "slack", "status": "answered",
        "resolution": "unrated", "confidence": 0.81, "document": PRICING.path, "language": "en", "gap": None,
    }  # fmt: skip
    return FoundQuestion(**(given | changes))


def use(document: str, uses: int, **changes: Any) -> DocumentUse:
    given: dict[str, Any] = {
        "document": document, "uses": uses, "people": min(uses, 9), "clicks": uses // 2, "helpful": uses // 3,
        "unhelpful": 1, "last_used": NOW - timedelta(days=1),
    }  # fmt: skip
    return DocumentUse(**(given | changes))


class InMemoryInsights:
    """Figures as they are given. What was asked for, and in which scope, is in `asked`."""

    def __init__(
        self,
        now: Figures | None = None,
        before: Figures | None = None,
        *,
        questions: Sequence[FoundQuestion] = (),
        documents: Sequence[DocumentUse] = (),
        cohorts: Sequence[Cohort] = (),
    ) -> None:
        self._now = figures() if now is None else now
        self._before = figures(100) if before is None else before
        self._documents = documents
        self._cohorts = cohorts
        self.questions = list(questions)
        self.asked: list[tuple[str, Scope]] = []
        self.wanted: list[LogFilter] = []
        self.periods: list[Period] = []
        self.is_down = False

    def figures(self, period: Period, scope: Scope) -> Figures:
        self._look("figures", scope)
        self.periods.append(period)
        return self._now if period.end >= NOW or period.end.date() >= NOW.date() else self._before

    def days(self, period: Period, scope: Scope, zone: str) -> Sequence[DayFigures]:
        self._look("days", scope)
        count = max(1, (period.end - period.start + timedelta(hours=23)) // timedelta(days=1))
        first = period.start.date()
        total = self._now.questions
        spread = [total // count + (number < total % count) for number in range(count)]
        return [
            DayFigures(first + timedelta(days=number), n, n * 3 // 4, n // 8, n - n * 3 // 4 - n // 8, n // 3, n // 9)
            for number, n in enumerate(spread)
        ]

    def documents(self, period: Period, scope: Scope) -> Sequence[DocumentUse]:
        self._look("documents", scope)
        return [one for one in self._documents if scope.documents is None or one.document in scope.documents]

    def shares(self, period: Period, document: str) -> int:
        self._look("shares", Scope(documents=frozenset({document})))
        return 3 if period.end >= NOW else 0

    def cohorts(self, months: int, scope: Scope) -> Sequence[Cohort]:
        self._look("cohorts", scope)
        return self._cohorts[:months]

    def search(self, wanted: LogFilter, scope: Scope, limit: int, offset: int = 0) -> Sequence[FoundQuestion]:
        self._look("search", scope)
        self.wanted.append(wanted)
        return list(self._matching(wanted))[offset : offset + limit]

    def export(self, wanted: LogFilter, scope: Scope) -> Iterator[FoundQuestion]:
        self._look("export", scope)
        self.wanted.append(wanted)
        yield from self._matching(wanted)

    def sample(self, period: Period, scope: Scope, limit: int) -> Sequence[FoundQuestion]:
        self._look("sample", scope)
        return self.questions[:limit]

    def _matching(self, wanted: LogFilter) -> Iterator[FoundQuestion]:
        for one in self.questions:
            fits = (
                all(word in one.question.casefold() for word in wanted.words.casefold().split()),
                wanted.resolution in {None, one.resolution},
                wanted.surface in {"", one.surface},
                wanted.asker in {"", one.asker},
                wanted.workspace in {None, one.workspace},
                wanted.document in {"", one.document},
                wanted.gap in {"", one.gap},
            )
            if all(fits):
                yield one

    def _look(self, verb: str, scope: Scope) -> None:
        if self.is_down:
            raise KeepingError("the database does not answer")
        self.asked.append((verb, scope))


TOP = rank(5, 9, {"no_answer": 9}, NOW - timedelta(days=4))
LONG = "Кто-нибудь знает, какая скидка положена государственному заказчику при трёхлетнем договоре с предоплатой, " * 3


def board() -> InMemoryBoard:
    """Gaps in every state, some with owners, one with a very long Russian title and one that looks like mark-up."""
    held = InMemoryBoard(
        gap("g1", document=PRICING.path, owner="Dana Reyes", product="Harbor", people=5, questions=9, rank=TOP - 0),
        gap("g2", "does <b>Rival</b> have SOC 2?", kind="conflicting", document=RIVAL.path, owner="Sam Okoro",
            competitor="Rival", rank=TOP - 1),
        gap("g3", LONG, language="ru", document=SECRET.path, assigned="Dana Reyes", rank=TOP - 2),
        gap("g4", "trial longer than a month", state="snoozed", snoozed_until=NOW + timedelta(days=9), rank=TOP - 3),
        gap("g5", "who won the match", state="dismissed", state_reason="Not what the content is for", rank=TOP - 4),
        gap("g6", "price of a guest", state="closed", closed_by=PRICING.path, rank=TOP - 5),
        owners=("Dana Reyes", "Sam Okoro"),
    )  # fmt: skip
    held.questions["g1"] = [
        gap_question("q1"),
        gap_question("q2", text="скидка на три года?", language="ru", surface="teams", asker="U0REP0002"),
        gap_question("q3", text="=HYPERLINK(1) three years", signals=("wrong", "escalated")),
    ]
    held.questions["g2"] = [gap_question("q4", "g2")]
    held.alike["g1"] = ["g2"]
    held.drafts["g1"] = [Draft("discount for three years?", "20% off, **ask me** --> first.", "Dana Reyes", NOW)]
    return held


def insights(**changes: Any) -> InMemoryInsights:
    given: dict[str, Any] = {
        "questions": [
            found(1, "what discount on two years?", resolution="helpful"),
            found(2, "=cmd|' /C calc'!A0", resolution="no_answer", status="gap", document="", gap="g1",
                  surface="teams"),
            found(3, LONG, language="ru", resolution="unsure", document=SECRET.path),
            found(4, "of somebody else", asker="U0REP0009", name="Axel", workspace="T0ACME001", resolution="unhelpful"),
            found(5, "of another workspace", workspace="T0OTHER"),
        ],
        "documents": [use(PRICING.path, 30), use(RIVAL.path, 4, helpful=0, unhelpful=0), use(SECRET.path, 12)],
        "cohorts": [
            Cohort(date(2026, 11, 1), 3, 14, 4, ((PRICING.path, 6), (SECRET.path, 5), (RIVAL.path, 2))),
            Cohort(date(2026, 10, 1), 8, 60, 9, ((RIVAL.path, 20),)),
        ],
    }  # fmt: skip
    return InMemoryInsights(**(given | changes))


class WordVectors:
    """Vectors that say which words are shared. Everything is counted in `embedded`."""

    def __init__(self, gaps: Sequence[str] = ("g1", "g2", "g3")) -> None:
        self._embedder = HashingEmbedder()
        self._gaps = gaps
        self.embedded: list[str] = []
        self.made = "g1"

    def generation(self) -> str:
        return self.made

    def documents(self) -> dict[str, Any]:
        texts = {document.path: f"{document.title} {document.kind}" for document in (PRICING, RIVAL, SECRET)}
        return dict(zip(texts, self._embedder.embed_questions(list(texts.values())), strict=True))

    def gaps(self) -> dict[str, Any]:
        return {gap_id: [(f"discount {gap_id}", "en")] for gap_id in self._gaps}

    def questions(self, texts: Sequence[str]) -> Any:
        self.embedded.extend(texts)
        return self._embedder.embed_questions(texts)


def question_map(read: InMemoryInsights | None = None, vectors: WordVectors | None = None) -> QuestionMap:
    """A map that is made already, of everybody's questions."""
    made = QuestionMap(read or insights(), vectors or WordVectors(), FixedClock(NOW))
    made.drawn(EVERYTHING)
    made.wait()
    return made


def subscription(subscription_id: str = "s1", **changes: Any) -> Subscription:
    given: dict[str, Any] = {
        "id": subscription_id, "kind": "manager", "surface": "slack", "workspace": "T0ACME001",
        "receiver": MANAGER.id, "every": "week", "at": time(9), "zone": "Europe/Berlin", "teams": ("emea",),
        "created_by": MANAGER.id, "created_at": NOW - timedelta(days=30),
    }  # fmt: skip
    return Subscription(**(given | changes))


def subscriptions(*held: Subscription) -> InMemorySubscriptions:
    kept = InMemorySubscriptions()
    for one in held:
        kept.keep(one)
    return kept


def word(key: str = "closed:g1:1", receiver: str = REP.id, **changes: Any) -> Delivery:
    """That a question of somebody is answered now."""
    given: dict[str, Any] = {
        "key": key, "kind": "closed", "surface": "console", "workspace": REP.workspace, "receiver": receiver,
        "about": {"gap": "g1", "question": "q7", "document": "sales/pricing.md"}, "due_at": NOW - timedelta(hours=1),
    }  # fmt: skip
    return Delivery(**(given | changes))


def dashboard(**changes: Any) -> Dashboard:
    given: dict[str, Any] = {
        "insights": insights(),
        "board": board(),
        "teams": TEAMS,
        "zone": "Europe/Berlin",
        "map": question_map(),
        "digests": ScriptedDigests(gap("g1", document=PRICING.path)),
        "subscriptions": subscriptions(subscription()),
    }
    return Dashboard(**(given | changes))
