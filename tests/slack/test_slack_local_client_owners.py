"""Asking the owner of the content in the local Slack, their reply, and the home page of each."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from around import DISCOUNT, actions_of, shown
from clients.local_slack import missing
from clients.office import Message, Office, working_office
from fakes import FixedClock
from library import Library, Page
from reach_samples import came
from sqlalchemy import Engine

from bot.slack.backstage import Backstage

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


@pytest.fixture
async def office(make_door, library: Library, database: Engine) -> AsyncIterator[Office]:
    came(database, FixedClock().now(), *((page.document.path, "added") for page in library.pages))
    async with working_office(make_door) as office:
        await office.open()
        yield office


async def asked_the_owner(office: Office, words: str = "They sign on Friday.") -> Message:
    """The rep asks in #sales, presses Ask the owner and sends the dialog; and what the owner gets."""
    answer = await office.asks(office.rep, office.sales, office.named(DISCOUNT))
    form = await office.dialog(office.rep, office.press(office.rep, answer, "owner"))
    assert "Dana Reyes gets your question" in shown(form)
    mailbox = await office.slack.direct_channel(office.owner)
    sends = office.dialog(office.rep, office.slack.submit_view(office.rep, {"words": words}))
    request = await office.heard(mailbox, sends)
    (said,) = await office.slack.views(office.rep)
    assert shown(said) == "Sent to Dana Reyes. You hear from me as soon as there is a reply."
    return request


def drafts(backstage: Backstage) -> list[tuple[str, str]]:
    return [(one.document, one.reply.text) for one in backstage.requests.drafts(10) if one.reply]


async def test_the_owner_reads_the_question_the_word_and_the_nearest_content(office: Office) -> None:
    request = await asked_the_owner(office)
    words = shown(request)
    assert words.startswith(f"<@{office.rep}> asks you, because the content names you as the owner:\n> {DISCOUNT}")
    assert "> They sign on Friday." in words
    assert "A two-year deal gets up to 15% discount." in words
    assert "reply" in actions_of(request)


async def test_a_reply_in_the_thread_reaches_who_asked_and_is_kept_as_a_draft(
    office: Office, backstage: Backstage
) -> None:
    request = await asked_the_owner(office)
    told = await office.asks(office.owner, request["channel"], "18% is fine.\nYearly in advance.", request["ts"])
    assert shown(told) == f"Sent to <@{office.rep}>, and kept as a draft for the content."
    assert told["thread_ts"] == request["ts"]
    (reply,) = await office.answers(await office.slack.direct_channel(office.rep))
    assert shown(reply) == (
        f"<@{office.owner}> replies to your question “{DISCOUNT}”:\n> 18% is fine.\n> Yearly in advance."
    )
    assert drafts(backstage) == [("pricing.md", "18% is fine.\nYearly in advance.")]


async def test_a_reply_by_the_button_goes_the_same_way(office: Office, backstage: Backstage) -> None:
    request = await asked_the_owner(office)
    form = await office.dialog(office.owner, office.press(office.owner, request, "reply"))
    assert "Your reply to" in shown(form)
    said = await office.sends(office.owner, words="18% is fine.")
    assert shown(said) == f"Sent to <@{office.rep}>, and kept as a draft for the content."
    (reply,) = await office.answers(await office.slack.direct_channel(office.rep))
    assert "> 18% is fine." in shown(reply)
    assert drafts(backstage) == [("pricing.md", "18% is fine.")]


async def test_the_home_of_a_rep_tells_what_they_asked_and_what_is_new_for_them(office: Office) -> None:
    await office.asks(office.rep, office.sales, office.named(DISCOUNT))
    words = shown(await office.home(office.rep))
    assert "type `/ask your question`" in words
    assert f"• {DISCOUNT}  _answered_" in words
    assert "*Pricing policy*" in words
    assert not any(part in words for part in ("Price floor", "Your content", "For managers"))


async def test_the_home_of_an_owner_tells_who_waits_and_what_is_overdue_and_takes_the_reply(
    office: Office, library: Library
) -> None:
    overdue = {"reviewed": library.pages[0].document.reviewed.replace(month=9), "review_every_days": 30}
    library.pages.append(Page("old.md", "Old words.", "Old page", more=overdue))
    await asked_the_owner(office)
    page = await office.home(office.owner)
    words = shown(page)
    assert "Waiting for your reply:" in words
    assert f"<@{office.rep}>: {DISCOUNT}" in words
    assert "|Old page>*" in words[words.index("*Your pages*") :]
    assert "For managers" not in words
    await office.dialog(office.owner, office.press(office.owner, page, "reply"))
    said = await office.sends(office.owner, words="18% is fine.")
    assert "kept as a draft" in shown(said)
    assert "Waiting for your reply:" not in shown(await office.home(office.owner))


async def test_the_home_of_a_manager_leads_to_the_console_and_shows_what_managers_may_see(office: Office) -> None:
    page = await office.home(office.manager)
    assert "For managers" in shown(page)
    assert "*Price floor*" in shown(page)
    links = [one["url"] for block in page["blocks"] for one in block.get("elements") or () if "url" in one]
    assert links == ["https://corner.acme.example/log"]


async def test_the_home_of_a_guest_shows_only_what_is_safe_for_buyers(office: Office) -> None:
    words = shown(await office.home(office.guest))
    assert "*Halden Tile case*" in words
    assert not any(title in words for title in ("Pricing policy", "Price floor", "Globex battlecard"))
