"""What a channel has agreed on decides whether the bot speaks, and who hears it."""

from __future__ import annotations

import json
import time as time_module
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from around import DISCOUNT, asked, shown
from fake_slack import BOT_USER, GUEST, GUESTS, OTHER_REP, OWNER, REP, SALES, SECRET, FakeSlack
from fakes import FixedClock, ScriptedAnswering
from sample_answers import answer
from serving import serving

from bot.asking_words import language_of, reads_like_a_follow_up, reads_like_a_question
from bot.channel_manners import ChannelManners
from bot.slack.backstage import Backstage

QUESTION = f"{DISCOUNT}?"


def keep(backstage: Backstage, channel: str, **manners: object) -> None:
    backstage.channels.change("T00000001", channel, ChannelManners(**manners), by=OWNER, at=backstage.clock.now())


@pytest.mark.parametrize(
    ("listening", "text", "answered"),
    [
        ("mentions", QUESTION, False),
        ("questions", QUESTION, True),
        ("questions", "two-year deal discount 15%", False),
        ("questions", "what about the zebra crossing?", False),
        ("questions", f"<@{OWNER}> {QUESTION}", False),
        ("questions", f"<!subteam^S0DESK001|@desk> {QUESTION}", False),
        ("everything", "two-year deal discount 15%", True),
        ("everything", "good morning everybody", False),
        ("everything", f"<@{OWNER}> two-year deal discount 15%", False),
    ],
)
async def test_a_channel_is_answered_unasked_as_it_wants_and_only_for_certain(
    slack: FakeSlack, make_door, backstage: Backstage, listening: str, text: str, *, answered: bool
) -> None:
    keep(backstage, SALES, listening=listening)
    async with serving(make_door()) as send:
        slack.use_http(send)
        await slack.say(REP, SALES, text)
    assert len(slack.answers(SALES, REP)) == answered
    assert len(backstage.log.recent(10)) == answered


async def test_several_people_ask_in_a_group_message_from_what_all_of_them_may_see(
    slack: FakeSlack, make_door, backstage: Backstage
) -> None:
    group = "G0GROUP01"
    slack.workspace.add_channel(group, "mpdm-robin--sam--cornerman-1", [REP, OTHER_REP], is_mpim=True)
    async with serving(make_door(groups={"managers": [REP]})) as send:
        slack.use_http(send)
        await slack.say(REP, group, QUESTION)
        asked_by_name = await slack.say(REP, group, f"<@{BOT_USER}> {QUESTION}")
        await slack.until(lambda: slack.answers(group))
        await slack.say(REP, group, "what is the price floor for managers?", asked_by_name["ts"])
        await slack.until(lambda: len(slack.answers(group)) == 2)
    first, second = slack.answers(group)
    assert first["thread_ts"] == second["thread_ts"] == asked_by_name["ts"]
    assert "15% discount" in shown(first)
    assert "60%" not in shown(second)


@pytest.mark.parametrize("audible", ["thread", "ephemeral"])
async def test_small_talk_and_trouble_stay_silent_where_nobody_asked(slack: FakeSlack, open_door, audible: str) -> None:
    def script(ask):
        if "index" in ask.text:
            raise RuntimeError("on fire")
        nothing = answer(status="gap", text="", sources=(), say=None, note="Ask me anything.")
        return replace(nothing, small_talk=True) if "thanks" in ask.text else replace(nothing, generation="")

    door = open_door(
        answering=ScriptedAnswering(script), manners=ChannelManners(listening="everything", audible=audible)
    )
    async with serving(door) as send:
        slack.use_http(send)
        for text in ("many thanks to everybody", "is the index on fire?", "is the search down?"):
            await slack.say(REP, SALES, text)
    assert slack.answers(SALES, REP) == []


