"""Serves the commands that ask nothing of the content: one's page, what waits for an owner, what was not answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from bot.chat.backstage import LinkOf
from bot.chat.sight import Sight
from bot.chat.trouble import LookUpError
from bot.chat.workers import Workers
from bot.chat_words import ChatWords, chat_words
from bot.groups import ADMINISTRATORS, MANAGERS
from bot.overview import Overview, Overviews, Viewer
from bot.owners import Owners
from bot.ports import Clock, KeepingError, LogUnavailableError, QuestionLog
from bot.teams.activities import Incoming
from bot.teams.cards import Card
from bot.teams.directory import Directory
from bot.teams.handover import PostOffice
from bot.teams.home import content_card, gaps_card, home_card
from bot.teams.messages import card_activity, sentence_activity
from bot.teams.speaking import Message
from bot.unanswered import unanswered

_LOG = logging.getLogger(__name__)
WITHIN = timedelta(days=14)
LOOKED_THROUGH = 1_000
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Front:
    """What the pages say of this deployment: the console's address, and where a document is opened."""

    console: str
    link_of: LinkOf


class PeopleDesk:
    """Makes what a command asks for. Never raises: a database that is down is a sentence."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        overviews: Overviews,
        log: QuestionLog,
        directory: Directory,
        post_office: PostOffice,
        owners: Owners,
        clock: Clock,
        workers: Workers,
        front: Front,
    ) -> None:
        self._overviews = overviews
        self._log = log
        self._directory = directory
        self._post_office = post_office
        self._owners = owners
        self._clock = clock
        self._workers = workers
        self._front = front

    async def serve(self, incoming: Incoming, sight: Sight, language: str) -> Message:
        """What is said to a command."""
        words = chat_words(language)
        try:
            if incoming.command == "gaps":
                return await self._gaps(incoming, sight, words)
            return await self._page(incoming, sight, words, language)
        except (KeepingError, LogUnavailableError) as error:
            _LOG.warning("A page for somebody could not be filled: %s", error)
            return Message(sentence_activity(words.log_down))

    async def _gaps(self, incoming: Incoming, sight: Sight, words: ChatWords) -> Message:
        if not await self._manages(incoming, sight):
            return Message(sentence_activity(words.gaps_not_you))
        since = self._clock.now() - WITHIN
        logged = await self._workers.run(self._log.recent, LOOKED_THROUGH)
        lately = (one for one in logged if one.asked_at >= since)
        found = unanswered(lately, incoming.setting.workspace, SHOWN)
        return _said(gaps_card(found, words, self._front.console), words.gaps_head)

    async def _page(self, incoming: Incoming, sight: Sight, words: ChatWords, language: str) -> Message:
        overview = await self._overview(incoming, sight)
        names = await self._names([one.asker for one in overview.waiting], incoming)
        today: date = self._clock.now().date()
        shown = {"link_of": self._front.link_of, "name_of": names, "today": today, "language": language}
        if incoming.command == "content":
            return _said(content_card(overview, words, **shown), words.home_owner)  # type: ignore[arg-type]
        note = str(getattr(words, sight.blurred)) if sight.blurred else ""
        page = home_card(overview, words, console=self._front.console, note=note, **shown)  # type: ignore[arg-type]
        return _said(page, words.home_lead)

    async def _overview(self, incoming: Incoming, sight: Sight) -> Overview:
        at, person = incoming.setting.address, incoming.sender.id
        email = ""
        try:
            known = await self._directory.person(at, person)
            email = "" if known.outside else known.email  # what that says, somebody else's company says
        except LookUpError as error:
            _LOG.warning("Who looks at their page could not be looked up (%s)", error)
        viewer = Viewer(
            id=person,
            workspace=incoming.setting.workspace,
            groups=sight.groups,
            guest=sight.guests,
            is_owner=partial(self._owners.means, person=person, email=email),
            manages=await self._manages(incoming, sight),
        )
        return await self._workers.run(self._overviews.of, viewer)

    async def _names(self, people: Sequence[str], incoming: Incoming) -> Callable[[str], str]:
        post = self._post_office.of(incoming.setting.workspace)
        different = list(dict.fromkeys(people))
        told = await asyncio.gather(*(post.name_of(one) for one in different))
        return dict(zip(different, told, strict=True)).__getitem__

    async def _manages(self, incoming: Incoming, sight: Sight) -> bool:
        if sight.guests:
            return False
        try:
            roles = await self._directory.roles_of(incoming.setting.address, incoming.sender.id)
        except LookUpError as error:
            _LOG.warning("Somebody's roles could not be looked up (%s)", error)
            return False
        return bool({ADMINISTRATORS, MANAGERS} & roles)


def _said(page: Card, summary: str) -> Message:
    return Message(card_activity(page, summary), lambda: sentence_activity(summary))
