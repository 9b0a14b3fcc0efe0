from __future__ import annotations

import json
import logging
import threading
import time

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from fake_slack import BOT_USER, DIRECT, GUEST, OWNER, REP, SALES, SIGNING_SECRET, FakeSlack
from fakes import ScriptedAnswering
from payloads import command, direct, event, mention
from sample_answers import answer
from serving import serving

from bot.channel_manners import ChannelManners
from bot.chat.asking import Patience
from bot.slack.door import SlackDoorError
from content_index.ports import NoIndexError


async def test_a_signed_mention_is_acknowledged_and_answered_in_its_thread(slack: FakeSlack, open_door) -> None:
    async with serving(open_door()) as send:
        response = await send(event(mention(thread_ts="1795512000.000100")))
        await slack.until(lambda: slack.posted)
    assert response.status == 200
    assert slack.posted[0]["thread_ts"] == "1795512000.000100"
    assert slack.posted[0]["unfurl_links"] is False


@pytest.mark.parametrize(("age", "secret"), [(0, "wrong"), (301, SIGNING_SECRET)])
async def test_a_forged_or_stale_request_is_refused(
    slack: FakeSlack, open_door, answering, age: int, secret: str
) -> None:
    async with serving(open_door()) as send:
        response = await send(event(mention()), age=age, secret=secret)
        assert response.status == 401
        assert (await send(command(response_url=slack.response_url), age=age, secret=secret, form=True)).status == 401
    assert answering.asked == []


async def test_an_unsigned_request_is_refused(open_door, answering) -> None:
    host = web.Application()
    host.add_subapp("/slack/", open_door().http_application())
    async with TestClient(TestServer(host, host="127.0.0.1")) as client:
        assert (await client.post("/slack/events", json=event(mention()))).status == 401
    assert answering.asked == []


async def test_the_address_is_verified_with_its_challenge(open_door) -> None:
    async with serving(open_door()) as send:
        response = await send({"type": "url_verification", "token": "legacy", "challenge": "3eZbrw1aBm2rZgRNFdxV"})
        assert response.status == 200
        assert "3eZbrw1aBm2rZgRNFdxV" in await response.text()


async def test_retries_and_the_second_event_of_a_mention_are_answered_once(
    slack: FakeSlack, open_door, answering
) -> None:
    async with serving(open_door()) as send:
        once = event(mention())
        as_message = event(mention(type="message", channel_type="channel"))
        statuses = [
            (await send(once)).status,
            (await send(as_message)).status,
            (await send(once, **{"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"})).status,
        ]
        await send(event(mention(f"<@{BOT_USER}> last", ts="1795512999.000100")))
        await slack.until(lambda: len(slack.posted) == 2)
    assert statuses == [200, 200, 200]
    assert sorted(ask.text for ask in answering.asked) == ["last", "two-year discount?"]


async def test_a_rate_limited_answer_is_posted_once_slack_allows_it(slack: FakeSlack, open_door) -> None:
    slack.fail("chat.postMessage", "ratelimited", status=429, retry_after=0)
    async with serving(open_door()) as send:
        await send(event(mention()))
        await slack.until(lambda: len(slack.posted) == 2)
    assert slack.posted[0] == slack.posted[1]


async def test_a_command_is_answered_to_the_asker_alone(slack: FakeSlack, open_door, answering) -> None:
    async with serving(open_door()) as send:
        response = await send(command("two-year discount?", response_url=slack.response_url), form=True)
        assert (response.status, await response.text()) == (200, "")
        await slack.until(lambda: slack.whispers)
    assert slack.whispers[0]["response_type"] == "ephemeral"
    assert answering.asked[0].place.kind == "private"
    assert answering.asked[0].thread is None


