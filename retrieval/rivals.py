"""A question about our own product is not about a rival's: pages on rivals that it does not name come later."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from content_index.model import Document, Passage
from content_index.passage_texts import names_of
from content_index.plain_text import plain_text
from content_index.terms import words
from retrieval.filters import REMEMBERED, allowed_passages
from retrieval.model import Filters

if TYPE_CHECKING:
    from retrieval.prepared import Prepared

ASIDE = 0.1
"""What is taken off the score of such a page (docs/decisions/rivals.md)."""
_KIND = "battlecard"
_DATES = frozenset(name.lower() for name in (*calendar.day_name, *calendar.month_name))


@dataclass(frozen=True, slots=True)
class RivalsAsked:
    """What a question has to do with competitors.

    `named` are those that it names, with the other names that they have, in lower case; `aside` is what is taken off
    the score of each document, None where nothing is.
    """

    named: frozenset[str]
    aside: npt.NDArray[np.float32] | None

    def told_by(self, document: Document, passage: Passage) -> bool:
        """Whether a passage, with what names it, says any of the named ones."""
        return _says(f"{names_of(document, passage)}\n{plain_text(passage.text)}", self.named)


@dataclass(frozen=True)
class Rivals:
    """The names of our products and of competitors, as documents say them, and which documents are on a competitor.

    `competitors` gives for each name those that some document lists beside it: its other names, for all we know. What
    one document calls a product and another a competitor tells nothing, and is neither.

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
        products = _names(document.products for document in documents)
        return cls(
            products=products - competitors.keys(),
            competitors={name: others for name, others in competitors.items() if name not in products},
            on_rivals=np.array([one.kind == _KIND and bool(one.competitors) for one in documents], bool),
        )

    def asked(self, question: str, everyday: Callable[[str], bool]) -> RivalsAsked:
        """What a question, with what it follows, has to do with them.

        A single word that is `everyday` in the question's language ("box"), or a date ("monday"), names nobody.
        """
        said = _spaced(question)
        said_names = (name for name in self.competitors if f" {name} " in said)
        found = (name for name in said_names if " " in name or not (name in _DATES or everyday(name)))
        named = frozenset().union(*(self.competitors[name] for name in found))
        only_ours = not named and _says(question, self.products)
        return RivalsAsked(named, np.asarray(ASIDE * self.on_rivals, np.float32) if only_ours else None)


def rivals_of(filters: Filters, prepared: Prepared) -> Rivals:
    """Those of whom the asker may know: what is on a card for others alone changes nothing, not even a confidence.

    Remembered, as `allowed_passages` are.
    """
    audience = Filters(groups=filters.groups, guests=filters.guests)
    allowed = allowed_passages(audience, prepared)
    known = audience if allowed is not None else None
    found = prepared.rivals.get(known)
    if found is None:
        rivals = Rivals.of(prepared.documents)
        if allowed is not None:
            seen = np.unique(prepared.generation.document_rows[allowed.rows])
            rivals = replace(Rivals.of([prepared.documents[row] for row in seen.tolist()]), on_rivals=rivals.on_rivals)
        if len(prepared.rivals) >= REMEMBERED:
            prepared.rivals.clear()
        found = prepared.rivals[known] = rivals
    return found


def _names(named: Iterable[Iterable[str]]) -> frozenset[str]:
    found = (" ".join(words(name)) for names in named for name in names)
    return frozenset(name for name in found if name)


def _says(text: str, names: Collection[str]) -> bool:
    """Whether a text says any of some names, which are in lower case."""
    said = _spaced(text)
    return any(f" {name} " in said for name in names)


def _spaced(text: str) -> str:
    return f" {' '.join(words(text))} "
