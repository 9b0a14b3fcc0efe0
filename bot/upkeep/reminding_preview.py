"""What would be sent to whom today, as far as the settings alone tell: nobody is looked up on a platform."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.owners import Owners, is_reachable
from bot.upkeep.reminding import SHOWN, DuePage, ReminderDesk, Rung, in_order, is_wanted


@dataclass(frozen=True, slots=True)
class Preview:
    """A message. `names` are whom the content and the settings name, `ids` their ids and addresses; `more` pages."""

    names: tuple[str, ...]
    ids: tuple[str, ...]
    rung: Rung
    pages: tuple[DuePage, ...]
    more: int


def preview(desk: ReminderDesk, owners: Owners, administrators: Sequence[str], day: date) -> list[Preview]:
    """Whom a page goes to hangs on who is found on the platform; here an id or an address counts. Raises KeepingError.

    One person of two names, or in two of the lists, gets one message all the same.
    """
    told = desk.told(day)
    found: dict[tuple[Rung, tuple[str, ...], tuple[str, ...]], list[DuePage]] = defaultdict(list)
    for page in desk.pages().values():
        if is_wanted(page, told, day):
            found[_receivers(page, desk, owners, administrators)].append(page)
    made = []
    for (rung, names, ids), pages in found.items():
        ordered = in_order(pages)
        made.append(Preview(names, ids, rung, tuple(ordered[:SHOWN]), len(ordered[SHOWN:])))
    return sorted(made, key=lambda one: (one.rung, one.names, one.ids))


def _receivers(
    page: DuePage, desk: ReminderDesk, owners: Owners, administrators: Sequence[str]
) -> tuple[Rung, tuple[str, ...], tuple[str, ...]]:
    owner = page.document.owner
    ladder: tuple[tuple[Rung, tuple[str, ...]], ...] = (
        ("owned", (owner,) if owner else ()),
        ("source", desk.rights.owners_of(page.document.source)),
    )
    for rung, names in ladder:
        known = (one for name in names for one in owners.candidates(name) if is_reachable(one))
        if ids := tuple(dict.fromkeys(known)):
            return rung, names, ids
    return "administrators", (), tuple(administrators)
