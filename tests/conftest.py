"""What the whole suite shares: models that were converted once, and no test that a busy machine's slowness decides."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

MODELS = Path(__file__).parents[1] / ".pytest_cache" / "converted-models"
os.environ.setdefault("CORNERMAN_EMBEDDING__MODELS_DIR", str(MODELS))

pytest_plugins = ("browsers", "database_fixtures")

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Commands that a test runs in this process set up the logs, which the next test must not find so."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.setLevel(level)
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
    logging.captureWarnings(False)
