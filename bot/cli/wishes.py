"""Wishes of `ask` that nothing can fulfil: a typing error there looks like a gap in the content."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.model import Ask
from content_index.model import Document
from retrieval.filters import may_see
from retrieval.model import Filters

_LISTED = 20


class UnknownWishError(Exception):
    """An option names what there is none of. The message names the option and what is known."""


def check_groups(wanted: Iterable[str], groups: Collection[str]) -> None:
    """Raises UnknownWishError for a group that the settings do not define."""
    for name in wanted:
        if name not in groups:
            told = "[groups] of the settings does not define it" if groups else "the settings define no [groups]"
            raise UnknownWishError(f"--as-group {name!r}: {told}{_instead(name, sorted(groups))}")


def check_wishes(ask: Ask, indexed: Iterable[Document]) -> None:
    """Raises UnknownWishError for a kind, product … that no document has which the asker may see. Case does not matter.

    What only other documents have is not told, nor that they have it.
    """
    seen_by = Filters(groups=ask.asker.groups)
    documents = [document for document in indexed if may_see(seen_by, document)]
    whose = "no indexed document" if ask.asker.groups is None else "no document for this group"
    wishes: Mapping[str, tuple[Sequence[str], Iterable[str]]] = {
        "kind": (ask.kinds, (document.kind for document in documents)),
        "product": (ask.products, (name for document in documents for name in document.products)),
        "competitor": (ask.competitors, (name for document in documents for name in document.competitors)),
        "stage": (ask.stages, (name for document in documents for name in document.stages)),
        "language": (ask.languages, (document.language for document in documents)),
    }
    for option, (wanted, names) in wishes.items():
        known = {name.casefold(): name for name in names if name} if wanted else {}
        for name in wanted:
            if name.casefold() not in known:
                told = f"--{option} {name!r}: {whose} has this {option}"
                raise UnknownWishError(told + _instead(name, sorted(known.values())))


def _instead(name: str, known: Sequence[str]) -> str:
    """What may have been meant, and what is known."""
    lower = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(name.casefold(), lower, n=1)
    meant = f" Did you mean {lower[near[0]]}?" if near else ""
    more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
    return f".{meant}" + (f" Known are {', '.join(known[:_LISTED])}{more}." if known else "")
