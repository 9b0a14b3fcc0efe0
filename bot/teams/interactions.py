"""What happens when a button below an answer is pressed, or a form in it is sent."""

from __future__ import annotations

import logging

from bot.chat.asking import AskingDesk
from bot.chat.handover import Handover
from bot.chat.presses import owner_of
from bot.chat.sight import Sight
from bot.chat.trouble import UndeliveredError
from bot.chat.workers import Workers
from bot.chat_words import ChatWords, chat_words
from bot.conversation_model import VOTE_REASONS, Vote
from bot.model import Answer, LoggedQuestion
from bot.ports import Clock, Feedback, KeepingError, LogUnavailableError, PostedAnswers, QuestionLog
from bot.teams.card_text import escaped
from bot.teams.forms import share_form
from bot.teams.handover import PostOffice
from bot.teams.in_place import InPlace
from bot.teams.invokes import Act
from bot.teams.members import plain
from bot.teams.messages import Mention, sentence_activity
from bot.teams.sharing import Sharing
from bot.teams.sight import Sights
from bot.teams.speaking import Message, Speaker, address_in_thread
from bot.teams.transport import TransportError

_LOG = logging.getLogger(__name__)
ID_LIMIT = 64
_KNOWN_TROUBLE = (KeepingError, LogUnavailableError)


