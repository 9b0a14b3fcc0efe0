"""What the console needs from others, beside answering, the question log and the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from bot.model import Answer
from content_index.model import Document, GenerationInfo

Preview = Callable[[Answer], Sequence[Mapping[str, Any]]]
"""The blocks (Slack's Block Kit) that an answer is posted as."""


class DocumentPages(Protocol):
    """The documents of the generation that serves. Every verb raises content_index.ports.NoIndexError."""

    def document(self, document_id: str) -> tuple[Document, str] | None:
        """A document and its whole Markdown; None where the generation does not hold it."""

    def listing(self) -> Sequence[Document]:
        """Every document."""

    def info(self) -> GenerationInfo:
        """The generation that serves."""
