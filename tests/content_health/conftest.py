from __future__ import annotations

from pathlib import Path

import pytest
from health_samples import CheckedFolder


@pytest.fixture
def folder(tmp_path: Path) -> CheckedFolder:
    return CheckedFolder(tmp_path)
