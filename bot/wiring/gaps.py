"""Gaps, put together: who places questions, who closes gaps, and the board where people work them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from bot.document_pages import IndexedPages
from bot.gaps.asking_again import GapCloser
from bot.gaps.known import KnownGaps
from bot.gaps.model import Gap
from bot.gaps.placing import GapKeeper
from bot.gaps.working import GapWork
from bot.owners import ANYBODY, Owners, platform_of
from bot.viewer import Viewer
from content_index.model import Document
from content_index.ports import NoIndexError

if TYPE_CHECKING:
    from bot.wiring import Cornerman

ASKED_AGAIN_SECONDS = 900.0
"""How long one replica may take to ask every gap again."""
FOR_GOOD_SECONDS = 10 * 365 * 86_400.0


class GapParts:
    """What works with gaps in one process; each is made when it is first asked for."""

    def __init__(self, cornerman: Cornerman) -> None:
        self._cornerman = cornerman
        self._stores = cornerman.stores
        self._pages = IndexedPages(cornerman.store, cornerman.upkeep)
        self._asked_again = ""
        self._told_of_the_latest = False

    @cached_property
    def known(self) -> KnownGaps:
        """Every gap's questions, in memory."""
        return KnownGaps(self._stores.gaps, self._cornerman.embedder.prepare, self._cornerman.clock)

    @cached_property
    def keeper(self) -> GapKeeper:
        """Places what waits."""
        return GapKeeper(self._stores.gaps, self.known, self.documents, self._cornerman.clock)

    @cached_property
    def closer(self) -> GapCloser:
        """Asks again, and closes."""
        return GapCloser(
            self._stores.gaps,
            self._stores.deliveries,
            self._cornerman.unlogged_answering,
            self._cornerman.clock,
            self._stores.people.groups_of,
        )

    @cached_property
    def board(self) -> GapWork:
        """Where people work them."""
        settings = self._cornerman.settings
        return GapWork(
            gaps=self._stores.gaps,
            known=self.known,
            closer=self.closer,
            requests=self._stores.requests,
            deliveries=self._stores.deliveries,
            documents=self.documents,
            named_owners=set(settings.owners) - {ANYBODY},
            members=settings.groups,
            clock=self._cornerman.clock,
            channel_of=self.channel_of,
            names_of=self._stores.people.names_of,
            names_askers=settings.privacy.names,
            zone=settings.digests.zone,
            mask=self._cornerman.mask,
        )

    def documents(self) -> Mapping[str, Document]:
        """Those that serve, by path; none where nothing is indexed."""
        try:
            return {one.path: one for one in self._pages.listing()}
        except NoIndexError:
            return {}

    def channel_of(self, viewer: Viewer, owner: str) -> tuple[str, str] | None:
        """On which platform, and in which workspace, an owner is told that a gap is theirs; None where on none."""
        settings = self._cornerman.settings
        active = {"slack": settings.slack.active_mode != "off", "teams": settings.teams.active}
        shapes = [platform_of(one) for one in Owners(settings.owners).candidates(owner)]
        wanted = [shape for shape in shapes if shape] or [viewer.surface, *active]
        surface = next((one for one in wanted if active.get(one)), None)
        if surface is None:
            return None
        own = viewer.workspace if viewer.surface == surface else ""
        return surface, own or (settings.teams.tenant_id or "" if surface == "teams" else "")

    def ask_again(self, holder: str) -> list[Gap]:
        """Ask every open gap again where the content has changed since that was done last, by one replica.

        Once more when it is known which sources disagree. Gives those that were closed.
        """
        try:
            serving = self._cornerman.store.info().id
        except NoIndexError:
            return []
        if not self._told_of_the_latest:
            self.closer.tell_of_the_latest()
            self._told_of_the_latest = True
        compared = self._cornerman.conflicts.of(serving) is not None
        name = f"asked again: {serving}{', compared' if compared else ''}"
        if self._asked_again == name or not self._stores.leases.take(name, holder, ASKED_AGAIN_SECONDS):
            return []
        closed = self.closer.ask_all_again(self.documents(), serving)
        self._stores.leases.take(name, holder, FOR_GOOD_SECONDS)
        self._asked_again = name
        return closed
