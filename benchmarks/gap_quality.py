"""How well questions that nothing answers are gathered into gaps, beside what vectors alone would do, and how fast.

    python -m benchmarks.gap_quality [--data cornerman-data] [--placing] [FILE.jsonl …]

Dev files are what weights and matrix were fitted to; see `benchmarks.fit_gaps` for each by the others.
Each line of a file has `id`, `question`, `lang` and `gap`, in the order of arrival. The baselines know the questions'
own vectors (the bundled model, as asked), and each file's best threshold in hindsight: online nearest centroid, also
with the best threshold of those that reach a precision of 0.90, and average linkage, which sees all questions at once.
`perhaps@3`: of the gaps whose true gap has others, the share that names one of these among its first three; for
vectors alone the nearest centroids of the same gaps. With `--placing` it measures how long it takes to place a
question where 100,000 are known: the files' own questions again and again, with noise in letters and vectors.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from benchmarks.gap_questions import CHECK_FILES, DEV_FILES, Labelled, Reader, b_cubed, read
from benchmarks.tables import table
from bot.gaps.clusters import AskedOnce, Clusters
from bot.gaps.gathering import gathered
from content_index.ports import Vectors

PRECISE = 0.90
THRESHOLDS = np.arange(0.2, 0.95, 0.02)
KNOWN = 100_000
TRIED = 300
A_GAP = (5, 1000)
"""Questions to a gap, when 100,000 are known: many small gaps, and few large ones."""
TURNED = 0.25
"""Length of the noise that is added to a vector of unit length."""

Found = Mapping[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=[*DEV_FILES, *CHECK_FILES])
    parser.add_argument("--data", type=Path, default=Path("cornerman-data"), help="where the model is kept")
    parser.add_argument("--placing", action="store_true", help="measure how long placing takes")
    given = parser.parse_args()
    reader = Reader(given.data)
    files = {path.stem: read(path) for path in given.files}
    rows = [row for name, questions in files.items() for row in _rows(name, questions, reader)]
    print(table(["questions", "by", "precision", "recall", "F1", "gaps", "mixed", "perhaps@3"], rows))
    if given.placing:
        questions = [one for asked in files.values() for one in asked]
        for size in A_GAP:
            _measure_placing([*zip(reader.asked(questions), (one.gap for one in questions), strict=True)], size)


def _rows(name: str, questions: Sequence[Labelled], reader: Reader) -> list[list[str]]:
    truth = {one.id: one.gap for one in questions}
    vectors = reader.embed_questions([one.question for one in questions])
    ours = gathered(reader.asked(questions))
    online = [_nearest_centroid(questions, vectors, threshold) for threshold in THRESHOLDS]
    precise = [found for found in online if b_cubed(found, truth)[0] >= PRECISE]
    contenders = {
        "average linkage": max(_average_linkage(questions, vectors), key=lambda found: b_cubed(found, truth)[2]),
        "nearest centroid": max(online, key=lambda found: b_cubed(found, truth)[2]),
        "nearest centroid, precise": max(precise, key=lambda found: b_cubed(found, truth)[2]),
    }
    told = f"{name} ({len(questions)} of {len(set(truth.values()))} gaps)"
    by_vectors = _neighbours(questions, ours.gaps, vectors)
    return [
        _row(told, "Cornerman", ours.gaps, truth, ours.perhaps),
        _row("", "the same gaps, perhaps by vectors", ours.gaps, truth, by_vectors),
        *(_row("", by, found, truth, {}) for by, found in contenders.items()),
    ]


def _row(name: str, by: str, found: Found, truth: Found, perhaps: Mapping[str, Sequence[str]]) -> list[str]:
    together = _together(found, truth)
    several = [counted for counted in together.values() if counted.total() > 1]
    mixed = sum(len(counted) > 1 for counted in several) / max(1, len(several))
    figures = [f"{figure:.3f}" for figure in b_cubed(found, truth)]
    return [name, by, *figures, str(len(together)), f"{mixed:.0%}", partners(found, truth, perhaps)]


def partners(found: Found, truth: Found, perhaps: Mapping[str, Sequence[str]]) -> str:
    """How often one of the right partners is named; a gap is what most of its questions belong to."""
    if not perhaps:
        return "–"
    together = _together(found, truth)
    mostly = {gap: counted.most_common(1)[0][0] for gap, counted in together.items()}
    number = Counter(mostly.values())
    split = [gap for gap in together if number[mostly[gap]] > 1]
    right = sum(any(mostly[other] == mostly[gap] for other in perhaps[gap][:3]) for gap in split)
    return f"{right / max(1, len(split)):.2f} of {len(split)}"


def _together(found: Found, truth: Found) -> dict[str, Counter[str]]:
    """How many questions of which true gaps a gap holds."""
    together: dict[str, Counter[str]] = {}
    for question, gap in found.items():
        together.setdefault(gap, Counter())[truth[question]] += 1
    return together


def _nearest_centroid(questions: Sequence[Labelled], vectors: Vectors, threshold: float) -> Found:
    sums: list[Vectors] = []
    begun: list[str] = []
    found: dict[str, str] = {}
    for question, vector in zip(questions, vectors, strict=True):
        cosines = [float(one @ vector / np.linalg.norm(one)) for one in sums]
        best = int(np.argmax(cosines)) if cosines else -1
        if best >= 0 and cosines[best] >= threshold:
            sums[best] = sums[best] + vector
        else:
            best = len(sums)
            sums.append(vector)
            begun.append(question.id)
        found[question.id] = begun[best]
    return found


def _average_linkage(questions: Sequence[Labelled], vectors: Vectors) -> Iterable[Found]:
    tree = linkage(squareform(np.clip(1 - vectors @ vectors.T, 0, None), checks=False), "average")
    for threshold in THRESHOLDS:
        labels = fcluster(tree, 1 - threshold, "distance").tolist()
        yield {question.id: str(label) for question, label in zip(questions, labels, strict=True)}


def _neighbours(questions: Sequence[Labelled], gaps: Found, vectors: Vectors) -> Mapping[str, Sequence[str]]:
    """For each gap the three whose centroids are nearest."""
    sums: dict[str, Vectors] = {}
    for question, vector in zip(questions, vectors, strict=True):
        sums[gaps[question.id]] = sums.get(gaps[question.id], np.zeros_like(vector)) + vector
    names = list(sums)
    centroids = np.array([one / np.linalg.norm(one) for one in sums.values()])
    cosines = centroids @ centroids.T
    np.fill_diagonal(cosines, -1)
    return {gap: [names[place] for place in np.argsort(-row)[:3]] for gap, row in zip(names, cosines, strict=True)}


def _measure_placing(questions: Sequence[tuple[AskedOnce, str]], size: int) -> None:
    drawn = random.Random(size)
    numbers = np.random.default_rng(size)
    clusters = Clusters()
    copies = -(-KNOWN // len(questions))
    began = time.perf_counter()
    for place in range(KNOWN):
        question, gap = questions[place % len(questions)]
        copy = place // len(questions)
        clusters.add(_noisy(question, f"k{place}", drawn, numbers), f"{gap}-{copy * 4 // size}")
    loading = time.perf_counter() - began
    took: list[float] = []
    busy: list[float] = []
    for place in range(TRIED):
        question = _noisy(drawn.choice(questions)[0], f"n{place}", drawn, numbers)
        began, began_busy = time.perf_counter(), time.thread_time()
        gap = clusters.gap_for(question)
        clusters.add(question, gap or question.id)
        took.append(1000 * (time.perf_counter() - began))
        busy.append(1000 * (time.thread_time() - began_busy))
    told = ", ".join(
        f"{name} p50 {np.percentile(times, 50):.1f} ms, p95 {np.percentile(times, 95):.1f} ms"
        for name, times in (("by the clock", took), ("of its thread's processor time", busy))
    )
    print(
        f"\n{KNOWN:,} known ({len(questions)} questions {copies} times, about {size} to a gap, loaded in "
        f"{loading:.0f} s). A question placed, its vector not counted: {told}"
    )


def _noisy(question: AskedOnce, name: str, drawn: random.Random, numbers: np.random.Generator) -> AskedOnce:
    """The question with two letters swapped and its vector a little turned."""
    place = drawn.randrange(max(1, len(question.text) - 1))
    text = question.text[:place] + question.text[place : place + 2][::-1] + question.text[place + 2 :]
    vector = question.vector
    if vector is not None:
        noise = numbers.normal(size=len(vector)).astype(np.float32)
        turned = vector + TURNED * noise / np.linalg.norm(noise)
        vector = np.asarray(turned / np.linalg.norm(turned), np.float32)
    return replace(question, id=name, text=text, vector=vector)


if __name__ == "__main__":
    main()
