"""What may go wrong between a chat platform and us, told in the same words for each."""

from __future__ import annotations


class LookUpError(Exception):
    """The platform did not tell who somebody is or who reads a place, or not in time. The message names what."""


class UndeliveredError(Exception):
    """The platform did not take a message to a person or a channel. The message says why, in the platform's word.

    `nobody`: the id is nobody's; an owner's name may look like one.
    """

    def __init__(self, reason: str, *, nobody: bool = False) -> None:
        super().__init__(reason)
        self.nobody = nobody
