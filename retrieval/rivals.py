"""A question about our own product is not about a rival's: pages on rivals that it does not name come later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from content_index.model import Document
from content_index.terms import words

ASIDE = 0.1
"""What is taken off the score of such a page (docs/decisions/rivals.md)."""
_KIND = "battlecard"


@dataclass(frozen=True)
class Rivals:
    """The names of our products and of competitors, as documents say them, and which documents are on a competitor.

    A battlecard names our products on every line, and gives a rival's prices beside them: by words and by vectors it is
    as near to a question about ours as our own price list is.
    """

    products: frozenset[str]
    competitors: frozenset[str]
    on_rivals: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Rivals:
        """What the documents' front matter says."""
        competitors = _names(document.competitors for document in documents)
        return cls(
            products=_names(document.products for document in documents) - competitors,
            competitors=competitors,
            on_rivals=np.array([one.kind == _KIND and bool(one.competitors) for one in documents], bool),
        )

    def aside(self, question: str) -> npt.NDArray[np.float32] | None:
        """What is taken off the score of each document; None where nothing is."""
        said = f" {' '.join(words(question))} "
        if _says(said, self.competitors) or not _says(said, self.products):
            return None
        return np.asarray(ASIDE * self.on_rivals, np.float32)


def _names(named: Iterable[Iterable[str]]) -> frozenset[str]:
    found = (" ".join(words(name)) for names in named for name in names)
    return frozenset(name for name in found if name)


def _says(said: str, names: Collection[str]) -> bool:
    return any(f" {name} " in said for name in names)
