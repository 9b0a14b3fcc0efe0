r"""Fits how sure an answer is to questions with known answers, and writes retrieval/confidence.json.

    python benchmarks/fit_confidence.py --content HANDBOOK --questions QUESTIONS.jsonl \
        [--content examples/content --questions examples/questions.jsonl …] [--index DIRECTORY …] [--write]

Give at least two pairs of different size: how signs depend on the size of the content cannot be learnt from one.

Each answerable question is asked twice: as it is, and with the documents that answer it hidden, which makes it a near
miss. The label is whether a relevant document is among the first three. Left-out and truly unanswerable questions
count half each of what the unanswerable ones of the file count, so that the share of answerable questions stays the
file's. Judged by cross-validation over groups of related questions; figures are printed before anything is written.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.evaluation_metrics import auroc
from bot.golden_questions import GoldenQuestion, read_questions
from content_index.embedding.models import ModelEmbedder
from content_index.generation import Generation
from content_index.lexical import LexicalIndex
from content_index.model import Source
from content_index.reading import FileReader
from content_index.reindexing import Reindexer
from content_index.sources import open_source
from content_index.store import GenerationStore
from retrieval.confidence import Calibration, Calibrations
from retrieval.engine import RetrievalEngine
from retrieval.model import Filters, Query, Retrieved
from retrieval.ports import QuestionEmbedder

OUTPUT = Path(__file__).parent.parent / "retrieval" / "confidence.json"
SIGNS = {
    "both_sides": ("cosine", "coverage", "length", "lead", "size"),
    "lexical_alone": ("coverage", "length", "lead", "size"),
}
STRENGTH = 0.3  # C of scikit-learn on standardised signs: smaller is more strongly regularised
FOLDS, REPEATS = 8, 10
PRECISION = {"both_sides": 0.84, "lexical_alone": 0.67}  # of what is called answered
LOST = 0.1  # share of answerable questions that may be called a gap
FIRST = 3
UNFITTED = Calibrations(*2 * (Calibration(intercept=0, weights={}, answered=1, unsure=1),))


@dataclass(frozen=True)
class Example:
    """One question asked: its signs, whether the first documents answer it, whether any does."""

    group: str
    signs: dict[str, float]
    found: bool
    answerable: bool
    left_out: bool


class One:
    """A generation that serves."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation

    def current(self) -> Generation:
        """The generation."""
        return self._generation


class Blind:
    """The model, as if it knew no language."""

    languages: frozenset[str] | None = frozenset()

    def __init__(self, embedder: ModelEmbedder) -> None:
        self._embedder = embedder

    def like(self, fingerprint: str) -> QuestionEmbedder | None:
        """The model as it is."""
        return self._embedder.like(fingerprint)


def main() -> None:
    options = _options()
    embedder = ModelEmbedder(options.models)
    with tempfile.TemporaryDirectory() as scratch:
        asked = [
            (_generation(index or Path(scratch, str(place)), content, embedder), _english(questions))
            for place, (content, questions, index) in enumerate(
                zip_longest(options.content, options.questions, options.index or [])
            )
        ]
        count = sum(len(questions) for _, questions in asked)
        fitted: dict[str, object] = {"made_by": f"benchmarks/fit_confidence.py on {count} questions"}
        for name, model in (("both_sides", embedder), ("lexical_alone", Blind(embedder))):
            examples = [
                example for generation, questions in asked for example in _examples(questions, generation, model)
            ]
            fitted[name] = _fit(name, examples)
    if options.write:
        OUTPUT.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    each = {"type": Path, "action": "append"}
    parser.add_argument("--content", **each, required=True, help="the folder that the questions are about")
    parser.add_argument("--questions", **each, required=True, help="golden questions, JSON lines")
    parser.add_argument("--index", **each, help="where to keep the index between runs")
    parser.add_argument("--models", type=Path, default=Path("cornerman-data/models"), help="where converted models lie")
    parser.add_argument("--write", action="store_true", help="replace retrieval/confidence.json")
    return parser.parse_args()


def _english(questions: Path) -> list[GoldenQuestion]:
    return [question for question in read_questions(questions) if question.language == "en"]


def _generation(index: Path, content: Path, embedder: ModelEmbedder) -> Generation:
    store = GenerationStore(index, LexicalIndex.load)
    reindexer = Reindexer(store, FileReader(), embedder, open_source, LexicalIndex.build)
    reindexer.run([Source("content", str(content))], lambda _: None)
    return store.current()


def _examples(
    questions: Sequence[GoldenQuestion], generation: Generation, model: ModelEmbedder | Blind
) -> Iterable[Example]:
    engine = RetrievalEngine(One(generation), model, calibrations=UNFITTED)
    for question in questions:
        query = Query(question.question, question.history, Filters(groups=None))
        yield _example(question, engine.search(query), left_out=False)
        if question.answerable:
            hidden = RetrievalEngine(One(_without(generation, question.relevant)), model, calibrations=UNFITTED)
            query = replace(query, filters=Filters(groups=frozenset()))
            yield _example(question, hidden.search(query), left_out=True)


