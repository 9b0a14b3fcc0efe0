"""`/battlecard`, the parts of a card as buttons, and sharing one, through the door."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from around import actions_of, eventually, shown, told
from card_pages import CARDS, REGIONAL, RUSSIAN
from fake_slack import GUEST, GUESTS, OWNER, REP, SALES, FakeSlack, Message
from library import Library, Page

from bot.model import LoggedQuestion
from bot.slack.backstage import Backstage
from bot.slack.door import SlackDoor


@pytest.fixture
async def door(make_door: Callable[..., SlackDoor], library: Library) -> SlackDoor:
    library.pages += CARDS
    door = make_door()
    await door.start_socket_mode()
    return door


async def opened(slack: FakeSlack, text: str, user: str = REP, channel: str = SALES) -> Message:
    """Type the command; what its asker alone sees then."""
    before = len(slack.ephemerals(channel, user))
    await slack.command(user, channel, "/battlecard", text)
    await slack.until(lambda: len(slack.ephemerals(channel, user)) > before)
    return slack.ephemerals(channel, user)[-1]


async def turned(slack: FakeSlack, message: Message, name: str, user: str = REP, channel: str = SALES) -> Message:
    """Press a button of it; what stands in its place then."""
    before = shown(message)
    assert (await slack.press(user, message, f"cornerman.card.{name}")).ok
    await slack.until(lambda: shown(slack.ephemerals(channel, user)[-1]) != before)
    return slack.ephemerals(channel, user)[-1]


async def logged(backstage: Backstage, count: int) -> list[LoggedQuestion]:
    await eventually(lambda: len(backstage.log.recent(20)) >= count)
    return list(backstage.log.recent(20))


async def test_the_card_is_whispered_with_its_parts_as_buttons_and_where_it_is_from(
    slack: FakeSlack, door: SlackDoor
) -> None:
    message = await opened(slack, "globex")
    words = shown(message)
    assert slack.answers(SALES) == []
    assert words.startswith("*Battlecard: Globex*\nowner Dana Reyes · reviewed 3 Nov")
    labels = ["▸ Overview", "Why we win", "Objections", "Say this", "Landmines", "Proof", "Price"]
    assert [line for line in words.splitlines() if line in labels] == labels
    assert "Globex sells to head offices." in words
    assert "Carriers book for free" not in words
    assert actions_of(message)[0] == "open"
    assert [one for one in actions_of(message) if one.startswith("card.turn")] == [f"card.turn.{n}" for n in range(7)]


async def test_a_press_turns_the_card_in_its_place_and_marks_where_one_is(slack: FakeSlack, door: SlackDoor) -> None:
    message = await opened(slack, "globex")
    count = len(slack.ephemerals(SALES, REP))
    message = await turned(slack, message, "turn.1")
    words = shown(message)
    assert "▸ Why we win" in words
    assert "Carriers book for free with us.\n*Say this:*\nAsk your carriers what they pay" in words
    assert len(slack.ephemerals(SALES, REP)) == count
    words = shown(await turned(slack, message, "turn.3"))
    assert "▸ Say this" in words
    assert "Ask your carriers" in words


async def test_words_behind_the_name_open_the_part_that_says_them(slack: FakeSlack, door: SlackDoor) -> None:
    words = shown(await opened(slack, "GBX price"))
    assert "▸ Price" in words
    assert "They quote $1,700 a site.\n*🔒 Internal: not for customers*\nWin rate 46%. Floor is $900." in words
    assert "I did not find “catering on the moon base” on this card." in shown(
        await opened(slack, "gbx catering on the moon base")
    )


async def test_a_typing_error_is_taken_for_what_was_meant_and_doubt_is_asked(slack: FakeSlack, door: SlackDoor) -> None:
    assert shown(await opened(slack, "globx")).startswith("I took what you typed for Globex.\n")
    message = await opened(slack, "initek price")
    assert shown(message).startswith("I know no card on “initek”. Did you mean:\nInitech")
    assert "▸ Why we win" in shown(await turned(slack, message, "open.0"))


async def test_without_a_name_the_competitors_are_listed_that_the_asker_may_see(
    slack: FakeSlack, door: SlackDoor
) -> None:
    words = shown(await opened(slack, ""))
    assert words.startswith("`/battlecard COMPETITOR` opens the battlecard")
    assert words.endswith("Battlecards: Globex, Initech")


async def test_a_missing_card_is_said_and_noted_and_pings_nobody(
    slack: FakeSlack, door: SlackDoor, backstage: Backstage
) -> None:
    words = shown(await opened(slack, "<!channel> *Umbrella*"))
    assert "There is no battlecard on “&lt;!channel&gt; *Umbrella*” that I may show you." in words
    (question,) = await logged(backstage, 1)
    assert (question.status, question.question) == ("gap", "battlecard <!channel> *Umbrella*")


async def test_what_is_for_others_is_neither_opened_nor_suggested(slack: FakeSlack, door: SlackDoor) -> None:
    words = shown(await opened(slack, "hooli"))
    assert "leaks" not in words
    assert "Battlecards: Globex, Initech" in words


async def test_a_guest_sees_cards_for_buyers_alone_without_what_is_internal(slack: FakeSlack, door: SlackDoor) -> None:
    slack.workspace.channels[SALES].members.append(GUEST)
    assert "head offices" not in shown(await opened(slack, "globex", GUEST))
    words = shown(await opened(slack, "initech", GUEST))
    assert "Open interfaces &lt;!channel&gt; &amp; <https://evil.example|a link>." in words
    assert "margin" not in words.casefold()
    assert "Dana" not in words
    inside = shown(await opened(slack, "initech"))
    assert "INTERNAL: margins" in inside


async def test_what_is_past_its_review_says_so(slack: FakeSlack, door: SlackDoor) -> None:
    assert ":warning: owner Dana Reyes · review due 117 days ago" in shown(await opened(slack, "initech"))


async def test_of_several_cards_one_is_offered_or_that_in_the_askers_language(
    slack: FakeSlack, door: SlackDoor, library: Library
) -> None:
    library.pages.append(RUSSIAN)
    message = await opened(slack, "globex")
    words = shown(message)
    assert words.startswith("*Battlecard: Globex*")
    assert "Other cards on Globex\nБаттлкарта: Globex (ru)" in words
    assert "▸ Обзор" not in words
    assert "Карточка для региона." in shown(await turned(slack, message, "open.0"))
    library.pages.append(REGIONAL)
    message = await opened(slack, "globex")
    assert shown(message).startswith("There are several cards on Globex:\n")
    assert "Osaka" in shown(await turned(slack, message, "open.1"))


async def test_somebody_who_speaks_russian_reads_it_in_russian(
    slack: FakeSlack, door: SlackDoor, library: Library
) -> None:
    library.pages.append(RUSSIAN)
    slack.workspace.users[OWNER].locale = "ru-RU"
    words = shown(await opened(slack, "глобекс", OWNER))
    assert words.startswith("*Баттлкарта: Globex*\nвладелец Dana Reyes")
    assert "▸ Обзор\nПочему мы выигрываем\nВозражения\n" in words


async def test_an_opened_card_counts_as_a_question_that_its_page_answered_and_turning_does_not(
    slack: FakeSlack, door: SlackDoor, backstage: Backstage
) -> None:
    message = await opened(slack, "gbx price")
    await turned(slack, message, "turn.0")
    await opened(slack, "initech")
    first, second = sorted(await logged(backstage, 2), key=lambda one: one.question)
    assert (first.question, first.status, first.document) == ("battlecard Globex price", "answered", "cards/globex.md")
    assert [path for _, path in first.passages] == ["cards/globex.md"]
    assert (second.question, second.status, second.document) == ("battlecard Initech", "answered", "cards/initech.md")
    assert second.flags == ("stale",)
    assert second.place_kind == "private"


async def test_a_card_can_be_rated(slack: FakeSlack, door: SlackDoor, backstage: Backstage) -> None:
    message = await opened(slack, "globex")
    assert "Thank" in await told(slack, REP, message, "helpful")
    (question,) = await logged(backstage, 1)
    assert [vote.helpful for vote in backstage.feedback.votes(question.id)] == [True]


async def test_a_part_is_shared_with_a_channel_whose_readers_may_see_it(slack: FakeSlack, door: SlackDoor) -> None:
    message = await opened(slack, "globex price")
    assert await told(slack, REP, message, "card.share") == f"Shared in <#{SALES}>."
    (said,) = slack.answers(SALES)
    words = shown(said)
    assert words.startswith(f"<@{REP}> shares a battlecard:\n*Battlecard: Globex*")
    assert "*Price*" in words
    assert "They quote $1,700 a site." in words
    assert actions_of(said) == ["open"]


async def test_where_people_from_outside_read_nothing_internal_is_shared(slack: FakeSlack, door: SlackDoor) -> None:
    message = await opened(slack, "globex", channel=GUESTS)
    assert "is not marked as safe for buyers" in await told(slack, REP, message, "card.share")
    message = await opened(slack, "initech", channel=GUESTS)
    hidden = await turned(slack, message, "turn.1", channel=GUESTS)
    assert "margin" in shown(hidden)
    assert "is not marked as safe for buyers" in await told(slack, REP, hidden, "card.share")
    assert slack.answers(GUESTS) == []
    message = await opened(slack, "initech", channel=GUESTS)
    assert "Shared" in await told(slack, REP, message, "card.share")
    assert "margin" not in shown(slack.answers(GUESTS)[-1])


async def test_in_ones_own_chat_nothing_is_offered_to_share(slack: FakeSlack, door: SlackDoor) -> None:
    message = await opened(slack, "globex", channel=slack.workspace.direct(REP).id)
    assert "card.share" not in actions_of(message)


async def test_a_page_that_is_gone_since_is_said_to_be(slack: FakeSlack, door: SlackDoor, library: Library) -> None:
    message = await opened(slack, "globex")
    library.pages.remove(CARDS[0])
    assert shown(await turned(slack, message, "turn.1")) == "That card is not there any more."


async def test_blocks_that_slack_refuses_leave_the_words(slack: FakeSlack, door: SlackDoor) -> None:
    slack.fail("response_url", "invalid_blocks", status=400)
    message = await opened(slack, "globex")
    assert not message.get("blocks")
    assert message["text"] == "Battlecard: Globex › Overview\nGlobex sells to head offices. Ask who signs."


async def test_a_name_with_an_ampersand_is_read_as_it_was_typed(
    slack: FakeSlack, door: SlackDoor, library: Library
) -> None:
    more = {"kind": "battlecard", "competitors": ("B&W",)}
    library.pages.append(
        Page("bw.md", "We win.", "Battlecard: B&W", more=more, markdown="# B&W\n\n## Proof\n\nIt is ours.\n")
    )
    # Slack sends what is typed with its marks escaped.
    assert "It is ours." in shown(await opened(slack, "B&amp;W proof"))
    assert "no battlecard on “X&lt;Y”" in shown(await opened(slack, "X&lt;Y"))
