from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from browsers import opening
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


open_house = opening(houses)
open_house_in_session = opening(houses, in_browsers_loop=True)
