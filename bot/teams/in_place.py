"""Cards that change in place: after a press the answer says what was done with it, or shows a form."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.chat.asking import AskingDesk
from bot.chat.sight import Sight
from bot.chat.workers import Workers
from bot.chat_words import ChatWords, chat_words
from bot.conversation_model import PostedAnswer
from bot.model import LoggedQuestion
from bot.ports import KeepingError, LogUnavailableError, OwnerRequests, PostedAnswers, QuestionLog
from bot.teams.answers import Answers
from bot.teams.card_text import escaped
from bot.teams.forms import Element
from bot.teams.invokes import Act
from bot.teams.sight import Sights
from bot.teams.speaking import Speaker, address_in_thread
from bot.teams.transport import TransportError

_LOG = logging.getLogger(__name__)


class InPlace:
    """Puts an answer that was acted on in its own place again, made anew for the same eyes."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: AskingDesk,
        answers: Answers,
        speaker: Speaker,
        sights: Sights,
        log: QuestionLog,
        posted: PostedAnswers,
        requests: OwnerRequests,
        keepers: Workers,
    ) -> None:
        self._desk = desk
        self._answers = answers
        self._speaker = speaker
        self._sights = sights
        self._log = log
        self._posted = posted
        self._requests = requests
        self._keepers = keepers

    async def show(self, act: Act, *, said: str = "", form: Sequence[Element] = ()) -> bool:
        """Show the answer with what was done with it, a sentence below it, or a form. Never raises.

        False where the message is not one that is known to hold the answer, or cannot be changed.
        """
        setting = act.setting
        try:
            posted = await self._keepers.run(self._posted.at, setting.workspace, setting.place, act.message)
            question = await self._keepers.run(self._log.find, act.subject)
            if posted is None or question is None or posted.question_id != question.id:
                return False
            await self._change(act, posted, question, said=said, form=form)
        except (KeepingError, LogUnavailableError, TransportError) as error:
            _LOG.warning("An answer that was acted on could not be changed: %s", error)
            return False
        except Exception:  # noqa: BLE001 - what was pressed has been done
            _LOG.exception("An answer that was acted on could not be changed")
            return False
        return True

    async def _change(
        self, act: Act, posted: PostedAnswer, question: LoggedQuestion, *, said: str, form: Sequence[Element]
    ) -> None:
        setting, alone = act.setting, act.setting.kind == "direct"
        sight = await self._sight(act)
        place = sight.place(setting.place, setting.kind, setting.workspace)
        answer = await self._desk.again(question, question.asker, sight, place)
        done = await self._done(posted, question, chat_words(answer.language), alone=alone)
        # What was said of it just now says as much, and more.
        status = (said,) if said and alone else done
        reader = act.sender.id if alone else ""
        message = await self._keepers.run(self._answers.message, answer, reader=reader, status=status, form=form)
        await self._speaker.change(address_in_thread(setting), posted.message, message)

    async def _done(
        self, posted: PostedAnswer, question: LoggedQuestion, words: ChatWords, *, alone: bool
    ) -> tuple[str, ...]:
        """What has been done with the answer. Where several read along, nobody is named."""
        request = await self._keepers.run(self._requests.of_question, question.id, question.asker)
        waits = request is not None and request.reply is None
        everywhere = await self._keepers.run(self._posted.of_question, question.id)
        is_shared = any((one.place, one.message) != (posted.place, posted.message) for one in everywhere)
        asked = words.owner_asked.format(owner=escaped(request.owner)) if request and alone else words.owner_was_asked
        return (*((asked,) if waits else ()), *((words.was_shared,) if is_shared else ()))

    async def _sight(self, act: Act) -> Sight:
        setting = act.setting
        if setting.kind == "direct":
            return await self._sights.of_person(setting.address, act.sender.id, marked_outside=act.sender.outside)
        return await self._sights.of_place(setting.address, setting.team, marked_outside=setting.shared)
