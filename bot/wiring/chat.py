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
    named = settings.roles.by_role()
    return {role: expanded(named[role], settings.groups) for role in (ADMINISTRATORS, MANAGERS)}


def link_of(settings: Settings) -> LinkOf:
    """Where documents are opened: at their own address, or in the console."""
    return lambda document: document.url or f"{settings.base_url}/documents/{document.id}"


def revealed(secret: SecretStr | None) -> str | None:
    """The secret itself."""
    return secret.get_secret_value() if secret else None
