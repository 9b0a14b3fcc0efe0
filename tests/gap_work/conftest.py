from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from gap_work.gap_office import GapOffice, an_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[GapOffice]:
    made = an_office(tmp_path)
    yield made
    made.engine.dispose()
