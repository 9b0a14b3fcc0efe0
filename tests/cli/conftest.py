from __future__ import annotations

from pathlib import Path

import pytest
from deployments import Deployment, indexed_deployment, new_deployment


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Indexed once for the tests of a module that only read."""
    return indexed_deployment(tmp_path_factory.mktemp("deployment"))


@pytest.fixture
def fresh_deployment(tmp_path: Path) -> Deployment:
    """Not indexed yet, for the tests that change it."""
    return new_deployment(tmp_path)
