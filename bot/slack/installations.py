"""Several workspaces: who installed the app, with which token. Slack's own store, in our database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, ProgrammingError, SQLAlchemyError

from bot.slack.authorizing import StoredTokens
from bot.slack.install_pages import install_page, pages

_LOG = logging.getLogger(__name__)
_Result = TypeVar("_Result")
SECONDS_TO_INSTALL = 600
"""How long somebody who began to install has until the page that they come back to no longer knows them."""


class InstallationsUnavailableError(Exception):
    """The database says nothing. The message holds nothing of what was to be kept."""


class Installations(AsyncInstallationStore):
    """The SDK's store, which waits for the database, off the event loop. Raises InstallationsUnavailableError."""

    def __init__(self, client_id: str, engine: Engine) -> None:
        self._kept = SQLAlchemyInstallationStore(client_id, engine)

    def make_tables(self) -> None:
        """The SDK's own tables, beside those of our migrations: their shape is the SDK's business."""
        _make(self._kept.create_tables)

    async def async_save(self, installation: Installation) -> None:
        """Keep who installed the app, and its token there."""
        await _run(lambda: self._kept.save(installation))

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a token that was renewed."""
        await _run(lambda: self._kept.save_bot(bot))

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The token of a workspace."""
        return await _run(
            lambda: self._kept.find_bot(
                enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
            )
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
        return await _run(
            lambda: self._kept.find_installation(
                enterprise_id=enterprise_id,
                team_id=team_id,
                user_id=user_id,
                is_enterprise_install=is_enterprise_install,
            )
        )

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget a workspace's token: it no longer holds."""
        await _run(lambda: self._kept.delete_bot(enterprise_id=enterprise_id, team_id=team_id))

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Forget who installed the app."""
        await _run(
            lambda: self._kept.delete_installation(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)
        )


class InstallStates(AsyncOAuthStateStore):
    """Who has begun to install and not come back yet. Each state counts once, also where two come back with it.

    The SDK's table; its own `consume` looks first and deletes then, and it keeps for ever those who never come back.
    """

    def __init__(self, engine: Engine, seconds: float = SECONDS_TO_INSTALL) -> None:
        self._kept = SQLAlchemyOAuthStateStore(int(seconds), engine)
        self._engine = engine
        self._states = self._kept.oauth_states

    def make_tables(self) -> None:
        """The SDK's own table."""
        _make(self._kept.create_tables)

    async def async_issue(self, *_args: object, **_kwargs: object) -> str:
        """A new state, to be brought back."""

        def issue() -> str:
            with self._engine.begin() as connection:
                yesterday = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=1)
                connection.execute(self._states.delete().where(self._states.c.expire_at < yesterday))
            return self._kept.issue()

        return await _run(issue)

    async def async_consume(self, state: str) -> bool:
        """Whether it was issued, in time, and is brought back for the first time."""

        def consume() -> bool:
            now = datetime.now(UTC).replace(tzinfo=None)
            known = (self._states.c.state == state) & (self._states.c.expire_at > now)
            with self._engine.begin() as connection:
                return connection.execute(self._states.delete().where(known)).rowcount == 1

        return await _run(consume)


class _Flow(AsyncOAuthFlow):
    """The SDK's flow with a page of our own, which loads nothing from anywhere."""

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        del request
        return install_page(url)


def make_oauth_flow(  # noqa: PLR0913 - the app's own facts, by name
    engine: Engine,
    client: AsyncWebClient,
    *,
    client_id: str,
    client_secret: str,
    scopes: Sequence[str],
    redirect_uri: str,
    seconds_to_install: float = SECONDS_TO_INSTALL,
) -> AsyncOAuthFlow:
    """Slack's way to install an app, with what it keeps in `engine`. Makes its tables where they are missing.

    Raises InstallationsUnavailableError where the database cannot be reached.
    """
    installations, states = Installations(client_id, engine), InstallStates(engine, seconds_to_install)
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
        callback_options=pages(),
        logger=_LOG,
    )
    settings.authorize = StoredTokens(installations, client)
    return _Flow(client=client, logger=_LOG, settings=settings)


async def _run(work: Callable[[], _Result]) -> _Result:
    try:
        return await asyncio.to_thread(work)
    except SQLAlchemyError as error:
        raise _unavailable(error) from None


def _make(create: Callable[[], object]) -> None:
    """Two processes that start at once both find no tables: who comes second finds them at the second look."""
    try:
        try:
            create()
        except (IntegrityError, ProgrammingError):
            create()
    except SQLAlchemyError as error:
        raise _unavailable(error) from None


def _unavailable(error: SQLAlchemyError) -> InstallationsUnavailableError:
    """Without the library's own words, which tell what was to be kept."""
    return InstallationsUnavailableError(f"the database says {type(error).__name__}")
