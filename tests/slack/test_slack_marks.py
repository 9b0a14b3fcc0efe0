"""Answers in Slack that quoted a page say so once it is pulled, and stand as they were once it is restored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from around import actions_of, asked, eventually, shown, told
from card_pages import CARDS
from fake_slack import ADMIN, BOT_USER, GUESTS, OTHER_REP, REP, SALES, TEAM, FakeSlack
from library import Library
from slack_runs import whispered_to
from sqlalchemy import Engine

from bot.deliveries.model import Announced, Delivery
from bot.deliveries.trouble import UndeliveredError
from bot.slack.backstage import Backstage
from bot.slack.door import SlackDoor
from bot.stores.marks import SqlMarks
from bot.upkeep.marking import MarkPlanner
from bot.upkeep.model import DocumentAct, UpkeepVerb

QUOTED = "A two-year deal gets up to 15% discount."


@pytest.fixture
async def door(make_door: Callable[..., SlackDoor]) -> SlackDoor:
    door = make_door()
    await door.start_socket_mode()
    return door


class Pages:
    """Owners act, and what follows is planned and sent, as the job and the sender do it."""

    def __init__(self, engine: Engine, backstage: Backstage, door: SlackDoor) -> None:
        self.notices, self.now, self.door = backstage.notices, backstage.clock.now(), door
        self.planner = MarkPlanner(self.notices.upkeep, SqlMarks(engine), self.notices.deliveries, 30)
        self.acted = 0

    def act(self, verb: UpkeepVerb, path: str = "pricing.md", title: str = "Pricing policy") -> None:
        self.acted += 1
        at = self.now + timedelta(minutes=self.acted)
        document = path.replace(".", "-")
        act = DocumentAct(f"a{self.acted}", document, path, title, verb, "U9", "Dana", "slack", at, "prices of 2025")
        self.notices.upkeep.act(act, "playbooks")

    def due(self) -> list[Delivery]:
        self.planner.plan(self.now + timedelta(minutes=self.acted))
        until = self.now + timedelta(days=1)
        return list(self.notices.deliveries.claim(("slack",), "me", until, 60, 100))

    async def send(self) -> list[str]:
        """What became of each."""
        ended = []
        for one in self.due():
            announced = await self.door.poster.announce(one)
            if announced is None:
                self.notices.deliveries.withdrawn(one.key, "me", "nothing to tell")
                ended.append("withdrawn")
                continue
            self.notices.deliveries.begun(one.key, "me", announced)
            await self.door.poster.fill(one, announced)
            self.notices.deliveries.sent(one.key, "me", self.now)
            ended.append("sent")
        return ended


@pytest.fixture
def pages(database: Engine, backstage: Backstage, door: SlackDoor) -> Pages:
    return Pages(database, backstage, door)


async def answered(slack: FakeSlack, backstage: Backstage, user: str = REP, channel: str = SALES, **more: Any) -> Any:
    message = await asked(slack, user, channel, **more)
    await eventually(lambda: backstage.posted.at(TEAM, channel, message["ts"]) is not None)
    posted = backstage.posted.at(TEAM, channel, message["ts"])
    await eventually(lambda: backstage.log.find(posted.question_id if posted else "") is not None)
    assert backstage.log.flush(30)  # type: ignore[attr-defined] # the real log
    return message


async def test_it_is_changed_in_place_and_put_right_again(slack: FakeSlack, pages: Pages, backstage: Backstage) -> None:
    before = await answered(slack, backstage)
    whole, buttons = shown(before), actions_of(before)
    assert QUOTED in whole
    pages.act("pulled")
    assert await pages.send() == ["sent"]
    (message,) = slack.answers(SALES)
    words = shown(message)
    assert words.startswith("“what discount on a two-year deal”\nThe page that this answer quoted was taken out")
    assert "by its owner on 24 Nov" in words
    assert "Ask again" in words
    for secret in ("15%", "Pricing policy", "2025", "Dana"):
        assert secret not in words + message["text"]
    assert actions_of(message) == []
    assert await pages.send() == []
    pages.act("restored")
    assert await pages.send() == ["sent"]
    (message,) = slack.answers(SALES)
    assert (shown(message), actions_of(message)) == (whole, buttons)


async def test_in_a_direct_message_as_its_reader_may_see_it(
    slack: FakeSlack, make_door: Callable[..., SlackDoor], database: Engine, backstage: Backstage
) -> None:
    door = make_door(groups={"managers": [ADMIN]})
    await door.start_socket_mode()
    pages = Pages(database, backstage, door)
    direct = slack.workspace.direct(ADMIN).id
    await answered(slack, backstage, ADMIN, direct, text="price floor for managers of list")
    whole = shown(slack.answers(direct)[-1])
    assert "60% of list" in whole
    pages.act("pulled", "floor.md")
    assert await pages.send() == ["sent"]
    assert "60%" not in shown(slack.answers(direct)[-1])
    pages.act("restored", "floor.md")
    assert await pages.send() == ["sent"]
    assert shown(slack.answers(direct)[-1]) == whole


async def test_where_it_answers_no_more_it_says_that_the_page_is_back(
    slack: FakeSlack, pages: Pages, backstage: Backstage, library: Library
) -> None:
    await answered(slack, backstage)
    pages.act("pulled")
    await pages.send()
    library.pages[0] = replace(library.pages[0], text="Rebates are gone.", title="Rebates")
    pages.act("restored")
    assert await pages.send() == ["sent"]
    words = shown(slack.answers(SALES)[-1])
    assert "is answered from again" in words
    assert "Rebates" not in words


async def test_who_reads_there_decides_what_is_put_right(
    slack: FakeSlack, pages: Pages, backstage: Backstage, library: Library
) -> None:
    await answered(slack, backstage)
    pages.act("pulled")
    await pages.send()
    library.pages[0] = replace(library.pages[0], more={"audience": ("managers",)})
    pages.act("restored")
    await pages.send()
    assert "15%" not in shown(slack.answers(SALES)[-1])


async def test_a_page_that_is_back_before_anything_was_changed_changes_nothing(
    slack: FakeSlack, pages: Pages, backstage: Backstage
) -> None:
    await answered(slack, backstage)
    whole = shown(slack.answers(SALES)[-1])
    pages.act("pulled")
    (delivery,) = pages.due()
    pages.act("restored")
    assert await pages.door.poster.announce(delivery) is None
    assert shown(slack.answers(SALES)[-1]) == whole


async def test_of_two_changes_of_one_message_the_later_one_stands(
    slack: FakeSlack, pages: Pages, backstage: Backstage
) -> None:
    await answered(slack, backstage)
    pages.act("pulled")
    (pulled,) = pages.due()
    announced = await pages.door.poster.announce(pulled)
    assert announced is not None
    pages.notices.deliveries.begun(pulled.key, "me", announced)
    pages.act("restored")
    (restored,) = (one for one in pages.due() if one.kind == "restored")
    with pytest.raises(UndeliveredError, match="being changed") as caught:
        await pages.door.poster.announce(restored)
    assert not caught.value.for_good
    await pages.door.poster.fill(pulled, announced)
    pages.notices.deliveries.sent(pulled.key, "me", pages.now)
    assert await pages.door.poster.announce(restored) == announced
    await pages.door.poster.fill(restored, announced)
    assert QUOTED in shown(slack.answers(SALES)[-1])


async def test_a_message_that_was_deleted_is_given_up(slack: FakeSlack, pages: Pages, backstage: Backstage) -> None:
    await answered(slack, backstage)
    slack.answers(SALES)
    slack.fail("chat.update", "message_not_found")
    pages.act("pulled")
    (delivery,) = pages.due()
    announced = await pages.door.poster.announce(delivery)
    with pytest.raises(UndeliveredError) as caught:
        await pages.door.poster.fill(delivery, announced or Announced("", ""))
    assert caught.value.for_good


async def test_a_question_that_was_forgotten_is_left_alone(
    slack: FakeSlack, pages: Pages, backstage: Backstage
) -> None:
    await answered(slack, backstage)
    pages.act("pulled")
    (delivery,) = pages.due()
    gone = replace(delivery, about=dict(delivery.about) | {"question": "gone"})
    assert await pages.door.poster.announce(gone) is None


async def test_what_was_shared_is_changed_where_it_was_shared(
    slack: FakeSlack, pages: Pages, backstage: Backstage
) -> None:
    await answered(slack, backstage, REP, "D0REP0001")
    posted = backstage.posted.latest_in_place(TEAM, "D0REP0001")
    assert posted is not None
    stands = slack.workspace.put(slack.workspace.channels[SALES], BOT_USER, "an answer that somebody shared")
    backstage.posted.remember(replace(posted, place=SALES, message=stands["ts"], thread=stands["ts"]))
    pages.act("pulled")
    assert await pages.send() == ["sent", "sent"]
    assert "taken out of answers" in slack.messages(SALES)[-1]["text"]
    pages.act("restored")
    assert await pages.send() == ["sent", "sent"]
    shared = slack.messages(SALES)[-1]
    assert shown(shared).startswith("“what discount on a two-year deal”")
    assert QUOTED in shown(shared)
    assert actions_of(shared) == ["open", "helpful", "unhelpful", "more"]


async def test_whispers_cannot_be_changed_and_are_not_tried(
    slack: FakeSlack, pages: Pages, backstage: Backstage
) -> None:
    await slack.command(OTHER_REP, SALES, "/ask", "what discount on a two-year deal")
    await slack.until(lambda: slack.ephemerals(SALES, OTHER_REP))
    assert backstage.log.flush(30)  # type: ignore[attr-defined] # the real log
    pages.act("pulled")
    assert pages.due() == []


async def test_what_buyers_read_tells_nothing_more(slack: FakeSlack, pages: Pages, backstage: Backstage) -> None:
    await answered(slack, backstage, REP, GUESTS, text="Halden Tile cut downtime by how much")
    pages.act("pulled", "case.md", "Halden Tile case")
    assert await pages.send() == ["sent"]
    words = shown(slack.answers(GUESTS)[-1])
    assert "40%" not in words
    assert "taken out of answers" in words


async def test_a_shared_part_of_a_battlecard_is_changed_too(
    slack: FakeSlack, pages: Pages, backstage: Backstage, library: Library
) -> None:
    library.pages += CARDS
    card = await whispered_to(slack, REP, SALES, "globex price", "/battlecard")
    assert "Shared" in await told(slack, REP, card, "card.share")
    (shared,) = slack.answers(SALES)
    assert "$1,700" in shown(shared)
    assert backstage.log.flush(30)  # type: ignore[attr-defined] # the real log
    pages.act("pulled", "cards/globex.md", "Battlecard: Globex")
    assert await pages.send() == ["sent"]
    (message,) = slack.answers(SALES)
    assert shown(message).startswith("“battlecard Globex price”\nThe page that this answer quoted was taken out")
    assert "$1,700" not in shown(message) + message["text"]
    pages.act("restored", "cards/globex.md", "Battlecard: Globex")
    assert await pages.send() == ["sent"]
    assert "is answered from again" in shown(slack.answers(SALES)[0])


async def test_a_share_written_by_hand_takes_nobody_elses_question_along(
    slack: FakeSlack, backstage: Backstage, library: Library, door: SlackDoor
) -> None:
    library.pages += CARDS
    theirs = await answered(slack, backstage, OTHER_REP, slack.workspace.direct(OTHER_REP).id)
    question = backstage.posted.at(TEAM, theirs.channel, theirs["ts"])
    assert question is not None
    card = await whispered_to(slack, REP, SALES, "globex", "/battlecard")
    forged = {
        "type": "button",
        "action_id": "cornerman.card.share",
        "value": f"{question.question_id} cards-globex-md overview",
    }
    assert "Shared" in await told(slack, REP, card, "card.share", actions=[forged])
    assert [one.place for one in backstage.posted.of_question(question.question_id)] == [theirs.channel]
