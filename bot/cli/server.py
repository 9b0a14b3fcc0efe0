"""One web server for everything that is reached by HTTP, and the socket to Slack beside it."""

from __future__ import annotations

import asyncio
import errno
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.console.app import make_runner
from bot.wiring import Cornerman
from config.settings import ServerSettings

_SECONDS_TO_FINISH = 5.0
"""How long running answers may take when the server stops."""


class CannotListenError(Exception):
    """The address is taken, or none of this machine's. The message names the settings to mend."""


async def check_address(server: ServerSettings) -> None:
    """Raises CannotListenError where the server could not listen now: told before a long reindex, not after it."""
    try:
        listening = await asyncio.get_running_loop().create_server(asyncio.Protocol, server.host, server.port)
    except (OSError, UnicodeError) as error:
        raise _cannot_listen(server, error) from error
    listening.close()
    await listening.wait_closed()


def _cannot_listen(server: ServerSettings, error: Exception) -> CannotListenError:
    """A host that is no name breaks in its encoding, with UnicodeError."""
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return CannotListenError(
            f"Port {server.port} of {server.host} is taken: another program listens there, perhaps a Cornerman that "
            "runs already. Choose another one with --port (`make run PORT=8090`) or `server.port`; 0 takes a free one."
        )
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return CannotListenError(
        f"Cannot listen on {server.host}:{server.port}: {reason}. `server.host` must be an address of this machine; "
        "choose another port with --port (`make run PORT=8090`) or `server.port`."
    )


class Server:
    """Serves while the `async with` block runs. `address` and `doors` are known inside it."""

    def __init__(self, cornerman: Cornerman) -> None:
        self._cornerman = cornerman
        self._runner: web.AppRunner | None = None
        self._slack = cornerman.slack_door()
        self._teams = cornerman.teams_door()
        self._sender = cornerman.sender([door.poster for door in (self._slack, self._teams) if door is not None])
        self._follower = cornerman.run_follower(
            [door.run_poster for door in (self._slack, self._teams) if door is not None]
        )
        self._reminders = cornerman.upkeep_parts.rounds(
            [door.people for door in (self._slack, self._teams) if door is not None]
        )
        self.address = ""
        self.doors: list[str] = []

    async def __aenter__(self) -> Self:
        settings = self._cornerman.settings
        application = self._cornerman.console()
        mode = settings.slack.active_mode
        if self._slack is not None and mode == "http":
            application.add_subapp("/slack/", self._slack.http_application())
            self.doors.append(f"Slack, at {settings.base_url}/slack/events")
        elif self._slack is not None and (install := self._slack.install_application()) is not None:
            application.add_subapp("/slack/", install)
        if settings.slack.is_for_several:
            self.doors.append(f"Slack's workspaces install the app at {settings.base_url}/slack/install")
        if self._teams is not None:
            application.add_subapp("/teams/", self._teams.application())
            told = " (for Microsoft's local client: no tokens are asked for)" if settings.teams.mode == "local" else ""
            self.doors.append(f"Microsoft Teams, at {settings.base_url}/teams/messages{told}")
        self._runner = make_runner(application)
        await self._runner.setup()
        try:
            site = web.TCPSite(self._runner, settings.server.host, settings.server.port)
            await self._listen(site)
            self.address = self._listening_address(settings.base_url)
            if self._slack is not None and mode == "socket":
                await self._slack.start_socket_mode()
                self.doors.append("Slack, by Socket Mode")
            await self._sender.start()
            await self._follower.start()
            await self._reminders.start()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def _listen(self, site: web.TCPSite) -> None:
        try:
            await site.start()
        except (OSError, UnicodeError) as error:
            raise _cannot_listen(self._cornerman.settings.server, error) from error

    async def _close(self) -> None:
        await self._reminders.stop()
        await self._follower.stop()
        await self._sender.stop()
        for door in (self._slack, self._teams):
            if door is not None:
                await asyncio.wait_for(door.stop(), _SECONDS_TO_FINISH)
        if self._runner is not None:
            await self._runner.cleanup()

    def _listening_address(self, base_url: str) -> str:
        """Where a browser on this machine reaches the console: port 0 is only known once it listens."""
        if self._cornerman.settings.server.port or self._runner is None:
            return base_url
        return f"{base_url.rpartition(':')[0]}:{self._runner.addresses[0][1]}"
