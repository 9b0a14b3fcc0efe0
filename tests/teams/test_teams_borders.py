"""What must not pass a border: another tenant, other people's questions, guests, what was built to hold us up."""

from __future__ import annotations

import base64
import gzip
import time
from collections.abc import Callable
from typing import Any

import pytest
from card_pages import CARDS
from fake_connector import TENANT
from library import BASE_URL, Library
from teams_office import (
    BUYERS,
    DANA,
    DISCOUNT,
    FLOOR,
    GUEST,
    MANAGER,
    NOWHERE,
    OWNER,
    REP,
    Office,
    actions_of,
    chat_of,
    words_of,
)
from teams_payloads import CHANNEL, TEAM, direct, in_channel, submitted

from bot.teams.backstage import Backstage
from bot.teams.message_words import text_of_html

INTERNAL = "15%"


async def test_another_tenant_is_refused(open_office: Callable[..., Any]) -> None:
    office = await open_office(tenant=TENANT)
    theirs = office._of(REP, direct(DISCOUNT, office.connector.service))
    theirs["conversation"] = theirs["conversation"] | {"tenantId": "99999999-0000-4000-8000-000000000009"}

    assert (await office.send(theirs)).status == 403
    assert INTERNAL in words_of(await office.say(REP, DISCOUNT))


async def test_before_an_asker_whom_nobody_knows_there_only_what_is_safe_for_buyers_is_said(office: Office) -> None:
    office.connector.person("29:stranger", "Sam Stranger", aadObjectId="77777777-0000-4000-8000-000000000007")

    assert INTERNAL not in str(await office.mention("29:stranger", DISCOUNT))


async def test_what_somebody_asked_alone_is_not_offered_in_a_channel(open_office: Callable[..., Any]) -> None:
    office = await open_office(examples=("new reps laptop headset on day one",))
    await office.say(REP, DISCOUNT)

    assert DISCOUNT in words_of(await office.say(REP, "help"))
    assert DISCOUNT not in str(await office.mention(REP, "help"))


async def test_an_owners_channel_with_guests_is_not_written_to(open_office: Callable[..., Any]) -> None:
    office = await open_office(owners={"Dana Reyes": [BUYERS]})
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Send", words="we may go to 40%")

    await office.until(lambda: "could not be delivered" in str(office.said(chat_of(REP))))
    assert office.said(BUYERS) == []


async def test_who_joined_the_team_counts_in_an_owners_channel_at_once(open_office: Callable[..., Any]) -> None:
    office = await open_office(owners={"Dana Reyes": [CHANNEL]})
    await office.mention(REP, DISCOUNT)
    office.connector.places[CHANNEL].members.append(GUEST)
    await office.happens("conversationUpdate", at=TEAM, membersAdded=[{"id": GUEST}])
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Send")

    await office.until(lambda: "could not be delivered" in str(office.said(chat_of(REP))))
    assert office.said(CHANNEL) == []


@pytest.mark.parametrize("press", ["share", "owner"])
async def test_nobody_gets_at_a_question_by_its_id(office: Office, backstage: Backstage, press: str) -> None:
    await office.say(MANAGER, FLOOR)
    theirs = backstage.log.recent(1)[0].id
    said = await office.say(REP, DISCOUNT)
    forged = {"cornerman": {"press": press, "subject": theirs}, "where": CHANNEL}
    activity = office._in(chat_of(REP), submitted(forged, said["id"], office.connector.service))
    assert (await office.send(office._of(REP, activity))).status == 200
    await office.idle()

    assert "no longer know" in str(office.said(chat_of(REP))[-1])
    assert FLOOR not in str((office.said(CHANNEL), office.said(chat_of(REP)), office.said(chat_of(OWNER))))


@pytest.mark.parametrize("press", ["share", "owner"])
async def test_a_battlecards_button_that_was_written_by_hand_makes_nobody_elses_question_ones_own(
    office: Office, backstage: Backstage, library: Library, press: str
) -> None:
    library.pages += CARDS
    await office.say(MANAGER, FLOOR)
    theirs = backstage.log.recent(1)[0].id
    card = await office.say(REP, "battlecard globex")
    turn = next(one["data"]["cornerman"] for one in actions_of(card) if "data" in one)
    for own in ({**turn, "question": theirs}, {"press": press, "subject": theirs}):
        forged = {"cornerman": own, "where": CHANNEL}
        activity = office._in(chat_of(REP), submitted(forged, card["id"], office.connector.service))
        assert (await office.send(office._of(REP, activity))).status == 200
        await office.idle()

    assert "no longer know" in str(office.said(chat_of(REP))[-1])
    assert FLOOR not in str((office.said(CHANNEL), office.said(chat_of(REP)), office.said(chat_of(OWNER))))
    assert {one.place for one in backstage.posted.of_question(theirs)} == {chat_of(MANAGER)}


async def test_nobody_says_why_of_an_answer_that_was_not_given_where_they_are(
    office: Office, backstage: Backstage
) -> None:
    await office.say(MANAGER, FLOOR)
    theirs = backstage.log.recent(1)[0].id
    said = await office.say(REP, DISCOUNT)

    await explained(office, REP, theirs, said["id"], chat_of(REP))

    assert list(backstage.feedback.votes(theirs)) == []
    assert "no longer know" in str(office.said(chat_of(REP))[-1])


