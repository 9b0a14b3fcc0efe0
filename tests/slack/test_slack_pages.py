"""`/page`, the buttons of pages in messages, on the home page and below an owner's own answers, through the door."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from around import DISCOUNT, DownStore, actions_of, asked, filled, home, sent, shown, whispered
from fake_slack import ADMIN, BOT_TOKEN, GUEST, OTHER_REP, OWNER, REP, SALES, FakeSlack, Message, View
from fakes import FixedClock
from kept_pages import upkeep_desk
from library import Library, Page
from slack_runs import direct, whispered_to
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine

from bot.chat_words import chat_words
from bot.slack.backstage import Backstage
from bot.slack.door import SlackDoor
from bot.slack.page_blocks import page_row
from bot.stores.upkeep import SqlUpkeep
from bot.upkeep.desk import UpkeepDesk
from bot.upkeep.model import DocumentState

COMPANY = {
    "roles": {"managers": [REP], "administrators": [ADMIN]},
    "owners": {"Dana Reyes": [OWNER], "Sam Okoro": [OTHER_REP]},
}
OLD = Page("old.md", "Old words.", "Old page", more={"reviewed": date(2026, 9, 15), "review_every_days": 30})
SAMS = Page("sams.md", "Words of Sam.", "Sam's page", more={"owner": "Sam Okoro"})
ROUGH = Page("rough.md", "Rough.", "<!channel> *x* & `y` " + "long " * 60)
PRICING = "pricing-md"


@pytest.fixture
def library() -> Library:
    made = Library()
    made.pages += [OLD, SAMS, ROUGH]
    return made


@pytest.fixture
def desk(backstage: Backstage) -> UpkeepDesk:
    return backstage.upkeep_desk


@pytest.fixture
def upkeep(database: Engine) -> SqlUpkeep:
    return SqlUpkeep(database)


@pytest.fixture
async def door(make_door: Callable[..., SlackDoor]) -> SlackDoor:
    door = make_door(**COMPANY)
    await door.start_socket_mode()
    return door


async def page(slack: FakeSlack, user: str = OWNER, text: str = "", channel: str = SALES) -> Message:
    return await whispered_to(slack, user, channel, text, "/page")


def of(name: str, value: str) -> Callable[[dict[str, Any]], bool]:
    return lambda element: (element.get("action_id"), element.get("value")) == (name, value)


async def pressed(slack: FakeSlack, user: str, where: Any, name: str, value: str = PRICING) -> None:
    """Press a button, and wait until what follows has been shown."""
    before = len(slack.calls) + len(slack.whispers)
    assert (await slack.press(user, where, of(name, value))).ok
    await slack.until(lambda: len(slack.calls) + len(slack.whispers) > before)


async def until_told(slack: FakeSlack, words: str, user: str = OWNER) -> Message:
    """The message that its reader alone sees, once it says so."""

    def found() -> Message | None:
        return next((one for one in slack.ephemerals(SALES, user)[::-1] if words in shown(one)), None)

    await slack.until(found)
    message = found()
    assert message is not None
    return message


@pytest.mark.usefixtures("door")
async def test_the_command_lists_what_needs_one_overdue_first_and_counts_the_rest(
    slack: FakeSlack, desk: UpkeepDesk
) -> None:
    await page(slack, text="pull Pricing policy: prices of 2025")
    await page(slack, text="needs-work Globex battlecard: new offer")
    await page(slack, text="retire Halden Tile case")
    words = shown(await page(slack))
    places = [words.index(one) for one in ("|Old page>*", "|Pricing policy>*", "|Globex battlecard>*")]
    assert places == sorted(places)
    assert "review due 40 days ago" in words
    assert "pulled this page on 24 Nov 2026.\nReason: prices of 2025" in words
    assert "Note: new offer" in words
    assert words.splitlines()[-1] == "All right: 1. Retired: 1."
    assert "Sam's page" not in words
    assert slack.answers(SALES) == []


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize(
    ("text", "verb", "note"),
    [
        ("pull Pricing policy: wrong: all of it", "pulled", "wrong: all of it"),
        ("снять pricing.md: цены", "pulled", "цены"),
        ("retire <https://wiki.acme.example/pricing.md|x>", "retired", ""),
        ("needs work https://wiki.acme.example/pricing.md#tiers: new tiers", "needs_work", "new tiers"),
        ("verify pricing-md", "verified", ""),
    ],
)
async def test_it_is_done_at_once_where_the_page_is_named_exactly(
    slack: FakeSlack, upkeep: SqlUpkeep, text: str, verb: str, note: str
) -> None:
    said = await page(slack, text=text)
    (act,) = upkeep.history(PRICING)
    assert (act.verb, act.note, act.by, act.surface) == (verb, note, OWNER, "slack")
    assert "What was done with it" in shown(said)


@pytest.mark.usefixtures("door")
async def test_a_title_that_is_not_exact_is_done_to_none_before_it_is_chosen(
    slack: FakeSlack, library: Library, desk: UpkeepDesk
) -> None:
    library.pages.append(Page("pricing-emea.md", "x", "Pricing policy EMEA"))
    choice = await page(slack, text="pull pricing policy: old <!here>")
    assert shown(choice).startswith("That may be several pages:")
    assert desk.states() == {}
    await pressed(slack, OWNER, choice, "page_chosen", "pulled pricing-md old <!here>")
    told = await until_told(slack, "Pulled: no answer is made from it any more.")
    assert told["ts"] == choice["ts"]
    assert "Reason: old &lt;!here&gt;" in shown(told)
    assert desk.state(PRICING).hidden == "pulled"
    one = await page(slack, text="restore Pricng polcy")
    assert shown(one).startswith(("Do you mean this page?", "That may be several pages:"))
    assert desk.state(PRICING).hidden == "pulled"


@pytest.mark.usefixtures("door")
async def test_undo_restores_in_the_same_message(slack: FakeSlack, upkeep: SqlUpkeep) -> None:
    message = await page(slack, text="Pricing policy")
    assert actions_of(message) == ["page_verified", "page_needs_work", "page_pulled", "page_retired"]
    await pressed(slack, OWNER, message, "page_pulled")
    view = await filled(slack, OWNER)
    assert "Within a second no answer is made from it" in shown(view)
    assert "Pulled: no answer" in await sent(slack, OWNER, view, {"note": "prices of 2025"})
    message = await until_told(slack, "Reason: prices of 2025")
    assert len(slack.ephemerals(SALES, OWNER)) == 1
    undo = next(one for one in message["blocks"] if one["type"] == "actions")["elements"][0]
    assert (undo["text"]["text"], undo["action_id"]) == ("Undo", "page_restored")
    await pressed(slack, OWNER, message, "page_restored")
    await until_told(slack, "Restored: answers are made from it again.")
    assert {one.verb for one in upkeep.history(PRICING)} == {"restored", "pulled"}


@pytest.mark.usefixtures("door")
async def test_in_a_list_the_list_is_shown_anew_with_what_was_done_above_it(slack: FakeSlack) -> None:
    listed = await page(slack)
    assert "|Old page>*" in shown(listed)
    await pressed(slack, OWNER, listed, "page_verified", "old-md")
    now = await until_told(slack, "Old page: Noted: it is still right, and counts as reviewed today.")
    assert now["ts"] == listed["ts"]


async def test_a_review_that_cannot_be_written_is_told_shortly(
    slack: FakeSlack, make_door: Callable[..., SlackDoor], database: Engine, library: Library
) -> None:
    desk = upkeep_desk(database, library, FixedClock(), hindered=lambda: "its front matter has a form")
    await make_door(upkeep_desk=desk, **COMPANY).start_socket_mode()
    said = shown(await page(slack, text="verify Old page"))
    assert "The date inside the page itself could not be changed." in said
    assert "front matter" not in said


@pytest.mark.usefixtures("door")
async def test_reps_other_owners_and_guests_may_not(slack: FakeSlack, desk: UpkeepDesk) -> None:
    slack.workspace.channels[SALES].members.append(GUEST)
    for user in (REP, OTHER_REP):
        assert "for the page's owner, the owners of its source" in shown(
            await page(slack, user, "pull Pricing policy: x")
        )
    assert "No page is yours to look after" in shown(await page(slack, REP))
    assert "No page is yours to look after" in shown(await page(slack, GUEST))
    assert "No page of yours is like that" in shown(await page(slack, GUEST, "pull Pricing policy"))
    assert "No page of yours is like that" in shown(await page(slack, OWNER, "pull Price floor"))
    assert desk.states() == {}


@pytest.mark.usefixtures("door")
async def test_an_administrator_may_and_so_may_its_owner(slack: FakeSlack, upkeep: SqlUpkeep) -> None:
    assert "Pulled" in shown(await page(slack, ADMIN, "pull Sam's page"))
    assert "Pulled" in shown(await page(slack, OTHER_REP, "pull sams.md: prices of 2025"))
    assert {one.by for one in upkeep.history("sams-md")} == {OTHER_REP, ADMIN}


async def test_the_owner_of_a_source_keeps_all_its_pages(
    slack: FakeSlack, make_door: Callable[..., SlackDoor], database: Engine, library: Library
) -> None:
    desk = upkeep_desk(database, library, FixedClock(), sources={"playbooks": ["Sam Okoro"]})
    await make_door(upkeep_desk=desk, **COMPANY).start_socket_mode()
    assert "Pulled" in shown(await page(slack, OTHER_REP, "pull Pricing policy"))


@pytest.mark.usefixtures("door")
async def test_a_message_that_another_presses_does_nothing(slack: FakeSlack, desk: UpkeepDesk) -> None:
    slack.workspace.channels[SALES].members.append(GUEST)
    posted = await posted_row(slack, SALES)
    for user in (REP, GUEST):
        await slack.press(user, posted, of("page_retired", PRICING))
        await slack.until(lambda user=user: slack.ephemerals(SALES, user))
        said = shown(slack.ephemerals(SALES, user)[-1])
        assert "That is for the page's owner" in said or "holds no such page" in said
    assert desk.states() == {}


async def posted_row(slack: FakeSlack, channel: str, document: str = PRICING) -> Message:
    """A message of the bot's that stands there for long, as a reminder does."""
    words = {"type": "section", "text": {"type": "mrkdwn", "text": "Your pages want a look"}}
    row = page_row(document, DocumentState(document), chat_words("en"), "en")
    client = AsyncWebClient(BOT_TOKEN, slack.api_url)
    await client.chat_postMessage(channel=channel, text="Your pages", blocks=[words, *row])
    return slack.answers(channel)[-1]


