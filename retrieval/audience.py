"""The content as an audience may know it: what is for others alone changes neither an order nor a confidence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from retrieval.card_parts import CardParts
from retrieval.filters import REMEMBERED, allowed_passages
from retrieval.model import Filters
from retrieval.prepared import Prepared
from retrieval.rivals import Rivals


def known_to(filters: Filters, prepared: Prepared) -> Prepared:
    """The content for whoever is in the same groups: how telling words are, its languages, the rivals that it names.

    Its rows stay those of the whole. Remembered, as `allowed_passages` are; what somebody wishes to see plays no part.
    """
    audience = Filters(groups=filters.groups, guests=filters.guests)
    allowed = allowed_passages(audience, prepared)
    if allowed is None:
        return prepared
    found = prepared.audiences.get(audience)
    if found is None:
        generation, documents = prepared.generation, prepared.documents
        seen = np.unique(generation.document_rows[allowed.rows]).tolist()
        hidden = {one.language for one in documents} - {documents[row].language for row in seen}
        found = replace(
            prepared,
            generation=replace(generation, lexical=generation.lexical.among(allowed.mask)),
            rivals=Rivals.of(documents, seen),
            card_parts=CardParts.of(generation, allowed.rows.tolist()),
            languages=prepared.languages - hidden,
        )
        if len(prepared.audiences) >= REMEMBERED:
            prepared.audiences.clear()
        prepared.audiences[audience] = found
    return found
