"""The ports that every chat platform's door works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.battlecards.desk import Battlecards
from bot.chat.asking import AskingDesk, Patience
from bot.chat.workers import Workers
from bot.deliveries.ports import Deliveries
from bot.digests.ports import Digests, Subscriptions
from bot.gaps.board import GapBoard
from bot.overview import Documents
from bot.ports import Answering, Clock, Feedback, OwnerRequests, PostedAnswers, QuestionLog, Seen
from bot.reach.desk import ReachDesk
from bot.upkeep.ports import Upkeep
from bot.upkeep.reminding import ReminderDesk
from content_index.model import Document


@dataclass(frozen=True, slots=True)
class Notices:
    """What is sent unasked of pages: what owners did with them, what was sent, and whom to remind of which."""

    upkeep: Upkeep
    deliveries: Deliveries
    reminders: ReminderDesk


LinkOf = Callable[[Document], str]
"""Where a document is opened."""


@dataclass(frozen=True, slots=True)
class ChatBackstage:
    """Ports. `unlogged` answers without keeping what was asked; `link_of` is where a document is opened.

    `board` is where gaps are worked; `subscriptions` tell who is sent which digest, `digests` makes them;
    `battlecards` opens cards on competitors.
    """

    answering: Answering
    unlogged: Answering
    log: QuestionLog
    feedback: Feedback
    posted: PostedAnswers
    requests: OwnerRequests
    seen: Seen
    documents: Documents
    link_of: LinkOf
    clock: Clock
    board: GapBoard
    subscriptions: Subscriptions
    digests: Digests
    battlecards: Battlecards
    notices: Notices
    reach: ReachDesk

    def asking(self, workers: Workers, keepers: Workers, patience: Patience, *, unlogged: bool = False) -> AskingDesk:
        """A desk that answers in `workers`."""
        return AskingDesk(
            answering=self.unlogged if unlogged else self.answering,
            posted=self.posted,
            seen=self.seen,
            clock=self.clock,
            workers=workers,
            keepers=keepers,
            patience=patience,
        )
