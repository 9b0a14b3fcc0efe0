"""The door itself: who is let in, what is answered, where it is known how to write, and starting and stopping."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from fake_connector import APP_ID, TENANT, FakeConnector
from fakes import ScriptedAnswering
from issuer import LocalIssuer, rsa_key
from teams_office import DISCOUNT, GUEST, OWNER, REP, Office, chat_of, now_seconds, words_of
from teams_payloads import CHANNEL, GROUP, TEAM, direct

from bot.conversation_model import KnownConversation
from bot.teams.backstage import Backstage, TeamsOptions
from bot.teams.botframework import BotFrameworkTransport
from bot.teams.door import TeamsDoor, TeamsDoorError
from bot.teams.transport import KeysUnavailableError

BAD_TOKENS: dict[str, dict[str, Any]] = {
    "expired": {"exp": now_seconds() - 600},
    "without an end": {"exp": None},
    "for another app": {"aud": "44444444-0000-4000-8000-00000000000d"},
    "of another issuer": {"iss": "https://sts.windows.net/elsewhere/"},
    "for another service": {"serviceurl": "https://elsewhere.example/"},
    "not yet valid": {"nbf": now_seconds() + 3600},
    "signed by somebody else": {"signed_with": rsa_key("forger")},
    "signed with the public key": {"signed_with": "public key" * 8, "algorithm": "HS256"},
    "unsigned": {"signed_with": "", "algorithm": "none"},
    "with an unknown key": {"headers": {"kid": "unknown"}},
}


@pytest.mark.parametrize("bad", BAD_TOKENS)
async def test_a_bad_token_gets_a_401_and_nothing_else(office: Office, bad: str) -> None:
    token = office.issuer.token(office.connector.service, **BAD_TOKENS[bad])
    response = await office.send(office._of(REP, direct(DISCOUNT, office.connector.service)), token)

    assert (response.status, await response.read()) == (401, b"")
    await office.idle()
    assert office.connector.posts == 0


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Bearer a.b.c", "Basic dTpw", "Bearer " + "x" * 5000])
async def test_what_is_no_token_gets_a_401(office: Office, header: str) -> None:
    body = office._of(REP, direct(DISCOUNT, office.connector.service))
    response = await office.client.post("/teams/messages", json=body, headers={"Authorization": header})

    assert (response.status, await response.read()) == (401, b"")


@pytest.mark.parametrize("body", ["", "[]", "{", '"x"', "null", "{}", '{"type": "message"}'])
async def test_what_is_no_activity_gets_a_401_even_with_a_good_token(office: Office, body: str) -> None:
    good = {"Authorization": f"Bearer {office.issuer.token(office.connector.service)}"}
    response = await office.client.post(
        "/teams/messages", data=body, headers=good | {"Content-Type": "application/json"}
    )

    assert response.status == 401


async def test_a_token_never_reaches_the_log(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    token = office.issuer.token(office.connector.service, exp=1)
    await office.send(office._of(REP, direct("a secret question", office.connector.service)), token)

    assert token not in caplog.text
    assert token.split(".")[1] not in caplog.text
    assert "a secret question" not in caplog.text


async def test_while_the_keys_cannot_be_fetched_teams_is_told_to_come_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unavailable(*_: Any) -> None:
        raise KeysUnavailableError("down")

    monkeypatch.setattr(office.door._transport, "authenticate", unavailable)

    assert (await office.send(office._of(REP, direct(DISCOUNT, office.connector.service)))).status == 503


async def test_the_turn_returns_before_the_answer_is_made(
    open_office: Callable[..., Any], backstage: Backstage
) -> None:
    done = asyncio.Event()
    loop = asyncio.get_running_loop()

    def answer(ask: Any) -> Any:
        asyncio.run_coroutine_threadsafe(done.wait(), loop).result()
        return backstage.answering.answer(ask)

    office = await open_office(replace(backstage, answering=ScriptedAnswering(answer)))
    response = await office.send(office._of(REP, direct(DISCOUNT, office.connector.service)))
    assert response.status == 200
    assert office.connector.posts == 0
    done.set()

    await office.after(chat_of(REP), 0)


@pytest.mark.parametrize(
    "name", ["signin/verifyState", "fileConsent/invoke", "tab/fetch", "config/fetch", "handoff/action", "", "x" * 500]
)
async def test_an_unknown_invoke_is_answered(office: Office, name: str) -> None:
    assert await office.invoke(REP, name, {"a": 1}) == {}


@pytest.mark.parametrize("value", [None, {}, [], "x", {"data": None}, {"commandId": 3}])
@pytest.mark.parametrize(
    "name",
    ["message/submitAction", "message/fetchTask", "composeExtension/query", "composeExtension/fetchTask"],
)
async def test_a_known_invoke_of_another_shape_is_answered(office: Office, name: str, value: Any) -> None:
    await office.invoke(REP, name, value)


async def test_a_press_of_a_card_that_is_not_ours_is_refused_in_words(office: Office) -> None:
    body = await office.invoke(REP, "adaptiveCard/action", {"action": {"type": "Action.Execute", "verb": "x"}})

    assert body["type"] == "application/vnd.microsoft.error"
    assert "not Cornerman's" in body["value"]["message"]


@pytest.mark.parametrize("kind", ["typing", "messageReaction", "messageUpdate", "event", "endOfConversation", "trace"])
async def test_activities_that_ask_nothing_are_taken_and_left(office: Office, kind: str) -> None:
    await office.happens(kind)
    await office.idle()

    assert office.connector.posts == 0


async def test_who_installs_the_bot_is_told_what_it_can_do_once(office: Office) -> None:
    await office.happens("conversationUpdate", membersAdded=[{"id": f"28:{APP_ID}"}])
    await office.happens("installationUpdate", action="add")
    await office.idle()

    assert [words_of(one)[:15] for one in office.said(chat_of(REP))] == ["Ask me anything"]


async def test_it_is_kept_how_to_write_to_people_channels_and_group_chats(office: Office, backstage: Backstage) -> None:
    await office.say(REP, DISCOUNT)
    await office.mention(REP, DISCOUNT)
    await office.in_group(REP, DISCOUNT)
    entra, service = office.connector.persons[REP]["aadObjectId"], office.connector.service

    assert backstage.conversations.of_person(TENANT, entra) == KnownConversation(
        TENANT, chat_of(REP), "personal", service, person=entra
    )
    assert backstage.conversations.find(TENANT, CHANNEL) == KnownConversation(
        TENANT, CHANNEL, "channel", service, team=TEAM
    )
    assert backstage.conversations.find(TENANT, GROUP).kind == "group"


async def test_the_address_of_teams_is_refreshed_with_every_activity(office: Office, backstage: Backstage) -> None:
    await office.say(REP, DISCOUNT)
    moved = direct(DISCOUNT, office.connector.service) | {"serviceUrl": "http://127.0.0.1:1/emea"}
    await office.send(office._of(REP, moved), office.issuer.token("http://127.0.0.1:1/emea"))
    await office.until(lambda: backstage.conversations.find(TENANT, chat_of(REP)).service == "http://127.0.0.1:1/emea")


async def test_the_channels_of_a_team_are_known_by_their_names_and_follow_a_rename(
    office: Office, backstage: Backstage
) -> None:
    await office.happens("conversationUpdate", at=TEAM, membersAdded=[{"id": f"28:{APP_ID}"}])
    await office.until(lambda: backstage.conversations.find(TENANT, CHANNEL))
    assert backstage.conversations.find(TENANT, TEAM).name == "Sales › General"

    office.connector.teams[TEAM]["channels"][1]["name"] = "EMEA and Africa"
    data = {"eventType": "channelRenamed", "team": {"id": TEAM}, "channel": {"id": CHANNEL, "name": "EMEA and Africa"}}
    await office.happens("conversationUpdate", at=TEAM, channelData=data)
    await office.mention(REP, DISCOUNT)

    assert backstage.conversations.find(TENANT, CHANNEL).name == "Sales › EMEA and Africa"


async def test_where_the_bot_was_removed_is_forgotten(office: Office, backstage: Backstage) -> None:
    await office.mention(REP, DISCOUNT)
    await office.say(REP, DISCOUNT)
    await office.happens("conversationUpdate", at=TEAM, membersRemoved=[{"id": f"28:{APP_ID}"}])
    await office.happens("installationUpdate", action="remove")
    await office.idle()

    assert backstage.conversations.find(TENANT, CHANNEL) is None
    assert backstage.conversations.find(TENANT, chat_of(REP)) is None


async def test_a_channel_that_was_deleted_is_forgotten_and_no_other(office: Office, backstage: Backstage) -> None:
    await office.mention(REP, DISCOUNT)
    await office.in_group(REP, DISCOUNT)
    data = {"eventType": "channelDeleted", "team": {"id": TEAM}, "channel": {"id": CHANNEL}}
    await office.happens("conversationUpdate", at=TEAM, channelData=data)
    await office.idle()

    assert backstage.conversations.find(TENANT, CHANNEL) is None
    assert backstage.conversations.find(TENANT, GROUP) is not None


async def test_who_joins_counts_at_once_for_what_a_channel_may_see(office: Office) -> None:
    assert "15%" in words_of(await office.mention(REP, DISCOUNT))
    office.connector.places[CHANNEL].members.append(GUEST)
    await office.happens("conversationUpdate", at=CHANNEL, membersAdded=[{"id": GUEST}])
    await office.idle()

    assert "15%" not in str(await office.mention(REP, DISCOUNT))


async def test_a_message_reaches_a_person_and_a_channel_unasked(office: Office) -> None:
    from bot.teams.messages import sentence_activity
    from bot.teams.speaking import Message

    await office.mention(REP, DISCOUNT)
    speaker = office.door._parts.speaker
    hello = Message(sentence_activity("A digest, say."))
    await speaker.say_to_person(TENANT, office.connector.persons[OWNER]["aadObjectId"], hello)
    await speaker.say_to_channel(TENANT, CHANNEL, hello)

    assert [words_of(one) for one in office.said(chat_of(OWNER))] == ["A digest, say."]
    assert [words_of(one) for one in office.said(CHANNEL)] == ["A digest, say."]


async def test_a_start_that_microsoft_refuses_names_the_setting(backstage: Backstage, issuer: LocalIssuer) -> None:
    transport = BotFrameworkTransport(
        app_id=APP_ID,
        app_password="secret",
        tenant_id=TENANT,
        openid_metadata_url="http://127.0.0.1:1/metadata",
        token=lambda: "token",
    )
    door = TeamsDoor(backstage, TeamsOptions(), transport)
    host = web.Application()
    host.add_subapp("/teams/", door.application())
    runner = web.AppRunner(host)
    with pytest.raises(TeamsDoorError, match=r"teams\.openid_metadata_url"):
        await runner.setup()
    await runner.cleanup()


async def test_what_is_at_hand_is_finished_before_the_door_closes(
    backstage: Backstage, connector: FakeConnector, issuer: LocalIssuer
) -> None:
    from teams_office import at_work

    async with at_work(backstage, connector, issuer) as office:
        await office.send(office._of(REP, direct(DISCOUNT, connector.service)))

    assert "15%" in words_of(connector.said(chat_of(REP))[0])


async def test_two_replicas_answer_one_message_once(open_office: Callable[..., Any], backstage: Backstage) -> None:
    one, two = await open_office(), await open_office()
    activity = one._of(REP, direct(DISCOUNT, one.connector.service))
    await asyncio.gather(*(office.send(activity) for office in (one, two, one, two)))
    await asyncio.gather(one.idle(), two.idle())

    assert len(one.said(chat_of(REP))) == 1
