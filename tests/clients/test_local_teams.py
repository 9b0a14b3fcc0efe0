"""The local Teams, its page and the signing proxy, seen from a bot that answers as it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from clients.local_teams import LocalTeams, local_teams, missing
from clients.teams_browser import PHONE, TeamsPage, teams_page
from clients.teams_browser import missing as browser_missing
from clients.teams_cards import buttons, words
from clients.teams_company import APP, CHANNEL, GROUP, PEOPLE, PERSONAL, REP
from clients.teams_signing import signing_proxy
from clients.teams_stream import CARD, Message, until
from teams.issuer import LocalIssuer

pytestmark = [
    pytest.mark.skipif(missing() is not None, reason=missing() or ""),
    pytest.mark.xdist_group("local teams"),
]
Activity = dict[str, Any]
OWNER = PEOPLE["owner"]


class Bot:
    """Hears everything; says `Heard: …` to what has words; answers an invoke with what `answers` has for its name."""

    def __init__(self) -> None:
        self.heard: list[Activity] = []
        self.tokens: list[str] = []
        self.answers: dict[str, Any] = {}
        self.session: aiohttp.ClientSession

    async def hear(self, request: web.Request) -> web.Response:
        if not request.can_read_body:
            return web.Response()
        said = await request.json()
        self.heard.append(said)
        self.tokens.append(request.headers.get("Authorization", ""))
        if said["type"] == "invoke":
            return web.json_response(self.answers.get(said["name"], {}))
        if said.get("text"):
            await self.say(said, text=f"Heard: {said['text']}")
        return web.Response(status=202)

    async def say(self, to: Activity, *, change: str = "", **activity: Any) -> str:
        """Answer an activity, or `change` an answer; gives the answer's id."""
        door = f"{to['serviceUrl']}/v3/conversations/{to['conversation']['id']}/activities"
        body = {"type": "message", "from": to["recipient"], "conversation": to["conversation"], **activity}
        how = ("PUT", f"{door}/{change}") if change else ("POST", door)
        async with self.session.request(*how, json=body) as response:
            return str((await response.json())["id"])

    @property
    def last(self) -> Activity:
        return self.heard[-1]


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with aiohttp.ClientSession() as session:
        bot = Bot()
        bot.session = session
        yield bot


@pytest.fixture
async def endpoint(bot: Bot) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_route("*", "/api/messages", bot.hear)
    async with TestServer(application, host="127.0.0.1") as server:
        yield str(server.make_url("/api/messages"))


@pytest.fixture
async def teams(endpoint: str) -> AsyncIterator[LocalTeams]:
    async with local_teams(endpoint) as running:
        yield running


def card(*actions: Activity, text: str = "Discounts") -> Activity:
    inputs = [{"type": "Input.Text", "id": "why", "label": "Why?"}]
    body = [{"type": "TextBlock", "text": text, "wrap": True}, *inputs]
    content = {"type": "AdaptiveCard", "version": "1.5", "body": body, "actions": list(actions)}
    return {"contentType": CARD, "content": content}


SUBMIT = {"type": "Action.Submit", "title": "Wrong", "data": {"do": "wrong"}}
EXECUTE = {"type": "Action.Execute", "title": "More", "verb": "more", "data": {"page": 2}}


async def shown(teams: LocalTeams, bot: Bot, *actions: Activity) -> Message:
    """A card of the bot's in the personal chat."""
    await teams.direct("hi")
    return await teams.heard(PERSONAL, bot.say(bot.last, attachments=[card(*actions)]))


