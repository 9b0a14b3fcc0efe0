from __future__ import annotations

import pytest
from fake_slack import APP_TOKEN, BOT_USER, FakeSlack
from payloads import command, direct, event, mention

from bot.slack.door import SlackDoorError


async def test_a_mention_is_acknowledged_and_answered_in_its_thread(slack: FakeSlack, open_door, answering) -> None:
    await open_door().start_socket_mode()
    envelope = await slack.send("events_api", event(mention()))
    await slack.until(lambda: slack.posted and slack.acknowledged)
    assert slack.acknowledged == [envelope]
    assert slack.posted[0]["channel"] == "C0SALES01"
    assert slack.posted[0]["thread_ts"] == "1795512600.000100"
    assert "15%" in slack.posted[0]["text"]
    assert [ask.text for ask in answering.asked] == ["two-year discount?"]


async def test_a_slash_command_is_answered_to_the_asker_alone(slack: FakeSlack, open_door) -> None:
    await open_door().start_socket_mode()
    envelope = await slack.send(
        "slash_commands", command(response_url=slack.response_url), accepts_response_payload=True
    )
    await slack.until(lambda: slack.whispers and slack.acknowledged)
    assert slack.acknowledged == [envelope]
    assert slack.whispers[0]["response_type"] == "ephemeral"
    assert "15%" in slack.whispers[0]["text"]
    assert slack.posted == []


async def test_the_door_connects_anew_when_slack_says_so(slack: FakeSlack, open_door) -> None:
    await open_door().start_socket_mode()
    await slack.disconnect()
    await slack.until(lambda: len(slack.sockets) == 2)
    await slack.send("events_api", event(direct()))
    await slack.until(lambda: slack.posted)


async def test_the_door_connects_anew_when_the_socket_breaks(slack: FakeSlack, open_door) -> None:
    await open_door().start_socket_mode()
    await slack.sockets[0].close()
    await slack.until(lambda: len(slack.sockets) == 2)
    await slack.send("events_api", event(direct()))
    await slack.until(lambda: slack.posted)


async def test_an_event_that_comes_again_on_another_socket_is_answered_once(
    slack: FakeSlack, open_door, answering
) -> None:
    await open_door().start_socket_mode()
    once = event(mention())
    await slack.send("events_api", once)
    await slack.until(lambda: slack.posted)
    await slack.disconnect()
    await slack.until(lambda: len(slack.sockets) == 2)
    again = await slack.send("events_api", once, retry_attempt=1, retry_reason="timeout")
    last = await slack.send("events_api", event(mention(f"<@{BOT_USER}> another", ts="1795512700.000100")))
    await slack.until(lambda: len(slack.posted) == 2 and len(slack.acknowledged) == 3)
    assert {again, last} <= set(slack.acknowledged)
    assert [ask.text for ask in answering.asked] == ["two-year discount?", "another"]


@pytest.mark.parametrize(("token", "setting"), [("bot_token", "slack.bot_token"), ("app_token", "slack.app_token")])
async def test_a_token_that_slack_refuses_is_named_by_its_setting(open_door, token: str, setting: str) -> None:
    with pytest.raises(SlackDoorError, match=f"{setting}: Slack says invalid_auth"):
        await open_door(**{token: "xoxb-wrong"}).start_socket_mode()


async def test_a_missing_app_token_is_named_by_its_setting(open_door) -> None:
    with pytest.raises(SlackDoorError, match=r"slack\.app_token is not set"):
        await open_door(app_token=None).start_socket_mode()


async def test_a_slack_that_cannot_be_reached_is_named_with_its_address(open_door, unused_tcp_port: int) -> None:
    address = f"http://127.0.0.1:{unused_tcp_port}/api/"
    with pytest.raises(SlackDoorError, match="cannot be reached at http://127") as raised:
        await open_door(api_url=address, app_token=APP_TOKEN).start_socket_mode()
    assert "slack.api_url" in str(raised.value)


async def test_buttons_and_dialogs_of_other_versions_are_acknowledged(slack: FakeSlack, open_door) -> None:
    await open_door().start_socket_mode()
    sent = [
        await slack.send("interactive", payload)
        for payload in (
            {"type": "block_actions", "user": {"id": "U1"}, "actions": [{"action_id": "old", "type": "button"}]},
            {"type": "message_action", "callback_id": "old", "user": {"id": "U1"}},
            {"type": "view_submission", "user": {"id": "U1"}, "view": {"callback_id": "old", "type": "modal"}},
        )
    ]
    await slack.until(lambda: len(slack.acknowledged) == 3)
    assert sorted(slack.acknowledged) == sorted(sent)


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("events_api", {"type": "event_callback", "event": ["message"]}),
        ("events_api", {"type": "event_callback", "event": {"type": ["message"]}}),
        ("events_api", {"type": "event_callback", "event": {"type": "reaction_added", "item": "message"}}),
        ("events_api", {"type": "event_callback", "event": {"type": "member_joined_channel", "channel": ["C1"]}}),
        ("events_api", {"type": "event_callback", "event": {"type": "assistant_thread_started"}}),
        ("events_api", event(mention(user_profile=["stranger"], team=5))),
        ("events_api", event(mention(text={"a": 1}))),
        ("events_api", "event"),
        ("events_api", None),
        ("events_api", []),
        ("slash_commands", {"command": "/ask"}),
        ("slash_commands", {"command": ["/ask"], "text": 5}),
        ("interactive", {"type": "message_action", "callback_id": "find_answer", "message": ["x"], "user": 5}),
        ("interactive", {"type": "view_submission", "view": 5}),
        ("interactive", {"type": "block_actions", "actions": [None], "user": {"id": "U1"}}),
        ("interactive", {"type": "somebody_elses"}),
        ("unheard_of", {}),
    ],
)
async def test_what_slack_would_not_send_does_not_stop_the_door(
    slack: FakeSlack, open_door, kind: str, payload: object
) -> None:
    await open_door().start_socket_mode()
    await slack.send(kind, payload)
    good = await slack.send("events_api", event(direct()))
    await slack.until(lambda: good in slack.acknowledged and any(one["channel"] == "D0REP0001" for one in slack.posted))
