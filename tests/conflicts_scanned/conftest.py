from __future__ import annotations

from pathlib import Path

import pytest
from scanned_index import REFUNDS, TRIALS, ScannedIndex


@pytest.fixture
def index(tmp_path: Path) -> ScannedIndex:
    """Two pages that contradict each other, and one that says something else."""
    made = ScannedIndex(tmp_path)
    made.write("policy.md", REFUNDS.format(days=30))
    made.write("faq.md", REFUNDS.format(days=14))
    made.write("trial.md", TRIALS.format(days=30))
    return made