async def test_who_reads_an_answer_in_a_channel_says_why_it_was_not_helpful(
    office: Office, backstage: Backstage
) -> None:
    said = await office.mention(REP, DISCOUNT)
    thread = office.sent[-1]["conversation"]["id"]
    question = backstage.log.recent(1)[0].id

    for person in (MANAGER, REP):
        await explained(office, person, question, said["id"], thread)
    await explained(office, REP, question, "", chat_of(REP))  # one's own question, wherever that is said

    assert {(vote.voter, vote.words) for vote in backstage.feedback.votes(question)} == {
        (office.connector.persons[one]["aadObjectId"], "old") for one in (MANAGER, REP)
    }


async def explained(office: Office, person: str, question: str, message: str, at: str) -> None:
    """The form that asks why is sent, as Teams or by hand."""
    data = {"cornerman": {"form": "why", "subject": question}, "reason": "outdated", "words": "old"}
    activity = office._in(at, submitted(data, message, office.connector.service))
    assert (await office.send(office._of(person, activity))).status == 200
    await office.idle()


async def test_a_link_tells_nobody_whose_it_is(open_office: Callable[..., Any], backstage: Backstage) -> None:
    office = await open_office(opens_key="secret")
    said = await office.say(REP, DISCOUNT)
    link = said["entities"][0]["citation"][0]["appearance"]["url"].removeprefix(f"{BASE_URL}/teams/open/")
    raw = base64.urlsafe_b64decode(link + "==")

    assert backstage.log.recent(1)[0].id.encode() not in raw
    assert b"pricing" not in raw


@pytest.mark.parametrize("kind", [None, ""])
async def test_a_channel_that_does_not_say_so_is_none_the_less_no_chat(
    office: Office, backstage: Backstage, kind: str | None
) -> None:
    activity = office._of(MANAGER, in_channel(FLOOR, office.connector.service))
    activity["conversation"] = activity["conversation"] | {"conversationType": kind}
    await office.send(activity)
    await office.idle()

    assert "60% of list" not in str(office.connector.places[CHANNEL].threads)
    assert backstage.conversations.of_person(TENANT, office.connector.persons[MANAGER]["aadObjectId"]) is None


async def test_who_left_the_team_shares_there_no_more(office: Office) -> None:
    await office.mention(REP, DISCOUNT)
    said = await office.say(REP, DISCOUNT)
    office.connector.places[CHANNEL].members.remove(REP)
    await office.happens("conversationUpdate", at=TEAM, membersRemoved=[{"id": REP}])
    await office.idle()
    await office.press(REP, said, "Share", where=CHANNEL)

    told = await office.until(lambda: next((m for m in office.said(chat_of(REP)) if "Not shared" in str(m)), None))
    assert "EMEA" not in str(told)
    assert office.said(CHANNEL) == []


async def test_another_bot_is_not_answered(office: Office) -> None:
    activity = office._of(REP, direct(DISCOUNT, office.connector.service))
    activity["from"] = {"id": "28:another", "name": "Another bot"}
    await office.send(activity)
    await office.idle()

    assert office.connector.posts == 0


async def test_what_was_said_to_the_asker_alone_can_be_rated(office: Office, backstage: Backstage) -> None:
    await office.mention(REP, f"{NOWHERE} discount", channel=BUYERS)
    await office.idle()
    whispered = office.said(chat_of(REP))[-1]

    assert backstage.posted.at(TENANT, chat_of(REP), whispered["id"]) is not None


async def test_an_owner_who_is_named_in_other_letters_can_reply(open_office: Callable[..., Any]) -> None:
    office = await open_office(owners={"Dana Reyes": [DANA.upper()]})
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Send")
    request = await office.received(chat_of(OWNER))
    await office.press(OWNER, request, "Send", words="Fifteen.")

    await office.until(lambda: "Fifteen." in str(office.said(chat_of(REP))))


async def test_an_owner_who_is_named_by_the_id_of_teams_can_reply(open_office: Callable[..., Any]) -> None:
    office = await open_office(owners={"Dana Reyes": [OWNER]})
    said = await office.say(REP, DISCOUNT)
    await office.press(REP, said, "Send")
    request = await office.received(chat_of(OWNER))
    quote = f'<blockquote itemtype="http://schema.skype.com/Reply" itemid="{request["id"]}">…</blockquote>'
    await office.say(OWNER, "…", attachments=[{"contentType": "text/html", "content": f"{quote}<p>Fifteen.</p>"}])

    await office.until(lambda: "Fifteen." in str(office.said(chat_of(REP))))


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"[" * 100_000, {"Content-Type": "application/json"}),
        (b"{}", {"Content-Type": "application/json; charset=bogus"}),
        (b"garbage", {"Content-Type": "application/json", "Content-Encoding": "gzip"}),
        (gzip.compress(b"{}", mtime=0), {"Content-Type": "application/json", "Content-Encoding": "gzip"}),
        (b'"' + b"x" * 700_000 + b'"', {"Content-Type": "application/json"}),
    ],
)
async def test_a_body_that_was_built_to_hurt_gets_a_401(office: Office, body: bytes, headers: dict[str, str]) -> None:
    response = await office.client.post(
        "/teams/messages", data=body, headers=headers | {"Authorization": "Bearer a.b.c"}
    )

    assert response.status == 401


@pytest.mark.parametrize("piece", ["<a href='", "<div>", "<a ", "<span inline-compose-card ", "<at>", "<blockquote "])
def test_markup_that_was_built_to_hold_everybody_up_is_read_at_once(piece: str) -> None:
    started = time.process_time()
    text_of_html(piece * 20_000)

    assert time.process_time() - started < 5  # it took minutes
