"""Asking the owner of the content, and the owner's reply back to who asked."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from around import DISCOUNT, DownStore, actions_of, asked, dialog, eventually, sent, shown, whispered
from fake_slack import ADMIN, BOT_USER, DIRECT, OTHER_REP, OWNER, REP, SALES, SECRET, FakeSlack, Message
from library import Library, Page
from serving import serving
from sqlalchemy import Engine

from bot.conversation_model import OwnerReply
from bot.owners import Owners
from bot.slack.backstage import Backstage
from bot.stores.seen_requests import SqlSeen

DANA = {"Dana Reyes": ["dana@acme.example"]}
OWNERS_ROOM = "D0DANA001"


async def handed(slack: FakeSlack, answer: Message, note: str = "", user: str = REP) -> str:
    """Press, write a word to the owner, send; and what the dialog says then."""
    return await sent(slack, user, await dialog(slack, user, answer, "owner"), {"words": note} if note else {})


def request_to(slack: FakeSlack, channel: str = OWNERS_ROOM) -> Message:
    return next(one for one in slack.answers(channel) if "reply" in actions_of(one))


async def reply_to(slack: FakeSlack, request: Message, text: str, user: str = OWNER) -> Message:
    """Reply in the thread, and what the bot says to the owner then."""
    before = len(slack.answers(request.channel))
    await slack.say(user, request.channel, text, request["ts"])
    await slack.until(lambda: len(slack.answers(request.channel)) > before)
    return slack.answers(request.channel)[-1]


async def test_the_owner_gets_the_question_its_thread_and_the_nearest_content(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(owners=DANA)) as send:
        slack.use_http(send)
        first = await asked(slack)
        await slack.say(REP, SALES, f"<@{BOT_USER}> and what deal desk above that", first["thread_ts"])
        await slack.until(lambda: len(slack.answers(SALES)) == 2)
        view = await dialog(slack, REP, slack.answers(SALES)[-1], "owner")
        assert "Dana Reyes gets your question" in shown(view)
        said = await sent(slack, REP, view, {"words": "They sign on Friday.\nHelp!"})
    assert said.startswith("Sent to Dana Reyes.")
    request = shown(request_to(slack))
    assert f"<@{REP}> asks you" in request
    assert "and what deal desk above that" in request
    assert f"Asked before it: {DISCOUNT}" in request
    assert "> They sign on Friday.\n> Help!" in request
    assert "A two-year deal gets up to 15% discount." in request


@pytest.mark.parametrize(
    ("owners", "named"),
    [
        ({"dana  reyes": [OWNER]}, "Dana Reyes"),
        (DANA, "Dana Reyes"),
        ({}, "dana@acme.example"),
        ({}, "Dana Reyes <Dana@acme.example>"),
        ({}, OWNER),
        ({"*": [OWNER]}, "Somebody Else"),
        ({"Dana Reyes": ["U0GONE0001", "gone@acme.example", OWNER]}, "Dana Reyes"),
    ],
)
async def test_an_owner_is_found_by_the_settings_by_address_or_as_whoever_answers_for_the_rest(
    slack: FakeSlack, make_door, library: Library, owners: dict[str, list[str]], named: str
) -> None:
    library.pages[0] = Page("pricing.md", library.pages[0].text, more={"owner": named})
    async with serving(make_door(owners=owners)) as send:
        slack.use_http(send)
        assert "Sent to" in await handed(slack, await asked(slack))
    assert request_to(slack)


@pytest.mark.parametrize("named", ["Nobody Known", "gone@acme.example"])
async def test_an_owner_whom_nobody_knows_here_is_told_with_what_mends_it_before_a_word_is_written(
    slack: FakeSlack, make_door, library: Library, named: str
) -> None:
    library.pages[0] = Page("pricing.md", library.pages[0].text, more={"owner": named})
    async with serving(make_door()) as send:
        slack.use_http(send)
        said = shown(await dialog(slack, REP, await asked(slack), "owner"))
    assert named in said
    assert "under [owners]" in said


async def test_a_name_that_looks_like_an_id_is_found_to_be_nobodys_when_it_is_sent(
    slack: FakeSlack, make_door, library: Library
) -> None:
    library.pages[0] = Page("pricing.md", library.pages[0].text, more={"owner": "GTMTEAM"})
    async with serving(make_door()) as send:
        slack.use_http(send)
        said = await handed(slack, await asked(slack))
    assert "GTMTEAM" in said
    assert "under [owners]" in said


async def test_an_owner_is_not_sent_their_own_question(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(owners={"Dana Reyes": [OWNER]})) as send:
        slack.use_http(send)
        said = shown(await dialog(slack, OWNER, await asked(slack, OWNER), "owner"))
    assert "you yourself" in said


async def test_an_owner_who_cannot_be_reached_is_told(
    slack: FakeSlack, make_door, backstage: Backstage, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(make_door(owners={"Dana Reyes": [OWNER]})) as send:
        slack.use_http(send)
        answer = await asked(slack)
        slack.fail("chat.postMessage", "user_disabled")
        assert "could not be delivered" in await handed(slack, answer)
        slack.fail("users.lookupByEmail", "internal_error")
        assert "Sent to" in await handed(slack, answer), "it can be tried again"
    assert caplog.text.count("could not be handed to") == 1
    assert DISCOUNT not in caplog.text


async def test_a_page_that_names_no_owner_offers_no_such_button(slack: FakeSlack, make_door) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        answer = await asked(slack, text="laptop and headset for new reps")
    assert "owner" not in actions_of(answer)


async def test_a_question_is_handed_over_once_until_there_is_a_reply(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(owners=DANA)) as send:
        slack.use_http(send)
        answer = await asked(slack)
        assert "Sent to" in await handed(slack, answer)
        assert "You have sent this to Dana Reyes already" in shown(await dialog(slack, REP, answer, "owner"))
        assert "Sent to" in await handed(slack, answer, user=OTHER_REP), "others may ask as well"
        request = request_to(slack)
        await reply_to(slack, request, "20%")
        assert "Dana Reyes gets your question" in shown(await dialog(slack, REP, answer, "owner"))
    assert len([one for one in slack.answers(OWNERS_ROOM) if "reply" in actions_of(one)]) == 2


async def test_two_dialogs_that_were_open_at_once_send_one_request(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(owners=DANA)) as send:
        slack.use_http(send)
        answer = await asked(slack)
        view = await dialog(slack, REP, answer, "owner")
        kept = dict(view)
        assert "Sent to" in await sent(slack, REP, view, {})
        again = await dialog(slack, REP, answer, "owner")
        again.clear()
        again.update(kept)
        assert "already" in await sent(slack, REP, again, {})
    assert len(slack.answers(OWNERS_ROOM)) == 1


async def test_a_dialog_that_is_sent_twice_at_once_sends_one_request(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(owners=DANA)) as send:
        slack.use_http(send)
        view = await dialog(slack, REP, await asked(slack), "owner")
        again = dict(view)
        first = asyncio.create_task(slack.submit(REP, view, {}))
        await asyncio.sleep(0)
        slack.workspace.modals[REP].append(again)
        await asyncio.gather(first, slack.submit(REP, again, {}))
        await eventually(lambda: bool(slack.answers(OWNERS_ROOM)))
        await asyncio.sleep(0.3)
    assert len(slack.answers(OWNERS_ROOM)) == 1


async def test_the_owner_sees_only_what_they_may_see(slack: FakeSlack, make_door, library: Library) -> None:
    library.pages[2] = Page(
        "floor.md", library.pages[2].text, "Price floor", more={"audience": ("managers",), "owner": "Dana Reyes"}
    )
    groups = {"managers": [REP]}
    async with serving(make_door(owners=DANA, groups=groups)) as send:
        slack.use_http(send)
        answer = await whispered(slack, text="price floor for managers")
        assert "60%" in shown(answer)
        await handed(slack, answer)
    request = shown(request_to(slack))
    assert "price floor for managers" in request
    assert "60%" not in request


async def test_a_reply_in_the_thread_goes_to_the_asker_and_is_kept_as_a_draft(
    slack: FakeSlack, make_door, backstage: Backstage
) -> None:
    async with serving(make_door(owners=DANA)) as send:
        slack.use_http(send)
        await handed(slack, await asked(slack))
        request = request_to(slack)
        said = await reply_to(slack, request, "It is *20%*:\n• see <https://wiki.acme.example/new|the new page>")
        assert said["text"] == f"Sent to <@{REP}>, and kept as a draft for the content."
        assert said["thread_ts"] == request["ts"]
        await reply_to(slack, request, "From May on.")
    told = [shown(one) for one in slack.answers(DIRECT)]
    assert told[0].startswith(f"<@{OWNER}> replies to your question “{DISCOUNT}”:")
    assert "> It is *20%*:\n> • see the new page (https://wiki.acme.example/new)" in told[0]
    assert "> From May on." in told[1]
    (draft,) = backstage.requests.drafts(10)
    assert (draft.question, draft.document) == (DISCOUNT, "pricing.md")
    assert draft.reply == OwnerReply("From May on.", OWNER, backstage.clock.now())


async def test_a_reply_by_the_button_goes_the_same_way(slack: FakeSlack, make_door, backstage: Backstage) -> None:
    async with serving(make_door(owners=DANA)) as send:
        slack.use_http(send)
        await handed(slack, await asked(slack))
        view = await dialog(slack, OWNER, request_to(slack), "reply")
        assert "Your reply to robin" in shown(view)
        assert "kept as a draft" in await sent(slack, OWNER, view, {"words": "20%\nfrom May"})
    assert "> 20%\n> from May" in shown(slack.answers(DIRECT)[-1])
    assert [one.reply.text for one in backstage.requests.drafts(10) if one.reply] == ["20%\nfrom May"]


async def test_a_reply_whose_dialog_is_sent_twice_comes_once_whichever_replica_hears_it(
    slack: FakeSlack, make_door, backstage: Backstage, database: Engine
) -> None:
    """Slack lets people send a dialog again that was acknowledged too late."""
    another = make_door(owners=DANA, seen=SqlSeen(database, backstage.clock))
    async with serving(make_door(owners=DANA)) as send, serving(another) as other:
        slack.use_http(send)
        answer = await asked(slack, channel=DIRECT)
        await handed(slack, answer)
        view = await dialog(slack, OWNER, request_to(slack), "reply")
        again = dict(view)
        await sent(slack, OWNER, view, {"words": "Ask for 20%"})
        slack.use_http(other)
        slack.workspace.modals[OWNER].append(again)
        assert "already" in await sent(slack, OWNER, again, {"words": "Ask for 20%"})
    assert len([one for one in slack.answers(DIRECT) if "Ask for 20%" in shown(one)]) == 1


async def test_what_the_owner_asks_outside_the_thread_is_a_question(
    slack: FakeSlack, make_door, backstage: Backstage
) -> None:
    async with serving(make_door(owners=DANA)) as send:
        slack.use_http(send)
        await handed(slack, await asked(slack))
        answer = await asked(slack, OWNER, OWNERS_ROOM)
        assert "15%" in shown(answer)
        await slack.say(OWNER, OWNERS_ROOM, "how does Globex work offline", answer["ts"])
        await slack.until(lambda: len(slack.answers(OWNERS_ROOM)) == 3)
    assert backstage.requests.drafts(10) == []
    assert slack.answers(DIRECT) == []


async def test_an_owner_may_be_a_channel_which_replies_with_the_button(
    slack: FakeSlack, make_door, backstage: Backstage
) -> None:
    async with serving(make_door(owners={"Dana Reyes": [SECRET]})) as send:
        slack.use_http(send)
        await handed(slack, await asked(slack))
        request = request_to(slack, SECRET)
        assert "Reply with the button" in shown(request)
        await slack.say(ADMIN, SECRET, "who knows this?", request["ts"])
        await sent(slack, OWNER, await dialog(slack, OWNER, request, "reply"), {"words": "20%"})
    assert [one.reply.text for one in backstage.requests.drafts(10) if one.reply] == ["20%"]
    assert len(slack.answers(DIRECT)) == 1
    assert slack.answers(SECRET) == [request], "talk in its thread is no reply"


async def test_a_reply_that_cannot_be_delivered_is_kept_and_told(
    slack: FakeSlack, make_door, backstage: Backstage
) -> None:
    async with serving(make_door(owners=DANA)) as send:
        slack.use_http(send)
        await handed(slack, await asked(slack))
        view = await dialog(slack, OWNER, request_to(slack), "reply")
        slack.fail("chat.postMessage", "user_disabled")
        assert "could not be delivered" in await sent(slack, OWNER, view, {"words": "20%"})
    assert len(backstage.requests.drafts(10)) == 1


async def test_an_owner_whose_reply_cannot_be_kept_keeps_the_words(
    slack: FakeSlack, make_door, backstage: Backstage
) -> None:
    class NoReplies:
        def reply(self, *_: Any) -> None:
            DownStore().reply()

        def __getattr__(self, name: str) -> Any:
            return getattr(backstage.requests, name)

    async with serving(make_door(owners=DANA, requests=NoReplies())) as send:
        slack.use_http(send)
        await handed(slack, await asked(slack))
        request = request_to(slack)
        said = await sent(slack, OWNER, await dialog(slack, OWNER, request, "reply"), {"words": "20%\nfrom May"})
        assert "I cannot reach my notes" in said
        assert "> 20%\n> from May" in said
        assert "I cannot reach my notes" in (await reply_to(slack, request, "20%"))["text"]
    assert slack.answers(DIRECT) == []


async def test_nothing_is_sent_while_the_database_is_down(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(owners=DANA, requests=DownStore())) as send:
        slack.use_http(send)
        answer = await asked(slack)
        assert "I cannot reach my notes" in shown(await dialog(slack, REP, answer, "owner"))
        assert OWNERS_ROOM not in slack.workspace.channels


async def test_what_could_not_be_kept_is_taken_back_from_the_owner(
    slack: FakeSlack, make_door, backstage: Backstage
) -> None:
    class ReadOnly:
        def keep(self, _: Any) -> None:
            DownStore().keep()

        def __getattr__(self, name: str) -> Any:
            return getattr(backstage.requests, name)

    async with serving(make_door(owners=DANA, requests=ReadOnly())) as send:
        slack.use_http(send)
        said = await handed(slack, await asked(slack), "Please!")
    assert "I cannot reach my notes" in said
    assert "> Please!" in said
    assert slack.answers(OWNERS_ROOM) == []


async def test_the_owner_is_addressed_in_their_language_and_the_asker_in_theirs(slack: FakeSlack, make_door) -> None:
    slack.workspace.users[OWNER].locale = "ru-RU"
    async with serving(make_door(owners=DANA)) as send:
        slack.use_http(send)
        assert "Sent to" in await handed(slack, await asked(slack))
        request = request_to(slack)
        assert "спрашивает вас" in shown(request)
        assert "Сохранено как черновик" in (await reply_to(slack, request, "20%"))["text"]
    assert "replies to your question" in shown(slack.answers(DIRECT)[-1])


async def test_the_longest_words_reach_the_owner_and_the_asker(slack: FakeSlack, make_door) -> None:
    long = "🥊<&> word " * 300
    async with serving(make_door(owners=DANA)) as send:
        slack.use_http(send)
        answer = await asked(slack, text=DISCOUNT + " 15% on a two-year deal discount" * 30)
        assert "Sent to" in await handed(slack, answer, long[:3_000])
        said = await reply_to(slack, request_to(slack), "Line with <https://a.example> & 🥊\n" * 900)
    assert "kept as a draft" in said["text"]
    assert not [refused for refused in slack.refusals if refused[0] == "chat.postMessage"]


def test_who_answers_for_what_is_nobodys_owns_nothing_by_it() -> None:
    owners = Owners({"Dana Reyes": ["Dana@acme.example"], "*": ["U0LEE"], "Deal desk": ["C0DESK", "U0LEE"]})
    assert owners.means("dana reyes ", "U1", "dana@acme.example")
    assert owners.means("DANA@acme.example", "U1", "dana@acme.example")
    assert owners.means("deal desk", "U0LEE")
    assert owners.means("U1", "U1")
    assert not owners.means("Somebody", "U0LEE")
    assert not owners.means("Dana Reyes", "U2", "")
    assert owners.candidates("Somebody") == ("Somebody", "U0LEE")


@pytest.mark.parametrize("owner", ["a" * 40_000, "a@" * 20_000, "a@" + "b." * 20_000])
def test_an_owner_of_any_length_holds_up_nobody(owner: str) -> None:
    began = time.process_time()
    Owners({}).candidates(owner)
    assert time.process_time() - began < 0.5
