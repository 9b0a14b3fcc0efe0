"""A digest ready for a chat: in words, with its chart as a picture."""

from __future__ import annotations

from dataclasses import dataclass

from bot.digests.model import Digest, DigestTold
from bot.digests.told import told


@dataclass(frozen=True, slots=True)
class DigestParcel:
    """`digest` is what the words tell. `chart` is a PNG, None where there is none."""

    digest: Digest
    told: DigestTold
    chart: bytes | None = None


def parcel_of(digest: Digest, *, with_chart: bool = True) -> DigestParcel:
    """The digest in the words of its receiver. Its picture is drawn here: not to be called on the event loop."""
    said = told(digest)
    if not with_chart or not said.chart_alt:
        return DigestParcel(digest, said)
    from bot.digests.chart import chart_png  # the library that draws takes long to import; most requests draw nothing

    return DigestParcel(digest, said, chart_png(digest))