async def test_what_people_write_reaches_the_bot_as_teams_sends_it(teams: LocalTeams, bot: Bot) -> None:
    assert (await teams.direct("what discount?"))["text"] == "Heard: what discount?"
    assert (bot.last["from"]["id"], bot.last["conversation"]["conversationType"]) == (REP.id, "personal")
    answer = await teams.mention(CHANNEL, "and here?")
    thread = bot.last["conversation"]["id"]
    assert (thread.startswith(f"{CHANNEL};messageid="), answer["conversation"]) == (True, thread)
    assert bot.last["channelData"]["channel"]["id"] == CHANNEL
    await teams.mention(thread, "what else?")
    assert bot.last["conversation"]["id"] == thread
    assert len(teams.answers(CHANNEL)) == len(teams.answers(thread)) == 2
    heard = len(bot.heard)
    await teams.write(thread, "not for the bot")
    await teams.write(GROUP, "nor this", by=OWNER)
    assert len(bot.heard) == heard
    said = await teams.mention(GROUP, "for you", by=OWNER)
    assert (bot.last["from"], said["text"]) == (OWNER.account, "Heard: <at>Cornerman</at> for you")
    chat = await teams.chat_of(OWNER)
    assert (await teams.heard(chat, teams.write(chat, "only us", by=OWNER)))["text"] == "Heard: only us"


async def test_buttons_are_pressed_and_cards_change(teams: LocalTeams, bot: Bot) -> None:
    message = await shown(teams, bot, SUBMIT, EXECUTE)
    assert buttons(message) == ["Wrong", "More"]
    await teams.press(message, "Wrong", why="old")
    assert (bot.last["value"], bot.last["replyToId"]) == ({"do": "wrong", "why": "old"}, message["id"])
    bot.answers["adaptiveCard/action"] = {"statusCode": 200, "type": CARD, "value": card(text="Page 2")["content"]}
    assert (await teams.press(message, "More"))["type"] == CARD
    assert (bot.last["value"]["action"]["verb"], words(message)) == ("more", "Page 2\nWhy?")
    change = bot.say(bot.last, change=message["id"], attachments=[card(text="Page 3")])
    assert words(await teams.changed(message, change)) == "Page 3\nWhy?"
    with pytest.raises(LookupError, match="no button 'Wrong'"):
        await teams.press(teams.messages(PERSONAL)[-1], "Wrong")


async def test_thumbs_dialogs_and_message_extensions(teams: LocalTeams, bot: Bot) -> None:
    dialog = {"type": "Action.Submit", "title": "Mend", "data": {"msteams": {"type": "task/fetch"}, "page": 1}}
    message = await shown(teams, bot, dialog)
    assert (await teams.rate(message, "dislike", "stale"))["status"] == 200
    assert (bot.last["replyToId"], bot.last["value"]["actionValue"]["reaction"]) == (message["id"], "dislike")
    task = {"type": "continue", "value": {"title": "Mend it", "card": card(SUBMIT)}}
    bot.answers |= {"task/fetch": {"task": task}, "composeExtension/fetchTask": {"task": task}}
    assert await teams.press(message, "Mend") == task
    assert bot.last["value"]["data"]["page"] == 1
    bot.answers["task/submit"] = {"task": {"type": "message", "value": "Thanks"}}
    assert (await teams.submit_dialog(message, {"why": "old"}))["task"]["value"] == "Thanks"
    found = {"type": "result", "attachmentLayout": "list", "attachments": [card()]}
    bot.answers["composeExtension/query"] = {"composeExtension": found}
    assert await teams.search("discount", "find") == found
    assert bot.last["value"]["parameters"] == [{"name": "query", "value": "discount"}]
    asked = teams.messages(PERSONAL)[0]
    assert await teams.open_message_action(asked, "ask") == task
    assert bot.last["value"]["messagePayload"]["body"]["content"] == "<p>hi</p>"
    bot.answers["composeExtension/submitAction"] = {"composeExtension": found}
    assert await teams.submit_message_action(asked, "ask", {"why": "x"}) == {"composeExtension": found}


async def test_what_its_client_lacks_comes_as_from_teams(teams: LocalTeams, bot: Bot) -> None:
    await teams.install(GROUP)
    assert {one["type"] for one in bot.heard} == {"installationUpdate", "conversationUpdate"}
    message = await teams.direct("hi")
    await teams.react(message, "like", by=OWNER)
    assert (bot.last["reactionsAdded"], bot.last["replyToId"]) == ([{"type": "like"}], message["id"])
    await teams.uninstall(PERSONAL)
    assert bot.last["action"] == "remove"
    bot.answers["signin/verifyState"] = {"done": True}
    assert (await teams.invoke("signin/verifyState", {}, by=OWNER))["answer"] == {"done": True}
    assert [one["body"]["name"] for one in teams.exchanged(type="invoke")] == ["signin/verifyState"]


