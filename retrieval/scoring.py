"""Candidates' scores: four signals, each scaled over the candidates, summed by weight, and a fifth taken as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from content_index.ports import Vectors
from content_index.ragged import Rows, places_of
from retrieval.prepared import Prepared

Scores = npt.NDArray[np.float32]

ALONE = 2.0
"""By what BM25 counts more for a question of one word; for two it is an eighth of that, for three next to nothing."""
SIGNALS = ("lexical", "passage", "sentence", "document", "heading")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal counts.

    `lexical`: BM25; `passage`, `sentence`, `document`: the question's cosine to the passage, to its two nearest
    sentences, to the mean of its document. `unknown` scales the three dense ones where the model does not know the
    question's language: they then only break ties. `heading`: how nearly one of its headings says the question itself.
    """

    lexical: float = 0.35
    passage: float = 0.30
    sentence: float = 0.25
    document: float = 0.15
    unknown: float = 0.02
    heading: float = 0.15


def fuse(signals: Mapping[str, Scores], weights: Weights, *, language_known: bool, words: int) -> Scores:
    """One score from 0 to 1 for each candidate: the weighted mean of its signals, scaled from worst 0 to best 1.

    But for "heading", which is not scaled: the best of the candidates' headings may still say something else. `words`
    is the number of the question's: who types a single word looks for that word, not for what is like it.
    """
    scale = 1.0 if language_known else weights.unknown
    by_signal = {
        "lexical": weights.lexical * (1 + ALONE / max(1, words) ** 3),
        "passage": weights.passage * scale,
        "sentence": weights.sentence * scale,
        "document": weights.document * scale,
    }
    scaled = {name: min_max(signal) for name, signal in signals.items() if name in by_signal}
    total = sum(by_signal[name] for name in scaled)
    headings = signals.get("heading", np.zeros(1, dtype=np.float32))
    fused = sum(by_signal[name] / total * signal for name, signal in scaled.items()) if total else np.float32(0)
    return np.asarray((fused + weights.heading * headings) / (1 + weights.heading), dtype=np.float32)


def min_max(scores: Scores) -> Scores:
    """The scores from worst 0 to best 1; all 0 where they do not differ."""
    low, high = scores.min(initial=np.inf), scores.max(initial=-np.inf)
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)


def dense_signals(prepared: Prepared, rows: Rows, question: Vectors) -> dict[str, Scores]:
    """Cosines of the question to the passages at `rows`, to the two nearest sentences of each, to their documents."""
    passage = prepared.generation.passage_vectors[rows] @ question
    return {
        "passage": passage,
        "sentence": _nearest_two(prepared, rows, question, passage),
        "document": prepared.generation.centroids[prepared.generation.document_rows[rows]] @ question,
    }


def sentence_cosines(prepared: Prepared, rows: Rows, question: Vectors) -> Scores:
    """The question's cosine to every sentence of the passages at `rows`, one passage after the other."""
    places, _ = places_of(prepared.generation.sentence_offsets, rows)
    return prepared.generation.sentence_vectors.cosines(places, question)


def _nearest_two(prepared: Prepared, rows: Rows, question: Vectors, otherwise: Scores) -> Scores:
    """The mean cosine of each passage's two nearest sentences; `otherwise` where it has none.

    Two, for one sentence that happens to use the question's words is less of a sign than two that do.
    """
    offsets = prepared.generation.sentence_offsets
    counts = offsets[rows + 1] - offsets[rows]
    table = np.full((len(rows), max(2, counts.max(initial=0))), -np.inf, np.float32)
    table[np.arange(table.shape[1]) < counts[:, None]] = sentence_cosines(prepared, rows, question)
    best = np.partition(table, -2, axis=1)[:, -2:]
    nearest = np.where(counts > 1, best.sum(axis=1) / 2, best[:, 1])
    return np.where(counts > 0, nearest, otherwise).astype(np.float32)
