"""The nouns of what is sent unasked: a digest, word that a gap was closed or assigned, that a page was pulled.

They import no library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

DeliveryKind = Literal["digest", "closed", "assigned", "pulled", "restored", "reminder", "news", "launch"]
MARKS: frozenset[DeliveryKind] = frozenset({"pulled", "restored"})
"""What is no message of its own, but changes one that stands: its `place` and `message` are known from the start."""
DeliveryState = Literal["due", "begun", "sent", "failed", "withdrawn"]
"""`begun`: a message that announces it stands where `message` says, and is still to be filled. `failed`: given up."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something for one receiver, who gets it once: `key` names it, and is kept once.

    `receiver` is a person's or a channel's id on the platform `surface` (`slack`, `teams`; what is for the `console`
    is shown at the next visit). `about` is what it is of: for a digest `subscription`, `start`, `end` (ISO times); for
    a closing `gap`, `question`; for an assignment `gap`; for what stands in `MARKS` `document`, `act`, `question`,
    `thread`; for a reminder `day`, `owned`, `unowned`, `more`; for news as for a digest; for a launch `launch`,
    `subscription`. `late`: it is sent so long after `due_at` that it says
    so. `place` and `message` are where it stands.
    """

    key: str
    kind: DeliveryKind
    surface: str
    workspace: str
    receiver: str
    about: Mapping[str, str]
    due_at: datetime
    state: DeliveryState = "due"
    attempts: int = 0
    next_try: datetime | None = None
    place: str = ""
    message: str = ""
    sent_at: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Announced:
    """Where the message stands that a delivery is to fill."""

    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Nothing is to be sent after all; `reason` says why, for the log."""

    reason: str = field(default="")
