"""Whether the content answers a reader's question now: asked again once for each generation, for the reader's eyes."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from bot.console.ports import DocumentPages
from bot.model import Asker, LoggedQuestion, Place
from bot.ports import Answering
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)
_REMEMBERED = 10_000
_Eyes = tuple[str, frozenset[str] | None, bool]
"""A question, and what its reader may see: two who may see the same are answered the same."""


@dataclass(slots=True)
class _Told:
    """What was found in one generation."""

    generation: str = ""
    answered: dict[_Eyes, bool] = field(default_factory=dict)


class AskedAgain:
    """Asks through `answering`, which must keep no question: nobody asked anew."""

    def __init__(self, answering: Answering, documents: DocumentPages) -> None:
        self._answering = answering
        self._documents = documents
        self._told = _Told()

    def is_known(self, question: LoggedQuestion, viewer: Viewer) -> bool:
        """Whether it takes no time to tell. Raises NoIndexError."""
        return _eyes(question, viewer) in self._of_serving().answered

    def is_answered(self, question: LoggedQuestion, viewer: Viewer) -> bool:
        """Whether it is answered for this reader. Raises NoIndexError; where it cannot be searched, it is not."""
        told, eyes = self._of_serving(), _eyes(question, viewer)
        if eyes in told.answered:
            return told.answered[eyes]
        asker = Asker(viewer.id, viewer.name or None, viewer.groups)
        place = Place("console", "browser", viewer.workspace, guests=viewer.guest)
        try:
            answered = self._answering.answer_again(question, asker, place).status == "answered"
        except Exception as error:  # noqa: BLE001 - a page without a notice is better than none
            _LOG.warning("A question could not be asked again (%s)", type(error).__name__)
            return False
        told.answered[eyes] = answered
        return answered

    def _of_serving(self) -> _Told:
        """What is known of the generation that serves."""
        serving, told = self._documents.info().id, self._told
        if told.generation != serving or len(told.answered) >= _REMEMBERED:
            told = self._told = _Told(serving)
        return told


def _eyes(question: LoggedQuestion, viewer: Viewer) -> _Eyes:
    return question.id, viewer.groups, viewer.guest
