"""How well contradictions between passages are found, for each file of labelled pairs, beside plain ways.

    python -m benchmarks.conflict_quality [--data cornerman-data] [FILE.jsonl …]

A line is `{"id", "a": {"title", "heading", "reviewed", "text"}, "b": {…}, "conflict": true, "note"}`. Development files
are those that the code was written against; the check files are by authors who saw no code, and were never read.
Without FILE the development files alone are measured: each look at a check file makes it less of one.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.cli.health import GivenPair, GivenPassage, read_pairs
from content_index.disagreement.comparing import LIKELY, SURE, disagreement
from content_index.disagreement.model import Statements
from content_index.disagreement.statements import read
from content_index.embedding.models import ModelEmbedder
from content_index.terms import terms

DATA = Path(__file__).parent / "data"
OWN_FILES = tuple(
    DATA / f"conflict-pairs-{name}.jsonl" for name in ("dev", "dev-three", "dev-four", "dev-five", "dev-six")
)
"""By the author of the code."""
BLIND_FILES = tuple(
    DATA / f"conflict-pairs-dev-{name}.jsonl"
    for name in (
        "two",
        "robots",
        "telecom",
        "legal",
        "hotels",
        "payroll",
        "crm",
        "learning",
        "energy",
        "analytics",
        "sensors",
        "observability",
        "hr",
        "devtools",
        "warehouse",
    )
)
"""By authors who saw none of it."""
DEV_FILES = (*OWN_FILES, *BLIND_FILES)
CHECK_FILES = tuple(
    DATA / f"conflict-pairs-check-{name}.jsonl" for name in ("esign", "security", "marketing", "handbook")
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair and whether it conflicts."""

    pair: GivenPair
    conflict: bool


def labelled(path: Path) -> list[Labelled]:
    """The pairs of a file, in order."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    truth = {str(row["id"]): bool(row["conflict"]) for row in rows}
    return [Labelled(pair, truth[pair.id]) for pair in read_pairs(path)]


def statements(passage: GivenPassage) -> Statements:
    """A passage, read."""
    return read(passage.title, passage.heading, passage.text)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=Path("cornerman-data"), help="where the converted model is kept")
    options.add_argument("--check", action="store_true", help="the check files instead")
    options.add_argument("files", nargs="*", type=Path, default=DEV_FILES)
    given = options.parse_args()
    embedder = ModelEmbedder(given.data / "models")
    for path in CHECK_FILES if given.check else given.files:
        _measure(path, embedder)


def _measure(path: Path, embedder: ModelEmbedder) -> None:
    rows = labelled(path)
    began = time.perf_counter()
    read_sides = [(statements(row.pair.a), statements(row.pair.b)) for row in rows]
    reading = time.perf_counter() - began
    began = time.perf_counter()
    found = [disagreement(*sides, LIKELY) for sides in read_sides]
    comparing = time.perf_counter() - began
    truth = [row.conflict for row in rows]
    print(f"\n{path.name}: {len(rows)} pairs, {sum(truth)} conflict")
    print(f"{'':28}precision  recall    F1  told")
    _print(f"Cornerman, from {LIKELY} on", [one is not None for one in found], truth)
    _print(f"Cornerman, from {SURE} on", [one is not None and one.likelihood >= SURE for one in found], truth)
    for name, guessed in _baselines(rows, embedder, truth):
        _print(name, guessed, truth)
    kinds = Counter((one.kind, right) for one, right in zip(found, truth, strict=True) if one)
    told = ", ".join(
        f"{kind} {kinds[kind, True]} of {kinds[kind, True] + kinds[kind, False]}" for kind in _kinds(kinds)
    )
    print(f"right of those told, by kind: {told}")
    print(
        f"a passage read in {1000 * reading / len(rows) / 2:.1f} ms, two compared in "
        f"{1000 * comparing / len(rows):.2f} ms (likely from {LIKELY} on)"
    )


def _kinds(kinds: Counter[tuple[str, bool]]) -> list[str]:
    return sorted({kind for kind, _ in kinds})


def _print(name: str, guessed: Sequence[bool], truth: Sequence[bool]) -> None:
    right = sum(told and so for told, so in zip(guessed, truth, strict=True))
    precision, recall = right / max(1, sum(guessed)), right / max(1, sum(truth))
    both = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{name:28}{precision:9.2f}{recall:8.2f}{both:6.2f}{sum(guessed):6}")


def _baselines(
    rows: Sequence[Labelled], embedder: ModelEmbedder, truth: Sequence[bool]
) -> Iterator[tuple[str, list[bool]]]:
    """Plain ways: other digits in the two sentences that share most words, or anywhere; the best cosine there is."""
    yield "other digits, best sentences", [_other_digits(row.pair, _best_sentences) for row in rows]
    yield "other digits anywhere", [_other_digits(row.pair, lambda a, b: (a, b)) for row in rows]
    sides = [(f"{row.pair.a.title}\n{row.pair.a.text}", f"{row.pair.b.title}\n{row.pair.b.text}") for row in rows]
    first, second = (embedder.embed_questions([pair[n] for pair in sides]) for n in (0, 1))
    cosines = np.sum(np.asarray(first) * np.asarray(second), axis=1)
    best = max(cosines, key=lambda threshold: _f1(cosines >= threshold, truth))
    yield f"cosine ≥ {best:.2f} (best)", list(map(bool, cosines >= best))


def _f1(guessed: Sequence[bool], truth: Sequence[bool]) -> float:
    right = sum(bool(told) and so for told, so in zip(guessed, truth, strict=True))
    return 2 * right / (sum(map(bool, guessed)) + sum(truth))


def _other_digits(pair: GivenPair, sentences: Callable[[str, str], tuple[str, str]]) -> bool:
    one, other = (set(_NUMBER.findall(text)) for text in sentences(pair.a.text, pair.b.text))
    return bool(one and other and one != other)


def _best_sentences(one: str, other: str) -> tuple[str, str]:
    pairs = [(a, b) for a in _cut(one) for b in _cut(other)]
    return max(pairs, key=lambda pair: _shared(*pair), default=("", ""))


def _cut(text: str) -> list[str]:
    return [piece for piece in re.split(r"(?<=[.!?])\s+|\n", text) if piece.strip()]


def _shared(one: str, other: str) -> float:
    mine, yours = set(terms(one, "en")), set(terms(other, "en"))
    return len(mine & yours) / max(1, len(mine | yours))


if __name__ == "__main__":
    main()
