"""A fake for each port, bearing the port's noun; shared by the whole suite."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime

import numpy as np

from bot.model import Answer, Ask, Asker, LoggedQuestion, Place
from bot.ports import AskedDocument, LogUnavailableError
from content_index.model import Document, GenerationInfo
from content_index.ports import NoIndexError, PassageText, PassageVectors, Vectors


class HashingEmbedder:
    """A bag of hashed words: near texts have near vectors, nothing is loaded, every call is kept for tests to count."""

    def __init__(
        self,
        fingerprint: str = "hashing/1",
        *,
        dimensions: int = 64,
        languages: frozenset[str] | None = frozenset({"en"}),
        seconds_each: float = 0.0,
    ) -> None:
        self._fingerprint = fingerprint
        self._dimensions = dimensions
        self._languages = languages
        self._seconds_each = seconds_each
        self.passages: list[PassageText] = []
        self.questions: list[str] = []

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def languages(self) -> frozenset[str] | None:
        return self._languages

    @property
    def runs_in(self) -> str:
        return "hashing"

    @property
    def prompts(self) -> dict[str, str]:
        return {}

    def prepare(self, converting: Callable[[], None]) -> None:
        pass

    def like(self, fingerprint: str) -> HashingEmbedder | None:
        return self if fingerprint == self._fingerprint else None

    def embed_passages(self, texts: Sequence[PassageText]) -> list[PassageVectors]:
        self.passages.extend(texts)
        time.sleep(self._seconds_each * len(texts))
        return [PassageVectors(self._vector(text.whole), self._vectors(text.sentences)) for text in texts]

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        self.questions.extend(texts)
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._vector(text) for text in texts], np.float32).reshape(len(texts), self._dimensions)

    def _vector(self, text: str) -> Vectors:
        vector = np.full(self._dimensions, 1e-3, np.float32)
        for word in re.findall(r"\w+", text.lower()):
            digest = hashlib.blake2b(word.encode(), digest_size=4).digest()
            vector[int.from_bytes(digest, "big") % self._dimensions] += 1.0
        return np.asarray(vector / np.linalg.norm(vector), np.float32)


class FixedClock:
    """A clock that stands still."""

    def __init__(self, now: datetime = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


class ScriptedAnswering:
    """Answers every question as `script` says, and keeps what it was asked. `script` may wait or raise."""

    def __init__(self, script: Callable[[Ask], Answer]) -> None:
        self._script = script
        self._lock = threading.Lock()
        self.asked: list[Ask] = []

    def answer(self, ask: Ask) -> Answer:
        with self._lock:
            self.asked.append(ask)
        return self._script(ask)

    def answer_again(self, question: LoggedQuestion, asker: Asker, place: Place) -> Answer:
        return self._script(Ask(question.question, asker, place, question.surface))


class DocumentPages:
    """The documents of one generation, each with its Markdown; None: nothing is indexed yet. Some may be pulled."""

    def __init__(
        self,
        documents: Sequence[tuple[Document, str]] | None,
        pulled: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        self._documents = documents
        self._pulled = pulled

    def document(self, document_id: str, *, hidden: bool = False) -> tuple[Document, str] | None:
        if not hidden and document_id in self._pulled():
            return None
        return next((held for held in self._held() if held[0].id == document_id), None)

    def listing(self, *, hidden: bool = False) -> Sequence[Document]:
        return [one for one, _ in self._held() if hidden or one.id not in self._pulled()]

    def info(self) -> GenerationInfo:
        held = self._held()
        return GenerationInfo("g1", datetime(2026, 11, 23, 18, 5, tzinfo=UTC), "hashing/1", len(held), 3 * len(held))

    def _held(self) -> Sequence[tuple[Document, str]]:
        if self._documents is None:
            raise NoIndexError("There is no index yet: run `cornerman reindex`.")
        return self._documents


class QuestionLog:
    """Keeps questions in memory, in the order they came; `down` makes reading fail as a database does."""

    def __init__(
        self, questions: Sequence[LoggedQuestion] = (), *, down: bool = False, waiting: int = 0, dropped: int = 0
    ) -> None:
        self.questions = list(questions)
        self.waiting = waiting
        self.dropped = dropped
        self._down = down

    def record(self, question: LoggedQuestion) -> None:
        self.questions.append(question)

    def thread(self, workspace: str, place: str, thread: str) -> tuple[str, ...]:
        if self._down:
            return ()
        where = (workspace, place, thread)
        return tuple(q.question for q in self.questions if (q.workspace, q.place, q.thread) == where)

    def recent(self, limit: int, *, before: datetime | None = None) -> Sequence[LoggedQuestion]:
        return [question for question in self._newest() if before is None or question.asked_at < before][:limit]

    def find(self, question_id: str) -> LoggedQuestion | None:
        return next((question for question in self._newest() if question.id == question_id), None)

    def of_asker(self, workspace: str, asker: str, limit: int) -> Sequence[LoggedQuestion]:
        who = (workspace, asker)
        return [q for q in self._newest() if (q.workspace, q.asker) == who and q.status != "small_talk"][:limit]

    def asked_since(self, moment: datetime) -> Sequence[AskedDocument]:
        asked = [q for q in self._newest() if q.asked_at >= moment and q.status == "answered" and q.passages]
        documents = {q.passages[0][1] for q in asked}
        found = [
            AskedDocument(document, len(of), len({(q.workspace, q.asker) for q in of}))
            for document in documents
            for of in [[q for q in asked if q.passages[0][1] == document]]
        ]
        return sorted(found, key=lambda one: (-one.people, -one.questions, one.document))

    def _newest(self) -> list[LoggedQuestion]:
        if self._down:
            raise LogUnavailableError("the database does not answer")
        return sorted(self.questions, key=lambda question: question.asked_at, reverse=True)
