"""A small company's content behind the Slack door: the real answering, log and stores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fakes import FixedClock
from gap_fakes import InMemoryBoard, InMemorySubscriptions, ScriptedDigests
from kept_pages import upkeep_desk
from library import BASE_URL, Library
from notice_fakes import kept_notices
from reach_samples import kept_reach
from sqlalchemy import Engine

from bot.answering import QuestionAnswering
from bot.battlecards.desk import Battlecards
from bot.reindexing.desk import ReindexDesk
from bot.reindexing.rights import SourceRights
from bot.slack.backstage import Backstage
from bot.stores.channels import SqlChannels
from bot.stores.feedback import SqlFeedback
from bot.stores.owner_requests import SqlOwnerRequests
from bot.stores.posted_answers import SqlPostedAnswers
from bot.stores.question_log import SqlQuestionLog
from bot.stores.reindex_messages import SqlRunMessages
from bot.stores.reindex_runs import SqlRuns
from bot.stores.seen_requests import SqlSeen
from bot.stores.unlogged import Unlogged


@contextmanager
def backstage_of(engine: Engine, library: Library, clock: FixedClock | None = None) -> Iterator[Backstage]:
    """Ports over a database that has its schema already. Nothing is there to be reindexed."""
    clock = clock or FixedClock()
    log = SqlQuestionLog(engine, None)
    log.start()
    yield Backstage(
        answering=QuestionAnswering(library, log, clock, BASE_URL),
        unlogged=QuestionAnswering(library, Unlogged(), clock, BASE_URL),
        log=log,
        feedback=SqlFeedback(engine),
        posted=SqlPostedAnswers(engine),
        requests=SqlOwnerRequests(engine),
        channels=SqlChannels(engine),
        seen=SqlSeen(engine, clock),
        documents=library,
        link_of=lambda document: document.url or f"{BASE_URL}/documents/{document.id}",
        clock=clock,
        board=InMemoryBoard(),
        subscriptions=InMemorySubscriptions(),
        digests=ScriptedDigests(),
        notices=kept_notices(engine, clock, library),
        reach=kept_reach(engine, library, clock),
        battlecards=Battlecards(
            pages=library, unlogged=QuestionAnswering(library, Unlogged(), clock, BASE_URL), log=log, clock=clock
        ),
        reindexes=ReindexDesk(SqlRuns(engine), SourceRights({}), clock, lambda: None),
        run_messages=SqlRunMessages(engine),
        upkeep_desk=upkeep_desk(engine, library, clock),
    )
    log.close()
