"""What may go wrong when something is sent unasked."""

from __future__ import annotations


class UndeliveredError(Exception):
    """The platform did not take a message. The message says why, in the platform's word.

    `nobody`: the receiver is nobody there; `for_good`: no later try will do better.
    """

    def __init__(self, reason: str, *, nobody: bool = False, for_good: bool = False) -> None:
        super().__init__(reason)
        self.nobody = nobody
        self.for_good = for_good or nobody
