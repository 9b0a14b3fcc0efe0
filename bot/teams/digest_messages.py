"""A digest as it is said in Teams: its card, with the address of its chart and the buttons of its gaps."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.digest_parcels import DigestParcel
from bot.chat.gap_desk import GapDesk
from bot.teams.card_text import Element
from bot.teams.charts import Charts
from bot.teams.digest_cards import digest_message
from bot.teams.gap_cards import Around, digest_buttons
from bot.teams.speaking import Message
from bot.viewer import Viewer

_WHOEVER = Viewer("", surface="teams")
"""Whoever reads a channel: members come and go, so only owners of what is for everybody are named there."""


class DigestMessages:
    """Dresses digests."""

    def __init__(self, desk: GapDesk, charts: Charts) -> None:
        self._desk = desk
        self._charts = charts

    async def of(self, parcel: DigestParcel, reader: Viewer | None, status: Sequence[Element] = ()) -> Message:
        """The message. `reader` is who reads it, None in a channel; `status` says what was just done with its gaps."""
        digest = parcel.digest
        around = Around(await self._desk.owners(reader or _WHOEVER), digest.subscription.language, self._desk.today())
        gaps = {gap.id: (number, gap) for number, gap in enumerate(digest.gaps, 1)}

        def below(gap_id: str, room: float) -> Sequence[Element]:
            number, gap = gaps.get(gap_id, (0, None))
            return digest_buttons(gap, around, number, room) if gap is not None else ()

        return digest_message(parcel.told, chart=self._charts.address_of(digest), below=below, status=status)
