"""Which documents an asker may see and wants to see."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from content_index.model import Document
from retrieval.model import Filters
from retrieval.prepared import Prepared


def allows(filters: Filters, document: Document) -> bool:
    """Whether the document is for this asker and is of the wished kind. Case does not matter, but in groups."""
    return (
        may_see(filters, document)
        and _wished(filters.kinds, (document.kind,))
        and _wished(filters.languages, (document.language,))
        and _wished(filters.products, document.products)
        and _wished(filters.competitors, document.competitors)
        and _wished(filters.stages, document.stages)
    )


def may_see(filters: Filters, document: Document) -> bool:
    """A document with an audience is for its groups alone; without groups (an administrator) all is seen."""
    return filters.groups is None or not document.audience or not filters.groups.isdisjoint(document.audience)


def allowed_rows(filters: Filters, prepared: Prepared) -> npt.NDArray[np.int64] | None:
    """Rows of the passages that may be found; None where all may."""
    wishes = (filters.kinds, filters.languages, filters.products, filters.competitors, filters.stages)
    if not any(wishes) and (filters.groups is None or not prepared.restricted):
        return None
    documents = np.fromiter((allows(filters, document) for document in prepared.documents), dtype=bool)
    return np.flatnonzero(documents[prepared.generation.document_rows])


def _wished(wish: Iterable[str], has: Iterable[str]) -> bool:
    wanted = {value.casefold() for value in wish}
    return not wanted or not wanted.isdisjoint(value.casefold() for value in has)
