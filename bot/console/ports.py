"""What the console needs from others, beside answering, the question log and the clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from content_index.model import Document, GenerationInfo


class DocumentPages(Protocol):
    """The documents of the generation that serves. Every verb raises content_index.ports.NoIndexError."""

    def document(self, document_id: str) -> tuple[Document, str] | None:
        """A document and its whole Markdown; None where the generation does not hold it."""

    def listing(self) -> Sequence[Document]:
        """Every document."""

    def info(self) -> GenerationInfo:
        """The generation that serves."""
