"""What a reminder holds when it is sent, in words: plain text, to be escaped for its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.chat.backstage import LinkOf
from bot.chat.trouble import UndeliveredError
from bot.chat.workers import Workers
from bot.deliveries.model import Delivery, Skipped
from bot.locales import counted
from bot.ports import Clock, KeepingError
from bot.upkeep.model import DocumentState
from bot.upkeep.notice_words import NoticeWords, notice_words
from bot.upkeep.reminding import DuePage, Reminded, ReminderDesk
from bot.viewer import Viewer


@dataclass(frozen=True, slots=True)
class RemindedPage:
    """A page of a reminder. `facts` are when its review is due, how often it was used, whose it is if not theirs."""

    document: str
    state: DocumentState
    title: str
    url: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReminderPart:
    """Pages under a `head` that says why the receiver is told of them."""

    head: str
    pages: tuple[RemindedPage, ...]


@dataclass(frozen=True, slots=True)
class ReminderParcel:
    """A reminder. `more` says how many pages are not named, "" where all are; `console` is where all stand."""

    notice: str
    parts: tuple[ReminderPart, ...]
    more: str
    rest: str
    language: str
    console: str
    console_label: str


class OutgoingReminders:
    """Its verbs raise UndeliveredError where something cannot be told now."""

    def __init__(self, desk: ReminderDesk, link_of: LinkOf, clock: Clock, workers: Workers) -> None:
        self._desk = desk
        self._link_of = link_of
        self._clock = clock
        self._workers = workers

    async def held(
        self, delivery: Delivery, viewer: Viewer, language: str, *, begins: bool
    ) -> ReminderParcel | Skipped:
        """What there is to say to the receiver now. `begins`: nothing of it was said yet."""
        if viewer.guest:
            return Skipped("people from outside are not reminded")
        if begins and self._desk.is_over(delivery):
            return Skipped("its day is over")
        try:
            found = await self._workers.run(self._desk.held, delivery, viewer)
        except KeepingError as error:
            raise UndeliveredError(f"the database says: {error}") from error
        if not found:
            return Skipped("all of it has been dealt with")
        return self._parcel(delivery, found, notice_words(language))

    async def snooze(self, viewer: Viewer, place: str, message: str, language: str) -> str:
        """None more this week; what is said of it. Raises KeepingError."""
        words = notice_words(language)
        done = await self._workers.run(self._desk.snooze, viewer, place, message)
        return words.snoozed if done else words.not_yours

    def _parcel(self, delivery: Delivery, found: list[Reminded], words: NoticeWords) -> ReminderParcel:
        today = date.fromisoformat(delivery.about["day"])
        more = int(delivery.about.get("more") or 0)
        named = sum(len(one.pages) for one in found)
        return ReminderParcel(
            notice=counted(named + more, words.notice, words.language),
            parts=tuple(_part(one, today, words, self._link_of) for one in found),
            more=counted(more, words.more, words.language) if more else "",
            rest=words.not_this_week,
            language=words.language,
            console=f"{self._desk.console}/content" if self._desk.console else "",
            console_label=words.console,
        )


def _part(reminded: Reminded, today: date, words: NoticeWords, link_of: LinkOf) -> ReminderPart:
    is_theirs = reminded.rung == "owned"
    pages = tuple(
        RemindedPage(
            document=one.document.id,
            state=one.state,
            title=one.document.title,
            url=link_of(one.document),
            facts=facts_of(one, today, words, names_owner=not is_theirs),
        )
        for one in reminded.pages
    )
    return ReminderPart(words.head if is_theirs else words.nobodys[reminded.rung], pages)


def facts_of(page: DuePage, today: date, words: NoticeWords, *, names_owner: bool = False) -> tuple[str, ...]:
    """When its review is due, how often it was used, and, if it is to be said, who owns it."""
    days = (today - page.due).days
    if days > 0:
        due = counted(days, words.overdue, words.language)
    else:
        due = counted(-days, words.due, words.language) if days else words.due_today
    used = counted(page.uses, words.used, words.language) if page.uses else words.unused
    owner = (words.owned_by.format(owner=page.document.owner),) if names_owner and page.document.owner else ()
    return (due, used, *owner)
