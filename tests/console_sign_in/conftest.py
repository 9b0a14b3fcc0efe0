from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from openid_issuer import Issuer
from sign_in_house import House, OpenHouse
from sign_in_samples import MICROSOFT_PERSON, SLACK_PERSON, TENANT


@pytest.fixture
async def open_house() -> AsyncIterator[OpenHouse]:
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
