"""The form of a digest's schedule, and what is sent already, with the buttons to stop it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from bot.chat.digest_rooms import DigestForm
from bot.chat.digest_wishes import read_time
from bot.digests.model import Subscription
from bot.gap_words import DigestDeskWords, digest_desk_words
from bot.locales import weekday_named
from bot.teams.card_text import Element, line, shown
from bot.teams.cards import Card, card
from bot.teams.forms import opening
from bot.teams.gap_forms import choices, rows, text_field
from bot.teams.invokes import DATA
from bot.teams.sharing import Place

ME = "me"
MOST_LISTED = 10
TEXT_LIMIT = 200
DAYS = 7
AT = time(9)
_NEW = "new"
"""What stands for a subscription's id in the form that makes one."""


@dataclass(frozen=True, slots=True)
class ScheduleFacts:
    """What a form begins with: the person's time zone, where it can be sent to, and where it was asked for.

    Who is no manager (`manages`) gets the digest alone, about their own content: then it is not asked where to.
    """

    zone: str
    places: Sequence[Place] = ()
    here: str = ""
    manages: bool = True


def schedule_card(said: str, facts: ScheduleFacts, language: str) -> Card:
    """The form alone."""
    words = digest_desk_words(language)
    body = [line(words.title, "bold"), *_said(said), *schedule_fields(facts, language), *rows([_save(words)])]
    return card(body)


def listing_card(said: str, listed: Sequence[Subscription], facts: ScheduleFacts, language: str) -> Card:
    """What is sent (the lines of `said` tell of it, as `listed`), with buttons, and the form for one more."""
    words = digest_desk_words(language)
    head, *lines = said.splitlines() or [""]
    body: list[Element] = [*_said(head)]
    for number, told in enumerate(lines):
        body.append(line(told, limit=TEXT_LIMIT, spacing="Medium"))
        if number < min(len(listed), MOST_LISTED):
            body += rows(_buttons(listed[number], words))
    form = opening(words.schedule, [*schedule_fields(facts, language), *rows([_save(words)])])
    return card(body, [form])


def done_card(said: str, listed: Sequence[Subscription], language: str) -> Card:
    """What came of it, with the buttons of what it is about."""
    words = digest_desk_words(language)
    buttons = [one for each in listed[:1] for one in rows(_buttons(each, words))]
    return card([*_said(said), *buttons])


def schedule_fields(facts: ScheduleFacts, language: str) -> list[Element]:
    """When, by which clock, where to, and about whose questions."""
    words = digest_desk_words(language)
    days = [(weekday_named(day, language), str(day)) for day in range(DAYS)]
    fields: list[Element] = [
        choices("every", words.every, [(said, every) for every, said in words.rhythms.items()], value="week"),
        choices("weekday", words.weekday, days, value="0"),
        {"type": "Input.Time", "id": "at", "label": shown(words.at), "value": f"{AT:%H:%M}"},
        text_field("zone", words.zone, value=facts.zone),
        line(words.zone_hint, "subtle", spacing="None"),
    ]
    if not facts.manages:
        return fields
    to = [(words.receiver_me, ME), *((one.name, one.id) for one in facts.places)]
    if facts.here and facts.here not in {place for _, place in to}:
        to.append((words.receiver_here, facts.here))
    return [
        *fields,
        choices("receiver", words.receiver, to, value=facts.here or ME),
        text_field("teams", words.team),
        line(words.team_hint, "subtle", spacing="None"),
    ]


def form_of(given: Mapping[str, str], zone: str) -> DigestForm:
    """What a form says; what it leaves out is as the form began. What a card sends can be written by hand."""
    day = given.get("weekday", "")
    return DigestForm(
        every="day" if given.get("every") == "day" else "week",
        weekday=int(day) if day in {str(one) for one in range(DAYS)} else 0,
        at=read_time(given.get("at", "")) or AT,
        zone=given.get("zone", "")[:TEXT_LIMIT] or zone,
        receiver=given.get("receiver", "") or ME,
        teams=tuple(filter(None, (one.strip() for one in given.get("teams", "")[:TEXT_LIMIT].split(",")))),
    )


def _buttons(one: Subscription, words: DigestDeskWords) -> list[Element]:
    goes_on = ("resume", words.resume) if one.paused else ("pause", words.pause)
    return [_press(name, one.id, title) for name, title in (goes_on, ("stop", words.stop))]


def _press(name: str, subject: str, title: str) -> Element:
    data = {DATA: {"press": f"digest_{name}", "subject": subject}}
    return {"type": "Action.Submit", "title": shown(title), "data": data, "associatedInputs": "none"}


def _save(words: DigestDeskWords) -> Element:
    data = {DATA: {"press": "digest_save", "subject": _NEW}}
    return {"type": "Action.Submit", "title": shown(words.save), "data": data, "style": "positive"}


def _said(said: str) -> list[Element]:
    """Each line; what is to be typed stands between quotation marks: on a card no character marks it as such."""
    plain = re.sub(r"`([^`]*)`", "“\\1”", said)
    return [line(one, limit=TEXT_LIMIT * 2) for one in plain.splitlines() if one.strip()]
