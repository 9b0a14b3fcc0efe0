"""The nouns of upkeep. They import no library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

UpkeepVerb = Literal["pulled", "restored", "verified", "needs_work", "retired"]
"""`pulled`: no answer is made from the page, at once. `retired`: the same for good. `restored` takes either back.
`verified`: it is still right, which counts as a review. `needs_work`: it is shown, but its answers say so."""
Hidden = Literal["", "pulled", "retired"]
ENDS: frozenset[UpkeepVerb] = frozenset({"restored", "verified"})
"""What takes `needs_work` back."""


@dataclass(frozen=True, slots=True)
class DocumentState:
    """What owners said of a page. `document` is its id, which stays over reindexing; `title` as it was then.

    `hidden`: no answer is made from it; `hidden_by` is the name of who did that, `reason` their words. `reviewed` is
    the day on which somebody said that it is still right. `needs_work`: it is being worked on; `note` says what for.
    """

    document: str
    source: str = ""
    path: str = ""
    title: str = ""
    hidden: Hidden = ""
    hidden_by: str = ""
    hidden_at: datetime | None = None
    reason: str = ""
    reviewed: date | None = None
    reviewed_by: str = ""
    needs_work: bool = False
    note: str = ""
    needs_by: str = ""
    needs_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DocumentAct:
    """Something that somebody did with a page. `by` is their id, `name` what people call them, `note` their words."""

    id: str
    document: str
    path: str
    title: str
    verb: UpkeepVerb
    by: str
    name: str
    surface: str
    at: datetime
    note: str = ""


def verbs_of(state: DocumentState) -> tuple[UpkeepVerb, ...]:
    """What makes sense for a page as it stands, the usual first."""
    if state.hidden:
        return ("restored", "retired") if state.hidden == "pulled" else ("restored",)
    return ("verified", "needs_work", "pulled", "retired")


def after(state: DocumentState, act: DocumentAct) -> DocumentState:
    """The state once somebody has acted."""
    named = replace(state, path=act.path, title=act.title)
    if act.verb in ("pulled", "retired"):
        return replace(named, hidden=act.verb, hidden_by=act.name, hidden_at=act.at, reason=act.note)
    if act.verb == "restored":
        return replace(named, hidden="", hidden_by="", hidden_at=None, reason="")
    if act.verb == "verified":
        done = replace(named, needs_work=False, note="", needs_by="", needs_at=None)
        return replace(done, reviewed=act.at.date(), reviewed_by=act.name)
    return replace(named, needs_work=True, note=act.note, needs_by=act.name, needs_at=act.at)


def is_already(state: DocumentState, act: DocumentAct) -> bool:
    """Whether an act changes nothing: the page is so, and there is no new word of why.

    A page can be said to be right again and again: each time counts as a review, and is written into the page.
    """
    if act.verb in ("pulled", "retired"):
        return state.hidden == act.verb and act.note in ("", state.reason)
    if act.verb == "restored":
        return not state.hidden
    return act.verb == "needs_work" and state.needs_work and act.note in ("", state.note)