@pytest.mark.usefixtures("door")
async def test_in_a_message_that_was_posted_the_row_alone_changes(slack: FakeSlack, upkeep: SqlUpkeep) -> None:
    own = slack.workspace.direct(OWNER).id
    message = await posted_row(slack, own)
    await pressed(slack, OWNER, message, "page_retired")
    await slack.until(lambda: "Retired:" in shown(direct(slack, OWNER)[-1]))
    assert shown(direct(slack, OWNER)[-1]).startswith("Your pages want a look\nRetired: no answer")
    await pressed(slack, OWNER, direct(slack, OWNER)[-1], "page_restored")
    await slack.until(lambda: "Restored:" in shown(direct(slack, OWNER)[-1]))
    await pressed(slack, OWNER, direct(slack, OWNER)[-1], "page_needs_work")
    await sent(slack, OWNER, await filled(slack, OWNER), {"note": ""})
    await slack.until(lambda: "its owner is working on it" in shown(direct(slack, OWNER)[-1]))
    (message,) = direct(slack, OWNER)
    assert [one["type"] for one in message["blocks"]] == ["section", "context", "actions"]
    assert {one.verb for one in upkeep.history(PRICING)} == {"needs_work", "restored", "retired"}


@pytest.mark.usefixtures("door")
async def test_what_another_presses_does_nothing(slack: FakeSlack, desk: UpkeepDesk) -> None:
    slack.workspace.channels[SALES].members.append(GUEST)
    posted = await posted_row(slack, SALES)
    for user, said in ((REP, "That is for the page's owner"), (GUEST, "The index holds no such page now.")):
        for name in ("page_retired", "page_verified"):
            await pressed(slack, user, posted, name)
            await slack.until(lambda user=user, said=said: slack.ephemerals(SALES, user))
            assert said in shown(slack.ephemerals(SALES, user)[-1])
        await pressed(slack, user, posted, "page_pulled")
        assert said in shown(await filled(slack, user))
    assert desk.states() == {}


