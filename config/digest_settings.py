"""What a deployment may set about digests. They are subscribed to where they are read: in chat, or in the console."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from config.sections import Section, Whole, Zone


class DigestSettings(Section):
    """Of fewer than `few` questions no shares and no trends are told.

    `zone` and `language` are those of new subscriptions, where the platform does not say what the receiver's are.
    """

    few: Annotated[Whole, Field(ge=1)] = 20
    zone: Zone = "UTC"
    language: Literal["en", "ru"] = "en"
