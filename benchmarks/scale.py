"""How do answers fare on 100,000 and 1,000,000 passages? Made from real content by repetition, with noise.

    python benchmarks/scale.py --index DATA_DIR --questions QUESTIONS.jsonl --passages 100000 1000000

No content at hand is so large, so it is made: every passage of a real index is repeated, each time with a tenth of its
terms left out and noise on its vectors (cosine to the original about 0.9), as documents of their own. Every question is
then asked of it in this process, embedding included, and timed; its ten nearest passages by vector are compared with
those that comparing all of them finds (recall@10).
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.evaluation_metrics import percentile
from bot.golden_questions import read_questions
from content_index.compact import CompactVectors
from content_index.embedding.models import ModelEmbedder
from content_index.generation import Generation
from content_index.lexical import LexicalIndex
from content_index.model import Passage
from content_index.postings import Postings
from content_index.ragged import Ragged, places_of
from content_index.store import GenerationStore
from content_index.vectors import VectorIndex
from content_index.wording import Wording
from retrieval.engine import RetrievalEngine
from retrieval.model import Filters, Query

KEPT_TERMS = 0.9
NOISE = 0.48  # length of the noise on a vector of length 1: the cosine to the original is about 0.9
NEAREST = 10
ROUNDS = 3


class Repeated(Sequence[Passage]):
    """Passages again and again, each as one of another document."""

    def __init__(self, passages: Sequence[Passage], count: int) -> None:
        self._passages, self._count = passages, count

    def __getitem__(self, row: int) -> Passage:
        """The passage at a row, named after its repetition; the engine asks for no slices."""
        time_, place = divmod(row, len(self._passages))
        found = self._passages[place]
        return replace(found, id=f"{found.id}-{time_}", document_id=f"{found.document_id}-{time_}")

    def __len__(self) -> int:
        return self._count


class One:
    """A generation that serves."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation

    def current(self) -> Generation:
        """The generation."""
        return self._generation


def main() -> None:
    """Asks every question of each size."""
    options = _options()
    base = GenerationStore(options.index / "index", LexicalIndex.load).current()
    embedder = ModelEmbedder(options.models or options.index / "models", threads=options.threads)
    questions = [one.question for one in read_questions(options.questions) if one.language == "en"]
    rows = []
    for passages in [len(base.passages), *options.passages]:
        started = time.perf_counter()
        generation = _repeated(base, passages)
        built = time.perf_counter() - started
        rows.append(_measured(generation, embedder, questions) | {"build_s": round(built, 1)})
        print(json.dumps(rows[-1]), flush=True)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, required=True, help="data_dir with the index of real content")
    parser.add_argument("--models", type=Path, help="where converted models lie, if not in it")
    parser.add_argument("--questions", type=Path, required=True, help="golden questions, one JSON object a line")
    parser.add_argument("--passages", type=int, nargs="+", default=[100_000, 1_000_000], help="sizes to ask")
    parser.add_argument("--threads", type=int, default=1, help="processor threads of the model")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    return parser.parse_args()


