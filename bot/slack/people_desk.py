"""What is there for a person before anything is asked: the home page, and prompts in the assistant pane."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

from bot.chat.backstage import LinkOf
from bot.chat.gap_desk import GapDesk
from bot.chat.news_desk import NewsDesk
from bot.chat.page_desk import PageDesk
from bot.chat.prompts import Prompts
from bot.chat.run_desk import RunDesk
from bot.chat.trouble import LookUpError
from bot.chat.workers import Workers
from bot.chat_words import chat_words
from bot.gaps.model import Gap
from bot.groups import ADMINISTRATORS, MANAGERS
from bot.overview import Overviews, Viewer
from bot.owners import Owners
from bot.ports import Clock, KeepingError, LogUnavailableError
from bot.slack.blocks import sections
from bot.slack.directory import Directory
from bot.slack.home import home_view
from bot.slack.mrkdwn import escaped
from bot.slack.sight import Sights
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.viewers import Viewers
from bot.slack.workspace import Workspace
from bot.viewer import Viewer as Colleague
from retrieval.model import Filters

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Front:
    """What the pages say of this deployment."""

    console: str
    command: str
    link_of: LinkOf


class PeopleDesk:
    """Fills the home page and the assistant pane. No verb raises."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        overviews: Overviews,
        prompts: Prompts,
        directory: Directory,
        sights: Sights,
        owners: Owners,
        clock: Clock,
        workers: Workers,
        front: Front,
        viewers: Viewers,
        gap_desk: GapDesk,
        run_desk: RunDesk,
        page_desk: PageDesk,
        news_desk: NewsDesk,
    ) -> None:
        self._overviews = overviews
        self._prompts = prompts
        self._directory = directory
        self._sights = sights
        self._owners = owners
        self._clock = clock
        self._workers = workers
        self._front = front
        self._viewers = viewers
        self._gap_desk = gap_desk
        self._run_desk = run_desk
        self._page_desk = page_desk
        self._news_desk = news_desk

    async def open_home(self, workspace: Workspace, user: str) -> None:
        """Publish somebody's home page."""
        sight = await self._sights.of_person(workspace, user)
        person = await self._sights.person(workspace, user)
        language = person.language if person else "en"
        words = chat_words(language)
        viewer = Viewer(
            id=user,
            workspace=workspace.id,
            groups=sight.groups,
            guest=sight.guests,
            is_owner=partial(self._owners.means, person=user, email=person.email if person else ""),
            manages=not sight.guests and bool({MANAGERS, ADMINISTRATORS} & await self._roles(workspace, user)),
        )
        colleague = await self._viewers.of(workspace, user)
        try:
            overview = await self._workers.run(self._overviews.of, viewer)
            view = home_view(
                overview,
                words,
                link_of=self._front.link_of,
                console=self._front.console,
                command=self._front.command,
                today=self._clock.now().date(),
                language=language,
                note=getattr(words, sight.blurred) if sight.blurred else "",
                gaps=await self._gaps(colleague, language),
                runs=await self._run_desk.overview(colleague, language),
                pages=await self._page_desk.at_home(colleague, language),
                news=await self._news_desk.at_home(
                    Filters(groups=sight.groups, guests=sight.guests),
                    language,
                    person.zone if person else "",
                    for_keepers=colleague.manages,
                ),
            )
        except (KeepingError, LogUnavailableError) as error:
            _LOG.warning("A home page could not be filled: %s", error)
            view = {"type": "home", "blocks": sections(escaped(words.log_down))}
        except Exception:  # noqa: BLE001 - the page says so, whatever broke
            _LOG.exception("A home page could not be filled")
            view = {"type": "home", "blocks": sections(escaped(words.trouble))}
        try:
            await workspace.client.views_publish(user_id=user, view=view)
        except SLACK_TROUBLE as error:
            _LOG.error("Slack did not take a home page: %s", reason_of(error))

    async def prompts(self, workspace: Workspace, user: str) -> tuple[str, list[str]]:
        """What the assistant pane offers to somebody: a title, and questions that have an answer for them."""
        sight = await self._sights.of_person(workspace, user)
        person = await self._sights.person(workspace, user)
        words = chat_words(person.language if person else "en")
        place = sight.place(user, "private", workspace.id)
        found = await self._workers.run(self._prompts.of, sight.asker(user), place)
        return words.prompts_title, found

    async def _gaps(self, viewer: Colleague, language: str) -> tuple[int, tuple[Gap, ...]] | None:
        """None for those who see none, and where they cannot be read: the rest of the page stands all the same."""
        if not viewer.manages:
            return None
        found = await self._gap_desk.top(viewer, language)
        return None if isinstance(found, str) else found

    async def _roles(self, workspace: Workspace, user: str) -> frozenset[str]:
        try:
            return await self._directory.roles_of(workspace, user)
        except LookUpError as error:
            _LOG.warning("Somebody's roles could not be looked up (%s)", error)
            return frozenset()
