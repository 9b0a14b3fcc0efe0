"""One workspace that the bot is installed in, as a request from there finds it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.web.async_client import AsyncWebClient


@dataclass(frozen=True, slots=True)
class Workspace:
    """`client` acts as the bot there; `bot_user` is the bot's own id."""

    id: str
    client: AsyncWebClient
    bot_user: str


WorkspaceOf = Callable[[str], Awaitable[Workspace | None]]
"""The workspace of that id, None where the app is not installed. Raises UndeliveredError where that cannot be told."""


def without_handlers(client: AsyncWebClient, kind: type[AsyncRetryHandler]) -> AsyncWebClient:
    """The same client, but what that kind of handler would try again is not tried again."""
    return AsyncWebClient(
        token=client.token,
        base_url=client.base_url,
        timeout=client.timeout,
        session=client.session,
        retry_handlers=[one for one in client.retry_handlers if not isinstance(one, kind)],
    )
