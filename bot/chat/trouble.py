"""What may go wrong between a chat platform and us, told in the same words for each."""

from __future__ import annotations

from bot.deliveries.trouble import UndeliveredError

__all__ = ["LookUpError", "UndeliveredError"]


class LookUpError(Exception):
    """The platform did not tell who somebody is or who reads a place, or not in time. The message names what."""
