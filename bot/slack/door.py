"""The Slack door: takes requests, acknowledges them at once, hands them to the desk."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.ports import Answering, Clock
from bot.slack.conversations import DirectConversations
from bot.slack.desk import Desk, GroupsOf, Patience
from bot.slack.dispatching import dispatched, error_in_words
from bot.slack.duplicates import Duplicates, RecentDuplicates
from bot.slack.events import Incoming, from_command, from_event
from bot.slack.replies import PostedReply, WhisperedReply

_LOG = logging.getLogger(__name__)

SLACK = "https://slack.com/api/"
_ANYTHING = re.compile(".*")
_RATE_LIMIT_RETRIES = 3
_SECONDS_TO_CONNECT = 30.0
_SECONDS_TO_FINISH = 4.0


class SlackDoorError(Exception):
    """The door cannot be opened. The message names the setting to mend."""


def make_slack_door(  # noqa: PLR0913 - the settings, by name
    answering: Answering,
    clock: Clock,
    groups_of: GroupsOf,
    *,
    bot_token: str,
    signing_secret: str | None = None,
    app_token: str | None = None,
    api_url: str | None = None,
    command: str = "/ask",
    language: str = "en",
    duplicates: Duplicates | None = None,
    workers: int = 4,
    patience: Patience | None = None,
) -> SlackDoor:
    """A door that is still closed: `start_socket_mode` needs the app token, `http_application` the signing secret.

    `workers` questions are answered at a time. `language` is for what the bot says where no question tells one.
    """
    client = AsyncWebClient(
        token=bot_token, base_url=(api_url or SLACK).rstrip("/") + "/", retry_handlers=_retry_handlers()
    )
    desk = Desk(
        answering,
        clock,
        groups_of,
        duplicates or RecentDuplicates(),
        command=command,
        language=language,
        workers=workers,
        patience=patience or Patience(),
    )
    return SlackDoor(client, desk, command, signing_secret, app_token)


class SlackDoor:
    """Open from `start_socket_mode`, or from the start of the server with `http_application`, until `stop`."""

    def __init__(
        self, client: AsyncWebClient, desk: Desk, command: str, signing_secret: str | None, app_token: str | None
    ) -> None:
        self._client = client
        self._desk = desk
        self._command = command
        self._signing_secret = signing_secret
        self._app_token = app_token
        self._conversations = DirectConversations()
        self._bot_user = ""
        self._socket: AsyncSocketModeHandler | None = None
        self._stopping = False
        self._work: set[asyncio.Task[None]] = set()

    async def start_socket_mode(self) -> None:
        """Connect; returns when connected. Raises SlackDoorError where Slack refuses a token or cannot be reached."""
        if not self._app_token:
            raise SlackDoorError("slack.app_token is not set: Socket Mode needs an app-level token (xapp-…)")
        app = await self._open()
        address = await self._socket_address(self._app_token)
        self._socket = AsyncSocketModeHandler(app, self._app_token, web_client=self._client)
        self._socket.client.wss_uri = address
        try:
            await asyncio.wait_for(self._socket.connect_async(), _SECONDS_TO_CONNECT)  # type: ignore[no-untyped-call] # the SDK's
        except TimeoutError as error:
            raise SlackDoorError(self._unreachable(error)) from error

    def http_application(self) -> web.Application:
        """The application that takes Slack's requests at `/events`; mount it at `/slack/`.

        It asks Slack who the bot is when the server starts, and raises SlackDoorError there like `start_socket_mode`.
        """
        secret = self._signing_secret
        if not secret:
            raise SlackDoorError(
                "slack.signing_secret is not set: without it nobody can tell Slack's requests from forged ones"
            )
        bolt = web.AppKey("bolt", AsyncApp)

        async def take(request: web.Request) -> web.StreamResponse:
            if self._stopping:  # Slack sends it again, to a replica or to the next start
                raise web.HTTPServiceUnavailable
            return await dispatched(request.app[bolt], request, secret)

        async def opened(application: web.Application) -> None:
            application[bolt] = await self._open()

        async def stopped(_: web.Application) -> None:
            await self.stop()

        application = web.Application()
        application.router.add_post("/events", take)
        application.on_startup.append(opened)
        application.on_cleanup.append(stopped)
        return application

    async def stop(self) -> None:
        """Close the socket, finish the answers at hand if that is soon, close the connections. May be called again."""
        self._stopping = True
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call] # the SDK's
            self._socket = None
        if self._work:
            _, unfinished = await asyncio.wait(self._work, timeout=_SECONDS_TO_FINISH)
            for task in unfinished:
                task.cancel()
        self._desk.close()
        if self._client.session is not None:
            await self._client.session.close()

    async def _open(self) -> AsyncApp:
        """The Bolt app, knowing who the bot is. All requests share one connection pool to Slack."""
        self._client.session = aiohttp.ClientSession(
            trust_env=True, timeout=aiohttp.ClientTimeout(total=self._client.timeout)
        )
        try:
            identity = await self._who_am_i()
        except SlackDoorError:
            await self._client.session.close()
            raise
        self._bot_user = identity.bot_user_id or identity.user_id or ""
        return self._bolt_app(identity)

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

    def _bolt_app(self, identity: AuthorizeResult) -> AsyncApp:
        """Every kind of request has a listener: what none takes would be answered 404, and sent again."""

        async def authorize() -> AuthorizeResult:
            return identity

        client = AsyncWebClient(base_url=self._client.base_url, session=self._client.session)
        app = AsyncApp(signing_secret=self._signing_secret or "", client=client, authorize=authorize)
        app.error(error_in_words)
        app.event(_ANYTHING)(self._on_event)
        app.command(_ANYTHING)(self._on_command)
        for kind in (app.action, app.shortcut, app.view, app.options):
            kind(_ANYTHING)(_on_anything_else)
        return app

    async def _on_event(self, body: dict[str, Any]) -> None:
        """Bolt has acknowledged the event before it comes here."""
        incoming = from_event(body, self._bot_user)
        if incoming is not None:
            self._start(self._answer_event(incoming))

    async def _on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        if body.get("command") != self._command:
            message = self._desk.help()
            await ack(text=message.text, blocks=list(message.blocks), response_type="ephemeral")
            return
        await ack()
        self._start(self._answer_command(from_command(body), str(body["response_url"])))

    async def _answer_event(self, incoming: Incoming) -> None:
        if not await self._desk.is_new(incoming):
            return
        reply = PostedReply(self._client, incoming.channel, incoming.reply_to)
        if incoming.kind != "direct" or incoming.ts is None:
            await self._desk.serve(incoming, reply)
            return
        conversation = self._conversations.join(incoming.channel, incoming.ts, incoming.reply_to)
        answered = await self._desk.serve(replace(incoming, thread=conversation), reply)
        if answered is not None:
            self._conversations.add(incoming.channel, answered, conversation)

    async def _answer_command(self, incoming: Incoming, response_url: str) -> None:
        if await self._desk.is_new(incoming):
            webhook = AsyncWebhookClient(response_url, session=self._client.session, retry_handlers=_retry_handlers())
            await self._desk.serve(incoming, WhisperedReply(webhook))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """In a task of its own, which `stop` waits for: Slack has its acknowledgement already."""
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)


async def _on_anything_else(ack: AsyncAck) -> None:
    """Buttons, shortcuts and dialogs that this version does not post: taken, so that Slack shows no error."""
    await ack()


def _retry_handlers() -> list[AsyncRetryHandler]:
    """A lost connection is tried again, and a 429 after the time that Slack asks for."""
    return [AsyncConnectionErrorRetryHandler(), AsyncRateLimitErrorRetryHandler(max_retry_count=_RATE_LIMIT_RETRIES)]


def _refused(setting: str, what: str, error: SlackApiError) -> str:
    reason = error.response.get("error", "an unknown error")
    return f"{setting}: Slack says {reason}. Put the app's own token there ({what}), from the app's page at Slack"
