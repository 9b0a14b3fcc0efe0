"""A folder of pages that is indexed and checked, with every part real but the model."""

from __future__ import annotations

from pathlib import Path

from fakes import HashingEmbedder

from content_index.conflicts.bringing_up import bring_up
from content_index.health.bringing_up import bring_up_health
from content_index.health.kept import KeptHealth
from content_index.health.model import Finding, Kind
from content_index.lexical import LexicalIndex
from content_index.model import Source
from content_index.reading import FileReader
from content_index.reindexing import Reindexer
from content_index.sources import open_source
from content_index.store import GenerationStore

POLICY = (
    "Our support team answers every request of a customer within one working day, and whoever is on duty that week "
    "writes the first reply and then hands the case over to the specialist of that product."
)


class CheckedFolder:
    def __init__(self, folder: Path) -> None:
        self.directory = folder / "index"
        self.content = folder / "content"
        self.content.mkdir()
        self.store = GenerationStore(self.directory, LexicalIndex.load)

    def write(self, name: str, text: str) -> None:
        place = self.content / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def reindex(self) -> str:
        reindexer = Reindexer(self.store, FileReader(), HashingEmbedder(), open_source, LexicalIndex.build)
        return reindexer.run([Source("wiki", str(self.content))], lambda _: None).generation

    def found(self, kind: Kind | None = None) -> list[Finding]:
        """What is found wrong with it now."""
        generation = self.reindex()
        assert bring_up(self.directory)
        assert bring_up_health(self.directory)
        checked = KeptHealth(self.directory).of(generation)
        assert checked is not None
        return [one for one in checked.findings if kind in {None, one.kind}]

    def links(self) -> dict[str, object]:
        """Why each dead link is dead."""
        return {str(one.parts["link"]): one.parts["why"] for one in self.found("dead-link")}