@pytest.mark.usefixtures("door")
async def test_a_page_that_is_gone_meanwhile_is_told(slack: FakeSlack, library: Library) -> None:
    message = await page(slack, text="Old page")
    library.pages.remove(OLD)
    await pressed(slack, OWNER, message, "page_verified", "old-md")
    await until_told(slack, "The index holds no such page now.")
    assert "|Old page>*" in shown(slack.ephemerals(SALES, OWNER)[0])
    await pressed(slack, OWNER, slack.ephemerals(SALES, OWNER)[0], "page_needs_work", "old-md")
    assert "The index holds no such page now." in shown(await filled(slack, OWNER))


async def test_a_database_that_is_down_is_a_sentence(
    slack: FakeSlack, make_door: Callable[..., SlackDoor], database: Engine, library: Library
) -> None:
    desk = upkeep_desk(database, library, FixedClock())
    await make_door(upkeep_desk=desk, **COMPANY).start_socket_mode()
    message = await page(slack, text="Pricing policy")
    desk._upkeep = DownStore()
    for text in ("", "Pricing policy", "pull Pricing policy"):
        assert "The database does not answer now" in shown(await page(slack, text=text))
    await pressed(slack, OWNER, message, "page_verified")
    await slack.until(lambda: len(slack.ephemerals(SALES, OWNER)) == 5)
    assert "The database does not answer now" in shown(slack.ephemerals(SALES, OWNER)[-1])
    words = shown(await home(slack, OWNER))
    assert "Past its review date:" in words
    assert "*Old page*" in words


