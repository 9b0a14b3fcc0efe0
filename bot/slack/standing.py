"""Who somebody is in the workspace, asked for those who signed in to the console with Slack."""

from __future__ import annotations

from collections.abc import Iterable

from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.trouble import LookUpError
from bot.slack.directory import SECONDS_REMEMBERED, Directory
from bot.slack.workspace import Workspace
from bot.standing import Standing, StandingUnknownError


class SlackStandings:
    """Implements bot.standing.Standings with the token of one workspace's bot.

    `named` is what the settings name people and groups by; the user groups (S…) among it are asked for.
    """

    def __init__(self, token: str, api_url: str, named: Iterable[str], seconds: float = SECONDS_REMEMBERED) -> None:
        self._directory = Directory({one: (one,) for one in named}, seconds=seconds)
        self._client = AsyncWebClient(token, base_url=api_url)

    async def of(self, workspace: str, person: str) -> Standing:
        """Raises StandingUnknownError."""
        at = Workspace(workspace, self._client, "")
        try:
            known = await self._directory.person(at, person)
            return Standing(await self._directory.groups_of(at, person), known.outside)
        except LookUpError as error:
            raise StandingUnknownError(str(error)) from error
