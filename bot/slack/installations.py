"""Several workspaces: who installed the app, with which token. Slack's own store, in our database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from slack_bolt.authorization.async_authorize import AsyncInstallationStoreAuthorize
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine

_LOG = logging.getLogger(__name__)
SECONDS_TO_INSTALL = 600
"""How long somebody who began to install has until the page that they come back to no longer knows them."""


class Installations(AsyncInstallationStore):
    """The SDK's store, which waits for the database, off the event loop."""

    def __init__(self, client_id: str, engine: Engine) -> None:
        self._kept = SQLAlchemyInstallationStore(client_id, engine)

    def make_tables(self) -> None:
        """The SDK's own tables, beside those of our migrations: their shape is the SDK's business."""
        self._kept.create_tables()  # type: ignore[no-untyped-call] # the SDK's

    async def async_save(self, installation: Installation) -> None:
        """Keep who installed the app, and its token there."""
        await asyncio.to_thread(self._kept.save, installation)

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a token that was renewed."""
        await asyncio.to_thread(self._kept.save_bot, bot)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The token of a workspace."""
        return await asyncio.to_thread(
            self._kept.find_bot,
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """Who installed the app in a workspace."""
        return await asyncio.to_thread(
            self._kept.find_installation,
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            is_enterprise_install=is_enterprise_install,
        )

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget a workspace's token: it no longer holds."""
        await asyncio.to_thread(self._kept.delete_bot, enterprise_id=enterprise_id, team_id=team_id)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Forget who installed the app."""
        await asyncio.to_thread(
            self._kept.delete_installation, enterprise_id=enterprise_id, team_id=team_id, user_id=user_id
        )


class _States(AsyncOAuthStateStore):
    """Who has begun to install and not come back yet; each state counts once."""

    def __init__(self, engine: Engine) -> None:
        self._kept = SQLAlchemyOAuthStateStore(SECONDS_TO_INSTALL, engine)

    def make_tables(self) -> None:
        self._kept.create_tables()  # type: ignore[no-untyped-call] # the SDK's

    async def async_issue(self, *_args: object, **_kwargs: object) -> str:
        return await asyncio.to_thread(self._kept.issue)

    async def async_consume(self, state: str) -> bool:
        return await asyncio.to_thread(self._kept.consume, state)


def make_oauth_flow(  # noqa: PLR0913 - the app's own facts, by name
    engine: Engine,
    client: AsyncWebClient,
    *,
    client_id: str,
    client_secret: str,
    scopes: Sequence[str],
    redirect_uri: str,
) -> AsyncOAuthFlow:
    """Slack's way to install an app, with what it keeps in `engine`. Makes its tables where they are missing."""
    installations, states = Installations(client_id, engine), _States(engine)
    installations.make_tables()
    states.make_tables()
    settings = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=scopes,
        redirect_uri=redirect_uri,
        installation_store=installations,
        installation_store_bot_only=True,
        state_store=states,
        state_expiration_seconds=SECONDS_TO_INSTALL,
        authorization_url=client.base_url.removesuffix("/api/") + "/oauth/v2/authorize",
        logger=_LOG,
    )
    settings.authorize = AsyncInstallationStoreAuthorize(
        logger=_LOG,
        client=client,
        client_id=client_id,
        client_secret=client_secret,
        installation_store=installations,
        bot_only=True,
        cache_enabled=True,
    )
    return AsyncOAuthFlow(client=client, logger=_LOG, settings=settings)
