from __future__ import annotations

import os
from pathlib import Path

import pytest
from index_bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "index", tmp_path / "content")


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """Where the suite keeps models that were converted."""
    return Path(os.environ["CORNERMAN_EMBEDDING__MODELS_DIR"])
