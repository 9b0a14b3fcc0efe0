"""Who may pull, verify and retire which pages: the one rule for every surface."""

from __future__ import annotations

from bot.reindexing.rights import SourceRights
from bot.viewer import Viewer
from content_index.model import Document


class UpkeepRights:
    """A page's owner, the owners of its source and administrators; nobody else, and nobody from outside."""

    def __init__(self, sources: SourceRights) -> None:
        self._sources = sources

    def may(self, viewer: Viewer, document: Document) -> bool:
        """Whether they may do all of it with this page. Who may not see a page may do nothing with it."""
        if viewer.guest or not sees(viewer, document):
            return False
        owned = document.owner is not None and viewer.owns(document.owner)
        return owned or document.source in self._sources.of(viewer)

    def owners_of(self, source: str) -> tuple[str, ...]:
        """Whom the settings, or its documents, name as a source's owners."""
        return self._sources.owners(source)


def sees(viewer: Viewer, document: Document) -> bool:
    """Whether a page is among those that are shown to somebody."""
    if viewer.groups is None or viewer.administers:
        return True
    in_audience = not document.audience or not viewer.groups.isdisjoint(document.audience)
    return in_audience and (document.buyer_safe or not viewer.guest)
