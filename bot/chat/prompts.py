"""Questions that may be offered to somebody: their own first, then the deployment's examples, each with an answer."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.asking_words import as_asked
from bot.model import Ask, Asker, Place, Surface
from bot.ports import Answering, LogUnavailableError, QuestionLog

_LOG = logging.getLogger(__name__)

PROMPTS = 4
"""As many as Slack shows; more would not be read."""
OWN_PROMPTS = 2
PROMPT_LIMIT = 150
RECENT_LOOKED_THROUGH = 20


class Prompts:
    """Finds them. `unlogged` answers without keeping what was asked: nobody asked it."""

    def __init__(self, unlogged: Answering, log: QuestionLog, examples: Sequence[str], surface: Surface) -> None:
        self._unlogged = unlogged
        self._log = log
        self._examples = tuple(examples)
        self._surface = surface

    def of(self, asker: Asker, place: Place) -> list[str]:
        """What may be offered to a person in a place; asks the model, so it runs in the workers."""
        try:
            recent = self._log.of_asker(place.workspace, asker.id, RECENT_LOOKED_THROUGH)
        except LogUnavailableError as error:
            _LOG.warning("A person's questions could not be read: %s", error)
            recent = ()
        own = [one.question for one in recent if one.status == "answered" and not one.follows]
        if place.kind == "channel":  # what somebody asked elsewhere is not for those who read along
            own = []
        different = {as_asked(one): one for one in reversed(own)}  # of those asked alike, the latest
        offered = self._first_answered(list(reversed(different.values())), OWN_PROMPTS, asker, place)
        known = {as_asked(one) for one in offered}
        examples = [one for one in self._examples if as_asked(one) not in known]
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
            answer = self._unlogged.answer(Ask(question, asker, place, self._surface, history=()))
        except Exception:  # noqa: BLE001 - a prompt less, whatever broke
            _LOG.exception("Whether a prompt has an answer could not be told")
            return False
        return answer.status == "answered"
