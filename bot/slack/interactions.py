"""What happens when a button below an answer is pressed, or a dialog is sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.asking import AskingDesk
from bot.chat.handover import Handover
from bot.chat.presses import owner_of
from bot.chat.workers import Workers
from bot.chat_words import ChatWords, chat_words
from bot.conversation_model import VOTE_REASONS, Click, OwnerRequest, Vote
from bot.model import Answer, LoggedQuestion
from bot.ports import Clock, Feedback, KeepingError, LogUnavailableError, PostedAnswers, QuestionLog
from bot.slack import views
from bot.slack.blocks import mrkdwn_message, words_of
from bot.slack.buttons import Pressed
from bot.slack.dialogs import show
from bot.slack.handover import PostOf, bring_back, owner_sentence
from bot.slack.mrkdwn import escaped
from bot.slack.replies import WhisperedReply, WhisperRefusedError
from bot.slack.sharing import Sharing
from bot.slack.sight import Sights
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)
SECONDS_FOR_LANGUAGE = 0.5
"""A dialog must open within 3 seconds of the press: it does not wait long to learn its language."""
_KNOWN_TROUBLE = (KeepingError, LogUnavailableError)


class Interactions:
    """Serves presses and dialogs. No verb raises: who pressed is told, and the log where they cannot be."""

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
        post_of: PostOf,
        clock: Clock,
        workers: Workers,
        webhook: Callable[[str], AsyncWebhookClient],
    ) -> None:
        self._desk = desk
        self._log = log
        self._feedback = feedback
        self._posted = posted
        self._sights = sights
        self._sharing = sharing
        self._handover = handover
        self._post_of = post_of
        self._clock = clock
        self._workers = workers
        self._webhook = webhook

    async def press(self, workspace: Workspace, pressed: Pressed) -> None:
        """Do what the button says."""
        act = {
            "helpful": self._helpful,
            "unhelpful": self._unhelpful,
            "open": self._open,
            "share": self._share,
            "owner": self._owner,
            "more": self._more,
            "reply": self._reply,
        }[pressed.press]
        words = await self._words(workspace, pressed.user)
        trouble = await self._trouble(act(workspace, pressed, words), words)
        if trouble is not None:
            with suppress(*SLACK_TROUBLE):  # the log has its line already
                await self._whisper(pressed, trouble)

    async def send(self, workspace: Workspace, user: str, view: views.View, words: ChatWords) -> views.View:
        """Do what a dialog asked for. Gives the dialog that says what came of it."""
        act = {
            views.WHY: self._sent_why,
            views.SHARE: self._sent_share,
            views.OWNER: self._sent_owner,
            views.REPLY: self._sent_reply,
        }[str(view["callback_id"])]
        outcome: list[str] = []

        async def acted() -> None:
            outcome.append(await act(workspace, user, view, words))

        trouble = await self._trouble(acted(), words)
        if trouble is None:
            return views.message_view(views.title_of(view, words), outcome[0], words)
        # What was typed is given back: it would be lost with the dialog.
        typed = words_of(views.submitted(view, "words"))
        return views.message_view(views.title_of(view, words), trouble, words, typed)

    async def words(self, workspace: Workspace, user: str) -> ChatWords:
        """The words in the language of a person."""
        return await self._words(workspace, user)

    # ── presses ──────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _helpful(self, workspace: Workspace, pressed: Pressed, words: ChatWords) -> None:
        vote = Vote(pressed.subject, pressed.user, helpful=True, voted_at=self._clock.now())
        voted = await self._vote(workspace, vote, pressed.channel)
        await self._whisper(pressed, escaped(words.thanks if voted else words.gone))

    async def _unhelpful(self, workspace: Workspace, pressed: Pressed, words: ChatWords) -> None:
        """The vote counts at once; the reason is a matter of its own.

        Slack waits 3 seconds for the dialog, so it opens before it is known whether the vote counts.
        """
        asked_why = views.why_view(pressed.subject, pressed.channel, words)
        vote = Vote(pressed.subject, pressed.user, helpful=False, voted_at=self._clock.now())
        opened, voted = await asyncio.gather(
            self._open_view(workspace, pressed, asked_why),
            self._vote(workspace, vote, pressed.channel),
            return_exceptions=True,
        )
        if isinstance(voted, BaseException):
            raise voted
        if isinstance(opened, SLACK_TROUBLE):
            _LOG.error("Slack did not ask for the reason of a vote: %s", reason_of(opened))
            await self._whisper(pressed, escaped(words.thanks if voted else words.gone))
        elif isinstance(opened, BaseException):
            raise opened
        elif not voted:
            await show(workspace, opened, views.message_view(words.why_title, escaped(words.gone), words))

    async def _open(self, _workspace: Workspace, pressed: Pressed, _words: ChatWords) -> None:
        """Slack has opened the page already; only the count is ours, and nobody waits for it."""
        click = Click(pressed.subject, pressed.user, pressed.document, pressed.where, self._clock.now())
        try:
            await self._workers.run(self._feedback.clicked, click)
        except KeepingError as error:
            _LOG.warning("A click could not be counted: %s", error)

    async def _share(self, workspace: Workspace, pressed: Pressed, words: ChatWords) -> None:
        channel = pressed.channel
        if channel is not None and channel[0] in "CG":
            question = await self._question_below(workspace, pressed)
            text = escaped(words.gone)
            if question is not None:
                text = await self._sharing.share(
                    workspace, question, pressed.user, channel, words=words, stands_there=not pressed.alone
                )
            await self._whisper(pressed, text)
            return

        async def view() -> views.View | None:
            question = await self._question_below(workspace, pressed)
            return views.share_view(question.id, question.question, words) if question else None

        await self._dialog(workspace, pressed, words.share_title, words, view)

    async def _owner(self, workspace: Workspace, pressed: Pressed, words: ChatWords) -> None:
        async def view() -> views.View | None:
            question = await self._question_below(workspace, pressed)
            if question is None:
                return None
            sent = await self._handover.waits(question.id, pressed.user)
            owner = sent.owner if sent else owner_of(await self._as_seen(workspace, question, pressed.user))
            if owner is None:
                return views.message_view(words.owner_title, escaped(words.owner_none), words)
            if sent:
                return views.message_view(words.owner_title, owner_sentence("owner_before", owner, words), words)
            hindrance = await self._handover.hindrance(self._post_of(workspace), owner, pressed.user)
            if hindrance is not None:
                return views.message_view(words.owner_title, owner_sentence(hindrance, owner, words), words)
            return views.owner_view(question.id, question.question, owner, words)

        await self._dialog(workspace, pressed, words.owner_title, words, view)

    async def _more(self, workspace: Workspace, pressed: Pressed, words: ChatWords) -> None:
        async def view() -> views.View | None:
            question = await self._question_below(workspace, pressed)
            if question is None:
                return None
            return views.more_view(await self._as_seen(workspace, question, pressed.user), words)

        await self._dialog(workspace, pressed, words.more_title, words, view)

    async def _reply(self, workspace: Workspace, pressed: Pressed, words: ChatWords) -> None:
        async def view() -> views.View | None:
            request = await self._handover.find(pressed.subject)
            if request is None or not _was_asked(request, workspace, pressed.user):
                return None
            asker = await self._sights.person(workspace, request.asker)
            return views.reply_view(request.id, request.question, asker.name if asker else request.asker, words)

        await self._dialog(workspace, pressed, words.reply_title, words, view)

    async def _dialog(
        self,
        workspace: Workspace,
        pressed: Pressed,
        title: str,
        words: ChatWords,
        view: Callable[[], Awaitable[views.View | None]],
    ) -> None:
        """Open a dialog at once, for Slack waits 3 seconds, and fill it when what belongs in it is found.

        `view` gives None where what was pressed is not known any more.
        """
        waiting = views.message_view(title, escaped(words.one_moment), words)
        view_id = await self._open_view(workspace, pressed, waiting)
        try:
            shown = await view() or views.message_view(title, escaped(words.gone), words)
        except _KNOWN_TROUBLE as error:
            _LOG.warning("A dialog could not be filled: %s", error)
            shown = views.message_view(title, escaped(words.log_down), words)
        except Exception:  # noqa: BLE001 - the dialog says so, whatever broke
            _LOG.exception("A dialog could not be filled")
            shown = views.message_view(title, escaped(words.trouble), words)
        await show(workspace, view_id, shown)

    # ── dialogs that were sent ───────────────────────────────────────────────────────────────────────────────────────

    async def _sent_why(self, workspace: Workspace, user: str, view: views.View, words: ChatWords) -> str:
        given = views.submitted(view, "reason")
        reason = given if given in VOTE_REASONS else None
        question, channel = views.rated(view)
        vote = Vote(question, user, False, self._clock.now(), reason, views.submitted(view, "words"))
        if not await self._vote(workspace, vote, channel):
            return escaped(words.gone)
        return escaped(words.noted if vote.reason or vote.words else words.thanks)

    async def _sent_share(self, workspace: Workspace, user: str, view: views.View, words: ChatWords) -> str:
        question = await self._question(_subject(view))
        if question is None:
            return escaped(words.gone)
        return await self._sharing.share(workspace, question, user, views.submitted(view, "where"), words=words)

    async def _sent_owner(self, workspace: Workspace, user: str, view: views.View, words: ChatWords) -> str:
        question = await self._question(_subject(view))
        if question is None:
            return escaped(words.gone)
        owner = owner_of(await self._as_seen(workspace, question, user))
        if owner is None:
            return escaped(words.owner_none)
        outcome = await self._handover.send(
            self._post_of(workspace), question, user, owner=owner, note=views.submitted(view, "words")
        )
        return owner_sentence(outcome, owner, words)

    async def _sent_reply(self, workspace: Workspace, user: str, view: views.View, words: ChatWords) -> str:
        request = await self._handover.find(_subject(view))
        if request is None or not _was_asked(request, workspace, user):
            return escaped(words.gone)
        text = views.submitted(view, "words")
        return await bring_back(self._handover, self._post_of(workspace), request, text, user)

    # ── what they share ──────────────────────────────────────────────────────────────────────────────────────────────

    async def _question_below(self, workspace: Workspace, pressed: Pressed) -> LoggedQuestion | None:
        return await self._question_read(workspace, pressed.subject, pressed.user, pressed.channel)

    async def _question_read(
        self, workspace: Workspace, question_id: str, user: str, channel: str | None
    ) -> LoggedQuestion | None:
        """The question of the answer that a button stands below; None where who pressed has not read it there.

        A press can be written by hand, and would show, or rate, what somebody else asked in a place of their own.
        """
        question = await self._question(question_id)
        if question is None or question.workspace != workspace.id:
            return None
        asked_there = question.place == channel and question.place_kind == "channel"
        if question.asker == user or asked_there:
            return question
        places = {one.place for one in await self._workers.run(self._posted.of_question, question.id)}
        return question if channel in places else None

    async def _question(self, question_id: str) -> LoggedQuestion | None:
        return await self._workers.run(self._log.find, question_id)

    async def _vote(self, workspace: Workspace, vote: Vote, channel: str | None) -> bool:
        """Count it. False where its voter has not read the answer in this channel, or nothing is known of it."""
        if await self._question_read(workspace, vote.question_id, vote.voter, channel) is None:
            return False
        await self._workers.run(self._feedback.vote, vote)
        return True

    async def _as_seen(self, workspace: Workspace, question: LoggedQuestion, user: str) -> Answer:
        """The answer as somebody may see it themselves: in a dialog nobody reads along."""
        sight = await self._sights.of_person(workspace, user)
        return await self._desk.again(question, user, sight, sight.place(user, "private", workspace.id))

    async def _words(self, workspace: Workspace, user: str) -> ChatWords:
        try:
            async with asyncio.timeout(SECONDS_FOR_LANGUAGE):
                person = await self._sights.person(workspace, user)
        except TimeoutError:
            person = None
        return chat_words(person.language if person else "en")

    async def _open_view(self, workspace: Workspace, pressed: Pressed, view: views.View) -> str:
        opened = await workspace.client.views_open(trigger_id=pressed.trigger_id, view=view)
        return str(opened["view"]["id"])

    async def _whisper(self, pressed: Pressed, text: str) -> None:
        """Say it to who pressed, where the button stands in a message."""
        if pressed.response_url is not None:
            thread = pressed.thread if pressed.thread != pressed.message else None
            await WhisperedReply(self._webhook(pressed.response_url), thread).say(mrkdwn_message(text))

    async def _trouble(self, work: Awaitable[None], words: ChatWords) -> str | None:
        """Do the work. What is to be said where it fails; one line in the log tells of it."""
        try:
            await work
        except _KNOWN_TROUBLE as error:
            _LOG.warning("What was pressed in Slack could not be done: %s", error)
            return escaped(words.log_down)
        except WhisperRefusedError as error:
            _LOG.warning("Who pressed a button could not be told: %s", error)
        except SLACK_TROUBLE as error:
            _LOG.error("Slack did not take what follows a press: %s", reason_of(error))
            return escaped(words.trouble)
        except Exception:  # noqa: BLE001 - who pressed gets a sentence, whatever broke
            _LOG.exception("What was pressed in Slack could not be done")
            return escaped(words.trouble)
        return None


def _subject(view: views.View) -> str:
    return str(view.get("private_metadata") or "")


def _was_asked(request: OwnerRequest, workspace: Workspace, user: str) -> bool:
    """Who was asked answers, and nobody else; in a channel, whoever reads the question there."""
    return request.workspace == workspace.id and (request.owner_id[:1] in {"C", "G"} or request.owner_id == user)