@pytest.mark.parametrize("text", ["", "help", " HELP "])
async def test_a_command_without_a_question_explains_itself(slack: FakeSlack, open_door, answering, text: str) -> None:
    async with serving(open_door(command="/corner")) as send:
        await send(command(text, response_url=slack.response_url, command="/corner"), form=True)
        await slack.until(lambda: slack.whispers)
    assert "`/corner your question`" in slack.whispers[0]["text"]
    assert answering.asked == []


async def test_a_command_that_is_not_the_doors_own_is_answered_with_help(slack: FakeSlack, open_door) -> None:
    async with serving(open_door()) as send:
        await send(command("x", response_url=slack.response_url, command="/other"), form=True)
        await slack.until(lambda: slack.whispers)
    assert "`/ask your question`" in slack.whispers[0]["text"]


async def test_an_empty_mention_explains_itself(slack: FakeSlack, open_door) -> None:
    async with serving(open_door()) as send:
        await send(event(mention(f"<@{BOT_USER}>")))
        await slack.until(lambda: slack.posted)
    assert slack.posted[0]["text"].startswith("Ask me anything")


async def test_a_follow_up_in_a_direct_message_keeps_its_conversation(slack: FakeSlack, open_door, answering) -> None:
    async with serving(open_door()) as send:
        await send(event(direct(ts="1795512600.000100")))
        await slack.until(lambda: len(slack.posted) == 1)
        await send(event(direct("and three years?", ts="1795512660.000100")))
        await slack.until(lambda: len(slack.posted) == 2)
        await send(event(direct("below the answer", ts="1795512670.000100", thread_ts="1800000000.000002")))
        await slack.until(lambda: len(slack.posted) == 3)
        await send(event(direct("much later", ts="1795519999.000100")))
        await slack.until(lambda: len(slack.posted) == 4)
    begun, later = "1795512600.000100", "1795519999.000100"
    assert [ask.thread for ask in answering.asked] == [begun, begun, begun, later]
    assert [post.get("thread_ts") for post in slack.posted] == [None, None, "1800000000.000002", None]


async def test_a_channel_hears_what_all_its_readers_may_see_and_a_person_what_they_may(
    slack: FakeSlack, open_door, answering
) -> None:
    async with serving(open_door(groups={"sales": ("C0SALES01",), "legal": ("U0REP0001",)})) as send:
        await send(event(mention()))
        await slack.until(lambda: len(slack.posted) == 1)
        await send(event(direct()))
        await slack.until(lambda: len(slack.posted) == 2)
        await send(command(response_url=slack.response_url), form=True)
        await slack.until(lambda: slack.whispers)
    assert [ask.asker.groups for ask in answering.asked] == [{"sales"}, {"legal"}, {"legal"}]


async def test_groups_that_cannot_be_looked_up_leave_what_everybody_may_see(
    slack: FakeSlack, open_door, answering
) -> None:
    slack.fail("usergroups.users.list", "internal_error")
    groups = {"legal": ("S0LEGAL01", "U0REP0001")}
    async with serving(open_door(groups=groups)) as send:
        await send(event(direct()))
        await slack.until(lambda: slack.posted)
    assert answering.asked[0].asker.groups == frozenset()
    assert not answering.asked[0].place.guests
    assert "could not look up your groups" in str(slack.posted[0]["blocks"])


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (NoIndexError("no generation"), "There is no content to answer from yet"),
        (RuntimeError("the index is on fire"), "Something went wrong"),
    ],
)
async def test_trouble_is_told_to_the_asker(slack: FakeSlack, open_door, trouble: Exception, said: str) -> None:
    def fail(_: object) -> None:
        raise trouble

    async with serving(open_door(answering=ScriptedAnswering(fail))) as send:
        await send(event(mention()))
        await slack.until(lambda: slack.posted)
    assert said in slack.posted[0]["text"]


