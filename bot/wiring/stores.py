"""Everything that is kept in the database beside the question log, made once for all who use it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from bot.ports import Clock
from bot.stores.accounts import SqlAccounts
from bot.stores.channels import SqlChannels
from bot.stores.conversations import SqlConversations
from bot.stores.deliveries import SqlDeliveries
from bot.stores.feedback import SqlFeedback
from bot.stores.gaps import SqlGaps
from bot.stores.insights import SqlInsights
from bot.stores.launches import SqlLaunches
from bot.stores.leases import SqlLeases
from bot.stores.looks import SqlLooks
from bot.stores.marks import SqlMarks
from bot.stores.masks import Mask, unmasked
from bot.stores.news import SqlNews
from bot.stores.owner_requests import SqlOwnerRequests
from bot.stores.password_failures import SqlPasswordFailures
from bot.stores.people import SqlPeople
from bot.stores.posted_answers import SqlPostedAnswers
from bot.stores.reindex_messages import SqlRunMessages
from bot.stores.reindex_runs import SqlRuns
from bot.stores.reminders import SqlReminderFacts
from bot.stores.seen_requests import SqlSeen
from bot.stores.sign_outs import SqlSignOuts
from bot.stores.subscriptions import SqlSubscriptions
from bot.stores.upkeep import SqlUpkeep

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Stores:
    """Each is made when it is first asked for."""

    def __init__(self, engine: Engine, prepare: Callable[[], None], clock: Clock, mask: Mask = unmasked) -> None:
        """`mask` takes out of people's words what is not to be kept of them."""
        self._mask = mask
        self._engine = engine
        self._prepare = prepare
        self._clock = clock

    @cached_property
    def feedback(self) -> SqlFeedback:
        """Votes and clicks."""
        return SqlFeedback(self._engine, self._prepare, self._mask)

    @cached_property
    def posted(self) -> SqlPostedAnswers:
        """Messages that answers stand in."""
        return SqlPostedAnswers(self._engine, self._prepare)

    @cached_property
    def requests(self) -> SqlOwnerRequests:
        """What was handed to owners."""
        return SqlOwnerRequests(self._engine, self._prepare, self._mask)

    @cached_property
    def channels(self) -> SqlChannels:
        """What channels have agreed on."""
        return SqlChannels(self._engine, self._prepare)

    @cached_property
    def conversations(self) -> SqlConversations:
        """Where the bot may write unasked."""
        return SqlConversations(self._engine, self._prepare)

    @cached_property
    def seen(self) -> SqlSeen:
        """Requests that were taken up."""
        return SqlSeen(self._engine, self._clock, self._prepare)

    @cached_property
    def gaps(self) -> SqlGaps:
        """Gaps, their questions and history."""
        return SqlGaps(self._engine, self._prepare, now=self._clock.now)

    @cached_property
    def leases(self) -> SqlLeases:
        """Which replica does what."""
        return SqlLeases(self._engine, self._prepare)

    @cached_property
    def deliveries(self) -> SqlDeliveries:
        """What is sent unasked."""
        return SqlDeliveries(self._engine, self._prepare)

    @cached_property
    def subscriptions(self) -> SqlSubscriptions:
        """Who is sent which digest."""
        return SqlSubscriptions(self._engine, self._prepare)

    @cached_property
    def people(self) -> SqlPeople:
        """Who has asked, and their groups."""
        return SqlPeople(self._engine, self._prepare)

    @cached_property
    def insights(self) -> SqlInsights:
        """What the log tells."""
        return SqlInsights(self._engine, self._prepare)

    @cached_property
    def accounts(self) -> SqlAccounts:
        """Who signs in to the console by a password."""
        return SqlAccounts(self._engine, self._prepare)

    @cached_property
    def runs(self) -> SqlRuns:
        """Reindexes that were asked for."""
        return SqlRuns(self._engine, self._prepare)

    @cached_property
    def run_messages(self) -> SqlRunMessages:
        """Messages that tell how a reindex goes on."""
        return SqlRunMessages(self._engine, self._prepare)

    @cached_property
    def upkeep(self) -> SqlUpkeep:
        """What owners do with their pages."""
        return SqlUpkeep(self._engine, self._prepare)

    @cached_property
    def marks(self) -> SqlMarks:
        """Which messages quote a page."""
        return SqlMarks(self._engine, self._prepare)

    @cached_property
    def reminder_facts(self) -> SqlReminderFacts:
        """What reminders are told from."""
        return SqlReminderFacts(self._engine, self._prepare)

    @cached_property
    def news(self) -> SqlNews:
        """What is new in the content."""
        return SqlNews(self._engine, self._prepare)

    @cached_property
    def launches(self) -> SqlLaunches:
        """Pages that were launched."""
        return SqlLaunches(self._engine, self._prepare)

    @cached_property
    def sign_outs(self) -> SqlSignOuts:
        """Who signed out of the console."""
        return SqlSignOuts(self._engine, self._prepare)

    @cached_property
    def password_failures(self) -> SqlPasswordFailures:
        """Passwords that did not fit."""
        return SqlPasswordFailures(self._engine, self._prepare)

    @cached_property
    def looks(self) -> SqlLooks:
        """Who looked at what others asked."""
        return SqlLooks(self._engine, self._prepare)
