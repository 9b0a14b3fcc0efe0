"""Where a digest can be sent in Teams, as somebody who types or presses there means it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.digest_rooms import DigestRoom
from bot.ports import KeepingError
from bot.teams.activities import Sender, Setting
from bot.teams.sharing import Place, Sharing
from bot.teams.sight import Sights
from bot.teams.speaking import Speaker
from bot.teams.transport import Address


class TeamsRooms:
    """Implements bot.chat.digest_desk.DigestRooms: for one person, at one moment. No verb raises."""

    surface = "teams"

    def __init__(self, setting: Setting, sender: Sender, *, speaker: Speaker, sights: Sights, sharing: Sharing) -> None:
        self.workspace = setting.workspace
        self._setting = setting
        self._sender = sender
        self._speaker = speaker
        self._sights = sights
        self._sharing = sharing

    async def me(self) -> DigestRoom:
        """Their own chat with the bot."""
        return DigestRoom(self._sender.id, self._sender.name, is_person=True)

    async def here(self) -> DigestRoom | None:
        """The chat, or the channel without its thread."""
        setting = self._setting
        if setting.kind == "direct":
            return await self.me()
        return await self._room(setting.place, setting.address, setting.team)

    async def named(self, channel: str) -> DigestRoom | None:
        """A channel or a group chat that they are in, by its id or its name; of others nothing is told."""
        wanted = channel.lstrip("#").strip().casefold()
        if channel == self._setting.place:
            return await self.here()
        for place in await self.places():
            if place.id == channel or wanted in {place.name.casefold(), place.name.partition(" › ")[2].casefold()}:
                return await self._room(place.id)
        return None

    async def places(self) -> Sequence[Place]:
        """Channels and group chats that they and the bot are in."""
        try:
            return await self._sharing.places(self._setting, self._sender.id)
        except KeepingError:
            return ()

    async def _room(self, place: str, at: Address | None = None, team: str = "") -> DigestRoom | None:
        try:
            known = await self._speaker.known(self.workspace, place)
        except KeepingError:
            known = None
        if known is not None:
            at, team = Address(known.service, known.id, self.workspace), known.team
        if at is None:
            return None
        marked = self._setting.shared and place == self._setting.place
        sight = await self._sights.of_place(at, team, marked_outside=marked)
        guests = None if sight.blurred == "outsiders_unknown" else sight.guests
        name = (known.name if known else "") or self._setting.channel_name or self._setting.chat_name or place
        return DigestRoom(place, name, is_person=False, guests=guests)
