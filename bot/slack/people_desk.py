"""What is there for a person before anything is asked: the home page, and prompts in the assistant pane."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.chat_words import chat_words
from bot.model import Answer, Ask, Asker, Place
from bot.overview import Overviews, Viewer
from bot.owners import Owners
from bot.ports import Answering, Clock, KeepingError, LogUnavailableError, QuestionLog
from bot.slack.blocks import sections
from bot.slack.channel_settings import ADMINISTRATORS, MANAGERS
from bot.slack.directory import Directory, LookUpError
from bot.slack.home import LinkOf, home_view
from bot.slack.mrkdwn import escaped
from bot.slack.sight import Sights
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.workers import Workers
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)

PROMPTS = 4
"""As many as Slack shows."""
OWN_PROMPTS = 2
PROMPT_LIMIT = 150
RECENT_LOOKED_THROUGH = 20


@dataclass(frozen=True, slots=True)
class Front:
    """What the pages say of this deployment. `examples` are questions that may be offered to somebody who is new."""

    console: str
    command: str
    examples: tuple[str, ...]
    link_of: LinkOf


class PeopleDesk:
    """Fills the home page and the assistant pane. No verb raises.

    `unlogged` answers without keeping what was asked: nobody asked it.
    """

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        overviews: Overviews,
        unlogged: Answering,
        log: QuestionLog,
        directory: Directory,
        sights: Sights,
        owners: Owners,
        clock: Clock,
        workers: Workers,
        front: Front,
    ) -> None:
        self._overviews = overviews
        self._unlogged = unlogged
        self._log = log
        self._directory = directory
        self._sights = sights
        self._owners = owners
        self._clock = clock
        self._workers = workers
        self._front = front

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
        asker, place = Asker(user, groups=sight.groups), Place(user, "private", workspace.id, sight.guests)
        found = await self._workers.run(self._answerable, asker, place)
        return words.prompts_title, found

    def _answerable(self, asker: Asker, place: Place) -> list[str]:
        """Questions of their own first, then the deployment's examples; runs in the workers."""
        try:
            recent = self._log.of_asker(place.workspace, asker.id, RECENT_LOOKED_THROUGH)
        except LogUnavailableError as error:
            _LOG.warning("A person's questions could not be read: %s", error)
            recent = ()
        own = [one.question for one in recent if one.status == "answered" and not one.follows]
        different = {_asked(one): one for one in reversed(own)}  # of those asked alike, the latest
        offered = self._first_answered(list(reversed(different.values())), OWN_PROMPTS, asker, place)
        known = {_asked(one) for one in offered}
        examples = [one for one in self._front.examples if _asked(one) not in known]
        return [*offered, *self._first_answered(examples, PROMPTS - len(offered), asker, place)]

    def _first_answered(self, questions: Sequence[str], most: int, asker: Asker, place: Place) -> list[str]:
        found: list[str] = []
        for question in questions:
            if len(found) == most:
                break
            if len(question) <= PROMPT_LIMIT and self._has_answer(question, asker, place):
                found.append(question)
        return found

    def _has_answer(self, question: str, asker: Asker, place: Place) -> bool:
        try:
            answer: Answer = self._unlogged.answer(Ask(question, asker, place, "slack", history=()))
        except Exception:  # noqa: BLE001 - a prompt less, whatever broke
            _LOG.exception("Whether a prompt has an answer could not be told")
            return False
        return answer.status == "answered"

    async def _roles(self, workspace: Workspace, user: str) -> frozenset[str]:
        try:
            return await self._directory.roles_of(workspace, user)
        except LookUpError as error:
            _LOG.warning("Somebody's roles could not be looked up (%s)", error)
            return frozenset()


def _asked(question: str) -> str:
    """The question without what nobody reads: case, spaces, the mark at its end."""
    return " ".join(question.casefold().split()).rstrip(" ?!.")
