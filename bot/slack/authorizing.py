"""With which token a request from one of several workspaces is answered."""

from __future__ import annotations

import logging
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.trouble import reason_of

_LOG = logging.getLogger(__name__)
_GONE = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"})
"""Slack's words for a token that no longer holds. All others are trouble that passes."""


class NotAuthorizedNowError(Exception):
    """Slack could not say just now whether a token holds. The request is refused, so that Slack sends it again."""


class StoredTokens(AsyncAuthorize):
    """Finds the workspace's token, and asks Slack once who the bot is there, until another token takes its place.

    The SDK's own would take a database that is down for an app that is not installed, and the question would be lost.
    """

    def __init__(self, installations: AsyncInstallationStore, client: AsyncWebClient) -> None:
        self._installations = installations
        self._client = client
        self._known: dict[tuple[str | None, str | None], AuthorizeResult] = {}

    async def __call__(
        self,
        *,
        context: Any,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_actor: object,
    ) -> AuthorizeResult | None:
        """Who the bot is in a workspace; None where the app is not installed there."""
        del user_id
        return await self._bot(enterprise_id, team_id, is_enterprise=context.is_enterprise_install)

    async def of_workspace(self, team_id: str) -> AuthorizeResult | None:
        """The same where nobody asks from there: to write there unasked."""
        return await self._bot(None, team_id, is_enterprise=False)

    async def _bot(
        self, enterprise_id: str | None, team_id: str | None, *, is_enterprise: bool
    ) -> AuthorizeResult | None:
        bot = await self._installations.async_find_bot(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise
        )
        key = (enterprise_id, team_id)
        if bot is None or bot.bot_token is None:
            self._known.pop(key, None)
            return None
        known = self._known.get(key)
        if known is not None and known.bot_token == bot.bot_token:
            return known
        try:
            found = await self._client.auth_test(token=bot.bot_token)
        except SlackApiError as error:
            reason = reason_of(error)
            if reason in _GONE:
                self._known.pop(key, None)
                _LOG.warning("The token of workspace %s no longer holds: Slack says %s", team_id, reason)
                return None
            raise NotAuthorizedNowError(f"Slack says {reason}") from None
        self._known[key] = AuthorizeResult.from_auth_test_response(
            bot_token=bot.bot_token, bot_scopes=bot.bot_scopes, auth_test_response=found
        )
        return self._known[key]
