"""One deployment of the sample content, reached through every surface; built once for all questions."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

# The doubles of Slack and of Teams stand beside the tests of the doors, in folders that are on the path only where
# those tests are collected.
sys.path += [
    str(folder) for name in ("slack", "teams") if str(folder := Path(__file__).parents[1] / name) not in sys.path
]

from parity_company import Company, at_every_door, indexed


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built by whichever worker comes first, where several run these tests."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "parity-index"
    shared.mkdir(exist_ok=True)
    return indexed(shared)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def company(index: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    with pytest.MonkeyPatch.context() as patched:
        # Slack's SDK takes a proxy from the environment, for addresses on this machine too.
        for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
            patched.delenv(name, raising=False)
        async with at_every_door(tmp_path_factory.mktemp("parity"), index, patched) as opened:
            yield opened
