"""Shows how a reindex goes on, in the message that tells of it."""

from __future__ import annotations

from bot.reindexing.model import RunMessage
from bot.reindexing.telling import RunTold
from bot.teams.run_cards import run_message
from bot.teams.speaking import Speaker, delivering


class TeamsRunPoster:
    """Implements bot.reindexing.ports.RunPoster."""

    surface = "teams"

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    async def show(self, message: RunMessage, told: RunTold) -> None:
        """Put it in the place of what stands there. Raises UndeliveredError."""
        async with delivering():
            at = await self._speaker.address_of(message.workspace, message.place)
            await self._speaker.put(at, message.message, run_message(told, message.run_id, message.language))