class Interactions:
    """Serves presses and forms. Never raises: who pressed is told, and the log where they cannot be.

    In a chat with the bot the card itself says what came of it. Where several read along it only says that something
    was done; what it was is told to who pressed, in their own chat.
    """

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: AskingDesk,
        log: QuestionLog,
        feedback: Feedback,
        posted: PostedAnswers,
        sights: Sights,
        sharing: Sharing,
        handover: Handover,
        post_office: PostOffice,
        in_place: InPlace,
        speaker: Speaker,
        clock: Clock,
        keepers: Workers,
        language: str,
    ) -> None:
        self._desk = desk
        self._log = log
        self._feedback = feedback
        self._posted = posted
        self._sights = sights
        self._sharing = sharing
        self._handover = handover
        self._post_office = post_office
        self._in_place = in_place
        self._speaker = speaker
        self._clock = clock
        self._keepers = keepers
        self._language = language

    async def act(self, act: Act) -> None:
        """Do what the button or the form says."""
        words = chat_words(act.sender.language or self._language)
        do = {
            "share": self._share,
            "owner": self._owner,
            "reply": self._reply,
            "why": self._why,
            "cancel": self._cancel,
        }[act.name]
        try:
            said = await do(act, words)
        except _KNOWN_TROUBLE as error:
            _LOG.warning("What was pressed in Teams could not be done: %s", error)
            said = _with_typed(words.log_down, act)
        except Exception:  # noqa: BLE001 - who pressed gets a sentence, whatever broke
            _LOG.exception("What was pressed in Teams could not be done")
            said = _with_typed(words.trouble, act)
        if said is not None:
            await self._tell(act, said)

    async def _share(self, act: Act, words: ChatWords) -> str | None:
        """In a channel the answer goes to the channel itself; in a chat with the bot it is asked where to."""
        question = await self._question(act)
        if question is None:
            return words.gone
        where = act.given.get("where") or (act.setting.place if act.setting.kind == "channel" else "")
        if where:
            return await self._sharing.share(act.setting, question, act.sender, where, words)
        places = await self._sharing.places(act.setting, act.sender.id)
        if not places:
            return words.share_nowhere
        form = share_form(question.id, [(one.id, one.name) for one in places], words)
        return None if await self._in_place.show(act, form=form) else words.gone

    async def _owner(self, act: Act, words: ChatWords) -> str:
        question = await self._question(act)
        if question is None:
            return words.gone
        owner = owner_of(await self._as_seen(act, question))
        if owner is None:
            return words.owner_none
        post, person = self._post_office.of(act.setting.workspace), act.sender.id
        outcome = await self._handover.hindrance(post, owner, person) or await self._handover.send(
            post, question, person, owner=owner, note=act.given.get("words", "")
        )
        return str(getattr(words, outcome)).format(owner=escaped(owner))

    async def _reply(self, act: Act, words: ChatWords) -> str:
        request = await self._handover.find(act.subject)
        # A card can be copied, and what it sends be written by hand: only who was asked answers.
        asked = {plain(one) for one in (act.sender.id, act.sender.teams_id, act.setting.place)}
        if request is None or request.workspace != act.setting.workspace or plain(request.owner_id) not in asked:
            return words.gone
        if act.setting.kind == "channel" and (await self._sight(act)).guests:
            return words.gone
        text = act.given.get("words", "")
        if not text:
            return words.reply_empty
        return await self._post_office.bring_back(self._handover, request, text, act.sender.id, words)

    async def _why(self, act: Act, words: ChatWords) -> str:
        reason = next((one for one in VOTE_REASONS if one == act.given.get("reason")), None)
        said = act.given.get("words", "")
        question = await self._rated(act)
        if question is None:
            return words.gone
        vote = Vote(question.id, act.sender.id, False, self._clock.now(), reason, said)
        await self._keepers.run(self._feedback.vote, vote)
        return words.noted if reason or said else words.thanks

    async def _cancel(self, act: Act, _words: ChatWords) -> None:
        await self._in_place.show(act)

    async def _tell(self, act: Act, said: str) -> None:
        """Say what came of it: in the card, or to who pressed alone."""
        if act.setting.kind == "direct":
            if not await self._in_place.show(act, said=said):
                await self._say(act, said)
            return
        await self._in_place.show(act)
        try:
            message = Message(sentence_activity(said))
            await self._speaker.say_to_person(act.setting.workspace, act.sender.id, message)
        except UndeliveredError as error:
            _LOG.warning("Who pressed a button could not be told alone: %s", error)
            words = chat_words(act.sender.language or self._language)
            await self._say(act, words.add_me, Mention(act.sender.teams_id, act.sender.name))

    async def _say(self, act: Act, said: str, mention: Mention | None = None) -> None:
        try:
            await self._speaker.say(address_in_thread(act.setting), Message(sentence_activity(said, mention)))
        except TransportError as error:
            _LOG.warning("Who pressed a button could not be told: %s", error)

    async def _question(self, act: Act) -> LoggedQuestion | None:
        """The question that was pressed below: one's own, or the one that stands in the message that was pressed.

        What a card sends can be written by hand.
        """
        question = await self._keepers.run(self._log.find, act.subject[:ID_LIMIT])
        if question is None or question.workspace != act.setting.workspace:
            return None
        if question.asker == act.sender.id:
            return question
        setting = act.setting
        posted = await self._keepers.run(self._posted.at, setting.workspace, setting.place, act.message)
        return question if posted is not None and posted.question_id == question.id else None

    async def _rated(self, act: Act) -> LoggedQuestion | None:
        """The question whose answer is rated: one's own, or one that was answered in this conversation.

        The form stands in a dialog, which does not always say below which message it was opened.
        """
        question = await self._keepers.run(self._log.find, act.subject[:ID_LIMIT])
        if question is None or question.workspace != act.setting.workspace:
            return None
        if question.asker == act.sender.id:
            return question
        stands = await self._keepers.run(self._posted.of_question, question.id)
        return question if any(one.place == act.setting.place for one in stands) else None

    async def _as_seen(self, act: Act, question: LoggedQuestion) -> Answer:
        """The answer as who pressed may see it themselves."""
        sender, setting = act.sender, act.setting
        sight = await self._sight(act)
        return await self._desk.again(question, sender.id, sight, sight.place(sender.id, "private", setting.workspace))

    async def _sight(self, act: Act) -> Sight:
        sender = act.sender
        return await self._sights.of_person(act.setting.address, sender.id, marked_outside=sender.outside)


def _with_typed(sentence: str, act: Act) -> str:
    """What was typed is given back: it would be lost with the form."""
    typed = act.given.get("words", "")
    return f"{sentence}\n\n{escaped(typed)}" if typed else sentence
