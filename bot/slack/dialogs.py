"""What came of a dialog that was sent is said in the dialog itself, in time for Slack."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError

from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.views import View
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)
SECONDS_TO_ACKNOWLEDGE = 1.5
"""Slack waits three for its acknowledgement, some of which pass on the way."""
SECONDS_TO_SETTLE = 0.5
"""Until Slack shows what the acknowledgement said: what comes earlier would be overwritten by it."""

Start = Callable[[Coroutine[Any, Any, None]], None]


async def say_outcome(  # noqa: PLR0913 - the parts of one reply
    start: Start,
    ack: AsyncAck,
    workspace: Workspace,
    view_id: str,
    *,
    waiting: View,
    outcome: Coroutine[Any, Any, View],
) -> None:
    """Acknowledge the dialog with its outcome; where that takes long, with `waiting`, and show the outcome later.

    `start` runs work in a task that outlives the request. `outcome` does not raise.
    """
    found: asyncio.Future[View] = asyncio.get_running_loop().create_future()

    async def find() -> None:
        try:
            found.set_result(await outcome)
        finally:
            found.cancel()  # nobody waits for what was given up

    start(find())
    await asyncio.wait({found}, timeout=SECONDS_TO_ACKNOWLEDGE)
    if found.done() and not found.cancelled():
        await ack(response_action="update", view=found.result())
        return
    await ack(response_action="update", view=waiting)
    start(_show_later(workspace, view_id, found))


async def _show_later(workspace: Workspace, view_id: str, found: asyncio.Future[View]) -> None:
    await asyncio.sleep(SECONDS_TO_SETTLE)
    await show(workspace, view_id, await found)


async def show(workspace: Workspace, view_id: str, view: View) -> None:
    """Put a view in the place of one that is open. What Slack does not take leaves a line in the log."""
    try:
        await workspace.client.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        if reason_of(error) == "not_found":
            _LOG.info("A dialog was closed before it was filled")
        else:
            _LOG.error("Slack did not take what a dialog was to say: %s", reason_of(error))
    except SLACK_TROUBLE as error:
        _LOG.error("Slack did not take what a dialog was to say: %s", reason_of(error))
