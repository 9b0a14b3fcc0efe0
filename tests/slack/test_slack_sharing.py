"""Sharing an answer: made anew for those who will see it, and withheld with the reason where they may not."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest
from around import DISCOUNT, DownStore, actions_of, asked, dialog, eventually, sent, shown, told, whispered
from fake_slack import DIRECT, GUEST, GUESTS, HIDDEN, OTHER, OTHER_REP, REP, SALES, FakeSlack, Message
from library import Library, Page
from serving import serving

from bot.slack.backstage import Backstage

FLOOR = "price floor for managers"


@pytest.fixture
async def door(slack: FakeSlack, make_door):
    async with serving(make_door(groups={"managers": [REP, "C0LEADS01"]})) as send:
        slack.use_http(send)
        yield


def top_of(slack: FakeSlack, channel: str) -> list[Message]:
    """What the bot said in a channel itself, below nothing."""
    return [one for one in slack.answers(channel) if one.get("thread_ts", one["ts"]) == one["ts"]]


async def chosen(slack: FakeSlack, answer: Message, channel: str, user: str = REP) -> str:
    """Share from a direct message into a channel; and what the dialog says then."""
    return await sent(slack, user, await dialog(slack, user, answer, "share"), {"where": channel})


@pytest.mark.usefixtures("door")
async def test_an_answer_in_a_thread_is_shared_with_its_channel(slack: FakeSlack, backstage: Backstage) -> None:
    answer = await asked(slack)
    assert await told(slack, REP, answer, "share") == f"Shared in <#{SALES}>."
    (shared,) = top_of(slack, SALES)
    words = shown(shared)
    assert words.startswith(f"<@{REP}> shares an answer to “{DISCOUNT}”:")
    assert "up to 15% discount" in words
    assert {"helpful", "unhelpful", "more", "open"} <= set(actions_of(shared))
    question_id = next(one["elements"][0]["value"] for one in shared["blocks"] if one["type"] == "actions")
    await eventually(lambda: len(backstage.posted.of_question(question_id)) == 2)
    await slack.press(OTHER_REP, shared, "cornerman.open")
    await eventually(lambda: bool(backstage.feedback.clicks(question_id)))
    assert [(one.person, one.clicked_on) for one in backstage.feedback.clicks(question_id)] == [(OTHER_REP, "shared")]


@pytest.mark.usefixtures("door")
async def test_who_presses_twice_shares_once_and_others_may_share_too(slack: FakeSlack) -> None:
    answer = await asked(slack)
    slack.slow("conversations.info", 0.2)
    people = (REP, REP, OTHER_REP)
    await asyncio.gather(*(slack.press(one, answer, "cornerman.share") for one in people))
    await slack.until(lambda: len(slack.whispers) == len(people))
    assert {one["text"] for one in slack.whispers} == {f"Shared in <#{SALES}>."}
    assert len(top_of(slack, SALES)) == 2
    assert "Shared" in await told(slack, REP, answer, "share"), "later it can be shared again"
    assert len(top_of(slack, SALES)) == 3


@pytest.mark.usefixtures("door")
async def test_an_answer_that_only_the_asker_sees_is_shared_with_the_channel_it_was_asked_in(slack: FakeSlack) -> None:
    assert await told(slack, REP, await whispered(slack), "share") == f"Shared in <#{SALES}>."
    assert len(top_of(slack, SALES)) == 1


@pytest.mark.usefixtures("door")
async def test_from_a_direct_message_a_channel_is_chosen(slack: FakeSlack) -> None:
    answer = await asked(slack, channel=DIRECT)
    assert await chosen(slack, answer, SALES) == f"Shared in <#{SALES}>."
    assert "up to 15% discount" in shown(top_of(slack, SALES)[0])


@pytest.mark.usefixtures("door")
async def test_what_not_everybody_there_may_see_is_withheld(slack: FakeSlack) -> None:
    answer = await asked(slack, channel=DIRECT, text=FLOOR)
    assert "60%" in shown(answer)
    said = await chosen(slack, answer, SALES)
    assert said == f"Not shared: the answer is from “Price floor”, which not everybody in <#{SALES}> may see."
    assert "“Price floor”, which not everybody" in await told(slack, REP, await whispered(slack, text=FLOOR), "share")
    assert top_of(slack, SALES) == []


@pytest.mark.usefixtures("door")
async def test_a_channel_whose_readers_may_see_it_gets_it(slack: FakeSlack) -> None:
    slack.workspace.add_channel("C0LEADS01", "leads", [REP])
    assert "Shared" in await chosen(slack, await asked(slack, channel=DIRECT, text=FLOOR), "C0LEADS01")
    assert "60%" in shown(top_of(slack, "C0LEADS01")[0])


@pytest.mark.usefixtures("door")
async def test_who_may_see_more_can_still_share_what_the_channel_sees_already(
    slack: FakeSlack, library: Library
) -> None:
    """They would be quoted another page themselves."""
    library.pages.append(
        Page("special.md", "A two-year deal discount: what managers give on a deal.", more={"audience": ("managers",)})
    )
    answer = await asked(slack, OTHER_REP, text=f"{DISCOUNT} do managers give")
    assert "15%" in shown(answer)
    whisper = await whispered(slack, text=f"{DISCOUNT} do managers give")
    assert "special.md" in await told(slack, REP, whisper, "share")
    assert "Shared" in await told(slack, REP, answer, "share")


@pytest.mark.usefixtures("door")
async def test_where_people_from_outside_read_only_what_is_safe_for_buyers_is_shared(slack: FakeSlack) -> None:
    said = await chosen(slack, await asked(slack, channel=DIRECT), GUESTS)
    assert said == (
        f"Not shared: <#{GUESTS}> has people from outside, and “Pricing policy” is not marked as safe for buyers."
    )
    case = await asked(slack, channel=DIRECT, text="how much downtime did Halden Tile cut")
    assert "Shared" in await chosen(slack, case, GUESTS)
    assert "cut downtime by 40%" in shown(top_of(slack, GUESTS)[0])


@pytest.mark.usefixtures("door")
async def test_a_guest_in_an_own_channel_counts_as_somebody_from_outside(slack: FakeSlack) -> None:
    slack.workspace.channels[SALES].members.append(GUEST)
    assert "people from outside" in await chosen(slack, await asked(slack, channel=DIRECT), SALES)


@pytest.mark.usefixtures("door")
async def test_an_answer_that_would_not_be_sure_there_is_withheld(slack: FakeSlack, library: Library) -> None:
    answer = await asked(slack, channel=DIRECT)
    original = library.search

    def doubtful(query):
        found = original(query)
        return found if query.filters.groups == {"managers"} else replace(found, status="unsure")

    library.search = doubtful  # type: ignore[method-assign]
    assert "would not be sure" in await chosen(slack, answer, SALES)
    assert top_of(slack, SALES) == []


@pytest.mark.usefixtures("door")
async def test_the_bot_asks_to_be_invited_where_it_is_not(slack: FakeSlack) -> None:
    answer = await asked(slack, channel=DIRECT)
    assert await chosen(slack, answer, OTHER) == f"Not shared: I am not in <#{OTHER}>. Invite me there first."
    assert "invite me there first" in await chosen(slack, answer, HIDDEN)
    assert "60%" not in await chosen(slack, answer, HIDDEN)


@pytest.mark.usefixtures("door")
async def test_where_readers_cannot_be_looked_up_nothing_is_shared(slack: FakeSlack) -> None:
    answer = await asked(slack, channel=DIRECT)
    slack.fail("conversations.info", "internal_error")
    assert "could not look up who reads" in await chosen(slack, answer, SALES)
    assert "Shared" in await chosen(slack, answer, SALES), "it can be tried again"


async def test_what_is_shared_is_told_as_shared_though_the_database_does_not_keep_where(
    slack: FakeSlack, make_door, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(make_door(posted=DownStore())) as send:
        slack.use_http(send)
        answer = await whispered(slack)
        assert "Shared" in await told(slack, REP, answer, "share")
    assert "could not be kept" in caplog.text


@pytest.mark.usefixtures("door")
async def test_what_slack_refuses_is_told_and_logged_once_without_words(
    slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await asked(slack, channel=DIRECT)
    slack.fail("chat.postMessage", "msg_rejected")
    with caplog.at_level(logging.WARNING, "bot"):
        assert "Something went wrong" in await chosen(slack, answer, SALES)
    assert [record.message for record in caplog.records] == ["Slack did not take what follows a press: msg_rejected"]


@pytest.mark.usefixtures("door")
async def test_a_sharer_is_told_in_their_language_and_the_channel_in_the_answers(slack: FakeSlack) -> None:
    slack.workspace.users[REP].locale = "ru-RU"
    assert await told(slack, REP, await asked(slack), "share") == f"Отправлено в <#{SALES}>."
    assert "shares an answer" in shown(top_of(slack, SALES)[0])
    assert "могут видеть не все" in await told(slack, REP, await whispered(slack, text=FLOOR), "share")


@pytest.mark.usefixtures("door")
async def test_a_busy_slack_delays_what_is_shared(slack: FakeSlack) -> None:
    answer = await whispered(slack)
    slack.limit("chat.postMessage", 0)
    assert "Shared" in await told(slack, REP, answer, "share")
    assert len(top_of(slack, SALES)) == 1
