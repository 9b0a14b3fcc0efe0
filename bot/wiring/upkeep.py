"""What owners do with their pages, put together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from bot.upkeep.desk import UpkeepDesk
from bot.upkeep.model import DocumentAct
from bot.upkeep.rights import UpkeepRights
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

    def documents(self) -> Mapping[str, Document]:
        """Those that serve, pulled ones too, by id, each with its reviews; none where nothing is indexed."""
        kept = self._cornerman.upkeep.kept
        try:
            found = self._cornerman.store.current().documents
        except NoIndexError:
            return {}
        return {document_id: kept(document) for document_id, document in found.items()}

    def _write_back(self, document: Document, act: DocumentAct) -> str:
        """A review, into the page itself. What hindered it, "" nothing."""
        from content_index.review_writing import write_review

        settings = self._cornerman.settings
        source = next((one for one in self._cornerman.sources() if one.name == document.source), None)
        if source is None or not settings.reviews.write_back:
            return ""
        try:
            files = self._cornerman.open_source(source)
            write_review(files, document.path, act.at.date(), f"{document.title}: reviewed by {act.name}")
        except (NotWritableError, UnreadableFileError, SourceError) as error:
            return str(error)
        return ""

    def _acted(self, _act: DocumentAct, _document: Document) -> None:
        """Answers of this process are made without the page at once, those of others within half a second."""
        self._cornerman.upkeep.look()
