"""How the bot behaves in one channel: when it speaks, to whom, and whether the channel hears it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

Listening = Literal["mentions", "questions", "everything"]
Audible = Literal["thread", "ephemeral"]
Delivery = Literal["thread", "ephemeral", "silent", "refused"]
"""Who hears an answer. `refused`: nobody; the asker is told that the channel's settings do not admit them."""
LISTENING: tuple[Listening, ...] = ("mentions", "questions", "everything")
AUDIBLE: tuple[Audible, ...] = ("thread", "ephemeral")
WEEKDAYS = (0, 1, 2, 3, 4, 5, 6)
"""Monday is 0."""


@dataclass(frozen=True, slots=True)
class ChannelManners:
    """What a channel has agreed on with the bot.

    `listening`: what is answered without the bot's name in it: nothing, questions, or every message. `audible`: who
    hears an answer: the thread, or the asker alone. `follow_ups`: who has asked in a thread may go on there without
    naming the bot. `answers_to`: groups whose people are answered; none means everybody. `audience`: groups that
    everybody who reads the channel is in, beyond those of the settings. `only_confident`: what is not sure is for the
    asker alone, and unsaid where nobody asked the bot by name. `reaction`: the emoji that asks for an answer to the
    message it stands on; "" for none. `opens`, `closes` (local to `zone`) and `weekdays` are the hours in which the bot
    speaks without being named; `opens` equal to `closes` is the whole day. `hourly_cap`: answers an hour that the
    channel hears, 0 for any number.
    """

    listening: Listening = "mentions"
    audible: Audible = "thread"
    follow_ups: bool = True
    answers_to: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    only_confident: bool = False
    reaction: str = ""
    opens: time = time(0, 0)
    closes: time = time(0, 0)
    weekdays: tuple[int, ...] = WEEKDAYS
    zone: str = "UTC"
    hourly_cap: int = 0

    def is_open(self, now: datetime) -> bool:
        """Whether `now` (time-zone aware) is within the hours.

        Hours that end before they begin go past midnight, and belong to the day on which they begin.
        """
        local = now.astimezone(ZoneInfo(self.zone))
        at = local.time().replace(tzinfo=None)
        if self.opens == self.closes:
            return local.weekday() in self.weekdays
        if self.opens < self.closes:
            return self.opens <= at < self.closes and local.weekday() in self.weekdays
        if at >= self.opens:
            return local.weekday() in self.weekdays
        return at < self.closes and (local.weekday() - 1) % 7 in self.weekdays


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is known before a question in a channel is searched.

    `named`: the bot is mentioned, or was asked by its reaction. `goes_on`: the asker has asked in this thread before.
    `is_question`: it reads like one. `outsiders`: people from outside read the channel. `heard`: answers that the
    channel has heard within the last hour. `groups`: the asker's.
    """

    named: bool
    goes_on: bool
    is_question: bool
    outsiders: bool
    heard: int
    groups: frozenset[str]
    now: datetime


def delivery(manners: ChannelManners, occasion: Occasion) -> Delivery:
    """Who hears the answer, before it is known how sure it is. Who names the bot is never left without a word."""
    full = 0 < manners.hourly_cap <= occasion.heard
    admitted = not manners.answers_to or not occasion.groups.isdisjoint(manners.answers_to)
    if occasion.named:
        return "refused" if not admitted else "ephemeral" if full else manners.audible
    wanted = (
        manners.listening == "everything"
        or (manners.listening == "questions" and occasion.is_question)
        or (manners.follow_ups and occasion.goes_on)
    )
    speaks = wanted and admitted and not full and not occasion.outsiders and manners.is_open(occasion.now)
    return manners.audible if speaks else "silent"


def delivery_of_doubt(
    manners: ChannelManners, before: Delivery, *, named: bool, goes_on: bool, buyers: bool = False
) -> Delivery:
    """Who hears an answer that is not sure, where a sure one had gone to `before`.

    Where nobody asked, what is not an answer is noise. Who goes on in a thread is told what is not known. `buyers`: one
    of ours asks, and people from outside read along; that their seller's own content has no answer is not for them.
    """
    if not named and not goes_on:
        return "silent"
    return "ephemeral" if (manners.only_confident or buyers) and before == "thread" else before
