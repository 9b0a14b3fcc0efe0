"""Whom a gap can be given to, by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from bot.viewer import Viewer
from content_index.model import Document
from retrieval.filters import may_see
from retrieval.model import Filters


class PossibleOwners:
    """Those whom the settings name (`named`), and the owners of the documents that serve."""

    def __init__(self, documents: Callable[[], Mapping[str, Document]], named: Collection[str] = ()) -> None:
        self._documents = documents
        self._named = frozenset(named)

    def all(self) -> Sequence[str]:
        """Every one of them: to tell who is one, never to be listed to somebody."""
        return _by_name(self._named | {owner for _, owner in self._owned()})

    def known_to(self, viewer: Viewer) -> Sequence[str]:
        """Those that somebody may be shown: an owner of documents that are hidden from them would tell of these.

        The names that mean themselves are always among them.
        """
        eyes = Filters(groups=viewer.groups, guests=viewer.guest)
        return _by_name(
            self._named | {owner for page, owner in self._owned() if may_see(eyes, page) or viewer.owns(owner)}
        )

    def _owned(self) -> list[tuple[Document, str]]:
        return [(one, one.owner) for one in self._documents().values() if one.owner]


def _by_name(names: Collection[str]) -> list[str]:
    return sorted(names, key=str.casefold)