def _without(generation: Generation, paths: Sequence[str]) -> Generation:
    """The generation with some documents for nobody's eyes."""
    documents = {
        key: replace(document, audience=("nobody",)) if document.path in paths else document
        for key, document in generation.documents.items()
    }
    return replace(generation, documents=documents)


def _example(question: GoldenQuestion, found: Retrieved, *, left_out: bool) -> Example:
    documents = list(dict.fromkeys(ranked.document.path for ranked in found.passages))[:FIRST]
    hit = any(path in question.relevant for path in documents)
    return Example(question.group, dict(found.signs), hit, question.answerable and not left_out, left_out)


def _fit(name: str, examples: Sequence[Example]) -> dict[str, object]:
    signs = SIGNS[name]
    values = np.array([[example.signs[sign] for sign in signs] for example in examples])
    labels = np.array([example.found for example in examples])
    weights = _weights(examples)
    real = np.array([not example.left_out for example in examples])
    answerable = np.array([example.answerable for example in examples])
    predicted = np.mean([_cross_validated(values, labels, weights, examples, seed) for seed in range(REPEATS)], axis=0)
    intercept, slopes = _regression(values, labels, weights)
    answered = _threshold(predicted[real], labels[real], PRECISION[name])
    unsure = min(round(float(np.quantile(predicted[real & answerable], LOST)), 2), answered)
    slope_by_sign = {sign: round(float(slope), 3) for sign, slope in zip(signs, slopes, strict=True)}
    print(name, slope_by_sign, round(intercept, 3))
    separated = auroc(predicted[real & answerable].tolist(), predicted[real & ~answerable].tolist())
    print(f"  cross-validated AUROC: {separated:.3f}")
    for size in sorted({example.signs["size"] for example in examples}):
        of_size = real & np.array([example.signs["size"] == size for example in examples])
        sure = [float(np.mean(predicted[of_size & chosen] >= answered)) for chosen in (answerable, ~answerable)]
        one = auroc(predicted[of_size & answerable].tolist(), predicted[of_size & ~answerable].tolist())
        print(f"  {10**size:.0f} passages: AUROC {one:.3f}; called answered {sure[0]:.2f}, wrongly {sure[1]:.2f}")
    for kind, chosen in (("answerable", real & answerable), ("unanswerable", real & ~answerable)):
        sure, shown = np.mean(predicted[chosen] >= answered), np.mean(predicted[chosen] >= unsure)
        print(f"  {kind}: answered {sure:.2f}, unsure {shown - sure:.2f}, gap {1 - shown:.2f}")
    print(f"  thresholds: answered {answered:.2f}, unsure {unsure:.2f}")
    return {"intercept": round(intercept, 3), "weights": slope_by_sign, "answered": answered, "unsure": unsure}


def _weights(examples: Sequence[Example]) -> np.ndarray:
    unanswerable = sum(not example.answerable and not example.left_out for example in examples)
    left_out = sum(example.left_out for example in examples)
    return np.array(
        [1.0 if e.answerable else 0.5 * unanswerable / left_out if e.left_out else 0.5 for e in examples], dtype=float
    )


def _cross_validated(
    values: np.ndarray, labels: np.ndarray, weights: np.ndarray, examples: Sequence[Example], seed: int
) -> np.ndarray:
    groups = sorted({example.group for example in examples})
    fold_of = dict(zip(groups, np.random.default_rng(seed).permutation(len(groups)) % FOLDS, strict=True))
    folds = np.array([fold_of[example.group] for example in examples])
    predicted = np.zeros(len(examples))
    for fold in range(FOLDS):
        train, test = folds != fold, folds == fold
        intercept, slopes = _regression(values[train], labels[train], weights[train])
        predicted[test] = 1 / (1 + np.exp(-(intercept + values[test] @ slopes)))
    return predicted


def _regression(values: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """Intercept and slopes on the signs as they are, regularised on standardised ones."""
    mean, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread == 0] = 1
    model = LogisticRegression(C=STRENGTH).fit((values - mean) / spread, labels, sample_weight=weights)
    slopes = model.coef_[0] / spread
    return float(model.intercept_[0] - mean @ slopes), slopes


def _threshold(predicted: np.ndarray, labels: np.ndarray, precision: float) -> float:
    """The lowest confidence from which on at least this share is right."""
    for threshold in np.arange(0.05, 0.95, 0.01):
        chosen = predicted >= threshold
        if chosen.any() and labels[chosen].mean() >= precision:
            return round(float(threshold), 2)
    return 0.95


if __name__ == "__main__":
    main()
