"""What the doors of the chat platforms take from the settings alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.chat.backstage import LinkOf
from bot.groups import ADMINISTRATORS, MANAGERS
from bot.roles import expanded
from config.settings import Settings

if TYPE_CHECKING:
    from pydantic import SecretStr


def roles_of(settings: Settings) -> Mapping[str, Sequence[str]]:
    """The ids of those who have each role."""
    named = {ADMINISTRATORS: settings.roles.administrators, MANAGERS: settings.roles.managers}
    return {role: expanded(ids, settings.groups) for role, ids in named.items()}


def managers_of_teams(settings: Settings) -> Mapping[str, Sequence[str]]:
    """For names of groups, the ids of those who manage their people alone."""
    return {team: expanded(ids, settings.groups) for team, ids in settings.roles.teams.items()}


def link_of(settings: Settings) -> LinkOf:
    """Where documents are opened: at their own address, or in the console."""
    return lambda document: document.url or f"{settings.base_url}/documents/{document.id}"


def revealed(secret: SecretStr | None) -> str | None:
    """The secret itself."""
    return secret.get_secret_value() if secret else None
