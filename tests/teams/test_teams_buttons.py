"""What follows a press in Teams: sharing, asking the owner and the way back, the thumbs, opening a source."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fake_connector import APP_ID
from library import BASE_URL
from teams_office import (
    BUYERS,
    DANA,
    DISCOUNT,
    FLOOR,
    LAPTOP,
    MANAGER,
    OWNER,
    REP,
    Office,
    card_of,
    chat_of,
    titles_of,
    words_of,
)
from teams_payloads import CHANNEL, TEAM, direct

from bot.ports import KeepingError
from bot.teams.backstage import Backstage


async def known_places(office: Office) -> None:
    """The bot was added to two teams, one of them with buyers in it."""
    for team in (TEAM, BUYERS):
        data = {"eventType": "teamMemberAdded", "team": {"id": team}}
        await office.happens("conversationUpdate", at=team, membersAdded=[{"id": f"28:{APP_ID}"}], channelData=data)
    await office.idle()


async def test_sharing_from_the_own_chat_asks_where_to_in_the_card(office: Office) -> None:
    await known_places(office)
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Share")

    form = await office.until(lambda: now(office, REP) if "Where to" in str(now(office, REP)) else None)
    assert "EMEA" in words_of(card_of(form))
    assert "15%" in words_of(form)


async def test_a_shared_answer_stands_in_the_channel_with_who_shared_it(office: Office, backstage: Backstage) -> None:
    await known_places(office)
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Share", where=CHANNEL)

    shared = await office.after(CHANNEL, 0)
    assert "Robin Reyes shares an answer" in words_of(shared)
    assert "15%" in words_of(shared)
    assert titles_of(shared) == []
    await office.until(lambda: "Shared in" in words_of(card_of(now(office, REP))))
    stands = backstage.posted.of_question(backstage.log.recent(1)[0].id)
    assert [one.place for one in stands] == [chat_of(REP), CHANNEL]


async def test_who_presses_twice_shares_once(office: Office) -> None:
    await known_places(office)
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Share", where=CHANNEL)
    assert (await office.send(office.sent[-1])).status == 200
    await office.until(lambda: "Shared in" in words_of(card_of(now(office, REP))))

    assert len(office.said(CHANNEL)) == 1


async def test_what_not_everybody_there_may_see_is_not_shared_and_the_reason_told(office: Office) -> None:
    await known_places(office)
    said = await office.say(MANAGER, FLOOR)
    await office.press(MANAGER, said, "Share", where=CHANNEL)

    await office.until(lambda: "Not shared" in words_of(card_of(now(office, MANAGER))))
    assert office.said(CHANNEL) == []


async def test_what_is_not_safe_for_buyers_is_not_shared_beside_them(office: Office) -> None:
    await known_places(office)
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Share", where=BUYERS)

    await office.until(lambda: "people from outside" in words_of(card_of(now(office, REP))))
    assert "15%" not in str(office.said(BUYERS))


async def test_nobody_shares_into_a_channel_that_they_are_not_in_or_learns_its_name(office: Office) -> None:
    await known_places(office)
    office.connector.places[CHANNEL].members.remove(REP)
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Share")
    form = await office.until(lambda: now(office, REP) if "Where to" in str(now(office, REP)) else None)
    assert "EMEA" not in str(form)
    await office.press(REP, form, "Share", where=CHANNEL)

    await office.until(lambda: "Not shared" in words_of(card_of(now(office, REP))))
    assert office.said(CHANNEL) == []


async def test_in_a_channel_share_brings_the_answer_out_of_the_thread(office: Office) -> None:
    said = await office.mention(REP, DISCOUNT)
    await office.press(REP, said, "Share", at=office.sent[-1]["conversation"]["id"])

    assert "Robin Reyes shares" in words_of(await office.after(CHANNEL, 0))


async def test_the_owner_gets_the_question_and_the_card_says_so_in_place(office: Office, backstage: Backstage) -> None:
    await office.say(OWNER, "help")
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Send", words="the buyer asks today")

    request = await office.after(chat_of(OWNER), 1)
    shown = words_of(card_of(request))
    assert "Robin Reyes" in shown
    assert DISCOUNT in shown
    assert "the buyer asks today" in shown
    assert "15%" in shown
    await office.until(lambda: "Sent to Dana Reyes" in words_of(card_of(now(office, REP))))
    assert backstage.requests.of_question(backstage.log.recent(1)[0].id, entra(office, REP)) is not None


async def test_an_owner_who_never_wrote_is_written_to_all_the_same(office: Office) -> None:
    del office.connector.places[chat_of(OWNER)]
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Send")

    await office.until(lambda: chat_of(OWNER) in office.connector.places and office.said(chat_of(OWNER)))


async def test_the_owners_reply_comes_back_to_the_asker_alone_and_is_kept_as_a_draft(
    office: Office, backstage: Backstage
) -> None:
    said = await office.mention(REP, DISCOUNT)
    thread = office.sent[-1]["conversation"]["id"]
    await office.press(REP, said, "Send", at=thread)
    request = await office.received(chat_of(OWNER))
    await office.press(OWNER, request, "Send", words="Say 15%,\nthen ask *me*.")

    replied = await office.until(lambda: next((m for m in office.said(chat_of(REP)) if "Say 15%" in str(m)), None))
    assert "Dana Reyes" in words_of(card_of(replied))
    assert "then ask *me*." in words_of(card_of(replied))
    await office.until(lambda: "kept as a draft" in str(office.said(chat_of(OWNER))))
    assert backstage.requests.drafts(1)[0].reply.text == "Say 15%,\nthen ask *me*."
    assert "Say 15%" not in str(office.said(thread))


async def test_nobody_else_replies_in_an_owners_place(office: Office) -> None:
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Send")
    request = await office.received(chat_of(OWNER))
    await office.press(MANAGER, request, "Send", words="Ninety percent!")
    await office.idle()

    assert "Ninety" not in str(office.said(chat_of(REP)))
    assert "no longer know" in str(office.said(chat_of(MANAGER)))


async def test_a_reply_that_quotes_the_request_comes_back_as_well(office: Office) -> None:
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Send")
    request = await office.received(chat_of(OWNER))
    quote = f'<blockquote itemtype="http://schema.skype.com/Reply" itemid="{request["id"]}">…</blockquote>'
    html = {"contentType": "text/html", "content": f"{quote}<p>Twelve, never more.</p>"}
    await office.say(OWNER, "… Twelve, never more.", attachments=[html])

    await office.until(lambda: "Twelve, never more." in str(office.said(chat_of(REP))))


async def test_in_a_channel_the_card_names_nobody_and_who_pressed_is_told_alone(office: Office) -> None:
    said = await office.mention(REP, DISCOUNT)
    thread = office.sent[-1]["conversation"]["id"]
    await office.press(REP, said, "Send", at=thread)

    await office.until(lambda: any("Sent to Dana Reyes" in str(one) for one in office.said(chat_of(REP))))
    assert "Sent to" not in str(office.said(thread))


async def test_who_cannot_be_told_alone_is_asked_to_add_the_bot(office: Office) -> None:
    said = await office.mention(REP, DISCOUNT)
    thread = office.sent[-1]["conversation"]["id"]
    del office.connector.places[chat_of(REP)]
    office.connector.without_app.add(REP)
    await office.press(REP, said, "Send", at=thread)

    told = await office.until(lambda: next((m for m in office.said(thread) if "add me under Apps" in str(m)), None))
    assert told["entities"][0]["mentioned"]["id"] == REP
    assert "Dana" not in told["text"]


async def test_a_question_is_handed_over_once(office: Office) -> None:
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Send")
    await office.received(chat_of(OWNER))
    await office.until(lambda: "Sent to" in words_of(card_of(now(office, REP))))
    await office.press(REP, said, "Send")

    await office.until(lambda: "already" in words_of(card_of(now(office, REP))))
    assert len(office.said(chat_of(OWNER))) == 1


async def test_an_owner_whom_nobody_here_knows_is_not_offered(open_office: Callable[..., Any]) -> None:
    office = await open_office()

    assert titles_of(await office.say(REP, DISCOUNT)) == ["Share"]


async def test_an_owner_is_found_by_their_address_among_those_whom_the_bot_meets(
    open_office: Callable[..., Any],
) -> None:
    office = await open_office(owners={"Dana Reyes": ["dana@acme.example"]})
    await known_places(office)
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Send")

    assert "Robin Reyes" in words_of(card_of(await office.received(chat_of(OWNER))))


async def test_an_answer_whose_content_has_no_owner_offers_none(office: Office) -> None:
    assert "Ask the owner" not in titles_of(await office.say(REP, LAPTOP))


async def test_a_press_while_the_database_is_down_says_so_and_gives_back_what_was_typed(
    open_office: Callable[..., Any], backstage: Backstage
) -> None:
    class Down:
        def __getattr__(self, _: str) -> Any:
            def refuse(*_: Any) -> Any:
                raise KeepingError("down")

            return refuse

    office = await open_office(replace(backstage, requests=Down()), owners={"Dana Reyes": [DANA]})
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Send", words="the buyer asks today")

    told = await office.until(lambda: next((m for m in office.said(chat_of(REP)) if "my notes" in str(m)), None))
    assert "the buyer asks today" in str(told)


async def test_a_thumb_counts_at_once_and_down_asks_for_the_reason(office: Office, backstage: Backstage) -> None:
    said = await office.say(REP, DISCOUNT)
    question = backstage.log.recent(1)[0].id
    value = {"data": {"actionName": "feedback", "actionValue": {"reaction": "dislike"}}}
    body = await office.invoke(REP, "message/fetchTask", value, replyToId=said["id"])

    assert body["task"]["type"] == "continue"
    assert "It is outdated" in words_of(body["task"]["value"]["card"])
    assert [vote.helpful for vote in backstage.feedback.votes(question)] == [False]

    given = json.dumps({"reason": "outdated", "words": "that was last year"})
    assert (await office.thumb(REP, said, "dislike", given)).status == 200
    vote = backstage.feedback.vote_of(question, entra(office, REP))
    assert (vote.helpful, vote.reason, vote.words) == (False, "outdated", "that was last year")


async def test_a_change_of_mind_counts_once(office: Office, backstage: Backstage) -> None:
    said = await office.say(REP, DISCOUNT)
    await office.thumb(REP, said, "dislike")
    await office.thumb(REP, said, "like")

    assert [vote.helpful for vote in backstage.feedback.votes(backstage.log.recent(1)[0].id)] == [True]


async def test_a_thumb_up_is_thanked_for_without_a_form(office: Office) -> None:
    said = await office.say(REP, DISCOUNT)
    value = {"data": {"actionName": "feedback", "actionValue": {"reaction": "like"}}}
    body = await office.invoke(REP, "message/fetchTask", value, replyToId=said["id"])

    assert body == {"task": {"type": "message", "value": "Thank you, noted."}}


async def test_a_link_counts_who_opened_it_and_leads_on(open_office: Callable[..., Any], backstage: Backstage) -> None:
    office = await open_office(opens_key="secret")
    said = await office.say(REP, DISCOUNT)
    link = said["entities"][0]["citation"][0]["appearance"]["url"]
    assert link.startswith(f"{BASE_URL}/teams/open/")

    response = await office.client.get(link.removeprefix(BASE_URL), allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (302, "https://wiki.acme.example/pricing.md")
    question = backstage.log.recent(1)[0].id
    clicks = await office.until(lambda: backstage.feedback.clicks(question))
    assert [(one.person, one.document, one.clicked_on) for one in clicks] == [
        (entra(office, REP), "pricing.md", "answer")
    ]


async def test_in_a_channel_a_link_tells_nobody_apart(open_office: Callable[..., Any], backstage: Backstage) -> None:
    office = await open_office(opens_key="secret")
    said = await office.mention(REP, DISCOUNT)
    link = said["entities"][0]["citation"][0]["appearance"]["url"]
    await office.client.get(link.removeprefix(BASE_URL), allow_redirects=False)

    clicks = await office.until(lambda: backstage.feedback.clicks(backstage.log.recent(1)[0].id))
    assert [one.person for one in clicks] == [""]


@pytest.mark.parametrize("token", ["x", "WyJodHRwczovL2V2aWwuZXhhbXBsZSJd.AAAA", "%00"])
async def test_a_link_that_is_not_ours_leads_nowhere(open_office: Callable[..., Any], token: str) -> None:
    office = await open_office(opens_key="secret")
    response = await office.client.get(f"/teams/open/{token}", allow_redirects=False)

    assert response.status == 404
    assert "Location" not in response.headers


async def test_another_bots_button_is_left_alone(office: Office) -> None:
    said = await office.say(REP, DISCOUNT)
    activity = direct("", office.connector.service) | {"value": {"other": 1}, "replyToId": said["id"]}
    del activity["text"]
    assert (await office.send(office._of(REP, activity))).status == 200
    await office.say(REP, LAPTOP)

    assert len(office.said(chat_of(REP))) == 2


def now(office: Office, person: str) -> dict[str, Any]:
    """The newest answer in somebody's chat, as it stands now."""
    return next((one for one in reversed(office.said(chat_of(person))) if card_of(one)), {})


def entra(office: Office, person: str) -> str:
    return str(office.connector.persons[person]["aadObjectId"])
