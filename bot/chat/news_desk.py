"""What is new, as it is asked for, subscribed to and launched in chat, on any platform: trouble becomes a sentence."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import time
from zoneinfo import ZoneInfo

from bot.chat.backstage import LinkOf
from bot.chat.digest_rooms import DigestRoom, DigestRooms
from bot.chat.workers import Workers
from bot.digests.model import Subscription
from bot.digests.ports import Subscriptions
from bot.digests.schedule import changed, is_zone, upcoming
from bot.locales import day, moment
from bot.ports import Clock, KeepingError
from bot.reach.desk import (
    DAYS,
    DayError,
    LaunchedAlreadyError,
    NotTheirsError,
    PageUnknownError,
    ReachDesk,
    eyes_of,
)
from bot.reach.telling import NewsTold, Telling, home_told, launches_told, news_told, titled
from bot.reach.wishes import LaunchWish, NewsWish, read_day, read_launch_wishes, read_news_wish
from bot.reach.words import ReachWords, reach_words
from bot.shortening import cut
from bot.upkeep.finding import Named
from bot.viewer import Viewer
from content_index.model import Document
from retrieval.model import Filters

_LOG = logging.getLogger(__name__)
AT = time(9, 0)
"""On Mondays, as digests are sent where nothing else is said."""
LONGEST_TITLE = 200
"""As much of a title as leaves room for what is said of it."""


class _RefusedError(Exception):
    """It may not be, or not there. The message is the sentence that says so."""


@dataclass(frozen=True, slots=True)
class NewsReply:
    """What is shown to who asked: what is new, or sentences (plain text), or an explanation (Markdown)."""

    said: tuple[str, ...] = ()
    told: NewsTold | None = None
    help: str = ""


class NewsDesk:
    """Works in `workers`. No verb raises. `command` is what people type; `zone` is the deployment's."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: ReachDesk,
        subscriptions: Subscriptions,
        link_of: LinkOf,
        clock: Clock,
        workers: Workers,
        command: str,
        console: str = "",
        zone: str = "UTC",
    ) -> None:
        self._desk = desk
        self._subscriptions = subscriptions
        self._link_of = link_of
        self._clock = clock
        self._workers = workers
        self._command = command
        self._console = console
        self._zone = zone

    async def serve(self, viewer: Viewer, text: str, rooms: DigestRooms, language: str, zone: str = "") -> NewsReply:
        """Do what the words after the command say. `zone` is the person's own, as far as the platform knows it."""
        words, wish = reach_words(language), read_news_wish(text)
        zone = zone if zone and is_zone(zone) else self._zone
        if wish.asked == "help":
            wrong = (words.wrong_word.format(word=wish.wrong),) if wish.wrong else ()
            return NewsReply(wrong, help=words.help.format(command=self._command))
        return await self._tried(lambda: self._do(viewer, wish, rooms, words, zone), words)

    async def at_home(self, eyes: Filters, language: str, zone: str = "", *, for_keepers: bool = False) -> NewsTold:
        """A part of somebody's page, with the same as the command shows. Where it cannot be looked up, it says so."""
        how = self.telling(language, zone, for_keepers=for_keepers)
        try:
            return home_told(await self._workers.run(self._desk.whats_new, eyes), how)
        except KeepingError as error:
            _LOG.warning("What is new could not be looked up: %s", error)
            return NewsTold(how.words.home_title, how.words.home_title, said=(how.words.down,))

    def telling(self, language: str, zone: str = "", *, for_keepers: bool = True) -> Telling:
        """How it is told in a language. `for_keepers`: the console's list of pages is for who gets it."""
        there = ZoneInfo(zone if zone and is_zone(zone) else self._zone)
        today = self._clock.now().astimezone(there).date()
        console = f"{self._console}/content" if self._console and for_keepers else ""
        return Telling(reach_words(language), self._link_of, today, there, console)

    # ── each wish ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _do(self, viewer: Viewer, wish: NewsWish, rooms: DigestRooms, words: ReachWords, zone: str) -> NewsReply:
        if wish.asked in {"weekly", "stop"}:
            return NewsReply((await self._subscribed(viewer, wish, rooms, words, zone),))
        return await self._workers.run(self._shown, viewer, wish, words, zone)

    def _shown(self, viewer: Viewer, wish: NewsWish, words: ReachWords, zone: str) -> NewsReply:
        """Runs in the workers."""
        how = self.telling(words.language, zone, for_keepers=viewer.manages)
        if wish.asked == "launch":
            return self._launched(viewer, wish.rest, words, how)
        if wish.asked == "unlaunch":
            return self._ended(viewer, wish.rest, words)
        if wish.asked == "launches":
            return NewsReply(told=launches_told(self._desk.launched(eyes_of(viewer)), how))
        found = self._desk.whats_new(eyes_of(viewer), DAYS if wish.days == 0 else wish.days)
        return NewsReply(told=news_told(found, how, command=self._command))

    def _launched(self, viewer: Viewer, text: str, words: ReachWords, how: Telling) -> NewsReply:
        wish, named = self._meant(viewer, read_launch_wishes(text))
        until = read_day(wish.until, how.today) if wish.until else None
        if wish.until and until is None:
            raise _RefusedError(words.day_unknown.format(words=wish.until))
        page = self._one(named.pages, wish.page, words)
        launch = self._desk.launch(viewer, page.id, until=until, words=wish.words or named.note)
        last = day(launch.until, words.language, how.today)
        return NewsReply((words.done.format(title=_short(page), date=last), words.done_announced))

    def _ended(self, viewer: Viewer, text: str, words: ReachWords) -> NewsReply:
        page = self._one(self._desk.named(viewer, text).pages, text, words)
        template = words.ended if self._desk.unlaunch(viewer, page.id) else words.not_launched
        return NewsReply((template.format(title=_short(page)),))

    def _meant(self, viewer: Viewer, wishes: Sequence[LaunchWish]) -> tuple[LaunchWish, Named]:
        """The first that names a page by its whole name; else the first, with the pages that it may mean."""
        found = [(one, self._desk.named(viewer, one.page)) for one in wishes]
        return next((one for one in found if one[1].exact), found[0])

    def _one(self, pages: Sequence[Document], named: str, words: ReachWords) -> Document:
        """Raises _RefusedError where none or several are meant."""
        if len(pages) == 1:
            return pages[0]
        if not named.strip():
            raise _RefusedError(words.which_page.format(command=self._command))
        if not pages:
            raise _RefusedError(words.page_unknown.format(words=" ".join(named.split())))
        raise _RefusedError("\n".join((words.which_of, *(f"{one.path} ({one.title})" for one in pages))))

    async def _subscribed(
        self, viewer: Viewer, wish: NewsWish, rooms: DigestRooms, words: ReachWords, zone: str
    ) -> str:
        room = await self._room(viewer, wish, rooms, words)
        where = words.to_you if room.is_person else words.to_channel.format(channel=room.shown)
        known = await self._workers.run(self._known, rooms, room)
        if wish.asked == "stop":
            for one in known:
                await self._workers.run(self._subscriptions.drop, one.id)
            return (words.stopped if known else words.stopped_none).format(where=where)
        standing = next((one for one in known if not one.paused), None)
        kept = standing
        if kept is None:
            kept = await self._workers.run(self._kept, viewer, rooms, room, words.language, zone, known)
        template = words.subscribed_before if standing else words.subscribed
        return template.format(
            where=where,
            time=f"{kept.at:%H:%M}",
            zone=kept.zone,
            next=moment(upcoming(kept, self._clock.now()).end, kept.zone, words.language),
        )

    async def _room(self, viewer: Viewer, wish: NewsWish, rooms: DigestRooms, words: ReachWords) -> DigestRoom:
        """Where to. Raises _RefusedError."""
        if viewer.guest:
            raise _RefusedError(words.not_for_guests)
        if not wish.channel:
            return await rooms.me()
        found = await (rooms.here() if wish.channel == "here" else rooms.named(wish.channel))
        if found is None:
            template = words.not_here if wish.channel == "here" else words.channel_unknown
            raise _RefusedError(template.format(channel=wish.channel))
        if found.is_person:
            return found
        if not viewer.manages:
            raise _RefusedError(words.only_managers.format(command=self._command))
        if wish.asked == "weekly" and not found.member:
            raise _RefusedError(words.not_in_channel.format(channel=found.shown))
        return found

    def _known(self, rooms: DigestRooms, room: DigestRoom) -> list[Subscription]:
        """Runs in the workers."""
        sent = self._subscriptions.of_receiver(rooms.surface, rooms.workspace, room.id)
        return [one for one in sent if one.kind == "news"]

    def _kept(  # noqa: PLR0913, PLR0917 - whose, where to, and how it is told
        self,
        viewer: Viewer,
        rooms: DigestRooms,
        room: DigestRoom,
        language: str,
        zone: str,
        known: Sequence[Subscription],
    ) -> Subscription:
        """Runs in the workers."""
        now = self._clock.now()
        for one in known:  # one that was paused elsewhere goes on
            resumed = changed(one, replace(one, paused=False), now)
            self._subscriptions.keep(resumed)
            return resumed
        new = Subscription(
            id=uuid.uuid4().hex,
            kind="news",
            surface=rooms.surface,
            workspace=rooms.workspace,
            receiver=room.id,
            every="week",
            at=AT,
            zone=zone,
            language=language,
            created_by=viewer.id,
            created_at=now,
        )
        self._subscriptions.keep(new)
        # Who typed it twice, or on two replicas, gets it once: each of them keeps the same one.
        first, *others = sorted(self._known(rooms, room), key=lambda one: (one.created_at or now, one.id)) or [new]
        for other in others:
            self._subscriptions.drop(other.id)
        return first

    async def _tried(self, work: Callable[[], Awaitable[NewsReply]], words: ReachWords) -> NewsReply:
        try:
            return await work()
        except _RefusedError as refused:
            return NewsReply(tuple(str(refused).splitlines()))
        except NotTheirsError:
            return NewsReply((words.not_yours,))
        except (PageUnknownError, LaunchedAlreadyError, DayError) as error:
            return NewsReply((self._refusal(error, words),))
        except KeepingError as error:
            _LOG.warning("What was wanted of the news could not be done: %s", error)
            return NewsReply((words.down,))
        except Exception:  # noqa: BLE001 - a sentence, whatever broke
            _LOG.exception("What was wanted of the news could not be done")
            return NewsReply((words.trouble,))

    def _refusal(self, error: Exception, words: ReachWords) -> str:
        if isinstance(error, DayError):
            return words.day_wrong
        if isinstance(error, LaunchedAlreadyError):
            return words.already.format(command=self._command, title=cut(str(error), LONGEST_TITLE))
        return words.page_unknown.format(words="")


def _short(page: Document) -> str:
    return cut(titled(page), LONGEST_TITLE)
