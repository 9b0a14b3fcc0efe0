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


FLOORS = {
    "dev": (0.91, 0.85),
    "dev-devices": (0.94, 0.83),
    "dev-cyber": (0.90, 0.74),
    "dev-crm": (0.90, 0.73),
    "dev-payroll": (0.91, 0.62),
    "dev-freight": (0.91, 0.60),
    "dev-telecom": (0.87, 0.76),
    "dev-legal": (0.88, 0.77),
    "dev-hotels": (0.89, 0.73),
    "check-learning": (0.89, 0.71),
    "check-energy": (0.85, 0.61),
}
"""Precision and F1. The dev files are fitted; the check files tell what an unknown trade may expect."""


@pytest.mark.parametrize("path", [*DEV_FILES, *CHECK_FILES], ids=lambda path: path.stem)
def test_gaps_are_seldom_mixed_and_phrasings_meet(path: Path, reader: Reader):
    questions = read(path)
    found = gathered(reader.asked(questions))
    reached, _, score = b_cubed(found.gaps, {one.id: one.gap for one in questions})
    precision, f1 = FLOORS[path.stem.removeprefix("gap-questions-")]
    assert reached >= precision
    assert score >= f1
