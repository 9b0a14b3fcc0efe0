"""What a rep does in Microsoft's own local client, before a whole `cornerman serve`, with tokens in both ways."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from clients.local_teams import local_teams
from clients.teams_at_work import at_work, serving, settled
from clients.teams_browser import missing, teams_page
from clients.teams_cards import buttons, find_action, row, words
from clients.teams_company import CHANNEL, GROUP, PEOPLE, PERSONAL, REP
from clients.teams_desk import Desk
from clients.teams_stream import until
from issuer import rsa_key

from bot.teams.manifest import FIND_ANSWER_COMMAND, SEARCH_COMMAND

pytestmark = [
    pytest.mark.skipif(missing() is not None, reason=missing() or ""),
    pytest.mark.xdist_group("local teams"),
    pytest.mark.asyncio(loop_scope="module"),
]
OWNER = PEOPLE["owner"]
DISCOUNT = "what discount can i give on a two year deal"
QUAYVIO = "prospect says quayvio is cheaper because it's bundled"
APPROVAL = "who approves 25% off"
UNSURE = "are we pci dss certified"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with at_work(tmp_path_factory.mktemp("teams")) as work, teams_page(work.teams) as page:
        await until(lambda: work.teams.answers(PERSONAL))
        for place in (GROUP, CHANNEL):
            await page.open(place)
            await until(lambda place=place: work.teams.answers(place))
        await page.open(PERSONAL)
        for owner in (OWNER, PEOPLE["finance"]):
            chat = await work.teams.chat_of(owner)
            await work.teams.heard(chat, work.teams.send("installationUpdate", owner, chat, action="add"))
        yield Desk(work, page)


@pytest_asyncio.fixture(loop_scope="module")
async def desk(opened: Desk) -> Desk:
    """The same for all: starting it takes longer than using it. What a test that failed left open is closed."""
    await opened.page.tidy()
    return opened


async def test_the_welcome_says_what_can_be_asked_and_gives_examples_to_press(desk: Desk) -> None:
    welcome = desk.teams.answers(PERSONAL)[0]
    assert words(welcome).startswith("Ask me anything that the playbooks and battlecards should know")
    assert buttons(welcome) == [DISCOUNT, APPROVAL]
    (kept,) = desk.kept("select kind, person from conversations where id = ?", PERSONAL)
    assert kept == ("personal", REP.directory_id)
    await desk.page.open(PERSONAL)
    pressed = await desk.answered(APPROVAL, desk.page.press(APPROVAL))
    assert words(pressed).startswith(APPROVAL)
    assert "Discount policy" in words(pressed)


async def test_a_question_in_the_personal_chat_is_answered_with_a_card_and_followed_up(desk: Desk) -> None:
    answer = await desk.ask(DISCOUNT)
    assert "Two years: 5%. Three years: 9%." in words(answer)
    assert answer["text"] is None
    assert "[1] Discount policy › Multi-year" in await desk.page.message("Two years: 5%").inner_text()
    assert row(answer) == ["Share", "Ask the owner", "More results"]
    assert "Discount policy" in words(await desk.ask("and if they prepay?"))
    latest = desk.kept(
        "select question, thread from questions where place = ? order by asked_at desc limit 2", PERSONAL
    )
    assert [question for question, _ in latest] == ["and if they prepay?", DISCOUNT]
    assert len({thread for _, thread in latest}) == 1


async def test_what_is_not_sure_and_what_is_not_there_is_said_plainly(desk: Desk) -> None:
    unsure = await desk.ask(UNSURE)
    assert words(unsure).startswith("I am not sure.")
    assert "Share" in row(unsure)
    gap = await desk.ask("can i bring my dog to the columbus office")
    assert words(gap).startswith("I did not find an answer in the content.")
    assert "Share" not in row(gap)
    told = desk.kept("select status from questions where question = ?", UNSURE)
    assert set(told) == {("unsure",)}


async def test_a_mention_in_a_channel_is_answered_in_its_thread_and_goes_on_there(desk: Desk) -> None:
    answer = await desk.ask(DISCOUNT, CHANNEL)
    assert answer["conversation"].startswith(f"{CHANNEL};messageid=")
    assert "Two years: 5%" in words(answer)
    followed = await desk.ask("and three years?", CHANNEL, reply=True)
    assert followed["conversation"] == answer["conversation"]
    assert "Discount policy" in words(followed)


async def test_a_mention_in_the_group_chat_is_answered_there(desk: Desk) -> None:
    assert "Two years: 5%" in words(await desk.ask(DISCOUNT, GROUP))


async def test_more_results_open_inside_the_card(desk: Desk) -> None:
    answer = await desk.ask(QUAYVIO)
    more = find_action(answer, "More results")[0]["card"]["body"][-1]["items"][0]["inlines"][0]["text"]
    await desk.page.press("More results")
    await desk.page.shows(more)


async def test_a_question_goes_to_an_owner_named_by_the_id_of_teams_and_their_reply_comes_back(desk: Desk) -> None:
    owner = PEOPLE["finance"]
    answer = await desk.ask(APPROVAL)
    request = await desk.ask_the_owner(owner, "They sign this week.")
    told = words(request)
    assert f"{REP.name} asks you" in told
    assert APPROVAL in told
    assert "They sign this week." in told
    await desk.page.shows("Sent to Tom Akande. You hear from me as soon as there is a reply.")
    assert words(await desk.becomes(answer, "You hear from me")).count("You hear from me") == 1
    reply = desk.teams.press(request, "Send", by=owner, words="The deal desk does, within a day.")
    brought = await desk.teams.heard(PERSONAL, reply)
    assert f"{owner.name} replies to your question “{APPROVAL}”:" in words(brought)
    await desk.page.shows("The deal desk does, within a day.")


async def test_an_owner_named_by_their_object_id_replies_by_quoting_the_request(desk: Desk) -> None:
    await desk.ask(QUAYVIO)
    request = await desk.ask_the_owner(OWNER)
    quoted = f'<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="{request["id"]}">…</blockquote>'
    said = [{"contentType": "text/html", "content": f"{quoted}<p>The bundle ends with the year.</p>"}]
    reply = desk.teams.send("message", OWNER, request["conversation"], text="The bundle ends.", attachments=said)
    assert "The bundle ends with the year." in words(await desk.teams.heard(PERSONAL, reply))


async def test_sharing_from_the_personal_chat_asks_where_to_in_the_card_itself(desk: Desk) -> None:
    answer = await desk.ask(DISCOUNT)
    form = await desk.teams.changed(answer, desk.page.press("Share"))
    assert "Sales › EMEA" in words(form)
    assert row(form) == []
    await desk.page.choose("Where to", "Sales › EMEA")
    shared = await desk.teams.heard(CHANNEL, desk.page.press("Share"))
    assert words(shared).startswith(f"{REP.name} shares an answer to “{DISCOUNT}”:")
    assert "Two years: 5%" in words(shared)
    await desk.page.shows("Shared in Sales › EMEA.")
    assert row(await desk.becomes(answer, "Shared in Sales › EMEA.")) == ["Share", "Ask the owner", "More results"]


async def test_sharing_may_be_given_up(desk: Desk) -> None:
    answer = await desk.ask(DISCOUNT)
    was = words(answer)
    form = await desk.teams.changed(answer, desk.page.press("Share"))
    assert words(await desk.teams.changed(form, desk.page.press("Cancel"))) == was


async def test_sharing_in_a_channel_makes_a_post_of_its_own(desk: Desk) -> None:
    answer = await desk.ask(QUAYVIO, CHANNEL)
    shared = await desk.teams.heard(CHANNEL, desk.page.press("Share"))
    assert shared["conversation"] != answer["conversation"]
    assert f"“{QUAYVIO}”" in words(shared)
    assert words(await desk.becomes(answer, "Shared.")).count("Shared.") == 1


@pytest.mark.parametrize(("thumb", "helpful"), [("like", 1), ("dislike", 0)])
async def test_a_native_thumb_with_words_is_a_vote(desk: Desk, thumb: Any, helpful: int) -> None:
    answer = await desk.ask(UNSURE)
    assert "Thank you" in await desk.page.thumb(thumb, "nobody answers this")
    (vote,) = desk.kept(
        "select voter, helpful, words from votes join posted_answers using (question_id) where message = ?",
        answer["id"],
    )
    assert vote == (REP.directory_id, helpful, "" if helpful else "nobody answers this")


async def test_a_thumb_as_teams_sends_it_asks_for_a_reason_in_a_dialog(desk: Desk) -> None:
    answer = await desk.ask(UNSURE)
    pressed = {"data": {"actionName": "feedback", "actionValue": {"reaction": "dislike"}}}
    dialog = await desk.teams.invoke("message/fetchTask", pressed, replyToId=answer["id"])
    assert dialog["answer"]["task"]["value"]["title"] == "Not helpful"
    why = dialog["answer"]["task"]["value"]["card"]["content"]
    assert [one["title"] for one in why["body"][1]["choices"]][:2] == ["It is wrong", "It is outdated"]
    given = {"reaction": "dislike", "feedback": '{"reason": "outdated", "words": "since May"}'}
    sent = await desk.teams.invoke(
        "message/submitAction", {"actionName": "feedback", "actionValue": given}, replyToId=answer["id"]
    )
    assert sent["status"] == 200
    assert desk.kept("select reason, words from votes order by voted_at desc limit 1") == [("outdated", "since May")]


async def test_an_answer_is_searched_for_and_inserted(desk: Desk) -> None:
    await desk.page.open(PERSONAL)
    found = await desk.page.search(DISCOUNT, SEARCH_COMMAND)
    assert found[0].startswith("Discount policy")
    await desk.page.insert(found[0])
    answers = len(desk.teams.answers(PERSONAL))
    await desk.page.send()
    await until(lambda: any("inline-compose-card" in str(one["body"]) for one in desk.teams.exchanged(type="message")))
    await desk.ask(DISCOUNT)
    assert len(desk.teams.answers(PERSONAL)) == answers + 1


async def test_a_message_is_answered_in_a_dialog(desk: Desk) -> None:
    await desk.ask("do truckers get charged to use quayvio")
    shown = await desk.page.message_action("do truckers get charged", FIND_ANSWER_COMMAND)
    assert "Find an answer" in shown
    assert "Quayvio charges the carrier $4" in shown
    await desk.page.close_dialog()


async def test_a_manager_lists_what_was_not_answered_and_opens_a_gap(desk: Desk) -> None:
    manager = PEOPLE["manager"]
    await desk.ask("can i bring my parrot to the columbus office")
    chat = await desk.teams.chat_of(manager)

    async def listed() -> Any:
        return await desk.teams.heard(chat, desk.teams.send("message", manager, chat, text="gaps parrot"))

    page = await listed()
    for _ in range(20):  # questions are put into gaps beside the answers
        if "my parrot" in words(page):
            break
        await asyncio.sleep(0.5)
        page = await listed()
    assert "1 person asked" in words(page)
    await desk.teams.press(page, "See questions", by=manager)
    await until(lambda: any("Asked in these words:" in words(one) for one in desk.teams.answers(chat)))


async def test_who_is_no_manager_is_told_so(desk: Desk) -> None:
    await desk.page.open(PERSONAL)
    assert "Only managers and administrators" in str(await desk.page.ask("gaps"))


async def test_what_nobody_knows_is_answered_with_nothing(desk: Desk) -> None:
    told = await desk.teams.invoke("task/unheardOf", {"page": 1})
    assert (told["status"], told["answer"]) == (200, {})


async def test_only_what_bot_framework_signed_for_this_bot_is_let_in(desk: Desk) -> None:
    issuer, now, service = desk.work.issuer, int(time.time()), desk.work.border.service_url
    asked = desk.kept("select count(*) from questions where question = ?", DISCOUNT)
    refused = {
        "absent": None,
        "forged": issuer.token(service, signed_with=rsa_key("nobody's")),
        "expired": issuer.token(service, nbf=now - 7200, exp=now - 3600),
        "foreign": issuer.token(service, aud="22222222-2222-4222-8222-222222222222"),
        "elsewhere": issuer.token("https://elsewhere.example"),
    }
    assert {name: await desk.work.knock(token) for name, token in refused.items()} == dict.fromkeys(refused, 401)
    assert desk.kept("select count(*) from questions where question = ?", DISCOUNT) == asked
    again = await desk.answered(DISCOUNT, desk.work.knock(issuer.token(service)))
    assert again["conversation"] == PERSONAL


async def test_a_newcomer_tries_it_without_tokens(desk: Desk, tmp_path: Path) -> None:
    """As docs/teams.md says: `teams.mode = "local"`, no app, no tenant; on the index that is there already."""
    file = settled(tmp_path)
    shutil.copytree(desk.work.data / "index", tmp_path / "data" / "index")
    async with serving(file, CORNERMAN_TEAMS__MODE="local") as endpoint, local_teams(endpoint) as teams:
        assert "Two years: 5%" in words(await teams.direct(DISCOUNT))
