"""Pages pulled, restored, verified and retired by whoever may: the same on every surface."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.ports import Clock
from bot.upkeep.attention import Attention, attention_of
from bot.upkeep.finding import Named, exact_pages, named_in, near_pages, nearest_pages
from bot.upkeep.model import DocumentAct, DocumentState, UpkeepVerb, is_already
from bot.upkeep.ports import Upkeep
from bot.upkeep.rights import UpkeepRights, sees
from bot.viewer import Viewer
from content_index.model import Document

LONGEST_NOTE = 500


class NotYoursError(Exception):
    """Somebody may not do this with the page."""


class PageGoneError(Exception):
    """The index holds no such page."""


@dataclass(frozen=True, slots=True)
class WrittenBack:
    """The `file` of the source that was changed, by its path, or what `hindered` it, in words.

    Both are empty where nothing was to be written.
    """

    file: str = ""
    hindered: str = ""


class WriteBack(Protocol):
    """Writes a review into the page itself, where its source can be written to."""

    def __call__(self, document: Document, act: DocumentAct, /) -> WrittenBack:
        """What came of it."""


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did: the page, its state now, and why it could not be written back ("": it was, or need not be).

    `written` is the file that a review was written into, by its path in the source; "" where none was. `already`: it
    was so before, so that nothing was done, and the act is not kept.
    """

    document: Document
    state: DocumentState
    act: DocumentAct
    not_written: str = ""
    written: str = ""
    already: bool = False


class UpkeepDesk:
    """Every verb raises KeepingError where the database is down.

    `documents` are those of the index that serves, by id, pulled ones too. `acted` is told of what was done once it is
    kept: it sees to it that answers given before say so, and must not raise.
    """

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        upkeep: Upkeep,
        documents: Callable[[], Mapping[str, Document]],
        rights: UpkeepRights,
        clock: Clock,
        write_back: WriteBack,
        acted: Callable[[DocumentAct, Document], object],
    ) -> None:
        self._upkeep = upkeep
        self._documents = documents
        self._rights = rights
        self._clock = clock
        self._write_back = write_back
        self._acted = acted

    def act(self, viewer: Viewer, verb: UpkeepVerb, document_id: str, note: str = "") -> Done:
        """Do it, unless it was done before. Raises NotYoursError and PageGoneError."""
        document = self.document(viewer, document_id)
        if not self._rights.may(viewer, document):
            raise NotYoursError
        act = DocumentAct(
            id=uuid.uuid4().hex,
            document=document.id,
            path=document.path,
            title=document.title,
            verb=verb,
            by=viewer.id,
            name=viewer.name or viewer.id,
            surface=viewer.surface,
            at=self._clock.now(),
            note=" ".join(note.split())[:LONGEST_NOTE],
        )
        known = self.state(document.id)
        if is_already(known, act):
            return Done(document, known, act, already=True)
        state = self._upkeep.act(act, document.source)
        self._acted(act, document)
        back = self._write_back(document, act) if verb == "verified" else WrittenBack()
        return Done(document, state, act, back.hindered, back.file)

    def document(self, viewer: Viewer, document_id: str) -> Document:
        """A page that they may see. Raises PageGoneError."""
        document = self._documents().get(document_id)
        if document is None or not sees(viewer, document):
            raise PageGoneError
        return document

    def may(self, viewer: Viewer, document: Document) -> bool:
        """Whether they may do all of it with a page."""
        return self._rights.may(viewer, document)

    def state(self, document_id: str) -> DocumentState:
        """What owners said of a page."""
        return self._upkeep.find(document_id) or DocumentState(document_id)

    def states(self) -> Mapping[str, DocumentState]:
        """What owners said of any page, by its id."""
        return {one.document: one for one in self._upkeep.all()}

    def history(self, viewer: Viewer, document_id: str) -> Sequence[DocumentAct]:
        """What was done with a page, newest first; nothing for those who may not do it."""
        document = self.document(viewer, document_id)
        return self._upkeep.history(document.id) if self._rights.may(viewer, document) else ()

    def theirs(self, viewer: Viewer) -> list[Document]:
        """The pages that somebody looks after, by title."""
        mine = [one for one in self._documents().values() if self._rights.may(viewer, one)]
        return sorted(mine, key=lambda one: one.title.casefold())

    def meant(self, viewer: Viewer, words: str) -> list[Document]:
        """The pages of theirs that words (a title, a path, a link, an id) may mean, the likeliest first; one: that one.

        None where none of theirs is like it. Where some are called just that, those alone.
        """
        return self.called(viewer, words) or near_pages(self.theirs(viewer), words)

    def called(self, viewer: Viewer, words: str) -> list[Document]:
        """The pages of theirs whose title, path, link or id the words are."""
        return exact_pages(self.theirs(viewer), words)

    def nearest(self, viewer: Viewer, words: str) -> list[Document]:
        """The pages of theirs that are called the most like it, the nearest first: to choose from, not to act on."""
        return nearest_pages(self.theirs(viewer), words)

    def named(self, viewer: Viewer, text: str) -> Named:
        """The pages of theirs that `TITLE` or `TITLE: note` may mean. Raises NotYoursError where it is another's."""
        named = named_in(self.theirs(viewer), text)
        if not named.exact:
            others = [one for one in self._documents().values() if sees(viewer, one)]
            if named_in(others, text).exact:
                raise NotYoursError
        return named

    def attention(self, viewer: Viewer, *, their_own: bool = False) -> Attention:
        """What wants something of them. `their_own`: of the pages alone whose owner they are by name."""
        pages = self.theirs(viewer)
        if their_own:
            pages = [one for one in pages if one.owner is not None and viewer.owns(one.owner)]
        return attention_of(pages, self.states() if pages else {}, self._clock.now().date())
