"""What a gap's history keeps of a change, so that it can be told, and taken back. Pure.

Of other gaps it keeps ids alone: a gap's title is mostly somebody's question, and goes when that is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.gaps.model import MACHINE, Gap, GapChange, Verb


def kept(gap: Gap, touched: Sequence[str]) -> dict[str, object]:
    """The touched fields as they are kept; of a title only one that somebody gave."""
    fields = {name: _plain(getattr(gap, name)) for name in touched}
    return fields | {"title": ""} if "title" in fields and gap.titled_by == MACHINE else fields


def latest_of_people(history: Sequence[GapChange]) -> GapChange | None:
    """The latest thing that somebody did; None where nobody did anything."""
    return next((one for one in history if one.by != MACHINE and of_its_own(one)), None)


def of_its_own(change: GapChange) -> bool:
    """Whether it is told by itself: that the two gaps of a split are told apart is part of the split."""
    return "of_split" not in change.detail


def before(change: GapChange) -> Mapping[object, object]:
    """The touched fields as they were; none where nothing of that is kept."""
    fields = change.detail.get("before")
    return fields if isinstance(fields, dict) else {}


def can_be_taken_back(change: GapChange) -> bool:
    """A merge is told to both gaps, and a split too: it is taken back where the questions are, or came from."""
    match change.verb:
        case "merged" | "unsplit":
            return isinstance(change.detail.get("questions"), list)
        case "split" | "unmerged":
            return "into" in change.detail
        case "set_apart":
            return "other" in change.detail
    return bool(before(change))


def other_gap(change: GapChange) -> str:
    """The id of the other gap that it is about, "" where it is about none."""
    found = next((change.detail[name] for name in ("from", "into", "other") if name in change.detail), "")
    return found if isinstance(found, str) else ""


def kept_moment(name: str, value: object) -> object:
    """The value of a field, as `kept` keeps it, as the gap has it."""
    return datetime.fromisoformat(value) if name.endswith(("_at", "_until")) and isinstance(value, str) else value


def verb_to(state: str) -> Verb:
    """What brings a gap into a state."""
    verbs: Mapping[str, Verb] = {"snoozed": "snoozed", "dismissed": "dismissed", "closed": "closed"}
    return verbs.get(state, "reopened")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
