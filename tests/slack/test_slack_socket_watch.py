"""The watch over the socket: whatever happens to it, people are answered again, without a restart."""

from __future__ import annotations

import asyncio
import logging

import pytest
from fake_slack import FakeSlack
from payloads import direct, event

from bot.slack.door import SlackDoor
from bot.slack.socket import SocketTiming, _sdk_log

WATCHED = SocketTiming(ping=60.0, look=0.02, grace=0.06, connect=10.0)
"""The SDK looks after a minute only, so that what is mended is mended by the watch."""
BY_THE_SDK = SocketTiming(ping=0.3, look=60.0, grace=60.0, connect=10.0)
TASKS = ("current_session_monitor", "message_receiver", "message_processor")


async def opened(open_door, timing: SocketTiming) -> SlackDoor:
    door: SlackDoor = open_door(timing=timing)
    await door.start_socket_mode()
    return door


async def is_answered(slack: FakeSlack, *, sockets: int) -> None:
    """A question over the newest socket is acknowledged and answered."""
    await slack.until(lambda: len(slack.sockets) >= sockets and slack.connections.alive)
    before = len(slack.posted)
    envelope = await slack.send("events_api", event(direct(f"question {before}?", ts=f"17955126{before:02}.000100")))
    await slack.until(lambda: len(slack.posted) > before and envelope in slack.acknowledged)


@pytest.mark.parametrize("timing", [WATCHED, BY_THE_SDK], ids=["watch", "sdk"])
async def test_a_socket_that_breaks_without_a_word_is_opened_anew(
    slack: FakeSlack, open_door, timing: SocketTiming
) -> None:
    await opened(open_door, timing)
    slack.break_socket()
    await is_answered(slack, sockets=2)


async def test_a_socket_that_stays_open_and_never_pongs_is_left(slack: FakeSlack, open_door) -> None:
    slack.silent = True
    await opened(open_door, BY_THE_SDK)
    await slack.until(lambda: len(slack.sockets) == 2)
    slack.silent = False
    await is_answered(slack, sockets=2)


async def test_what_refuses_for_a_while_is_asked_again_each_time_for_a_new_address(slack: FakeSlack, open_door) -> None:
    await opened(open_door, SocketTiming(ping=60.0, look=0.02, grace=0.06, connect=0.5))
    slack.fail("apps.connections.open", "internal_error", times=2)
    slack.refuse_sockets(1)
    slack.break_socket()
    await is_answered(slack, sockets=2)
    assert len(slack.bodies("apps.connections.open")) == 5  # at the start, two that failed, one refused, the good one


@pytest.mark.parametrize("name", TASKS)
async def test_tasks_of_the_sdk_that_have_ended_are_missed(slack: FakeSlack, open_door, name: str) -> None:
    door = await opened(open_door, WATCHED)
    task = getattr(door._socket._handler.client, name)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await is_answered(slack, sockets=2)
    assert len(slack.connections.alive) == 1


async def test_a_socket_that_the_sdk_mends_in_time_is_left_alone(slack: FakeSlack, open_door, caplog) -> None:
    await opened(open_door, SocketTiming(ping=0.3, look=0.02, grace=60.0, connect=10.0))
    slack.break_socket()
    await is_answered(slack, sockets=2)
    assert "opened anew" not in caplog.text


async def test_nothing_is_left_open_when_the_door_closes_while_the_socket_is_being_mended(
    slack: FakeSlack, open_door
) -> None:
    door = await opened(open_door, WATCHED)
    slack.slow("apps.connections.open", 0.2)
    asked = len(slack.bodies("apps.connections.open"))
    slack.break_socket()
    await slack.until(lambda: len(slack.bodies("apps.connections.open")) > asked)
    await door.stop()
    await door.stop()
    assert [socket for socket in slack.sockets[1:] if not socket.closed] == []
    assert not [task for task in asyncio.all_tasks() if "_watch_over" in repr(task)]


def test_the_ticket_in_a_sockets_address_and_tracebacks_stay_out_of_the_logs(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        try:
            raise OSError("refused")
        except OSError:
            _sdk_log().exception("Failed to connect (error: 503, url='wss://wss.slack.com/link/?ticket=1-2&app_id=3')")
    assert "wss://wss.slack.com/link/" in caplog.text
    assert "ticket" not in caplog.text
    assert "Traceback" not in caplog.text