async def test_a_slow_answer_is_announced_and_then_takes_the_place_of_the_announcement(
    slack: FakeSlack, open_door
) -> None:
    release = threading.Event()

    def slowly(ask: object) -> object:
        release.wait(10)
        return answer()

    door = open_door(answering=ScriptedAnswering(slowly), patience=Patience(before_a_word=0.05))
    async with serving(door) as send:
        await send(event(mention()))
        await slack.until(lambda: slack.posted)
        release.set()
        await slack.until(lambda: slack.calls[-1][0] == "chat.update")
    assert slack.posted[0]["text"] == "Looking it up…"
    assert "15%" in slack.calls[-1][1]["text"]
    assert len(slack.posted) == 1


async def test_an_answer_that_never_comes_is_given_up_with_a_word(slack: FakeSlack, open_door) -> None:
    release = threading.Event()
    door = open_door(
        answering=ScriptedAnswering(lambda _: release.wait(10) and answer()),
        patience=Patience(before_a_word=0.02, before_giving_up=0.05),
    )
    async with serving(door) as send:
        await send(command(response_url=slack.response_url), form=True)
        await slack.until(lambda: len(slack.whispers) == 2)
        release.set()
    assert slack.whispers[0]["text"] == "Looking it up…"
    assert "Something went wrong" in slack.whispers[1]["text"]
    assert slack.whispers[1]["replace_original"] is True


async def test_an_answer_whose_blocks_slack_refuses_is_posted_as_text(slack: FakeSlack, open_door) -> None:
    slack.fail("chat.postMessage", "invalid_blocks")
    async with serving(open_door()) as send:
        await send(event(mention()))
        await slack.until(lambda: len(slack.posted) == 2)
    assert slack.posted[1]["blocks"] == []
    assert "15%" in slack.posted[1]["text"]


