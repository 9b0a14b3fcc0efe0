"""Gaps listed and worked in Teams: what a command asks for, and what becomes of the buttons below."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.chat.gap_desk import GapDesk, GapOutcome
from bot.chat.trouble import UndeliveredError
from bot.chat_words import chat_words
from bot.gap_words import gap_words
from bot.gap_words.telling import GapPress
from bot.gaps.model import Gap
from bot.teams.activities import Incoming, Setting
from bot.teams.card_text import Element, escaped
from bot.teams.cards import Card
from bot.teams.gap_cards import Around, gap_card, gap_text, list_card, list_text, status_lines
from bot.teams.gap_forms import View, chosen_owner, gap_press, view_of
from bot.teams.gap_holders import HolderNames
from bot.teams.invokes import Act
from bot.teams.messages import Mention, card_activity, sentence_activity
from bot.teams.speaking import Message, Speaker, address_in_thread
from bot.teams.transport import TransportError
from bot.teams.viewers import Viewers
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)
ID_LIMIT = 64

_AT_ONCE: Mapping[str, GapPress] = {"gap_merge": "merge", "gap_apart": "apart", "gap_reopen": "reopen"}

DigestAgain = Callable[[Act, Sequence[Element]], Awaitable[bool]]
"""Shows the digest that was pressed in again in its place, with what was done. False where it is none that was sent."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who looks, and in which language."""

    viewer: Viewer
    language: str


