"""The thumbs that Teams itself shows below a message, and the reason that comes with one."""

from __future__ import annotations

import logging

from bot.chat.workers import Workers
from bot.chat_words import chat_words
from bot.conversation_model import Vote
from bot.ports import Clock, Feedback, KeepingError, PostedAnswers
from bot.teams import dialogs
from bot.teams.forms import why_form
from bot.teams.invokes import Thumb
from bot.teams.transport import Activity

_LOG = logging.getLogger(__name__)


class Thumbs:
    """Counts them. No verb raises."""

    def __init__(
        self, *, feedback: Feedback, posted: PostedAnswers, clock: Clock, keepers: Workers, language: str
    ) -> None:
        self._feedback = feedback
        self._posted = posted
        self._clock = clock
        self._keepers = keepers
        self._language = language

    async def pressed(self, thumb: Thumb) -> Activity:
        """The vote counts at once; the dialog that opens asks for the reason, which is a matter of its own."""
        words = chat_words(thumb.sender.language or self._language)
        try:
            question_id = await self._vote(thumb)
        except KeepingError as error:
            _LOG.warning("A vote could not be kept: %s", error)
            return dialogs.message(words.log_down)
        if question_id is None:
            return dialogs.message(words.gone)
        if thumb.helpful:
            return dialogs.message(words.thanks)
        return dialogs.form(words.why_title, why_form(question_id, words))

    async def explained(self, thumb: Thumb) -> None:
        """What was said with a thumb, in Teams' own form or in ours."""
        try:
            if await self._vote(thumb) is None:
                _LOG.warning("A vote on an answer that is not known any more was dropped")
        except KeepingError as error:
            _LOG.warning("A vote could not be kept: %s", error)

    async def _vote(self, thumb: Thumb) -> str | None:
        """Keep the vote; gives the question's id, None where it is not known which answer it is for."""
        setting = thumb.setting
        if thumb.message:
            posted = await self._keepers.run(self._posted.at, setting.workspace, setting.place, thumb.message)
        elif setting.kind == "direct":  # Microsoft's local client does not say which message it was
            posted = await self._keepers.run(self._posted.latest_in_place, setting.workspace, setting.place)
        else:
            posted = None
        if posted is None:
            return None
        vote = Vote(
            posted.question_id,
            thumb.sender.id,
            thumb.helpful,
            self._clock.now(),
            None if thumb.helpful else thumb.reason,
            "" if thumb.helpful else thumb.words,
        )
        await self._keepers.run(self._feedback.vote, vote)
        return posted.question_id
