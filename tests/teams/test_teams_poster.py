"""What Cornerman writes in Teams unasked: a line, and then the whole in its place, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from card_shapes import every, problems_of
from fake_connector import TENANT
from fakes import FixedClock
from gap_fakes import InMemoryBoard, ScriptedDigests, gap, gap_question
from teams_office import (
    BUYERS,
    CHANNEL,
    DANA,
    DISCOUNT,
    GUEST,
    MANAGER,
    OWNER,
    REP,
    Office,
    actions_of,
    card_of,
    chat_of,
    titles_of,
    words_of,
)

from bot.deliveries.model import Announced, Delivery
from bot.deliveries.trouble import UndeliveredError
from bot.digests.model import Subscription
from bot.digests.schedule import delivery_of, latest
from bot.gaps.model import Draft
from bot.model import LoggedQuestion
from bot.teams.retrying import Retrying

REP_ID = "00000000-0000-4000-8000-000000000001"
MANAGER_ID = "00000000-0000-4000-8000-000000000003"
GUEST_ID = "00000000-0000-4000-8000-000000000004"
NOW = FixedClock().now()


@pytest.fixture
def board(backstage: Any) -> InMemoryBoard:
    board: InMemoryBoard = backstage.board
    board.gaps = {"g1": gap(), "g2": gap("g2", "when is the next audit", rank=4.0)}
    return board


@pytest.fixture
async def company(
    open_office: Callable[..., Any], backstage: Any, board: InMemoryBoard, monkeypatch: pytest.MonkeyPatch
) -> Office:
    monkeypatch.setattr("bot.teams.parts.Retrying", partial(Retrying, attempts=2, first=0.01, jitter=0.01))
    ports = replace(backstage, digests=ScriptedDigests(*board.gaps.values()))
    office: Office = await open_office(
        ports, roles={"managers": ["lee@acme.example"]}, owners={"Petra Pricing": [DANA]}, charts_key="secret"
    )
    await office.say(REP, "hello")  # so that it is known where Teams listens
    return office


def subscribed(office: Office, receiver: str = MANAGER_ID, **changes: Any) -> Delivery:
    given: dict[str, Any] = {
        "id": "s1",
        "kind": "manager",
        "surface": "teams",
        "workspace": TENANT,
        "receiver": receiver,
        "every": "week",
        "at": time(9),
        "zone": "Europe/Berlin",
        "created_by": MANAGER_ID,
    }
    subscription = Subscription(**(given | changes))
    office.ports.subscriptions.keep(subscription)
    return delivery_of(subscription, latest(subscription, NOW))


def closed(question_id: str, receiver: str = REP_ID) -> Delivery:
    about = {"gap": "g1", "question": question_id, "document": "policies/pricing.md"}
    return Delivery(f"closed:{question_id}", "closed", "teams", TENANT, receiver, about, NOW)


def given_to(owner: str) -> Delivery:
    return Delivery(f"assigned:{owner}", "assigned", "teams", TENANT, owner, {"gap": "g1", "by": MANAGER_ID}, NOW)


def asked(office: Office, text: str) -> LoggedQuestion:
    """What somebody has asked, as the log has it."""
    found: list[LoggedQuestion] = office.ports.log.of_asker(TENANT, REP_ID, 10)
    return next(one for one in found if one.question == text)


async def announced(office: Office, delivery: Delivery) -> Announced:
    found = await office.door.poster.announce(delivery)
    assert found is not None
    return found


async def delivered(office: Office, delivery: Delivery, place: str) -> dict[str, Any]:
    """As the sender does it, and keeps it."""
    stands = await announced(office, delivery)
    office.ports.deliveries.add([delivery])
    office.ports.deliveries.claim(["teams"], "me", NOW + timedelta(days=1), 60, 10)
    office.ports.deliveries.begun(delivery.key, "me", stands)
    await office.door.poster.fill(delivery, stands)
    office.ports.deliveries.sent(delivery.key, "me", NOW)
    return office.said(place)[-1]


async def test_a_digest_comes_as_a_line_that_becomes_the_whole(company: Office) -> None:
    delivery = subscribed(company)
    stands = await announced(company, delivery)
    line = company.said(chat_of(MANAGER))[-1]
    assert line["id"] == stands.message
    assert "63 questions" in line["text"]
    assert "attachments" not in line
    await company.door.poster.fill(delivery, stands)
    whole = company.said(chat_of(MANAGER))[-1]

    assert whole["id"] == line["id"]
    assert problems_of(card_of(whole)) == []
    assert "what discount on a three-year deal" in words_of(whole)
    assert {"gap_assign", "gap_snooze", "gap_dismiss", "gap_see"} <= {
        one["data"]["cornerman"]["press"] for one in actions_of(whole) if "data" in one
    }
    await company.door.poster.fill(delivery, stands)  # the process died after the first time
    assert company.said(chat_of(MANAGER)) == [whole]


async def test_the_chart_is_a_picture_that_teams_can_fetch_and_nobody_guess(company: Office) -> None:
    whole = await delivered(company, subscribed(company), chat_of(MANAGER))
    (image,) = (one for one in every(card_of(whole)["body"]) if one["type"] == "Image")
    path = image["url"].removeprefix("https://corner.acme.example")
    shown = await company.client.get(path)

    assert shown.status == 200
    assert shown.content_type == "image/png"
    assert shown.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert (await shown.read()).startswith(b"\x89PNG")
    assert "9 questions" in image["altText"] or "6" in image["altText"]
    assert (await company.client.get(path.replace(".png", "x.png"))).status == 404
    assert (await company.client.get("/teams/charts/nothing.png")).status == 404


async def test_without_a_key_the_chart_is_told_in_words(open_office: Callable[..., Any]) -> None:
    office = await open_office(roles={"managers": ["lee@acme.example"]})
    await office.say(REP, "hello")
    whole = await delivered(office, subscribed(office), chat_of(MANAGER))

    assert not [one for one in every(card_of(whole)["body"]) if one["type"] == "Image"]
    assert "answered" in words_of(card_of(whole))


async def test_a_quiet_week_is_two_lines(company: Office) -> None:
    company.ports.digests.quiet = True
    whole = await delivered(company, subscribed(company), chat_of(MANAGER))

    assert len(list(card_of(whole)["body"])) <= 3
    assert titles_of(whole) == ["Open in the console"] or len(titles_of(whole)) == 1


async def test_a_digest_goes_to_a_channel(company: Office) -> None:
    whole = await delivered(company, subscribed(company, CHANNEL), CHANNEL)

    assert "what discount on a three-year deal" in words_of(whole)


@pytest.mark.parametrize("receiver", [BUYERS, GUEST_ID])
async def test_where_people_from_outside_read_nothing_is_posted(company: Office, receiver: str) -> None:
    with pytest.raises(UndeliveredError, match="outside"):
        await company.door.poster.announce(subscribed(company, receiver, created_by="somebody"))

    assert company.said(BUYERS) == []
    assert company.said(chat_of(GUEST)) == []


@pytest.mark.parametrize("maker", [REP_ID, MANAGER_ID, "adm", ""])
async def test_who_is_no_manager_gets_no_managers_digest_whoever_made_it(company: Office, maker: str) -> None:
    assert await company.door.poster.announce(subscribed(company, REP_ID, created_by=maker)) is None
    assert company.ports.digests.asked == []


@pytest.mark.parametrize(("receiver", "is_sent"), [(DANA, True), (MANAGER_ID, True), (REP_ID, False)])
async def test_an_owners_digest_is_for_them_alone(company: Office, receiver: str, *, is_sent: bool) -> None:
    delivery = subscribed(company, receiver, kind="owner", owner="Petra Pricing", created_by=receiver)
    assert (await company.door.poster.announce(delivery) is not None) is is_sent


@pytest.mark.parametrize(("maker", "is_sent"), [(MANAGER_ID, True), (REP_ID, False), ("adm", True), ("", True)])
async def test_a_channels_digest_stands_by_the_rights_of_who_made_it(
    company: Office, maker: str, *, is_sent: bool
) -> None:
    delivery = subscribed(company, CHANNEL, created_by=maker)
    assert (await company.door.poster.announce(delivery) is not None) is is_sent


async def test_who_manages_a_team_alone_gets_that_teams_digest(
    open_office: Callable[..., Any], backstage: Any, board: InMemoryBoard
) -> None:
    digests = ScriptedDigests(*board.gaps.values())
    office = await open_office(replace(backstage, digests=digests), roles={"team:emea": ["lee@acme.example"]})
    await office.say(REP, "hello")
    await delivered(office, subscribed(office), chat_of(MANAGER))
    assert [one.teams for one, *_ in digests.asked] == [("emea",), ("emea",)]


async def test_a_digest_that_was_stopped_is_not_sent(company: Office) -> None:
    delivery = subscribed(company)
    company.ports.subscriptions.drop("s1")

    assert await company.door.poster.announce(delivery) is None


async def test_a_digest_that_was_stopped_in_between_leaves_nothing(company: Office) -> None:
    delivery = subscribed(company)
    stands = await announced(company, delivery)
    company.ports.subscriptions.drop("s1")
    await company.door.poster.fill(delivery, stands)

    assert company.said(chat_of(MANAGER)) == []


async def test_a_card_that_teams_refuses_is_said_as_text(company: Office) -> None:
    delivery = subscribed(company)
    stands = await announced(company, delivery)
    company.connector.fail(413, "MessageSizeTooBig")
    await company.door.poster.fill(delivery, stands)
    said = company.said(chat_of(MANAGER))[-1]

    assert said["id"] == stands.message
    assert "what discount on a three-year deal" in said["text"]


@pytest.mark.parametrize(("status", "for_good"), [(403, True), (404, True), (500, False), (429, False)])
async def test_what_teams_refuses_says_whether_to_try_again(company: Office, status: int, *, for_good: bool) -> None:
    await company.say(MANAGER, "hello")
    delivery = subscribed(company, kind="manager", created_by="somebody")
    await announced(company, delivery)  # so that everybody is known
    company.connector.fail(status, "ServiceError", times=20)
    with pytest.raises(UndeliveredError) as refused:
        await company.door.poster.announce(delivery)

    assert refused.value.for_good is for_good


async def test_who_has_not_installed_the_app_cannot_be_written_to(company: Office) -> None:
    company.connector.without_app.add(MANAGER)
    with pytest.raises(UndeliveredError) as refused:
        await company.door.poster.announce(subscribed(company))

    assert refused.value.for_good


async def test_a_digest_in_a_channel_says_in_its_place_what_was_done(company: Office, board: InMemoryBoard) -> None:
    whole = await delivered(company, subscribed(company, CHANNEL), CHANNEL)
    await company.work(MANAGER, whole, "gap_assign", "g1", place=CHANNEL, owner="Petra Pricing")
    shown = company.said(CHANNEL)[-1]

    assert board.gaps["g1"].assigned == "Petra Pricing"
    assert shown["id"] == whole["id"]
    assert "is with Petra Pricing now. — Morgan Lee" in words_of(shown)
    assert "63" in words_of(shown)
    before = len(company.said(chat_of(MANAGER)))
    await company.work(MANAGER, shown, "gap_see", "g1", place=CHANNEL)
    assert "Asked in these words" in words_of(await company.after(chat_of(MANAGER), before))
    assert company.said(CHANNEL)[-1] == shown


async def test_owners_of_hidden_pages_are_offered_to_who_may_see_them_and_never_in_a_channel(
    open_office: Callable[..., Any], backstage: Any, board: InMemoryBoard
) -> None:
    board.hidden = {"Sam Security": "security"}
    ports = replace(backstage, digests=ScriptedDigests(*board.gaps.values()))
    everybody = [MANAGER_ID, REP_ID]
    office = await open_office(ports, roles={"managers": ["lee@acme.example"]}, groups={"security": everybody})
    await office.say(REP, "hello")
    told = await delivered(office, subscribed(office), chat_of(MANAGER))
    assert "Sam Security" in json.dumps(told)
    told = await delivered(office, subscribed(office, CHANNEL), CHANNEL)
    assert "Petra Pricing" in json.dumps(told)
    assert "Sam Security" not in json.dumps(told)
    await office.work(MANAGER, told, "gap_assign", "g1", place=CHANNEL, owner="Petra Pricing")
    assert "Sam Security" not in json.dumps(office.said(CHANNEL)[-1])


async def test_who_may_not_is_told_alone_and_the_digest_stays(company: Office, board: InMemoryBoard) -> None:
    whole = await delivered(company, subscribed(company, CHANNEL), CHANNEL)
    before = len(company.said(chat_of(REP)))
    await company.work(REP, whole, "gap_dismiss", "g1", place=CHANNEL, reason="off_topic")

    assert "Only managers and administrators" in words_of(await company.after(chat_of(REP), before))
    assert company.said(CHANNEL) == [whole]
    assert board.gaps["g1"].state == "open"


async def test_who_asked_is_told_that_the_gap_is_closed_with_the_answer(company: Office, board: InMemoryBoard) -> None:
    await company.say(REP, DISCOUNT)
    question = asked(company, DISCOUNT)
    assert await company.door.poster.announce(closed(question.id)) is None
    board.gaps["g1"] = gap(state="closed")
    told = await delivered(company, closed(question.id), chat_of(REP))

    assert "You asked on 24 Nov" in words_of(told)
    assert DISCOUNT in words_of(told)
    assert "15%" in words_of(told)
    assert told["channelData"]["feedbackLoop"] == {"type": "custom"}
    assert (await company.thumb(REP, told, "dislike", '{"reason": "wrong"}')).status == 200
    (vote,) = company.ports.feedback.votes(question.id)
    assert (vote.voter, vote.helpful, vote.reason) == (REP_ID, False, "wrong")
    assert "Share" in titles_of(told)


async def test_who_finds_no_answer_all_the_same_is_told_nothing(company: Office, board: InMemoryBoard) -> None:
    board.gaps["g1"] = gap(state="closed")
    await company.say(REP, "moon base catering")
    question = asked(company, "moon base catering")
    before = len(company.said(chat_of(REP)))

    assert await company.door.poster.announce(closed(question.id)) is None
    assert await company.door.poster.announce(closed("unknown")) is None
    assert len(company.said(chat_of(REP))) == before


async def test_an_owner_is_told_that_a_gap_is_theirs_and_works_it_there(company: Office, board: InMemoryBoard) -> None:
    board.gaps["g1"] = gap(assigned="Petra Pricing")
    board.questions["g1"] = [gap_question("q1", text="three <years> & more?")]
    board.drafts["g1"] = [Draft("three years?", "Twenty percent.", "U1", datetime(2026, 11, 20, tzinfo=UTC))]
    told = await delivered(company, given_to("Petra Pricing"), chat_of(OWNER))

    assert "says Morgan Lee: “what discount on a three-year deal”" in words_of(told)
    assert "three <years> & more?" in words_of(told)
    assert "Twenty percent." in words_of(told)
    assert problems_of(card_of(told)) == []
    await company.work(OWNER, told, "gap_snooze", "g1", span="7d")
    assert board.gaps["g1"].state == "snoozed"
    assert company.said(chat_of(OWNER))[-1]["id"] == told["id"]


async def test_a_gap_that_went_to_somebody_else_meanwhile_is_not_announced(company: Office) -> None:
    assert await company.door.poster.announce(given_to("Petra Pricing")) is None


async def test_an_owner_whom_nobody_knows_cannot_be_told(company: Office, board: InMemoryBoard) -> None:
    board.gaps["g1"] = gap(assigned="Sam Security")
    with pytest.raises(UndeliveredError) as refused:
        await company.door.poster.announce(given_to("Sam Security"))

    assert refused.value.nobody
