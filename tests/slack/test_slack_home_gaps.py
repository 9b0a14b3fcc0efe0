"""Gaps on the home page of managers, and on nobody else's."""

from __future__ import annotations

from collections.abc import Callable

from around import actions_of, filled, home, shown
from fake_slack import ADMIN, OWNER, REP, FakeSlack
from gap_fakes import InMemoryBoard, gap

from bot.slack.door import SlackDoor

MANAGED = {"roles": {"managers": [REP], "administrators": [ADMIN]}, "owners": {"Petra Pricing": [OWNER]}}


async def test_a_manager_finds_the_most_pressing_and_opens_them(
    slack: FakeSlack, make_door: Callable[..., SlackDoor]
) -> None:
    board = InMemoryBoard(*(gap(f"g{number}", f"question {number}", rank=float(number)) for number in range(1, 6)))
    await make_door(board=board, **MANAGED).start_socket_mode()
    page = await home(slack, REP)
    words = shown(page)
    assert "*5 open gaps*" in words
    assert words.index("question 5") < words.index("question 3")
    assert "question 2" not in words
    assert (await slack.press(REP, page, "cornerman.gap.see")).ok
    assert "question 5" in shown(await filled(slack, REP))


async def test_no_gap_is_a_word(slack: FakeSlack, make_door: Callable[..., SlackDoor]) -> None:
    await make_door(board=InMemoryBoard(), **MANAGED).start_socket_mode()
    assert "No open gaps" in shown(await home(slack, REP))


async def test_nobody_else_finds_any_and_a_board_that_is_down_takes_nothing_else(
    slack: FakeSlack, make_door: Callable[..., SlackDoor]
) -> None:
    board = InMemoryBoard(gap())
    await make_door(board=board, **MANAGED).start_socket_mode()
    assert "gap.see" not in actions_of(await home(slack, OWNER))
    board.is_down = True
    page = await home(slack, REP)
    assert "gap.see" not in actions_of(page)
    assert "Your recent questions" in shown(page)
