"""The command `page` in Teams, and the buttons of pages on cards and on the home card, through the door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from card_shapes import problems_of
from fakes import FixedClock
from kept_pages import upkeep_desk
from library import Library, Page
from sqlalchemy import Engine
from teams_office import (
    BUYERS,
    CHANNEL,
    DANA,
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

from bot.ports import KeepingError
from bot.reindexing.desk import ReindexDesk
from bot.reindexing.rights import SourceRights
from bot.stores.reindex_runs import SqlRuns
from bot.stores.upkeep import SqlUpkeep
from bot.teams.backstage import Backstage

OLD = Page("old.md", "Old words.", "Old page", more={"reviewed": date(2026, 9, 15), "review_every_days": 30})
SAMS = Page("sams.md", "Words of Sam.", "Sam's page", more={"owner": "Sam Okoro"})
ROUGH = Page("rough.md", "Rough.", "<at>all</at> *x* [a](b) " + "long " * 60)
PRICING = "pricing-md"
COMPANY = {
    "roles": {"administrators": ["lee@acme.example"]},
    "owners": {"Dana Reyes": [DANA]},
}


@pytest.fixture
def library() -> Library:
    made = Library()
    made.pages += [OLD, SAMS, ROUGH]
    return made


@pytest.fixture
def upkeep(database: Engine) -> SqlUpkeep:
    return SqlUpkeep(database)


@pytest.fixture
async def office(open_office: Callable[..., Any]) -> Office:
    return await open_office(**COMPANY)


def shown(message: dict[str, Any]) -> str:
    if card_of(message):
        assert problems_of(card_of(message)) == []
    return words_of(message)


def last(office: Office, person: str = OWNER) -> dict[str, Any]:
    return office.said(chat_of(person))[-1]


async def test_the_command_lists_what_needs_one_and_the_page_itself_has_the_forms(
    office: Office, upkeep: SqlUpkeep
) -> None:
    listed = await office.say(OWNER, "page")
    words = shown(listed)
    assert "Your pages\nOld page\nreview due 40 days ago" in words
    assert "All right: 4." in words
    assert "Sam's page" not in words
    await office.work(OWNER, listed, "page_see", "old-md")
    own = last(office)
    assert titles_of(own) == ["Still right", "Needs work…", "Pull it now…", "Retire…"]
    await office.work(OWNER, own, "page_pulled", "old-md", pulled="prices of 2025")
    assert "Pulled: no answer is made from it any more." in shown(last(office))
    assert "Reason: prices of 2025" in shown(last(office))
    assert last(office)["id"] == own["id"]
    assert titles_of(last(office))[0] == "Undo"
    await office.work(OWNER, last(office), "page_restored", "old-md")
    assert "Restored: answers are made from it again." in shown(last(office))
    assert len(office.said(chat_of(OWNER))) == 2
    assert {(one.verb, one.note, one.surface) for one in upkeep.history("old-md")} == {
        ("pulled", "prices of 2025", "teams"),
        ("restored", "", "teams"),
    }


async def test_in_a_list_the_list_is_shown_anew_with_what_was_done_above_it(office: Office) -> None:
    listed = await office.say(OWNER, "page")
    await office.work(OWNER, listed, "page_verified", "old-md")
    assert last(office)["id"] == listed["id"]
    words = shown(last(office))
    assert "Old page: Noted: it is still right, and counts as reviewed today." in words
    assert "None of them needs you now." in words


@pytest.mark.parametrize(
    ("text", "verb", "note"),
    [
        ("page pull Pricing policy: wrong: all", "pulled", "wrong: all"),
        ("страница снять pricing.md: цены", "pulled", "цены"),
        ("page needs-work https://wiki.acme.example/pricing.md#tiers: new tiers", "needs_work", "new tiers"),
    ],
)
async def test_it_is_done_at_once_where_the_page_is_named_exactly(
    office: Office, upkeep: SqlUpkeep, text: str, verb: str, note: str
) -> None:
    said = await office.say(OWNER, text)
    (act,) = upkeep.history(PRICING)
    assert (act.verb, act.note, act.by) == (verb, note, DANA)
    assert note in shown(said)


@pytest.mark.parametrize("status", [403, 500])
async def test_where_teams_takes_no_change_what_was_done_is_said_anew(
    office: Office, upkeep: SqlUpkeep, status: int
) -> None:
    own = await office.say(OWNER, "page Old page")
    office.connector.fail(status, "Trouble")
    await office.work(OWNER, own, "page_pulled", "old-md")
    assert upkeep.history("old-md")[0].verb == "pulled"
    assert last(office)["id"] != own["id"]
    assert "Pulled: no answer is made from it any more." in shown(last(office))


async def test_what_is_not_exact_is_chosen_first(office: Office, library: Library, upkeep: SqlUpkeep) -> None:
    library.pages.append(Page("pricing-emea.md", "x", "Pricing policy EMEA"))
    choice = await office.say(OWNER, "page pull pricing policy: old price")
    assert "That may be several pages:" in shown(choice)
    assert upkeep.all() == []
    await office.work(OWNER, choice, "page_pulled", PRICING)
    assert "Reason: old price" in shown(last(office))
    assert last(office)["id"] == choice["id"]


async def test_however_long_a_note_is_the_pages_to_choose_from_have_their_buttons(
    office: Office, library: Library, upkeep: SqlUpkeep
) -> None:
    library.pages += [Page(f"pricing-{one}.md", "x", f"Pricing policy {one}") for one in ("emea", "apac", "latam")]
    choice = await office.say(OWNER, "page pull pricing policy 2: " + "старая цена & " * 1_000)
    assert "That may be several pages:" in shown(choice)
    await office.work(OWNER, choice, "page_pulled", PRICING)
    assert upkeep.history(PRICING)[0].note.startswith("старая цена & старая")


async def test_in_a_channel_it_is_told_in_the_own_chat(office: Office, upkeep: SqlUpkeep) -> None:
    await office.say(OWNER, "help")
    beside = await office.mention(OWNER, "page pull Pricing policy: secret reason")
    assert "secret" not in shown(beside)
    await office.until(lambda: "secret reason" in words_of(last(office)))
    assert "secret" not in words_of(office.said(CHANNEL))
    assert upkeep.history(PRICING)[0].verb == "pulled"


async def test_reps_and_guests_may_not_and_administrators_may(office: Office, upkeep: SqlUpkeep) -> None:
    assert "That is for the page's owner" in shown(await office.say(REP, "page pull Pricing policy: x"))
    assert "No page is yours to look after" in shown(await office.say(REP, "page"))
    assert "No page of yours is like that" in shown(await office.say(GUEST, "page pull Pricing policy"))
    assert "That is for the page's owner" in shown(await office.say(OWNER, "page retire Sam's page"))
    assert upkeep.all() == []
    assert "Retired: no answer" in shown(await office.say(MANAGER, "page retire Sam's page"))


async def test_a_card_that_another_presses_does_nothing(office: Office, upkeep: SqlUpkeep) -> None:
    listed = await office.say(OWNER, "page")
    await office.say(REP, "help")
    await office.press(REP, listed, "Still right", at=CHANNEL)
    await office.idle()
    assert "That is for the page's owner" in words_of(last(office, REP))
    await office.say(GUEST, "help")
    await office.press(GUEST, listed, "Still right", at=BUYERS)
    await office.idle()
    assert "The index holds no such page now." in words_of(last(office, GUEST))
    assert upkeep.all() == []
    assert last(office) == listed


async def test_a_page_that_is_gone_meanwhile_is_told(office: Office, library: Library) -> None:
    listed = await office.say(OWNER, "page")
    library.pages.remove(OLD)
    await office.work(OWNER, listed, "page_verified", "old-md")
    assert "The index holds no such page now." in shown(last(office))


async def test_a_database_that_is_down_is_a_sentence(
    open_office: Callable[..., Any], backstage: Backstage, database: Engine, library: Library
) -> None:
    desk = upkeep_desk(database, library, FixedClock())
    office = await open_office(replace(backstage, upkeep_desk=desk), **COMPANY)
    listed = await office.say(OWNER, "page")
    desk._upkeep = Down()
    for text in ("page", "page Pricing policy", "page pull Pricing policy"):
        assert "The database does not answer now" in shown(await office.say(OWNER, text))
    await office.work(OWNER, listed, "page_verified", "old-md")
    assert "The database does not answer now" in shown(last(office))
    assert "Past its review date:\nOld page" in shown(await office.say(OWNER, "home"))


async def test_titles_mean_nothing_and_long_ones_are_cut(office: Office) -> None:
    said = await office.say(OWNER, "page rough.md")
    assert "<at>all</at> *x* [a](b) long" in shown(said)
    assert len(next(line for line in shown(said).splitlines() if "[a](b)" in line)) <= 201
    assert "<at>" not in (said.get("text") or "")
    unknown = await office.say(OWNER, "page <here> *zebra*")
    assert "\\*zebra\\*" in unknown["text"]


async def test_help_is_told_in_the_language_of_the_command(office: Office) -> None:
    assert "`page pull TITLE: reason` takes it out" in shown(await office.say(OWNER, "page help"))
    assert "Назовите страницу: `page правка НАЗВАНИЕ`" in shown(
        await office.say(OWNER, "страница правка", locale="ru-RU")
    )


async def test_the_home_and_content_cards_have_the_buttons(office: Office, upkeep: SqlUpkeep) -> None:
    await office.say(OWNER, "page pull Pricing policy: prices")
    for text in ("home", "content"):
        page = await office.say(OWNER, text)
        words = shown(page)
        assert "Your pages\nOld page\nreview due 40 days ago" in words
        assert "Reason: prices" in words
        assert {"Still right", "Restore", "This page…"} <= {one.get("title") for one in actions_of(page)}
    await office.work(OWNER, page, "page_verified", "old-md")
    assert "Noted: it is still right" in shown(last(office))
    assert last(office)["id"] != page["id"]
    assert upkeep.find("old-md") is not None
    assert "Your pages" not in shown(await office.say(REP, "home"))
    assert "Your pages" not in shown(await office.say(MANAGER, "home"))


async def test_the_home_card_has_ones_sources_and_a_button_that_asks_for_a_reindex(
    open_office: Callable[..., Any], backstage: Backstage, database: Engine
) -> None:
    runs = SqlRuns(database)
    desk = ReindexDesk(runs, SourceRights({"wiki": ("Dana Reyes",), "legal": ()}), FixedClock(), lambda: None)
    office = await open_office(replace(backstage, reindexes=desk), **COMPANY)
    page = await office.say(OWNER, "home")
    assert "Your sources\nwiki" in shown(page)
    assert "Your sources" not in shown(await office.say(REP, "home"))
    await office.press(OWNER, page, "Reindex")
    await office.until(runs.under_way)
    await office.idle()
    assert "Reindex: about to begin" in words_of(last(office))
    assert "Reindex: about to begin" in shown(await office.say(OWNER, "home"))


class Down:
    """Every verb of the store, while the database is down."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def fail(*_: object, **__: object) -> None:
            raise KeepingError("the database does not answer")

        return fail
