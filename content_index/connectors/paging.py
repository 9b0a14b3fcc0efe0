"""Answers that come page by page: a place that leads round in a circle, or on and on, is not followed for ever."""

from __future__ import annotations

import hashlib

from content_index.ports import SourceError

MOST_PAGES = 20_000
"""Of one question. Places give some hundred entries a page, so that is millions of them."""


class Paging:
    """The pages of one question. `place` is how messages name who gives them."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._seen: set[bytes] = set()

    def following(self, mark: str) -> str:
        """The mark of the page to ask for next. Raises SourceError where it was asked for before, or no end comes."""
        digest = hashlib.blake2b(mark.encode("utf-8", "surrogatepass"), digest_size=16).digest()  # marks may be long
        if digest in self._seen:
            raise SourceError(
                f"{self._place} leads round in a circle from one page of its answer to the next: try again later"
            )
        if len(self._seen) >= MOST_PAGES:
            raise SourceError(
                f"{self._place} gives more than {MOST_PAGES:,} pages of one answer: name a smaller part of it in the "
                "location, or try again later"
            )
        self._seen.add(digest)
        return mark
