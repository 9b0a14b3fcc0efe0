"""Who may do what in a chat: what is typed, pressed or sent in a dialog, and which of it changes something."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from role_company import INSIDE, Who

ADMINISTRATOR: frozenset[Who] = frozenset({"administrator"})
MANAGERS: frozenset[Who] = ADMINISTRATOR | {"team_manager", "manager"}
DANA: frozenset[Who] = ADMINISTRATOR | {"owner"}
SAM: frozenset[Who] = ADMINISTRATOR | {"other_owner"}
ASKER: frozenset[Who] = frozenset({"restricted"})
"""Whose question the table names."""
LOOKS_AFTER: frozenset[Who] = MANAGERS | DANA | SAM
WALRUS: frozenset[Who] = frozenset({"owner", "manager", "administrator"})
"""Who may work on the gap that the owner has."""
NARWHAL: frozenset[Who] = MANAGERS | SAM
"""Who may work on the gap that the other owner has, and that somebody of the team asked about."""
ANYBODY: frozenset[Who] = INSIDE | {"guest"}


@dataclass(frozen=True, slots=True)
class Deed:
    """`what` is a command, the name of a button or of a dialog; `words` what is typed after it, or its value.

    Only `may` change `table` by it; with no table it only shows something, and nobody changes anything;
    what is kept of whoever does anything at all is left out.
    """

    what: str
    words: str = ""
    table: str = ""
    may: frozenset[Who] = frozenset()
    given: Mapping[str, Any] = field(default_factory=dict)

    def filled(self, named: Mapping[str, str]) -> str:
        """Its words with ids for names such as `<open>`."""
        words = self.words
        for name, value in named.items():
            words = words.replace(f"<{name}>", value)
        return words


WRITTEN_BY_ANYBODY = frozenset({"questions", "shown_passages", "seen_requests", "posted_answers", "people"})
WRITTEN_BY_ANYBODY |= {"person_groups", "gap_signals", "clicks", "looks", "conversations", "reindex_messages", "leases"}
"""What is kept of whoever asks or presses anything at all."""


def gap(gap_id: str, other: str = "") -> str:
    """A button's value."""
    return json.dumps([gap_id, other])
