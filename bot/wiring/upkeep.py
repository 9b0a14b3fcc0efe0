"""What owners do with their pages, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from functools import cached_property
from typing import TYPE_CHECKING

from bot.chat.backstage import Notices
from bot.groups import ADMINISTRATORS
from bot.owners import Owners
from bot.upkeep.desk import UpkeepDesk, WrittenBack
from bot.upkeep.marking import MarkPlanner
from bot.upkeep.model import DocumentAct
from bot.upkeep.reminding import ReminderDesk
from bot.upkeep.reminding_rounds import PeopleFinder, ReminderRounds, Rules
from bot.upkeep.rights import UpkeepRights
from bot.wiring.chat import roles_of
from content_index.model import Document
from content_index.ports import NoIndexError, NotWritableError, SourceError, UnreadableFileError

if TYPE_CHECKING:
    from bot.wiring import Cornerman


class UpkeepParts:
    """What looks after pages in one process; each is made when it is first asked for."""

    def __init__(self, cornerman: Cornerman) -> None:
        self._cornerman = cornerman

    @cached_property
    def rights(self) -> UpkeepRights:
        """Who may do what with which page."""
        return UpkeepRights(self._cornerman.reindexes.rights)

    @cached_property
    def desk(self) -> UpkeepDesk:
        """Where owners work."""
        return UpkeepDesk(
            upkeep=self._cornerman.stores.upkeep,
            documents=self.documents,
            rights=self.rights,
            clock=self._cornerman.clock,
            write_back=self._write_back,
            acted=self._acted,
        )

    @cached_property
    def reminders(self) -> ReminderDesk:
        """Which pages their owners are reminded of."""
        stores = self._cornerman.stores
        return ReminderDesk(
            documents=self.documents,
            upkeep=stores.upkeep,
            facts=stores.reminder_facts,
            deliveries=stores.deliveries,
            rights=self.rights,
            clock=self._cornerman.clock,
            console=self._cornerman.settings.base_url,
        )

    @cached_property
    def notices(self) -> Notices:
        """What is sent unasked of pages."""
        return Notices(self._cornerman.stores.upkeep, self._cornerman.stores.deliveries, self.reminders)

    @cached_property
    def marking(self) -> MarkPlanner:
        """Answers that quoted a page say so once it is pulled."""
        stores, days = self._cornerman.stores, self._cornerman.settings.reviews.mark_answers_days
        return MarkPlanner(stores.upkeep, stores.marks, stores.deliveries, days, namesakes=self._namesakes)

    def _namesakes(self, document: str, path: str) -> frozenset[str]:
        """The passages of pages at the same path in other sources."""
        try:
            serving = self._cornerman.store.current()
        except NoIndexError:
            return frozenset()
        others = {one.id for one in serving.documents.values() if one.path == path and one.id != document}
        return frozenset(one.id for one in serving.passages if one.document_id in others) if others else frozenset()

    def rounds(self, finders: Sequence[PeopleFinder]) -> ReminderRounds:
        """Who is to be reminded today, found out by these platforms once started; by none where that is turned off."""
        settings = self._cornerman.settings
        rules = Rules(
            owners=Owners(settings.owners),
            administrators=tuple(roles_of(settings)[ADMINISTRATORS]),
            at=time.fromisoformat(settings.reviews.remind_at),
        )
        wanted = finders if settings.reviews.remind else ()
        return ReminderRounds(wanted, self.reminders, rules, self._cornerman.clock)

    def documents(self) -> Mapping[str, Document]:
        """Those that serve, pulled ones too, by id, each with its reviews; none where nothing is indexed."""
        kept = self._cornerman.upkeep.kept
        try:
            found = self._cornerman.store.current().documents
        except NoIndexError:
            return {}
        return {document_id: kept(document) for document_id, document in found.items()}

    def _write_back(self, document: Document, act: DocumentAct) -> WrittenBack:
        """A review, into the page itself."""
        from content_index.review_writing import write_review

        settings = self._cornerman.settings
        source = next((one for one in self._cornerman.sources() if one.name == document.source), None)
        if source is None or not settings.reviews.write_back:
            return WrittenBack()
        try:
            files = self._cornerman.open_source(source)
            if not hasattr(files, "write") and "write_back" not in settings.reviews.model_fields_set:
                return WrittenBack()  # nobody asked for what sources of its kind never take
            message = f"{document.title}: reviewed by {act.name}"
            return WrittenBack(write_review(files, document.path, act.at.date(), message))
        except (NotWritableError, UnreadableFileError, SourceError) as error:
            return WrittenBack(hindered=str(error))

    def _acted(self, _act: DocumentAct, _document: Document) -> None:
        """Answers of this process are made without the page at once, those of others within half a second.

        Messages of before that quote it are changed by a job, which plans from the acts: nobody who presses waits.
        """
        self._cornerman.upkeep.look()
