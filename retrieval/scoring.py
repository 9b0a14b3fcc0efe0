"""Candidates' scores: four signals, each scaled over the candidates, summed by weight, and a fifth taken as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from content_index.ports import Vectors
from retrieval.prepared import Prepared

Scores = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

SIGNALS = ("lexical", "passage", "sentence", "document", "heading")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal counts.

    `lexical`: BM25; `passage`, `sentence`, `document`: the question's cosine to the passage, to its nearest sentence,
    to the mean of its document. `unknown` scales the three dense ones where the model does not know the question's
    language: they then only break ties. `heading`: how nearly one of its headings says the question itself.
    """

    lexical: float = 0.35
    passage: float = 0.30
    sentence: float = 0.25
    document: float = 0.15
    unknown: float = 0.02
    heading: float = 0.15


def fuse(signals: Mapping[str, Scores], weights: Weights, *, language_known: bool) -> Scores:
    """One score from 0 to 1 for each candidate: the weighted mean of its signals, scaled from worst 0 to best 1.

    But for "heading", which is not scaled: the best of the candidates' headings may still say something else.
    """
    scale = 1.0 if language_known else weights.unknown
    by_signal = {
        "lexical": weights.lexical,
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
    """Cosines of the question to the passages at `rows`, to their nearest sentences, to their documents."""
    passage = prepared.generation.passage_vectors[rows] @ question
    nearest = np.maximum.reduceat(
        np.append(sentence_cosines(prepared, rows, question), np.float32(-1)), _starts(prepared, rows)
    )
    has_sentences = np.diff(prepared.generation.sentence_offsets)[rows] > 0
    return {
        "passage": passage,
        "sentence": np.where(has_sentences, nearest, passage).astype(np.float32),
        "document": prepared.centroids[prepared.document_rows[rows]] @ question,
    }


def sentence_cosines(prepared: Prepared, rows: Rows, question: Vectors) -> Scores:
    """The question's cosine to every sentence of the passages at `rows`, one passage after the other."""
    offsets = prepared.generation.sentence_offsets
    starts, counts = offsets[rows], offsets[rows + 1] - offsets[rows]
    before = np.cumsum(counts) - counts
    places = np.arange(counts.sum()) + np.repeat(starts - before, counts)
    vectors = prepared.generation.sentence_vectors[places].astype(np.float32)
    return np.asarray(vectors @ question, dtype=np.float32)


def _starts(prepared: Prepared, rows: Rows) -> Rows:
    offsets = prepared.generation.sentence_offsets
    counts = offsets[rows + 1] - offsets[rows]
    return np.asarray(np.cumsum(counts) - counts, dtype=np.int64)
