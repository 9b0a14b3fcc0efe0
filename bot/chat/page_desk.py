"""Pages as their owners look after them in chat, on whatever platform: trouble becomes a sentence."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.chat.backstage import LinkOf
from bot.chat.workers import Workers
from bot.chat_words import chat_words
from bot.ports import AskedDocument, Clock, KeepingError, LogUnavailableError, QuestionLog
from bot.upkeep.attention import Attention
from bot.upkeep.desk import LONGEST_NOTE, NotYoursError, PageGoneError, UpkeepDesk
from bot.upkeep.model import DocumentState, UpkeepVerb
from bot.upkeep.page_telling import PageTold, page_told
from bot.upkeep.telling import done_told
from bot.upkeep.wishes import PageWish, read_page_wish
from bot.upkeep.words import UpkeepWords, upkeep_words
from bot.viewer import Viewer
from content_index.model import Document

_LOG = logging.getLogger(__name__)
LISTED = 8
"""Pages of a list: each takes a few lines and a row of buttons."""
AT_HOME = 5
_WEEK = timedelta(days=7)
_FEWEST_PEOPLE = 2
"""What one person alone asked is theirs, and is not told to others."""
_UNDONE: frozenset[UpkeepVerb] = frozenset({"pulled", "retired"})


@dataclass(frozen=True, slots=True)
class PageChoice:
    """Pages of which one is meant. `verb` is what is to be done with it, None where it is to be seen, `note` why."""

    pages: tuple[PageTold, ...]
    verb: UpkeepVerb | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PageReply:
    """What is shown to who asked, and to nobody else: the sentences first, all of it plain text but for `help`.

    `page` is shown whole, `listed` in short, each with its buttons. `undo`: what was just done with the page can be
    taken back. `below` are sentences at the end.
    """

    said: tuple[str, ...] = ()
    page: PageTold | None = None
    listed: tuple[PageTold, ...] = ()
    choice: PageChoice | None = None
    below: tuple[str, ...] = ()
    help: str = ""
    undo: bool = False
    done: bool = False


class PageDesk:
    """Works in `workers`. No verb raises. `command` is what people type."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self, *, desk: UpkeepDesk, log: QuestionLog, link_of: LinkOf, clock: Clock, workers: Workers, command: str
    ) -> None:
        self._desk = desk
        self._link_of = link_of
        self._log = log
        self._clock = clock
        self._workers = workers
        self._command = command

    async def serve(self, viewer: Viewer, text: str, language: str, zone: str = "") -> PageReply:
        """Do what the words after the command say."""
        words, wish = upkeep_words(language), read_page_wish(text)
        if wish.asked == "help":
            return PageReply(help=words.help.format(command=self._command))
        if wish.asked == "list":
            return await self.listing(viewer, language)
        return await self._tried(lambda: self._named(viewer, wish, words, _zone(zone)), words)

    async def listing(self, viewer: Viewer, language: str, done: PageReply | None = None) -> PageReply:
        """Their pages that need them; above them what was `done` just now from that list."""
        words = upkeep_words(language)

        def listed() -> PageReply:
            told = self._listed(self._desk.attention(viewer), words, LISTED)
            if done is None:
                return told
            head = f"{done.page.title}: " if done.page else ""
            above = tuple(f"{head}{one}" if number == 0 else one for number, one in enumerate(done.said))
            return replace(told, said=(*above, *told.said))

        return await self._tried(listed, words)

    async def at_home(self, viewer: Viewer, language: str) -> PageReply | None:
        """What needs them of the pages whose owner they are; None where nothing does, or it cannot be told."""
        words = upkeep_words(language)

        def listed() -> PageReply | None:
            found = self._desk.attention(viewer, their_own=True)
            return self._listed(found, words, AT_HOME) if found.pages else None

        try:
            return await self._workers.run(listed)
        except KeepingError as error:
            _LOG.warning("What needs an owner could not be looked up: %s", error)
            return None

    async def see(self, viewer: Viewer, document_id: str, language: str, zone: str = "") -> PageReply:
        """One page, by its id."""
        words = upkeep_words(language)
        return await self._tried(
            lambda: self._shown(viewer, self._theirs(viewer, document_id), words, _zone(zone)), words
        )

    async def act(  # noqa: PLR0913 - who does what with which page and why, and how it is told
        self, viewer: Viewer, verb: UpkeepVerb, document_id: str, language: str, *, note: str = "", zone: str = ""
    ) -> PageReply:
        """What a button says, or a form that was sent."""
        words = upkeep_words(language)
        return await self._tried(lambda: self._done(viewer, verb, document_id, note, words, _zone(zone)), words)

    async def page_of(self, viewer: Viewer, document_id: str, language: str) -> PageTold | None:
        """A page for the dialog that asks for a note; None where it is gone, not theirs, or cannot be looked up."""
        return (await self.see(viewer, document_id, language)).page

    async def is_theirs(self, viewer: Viewer, document_id: str) -> bool:
        """Whether they look after a page. In doubt they do not."""

        def looked() -> bool:
            try:
                return self._desk.may(viewer, self._desk.document(viewer, document_id))
            except PageGoneError:
                return False

        try:
            return await self._workers.run(looked)
        except Exception:  # noqa: BLE001 - this adorns an answer, which comes all the same
            _LOG.exception("Whose a page is could not be looked up")
            return False

    # ── each wish; runs in the workers ───────────────────────────────────────────────────────────────────────────────

    def _named(self, viewer: Viewer, wish: PageWish, words: UpkeepWords, zone: tzinfo) -> PageReply:
        verb, rest = wish.verb, wish.rest
        if verb is not None and not rest.strip():
            return PageReply(help=words.which.format(command=self._command, verb=words.typed[verb]))
        named = self._desk.named(viewer, rest)
        if named.exact and len(named.pages) == 1:
            page = named.pages[0]
            if verb is None:
                return self._shown(viewer, page, words, zone)
            return self._done(viewer, verb, page.id, named.note, words, zone)
        if not named.pages:
            return PageReply((words.none_meant.format(words=" ".join(rest.split())),))
        if verb is None and len(named.pages) == 1:
            return self._shown(viewer, named.pages[0], words, zone)
        told = tuple(self._told(one, words, self._desk.state(one.id)) for one in named.pages)
        lead = words.several_meant if len(told) > 1 else words.one_meant
        return PageReply((lead,), choice=PageChoice(told, verb, named.note[:LONGEST_NOTE]))

    def _listed(self, found: Attention, words: UpkeepWords, most: int) -> PageReply:
        if not found.looks_after_any:
            return PageReply((words.none_yours,))
        listed = tuple(self._told(page, words, state) for page, state in found.pages[:most])
        counts = (
            (words.more, len(found.pages) - len(listed)),
            (words.right, found.right),
            (words.retired_count, found.retired),
        )
        below = tuple(said.format(n=number) for said, number in counts if number)
        return PageReply(() if listed else (words.none_wants,), listed=listed, below=below)

    def _done(  # noqa: PLR0913, PLR0917 - as `act`
        self, viewer: Viewer, verb: UpkeepVerb, document_id: str, note: str, words: UpkeepWords, zone: tzinfo
    ) -> PageReply:
        done = self._desk.act(viewer, verb, document_id, note)
        said = (done_told(done, words.language, zone), *([words.not_written_short] if done.not_written else []))
        # As it is now: a review counts from today.
        shown = self._shown(viewer, self._theirs(viewer, document_id), words, zone)
        return replace(shown, said=said, undo=verb in _UNDONE and not done.already, done=True)

    def _shown(self, viewer: Viewer, page: Document, words: UpkeepWords, zone: tzinfo) -> PageReply:
        told = page_told(
            page,
            self._desk.state(page.id),
            words.language,
            today=self._clock.now().date(),
            zone=zone,
            acts=self._desk.history(viewer, page.id),
            asked=self._asked(page),
            address=self._link_of(page),
        )
        return PageReply(page=told)

    def _told(self, page: Document, words: UpkeepWords, state: DocumentState) -> PageTold:
        today = self._clock.now().date()
        return page_told(page, state, words.language, today=today, address=self._link_of(page))

    def _theirs(self, viewer: Viewer, document_id: str) -> Document:
        """Raises NotYoursError and PageGoneError."""
        page = self._desk.document(viewer, document_id)
        if not self._desk.may(viewer, page):
            raise NotYoursError
        return page

    def _asked(self, page: Document) -> AskedDocument | None:
        """How often it answered of late; None where one person alone asked, or where that is not known."""
        try:
            asked: Sequence[AskedDocument] = self._log.asked_since(self._clock.now() - _WEEK)
        except LogUnavailableError:
            return None
        return next((one for one in asked if one.document == page.path and one.people >= _FEWEST_PEOPLE), None)

    async def _tried(self, work: Callable[[], PageReply], words: UpkeepWords) -> PageReply:
        try:
            return await self._workers.run(work)
        except NotYoursError:
            return PageReply((words.not_yours,))
        except PageGoneError:
            return PageReply((words.page_gone,))
        except KeepingError as error:
            _LOG.warning("What an owner wanted of a page could not be done: %s", error)
            return PageReply((words.down,))
        except Exception:  # noqa: BLE001 - a sentence, whatever broke
            _LOG.exception("What an owner wanted of a page could not be done")
            return PageReply((chat_words(words.language).trouble,))


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return UTC