class GapWork:
    """Serves the command `gaps` and the buttons of gaps. No verb raises: whoever is concerned gets a sentence.

    What people asked is for the eyes of who may work on it: asked for or pressed where others read along, it goes to
    the person's own chat with the bot. A digest in a channel says what was done with its gaps in its place.
    """

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: GapDesk,
        viewers: Viewers,
        speaker: Speaker,
        names: HolderNames,
        digest_again: DigestAgain,
        console: str,
        language: str,
    ) -> None:
        self._desk = desk
        self._viewers = viewers
        self._speaker = speaker
        self._names = names
        self._digest_again = digest_again
        self._console = console
        self._language = language

    async def listing(self, incoming: Incoming, language: str) -> Message:
        """What is said to `gaps`, where it was asked."""
        reader = _Reader(await self._viewers.of(incoming.setting.address, incoming.sender), language)
        message = await self._page(reader, incoming.command_words)
        if incoming.setting.kind == "direct":
            return message
        return await self._alone(incoming.setting, reader, message)

    async def act(self, act: Act) -> None:
        """A button of a gap, or its form."""
        try:
            await self._act(act)
        except TransportError as error:
            _LOG.warning("What was done with a gap could not be shown: %s", error)
        except Exception:  # noqa: BLE001 - who pressed gets a sentence, whatever broke
            _LOG.exception("What was pressed on a gap could not be done")
            language = act.sender.language or self._language
            await self._quietly(act, Message(sentence_activity(gap_words(language).trouble)))

    async def _act(self, act: Act) -> None:
        language = act.sender.language or self._language
        reader = _Reader(await self._viewers.of(act.setting.address, act.sender), language)
        view = view_of(act.told)
        if act.name == "gap_list":
            listed = await self._page(reader, _wish(view))
            await (self._new if view.kind == "sent" else self._show)(act, reader, listed)
            return
        if act.name == "gap_see":
            shown = await self._whole(reader, act.subject, view)
            if view.kind == "digest":  # which stays: it tells more than this gap
                await self._new(act, reader, shown)
            else:
                await self._show(act, reader, shown)
            return
        outcome = await self._done(act, reader)
        if outcome.gap is not None and outcome.gap.assigned:
            named = await self._named(outcome.gap, reader)
            outcome = replace(outcome, said=outcome.said.replace(outcome.gap.assigned, named.assigned), gap=named)
        await self._told(act, reader, view, outcome)

    async def _done(self, act: Act, reader: _Reader) -> GapOutcome:
        """Do it. What a card sends can be written by hand: the board decides what the person may do."""
        desk, viewer, language = self._desk, reader.viewer, reader.language
        gap_id, given = act.subject[:ID_LIMIT], act.given
        match act.name:
            case "gap_assign":
                owner = chosen_owner(given)
                missing = GapOutcome(gap_words(language).needs_an_owner)
                done = missing if owner is None else await desk.assign(viewer, gap_id, owner, language)
            case "gap_snooze":
                until = _day(given.get("until", "")) or given.get("span", "")
                done = await desk.snooze(viewer, gap_id, until, language)
            case "gap_dismiss":
                done = await desk.dismiss(viewer, gap_id, given.get("reason", ""), language, given.get("words", ""))
            case "gap_rename":
                done = await desk.rename(viewer, gap_id, given.get("title", ""), language)
            case "gap_split":
                chosen = [one for one in given.get("questions", "").split(",") if one]
                done = await desk.split(viewer, gap_id, chosen, language)
            case _:
                press, other = _AT_ONCE.get(act.name, "undo"), act.told.get("other", "")[:ID_LIMIT]
                done = await desk.press(viewer, press, gap_id, language, other)
        return done

    async def _told(self, act: Act, reader: _Reader, view: View, outcome: GapOutcome) -> None:
        """Say what came of it where it was pressed; what could not be done concerns who pressed alone."""
        words, subject = gap_words(reader.language), act.subject[:ID_LIMIT]
        if view.kind == "digest":
            said = outcome.said
            if act.setting.kind == "channel":
                if outcome.gap is None:
                    await self._new(act, reader, Message(sentence_activity(escaped(said))))
                    return
                said = words.by.format(what=said, person=reader.viewer.name) if reader.viewer.name else said
            undo = gap_press("undo", subject, words.undo, view=view) if outcome.gap and act.name != "gap_undo" else None
            if not await self._digest_again(act, status_lines(said, undo=undo)):
                await self._new(act, reader, await self._whole(reader, subject, view, outcome.said))
            return
        if view.kind == "list":
            undo = gap_press("undo", subject, words.undo, view=view) if outcome.gap and act.name != "gap_undo" else None
            shown = await self._page(reader, _wish(view), status_lines(outcome.said, undo=undo))
        else:
            shown = await self._whole(reader, subject, view, outcome.said)
        await self._show(act, reader, shown)

    async def _page(self, reader: _Reader, wish: str, status: Sequence[Element] = ()) -> Message:
        page = await self._desk.page(reader.viewer, wish, reader.language)
        if isinstance(page, str):
            return Message(sentence_activity(page))
        page = replace(page, gaps=tuple([await self._named(one, reader) for one in page.gaps]))
        around = await self._around(reader)
        return _said(list_card(page, around, status=status), list_text(page, around))

    async def _whole(self, reader: _Reader, gap_id: str, view: View, said: str = "") -> Message:
        sight = await self._desk.sight(reader.viewer, gap_id[:ID_LIMIT], reader.language)
        if isinstance(sight, str):
            return Message(sentence_activity(escaped(said) if said else sight))
        sight = replace(sight, view=replace(sight.view, gap=await self._named(sight.view.gap, reader)))
        around = await self._around(reader)
        status = status_lines(said) if said else ()
        text = "\n\n".join(filter(None, (escaped(said), gap_text(sight, around))))
        return _said(gap_card(sight, around, view, status=status), text)

    async def _around(self, reader: _Reader) -> Around:
        console = f"{self._console}/gaps" if self._console else ""
        return Around(await self._desk.owners(reader.viewer), reader.language, self._desk.today(), console)

    async def _named(self, gap: Gap, reader: _Reader) -> Gap:
        """The gap with a name in the place of the id of who has it."""
        name = await self._names.of(reader.viewer.workspace, gap.assigned) if gap.assigned else ""
        return replace(gap, assigned=name) if name else gap

    async def _show(self, act: Act, reader: _Reader, message: Message) -> None:
        """In the place of what was pressed; where others read along, in the person's own chat."""
        if act.setting.kind != "direct" or not act.message:
            await self._new(act, reader, message)
            return
        await self._speaker.change(address_in_thread(act.setting), act.message, message)

    async def _new(self, act: Act, reader: _Reader, message: Message) -> None:
        """As something new, for the eyes of who pressed."""
        if act.setting.kind == "direct":
            await self._speaker.say(address_in_thread(act.setting), message)
            return
        try:
            await self._speaker.say_to_person(act.setting.workspace, act.sender.id, message)
        except UndeliveredError as error:
            _LOG.warning("Who pressed a button could not be told alone: %s", error)
            mention = Mention(act.sender.teams_id, act.sender.name)
            sentence = sentence_activity(chat_words(reader.language).add_me, mention)
            await self._speaker.say(address_in_thread(act.setting), Message(sentence))

    async def _alone(self, setting: Setting, reader: _Reader, message: Message) -> Message:
        """To the person's own chat; what is said in the conversation then."""
        try:
            await self._speaker.say_to_person(setting.workspace, reader.viewer.id, message)
        except UndeliveredError as error:
            _LOG.warning("What is for one person alone could not be said to them: %s", error)
            return Message(sentence_activity(chat_words(reader.language).add_me))
        return Message(sentence_activity(gap_words(reader.language).told_alone))

    async def _quietly(self, act: Act, message: Message) -> None:
        try:
            await self._speaker.say(address_in_thread(act.setting), message)
        except TransportError as error:
            _LOG.warning("Who pressed a button could not be told: %s", error)


def _wish(view: View) -> str:
    """What asks for the same page of the same list."""
    return " ".join(filter(None, (view.wanted, f"page {view.page}" if view.page > 1 else "")))


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def _said(shown: Card, text: str) -> Message:
    return Message(card_activity(shown, text), lambda: sentence_activity(text))
