"""What the Teams door needs of an SDK: tokens checked, activities sent. Activities are plain JSON, as Teams has them.

`bot.teams.botframework` is today's; another one takes its place when it passes `tests/teams/test_teams_transport.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Activity = dict[str, Any]
"""https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md"""


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is said. `service` is where Teams listens for it: it comes with each activity, and may change.

    `conversation` is Teams' id; that of a thread in a channel ends with `;messageid=` and its first message's id.
    """

    service: str
    conversation: str
    tenant: str


class UnauthorizedError(Exception):
    """A request does not come from Teams. The message says why, and holds nothing of the token."""


class KeysUnavailableError(Exception):
    """Whether a request comes from Teams cannot be told just now: the signing keys cannot be fetched."""


class TransportError(Exception):
    """Teams did not take what was sent. The message is its own word for why (`MessageSizeTooBig`), never the content.

    `status` is HTTP's, None where Teams could not be reached. `retry_after`: seconds that Teams asks to wait.
    """

    def __init__(self, reason: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after


class Transport(Protocol):
    """The verbs. All but `authenticate` raise TransportError."""

    @property
    def unauthenticated(self) -> bool:
        """Whether no token is asked for: for Microsoft's local client."""

    async def open(self) -> None:
        """Fetch signing keys and a token, so that nobody waits for them later. Raises TransportError where it cannot.

        The message names the setting to mend where Microsoft refuses the app's id or secret.
        """

    async def close(self) -> None:
        """Close the connections. May be called again."""

    async def authenticate(self, authorization: str, activity: Mapping[str, Any]) -> None:
        """Return where the request comes from Teams. Raises UnauthorizedError, and KeysUnavailableError.

        `authorization` is the header's value, "" where there is none.
        """

    async def send(self, to: Address, activity: Activity) -> str:
        """Say something new. Gives the message's id, "" where Teams gives none."""

    async def update(self, to: Address, message: str, activity: Activity) -> None:
        """Put something else in a message's place."""

    async def delete(self, to: Address, message: str) -> None:
        """Remove a message."""

    async def open_personal_chat(self, service: str, tenant: str, person: str) -> Address:
        """The chat with one person (Teams' id, or the object id of Microsoft Entra); made where there is none yet."""

    async def member(self, at: Address, person: str) -> Mapping[str, Any]:
        """What Teams tells of one member of a conversation: id, aadObjectId, name, email, userRole, tenantId …"""

    async def team(self, at: Address, team: str) -> Mapping[str, Any]:
        """What Teams tells of a team, `name` among it; `channels` are its channels (id, name; one has no name)."""

    async def members(self, at: Address) -> tuple[Mapping[str, Any], ...]:
        """The same of all, page by page; in a team's channel those are the team's members."""
