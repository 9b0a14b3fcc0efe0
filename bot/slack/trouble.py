"""What goes wrong between Slack and us, and what it is in Slack's own word."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.chat.trouble import UndeliveredError

SLACK_TROUBLE = (SlackClientError, aiohttp.ClientError, TimeoutError)
"""What a call of Slack's raises where Slack says no, cannot be reached or takes too long."""
_NOBODY = frozenset({"channel_not_found", "user_not_found", "users_not_found"})
_FOR_GOOD = frozenset(
    {
        *("account_inactive", "cannot_dm_bot", "cannot_message_deactivated_user", "is_archived", "message_not_found"),
        *("cant_update_message", "edit_window_closed", "not_in_channel", "restricted_action", "token_revoked"),
        *("user_disabled", "user_not_visible", "messages_tab_disabled"),
    }
)
"""Slack's words for what no later try mends. A digest to a channel that the bot was taken out of is one."""


def reason_of(error: Exception) -> str:
    """Slack's own word for what is wrong; never the request, which holds people's words.

    What stands between Slack and us may answer with a page instead: then the kind of error is all there is.
    """
    answer = getattr(error.response, "data", error.response) if isinstance(error, SlackApiError) else None
    word = answer.get("error") if isinstance(answer, dict) else None
    return str(word or type(error).__name__)


def undelivered(error: Exception) -> UndeliveredError:
    """The same for what is sent unasked, which may be tried again later."""
    reason = reason_of(error)
    return UndeliveredError(reason, nobody=reason in _NOBODY, for_good=reason in _FOR_GOOD)
