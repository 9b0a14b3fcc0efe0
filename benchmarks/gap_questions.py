"""Questions that nothing answers, with the gap that each belongs to; how well they are gathered into gaps."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.gaps.clusters import AskedOnce
from bot.gaps.gathering import Unanswered, asked
from content_index.embedding.models import ModelEmbedder
from content_index.ports import Vectors

DATA = Path(__file__).parent / "data"
DEV_FILES = (
    DATA / "gap-questions-dev.jsonl",
    DATA / "gap-questions-dev-devices.jsonl",
    DATA / "gap-questions-dev-cyber.jsonl",
    DATA / "gap-questions-dev-crm.jsonl",
    DATA / "gap-questions-dev-payroll.jsonl",
    DATA / "gap-questions-dev-freight.jsonl",
    DATA / "gap-questions-dev-telecom.jsonl",
    DATA / "gap-questions-dev-legal.jsonl",
    DATA / "gap-questions-dev-hotels.jsonl",
)
CHECK_FILES = (DATA / "gap-questions-check-learning.jsonl", DATA / "gap-questions-check-energy.jsonl")
"""Held out: nothing is fitted to them, no list is written after them, and nobody who writes one reads them."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question (`language`: ISO 639-1) and the name of the gap that it belongs to."""

    id: str
    question: str
    language: str
    gap: str


def read(path: Path) -> list[Labelled]:
    """The questions of a file, in the order of their arrival."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Labelled(str(row["id"]), row["question"], row["lang"], row["gap"]) for row in rows]


class Reader:
    """Reads questions with the bundled model; a text is read once. It is a `QuestionModel` itself."""

    def __init__(self, data: Path, models: str = "models") -> None:
        self._embedder = ModelEmbedder(data / models)
        self._vectors: dict[str, Vectors] = {}

    @property
    def fingerprint(self) -> str:
        """That of the model."""
        return self._embedder.fingerprint

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        return int(self.embed_questions(["a"]).shape[1])

    @property
    def languages(self) -> frozenset[str] | None:
        """Those that the model knows."""
        return self._embedder.languages

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """One row for each text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._embedder.embed_questions(new), strict=True))
        return np.array([self._vectors[text] for text in texts], np.float32)

    def asked(self, questions: Sequence[Labelled]) -> list[AskedOnce]:
        """Questions as they are placed while serving."""
        return asked([Unanswered(id=one.id, question=one.question, lang=one.language) for one in questions], self)


def b_cubed(
    found: Mapping[str, str], truth: Mapping[str, str], over: Collection[str] | None = None
) -> tuple[float, float, float]:
    """Precision, recall and F1 over questions (all by default): how pure, and how complete, the gap around each is."""
    clusters, gaps = _by_value(found), _by_value(truth)
    ids = list(truth if over is None else over)
    shared = np.array([len(clusters[found[one]] & gaps[truth[one]]) for one in ids])
    precision = float(np.mean(shared / [len(clusters[found[one]]) for one in ids]))
    recall = float(np.mean(shared / [len(gaps[truth[one]]) for one in ids]))
    return precision, recall, 2 * precision * recall / (precision + recall)


def _by_value(groups: Mapping[str, str]) -> dict[str, set[str]]:
    inverted: dict[str, set[str]] = {}
    for one, group in groups.items():
        inverted.setdefault(group, set()).add(one)
    return inverted