async def test_settings_are_kept_by_id_for_one_channel_alone(slack: FakeSlack, make_door, backstage) -> None:
    keep(backstage, SALES, listening="questions")
    async with serving(make_door(manners=ChannelManners(listening="mentions"))) as send:
        slack.use_http(send)
        slack.channel_of(SALES)[1].name = "renamed"
        await slack.say(OWNER, SECRET, QUESTION)
        await slack.say(OWNER, SALES, QUESTION)
    assert [len(slack.answers(channel)) for channel in (SALES, SECRET)] == [1, 0]


async def test_the_default_of_the_options_holds_where_nothing_was_agreed(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(manners=ChannelManners(listening="questions", audible="ephemeral"))) as send:
        slack.use_http(send)
        await slack.say(REP, SALES, QUESTION)
        await slack.say(REP, SALES, "Globex partners onsite workshops?")
    assert slack.answers(SALES) == []
    assert len(slack.ephemerals(SALES, REP)) == 1


async def test_a_follow_up_needs_no_mention_from_who_asked_there_and_from_nobody_else(
    slack: FakeSlack, make_door, library
) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        thread = (await asked(slack))["thread_ts"]
        await slack.say(OTHER_REP, SALES, "what about Globex offline?", thread)
        await slack.say(REP, SALES, "what about Globex offline?")
        await slack.say(REP, SALES, f"<@{OWNER}> what about Globex offline?", thread)
        await slack.say(REP, SALES, "thanks, I will tell them", thread)
        await slack.say(REP, SALES, "what about Globex offline", thread)
        await slack.until(lambda: len(slack.answers(SALES)) == 2)
    assert len(slack.answers(SALES, REP)) == 2
    (followed,) = (query for query in library.queries if query.text == "what about Globex offline")
    assert DISCOUNT in followed.history


async def test_who_asks_on_is_told_what_is_not_known(slack: FakeSlack, make_door) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        thread = (await asked(slack))["thread_ts"]
        await slack.say(REP, SALES, "and for zebras?", thread)
        await slack.until(lambda: len(slack.answers(SALES)) == 2)
    assert slack.answers(SALES)[1]["thread_ts"] == thread


async def test_where_follow_ups_are_off_each_needs_a_mention(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(manners=ChannelManners(follow_ups=False))) as send:
        slack.use_http(send)
        thread = (await asked(slack))["thread_ts"]
        await slack.say(REP, SALES, "and what about Globex offline?", thread)
    assert len(slack.answers(SALES, REP)) == 1


async def test_a_follow_up_keeps_its_context_over_a_restart(slack: FakeSlack, make_door, library) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        thread = (await asked(slack))["thread_ts"]
    async with serving(make_door()) as send:
        slack.use_http(send)
        await slack.say(REP, SALES, "and above that?", thread)
        await slack.until(lambda: len(slack.answers(SALES)) == 2)
    assert library.queries[-1].history == (DISCOUNT,)


async def test_who_may_not_be_answered_is_told_so_alone(slack: FakeSlack, make_door, backstage) -> None:
    keep(backstage, SALES, answers_to=("sales",), listening="questions")
    slack.workspace.add_usergroup("S0SALES01", "sales", [REP])
    slack.workspace.users[OTHER_REP].locale = "ru-RU"
    async with serving(make_door(groups={"sales": ("S0SALES01",)})) as send:
        slack.use_http(send)
        await slack.say(OTHER_REP, SALES, QUESTION)
        await slack.say(OTHER_REP, SALES, f"<@{BOT_USER}> {DISCOUNT}")
        await slack.say(OTHER_REP, SALES, f"<@{BOT_USER}>")
        await slack.until(lambda: len(slack.ephemerals(SALES, OTHER_REP)) == 2)
        await slack.say(REP, SALES, QUESTION)
        await slack.until(lambda: slack.answers(SALES))
    english, russian = (one["text"] for one in slack.ephemerals(SALES, OTHER_REP))
    if "answer only sales" in russian:
        english, russian = russian, english
    assert "answer only sales" in english
    assert "отвечаю только группам: sales" in russian
    assert len(slack.answers(SALES)) == 1


