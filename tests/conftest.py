"""What the whole suite shares: models that were converted once, and no test that a busy machine's slowness decides."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

_KEPT = Path(__file__).parents[1] / ".pytest_cache"
MODELS = _KEPT / "converted-models"
os.environ.setdefault("CORNERMAN_EMBEDDING__MODELS_DIR", str(MODELS))
if sys.dont_write_bytecode:
    # As images of containers have it. Each of the many processes that tests start would compile all that it imports.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(_KEPT / "compiled")
    sys.dont_write_bytecode = False

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
