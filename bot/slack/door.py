"""The Slack door: opened by a socket or by HTTP, and closed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.trouble import UndeliveredError
from bot.chat.workers import Workers
from bot.slack.authorizing import NotAuthorizedNowError, StoredTokens
from bot.slack.backstage import Backstage, SlackOptions
from bot.slack.dispatching import dispatched, error_in_words, installed
from bot.slack.installations import InstallationsUnavailableError
from bot.slack.listeners import run_in_background
from bot.slack.parts import put_together
from bot.slack.socket import Socket, SocketTiming
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)

_NAME = "cornerman"
"""What Bolt's loggers are called. Not told, Bolt looks for a name in the stack, which takes a tenth of a second."""
_RATE_LIMIT_RETRIES = 10
"""An answer waits as often for its turn: Slack takes about one message a second in a channel."""
_SECONDS_TO_FINISH = 4.0

MakeOAuthFlow = Callable[[AsyncWebClient], AsyncOAuthFlow]
"""Makes Slack's way to install the app, for a client that reaches Slack."""


class SlackDoorError(Exception):
    """The door cannot be opened. The message names the setting to mend."""


class SlackDoor:
    """Open from `start_socket_mode`, or from the start of the server with `http_application`, until `stop`.

    `oauth` is given where several workspaces install the app; otherwise `options.bot_token` is that of the one.
    `poster` writes in Slack unasked, and `run_poster` changes what tells of a reindex, while the door is open; `people`
    finds those who keep pages.
    """

    def __init__(
        self,
        backstage: Backstage,
        options: SlackOptions,
        oauth: MakeOAuthFlow | None = None,
        timing: SocketTiming | None = None,
    ) -> None:
        self._options = options
        self._oauth = oauth
        self._timing = timing or SocketTiming()
        self._client = AsyncWebClient(
            token=options.bot_token, base_url=options.api_url.rstrip("/") + "/", retry_handlers=_retry_handlers()
        )
        self._workers = Workers(options.workers, "slack-answering")
        # Whether a request came before, a click, a vote: never in line behind answers.
        self._keepers = Workers(options.workers, "slack-keeping")
        self._work: set[asyncio.Task[None]] = set()
        self._home: Workspace | None = None
        self._tokens: StoredTokens | None = None
        parts = put_together(
            backstage,
            options,
            workers=self._workers,
            keepers=self._keepers,
            webhook=self._webhook,
            start=run_in_background(self._work),
            for_several=oauth is not None,
            workspace_of=self._workspace_of,
        )
        self._listeners, self.poster, self.run_poster = parts.listeners, parts.poster, parts.run_poster
        self.people = parts.people
        self._socket: Socket | None = None
        self._stopping = False

    async def start_socket_mode(self) -> None:
        """Connect; returns when connected. Raises SlackDoorError where Slack refuses a token or cannot be reached."""
        app_token = self._options.app_token
        if not app_token:
            raise SlackDoorError("slack.app_token is not set: Socket Mode needs an app-level token (xapp-…)")
        app = await self._open()
        address = await self._socket_address(app_token)
        self._socket = Socket(app, app_token, self._client, self._timing)
        try:
            await self._socket.connect(address)
        except TimeoutError as error:
            raise SlackDoorError(self._unreachable(error)) from error

    def http_application(self) -> web.Application:
        """The application that takes Slack's requests at `/events`; mount it at `/slack/`.

        It asks Slack who the bot is when the server starts, and raises SlackDoorError there like `start_socket_mode`.
        """
        secret = self._options.signing_secret
        if not secret:
            raise SlackDoorError(
                "slack.signing_secret is not set: without it nobody can tell Slack's requests from forged ones"
            )
        return self._application(secret)

    def install_application(self) -> web.Application | None:
        """The install page alone, for several workspaces over a socket; None where one token serves."""
        return self._application(None) if self._oauth is not None else None

    def _application(self, secret: str | None) -> web.Application:
        bolt = web.AppKey("bolt", AsyncApp)

        async def take(request: web.Request) -> web.StreamResponse:
            if self._stopping:  # Slack sends it again, to a replica or to the next start
                raise web.HTTPServiceUnavailable
            return await dispatched(request.app[bolt], request, secret or "")

        async def install(request: web.Request) -> web.StreamResponse:
            return await installed(request.app[bolt], request)

        async def opened(application: web.Application) -> None:
            application[bolt] = await self._open()

        async def stopped(_: web.Application) -> None:
            await self.stop()

        application = web.Application()
        if secret is not None:
            application.router.add_post("/events", take)
        if self._oauth is not None:
            application.router.add_get("/install", install)
            application.router.add_get("/oauth_redirect", install)
        application.on_startup.append(opened)
        application.on_cleanup.append(stopped)
        return application

    async def stop(self) -> None:
        """Close the socket, finish the answers at hand if that is soon, close the connections. May be called again."""
        self._stopping = True
        if self._socket is not None:
            await self._socket.close()
            self._socket = None
        if self._work:
            _, unfinished = await asyncio.wait(self._work, timeout=_SECONDS_TO_FINISH)
            for task in unfinished:
                task.cancel()
        self._workers.close()
        self._keepers.close()
        if self._client.session is not None:
            await self._client.session.close()

    async def _workspace_of(self, team: str) -> Workspace | None:
        """The workspace of that id, to write there unasked. Raises UndeliveredError where it cannot be told now."""
        if self._stopping or self._client.session is None or self._client.session.closed:
            raise UndeliveredError("Slack is not connected")
        if self._tokens is None:
            if self._home is None:
                raise UndeliveredError("Slack is not connected")
            return self._home if self._home.id == team else None
        try:
            found = await self._tokens.of_workspace(team)
        except (InstallationsUnavailableError, NotAuthorizedNowError, *SLACK_TROUBLE) as error:
            raise UndeliveredError(f"the workspace's token cannot be looked up: {error}") from error
        if found is None:
            return None
        client = self._tokenless()
        client.token = found.bot_token
        return Workspace(team, client, found.bot_user_id or "")

    def _webhook(self, response_url: str) -> AsyncWebhookClient:
        return AsyncWebhookClient(response_url, session=self._client.session, retry_handlers=_retry_handlers())

    async def _open(self) -> AsyncApp:
        """The Bolt app, knowing who the bot is. All requests share one connection pool to Slack."""
        if self._client.session is None or self._client.session.closed:
            self._client.session = aiohttp.ClientSession(
                trust_env=True, timeout=aiohttp.ClientTimeout(total=self._client.timeout)
            )
        try:
            app = (
                self._app_for_many(self._oauth)
                if self._oauth is not None
                else self._app_for_one(await self._who_am_i())
            )
        except InstallationsUnavailableError as error:
            await self._client.session.close()
            raise SlackDoorError(f"The workspaces that have installed the app cannot be looked up: {error}") from error
        except SlackDoorError:
            await self._client.session.close()
            raise
        app.error(error_in_words)
        self._listeners.register(app)
        return app

    def _app_for_one(self, identity: AuthorizeResult) -> AsyncApp:
        self._home = Workspace(identity.team_id or "", self._client, identity.bot_user_id or "")

        async def authorize() -> AuthorizeResult:
            return identity

        return AsyncApp(
            name=_NAME,
            signing_secret=self._options.signing_secret or "",
            client=self._tokenless(),
            authorize=authorize,
        )

    def _app_for_many(self, oauth: MakeOAuthFlow) -> AsyncApp:
        client = self._tokenless()
        flow = oauth(client)
        if isinstance(flow.settings.authorize, StoredTokens):
            self._tokens = flow.settings.authorize
        secret = self._options.signing_secret or ""
        app = AsyncApp(name=_NAME, signing_secret=secret, client=client, oauth_flow=flow)
        app.enable_token_revocation_listeners()
        return app

    def _tokenless(self) -> AsyncWebClient:
        """What each request's own client is made like."""
        return AsyncWebClient(
            base_url=self._client.base_url, session=self._client.session, retry_handlers=_retry_handlers()
        )

    async def _who_am_i(self) -> AuthorizeResult:
        try:
            found = await self._client.auth_test()
        except SlackApiError as error:
            raise SlackDoorError(_refused("slack.bot_token", "Bot User OAuth Token, xoxb-…", error)) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SlackDoorError(self._unreachable(error)) from error
        return AuthorizeResult.from_auth_test_response(bot_token=self._client.token, auth_test_response=found)

    async def _socket_address(self, app_token: str) -> str:
        """Asked for here once, because the SDK would go on asking for ever with a token that Slack refuses."""
        try:
            opened = await self._client.apps_connections_open(app_token=app_token)
        except SlackApiError as error:
            raise SlackDoorError(_refused("slack.app_token", "app-level token, xapp-…", error)) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SlackDoorError(self._unreachable(error)) from error
        return str(opened["url"])

    def _unreachable(self, error: Exception) -> str:
        return (
            f"Slack cannot be reached at {self._client.base_url} ({type(error).__name__}): "
            "look at the network, the proxy (HTTPS_PROXY) and slack.api_url"
        )


def _retry_handlers() -> list[AsyncRetryHandler]:
    """A lost connection is tried again, and a 429 after the time that Slack asks for."""
    return [AsyncConnectionErrorRetryHandler(), AsyncRateLimitErrorRetryHandler(max_retry_count=_RATE_LIMIT_RETRIES)]


def _refused(setting: str, what: str, error: SlackApiError) -> str:
    reason = reason_of(error)
    return f"{setting}: Slack says {reason}. Put the app's own token there ({what}), from the app's page at Slack"
