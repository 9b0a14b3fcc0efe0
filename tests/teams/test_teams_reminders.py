"""Reminders in Teams: found, sent once, each page with its buttons, put off with one press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from card_shapes import problems_of
from fake_connector import TENANT
from library import Library
from teams_office import (
    DANA,
    DISCOUNT,
    GUEST,
    OWNER,
    REP,
    Office,
    actions_of,
    card_of,
    chat_of,
    words_of,
)

from bot.deliveries.model import Announced, Delivery
from bot.deliveries.trouble import UndeliveredError
from bot.owners import Owners
from bot.upkeep.model import DocumentAct
from bot.upkeep.reminding_rounds import ReminderRounds, Rules

OWNERS = {"Dana Reyes": [DANA]}
LEE = "lee@acme.example"


@pytest.fixture
async def company(open_office: Callable[..., Any], library: Library) -> Office:
    """Two pages of Dana's are overdue; 24 November is a Tuesday."""
    for number, reviewed in ((0, date(2026, 10, 1)), (4, date(2026, 9, 1))):
        library.pages[number] = replace(library.pages[number], more={"reviewed": reviewed, "review_every_days": 30})
    office: Office = await open_office(owners=OWNERS, roles={"administrators": [LEE]}, tenant=TENANT)
    await office.say(REP, DISCOUNT)
    return office


async def due(office: Office) -> list[Delivery]:
    assert office.ports is not None
    assert office.ports.log.flush(30)  # type: ignore[attr-defined] # the real log
    rules = Rules(Owners(OWNERS), (LEE,), time(9))
    rounds = ReminderRounds([office.door.people], office.ports.notices.reminders, rules, office.ports.clock)
    await rounds.look()
    await rounds.stop()
    until = office.ports.clock.now() + timedelta(hours=1)
    return list(office.ports.notices.deliveries.claim(("teams",), "me", until, 60, 10))


async def announced(office: Office, delivery: Delivery) -> Announced:
    assert office.ports is not None
    stands = await office.door.poster.announce(delivery)
    assert stands is not None
    office.ports.notices.deliveries.begun(delivery.key, "me", stands)
    return stands


async def test_an_owner_is_told_of_their_pages_the_used_first(company: Office) -> None:
    (delivery,) = await due(company)
    assert (delivery.receiver, delivery.workspace) == (DANA, TENANT)
    stands = await announced(company, delivery)
    assert company.said(chat_of(OWNER))[-1]["text"] == "2 pages of yours want a look"
    await company.door.poster.fill(delivery, stands)
    (message,) = company.said(chat_of(OWNER))
    words = words_of(message)
    assert words.index("Pricing policy") < words.index("Globex battlecard")
    assert "review due 24 days ago · used in 1 answer in 30 days" in words
    assert "review due 54 days ago · not used in 30 days" in words
    assert problems_of(card_of(message)) == []
    presses = [one["data"]["cornerman"]["press"] for one in actions_of(message) if "data" in one]
    assert presses.count("page_verified") == 2
    assert presses[-1] == "reminder_rest"


async def test_not_this_week(company: Office) -> None:
    (delivery,) = await due(company)
    stands = await announced(company, delivery)
    await company.door.poster.fill(delivery, stands)
    (message,) = company.said(chat_of(OWNER))
    await company.work(OWNER, message, "reminder_rest", "rest")
    assert company.said(chat_of(OWNER))[-1]["text"] == "Nothing of this until Monday."
    assert company.ports is not None
    kept = company.ports.notices.deliveries.find(delivery.key)
    assert kept is not None
    assert kept.about["snoozed"] == "2026-11-30"
    assert await due(company) == []


async def test_what_was_dealt_with_in_between_leaves_nothing(company: Office) -> None:
    (delivery,) = await due(company)
    stands = await announced(company, delivery)
    assert company.ports is not None
    for number, page in enumerate(("pricing-md", "battlecard-md")):
        at = company.ports.clock.now()
        act = DocumentAct(f"a{number}", page, f"{page}.md", "", "retired", DANA, "Dana", "teams", at)
        company.ports.notices.upkeep.act(act, "playbooks")
    await company.door.poster.fill(delivery, stands)
    assert company.said(chat_of(OWNER)) == []


async def test_an_owner_without_the_app_is_nobody_and_an_administrator_is_told(company: Office) -> None:
    await company.mention(REP, "thanks")  # so that a channel is known, in which people are found by their addresses
    company.connector.without_app.add(OWNER)
    (delivery,) = await due(company)
    assert delivery.about["administrators"].split() == ["pricing-md", "battlecard-md"]
    stands = await announced(company, delivery)
    await company.door.poster.fill(delivery, stands)
    assert "so they come to you as an administrator:" in words_of(company.said(chat_of("29:manager"))[-1])


async def test_people_from_outside_get_nothing(company: Office) -> None:
    (delivery,) = await due(company)
    await company.say(GUEST, "hello")
    with pytest.raises(UndeliveredError, match="outside"):
        await company.door.poster.announce(replace(delivery, receiver="00000000-0000-4000-8000-000000000004"))
