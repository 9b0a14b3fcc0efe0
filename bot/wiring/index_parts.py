"""The index, what builds it and what searches it, put together."""

from __future__ import annotations

import gc
from contextlib import suppress
from functools import cached_property, partial

from bot.audiences import UnknownAudience, unknown_audiences
from bot.wiring.calibration import shipped_for
from bot.wiring.conflict_parts import ConflictParts
from bot.wiring.sources import source_of
from config.settings import Settings
from content_index.conflicts import KeptConflicts
from content_index.embedding.model_files import Naming
from content_index.embedding.models import ModelEmbedder
from content_index.embedding.pair_scorer import PairScorer
from content_index.generation_files import FileRecord
from content_index.lexical import LexicalIndex
from content_index.model import ReindexReport, Source, Wish
from content_index.ports import Guard, NoIndexError, PassageText, ProgressListener, Role, SourceFiles
from content_index.sources import open_source
from content_index.store import GenerationStore
from content_index.watching import GenerationWatch
from retrieval.calibration_file import CalibrationFile
from retrieval.engine import RetrievalEngine
from retrieval.model import Query, Thresholds
from retrieval.ports import CurrentGeneration
from retrieval.reranking import Reranking


class IndexParts:
    """What needs neither database nor platform; each part is made when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._scanned: ReindexReport | None = None

    @cached_property
    def store(self) -> GenerationStore:
        """Where the generations of the index lie."""
        return GenerationStore(self.settings.data_dir / "index", LexicalIndex.load)

    @cached_property
    def embedder(self) -> ModelEmbedder:
        """The model; loaded at the first text that needs it."""
        embedding = self.settings.embedding
        chosen = embedding.chosen
        prompts: dict[Role, str | None] = {"query": chosen.query_prefix, "document": chosen.passage_prefix}
        return ModelEmbedder(
            embedding.models_dir or self.settings.data_dir / "models",
            chosen.model,
            runtime=embedding.runtime,
            precision=embedding.precision,
            threads=embedding.threads,
            languages=None if chosen.languages is None else frozenset(chosen.languages),
            prompts={role: prompt for role, prompt in prompts.items() if prompt is not None},
            naming=Naming(embedding.named_by, embedding.by_path),
        )

    @cached_property
    def reranker(self) -> PairScorer | None:
        """The cross-encoder, loaded at the first question; None where the settings name none."""
        name = self.settings.retrieval.reranker
        naming = Naming("retrieval.reranker", 'retrieval.reranker = "FOLDER"', "no reranking")
        return None if name is None else PairScorer(name, naming, self.settings.embedding.threads)

    @cached_property
    def retrieval(self) -> RetrievalEngine:
        """The engine that searches."""
        return self.retrieval_of(self.store)

    def retrieval_of(self, generations: CurrentGeneration) -> RetrievalEngine:
        """An engine that searches other generations than those that serve."""
        wanted = self.settings.retrieval
        languages = None if wanted.reranker_languages is None else frozenset(wanted.reranker_languages)
        return RetrievalEngine(
            generations,
            self.embedder,
            calibrations=self.own_calibration.serving,
            thresholds=Thresholds(wanted.answered_threshold, wanted.unsure_threshold),
            reranking=None if self.reranker is None else Reranking(self.reranker, wanted.rerank, languages),
        )

    @cached_property
    def own_calibration(self) -> CalibrationFile:
        """What `cornerman calibrate` fitted to this deployment, where it did."""
        return CalibrationFile(self.settings.data_dir / "confidence.json", partial(shipped_for, self.settings))

    @cached_property
    def conflict_parts(self) -> ConflictParts:
        """What knows of contradictions, and looks for them."""
        return ConflictParts(self.store)

    @property
    def conflicts(self) -> KeptConflicts:
        """Which passages contradict each other, as the last scan found."""
        return self.conflict_parts.known

    def sources(self) -> list[Source]:
        """The settings' sources as the index knows them."""
        golden = self.settings.reindex.golden_questions
        return [source_of(source, golden) for source in self.settings.sources]

    def reindex(
        self, progress: ProgressListener, wish: Wish | None = None, guard: Guard | None = None
    ) -> ReindexReport:
        """Bring the index up to date with the sources. Raises IndexFolderError where the index cannot be written."""
        from content_index.health.listed_files import keep_listing
        from content_index.reading import FileReader  # what reads files takes long to import, and answering reads none
        from content_index.reindexing import Reindexer

        reindexer = Reindexer(
            self.store,
            FileReader(),
            self.embedder,
            self.open_source,
            LexicalIndex.build,
            load_model=partial(self.embedder.embed_passages, [PassageText("Ready?", ())]),
        )
        sources, wish = self.sources(), wish or Wish()
        is_other = not wish.dry_run and keep_listing(self.store.directory, sources)
        report = reindexer.run(sources, progress, wish, guard)
        if is_other and not report.swapped:  # no new generation makes those who serve look again
            self.scan_conflicts(report)
        return report

    def open_source(self, source: Source) -> SourceFiles:
        """The files of a source. Raises SourceError."""
        return open_source(source, kept=self.settings.data_dir / "sources")

    def unknown_audiences(self) -> list[UnknownAudience]:
        """Audiences of the content (as it is indexed) and of the settings that `[groups]` does not define."""
        files: list[FileRecord] = []
        with suppress(NoIndexError):
            files = self.store.files()
        return unknown_audiences(files, self.sources(), self.settings.groups)

    def scan_conflicts(self, report: ReindexReport) -> None:
        """After a reindex: at once where there is little to compare, else in a process left alone.

        Where that was done for this report already, it does nothing.
        """
        from bot.wiring.conflicts import after_reindex

        if report is self._scanned:
            return
        self._scanned = report
        after_reindex(self.store.directory, report)

    def warm_up(self) -> None:
        """Load model, index and word lists now, and ask questions of every usual length: no rep waits for them.

        What is loaded then stays: the garbage collector need not look through it again and again, which would stop
        everything for a tenth of a second.
        """
        try:
            for words in range(4, 60, 6):
                self.retrieval.search(Query("Which quesstion " + "comes first " * (words // 2)))
        except NoIndexError:
            self.embedder.load()
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def watch(self) -> GenerationWatch:
        """While its block runs, a generation that another process builds or rolls back to is noticed and warmed up.

        Where its contradictions are not known (also those of the first one), a process of its own looks for them.
        """
        return self.conflict_parts.watch(self.warm_up)
