"""The buttons below an answer, pressed in the local Slack: what each person sees then, and what is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from around import DISCOUNT, actions_of, eventually, shown
from clients.local_slack import missing
from clients.office import Message, Office, working_office

from bot.slack.backstage import Backstage

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


@pytest.fixture
async def office(make_door) -> AsyncIterator[Office]:
    async with working_office(make_door) as office:
        await office.open()
        yield office


@pytest.fixture
async def answer(office: Office) -> Message:
    """An answer in a thread of #sales."""
    return await office.asks(office.rep, office.sales, office.named(DISCOUNT))


@pytest.fixture
async def private_answer(office: Office) -> Message:
    """An answer in the rep's direct messages."""
    return await office.asks(office.rep, await office.slack.direct_channel(office.rep), DISCOUNT)


def question_of(answer: Message) -> str:
    return next(one["elements"][0]["value"] for one in answer["blocks"] if one["type"] == "actions")


def votes_on(backstage: Backstage, answer: Message) -> set[tuple[str, bool, str | None, str]]:
    votes = backstage.feedback.votes(question_of(answer))
    return {(vote.voter, vote.helpful, vote.reason, vote.words) for vote in votes}


async def test_who_finds_an_answer_helpful_alone_is_thanked(
    office: Office, answer: Message, backstage: Backstage
) -> None:
    thanks = await office.told(office.rep, answer, "helpful")
    assert (shown(thanks), thanks["thread_ts"]) == ("Thank you, noted.", answer["thread_ts"])
    assert await office.whispers(office.sales, office.manager) == []
    assert votes_on(backstage, answer) == {(office.rep, True, None, "")}


async def test_who_finds_it_not_helpful_is_asked_why_and_may_change_their_mind(
    office: Office, answer: Message, backstage: Backstage
) -> None:
    await office.told(office.manager, answer, "helpful")
    why = await office.dialog(office.rep, office.press(office.rep, answer, "unhelpful"))
    assert "What was wrong with it?" in shown(why)
    noted = await office.sends(office.rep, reason="outdated", words="It is 20% since May.")
    assert shown(noted) == "Thank you. It is noted, with your reason."
    assert votes_on(backstage, answer) == {
        (office.manager, True, None, ""),
        (office.rep, False, "outdated", "It is 20% since May."),
    }
    assert shown(await office.told(office.rep, answer, "helpful")) == "Thank you, noted."
    assert votes_on(backstage, answer) == {(office.manager, True, None, ""), (office.rep, True, None, "")}


async def test_opening_a_source_leads_there_and_is_counted_without_a_word(
    office: Office, answer: Message, backstage: Backstage
) -> None:
    (button,) = [block["accessory"] for block in answer["blocks"] if block.get("accessory")]
    assert (button["text"]["text"], button["url"]) == ("Open", "https://wiki.acme.example/pricing.md")
    await office.press(office.manager, answer, "open")
    await eventually(lambda: bool(backstage.feedback.clicks(question_of(answer))))
    (click,) = backstage.feedback.clicks(question_of(answer))
    assert (click.person, click.document, click.clicked_on) == (office.manager, "pricing.md", "answer")
    await office.close()
    assert await office.whispers(office.sales, office.manager) == []


async def test_more_results_are_those_that_the_one_who_presses_may_see(office: Office) -> None:
    question = office.named("price floor on a two-year deal discount")
    answer = await office.asks(office.rep, office.sales, question)
    theirs = await office.dialog(office.rep, office.press(office.rep, answer, "more"))
    assert "*Pricing policy › Overview*" in shown(theirs)
    assert "60% of list" not in shown(theirs)
    managers = await office.dialog(office.manager, office.press(office.manager, answer, "more"))
    assert "*Price floor › Overview*" in shown(managers)
    assert "60% of list" in shown(managers)


async def test_from_a_direct_message_an_answer_is_shared_into_a_channel(
    office: Office, private_answer: Message
) -> None:
    await office.dialog(office.rep, office.press(office.rep, private_answer, "share"))
    said = await office.sends(office.rep, where=office.sales)
    assert shown(said) == f"Shared in <#{office.sales}>."
    (shared,) = await office.answers(office.sales)
    assert shown(shared).startswith(f"<@{office.rep}> shares an answer to “{DISCOUNT}”:")
    assert "up to 15% discount" in shown(shared)
    assert "thread_ts" not in shared
    assert {"helpful", "unhelpful", "more", "open"} <= set(actions_of(shared))


async def test_an_answer_that_only_the_asker_sees_is_shared_with_the_channel_it_was_asked_in(office: Office) -> None:
    asks = office.slack.command_by(office.rep, office.sales, "/ask", DISCOUNT)
    answer = await office.heard(office.sales, asks, only=office.rep)
    assert await office.answers(office.sales, office.manager) == []
    assert shown(await office.told(office.rep, answer, "share")) == f"Shared in <#{office.sales}>."
    (shared,) = await office.answers(office.sales, office.manager)
    assert "up to 15% discount" in shown(shared)


async def test_what_not_everybody_in_the_channel_may_see_is_withheld_with_the_reason(office: Office) -> None:
    direct = await office.slack.direct_channel(office.manager)
    answer = await office.asks(office.manager, direct, "price floor for managers")
    assert "60% of list" in shown(answer)
    await office.dialog(office.manager, office.press(office.manager, answer, "share"))
    said = await office.sends(office.manager, where=office.sales)
    assert shown(said) == (
        f"Not shared: the answer is from “Price floor”, which not everybody in <#{office.sales}> may see."
    )
    assert await office.answers(office.sales) == []


async def test_into_a_channel_with_people_from_outside_only_what_is_safe_for_buyers_is_shared(
    office: Office, private_answer: Message
) -> None:
    await office.dialog(office.rep, office.press(office.rep, private_answer, "share"))
    said = await office.sends(office.rep, where=office.shared)
    assert "has people from outside, and “Pricing policy” is not marked as safe for buyers" in shown(said)
    assert await office.answers(office.shared) == []


async def test_where_the_bot_is_not_it_asks_to_be_invited(office: Office, private_answer: Message) -> None:
    foreign = office.slack.channels["foreign_channel"]
    await office.dialog(office.rep, office.press(office.rep, private_answer, "share"))
    said = await office.sends(office.rep, where=foreign)
    assert shown(said) == f"Not shared: I am not in <#{foreign}>. Invite me there first."