async def test_an_answer_that_slack_refuses_is_logged_without_its_words(
    slack: FakeSlack, open_door, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fail("chat.postMessage", "is_archived")
    with caplog.at_level(logging.INFO):
        async with serving(open_door()) as send:
            await send(event(mention()))
            await slack.until(lambda: slack.posted)
    assert "is_archived" in caplog.text
    assert "discount" not in caplog.text
    assert "15%" not in caplog.text


async def test_questions_and_answers_stay_out_of_the_logs(
    slack: FakeSlack, open_door, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        async with serving(open_door()) as send:
            await send(event(mention()))
            await send(command(response_url=slack.response_url), form=True)
            await slack.until(lambda: slack.posted and slack.whispers)
    assert "discount" not in caplog.text
    assert "15%" not in caplog.text
    assert "xoxb" not in caplog.text


async def test_a_burst_is_acknowledged_while_the_workers_are_busy(slack: FakeSlack, open_door, answering) -> None:
    release = threading.Event()
    busy = ScriptedAnswering(lambda ask: release.wait(10) and answer(question=ask.text))
    async with serving(open_door(answering=busy, workers=2)) as send:
        started = time.perf_counter()
        statuses = [(await send(event(direct(ts=f"179551260{n}.000100", channel=f"D{n}")))).status for n in range(8)]
        acknowledged_after = time.perf_counter() - started
        release.set()
        await slack.until(lambda: len(slack.posted) == 8)
    assert statuses == [200] * 8
    assert acknowledged_after < 3.0


async def test_a_missing_signing_secret_is_named_by_its_setting(open_door) -> None:
    with pytest.raises(SlackDoorError, match=r"slack\.signing_secret is not set"):
        open_door(signing_secret=None).http_application()


async def test_a_refused_token_stops_the_server_with_the_settings_name(open_door) -> None:
    runner = web.AppRunner(open_door(bot_token="xoxb-wrong").http_application())
    with pytest.raises(SlackDoorError, match=r"slack\.bot_token: Slack says invalid_auth"):
        await runner.setup()
    await runner.cleanup()


async def test_a_door_that_closes_leaves_new_events_to_slacks_retry(slack: FakeSlack, open_door, answering) -> None:
    door = open_door()
    async with serving(door) as send:
        await door.stop()
        assert (await send(event(mention()))).status == 503
    assert answering.asked == []


async def test_answers_at_hand_are_finished_when_the_door_closes(slack: FakeSlack, open_door) -> None:
    release = threading.Event()
    door = open_door(answering=ScriptedAnswering(lambda _: release.wait(10) and answer()))
    async with serving(door) as send:
        await send(event(mention()))
        threading.Timer(0.1, release.set).start()
    assert len(slack.posted) == 1


async def test_nothing_is_looked_up_before_an_event_is_acknowledged(slack: FakeSlack, make_door) -> None:
    held = threading.Event()

    class Slow:
        def __getattr__(self, name: str) -> object:
            return lambda *_, **__: held.wait(20) and None

    for method in ("users.info", "conversations.info", "conversations.history"):
        slack.slow(method, 5)
    reacts = ChannelManners(listening="everything", reaction="question")
    door = make_door(seen=Slow(), channels=Slow(), posted=Slow(), manners=reacts)
    async with serving(door) as send:
        slack.use_http(send)
        said = await slack.say(REP, SALES, f"<@{BOT_USER}> two-year discount?")
        await slack.say(REP, DIRECT, "two-year discount?")
        await slack.react(OWNER, said, "question")
        await slack.join(GUEST, SALES)
        await slack.open_home(REP)
        await slack.open_assistant(REP)
        await slack.command(REP, SALES, "/ask", "two-year discount?")
        await slack.command(REP, SALES, "/cornerman", "help")
        await slack.shortcut(REP, said, "find_answer")
        held.set()
    assert [delivery.kind for delivery in slack.deliveries if not delivery.ok or delivery.seconds > 2] == []


@pytest.mark.parametrize(
    "inner",
    [
        {"type": "reaction_added", "user": "U1", "item": ["message"]},
        {"type": "reaction_added", "user": ["U1"], "reaction": 5, "item": {"type": "message"}},
        {"type": "member_joined_channel", "channel": ["C1"], "user": 5},
        {"type": "app_home_opened", "user": ["U1"], "tab": ["home"]},
        {"type": "something_new", "user": "U1"},
        mention(user_profile=["stranger"], team=["T1"]),
        mention(thread_ts=["5.1"]),
        mention(blocks="none", files=5),
    ],
)
async def test_an_event_of_another_shape_is_taken_or_refused_and_harms_nobody(
    slack: FakeSlack, open_door, caplog: pytest.LogCaptureFixture, inner: dict[str, object]
) -> None:
    async with serving(open_door()) as send:
        assert (await send(event(inner))).status in {200, 400}
        await send(event(direct()))
        await slack.until(lambda: any(one["channel"] == "D0REP0001" for one in slack.posted))
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    "kind", ["interactive_message", "dialog_submission", "dialog_cancellation", "block_suggestion"]
)
async def test_interactions_that_this_app_does_not_offer_are_taken(open_door, kind: str) -> None:
    payload = {"type": kind, "callback_id": "old", "user": {"id": "U1"}, "team": {"id": "T1"}, "action_id": "old"}
    payload |= {"actions": [{"name": "old", "type": "button"}], "submission": {}, "name": "old", "value": ""}
    async with serving(open_door()) as send:
        assert (await send({"payload": json.dumps(payload)}, form=True)).status == 200


async def test_a_rate_limit_on_what_one_person_sees_is_waited_out(slack: FakeSlack, open_door) -> None:
    slack.limit("response_url", 0)
    slack.limit("chat.postEphemeral", 0)
    async with serving(open_door(manners=ChannelManners(audible="ephemeral"))) as send:
        slack.use_http(send)
        await slack.command(REP, SALES, "/ask", "two-year discount?")
        await slack.say(REP, SALES, f"<@{BOT_USER}> two-year discount?")
        await slack.until(lambda: len(slack.ephemerals(SALES, REP)) == 2)