async def test_who_cannot_be_looked_up_is_answered_alone_from_what_everybody_may_see(
    slack: FakeSlack, make_door, backstage
) -> None:
    keep(backstage, SALES, answers_to=("sales",))
    slack.fail("usergroups.users.list", "internal_error")
    async with serving(make_door(groups={"sales": ("S0SALES01",)})) as send:
        slack.use_http(send)
        await slack.say(REP, SALES, f"<@{BOT_USER}> {DISCOUNT}")
        await slack.until(lambda: slack.ephemerals(SALES, REP))
    assert "15%" in slack.ephemerals(SALES, REP)[0]["text"]
    assert "could not look up your groups" in shown(slack.ephemerals(SALES, REP)[0])
    assert slack.answers(SALES) == []


async def test_an_unsure_answer_is_for_the_asker_alone_where_the_channel_wants_only_sure_ones(
    slack: FakeSlack, make_door, backstage
) -> None:
    keep(backstage, SALES, only_confident=True)
    async with serving(make_door()) as send:
        slack.use_http(send)
        await slack.say(REP, SALES, f"<@{BOT_USER}> zebra crossing")
        await slack.until(lambda: slack.ephemerals(SALES, REP))
        await asked(slack)
    assert "Only you see this" in shown(slack.ephemerals(SALES, REP)[0])
    assert len(slack.answers(SALES)) == 1
    assert len(backstage.log.recent(10)) == 2


async def test_what_only_the_asker_may_know_is_whispered_where_the_channel_would_be_unsure(
    slack: FakeSlack, make_door, backstage
) -> None:
    keep(backstage, SALES, only_confident=True)
    async with serving(make_door(groups={"managers": (OWNER,)})) as send:
        slack.use_http(send)
        await slack.say(OWNER, SALES, f"<@{BOT_USER}> price floor for managers")
        await slack.until(lambda: slack.ephemerals(SALES, OWNER))
    assert "60%" in slack.ephemerals(SALES, OWNER)[0]["text"]
    assert slack.answers(SALES) == []


@pytest.mark.parametrize(
    ("now", "speaks"),
    [
        (datetime(2026, 11, 24, 7, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 16, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 28, 12, 0, tzinfo=UTC), False),
    ],
)
async def test_outside_its_hours_the_bot_speaks_only_when_named(
    slack: FakeSlack, make_door, now: datetime, *, speaks: bool
) -> None:
    hours = {"opens": time(9), "closes": time(18), "zone": "Europe/Berlin", "weekdays": (0, 1, 2, 3, 4)}
    door = make_door(manners=ChannelManners(listening="questions", **hours), clock=FixedClock(now))
    async with serving(door) as send:
        slack.use_http(send)
        await slack.say(REP, SALES, QUESTION)
        await slack.say(OTHER_REP, SALES, f"<@{BOT_USER}> {DISCOUNT}")
    assert len(slack.answers(SALES)) == 1 + speaks


async def test_past_its_cap_the_channel_hears_no_more_and_who_names_the_bot_still_does(
    slack: FakeSlack, make_door
) -> None:
    async with serving(make_door(manners=ChannelManners(listening="questions", hourly_cap=2))) as send:
        slack.use_http(send)
        for user in (REP, OTHER_REP, OWNER, REP):
            await slack.say(user, SALES, f"<@{BOT_USER}> {DISCOUNT}")
        await slack.until(lambda: len(slack.posted) + len(slack.bodies("chat.postEphemeral")) == 4)
        await slack.say(OWNER, SALES, QUESTION)
    assert len(slack.answers(SALES)) == 2
    whispers = [one for user in (REP, OTHER_REP, OWNER) for one in slack.ephemerals(SALES, user)]
    assert len(whispers) == 2
    assert all("had its answers for this hour" in shown(one) for one in whispers)


