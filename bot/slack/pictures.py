"""Pictures in messages: uploaded to Slack without sharing them anywhere, so that a block can show them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.trouble import SLACK_TROUBLE, reason_of

_LOG = logging.getLogger(__name__)

SECONDS_UNTIL_USABLE: Sequence[float] = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Slack takes a new file in by and by, after it has answered; until then it refuses blocks that show it.

https://docs.slack.dev/reference/methods/files.completeUploadExternal, and the SDK's issues 1521 and 1658.
"""


async def uploaded(client: AsyncWebClient, picture: bytes, name: str, alt: str) -> str:
    """The id of the picture's file, "" where Slack does not take it: what it shows is told in words then."""
    try:
        done = await client.files_upload_v2(filename=name, content=picture, title=name, alt_txt=alt)
        return str(done["files"][0]["id"])
    except (*SLACK_TROUBLE, LookupError, TypeError, AttributeError) as error:
        _LOG.warning("Slack did not take a picture: %s", reason_of(error))
        return ""


async def once_usable(send: Callable[[], Awaitable[object]], waits: Sequence[float] = SECONDS_UNTIL_USABLE) -> bool:
    """Send what shows a new picture, again and again until Slack knows the file. False where it never does.

    Raises what Slack raises for any other reason.
    """
    for seconds in (*waits, None):
        try:
            await send()
        except SlackApiError as error:
            if reason_of(error) != "invalid_blocks":
                raise
            if seconds is None:
                _LOG.warning("Slack did not show a picture in time; its words stand in its place")
                return False
            await asyncio.sleep(seconds)
        else:
            return True
    return False
