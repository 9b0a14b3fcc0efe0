from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from openid_issuer import Issuer
from sign_in_house import House, OpenHouse
from sign_in_samples import MICROSOFT_PERSON, SLACK_PERSON, TENANT


@asynccontextmanager
async def houses() -> AsyncIterator[OpenHouse]:
    async with AsyncExitStack() as stack:

        async def opened(**changes: Any) -> House:
            slack = await stack.enter_async_context(Issuer("slack-client", "slack-secret", person=dict(SLACK_PERSON)))
            microsoft = Issuer(
                "ms-client", "ms-secret", f"/{TENANT}/v2.0", person=dict(MICROSOFT_PERSON), says_pkce=False
            )
            house = House(slack, await stack.enter_async_context(microsoft), stack, **changes)
            await house.open()
            return house

        yield opened


@pytest.fixture
async def open_house() -> AsyncIterator[OpenHouse]:
    """Opens houses in the test's own event loop."""
    async with houses() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def open_house_in_session() -> AsyncIterator[OpenHouse]:
    """Opens them in the browser's."""
    async with houses() as opened:
        yield opened
