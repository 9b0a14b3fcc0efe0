"""The documents of the generation that serves, for whoever shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from content_index.generation import Generation
from content_index.model import Document, GenerationInfo


class _Store(Protocol):
    def current(self) -> Generation: ...

    def document_markdown(self, document_id: str) -> str | None: ...


class IndexedPages:
    """Every verb raises content_index.ports.NoIndexError where nothing is indexed yet."""

    def __init__(self, store: _Store) -> None:
        self._store = store

    def document(self, document_id: str) -> tuple[Document, str] | None:
        """A document and its whole Markdown; None where the generation does not hold it."""
        document = self._store.current().documents.get(document_id)
        markdown = self._store.document_markdown(document_id)
        return None if document is None or markdown is None else (document, markdown)

    def listing(self) -> Sequence[Document]:
        """Every document, by title."""
        return sorted(self._store.current().documents.values(), key=lambda document: document.title.casefold())

    def info(self) -> GenerationInfo:
        """The generation that serves."""
        return self._store.current().info
