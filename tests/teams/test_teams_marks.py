"""Answers in Teams that quoted a page say so once it is pulled, and stand as they were once it is restored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from card_shapes import problems_of
from fake_connector import TENANT
from sqlalchemy import Engine
from teams_office import CHANNEL, DISCOUNT, FLOOR, GROUP, MANAGER, REP, Office, card_of, chat_of, titles_of, words_of

from bot.deliveries.model import Delivery
from bot.deliveries.trouble import UndeliveredError
from bot.stores.marks import SqlMarks
from bot.teams.retrying import Retrying
from bot.upkeep.marking import MarkPlanner
from bot.upkeep.model import DocumentAct, UpkeepVerb


@pytest.fixture
async def company(open_office: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("bot.teams.parts.Retrying", partial(Retrying, attempts=2, first=0.01, jitter=0.01))
    office: Office = await open_office(groups={"managers": ["lee@acme.example"]}, tenant=TENANT)
    return office


def acts(office: Office, engine: Engine, verb: UpkeepVerb, path: str = "pricing.md", number: int = 1) -> list[Delivery]:
    """An owner acts; what is to be changed then."""
    ports = office.ports
    assert ports is not None
    assert ports.log.flush(30)  # type: ignore[attr-defined] # the real log
    now = ports.clock.now() + timedelta(minutes=number)
    act = DocumentAct(
        f"a{number}", path.replace(".", "-"), path, "Pricing policy", verb, "U9", "Dana", "teams", now, "prices of 2025"
    )
    ports.notices.upkeep.act(act, "playbooks")
    MarkPlanner(ports.notices.upkeep, SqlMarks(engine), ports.notices.deliveries, 30).plan(now)
    return list(ports.notices.deliveries.claim(("teams",), "me", now + timedelta(days=1), 60, 10))


async def change(office: Office, deliveries: list[Delivery]) -> None:
    """As the sender does it."""
    assert office.ports is not None
    kept = office.ports.notices.deliveries
    for one in deliveries:
        announced = await office.door.poster.announce(one)
        assert announced is not None
        kept.begun(one.key, "me", announced)
        await office.door.poster.fill(one, announced)
        kept.sent(one.key, "me", office.ports.clock.now())


async def asked(office: Office, where: str) -> tuple[str, dict[str, Any]]:
    """Somebody asks; the conversation that the answer stands in, and the answer."""
    if where == "chat":
        return chat_of(REP), await office.say(REP, DISCOUNT)
    if where == "group":
        return GROUP, await office.in_group(REP, DISCOUNT)
    said = await office.mention(REP, DISCOUNT)
    return _thread_of(office), said


def _thread_of(office: Office) -> str:
    return str(office.sent[-1]["conversation"]["id"])


@pytest.mark.parametrize("where", ["chat", "group", "channel"])
async def test_it_is_changed_in_place_and_put_right_again(company: Office, database: Engine, where: str) -> None:
    place, before = await asked(company, where)
    whole, buttons = words_of(before), titles_of(before)
    assert "15%" in whole
    (delivery,) = acts(company, database, "pulled")
    await change(company, [delivery])
    (message,) = company.said(place)
    words = f"{words_of(message)} {message.get('text', '')}"
    assert message["id"] == before["id"]
    assert "The page that this answer quoted was taken out" in words
    assert "two-year deal" in words
    for secret in ("15%", "Pricing policy", "2025", "Dana"):
        assert secret not in str(message)
    assert "attachments" not in message
    await change(company, acts(company, database, "restored", number=2))
    (message,) = company.said(place)
    assert (words_of(message), titles_of(message)) == (whole, buttons)
    assert problems_of(card_of(message)) == []


async def test_what_only_its_asker_may_see_is_put_right_for_them(company: Office, database: Engine) -> None:
    before = words_of(await company.say(MANAGER, FLOOR))
    assert "60% of list" in before
    await change(company, acts(company, database, "pulled", "floor.md"))
    assert "60%" not in str(company.said(chat_of(MANAGER))[-1])
    await change(company, acts(company, database, "restored", "floor.md", number=2))
    assert words_of(company.said(chat_of(MANAGER))[-1]) == before


@pytest.mark.parametrize(("status", "for_good"), [(404, True), (403, True), (429, False), (500, False)])
async def test_what_teams_refuses_says_whether_to_try_again(
    company: Office, database: Engine, status: int, *, for_good: bool
) -> None:
    await company.mention(REP, DISCOUNT)
    (delivery,) = acts(company, database, "pulled")
    announced = await company.door.poster.announce(delivery)
    assert announced is not None
    company.connector.fail(status, "ServiceError", times=20)
    with pytest.raises(UndeliveredError) as refused:
        await company.door.poster.fill(delivery, announced)
    assert refused.value.for_good is for_good
    assert "15%" in words_of(company.said(_thread_of(company))[-1])
    assert CHANNEL in _thread_of(company)
