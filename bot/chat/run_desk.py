"""Reindexes as they are asked for in chat, on whatever platform: trouble becomes a sentence."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.chat.workers import Workers
from bot.ports import Clock, KeepingError
from bot.reindexing.desk import Asked, BusyError, NotLatestError, NotTheirsError, ReindexDesk, UnknownSourceError
from bot.reindexing.model import Run, RunMessage
from bot.reindexing.ports import RunMessages
from bot.reindexing.telling import Action, RunTold, digest_of, told
from bot.reindexing.wishes import ReindexWish, read_reindex_wish
from bot.reindexing.words import ReindexWords, reindex_words
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RunReply:
    """What is said to who asked: a sentence (Markdown, "" none), and the run that is to be shown and followed, if any.

    A command gets a message of its own for the run; a button, the message that it stands below.
    """

    said: str = ""
    run: Run | None = None
    told: RunTold | None = None


@dataclass(frozen=True, slots=True)
class RunOverview:
    """The sources that are somebody's to reindex, and the latest run, None where there was none yet."""

    sources: tuple[str, ...]
    latest: RunTold | None = None


class RunDesk:
    """Works in `workers`. No verb raises. `command` and `rollback_command` are what people type."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: ReindexDesk,
        messages: RunMessages,
        clock: Clock,
        workers: Workers,
        command: str,
        rollback_command: str,
    ) -> None:
        self._desk = desk
        self._messages = messages
        self._clock = clock
        self._workers = workers
        self._command = command
        self._rollback_command = rollback_command

    def may(self, viewer: Viewer) -> bool:
        """Whether they may reindex anything."""
        return self._desk.may(viewer)

    async def overview(self, viewer: Viewer, language: str) -> RunOverview | None:
        """None for those who may not reindex anything, and where what was reindexed cannot be read."""
        if not self.may(viewer):
            return None

        def found() -> RunOverview:
            run = next(iter(self._desk.latest(viewer, 1)), None)
            latest = None if run is None else self._reply("", run, viewer, reindex_words(language)).told
            return RunOverview(self._desk.sources(viewer), latest)

        try:
            return await self._workers.run(found)
        except KeepingError as error:
            _LOG.warning("The latest reindex could not be read: %s", error)
            return None

    async def serve(self, viewer: Viewer, text: str, language: str) -> RunReply:
        """Do what the words after the command say."""
        words, wish = reindex_words(language), read_reindex_wish(text)
        if not self.may(viewer):
            return RunReply(words.not_allowed)
        if wish.wrong:
            return RunReply(f"{words.wrong_word.format(word=_inert(wish.wrong))}\n{self._help(viewer, words)}")
        if wish.asked == "help":
            return RunReply(self._help(viewer, words))
        return await self._tried(lambda: self._do(viewer, wish, words), words)

    async def rollback(self, viewer: Viewer, language: str) -> RunReply:
        """Let the index of before serve again."""
        words = reindex_words(language)
        return await self._tried(lambda: self._shown(self._desk.rollback(viewer), viewer, words), words)

    async def press(self, viewer: Viewer, action: Action, run_id: str, language: str) -> RunReply:
        """What a button below a run says."""
        words = reindex_words(language)

        def acted() -> RunReply:
            if action == "cancel":
                return self._cancelled(viewer, run_id, words)
            if action == "rollback":
                return self._shown(self._desk.rollback(viewer, run_id), viewer, words)
            verb = self._desk.force if action == "force" else self._desk.again
            return self._shown(verb(viewer, run_id), viewer, words)

        return await self._tried(acted, words)

    async def follow(self, reply: RunReply, viewer: Viewer, at: tuple[str, str], language: str, zone: str) -> None:
        """Keep the message up to date that shows the reply's run; it stands `at` a place, with an id. Never raises."""
        if reply.run is None or reply.told is None:
            return
        message = RunMessage(
            run_id=reply.run.id,
            surface=viewer.surface,
            workspace=viewer.workspace,
            place=at[0],
            message=at[1],
            reader=viewer.id,
            language=language,
            zone=zone,
            names=self._desk.reads_names(viewer, reply.run),
            may_go_back=self._desk.may_go_back(viewer),
            posted_at=self._clock.now(),
            shown=digest_of(reply.told),
        )
        try:
            await self._workers.run(self._messages.keep, message)
        except KeepingError as error:
            _LOG.warning("A message about a reindex will not be kept up to date: %s", error)

    # ── each wish; runs in the workers ───────────────────────────────────────────────────────────────────────────────

    def _do(self, viewer: Viewer, wish: ReindexWish, words: ReindexWords) -> RunReply:
        if wish.asked == "status":
            run = next(iter([*self._desk.under_way(viewer), *self._desk.latest(viewer, 1)]), None)
            return RunReply(words.none_yet) if run is None else self._reply("", run, viewer, words)
        if wish.asked == "cancel":
            return self._cancelled(viewer, "", words)
        return self._shown(self._desk.ask(viewer, wish), viewer, words)

    def _shown(self, asked: Asked, viewer: Viewer, words: ReindexWords) -> RunReply:
        said = ""
        if asked.joined:
            name = asked.run.by.name or {"schedule": words.by_schedule, "webhook": words.by_webhook}.get(
                asked.run.by.cause, asked.run.by.id
            )
            said = words.joined.format(name=_plain(name))
        elif asked.behind:
            said = words.waits
        return self._reply(said, asked.run, viewer, words)

    def _cancelled(self, viewer: Viewer, run_id: str, words: ReindexWords) -> RunReply:
        try:
            run = self._desk.cancel(viewer, run_id)
        except NotTheirsError:
            return RunReply(words.cancel_not_allowed)
        return RunReply(words.cancel_late) if run is None else self._reply(words.cancel_asked, run, viewer, words)

    def _reply(self, said: str, run: Run, viewer: Viewer, words: ReindexWords) -> RunReply:
        names, may_go_back = self._desk.reads_names(viewer, run), self._desk.can_go_back(viewer)
        return RunReply(said, run, told(run, words.language, names=names, may_go_back=may_go_back))

    def _help(self, viewer: Viewer, words: ReindexWords) -> str:
        sources = _listed(self._desk.sources(viewer))
        return words.help.format(command=self._command, rollback=self._rollback_command, sources=sources)

    async def _tried(self, work: Callable[[], RunReply], words: ReindexWords) -> RunReply:
        try:
            return await self._workers.run(work)
        except (NotTheirsError, UnknownSourceError, BusyError, NotLatestError) as error:
            return RunReply(self._refusal(error, words))
        except KeepingError as error:
            _LOG.warning("A reindex could not be asked for: %s", error)
            return RunReply(words.down)
        except Exception:  # noqa: BLE001 - a sentence, whatever broke
            _LOG.exception("A reindex could not be asked for")
            return RunReply(words.trouble)

    def _refusal(self, error: Exception, words: ReindexWords) -> str:
        if isinstance(error, BusyError):
            return words.busy
        if isinstance(error, NotLatestError):
            return words.not_latest
        if isinstance(error, UnknownSourceError):
            return words.unknown_source.format(sources=_listed(error.sources), own=_listed(error.own))
        if isinstance(error, NotTheirsError) and error.going_back:
            return words.rollback_not_allowed
        if isinstance(error, NotTheirsError) and error.sources:
            return words.not_yours.format(sources=_listed(error.sources), own=_listed(error.own))
        return words.not_allowed


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{_inert(name)}`" for name in names)


def _inert(text: str) -> str:
    """What people name, so that it cannot end the code that it is set as, nor be more than a line."""
    return " ".join(text.replace("`", "'").split())


def _plain(name: str) -> str:
    """A name as it stands in Markdown: none of its characters means anything."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(name.split()))