@pytest.mark.usefixtures("door")
async def test_titles_ping_nobody_and_long_ones_are_cut(slack: FakeSlack) -> None:
    words = shown(await page(slack, text="rough.md"))
    assert "<!channel>" not in words
    assert "|&lt;!channel&gt; *x* &amp; `y` long" in words
    assert "…>" in words
    assert "No page of yours is like that: &lt;!here&gt; zebra." in shown(await page(slack, text="<!here> zebra"))


@pytest.mark.usefixtures("door")
async def test_help_and_a_verb_without_a_page_are_explained(slack: FakeSlack) -> None:
    assert "`/page pull TITLE: reason` takes it out" in shown(await page(slack, text="help"))
    assert shown(await page(slack, text="needs-work")).startswith("Say which page: `/page needs-work TITLE`.")


@pytest.mark.usefixtures("door")
async def test_in_russian(slack: FakeSlack) -> None:
    slack.workspace.users[OWNER].locale = "ru-RU"
    words = shown(await page(slack, text="правка Old page: цены"))
    assert "Теперь в ответах сказано" in words
    assert "Примечание: цены" in words
    assert "Всё верно" in words
    listed = shown(await page(slack))
    assert listed.startswith("Ваши страницы")
    assert listed.splitlines()[-1] == "В порядке: 4."


# ── the home page ────────────────────────────────────────────────────────────────────────────────────────────────────


async def home_says(slack: FakeSlack, words: str, *, wanted: bool = True) -> View:
    await slack.until(lambda: (words in shown(slack.home(OWNER))) is wanted)
    page = slack.home(OWNER)
    assert page is not None
    return page


@pytest.mark.usefixtures("door")
async def test_the_home_page_has_the_buttons_and_shows_what_was_done(slack: FakeSlack, upkeep: SqlUpkeep) -> None:
    await page(slack, text="pull Pricing policy: prices")
    view = await home(slack, OWNER)
    assert "*Your pages*" in shown(view)
    assert "|Pricing policy>*" in shown(view)
    await pressed(slack, OWNER, view, "page_verified", "old-md")
    view = await home_says(slack, "|Old page>*", wanted=False)
    await pressed(slack, OWNER, view, "page_restored")
    await home_says(slack, "|Pricing policy>*", wanted=False)
    assert {one.verb for one in upkeep.lately(3)} == {"restored", "verified", "pulled"}


@pytest.mark.usefixtures("door")
async def test_a_dialog_from_the_home_page_changes_it_too(slack: FakeSlack) -> None:
    view = await home(slack, OWNER)
    await pressed(slack, OWNER, view, "page_pulled", "old-md")
    assert "Pulled: no answer" in await sent(slack, OWNER, await filled(slack, OWNER), {"note": "gone stale"})
    await home_says(slack, "Reason: gone stale")


@pytest.mark.usefixtures("door")
async def test_what_cannot_be_done_from_the_home_page_is_told_in_the_own_chat(
    slack: FakeSlack, library: Library
) -> None:
    view = await home(slack, OWNER)
    library.pages.remove(OLD)
    await pressed(slack, OWNER, view, "page_verified", "old-md")
    await slack.until(lambda: direct(slack, OWNER))
    assert shown(direct(slack, OWNER)[-1]) == "The index holds no such page now."


@pytest.mark.usefixtures("door")
async def test_administrators_find_their_own_pages_alone_on_the_home_page(slack: FakeSlack) -> None:
    assert "Your pages" not in shown(await home(slack, ADMIN))
    assert "Your pages" not in shown(await home(slack, REP))


