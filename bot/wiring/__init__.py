"""The only place that names the concrete classes together: settings go in, a working Cornerman comes out."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cached_property, partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bot.answering import QuestionAnswering
from bot.audiences import UnknownAudience, unknown_audiences
from bot.document_pages import IndexedPages
from bot.ports import Clock
from bot.privacy.masking import masked
from bot.stores.masks import Mask, unmasked
from bot.stores.once import Once
from bot.stores.question_log import SqlQuestionLog, open_question_log
from bot.stores.unlogged import Unlogged
from bot.upkeep.known import WatchedUpkeep
from bot.wiring.calibration import shipped_for
from bot.wiring.conflict_parts import ConflictParts
from bot.wiring.sources import source_of
from config.database import make_engine, upgrade
from config.logs import configure_logging
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

if TYPE_CHECKING:
    from aiohttp import web
    from sqlalchemy import Engine

    from bot.deliveries.ports import Poster
    from bot.deliveries.sending import Sender
    from bot.digests.composing import DigestDesk
    from bot.digests.planning import DigestPlanner
    from bot.doctor import Finding
    from bot.jobs import Jobs
    from bot.reindexing.following import RunFollower
    from bot.reindexing.ports import RunPoster
    from bot.slack.door import SlackDoor
    from bot.teams.door import TeamsDoor
    from bot.wiring.gaps import GapParts
    from bot.wiring.reindexing import ReindexParts
    from bot.wiring.stores import Stores
    from bot.wiring.upkeep import UpkeepParts


_LOG = logging.getLogger(__name__)


class SystemClock:
    """The time as it is."""

    def now(self) -> datetime:
        """Time-zone aware, UTC."""
        return datetime.now(UTC)


class Cornerman:
    """Everything of one deployment; each part is made when it is first asked for, and closed at the end."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock: Clock = SystemClock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "conflict_parts" in self.__dict__:
            self.conflict_parts.close()
        if "reindexes" in self.__dict__:
            self.reindexes.close()
        if "log" in self.__dict__:
            self.log.close()
        if "engine" in self.__dict__:
            self.engine.dispose()

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
    def engine(self) -> Engine:
        """The database."""
        return make_engine(self.settings.database_url.get_secret_value())

    @cached_property
    def schema(self) -> Once:
        """Brings the database's schema up, once for all that use it."""
        return Once(partial(upgrade, self.engine))

    def prepare_database(self) -> None:
        """Bring the schema up before anybody asks; with a database that is down it is brought up when it is back."""
        try:
            self.schema()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the database, questions are answered
            _LOG.warning("The database cannot be prepared yet: %s", type(error).__name__)

    @cached_property
    def log(self) -> SqlQuestionLog:
        """The question log; its writer runs until the block ends."""
        spool = self.settings.data_dir / "spool"
        most = self.settings.question_log.spool_max_bytes
        return open_question_log(self.engine, spool, most, self.schema, self.mask)

    @cached_property
    def mask(self) -> Mask:
        """What is taken out of people's words before they are kept."""
        privacy = self.settings.privacy
        return partial(masked, regions=privacy.phone_regions) if privacy.mask else unmasked

    @cached_property
    def stores(self) -> Stores:
        """Everything else that is kept in the database."""
        from bot.wiring.stores import Stores

        return Stores(self.engine, self.schema, self.clock, self.mask)

    @cached_property
    def gap_parts(self) -> GapParts:
        """What works with gaps."""
        from bot.wiring.gaps import GapParts

        return GapParts(self)

    @cached_property
    def reindexes(self) -> ReindexParts:
        """What reindexes when somebody asks for it."""
        from bot.wiring.reindexing import ReindexParts

        return ReindexParts(self)

    @cached_property
    def upkeep_parts(self) -> UpkeepParts:
        """What owners do with their pages."""
        from bot.wiring.upkeep import UpkeepParts

        return UpkeepParts(self)

    @cached_property
    def digest_planner(self) -> DigestPlanner:
        """What becomes due is to be sent."""
        from bot.digests.planning import DigestPlanner

        return DigestPlanner(self.stores.subscriptions, self.stores.deliveries)

    @cached_property
    def digests(self) -> DigestDesk:
        """Puts digests together."""
        from bot.wiring.digests import digest_desk

        return digest_desk(self)

    def jobs(self) -> Jobs:
        """While its block runs: questions into gaps, gaps asked again, digests planned, old questions removed."""
        from bot.wiring.jobs import jobs

        return jobs(self)

    @cached_property
    def conflict_parts(self) -> ConflictParts:
        """What knows of contradictions, and looks for them."""
        return ConflictParts(self.store)

    @property
    def conflicts(self) -> KeptConflicts:
        """Which passages contradict each other, as the last scan found."""
        return self.conflict_parts.known

    def scan_conflicts(self, report: ReindexReport) -> None:
        """After a reindex by a command: at once where there is little to compare, else in a process left alone."""
        from bot.wiring.conflicts import after_reindex

        after_reindex(self.store.directory, report)

    @cached_property
    def upkeep(self) -> WatchedUpkeep:
        """What owners said of their pages; kept up to date while its block runs."""
        return WatchedUpkeep(self.stores.upkeep, self.settings.data_dir / "upkeep.json", self.settings.reviews.every)

    @cached_property
    def answering(self) -> QuestionAnswering:
        """The one door for every surface."""
        return QuestionAnswering(
            self.retrieval,
            self.log,
            self.clock,
            self.settings.base_url,
            conflicts=self.conflicts,
            upkeep=self.upkeep,
        )

    @cached_property
    def unlogged_answering(self) -> QuestionAnswering:
        """The same door for questions that nobody asked: golden ones."""
        return QuestionAnswering(
            self.retrieval,
            Unlogged(),
            self.clock,
            self.settings.base_url,
            conflicts=self.conflicts,
            upkeep=self.upkeep,
        )

    def today(self) -> date:
        """The day, where this process runs."""
        return self.clock.now().astimezone().date()

    def configure_logging(self) -> None:
        """Logs go to standard error as the settings say, without secrets."""
        configure_logging(self.settings.logging.level, self.settings.logging.format, self.settings.secrets())

    def sources(self) -> list[Source]:
        """The settings' sources as the index knows them."""
        return [source_of(source) for source in self.settings.sources]

    def reindex(
        self, progress: ProgressListener, wish: Wish | None = None, guard: Guard | None = None
    ) -> ReindexReport:
        """Bring the index up to date with the sources. Raises IndexFolderError where the index cannot be written."""
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
        return reindexer.run(self.sources(), progress, wish or Wish(), guard)

    def open_source(self, source: Source) -> SourceFiles:
        """The files of a source. Raises SourceError."""
        return open_source(source, kept=self.settings.data_dir / "sources")

    def unknown_audiences(self) -> list[UnknownAudience]:
        """Audiences of the content (as it is indexed) and of the settings that `[groups]` does not define."""
        files: list[FileRecord] = []
        with suppress(NoIndexError):
            files = self.store.files()
        return unknown_audiences(files, self.sources(), self.settings.groups)

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

    def console(self) -> web.Application:
        """The console's web application."""
        from bot.console.app import make_console
        from bot.slack.blocks import answer_message
        from bot.slack.desk import row_of
        from bot.wiring.dashboard import dashboard, reindex_hook
        from bot.wiring.sign_in import SignInParts

        signing = SignInParts(self)
        return make_console(
            self.answering,
            IndexedPages(self.store, self.upkeep),
            self.log,
            self.clock,
            base_url=self.settings.base_url,
            examples=self.settings.console.examples,
            preview=lambda answer: list(answer_message(answer, self.today(), row_of(answer)).blocks),
            visitors=signing.visitors,
            sign_in=signing.sign_in,
            looks=self.stores.looks,
            dashboard=dashboard(self),
            hook=reindex_hook(self),
        )

    def slack_door(self) -> SlackDoor | None:
        """The door to Slack; None where the settings leave it shut."""
        from bot.wiring.slack import slack_door

        return slack_door(self)

    def teams_door(self) -> TeamsDoor | None:
        """The door to Teams; None where the settings leave it shut, and then its SDK is not even imported."""
        if not self.settings.teams.active:
            return None
        from bot.wiring.teams import teams_door

        return teams_door(self)

    def sender(self, posters: Sequence[Poster]) -> Sender:
        """Sends what is due through these platforms, once started."""
        from bot.deliveries.sending import Sender
        from bot.jobs import this_process

        return Sender(posters, self.stores.deliveries, self.clock, this_process())

    def run_follower(self, posters: Sequence[RunPoster]) -> RunFollower:
        """Keeps messages about reindexes up to date on these platforms, once started."""
        from bot.jobs import this_process
        from bot.reindexing.following import RunFollower

        stores = self.stores
        return RunFollower(
            posters=posters, runs=stores.runs, messages=stores.run_messages, clock=self.clock, holder=this_process()
        )

    def checks(self) -> Sequence[tuple[str, Callable[[], Finding]]]:
        """What `cornerman doctor` looks at, after the settings themselves."""
        from bot.wiring.checks import checks

        return checks(self)