def _measured(generation: Generation, embedder: ModelEmbedder, questions: Sequence[str]) -> dict[str, object]:
    engine = RetrievalEngine(One(generation), embedder)
    everybody = Filters(groups=None)
    for question in questions[:10]:
        engine.search(Query(question, filters=everybody))
    milliseconds, stages = [], dict[str, list[float]]()
    for _ in range(ROUNDS):
        for question in questions:
            started = time.perf_counter()
            found = engine.search(Query(question, filters=everybody))
            milliseconds.append((time.perf_counter() - started) * 1000)
            for stage, spent in found.timings.items():
                stages.setdefault(stage, []).append(spent)
    return {
        "passages": len(generation.passages),
        "p50_ms": round(percentile(milliseconds, 0.5), 2),
        "p95_ms": round(percentile(milliseconds, 0.95), 2),
        "stages_p50_ms": {stage: round(percentile(spent, 0.5), 2) for stage, spent in stages.items()},
        "recall@10": round(_recall(generation, embedder, questions), 4),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _recall(generation: Generation, embedder: ModelEmbedder, questions: Sequence[str]) -> float:
    found = 0
    for vector in embedder.embed_questions(list(questions)):
        cosines = generation.passage_vectors @ vector
        exact = np.argpartition(-cosines, NEAREST)[:NEAREST]
        rows, _ = generation.vectors.search(vector, 50)
        found += len(np.intersect1d(exact, rows[:NEAREST]))
    return found / NEAREST / len(questions)


def _repeated(base: Generation, passages: int) -> Generation:
    if passages <= len(base.passages):
        return base
    random = np.random.default_rng(11)
    own = len(base.passages)
    times = -(-passages // own)
    rows = np.arange(passages) % own
    repetition = np.arange(passages) // own
    vectors = _noisy(base.passage_vectors, rows, random)
    places, starts = places_of(base.sentence_offsets, rows)
    documents = {
        f"{document.id}-{time_}": replace(document, id=f"{document.id}-{time_}")
        for time_ in range(times)
        for document in base.documents.values()
    }
    return replace(
        base,
        info=replace(base.info, id=f"{base.info.id}-{passages}"),
        documents=documents,
        passages=Repeated(base.passages[:], passages),
        document_rows=base.document_rows[rows] + repetition * len(base.documents),
        centroids=np.tile(base.centroids, (times, 1)),
        vectors=VectorIndex.build(vectors),
        passage_vectors=vectors,
        sentence_vectors=CompactVectors(base.sentence_vectors.codes[places], base.sentence_vectors.scales[places]),
        sentence_offsets=starts,
        lexical=_repeated_words(base.lexical, rows, places, starts, random),
    )


def _noisy(vectors: np.ndarray, rows: np.ndarray, random: np.random.Generator) -> np.ndarray:
    noisy = np.empty((len(rows), vectors.shape[1]), np.float32)
    for start in range(0, len(rows), 50_000):
        part = rows[start : start + 50_000]
        noise = random.standard_normal((len(part), vectors.shape[1]), dtype=np.float32)
        mixed = vectors[part] + noise * np.float32(NOISE / np.sqrt(vectors.shape[1]))
        noisy[start : start + 50_000] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
    return noisy


def _repeated_words(
    lexical: LexicalIndex,
    rows: np.ndarray,
    sentences: np.ndarray,
    sentence_starts: np.ndarray,
    random: np.random.Generator,
) -> LexicalIndex:
    """Every term as often again as its passages are, but for a tenth of them."""
    base, own = lexical.postings, lexical.passages
    kept_rows, kept_scores, starts = [], [], [0]
    repetitions = np.arange(-(-len(rows) // own), dtype=np.int32)[:, None] * own
    for term in range(len(base.starts) - 1):
        holders, scores = base.holders(term), base.scores[base.starts[term] : base.starts[term + 1]]
        every = (repetitions + holders).ravel()
        kept = (every < len(rows)) & (random.random(len(every), dtype=np.float32) < KEPT_TERMS)
        kept_rows.append(every[kept].astype(np.int32))
        kept_scores.append(np.tile(scores, len(repetitions))[kept])
        starts.append(starts[-1] + int(kept.sum()))
    wording = lexical.wording
    section_places, section_starts = places_of(wording.section_starts, rows)
    shift = np.repeat(section_starts[:-1] - wording.section_starts[rows], np.diff(sentence_starts))
    terms, term_starts = wording.terms.gather(sentences)
    headings, heading_starts = wording.headings.gather(section_places)
    return replace(
        lexical,
        passages=len(rows),
        languages={language: count * len(rows) // own for language, count in lexical.languages.items()},
        wording=Wording(
            wording.marks[sentences],
            (wording.sections[sentences] + shift).astype(np.int32),
            Ragged(term_starts, terms),
            Ragged(heading_starts, headings),
            section_starts,
        ),
        postings=Postings(
            np.array(starts, np.int64), np.concatenate(kept_rows), np.concatenate(kept_scores), len(rows)
        ),
    )


if __name__ == "__main__":
    main()
