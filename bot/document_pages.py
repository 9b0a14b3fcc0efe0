"""The documents of the generation that serves, for whoever shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.upkeep.known import NothingSaid
from bot.upkeep.ports import KnownUpkeep
from content_index.generation import Generation
from content_index.model import Document, GenerationInfo


class _Store(Protocol):
    def current(self) -> Generation: ...

    def document_markdown(self, document_id: str) -> str | None: ...


class IndexedPages:
    """Every verb raises content_index.ports.NoIndexError where nothing is indexed yet."""

    def __init__(self, store: _Store, upkeep: KnownUpkeep | None = None) -> None:
        self._store = store
        self._upkeep = upkeep or NothingSaid()

    def document(self, document_id: str, *, hidden: bool = False) -> tuple[Document, str] | None:
        """A document and its whole Markdown; None where the generation does not hold it, or its owner pulled it.

        With `hidden`, one that was pulled is given all the same.
        """
        document = self._store.current().documents.get(document_id)
        markdown = self._store.document_markdown(document_id)
        if document is None or markdown is None or (not hidden and document_id in self._upkeep.hidden()):
            return None
        return self._upkeep.kept(document), markdown

    def listing(self, *, hidden: bool = False) -> Sequence[Document]:
        """Every document, by title; with `hidden` also those that their owners pulled."""
        found = self._store.current().documents
        left_out = frozenset() if hidden else frozenset(self._upkeep.hidden())
        kept = (self._upkeep.kept(document) for document_id, document in found.items() if document_id not in left_out)
        return sorted(kept, key=lambda document: document.title.casefold())

    def info(self) -> GenerationInfo:
        """The generation that serves."""
        return self._store.current().info
