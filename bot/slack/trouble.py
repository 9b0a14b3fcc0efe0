"""What goes wrong between Slack and us, and what it is in Slack's own word."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

SLACK_TROUBLE = (SlackClientError, aiohttp.ClientError, TimeoutError)
"""What a call of Slack's raises where Slack says no, cannot be reached or takes too long."""


def reason_of(error: Exception) -> str:
    """Slack's own word for what is wrong; never the request, which holds people's words.

    What stands between Slack and us may answer with a page instead: then the kind of error is all there is.
    """
    answer = getattr(error.response, "data", error.response) if isinstance(error, SlackApiError) else None
    word = answer.get("error") if isinstance(answer, dict) else None
    return str(word or type(error).__name__)
