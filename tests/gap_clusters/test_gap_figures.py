"""Figures on labelled questions, with the bundled model: they may rise, and must not fall below these floors."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.gap_questions import CHECK_FILES, DEV_FILES, Reader, b_cubed, read
from bot.gaps.gathering import gathered

MODELS = Path(__file__).parents[2] / ".pytest_cache" / "converted-models"
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("models")]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(MODELS.parent, MODELS.name)


@pytest.mark.parametrize(
    ("path", "precision", "f1"),
    [*((path, 0.90, 0.80) for path in DEV_FILES), (CHECK_FILES[0], 0.90, 0.57), (CHECK_FILES[1], 0.87, 0.51)],
    ids=lambda value: value.stem if isinstance(value, Path) else str(value),
)
def test_gaps_are_seldom_mixed_and_phrasings_meet(path: Path, precision: float, f1: float, reader: Reader):
    questions = read(path)
    found = gathered(reader.asked(questions))
    reached, _, score = b_cubed(found.gaps, {one.id: one.gap for one in questions})
    assert reached >= precision
    assert score >= f1
