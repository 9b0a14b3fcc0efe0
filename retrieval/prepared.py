"""What is computed once for each generation, so that a question costs no loop over its documents."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from content_index.generation import Generation
from content_index.model import Document
from content_index.wording import Mark
from retrieval.card_parts import CardParts
from retrieval.filters import Allowed
from retrieval.model import Filters
from retrieval.relatives import Relatives
from retrieval.rivals import Rivals
from retrieval.spelling import Spelling

FEWEST = 0.005
"""Share of the passages below which a language is taken for a wrong guess at some odd page."""


@dataclass(frozen=True)
class Prepared:
    """A generation, and what follows from it.

    `documents[i]` is the document of the row that `Generation.document_rows` names. `restricted` tells whether any has
    an audience, `internal` of each passage whether it holds anything internal. `allowed` remembers which passages
    those with the same filters may find, `audiences` what they know of the content.
    """

    generation: Generation
    documents: tuple[Document, ...]
    spelling: Spelling
    relatives: Relatives
    rivals: Rivals
    card_parts: CardParts
    languages: frozenset[str]
    restricted: bool
    internal: npt.NDArray[np.bool_]
    allowed: dict[Filters, Allowed] = field(default_factory=dict)
    audiences: dict[Filters, Prepared] = field(default_factory=dict)

    def document(self, row: int) -> Document:
        """The document of the passage at `row`."""
        return self.documents[int(self.generation.document_rows[row])]


def prepare(generation: Generation) -> Prepared:
    """All that searches of one generation share."""
    documents = tuple(generation.documents.values())
    counted, passages = generation.lexical.languages, len(generation.passages)
    return Prepared(
        generation=generation,
        documents=documents,
        spelling=Spelling(generation.lexical.words),
        relatives=Relatives(generation.lexical.vocabulary),
        rivals=Rivals.of(documents, range(len(documents))),
        card_parts=CardParts.of(generation, range(passages)),
        languages=frozenset(language for language, count in counted.items() if count >= FEWEST * passages),
        restricted=any(document.audience for document in documents),
        internal=_internal(generation),
    )


def _internal(generation: Generation) -> npt.NDArray[np.bool_]:
    marked = np.flatnonzero(generation.lexical.wording.marks & Mark.INTERNAL)
    found = np.zeros(len(generation.passages), bool)
    found[np.searchsorted(generation.sentence_offsets, marked, side="right") - 1] = True
    return found
