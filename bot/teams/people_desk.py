"""Serves the commands that ask nothing of the content: one's page, what waits for an owner, gaps, digests."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.chat.backstage import LinkOf
from bot.chat.news_desk import NewsDesk
from bot.chat.page_desk import PageDesk
from bot.chat.run_desk import RunDesk
from bot.chat.sight import Sight
from bot.chat.workers import Workers
from bot.chat_words import ChatWords, chat_words
from bot.overview import Overview, Overviews, Viewer
from bot.ports import Clock, KeepingError, LogUnavailableError
from bot.teams.activities import Incoming
from bot.teams.cards import Card
from bot.teams.gap_parts import GapParts
from bot.teams.handover import PostOffice
from bot.teams.home import OpenGaps, content_card, home_card
from bot.teams.messages import card_activity, sentence_activity
from bot.teams.speaking import Message
from bot.viewer import Viewer as Looker
from retrieval.model import Filters

_LOG = logging.getLogger(__name__)


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
        parts: GapParts,
        post_office: PostOffice,
        clock: Clock,
        workers: Workers,
        front: Front,
        run_desk: RunDesk,
        page_desk: PageDesk,
        news_desk: NewsDesk,
    ) -> None:
        self._overviews = overviews
        self._parts = parts
        self._post_office = post_office
        self._clock = clock
        self._workers = workers
        self._front = front
        self._run_desk = run_desk
        self._page_desk = page_desk
        self._news_desk = news_desk

    async def serve(self, incoming: Incoming, sight: Sight, language: str) -> Message:
        """What is said to a command."""
        words = chat_words(language)
        try:
            if incoming.command == "gaps":
                return await self._parts.gaps.listing(incoming, language)
            if incoming.command == "digest":
                return await self._parts.digests.serve(incoming, language)
            return await self._page(incoming, sight, words, language)
        except (KeepingError, LogUnavailableError) as error:
            _LOG.warning("A page for somebody could not be filled: %s", error)
            return Message(sentence_activity(words.log_down))

    async def _page(self, incoming: Incoming, sight: Sight, words: ChatWords, language: str) -> Message:
        looker = await self._parts.viewers.of(incoming.setting.address, incoming.sender)
        overview = await self._overview(sight, looker)
        names = await self._names([one.asker for one in overview.waiting], incoming)
        today: date = self._clock.now().date()
        shown = {
            "link_of": self._front.link_of,
            "name_of": names,
            "today": today,
            "language": language,
            "pages": await self._page_desk.at_home(looker, language),
        }
        if incoming.command == "content":
            return _said(content_card(overview, words, **shown), words.home_owner)  # type: ignore[arg-type]
        note = str(getattr(words, sight.blurred)) if sight.blurred else ""
        gaps = await self._open_gaps(looker, language)
        runs = await self._run_desk.overview(looker, language)
        eyes = Filters(groups=sight.groups, guests=sight.guests)
        zone = incoming.sender.zone
        news = await self._news_desk.at_home(eyes, language, zone, for_keepers=looker.manages)
        around = {"console": self._front.console, "note": note, "gaps": gaps, "runs": runs, "news": news}
        page = home_card(overview, words, **around, **shown)  # type: ignore[arg-type]
        return _said(page, words.home_lead)

    async def _overview(self, sight: Sight, looker: Looker) -> Overview:
        viewer = Viewer(
            id=looker.id,
            workspace=looker.workspace,
            groups=sight.groups,
            guest=sight.guests,
            is_owner=looker.owns,
            manages=looker.manages,
        )
        return await self._workers.run(self._overviews.of, viewer)

    async def _open_gaps(self, looker: Looker, language: str) -> OpenGaps | None:
        """None where they are not for them, or cannot be told just now."""
        if not looker.manages:
            return None
        found = await self._parts.desk.top(looker, language)
        return None if isinstance(found, str) else OpenGaps(*found)

    async def _names(self, people: Sequence[str], incoming: Incoming) -> Callable[[str], str]:
        post = self._post_office.of(incoming.setting.workspace)
        different = list(dict.fromkeys(people))
        told = await asyncio.gather(*(post.name_of(one) for one in different))
        return dict(zip(different, told, strict=True)).__getitem__


def _said(page: Card, summary: str) -> Message:
    return Message(card_activity(page, summary), lambda: sentence_activity(summary))