async def test_the_proxy_signs_for_the_bot(endpoint: str, bot: Bot) -> None:
    with LocalIssuer(APP) as issuer:
        async with signing_proxy(endpoint, issuer) as signed, local_teams(signed) as teams:
            assert (await teams.direct("hi"))["text"] == "Heard: hi"
        async with bot.session.get(issuer.metadata_url) as response:
            keys_at = (await response.json())["jwks_uri"]
        async with bot.session.get(keys_at) as response:
            key = jwt.PyJWK((await response.json())["keys"][0])
        token = bot.tokens[-1].removeprefix("Bearer ")
        claims = jwt.decode(token, key, audience=APP, issuer="https://api.botframework.com")
        assert claims["serviceurl"] == bot.last["serviceUrl"] == teams.service_url
        assert "exp" not in jwt.decode(issuer.token("x", exp=None), key, audience=APP)


async def _searches_and_talks_in_a_channel(page: TeamsPage, bot: Bot) -> None:
    preview = {"contentType": "application/vnd.microsoft.card.thumbnail", "content": {"title": "Found"}}
    found = {"type": "result", "attachmentLayout": "list", "attachments": [{**card(), "preview": preview}]}
    bot.answers["composeExtension/query"] = {"composeExtension": found}
    assert await page.search("discount", "find") == ["Found"]
    assert bot.last["value"]["parameters"] == [{"name": "query", "value": "discount"}]
    await page.insert("Found")
    await page.send()
    await page.open(CHANNEL)
    assert "what discount?" in (await page.ask("what discount?", mention=True))["text"]
    thread = bot.last["conversation"]["id"]
    assert (await page.ask("and more?", mention=True, reply=True))["conversation"] == thread


@pytest.mark.skipif(browser_missing() is not None, reason=browser_missing() or "")
async def test_its_page_is_used_and_drawn(teams: LocalTeams, bot: Bot, tmp_path: Path) -> None:
    ai = {"type": "https://schema.org/Message", "@type": "Message", "additionalType": ["AIGeneratedContent"]}
    cited = {"position": 1, "appearance": {"@type": "DigitalDocument", "name": "Discounts", "abstract": "Ten percent."}}
    async with teams_page(teams) as page:
        assert (await page.ask("hi"))["text"] == "Heard: hi"
        feedback = {"feedbackLoop": {"type": "default"}}
        await bot.say(bot.last, text="**Ten** [1]", entities=[ai | {"citation": [cited]}], channelData=feedback)
        assert "Ten percent." in await page.citation(1)
        assert "Thank you" in await page.thumb("like", "well said")
        assert bot.last["value"]["actionValue"] == {"reaction": "like", "feedback": "well said"}
        await bot.say(bot.last, attachments=[card(SUBMIT, EXECUTE)])
        await page.fill("Why?", "old")
        await page.press("Wrong")
        await until(lambda: bot.last.get("value") == {"do": "wrong", "why": "old"})
        bot.answers["adaptiveCard/action"] = {"statusCode": 200, "type": CARD, "value": card(text="Page 2")["content"]}
        await page.press("More")
        await page.shows("Page 2")
        await page.picture(tmp_path / "phone.png", PHONE, said="Page 2")
        await page.picture(tmp_path / "window.png")
        assert (tmp_path / "window.png").stat().st_size > (tmp_path / "phone.png").stat().st_size > 1000
        task = {"type": "continue", "value": {"title": "Ask about it", "card": card(SUBMIT)}}
        bot.answers["composeExtension/fetchTask"] = {"task": task}
        assert "Ask about it" in await page.message_action("Heard: hi", "ask")
        bot.answers["composeExtension/submitAction"] = {"task": {"type": "message", "value": "Thanks"}}
        await page.press_in_dialog("Wrong")
        await page.shows("Thanks")
        await page.close_dialog()
        await _searches_and_talks_in_a_channel(page, bot)
