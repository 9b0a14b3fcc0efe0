"""Every way to ask but the assistant pane: by name, directly, with the command, the shortcut, a reaction."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from around import DISCOUNT, DownLog, DownStore, asked, eventually, shown, whispered
from fake_slack import BOT_USER, DIRECT, GUESTS, OTHER, OTHER_REP, OWNER, REP, SALES, STRANGER, FakeSlack
from fakes import FixedClock, ScriptedAnswering
from sample_answers import answer
from serving import serving

from bot.channel_manners import ChannelManners
from bot.chat.asking import Patience
from bot.slack.backstage import Backstage
from bot.slack.scopes import FIND_ANSWER
from bot.stores.posted_answers import SqlPostedAnswers
from bot.stores.seen_requests import SqlSeen
from config.database import make_engine

ASKS = {"manners": ChannelManners(reaction="question")}


async def test_a_mention_is_answered_once_in_its_thread_in_whichever_order_its_events_come(
    slack: FakeSlack, make_door
) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        first = await slack.say(REP, SALES, f"<@{BOT_USER}> {DISCOUNT}")
        second = await slack.say(REP, SALES, f"<@{BOT_USER}> {DISCOUNT}", mention_first=True)
    assert {one["thread_ts"] for one in slack.answers(SALES)} == {first["ts"], second["ts"]}
    assert len(slack.answers(SALES)) == 2
    assert "15%" in slack.answers(SALES)[0]["text"]
    assert all(delivery.ok for delivery in slack.deliveries)


async def test_a_direct_message_is_answered_below_it_and_followed_up_without_a_thread(
    slack: FakeSlack, make_door, library
) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        await asked(slack, channel=DIRECT)
        reply = await asked(slack, channel=DIRECT, text="what about Globex offline")
    assert "thread_ts" not in reply
    assert library.queries[-1].history == (DISCOUNT,)


async def test_only_the_asker_sees_the_answer_to_a_command(slack: FakeSlack, make_door) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        reply = await whispered(slack)
        assert "15%" in shown(reply)
        assert (await slack.command(REP, SALES, "/ask", "help")).ok
        await slack.until(lambda: len(slack.ephemerals(SALES, REP)) == 2)
    assert slack.answers(SALES) == []
    assert slack.ephemerals(SALES, OTHER_REP) == []


async def test_a_command_works_where_the_bot_is_not(slack: FakeSlack, make_door) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        reply = await whispered(slack, channel=OTHER)
    assert "15%" in shown(reply)


async def test_the_shortcut_answers_anybodys_message_to_who_used_it(slack: FakeSlack, make_door, library) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        question = await slack.say(OTHER_REP, SALES, f"<@{OWNER}> {DISCOUNT}?")
        assert (await slack.shortcut(REP, question, FIND_ANSWER)).ok
        await slack.until(lambda: slack.ephemerals(SALES, REP))
    assert "15%" in shown(slack.ephemerals(SALES, REP)[0])
    assert [query.text for query in library.queries] == [f"{DISCOUNT}?"]
    assert slack.answers(SALES) == []


@pytest.mark.parametrize("locale", ["en-GB", "ru-RU"])
async def test_the_shortcut_on_a_message_without_words_says_so(slack: FakeSlack, make_door, locale: str) -> None:
    slack.workspace.users[REP].locale = locale
    async with serving(make_door()) as send:
        slack.use_http(send)
        picture = await slack.say(OTHER_REP, SALES, "", subtype="file_share")
        await slack.shortcut(REP, picture, FIND_ANSWER)
        await slack.until(lambda: slack.ephemerals(SALES, REP))
    said = "В этом сообщении нет слов." if locale == "ru-RU" else "I found no words in that message."
    assert slack.ephemerals(SALES, REP)[0]["text"] == said


async def test_another_apps_shortcut_is_taken_and_left_alone(slack: FakeSlack, make_door) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        question = await slack.say(OTHER_REP, SALES, DISCOUNT)
        assert (await slack.shortcut(REP, question, "somebody_elses")).ok
        assert (await slack.shortcut(REP, None, FIND_ANSWER)).ok
    assert slack.answers(SALES, REP) == []


async def test_the_channels_reaction_asks_once_whoever_puts_it_there(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(**ASKS)) as send:
        slack.use_http(send)
        question = await slack.say(OTHER_REP, SALES, DISCOUNT)
        await slack.react(OWNER, question, "eyes")
        await slack.react(REP, question, "question")
        await slack.react(OWNER, question, "question")
        await slack.redeliver()
        await slack.until(lambda: slack.answers(SALES))
        await slack.unreact(REP, question, "question")
        await slack.react(REP, question, "question")
    assert len(slack.answers(SALES)) == 1
    assert slack.answers(SALES)[0]["thread_ts"] == question["ts"]


async def test_a_reaction_with_a_skin_tone_asks_too_and_in_a_thread_its_reply(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(manners=ChannelManners(reaction="raised_hand"))) as send:
        slack.use_http(send)
        root = await slack.say(OTHER_REP, SALES, "good morning")
        reply = await slack.say(OTHER_REP, SALES, DISCOUNT, root["ts"])
        await slack.react(REP, reply, "raised_hand::skin-tone-4")
        await slack.until(lambda: slack.answers(SALES))
    assert slack.answers(SALES)[0]["thread_ts"] == root["ts"]
    assert "15%" in slack.answers(SALES)[0]["text"]


async def test_no_reaction_asks_where_none_was_chosen_and_none_on_the_bots_own_words(
    slack: FakeSlack, make_door
) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        await slack.react(REP, await slack.say(OTHER_REP, SALES, DISCOUNT), "question")
    assert slack.posted == []
    async with serving(make_door(**ASKS)) as send:
        slack.use_http(send)
        reply = await asked(slack)
        await slack.react(REP, reply, "question")
    assert len(slack.answers(SALES, REP)) == 1


@pytest.mark.parametrize("error", ["missing_scope", "not_in_channel"])
async def test_a_message_that_cannot_be_read_is_told_to_the_reactor_once(
    slack: FakeSlack, make_door, error: str
) -> None:
    slack.fail("conversations.history", error, times=3)
    async with serving(make_door(**ASKS)) as send:
        slack.use_http(send)
        question = await slack.say(OTHER_REP, SALES, DISCOUNT)
        await slack.react(REP, question, "question")
        await slack.until(lambda: slack.ephemerals(SALES, REP))
        await slack.redeliver()
    assert [one["text"] for one in slack.ephemerals(SALES, REP)] == [
        "I cannot read that message. Invite me to the channel first."
    ]
    assert slack.answers(SALES) == []


async def test_who_cannot_be_whispered_to_in_the_channel_is_told_directly(slack: FakeSlack, make_door) -> None:
    slack.fail("conversations.history", "not_in_channel")
    slack.fail("chat.postEphemeral", "not_in_channel")
    async with serving(make_door(**ASKS)) as send:
        slack.use_http(send)
        question = await slack.say(OTHER_REP, SALES, DISCOUNT)
        await slack.react(REP, question, "question")
        await slack.until(lambda: slack.answers(DIRECT))
    assert slack.answers(DIRECT)[0]["text"].startswith("I cannot read that message.")


async def test_a_reaction_in_a_direct_message_is_asked_by_the_person(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(**ASKS)) as send:
        slack.use_http(send)
        slack.fail("chat.postMessage", "internal_error")
        question = await slack.say(REP, DIRECT, DISCOUNT)
        await slack.until(lambda: slack.posted)
        await slack.react(REP, question, "question")
        await slack.until(lambda: slack.answers(DIRECT))
    assert "15%" in slack.answers(DIRECT)[0]["text"]
    assert "could not look up" not in shown(slack.answers(DIRECT)[0])


@pytest.mark.parametrize(
    ("changes", "edited"), [({"bot_id": "BOTHER001"}, False), ({"subtype": "bot_message"}, False), ({}, True)]
)
async def test_bots_and_edits_are_never_answered(
    slack: FakeSlack, make_door, changes: dict[str, str], *, edited: bool
) -> None:
    async with serving(make_door(manners=ChannelManners(listening="everything"))) as send:
        slack.use_http(send)
        said = await slack.say(REP, SALES, "good morning" if edited else DISCOUNT, **changes)
        if edited:
            await slack.edit(REP, said, f"<@{BOT_USER}> {DISCOUNT}")
    assert slack.posted == []


async def test_the_bot_does_not_answer_itself(slack: FakeSlack, make_door) -> None:
    slack.echo = True
    async with serving(make_door(manners=ChannelManners(listening="everything"))) as send:
        slack.use_http(send)
        await slack.say(REP, SALES, f"<@{BOT_USER}> {DISCOUNT}")
        await slack.say(REP, DIRECT, DISCOUNT)
        await eventually(lambda: len(slack.deliveries) == 5 and all(one.ok for one in slack.deliveries))
    assert len(slack.answers(SALES)) == 1
    assert len(slack.answers(DIRECT)) == 1


async def test_two_doors_on_one_database_answer_once_what_each_hears_three_times(
    slack: FakeSlack, make_door, library
) -> None:
    asks = (
        (REP, SALES, f"<@{BOT_USER}> {DISCOUNT}"),
        (OTHER_REP, SALES, f"<@{BOT_USER}> Globex offline mode"),
        (REP, DIRECT, DISCOUNT),
    )
    async with serving(make_door()) as one, serving(make_door()) as other:
        slack.use_http(one)
        for user, channel, text in asks:
            await slack.say(user, channel, text)
        again = [delivery.payload for delivery in slack.deliveries]
        sent = await asyncio.gather(*(send(payload) for payload in again for send in (one, other) for _ in range(3)))
        assert {response.status for response in sent} == {200}
    assert len(slack.answers(SALES)) == 2
    assert len(slack.answers(DIRECT)) == 1
    assert len(library.queries) == 3


async def test_a_follow_up_on_another_replica_keeps_its_context(
    slack: FakeSlack, make_door, library, backstage: Backstage
) -> None:
    async with serving(make_door()) as one, serving(make_door()) as other:
        slack.use_http(one)
        reply = await asked(slack)
        await asked(slack, channel=DIRECT)
        slack.use_http(other)
        await slack.say(REP, SALES, "what about Globex offline?", reply["thread_ts"])
        await slack.until(lambda: len(slack.answers(SALES)) == 2)
        await asked(slack, channel=DIRECT, text="what about Globex offline?")
    assert [query.history for query in library.queries[-2:]] == [(DISCOUNT,), (DISCOUNT,)]
    assert slack.answers(SALES)[1]["thread_ts"] == reply["thread_ts"]


async def test_a_database_that_is_down_costs_the_memory_and_not_the_answer(
    slack: FakeSlack, make_door, tmp_path: Path
) -> None:
    nowhere = make_engine(f"sqlite:///{tmp_path}/no-such-folder/slack.db")
    down = {"seen": SqlSeen(nowhere, FixedClock()), "posted": SqlPostedAnswers(nowhere), "log": DownLog()}
    async with serving(make_door(**down, channels=DownStore(), requests=DownStore())) as send:
        slack.use_http(send)
        thread = (await asked(slack))["thread_ts"]
        await asked(slack, channel=DIRECT)
        await asked(slack, text="and Globex offline")
        await whispered(slack)
        await slack.say(REP, DIRECT, DISCOUNT, slack.answers(DIRECT)[0]["ts"])
        await slack.until(lambda: len(slack.answers(DIRECT)) == 2)
    assert thread
    assert len(slack.answers(SALES)) == 2
    everything = json.dumps([*slack.posted, *slack.whispers], ensure_ascii=False)
    assert "went wrong" not in everything
    assert "notes" not in everything


async def test_whatever_breaks_the_one_who_asked_gets_a_sentence(slack: FakeSlack, make_door) -> None:
    class Broken:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError("on fire")

    broken = {"channels": Broken(), "posted": Broken(), "requests": Broken(), "seen": Broken()}
    async with serving(make_door(**broken, manners=ChannelManners(hourly_cap=1))) as send:
        slack.use_http(send)
        reply = await asked(slack, OTHER_REP)
        await asked(slack, channel=DIRECT)
        await slack.say(REP, DIRECT, DISCOUNT, slack.answers(DIRECT)[0]["ts"])
        await slack.until(lambda: len(slack.answers(DIRECT)) == 2)
    assert "15%" in reply["text"]
    assert ["Something went wrong" in one["text"] for one in slack.answers(DIRECT)] == [True, True]


@pytest.mark.parametrize("way", ["thread", "ephemeral", "command"])
async def test_where_slack_refuses_the_blocks_the_words_are_said_as_text(slack: FakeSlack, make_door, way: str) -> None:
    manners = ChannelManners(audible="ephemeral" if way == "ephemeral" else "thread")
    refusing = {"thread": "chat.postMessage", "ephemeral": "chat.postEphemeral", "command": "response_url"}[way]
    slack.fail(refusing, "invalid_blocks", status=400 if way == "command" else 200)
    async with serving(make_door(manners=manners)) as send:
        slack.use_http(send)
        if way == "command":
            await slack.command(REP, SALES, "/ask", DISCOUNT)
        else:
            await slack.say(REP, SALES, f"<@{BOT_USER}> {DISCOUNT}")
        await slack.until(lambda: slack.answers(SALES, REP))
    (said,) = slack.answers(SALES, REP)
    assert not said.get("blocks")
    assert "15%" in said["text"]
    assert "https://wiki.acme.example/pricing.md" in said["text"]


async def test_an_answer_comes_though_the_word_of_patience_was_deleted_or_not_taken(
    slack: FakeSlack, open_door
) -> None:
    release = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slowly(_: object) -> object:
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result(10)
        return answer()

    door = open_door(answering=ScriptedAnswering(slowly), patience=Patience(before_a_word=0.02))
    async with serving(door) as send:
        slack.use_http(send)
        await slack.say(REP, SALES, f"<@{BOT_USER}> {DISCOUNT}")
        await slack.until(lambda: slack.answers(SALES))
        slack.channel_of(SALES)[1].messages.remove(slack.answers(SALES)[0])
        slack.fail("chat.postMessage", "internal_error")
        await slack.say(OTHER_REP, SALES, f"<@{BOT_USER}> {DISCOUNT}")
        await slack.until(lambda: len(slack.posted) == 2)
        release.set()
        await slack.until(lambda: len(slack.answers(SALES)) == 2)
    assert all("15%" in one["text"] for one in slack.answers(SALES))


@pytest.mark.parametrize(
    ("text", "locale", "said"),
    [
        (DISCOUNT, "ru-RU", "Something went wrong"),
        ("какая скидка на два года?", "en-GB", "что-то пошло не так"),
        ("15%?", "ru-RU", "что-то пошло не так"),
        ("help", "ru-RU", "Спросите всё"),
        ("помощь", "en-GB", "Спросите всё"),
        ("help", "en-GB", "Ask me anything"),
    ],
)
async def test_the_bots_own_sentences_follow_the_question_then_the_person(
    slack: FakeSlack, open_door, text: str, locale: str, said: str
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("on fire")

    slack.workspace.users[REP].locale = locale
    async with serving(open_door(answering=ScriptedAnswering(fail))) as send:
        slack.use_http(send)
        await slack.say(REP, SALES, f"<@{BOT_USER}> {text}")
        await slack.say(REP, DIRECT, text)
        await slack.command(REP, SALES, "/ask", text)
        await slack.until(lambda: slack.answers(SALES) and slack.answers(DIRECT) and slack.ephemerals(SALES, REP))
    for one in (*slack.answers(SALES), *slack.answers(DIRECT), *slack.ephemerals(SALES, REP)):
        assert said in one["text"]


async def test_a_command_that_only_explains_does_so_in_the_persons_language(slack: FakeSlack, make_door) -> None:
    slack.workspace.users[REP].locale = "ru-RU"
    async with serving(make_door()) as send:
        slack.use_http(send)
        assert (await slack.command(REP, SALES, "/cornerman", "help")).ok
        await slack.until(lambda: slack.ephemerals(SALES, REP))
    assert "как я веду себя в этом канале" in slack.ephemerals(SALES, REP)[0]["text"]


async def test_a_stranger_in_a_shared_channel_gets_what_is_safe_for_buyers(
    slack: FakeSlack, make_door, library
) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        await asked(slack, STRANGER, GUESTS, "Halden Tile downtime")
        await asked(slack, STRANGER, GUESTS, DISCOUNT)
    first, second = slack.answers(GUESTS)
    assert "40%" in first["text"]
    assert "15%" not in json.dumps(second)
    assert all(query.filters.guests for query in library.queries)