async def test_the_cap_counts_what_other_replicas_said_and_forgets_after_an_hour(slack: FakeSlack, make_door) -> None:
    manners = ChannelManners(hourly_cap=1)
    async with serving(make_door(manners=manners)) as send:
        slack.use_http(send)
        await asked(slack)
    async with serving(make_door(manners=manners)) as send:
        slack.use_http(send)
        await slack.say(REP, SALES, f"<@{BOT_USER}> {DISCOUNT}")
        await slack.until(lambda: slack.ephemerals(SALES, REP))
    later = FixedClock(datetime(2026, 11, 24, 10, 31, tzinfo=UTC))
    async with serving(make_door(manners=manners, clock=later)) as send:
        slack.use_http(send)
        await slack.say(REP, SALES, f"<@{BOT_USER}> {DISCOUNT}")
        await slack.until(lambda: len(slack.answers(SALES)) == 2)


async def test_where_people_from_outside_read_the_bot_speaks_only_when_named(
    slack: FakeSlack, make_door, library
) -> None:
    slack.workspace.add_channel("C0AGENCY1", "agency", [REP, GUEST])
    async with serving(make_door(manners=ChannelManners(listening="everything", audible="ephemeral"))) as send:
        slack.use_http(send)
        for channel in (GUESTS, "C0AGENCY1"):
            await slack.say(REP, channel, QUESTION)
            await slack.say(REP, channel, f"<@{BOT_USER}> {DISCOUNT}")
            await slack.until(lambda channel=channel: slack.ephemerals(channel, REP))
    for channel in (GUESTS, "C0AGENCY1"):
        (whisper,) = slack.answers(channel, REP)
        assert "15%" not in json.dumps(whisper)
    assert all(query.filters.guests for query in library.queries)


async def test_what_is_not_known_is_not_said_before_buyers(slack: FakeSlack, make_door) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        await asked(slack, REP, GUESTS, "Halden Tile downtime?")
        await slack.say(REP, GUESTS, f"<@{BOT_USER}> {QUESTION}")
        await slack.until(lambda: slack.ephemerals(GUESTS, REP))
    (aloud,), (whisper,) = slack.answers(GUESTS), slack.ephemerals(GUESTS, REP)
    assert "40%" in aloud["text"]
    assert "I did not find an answer" in whisper["text"]
    assert "15%" not in json.dumps(whisper)


@pytest.mark.parametrize(
    ("text", "question", "follow_up"),
    [
        ("what discount can I give", True, True),
        ("Hi team, does Globex work offline", True, True),
        ("discount for two years?", True, True),
        ("какая скидка на два года", True, True),
        ("两年合同可以打几折？", True, True),
        ("why?", False, True),
        ("and for three years", False, True),
        ("а на три года", False, True),
        ("look at https://acme.example/?what=is", False, False),
        ("tell lee@acme.example/?what=is about it", False, False),
        ("we gave them what they asked for", False, False),
        ("thanks, sent it", False, False),
        ("androids everywhere", False, False),
        ("", False, False),
    ],
)
def test_questions_are_told_from_talk(text: str, *, question: bool, follow_up: bool) -> None:
    assert reads_like_a_question(text) is question
    assert reads_like_a_follow_up(text) is follow_up


@pytest.mark.parametrize(
    ("text", "language"), [("what now", "en"), ("что с Globex", "ru"), ("15%?", None), ("", None), ("quoi", "en")]
)
def test_the_language_to_speak_in_is_told_by_letters(text: str, language: str | None) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["a" * 40_000, "两年合同可以打几折？" * 4_000, "a@" * 20_000, "https://" * 5_000])
def test_the_longest_message_without_a_space_holds_up_nobody(text: str) -> None:
    """It is looked at where every other request is served; this once took seconds."""
    began = time_module.process_time()
    reads_like_a_question(text)
    reads_like_a_follow_up(text)
    language_of(text)
    assert time_module.process_time() - began < 0.5
