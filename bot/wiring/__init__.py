"""The only place that names the concrete classes together: settings go in, a working Cornerman comes out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property, partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bot.answering import QuestionAnswering
from bot.document_pages import IndexedPages
from bot.ports import Clock, KeepingError
from bot.privacy.masking import masked
from bot.stores.bounded_work import database_trouble
from bot.stores.masks import Mask, unmasked
from bot.stores.once import Once
from bot.stores.question_log import SqlQuestionLog, open_question_log
from bot.stores.unlogged import Unlogged
from bot.upkeep.known import WatchedUpkeep
from bot.wiring.index_parts import IndexParts
from config.database import NewerSchemaError, make_engine, upgrade
from config.logs import configure_logging
from config.settings import Settings

if TYPE_CHECKING:
    from aiohttp import web
    from sqlalchemy import Engine

    from bot.battlecards.desk import Battlecards
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
    from bot.wiring.content_health import HealthParts
    from bot.wiring.gaps import GapParts
    from bot.wiring.reach import ReachParts
    from bot.wiring.reindexing import ReindexParts
    from bot.wiring.stores import Stores
    from bot.wiring.upkeep import UpkeepParts


_LOG = logging.getLogger(__name__)


class SystemClock:
    """The time as it is."""

    def now(self) -> datetime:
        """Time-zone aware, UTC."""
        return datetime.now(UTC)


class Cornerman(IndexParts):
    """Everything of one deployment; each part is made when it is first asked for, and closed at the end."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
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
    def engine(self) -> Engine:
        """The database."""
        return make_engine(self.settings.database_url.get_secret_value())

    @cached_property
    def schema(self) -> Once:
        """Brings the database's schema up, once for all that use it."""
        return Once(self._bring_up)

    def _bring_up(self) -> None:
        try:
            upgrade(self.engine)
        except NewerSchemaError as error:
            raise KeepingError(str(error)) from None  # stores tell what a KeepingError says, and of others no word

    def prepare_database(self) -> None:
        """Bring the schema up before anybody asks; with a database that is down it is brought up when it is back."""
        try:
            self.schema()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the database, questions are answered
            _LOG.warning("The database cannot be prepared yet: %s", database_trouble(error))

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
    def health_parts(self) -> HealthParts:
        """What knows how sound the content is."""
        from bot.wiring.content_health import HealthParts

        return HealthParts(self)

    @cached_property
    def upkeep_parts(self) -> UpkeepParts:
        """What owners do with their pages."""
        from bot.wiring.upkeep import UpkeepParts

        return UpkeepParts(self)

    @cached_property
    def reach(self) -> ReachParts:
        """What tells of new pages, and of those that are launched."""
        from bot.wiring.reach import ReachParts

        return ReachParts(self)

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
            suggest_training=self.settings.retrieval.suggest_training,
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
            suggest_training=self.settings.retrieval.suggest_training,
        )

    @cached_property
    def battlecards(self) -> Battlecards:
        """Opens cards on competitors."""
        from bot.battlecards.desk import Battlecards

        return Battlecards(
            pages=IndexedPages(self.store, self.upkeep),
            unlogged=self.unlogged_answering,
            log=self.log,
            clock=self.clock,
            upkeep=self.upkeep,
        )

    def today(self) -> date:
        """The day, where this process runs."""
        return self.clock.now().astimezone().date()

    def configure_logging(self) -> None:
        """Logs go to standard error as the settings say, without secrets."""
        configure_logging(self.settings.logging.level, self.settings.logging.format, self.settings.secrets())

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
        from bot.this_process import this_process

        return Sender(posters, self.stores.deliveries, self.clock, this_process())

    def run_follower(self, posters: Sequence[RunPoster]) -> RunFollower:
        """Keeps messages about reindexes up to date on these platforms, once started."""
        from bot.reindexing.following import RunFollower
        from bot.this_process import this_process

        stores = self.stores
        return RunFollower(
            posters=posters,
            runs=stores.runs,
            messages=stores.run_messages,
            clock=self.clock,
            holder=this_process(),
            has_earlier=self.reindexes.has_earlier,
        )

    def checks(self) -> Sequence[tuple[str, Callable[[], Finding]]]:
        """What `cornerman doctor` looks at, after the settings themselves."""
        from bot.wiring.checks import checks

        return checks(self)
