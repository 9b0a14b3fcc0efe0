"""What is sent in Slack unasked: in a line first, whole then, found again by what was tried before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest
from around import actions_of, asked, eventually, shown, told
from fake_slack import ADMIN, GUEST, GUESTS, OTHER_REP, OWNER, REP, SALES, TEAM, FakeSlack
from gap_fakes import NOW, InMemoryBoard, InMemorySubscriptions, ScriptedDigests, gap, gap_question

from bot.deliveries.model import Announced, Delivery
from bot.deliveries.trouble import UndeliveredError
from bot.digests.model import Subscription
from bot.gaps.model import Draft
from bot.slack.backstage import Backstage
from bot.slack.door import SlackDoor

MANAGED = {
    "roles": {"managers": [REP], "administrators": [ADMIN]},
    "owners": {"Petra Pricing": ["dana@acme.example"], "Buyers' desk": [GUESTS]},
}
DIRECT_OF_OWNER = "D0DANA001"


@pytest.fixture
def board() -> InMemoryBoard:
    board = InMemoryBoard(gap("g1", assigned="Petra Pricing"), gap("g2", "data residency in Brazil", kind="stale"))
    board.questions["g1"] = [gap_question("q1", text="discount for three years?"), gap_question("q2", text="3y rebate")]
    board.drafts["g1"] = [Draft("q1", "Up to 12%, with approval.", OWNER, NOW)]
    return board


@pytest.fixture
def subscriptions() -> InMemorySubscriptions:
    kept = InMemorySubscriptions()
    kept.keep(Subscription("s1", "manager", "slack", TEAM, SALES, "week", time(9), "Europe/London"))
    kept.keep(Subscription("s2", "manager", "slack", TEAM, REP, "week", time(9), "Europe/London"))
    return kept


@pytest.fixture
async def door(
    make_door: Callable[..., SlackDoor], board: InMemoryBoard, subscriptions: InMemorySubscriptions
) -> SlackDoor:
    digests = ScriptedDigests(*board.gaps.values())
    door = make_door(board=board, subscriptions=subscriptions, digests=digests, **MANAGED)
    await door.start_socket_mode()
    return door


def digest(receiver: str = SALES, subscription: str = "s1", **changes: object) -> Delivery:
    start = NOW - timedelta(days=7)
    about = {"subscription": subscription, "start": start.isoformat(), "end": NOW.isoformat()}
    given = {"key": f"digest:{subscription}", "kind": "digest", "surface": "slack", "workspace": TEAM}
    given |= {"receiver": receiver, "about": about, "due_at": NOW, "attempts": 1}
    return Delivery(**(given | changes))  # type: ignore[arg-type]


def assigned(receiver: str = "Petra Pricing") -> Delivery:
    about = {"gap": "g1", "by": REP}
    return Delivery("assigned:g1", "assigned", "slack", TEAM, receiver, about, NOW, attempts=1)


async def delivered(door: SlackDoor, delivery: Delivery) -> Announced:
    announced = await door.poster.announce(delivery)
    assert announced is not None
    await door.poster.fill(delivery, announced)
    return announced


async def test_a_digest_is_a_line_first_and_whole_then(slack: FakeSlack, door: SlackDoor) -> None:
    delivery = digest()
    announced = await door.poster.announce(delivery)
    message = slack.answers(SALES)[-1]
    assert announced == Announced(SALES, message["ts"])
    assert "blocks" not in message
    assert message["text"].startswith("What reps asked")
    assert set(message["metadata"]["event_payload"]) == {"key"}
    assert "digest:s1" not in str(message["metadata"])
    await door.poster.fill(delivery, announced)
    whole = slack.answers(SALES)[-1]
    assert len(slack.answers(SALES)) == 1
    assert "data residency in Brazil" in shown(whole)
    assert actions_of(whole).count("gap.assign") == 2
    image = next(one for one in whole["blocks"] if one["type"] == "image")
    file = slack.workspace.files[image["slack_file"]["id"]]
    assert file.content.startswith(b"\x89PNG")
    assert image["alt_text"].startswith("Bar chart")


async def test_it_waits_until_slack_has_taken_the_picture_in(slack: FakeSlack, door: SlackDoor) -> None:
    door.poster._waits = (0.0, 0.0)
    slack.workspace.slow_files = 2
    await delivered(door, digest())
    assert any(one["type"] == "image" for one in slack.answers(SALES)[-1]["blocks"])


@pytest.mark.parametrize("trouble", ["never usable", "upload fails", "scope missing"])
async def test_without_its_picture_its_words_stand_there(slack: FakeSlack, door: SlackDoor, trouble: str) -> None:
    door.poster._waits = (0.0,)
    if trouble == "never usable":
        slack.workspace.slow_files = 99
    elif trouble == "upload fails":
        slack.fail("upload", "too bad", status=500, times=10)
    else:
        slack.workspace.scopes.discard("files:write")
    await delivered(door, digest())
    whole = slack.answers(SALES)[-1]
    assert not any(one["type"] == "image" for one in whole["blocks"])
    assert "In words: Bar chart" in shown(whole)
    assert "data residency in Brazil" in shown(whole)


async def test_a_later_try_finds_the_line_that_stands_there(slack: FakeSlack, door: SlackDoor) -> None:
    for number in range(150):
        slack.workspace.put(
            slack.workspace.channels[SALES], REP, f"talk {number}", ts=f"{NOW.timestamp() + number:.6f}"
        )
    first = await door.poster.announce(digest())
    again = await door.poster.announce(digest(attempts=2))
    assert again == first
    assert len(slack.answers(SALES)) == 1
    other = await door.poster.announce(digest(attempts=2, key="digest:other"))
    assert other != first


async def test_a_later_try_finds_it_in_somebodys_direct_messages(slack: FakeSlack, door: SlackDoor) -> None:
    first = await door.poster.announce(digest(REP, "s2"))
    assert await door.poster.announce(digest(REP, "s2", attempts=3)) == first


async def test_a_line_that_stands_though_nobody_heard_so_is_found(slack: FakeSlack, door: SlackDoor) -> None:
    slack.lose("chat.postMessage")
    with pytest.raises(UndeliveredError) as caught:
        await door.poster.announce(digest())
    assert not caught.value.for_good
    announced = await door.poster.announce(digest(attempts=2))
    assert announced == Announced(SALES, slack.answers(SALES)[-1]["ts"])
    assert len(slack.answers(SALES)) == 1


async def test_what_was_stopped_or_paused_is_not_sent(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions
) -> None:
    subscriptions.keep(replace(subscriptions.kept["s1"], paused=True))
    assert await door.poster.announce(digest()) is None
    subscriptions.drop("s1")
    assert await door.poster.announce(digest()) is None
    assert slack.answers(SALES) == []


async def test_a_digest_goes_to_nobody_who_may_not_see_it_any_more(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions
) -> None:
    subscriptions.keep(replace(subscriptions.kept["s2"], receiver=OTHER_REP))
    assert await door.poster.announce(digest(OTHER_REP, "s2")) is None


@pytest.mark.parametrize(("teams", "told"), [((), ("emea",)), (("apac",), ("emea",)), (("apac", "emea"), ("emea",))])
async def test_who_manages_a_team_alone_gets_that_teams_digest(  # noqa: PLR0917
    slack: FakeSlack,
    make_door: Callable[..., SlackDoor],
    board: InMemoryBoard,
    subscriptions: InMemorySubscriptions,
    teams: tuple[str, ...],
    told: tuple[str, ...],
) -> None:
    subscriptions.keep(replace(subscriptions.kept["s2"], teams=teams))
    digests = ScriptedDigests(*board.gaps.values())
    roles = {"roles": {"administrators": [ADMIN], "managers": [], "team:emea": [REP]}}
    door = make_door(board=board, subscriptions=subscriptions, digests=digests, **MANAGED | roles)
    await door.start_socket_mode()
    await delivered(door, digest(REP, "s2"))
    assert [one.teams for one, *_ in digests.asked] == [told, told]


@pytest.mark.parametrize(
    ("kind", "maker", "is_sent"),
    [
        ("manager", REP, True),
        ("manager", OTHER_REP, False),
        ("manager", "adam", True),
        ("manager", "", True),
        ("owner", OWNER, True),
        ("owner", OTHER_REP, False),
    ],
)
async def test_a_channels_digest_stands_by_the_rights_of_who_made_it(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions, kind: str, maker: str, *, is_sent: bool
) -> None:
    about = {"kind": kind, "owner": "Petra Pricing" if kind == "owner" else "", "created_by": maker}
    subscriptions.keep(replace(subscriptions.kept["s1"], **about))
    assert (await door.poster.announce(digest()) is not None) is is_sent


@pytest.mark.parametrize(("receiver", "for_good"), [(GUESTS, True), ("C0NOWHERE", False), ("C0OTHER01", True)])
async def test_where_it_cannot_go(slack: FakeSlack, door: SlackDoor, receiver: str, for_good: bool) -> None:
    with pytest.raises(UndeliveredError) as caught:
        await door.poster.announce(digest(receiver))
    assert caught.value.for_good is for_good


async def test_who_may_see_it_is_not_guessed_while_slack_does_not_tell(slack: FakeSlack, door: SlackDoor) -> None:
    slack.fail("users.info", "internal_error", times=5)
    with pytest.raises(UndeliveredError) as caught:
        await door.poster.announce(digest(REP, "s2"))
    assert not caught.value.for_good


async def test_the_database_being_down_is_for_a_later_try(
    door: SlackDoor, subscriptions: InMemorySubscriptions
) -> None:
    subscriptions.is_down = True
    with pytest.raises(UndeliveredError) as caught:
        await door.poster.announce(digest())
    assert not caught.value.for_good


async def test_another_workspace_is_none_of_ours(door: SlackDoor) -> None:
    with pytest.raises(UndeliveredError, match="not installed") as caught:
        await door.poster.announce(digest(workspace="T0NOBODY1"))
    assert caught.value.for_good


async def test_before_the_door_opens_nothing_is_lost(make_door: Callable[..., SlackDoor]) -> None:
    with pytest.raises(UndeliveredError, match="not connected") as caught:
        await make_door().poster.announce(digest())
    assert not caught.value.for_good


# ── a gap that the content answers now ──────────────────────────────────────────────────────────────────────────────


async def closed(slack: FakeSlack, backstage: Backstage, user: str = REP, **changes: object) -> Delivery:
    """Somebody has asked, and the gap is closed."""
    message = await asked(slack, user)
    await eventually(lambda: backstage.posted.at(TEAM, SALES, message["ts"]) is not None)
    question = backstage.posted.at(TEAM, SALES, message["ts"])
    assert question is not None
    about = {"gap": "g1", "question": question.question_id, "document": "pricing/discounts.md"}
    return replace(Delivery("closed:g1", "closed", "slack", TEAM, user, about, NOW, attempts=1), **changes)


async def test_who_asked_is_told_with_the_answer_and_its_buttons(
    slack: FakeSlack, door: SlackDoor, backstage: Backstage, board: InMemoryBoard
) -> None:
    delivery = await closed(slack, backstage)
    board.gaps["g1"] = gap("g1", state="closed")
    announced = await delivered(door, delivery)
    message = slack.answers(announced.place)[-1]
    assert announced.place == "D0REP0001"
    assert "You asked on 24 Nov: “what discount on a two-year deal” Now the content answers it:" in message["text"]
    assert "A two-year deal gets up to 15% discount." in shown(message)
    assert "the gap opens again" in shown(message)
    assert {"helpful", "unhelpful"} <= set(actions_of(message))
    posted = backstage.posted.at(TEAM, announced.place, announced.message)
    assert posted is not None
    assert posted.question_id == delivery.about["question"]
    assert "Thank you" in await told(slack, REP, message, "helpful")


async def test_a_closing_that_was_taken_back_is_not_told(
    slack: FakeSlack, door: SlackDoor, backstage: Backstage, board: InMemoryBoard
) -> None:
    delivery = await closed(slack, backstage)
    assert await door.poster.announce(delivery) is None
    del board.gaps["g1"]
    assert await door.poster.announce(delivery) is None


async def test_where_it_is_no_answer_for_them_nothing_is_sent(
    slack: FakeSlack, door: SlackDoor, backstage: Backstage, board: InMemoryBoard
) -> None:
    board.gaps["g1"] = gap("g1", state="closed")
    message = await asked(slack, REP, text="moon base catering prices")
    await eventually(lambda: backstage.posted.at(TEAM, SALES, message["ts"]) is not None)
    question = backstage.posted.at(TEAM, SALES, message["ts"])
    about = {"gap": "g1", "question": question.question_id if question else ""}
    delivery = Delivery("closed:g1", "closed", "slack", TEAM, REP, about, NOW, attempts=1)
    assert await door.poster.announce(delivery) is None


async def test_a_question_that_is_no_longer_kept_is_not_sent(door: SlackDoor) -> None:
    delivery = Delivery("closed:g1", "closed", "slack", TEAM, REP, {"gap": "g1", "question": "gone"}, NOW, attempts=1)
    assert await door.poster.announce(delivery) is None


# ── a gap that somebody is given ─────────────────────────────────────────────────────────────────────────────────────


async def test_an_owner_is_told_with_questions_draft_and_buttons(slack: FakeSlack, door: SlackDoor) -> None:
    announced = await delivered(door, assigned())
    message = slack.answers(announced.place)[-1]
    assert announced.place == DIRECT_OF_OWNER
    words = shown(message)
    assert "A gap in the content is yours, says robin: “what discount on a three-year deal”" in words
    assert "• discount for three years?" in words
    assert "Up to 12%, with approval." in words
    assert {"gap.assign", "gap.snooze", "gap.dismiss", "gap.see"} <= set(actions_of(message))


async def test_what_was_given_back_meanwhile_is_not_told(
    slack: FakeSlack, door: SlackDoor, board: InMemoryBoard
) -> None:
    board.gaps["g1"] = gap("g1", assigned="")
    assert await door.poster.announce(assigned()) is None


async def test_a_guest_is_not_told_though_somebody_gave_them_a_gap(
    slack: FakeSlack, door: SlackDoor, board: InMemoryBoard
) -> None:
    board.gaps["g1"] = gap("g1", assigned=GUEST)
    assert await door.poster.announce(assigned(GUEST)) is None


async def test_who_may_be_a_guest_is_told_later(slack: FakeSlack, door: SlackDoor, board: InMemoryBoard) -> None:
    board.gaps["g1"] = gap("g1", assigned=OTHER_REP)
    slack.fail("users.info", "internal_error", times=5)
    slack.fail("users.list", "internal_error", times=5)
    with pytest.raises(UndeliveredError) as caught:
        await door.poster.announce(assigned(OTHER_REP))
    assert not caught.value.for_good


@pytest.mark.parametrize(("owner", "nobody"), [("Nobody Known", True), ("Buyers' desk", False)])
async def test_an_owner_who_cannot_be_told(
    slack: FakeSlack, door: SlackDoor, board: InMemoryBoard, owner: str, nobody: bool
) -> None:
    board.gaps["g1"] = gap("g1", assigned=owner)
    with pytest.raises(UndeliveredError) as caught:
        await door.poster.announce(assigned(owner))
    assert caught.value.for_good
    assert caught.value.nobody is nobody


async def test_a_press_in_a_message_that_others_read_is_told_there(
    slack: FakeSlack, door: SlackDoor, board: InMemoryBoard
) -> None:
    await delivered(door, digest())
    board.gaps["g1"] = gap("g1", state="dismissed", state_reason="x")
    message = slack.answers(SALES)[-1]

    def of_g2(one: dict[str, object]) -> bool:
        return one.get("action_id") == "cornerman.gap.dismiss" and '"g2"' in str(one.get("value"))

    assert (await slack.press(REP, message, of_g2)).ok
    await slack.until(lambda: slack.modal(REP) is not None and "Why it is no gap" in shown(slack.modal(REP)))
    assert (await slack.submit(REP, slack.modal(REP), {"reason": "one_off"})).ok
    await slack.until(lambda: "is dismissed" in shown(slack.answers(SALES)[-1]))
    worked = slack.answers(SALES)[-1]
    assert f"— <@{REP}>" in shown(worked)
    assert any(one["type"] == "image" for one in worked["blocks"])
    assert (await slack.press(REP, worked, "cornerman.gap.undo")).ok
    await slack.until(lambda: "Taken back." in shown(slack.answers(SALES)[-1]))
    assert board.gaps["g2"].state == "open"


async def test_who_may_not_is_told_alone_and_the_message_stays(
    slack: FakeSlack, door: SlackDoor, board: InMemoryBoard
) -> None:
    await delivered(door, digest())
    before = shown(slack.answers(SALES)[-1])
    assert (await slack.press(OTHER_REP, slack.answers(SALES)[-1], "cornerman.gap.dismiss")).ok
    await slack.until(lambda: slack.modal(OTHER_REP) is not None and "Only managers" in shown(slack.modal(OTHER_REP)))
    assert shown(slack.answers(SALES)[-1]) == before
