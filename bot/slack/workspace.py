"""One workspace that the bot is installed in, as a request from there finds it."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient


@dataclass(frozen=True, slots=True)
class Workspace:
    """`client` acts as the bot there; `bot_user` is the bot's own id."""

    id: str
    client: AsyncWebClient
    bot_user: str
