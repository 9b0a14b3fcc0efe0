"""Each way to ask, against a Slack that is not ours: a real local implementation of the Web API, in its own process."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from around import DISCOUNT, actions_of, shown
from clients.local_slack import as_shown, missing
from clients.office import Office, working_office

from bot.channel_manners import ChannelManners

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


@pytest.fixture
async def office(make_door) -> AsyncIterator[Office]:
    async with working_office(make_door) as office:
        yield office


async def test_a_rep_reads_the_answer_in_the_thread_and_follows_up(office: Office, answering) -> None:
    await office.open(answering=answering)
    slack = office.slack
    first = await slack.mention("two-year discount?")
    assert [message["user"] for message in first] == [slack.rep, slack.bot_user]
    assert as_shown(first[1]) == (
        "A two-year deal gets up to *15% off*. Anything above needs the deal desk.\n"
        "*Say this:*\nWe can do 15% for two years today.\n"
        "*Pricing policy › Multi-year discounts*\npolicy · owner Dana Reyes · reviewed 12 Oct"
    )
    (button,) = [block["accessory"] for block in first[1]["blocks"] if block.get("accessory")]
    assert button["url"] == "https://wiki.acme.example/policies/pricing.md#multi-year-discounts"
    second = await slack.mention("and three years?", thread_ts=first[0]["ts"])
    assert [message["user"] for message in second] == [slack.rep, slack.bot_user] * 2
    assert [ask.text for ask in answering.asked] == ["two-year discount?", "and three years?"]
    assert {ask.thread for ask in answering.asked} == {first[0]["ts"]}


async def test_a_follow_up_in_the_thread_needs_no_mention_and_is_understood_with_what_came_before(
    office: Office,
) -> None:
    await office.open()
    first = await office.asks(office.rep, office.sales, office.named(DISCOUNT))
    second = await office.asks(office.rep, office.sales, "and for resellers?", first["thread_ts"])
    assert second["thread_ts"] == first["thread_ts"]
    assert "up to 15% discount" in shown(second)


async def test_a_rep_asks_in_a_direct_message_and_goes_on_there(office: Office) -> None:
    await office.open()
    direct = await office.slack.direct_channel(office.rep)
    assert "up to 15% discount" in shown(await office.asks(office.rep, direct, DISCOUNT))
    followed = await office.asks(office.rep, direct, "and for resellers?")
    assert "up to 15% discount" in shown(followed)


async def test_a_rep_asks_by_command_and_alone_sees_the_answer(office: Office) -> None:
    await office.open()
    asks = office.slack.command_by(office.rep, office.sales, "/ask", DISCOUNT)
    assert "up to 15% discount" in shown(await office.heard(office.sales, asks, only=office.rep))
    assert await office.answers(office.sales, office.manager) == []


async def test_what_the_content_does_not_hold_is_said_plainly(office: Office) -> None:
    await office.open()
    answer = await office.asks(office.rep, office.sales, office.named("zebra crossing"))
    assert shown(answer).startswith("I did not find an answer in the content.")
    assert "open" not in actions_of(answer)


async def test_the_assistant_pane_offers_questions_shows_work_and_names_the_thread(office: Office) -> None:
    await office.open(examples=(DISCOUNT, "Globex offline mode"))
    channel, thread = await office.slack.open_assistant(office.rep)

    async def pane(shows: str):
        found = next(one for one in await office.slack.threads() if one["thread_ts"] == thread)
        return found if found[shows] else None

    offered = await office.slack.until(lambda: pane("prompts"))
    assert [one["message"] for one in offered["prompts"]] == [DISCOUNT, "Globex offline mode"]
    answer = await office.asks(office.rep, channel, DISCOUNT, thread)
    assert answer["thread_ts"] == thread
    assert "up to 15% discount" in shown(answer)
    titled = await office.slack.until(lambda: pane("title"))
    assert (titled["statuses"], titled["status"], titled["title"]) == (["is looking it up…"], "", DISCOUNT)
    assert {"feedback"} == {one for one in actions_of(answer) if one in {"feedback", "helpful", "unhelpful"}}
    thanks = await office.told(office.rep, answer, "feedback", "positive")
    assert (shown(thanks), thanks["thread_ts"]) == ("Thank you, noted.", thread)
    followed = await office.asks(office.rep, channel, "and for resellers?", thread)
    assert followed["thread_ts"] == thread
    assert "up to 15% discount" in shown(followed)


async def test_the_shortcut_of_a_message_answers_who_used_it_alone(office: Office) -> None:
    await office.open()
    message = await office.slack.say(office.manager, office.sales, DISCOUNT)
    uses = office.slack.shortcut(office.rep, office.sales, message, "find_answer")
    assert "up to 15% discount" in shown(await office.heard(office.sales, uses, only=office.rep))
    assert await office.answers(office.sales, office.manager) == []


@pytest.mark.parametrize("in_thread", [False, True])
async def test_the_channels_emoji_on_a_message_answers_in_its_thread(office: Office, *, in_thread: bool) -> None:
    await office.open(manners=ChannelManners(reaction="question"))
    begins = await office.slack.say(office.manager, office.sales, "the call with Halden is tomorrow")
    thread = begins if in_thread else None
    message = await office.slack.say(office.manager, office.sales, DISCOUNT, thread)
    await office.slack.react(office.rep, office.sales, message, "eyes")
    reacts = office.slack.react(office.rep, office.sales, message, "question")
    answer = await office.heard(office.sales, reacts)
    assert answer["thread_ts"] == (thread or message)
    assert "up to 15% discount" in shown(answer)
    await office.close()
    assert len(await office.answers(office.sales, office.rep)) == 1


async def test_a_channel_that_opted_in_is_answered_unasked_and_only_where_the_bot_is_sure(office: Office) -> None:
    await office.open()
    types = office.slack.command_by(office.manager, office.sales, "/cornerman", "settings")
    form = await office.dialog(office.manager, types)
    assert "What I answer without being mentioned" in shown(form)
    saved = await office.sends(office.manager, listening="questions")
    assert shown(saved) == "Saved. This is how I behave in this channel from now on."
    question = await office.slack.say(office.rep, office.sales, f"{DISCOUNT}?")
    (answer,) = await office.slack.until(lambda: office.answers(office.sales))
    assert answer["thread_ts"] == question
    assert "up to 15% discount" in shown(answer)
    await office.slack.say(office.rep, office.sales, "who is up for lunch at noon?")
    await office.slack.say(office.rep, office.sales, "sent them the two-year deal with the discount")
    await office.close()
    assert len(await office.answers(office.sales, office.rep)) == 1


async def test_a_rep_who_may_not_change_a_channel_reads_who_may(office: Office) -> None:
    await office.open()
    types = office.slack.command_by(office.owner, office.sales, "/cornerman", "settings")
    assert shown(await office.dialog(office.owner, types)).startswith(
        "Only administrators, managers, and who created the channel"
    )
