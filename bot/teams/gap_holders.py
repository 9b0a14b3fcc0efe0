"""What those are called who have a gap, where the gap knows them by an id of Teams."""

from __future__ import annotations

from bot.owners import platform_of
from bot.ports import KeepingError
from bot.teams.handover import PostOffice
from bot.teams.speaking import Speaker


class HolderNames:
    """Looks them up."""

    def __init__(self, post_office: PostOffice, speaker: Speaker) -> None:
        self._post_office = post_office
        self._speaker = speaker

    async def of(self, workspace: str, holder: str) -> str:
        """The name of a person or a channel; "" where `holder` is no id, or nobody tells. Never raises."""
        if platform_of(holder) != "teams":
            return ""
        post = self._post_office.of(workspace)
        if not post.is_channel(holder):
            name = await post.name_of(holder)
            return "" if name == holder else name
        try:
            known = await self._speaker.known(workspace, holder)
        except KeepingError:
            return ""
        return known.name if known else ""
