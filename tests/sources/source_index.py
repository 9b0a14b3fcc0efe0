"""An index over sources of any kind, with every part real but the model."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fakes import HashingEmbedder

from content_index.lexical import LexicalIndex
from content_index.model import ReindexReport, Source, Wish
from content_index.ports import SourceFiles
from content_index.reading import FileReader
from content_index.reindexing import Reindexer
from content_index.sources import open_source
from content_index.store import GenerationStore


@cache
def reader() -> FileReader:
    """One for all tests of a process: its model of languages takes seconds to load."""
    return FileReader()


@dataclass
class Index:
    folder: Path
    read: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = GenerationStore(self.folder / "index", LexicalIndex.load)

    def _open(self, source: Source) -> SourceFiles:
        files = open_source(source, kept=self.folder / "sources")
        read = files.read

        def noted(path: str) -> bytes:
            self.read.append(path)
            return read(path)

        files.read = noted  # type: ignore[method-assign]
        return files

    def reindex(self, source: Source) -> ReindexReport:
        """What one run did; `read` is of this run alone."""
        self.read.clear()
        reindexer = Reindexer(self.store, reader(), HashingEmbedder(), self._open, LexicalIndex.build)
        return reindexer.run([source], lambda _: None, Wish())

    def text(self) -> str:
        return "\n".join(passage.text for passage in self.store.current().passages)
