"""An index over a small folder whose pages contradict each other, with every part real but the model."""

from __future__ import annotations

from pathlib import Path

from fakes import HashingEmbedder

from content_index.conflicts import Conflict, Conflicts, KeptConflicts
from content_index.conflicts.bringing_up import bring_up
from content_index.conflicts.kept import conflicts_file
from content_index.lexical import LexicalIndex
from content_index.model import Source
from content_index.reading import FileReader
from content_index.reindexing import Reindexer
from content_index.sources import open_source
from content_index.store import GenerationStore

REFUNDS = "# Refund policy\n\n## Refund window\n\nCustomers can ask for a refund within {days} days of the purchase.\n"
TRIALS = (
    "# Free trial\n\n## Trial length\n\nThe free trial of the platform lasts {days} days for every new workspace.\n"
)


class ScannedIndex:
    def __init__(self, folder: Path) -> None:
        self.directory = folder / "index"
        self.content = folder / "content"
        self.content.mkdir()
        self.store = GenerationStore(self.directory, LexicalIndex.load)
        self.embedder = HashingEmbedder()
        self.reader = FileReader()

    def write(self, name: str, text: str) -> None:
        (self.content / name).write_text(text, encoding="utf-8")

    def reindex(self, embedder: HashingEmbedder | None = None) -> str:
        reindexer = Reindexer(self.store, self.reader, embedder or self.embedder, open_source, LexicalIndex.build)
        return reindexer.run([Source("wiki", str(self.content))], lambda _: None).generation

    def scanned(self) -> str:
        """The generation that serves, scanned."""
        generation = self.reindex()
        assert bring_up(self.directory)
        return generation

    def file(self, generation: str) -> Path:
        return conflicts_file(self.directory, generation)

    def conflicts(self, generation: str) -> Conflicts:
        found = KeptConflicts(self.directory).of(generation)
        assert found is not None
        return found

    def passage(self, page: str) -> str:
        """The id of a page's only passage."""
        held = self.store.refresh()
        (found,) = (each.id for each in held.passages if held.documents[each.document_id].path == page)
        return found

    def told(self, generation: str) -> set[tuple[frozenset[str], frozenset[str]]]:
        """The pages of each conflict, and what they say."""
        held = self.store.refresh()
        page = {each.id: held.documents[each.document_id].path for each in held.passages}
        pairs = self.conflicts(generation).pairs
        return {(frozenset((page[c.first], page[c.second])), frozenset((c.first_value, c.second_value))) for c in pairs}

    def said(self, conflict: Conflict) -> tuple[str, str]:
        """The sentences that a conflict is about."""
        texts = {each.id: each.text for each in self.store.refresh().passages}
        spans = ((conflict.first, conflict.first_span), (conflict.second, conflict.second_span))
        first, second = (texts[passage][span.start : span.end] for passage, span in spans)
        return first, second
