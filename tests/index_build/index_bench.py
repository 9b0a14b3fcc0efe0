"""An index over a small folder, with every part real but the model."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from fakes import HashingEmbedder

from content_index.lexical import LexicalIndex
from content_index.model import ReindexProgress, ReindexReport, Source, Wish
from content_index.ports import ProgressListener, SourceFiles
from content_index.reading import FileReader
from content_index.reindexing import Reindexer
from content_index.sources import open_source
from content_index.store import GenerationStore


class CountingFiles:
    """Source files that keep the paths whose bytes were asked for."""

    def __init__(self, files: SourceFiles, read: list[str]) -> None:
        self._files = files
        self._read = read
        self.list = files.list
        self.side_file = files.side_file

    def read(self, path: str) -> bytes:
        self._read.append(path)
        return self._files.read(path)


@dataclass
class Bench:
    directory: Path
    content: Path
    embedder: HashingEmbedder = field(default_factory=HashingEmbedder)
    events: list[ReindexProgress] = field(default_factory=list)
    files_read: list[str] = field(default_factory=list)
    reader: FileReader = field(default_factory=FileReader)

    def __post_init__(self) -> None:
        self.content.mkdir(parents=True, exist_ok=True)
        self.store = GenerationStore(self.directory, LexicalIndex.load)

    def write(self, path: str, text: str) -> None:
        place = self.content / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def source(self, **settings: object) -> Source:
        return Source("wiki", str(self.content), **settings)  # type: ignore[arg-type]

    def reindex(
        self,
        *sources: Source,
        full: bool = False,
        allow_empty: bool = False,
        listening: ProgressListener | None = None,
    ) -> ReindexReport:
        """What one run did; `files_read` and the embedder's records are of this run alone."""
        self.files_read.clear()
        self.embedder.passages.clear()
        reindexer = Reindexer(
            self.store,
            self.reader,
            self.embedder,
            lambda source: CountingFiles(open_source(source), self.files_read),
            LexicalIndex.build,
        )
        wish = Wish(full=full, allow_empty=allow_empty)
        return reindexer.run(sources or (self.source(),), listening or self.events.append, wish)

    def titles(self) -> set[str]:
        return {document.title for document in self.store.current().documents.values()}

    def text(self) -> str:
        return "\n".join(passage.text for passage in self.store.current().passages)
