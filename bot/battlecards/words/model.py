"""Which sentences there are around battlecards. `{…}` are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.card_headings import PartKind


@dataclass(frozen=True, slots=True)
class CardWords:
    """One language. `parts` are what tabs are called; those of other kinds are called as the page calls them.

    `choose` and `like` stand above buttons. `missed` and `unsure` are said above a card that says nothing of a topic,
    or perhaps something. `gone`: what was pressed is not there any more. `share` is a button.
    """

    language: str
    help: str
    parts: Mapping[PartKind, str]
    more: str
    other_cards: str
    choose: str
    like: str
    no_card: str
    all: str
    none: str
    and_more: str
    repaired: str
    missed: str
    unsure: str
    gone: str
    open: str
    share: str
    shared_by: str
    trouble: str
