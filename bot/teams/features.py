"""What each part of the product adds to Teams: commands and buttons."""

from __future__ import annotations

from typing import Protocol

from bot.teams.activities import Incoming
from bot.teams.invokes import Act


class Feature(Protocol):
    """`commands` are words of `bot.teams.activities`; what a button's name begins with is its `prefix`."""

    @property
    def commands(self) -> frozenset[str]:
        """What it serves of what people type."""

    @property
    def prefix(self) -> str:
        """How the names of its buttons and forms begin."""

    async def serve(self, incoming: Incoming, language: str) -> None:
        """Do what was typed, and say what came of it. Raises TransportError."""

    async def act(self, act: Act) -> None:
        """A button, or a form that was sent. Never raises: who pressed gets a sentence."""
