"""A question about our own product is not about a rival's: pages on rivals that it does not name come later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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

    `competitors` gives for each name those that some document lists beside it: its other names, for all we know.

    A battlecard names our products on every line, and gives a rival's prices beside them: by words and by vectors it is
    as near to a question about ours as our own price list is.
    """

    products: frozenset[str]
    competitors: Mapping[str, frozenset[str]]
    on_rivals: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Rivals:
        """What the documents' front matter says."""
        competitors: dict[str, frozenset[str]] = {}
        for document in documents:
            listed = _names((document.competitors,))
            competitors |= {name: competitors.get(name, frozenset()) | listed for name in listed}
        return cls(
            products=_names(document.products for document in documents) - competitors.keys(),
            competitors=competitors,
            on_rivals=np.array([one.kind == _KIND and bool(one.competitors) for one in documents], bool),
        )

    def named(self, question: str) -> frozenset[str]:
        """The competitors that a question names, with the other names that they have; lower case."""
        said = _spaced(question)
        return frozenset().union(*(names for name, names in self.competitors.items() if f" {name} " in said))

    def aside(self, question: str) -> npt.NDArray[np.float32] | None:
        """What is taken off the score of each document; None where nothing is."""
        if self.named(question) or not says(question, self.products):
            return None
        return np.asarray(ASIDE * self.on_rivals, np.float32)


def _names(named: Iterable[Iterable[str]]) -> frozenset[str]:
    found = (" ".join(words(name)) for names in named for name in names)
    return frozenset(name for name in found if name)


def says(text: str, names: Collection[str]) -> bool:
    """Whether a text says any of some names, which are in lower case."""
    said = _spaced(text)
    return any(f" {name} " in said for name in names)


def _spaced(text: str) -> str:
    return f" {' '.join(words(text))} "