# ── below answers ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("door")
async def test_an_owner_finds_the_page_below_an_answer_that_they_alone_read(
    slack: FakeSlack, upkeep: SqlUpkeep
) -> None:
    answer = await whispered(slack, OWNER)
    assert actions_of(answer)[-1] == "page_see"
    await pressed(slack, OWNER, answer, "page_see")
    message = await until_told(slack, "What was done with it" if upkeep.history(PRICING) else "Still right")
    await pressed(slack, OWNER, message, "page_verified")
    await until_told(slack, "Noted: it is still right")
    assert actions_of(slack.ephemerals(SALES, OWNER)[0]) == actions_of(answer)
    alone = await asked(slack, OWNER, slack.workspace.direct(OWNER).id)
    assert "page_see" in actions_of(alone)


@pytest.mark.usefixtures("door")
async def test_in_a_thread_it_is_shown_in_the_thread(slack: FakeSlack) -> None:
    own = slack.workspace.direct(OWNER).id
    first = await asked(slack, OWNER, own)
    await slack.say(OWNER, own, DISCOUNT, thread_ts=first["ts"])
    await slack.until(lambda: len(slack.answers(own)) > 1)
    answer = slack.answers(own)[-1]
    await pressed(slack, OWNER, answer, "page_see")
    await slack.until(lambda: slack.ephemerals(own, OWNER))
    assert slack.ephemerals(own, OWNER)[-1]["thread_ts"] == answer["thread_ts"]


@pytest.mark.usefixtures("door")
async def test_nobody_else_does_and_nobody_in_a_channel(slack: FakeSlack) -> None:
    assert "page_see" not in actions_of(await asked(slack, OWNER))
    for user in (REP, OTHER_REP):
        assert "page_see" not in actions_of(await whispered(slack, user))
        assert "page_see" not in actions_of(await asked(slack, user, slack.workspace.direct(user).id))


async def test_an_answer_comes_without_it_where_the_desk_breaks(
    slack: FakeSlack, make_door: Callable[..., SlackDoor]
) -> None:
    await make_door(upkeep_desk=DownStore(), **COMPANY).start_socket_mode()
    answer = await whispered(slack, OWNER)
    assert "15% discount" in shown(answer)
    assert "page_see" not in actions_of(answer)


@pytest.mark.usefixtures("door")
async def test_a_dialog_that_slack_opens_no_more_is_told(slack: FakeSlack, desk: UpkeepDesk) -> None:
    message = await page(slack, text="Pricing policy")
    await slack.press(OWNER, message, of("page_pulled", PRICING), trigger_id="1.2.expired")
    await until_told(slack, chat_words("en").trouble)
    assert desk.states() == {}


@pytest.mark.usefixtures("door")
async def test_what_is_done_below_a_message_that_is_gone_is_told_beside_it(slack: FakeSlack, upkeep: SqlUpkeep) -> None:
    own = slack.workspace.direct(OWNER).id
    message = await posted_row(slack, own)
    slack.fail("chat.update", "message_not_found")
    await slack.press(OWNER, message, of("page_retired", PRICING))
    await slack.until(lambda: slack.ephemerals(own, OWNER))
    assert shown(slack.ephemerals(own, OWNER)[-1]).startswith("Retired: no answer")
    assert [one.verb for one in upkeep.history(PRICING)] == ["retired"]


@pytest.mark.usefixtures("door")
async def test_a_long_title_without_spaces_is_cut_and_not_left_out(slack: FakeSlack, library: Library) -> None:
    library.pages.append(Page("cjk.md", "x", "価格" * 300))
    words = shown(await page(slack, text="cjk.md"))
    assert f"|{'価格' * 99}価…>" in words


@pytest.mark.usefixtures("door")
async def test_two_rows_of_a_message_that_are_pressed_at_once_both_show_it(slack: FakeSlack, desk: UpkeepDesk) -> None:
    own = slack.workspace.direct(OWNER).id
    both = [PRICING, "case-md"]
    rows = [row for one in both for row in page_row(one, DocumentState(one), chat_words("en"), "en")]
    await AsyncWebClient(BOT_TOKEN, slack.api_url).chat_postMessage(channel=own, text="Your pages", blocks=rows)
    (message,) = direct(slack, OWNER)
    await asyncio.gather(*(slack.press(OWNER, message, of("page_retired", one)) for one in both))
    await slack.until(lambda: shown(direct(slack, OWNER)[-1]).count("Retired:") == 2)
    assert actions_of(direct(slack, OWNER)[-1]) == ["page_restored", "page_restored"]
