"""A real browser without a window, and axe-core, which judges its pages.

The browser is one for all tests of a worker: starting it takes longer than most of them. It belongs to the session's
event loop, as all must that looks at its pages.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
IN_BROWSER = [pytest.mark.xdist_group("browser"), pytest.mark.asyncio(loop_scope="session")]
"""The marks of a test that looks at pages."""
_AXE = Path(__file__).parent / "clients" / "node_modules" / "axe-core" / "axe.min.js"


def chromium() -> str | None:
    """Where it is on this machine, if anywhere."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A test opens a context of its own in it, and closes that."""
    from playwright.async_api import async_playwright

    path = chromium()
    if path is None:
        pytest.skip("no Chromium on the PATH: install it to test the console in a browser")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        await started.close()


def opening(opens: Callable[[], AbstractAsyncContextManager[Any]], *, in_browsers_loop: bool = False) -> Any:
    """A fixture for what a context manager opens, in the test's own event loop or in the browser's."""

    async def opened() -> AsyncIterator[Any]:
        async with opens() as given:
            yield given

    return pytest_asyncio.fixture(loop_scope="session" if in_browsers_loop else "function")(opened)


async def findings(page: Page) -> list[str]:
    """What axe finds that is serious or critical, and where."""
    if not _AXE.exists():
        pytest.skip("axe-core is not there: npm install --prefix tests/clients")
    await page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations")
    return [
        f"{one['id']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
