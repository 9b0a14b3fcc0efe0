"""A question about our own product is not about a rival's: pages on rivals that it does not name come later."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from content_index.model import BATTLECARD, Document, Passage
from content_index.passage_texts import names_of
from content_index.plain_text import plain_text
from content_index.terms import words

ASIDE = 0.1
"""What is taken off the score of such a page (docs/decisions/rivals.md)."""
AHEAD = 0.05
"""What is added to the best passage of a card on a competitor that is asked about (docs/decisions/battlecards.md)."""
_DATES = frozenset(name.lower() for name in (*calendar.day_name, *calendar.month_name) if name)


@dataclass(frozen=True, slots=True)
class RivalsAsked:
    """What a question has to do with competitors.

    `named` are those that it is about, with the other names that they have, in lower case; `aside` is what is taken off
    the score of each document, None where nothing is; `ahead` are the places of the cards that are on the named ones.
    `ours` are those of our products that it is about, where it names no competitor.
    """

    named: frozenset[str]
    aside: npt.NDArray[np.float32] | None
    ahead: tuple[int, ...] = ()
    ours: frozenset[str] = frozenset()

    def weighed(self, scores: npt.NDArray[np.float32], documents: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The scores of passages, of `documents` by their places, with what is taken off and added.

        Of a card that is ahead it is the best passage alone: the others need not push back what else answers.
        """
        weighed = scores if self.aside is None else np.asarray(scores - self.aside[documents], np.float32)
        for place in self.ahead:
            own = np.flatnonzero(documents == place)
            if len(own):
                weighed = weighed.copy()
                weighed[own[np.argmax(weighed[own])]] += AHEAD
        return weighed

    def is_theirs_alone(self, place: int, document: Document, passage: Passage) -> bool:
        """Whether a passage of the document at `place`, a card on a rival, says none of our products that are named.

        The title and the headings ("Berthline vs SlotHarbor") say them for what does not name the rival itself.
        """
        if self.aside is None or not self.aside[place]:
            return False
        text = plain_text(passage.text)
        if _said(text, self.ours):
            return False
        above = plain_text("\n".join((document.title, *passage.all_headings)))
        return bool(_said(text, _names((document.competitors,)))) or not _said(above, self.ours)

    def told_by(self, document: Document, passage: Passage) -> bool:
        """Whether a passage, with what names it, says any of the named ones."""
        said = "\n".join((names_of(document, passage), plain_text(passage.text), passage.text))
        return bool(_said(said, self.named))


@dataclass(frozen=True)
class Rivals:
    """The names of our products and of competitors, as documents say them, and which documents are on a competitor.

    `competitors` gives for each name those that a battlecard lists beside it: its other names, for all we know. What
    one document calls a product and another a competitor tells nothing, and is neither. `cards` are for each name the
    places of the battlecards that list it.

    A battlecard names our products on every line, and gives a rival's prices beside them: by words and by vectors it is
    as near to a question about ours as our own price list is.
    """

    products: frozenset[str]
    competitors: Mapping[str, frozenset[str]]
    on_rivals: npt.NDArray[np.bool_]
    cards: Mapping[str, frozenset[int]]

    @classmethod
    def of(cls, documents: Sequence[Document], seen: Iterable[int]) -> Rivals:
        """What the front matter of the documents that are `seen` says, by their places."""
        places = list(seen)
        known = [documents[place] for place in places]
        all_products = _names(document.products for document in known)
        others: dict[str, frozenset[str]] = {}
        cards: dict[str, set[int]] = {}
        for place, document in zip(places, known, strict=True):
            listed = _names((document.competitors,)) - all_products
            if document.kind == BATTLECARD:
                for name in listed:
                    cards.setdefault(name, set()).add(place)
            for name in listed:
                together = listed if document.kind == BATTLECARD else frozenset((name,))
                before = others.get(name, together)
                others[name] = before if together <= before else before | together
        return cls(
            products=all_products - _names(document.competitors for document in known),
            competitors=others,
            on_rivals=np.array([one.kind == BATTLECARD and bool(one.competitors) for one in documents], bool),
            cards={name: frozenset(held) for name, held in cards.items()},
        )

    def asked(self, question: str, follows: Sequence[str], everyday: Callable[[str], bool]) -> RivalsAsked:
        """What a question, or else the newest of those that it `follows`, has to do with them.

        A name of which each word is `everyday` in the question's language ("box") or a date ("monday") names nobody.
        Cards on a named one come a little ahead. Where our products are named as well, the answer may stand on either's
        page, and nothing does.
        """

        def telling(names: Iterable[str]) -> frozenset[str]:
            return frozenset(name for name in names if not names_nobody(name, everyday))

        for text in (question, *reversed(follows)):
            said = telling(_said(text, self.products | self.competitors.keys()))
            rivals, ours = said & self.competitors.keys(), said & self.products
            if rivals and not ours:
                named = telling(frozenset().union(*(self.competitors[name] for name in rivals)))
                return RivalsAsked(named, None, self._cards_on(named))
            if ours:
                if rivals:
                    return RivalsAsked(frozenset(), None)
                return RivalsAsked(frozenset(), np.asarray(ASIDE * self.on_rivals, np.float32), ours=frozenset(ours))
        return RivalsAsked(frozenset(), None)

    def _cards_on(self, named: Iterable[str]) -> tuple[int, ...]:
        """The places of the cards on some competitors."""
        return tuple(sorted(frozenset[int]().union(*(self.cards.get(name, frozenset()) for name in named))))


def names_nobody(name: str, everyday: Callable[[str], bool]) -> bool:
    """Whether each word of a name (in lower case) is an everyday one or a date: where it is said, another is meant."""
    return all(word in _DATES or everyday(word) for word in name.split())


def _names(named: Iterable[Iterable[str]]) -> frozenset[str]:
    found = (spaced(name).strip() for names in named for name in names)
    return frozenset(name for name in found if name)


def _said(text: str, names: Collection[str]) -> set[str]:
    """Which of some names (in lower case) a text says; one within a longer one is not said by that."""
    told = spaced(text)
    said = set()
    for name in sorted((name for name in names if f" {name} " in told), key=len, reverse=True):
        if f" {name} " in told:
            said.add(name)
            told = told.replace(f" {name} ", " | ")
    return said


def spaced(text: str) -> str:
    """The words of a text between spaces, the parts of compounds too."""
    return f" {' '.join(words(text)).replace('-', ' ')} "
