"""Which documents an asker may see and wants to see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from content_index.model import Document
from retrieval.model import Filters

if TYPE_CHECKING:
    from retrieval.prepared import Prepared

REMEMBERED = 32
"""Different groups and wishes whose passages are remembered: a byte and more for every passage of each."""


def allows(filters: Filters, document: Document) -> bool:
    """Whether the document is for this asker, not left out and of the wished kind. Case matters in groups alone."""
    return (
        may_see(filters, document)
        and document.path not in filters.without
        and document.id not in filters.without
        and _wished(filters.kinds, (document.kind,))
        and _wished(filters.languages, (document.language,))
        and _wished(filters.products, document.products)
        and _wished(filters.competitors, document.competitors)
        and _wished(filters.stages, document.stages)
    )


def may_see(filters: Filters, document: Document) -> bool:
    """A document with an audience is for its groups alone; without groups (an administrator) all is seen.

    Where guests may read, it must be marked as safe for buyers besides.
    """
    in_audience = filters.groups is None or not document.audience or not filters.groups.isdisjoint(document.audience)
    return in_audience and (document.buyer_safe or not filters.guests)


@dataclass(frozen=True, slots=True)
class Allowed:
    """The passages that may be found: their rows, ascending, and for every row whether it is one."""

    rows: npt.NDArray[np.int64]
    mask: npt.NDArray[np.bool_]


def allowed_passages(filters: Filters, prepared: Prepared) -> Allowed | None:
    """None where all may be found. Remembered: most people ask with the same groups and wishes.

    Guests find no passage that holds anything internal: whether their words stand in it would tell them what it says.
    """
    wishes = (filters.without, filters.kinds, filters.languages, filters.products, filters.competitors, filters.stages)
    if not any(wishes) and not filters.guests and (filters.groups is None or not prepared.restricted):
        return None
    found = prepared.allowed.get(filters)
    if found is None:
        documents = np.fromiter((allows(filters, document) for document in prepared.documents), dtype=bool)
        mask = documents[prepared.generation.document_rows]
        if filters.guests:
            mask &= ~prepared.internal
        if len(prepared.allowed) >= REMEMBERED:
            prepared.allowed.clear()
        found = prepared.allowed[filters] = Allowed(np.flatnonzero(mask), mask)
    return found


def _wished(wish: Iterable[str], has: Iterable[str]) -> bool:
    wanted = {value.casefold() for value in wish}
    return not wanted or not wanted.isdisjoint(value.casefold() for value in has)
