"""What the launcher adds to the local Slack, seen from a bot that only listens."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from clients.local_slack import LocalSlack, local_slack, missing
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


class Bot:
    """Hears everything, and acknowledges it with `answer`."""

    def __init__(self, slack: LocalSlack) -> None:
        self.client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        self.heard: list[dict[str, Any]] = []
        self.answer: Any = None

    async def hear(self, request: web.Request) -> web.Response:
        if request.content_type == "application/json":
            self.heard.append(await request.json())
        else:
            form = dict(await request.post())
            self.heard.append(json.loads(str(form["payload"])) if "payload" in form else form)
        return web.Response() if self.answer is None else web.json_response(self.answer)

    @property
    def last(self) -> dict[str, Any]:
        return self.heard[-1]


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalSlack]:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    async with local_slack() as running:
        yield running


@pytest.fixture
async def bot(slack: LocalSlack) -> AsyncIterator[Bot]:
    bot, application = Bot(slack), web.Application()
    application.router.add_post("/slack/events", bot.hear)
    async with TestServer(application, host="127.0.0.1") as server:
        await slack.send_events_to(str(server.make_url("/slack/events")))
        yield bot


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def asking(title: str = "Tell") -> dict[str, Any]:
    typed = {"type": "plain_text_input", "action_id": "words"}
    why = {"type": "input", "block_id": "why", "label": plain("Why?"), "element": typed}
    named = {"type": "modal", "title": plain(title), "submit": plain("Send"), "callback_id": "tell"}
    return {**named, "notify_on_close": True, "blocks": [why]}


async def respond(url: str, **body: Any) -> int:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        return response.status


async def test_people_channels_and_groups_tell_what_they_are(slack: LocalSlack, bot: Bot) -> None:
    assert (await bot.client.users_info(user=slack.people["guest"]))["user"]["is_restricted"]
    assert not (await bot.client.users_info(user=slack.people["owner"]))["user"]["is_restricted"]
    assert (await bot.client.users_lookupByEmail(email="dana@acme.example"))["user"]["id"] == slack.people["owner"]
    shared = (await bot.client.conversations_info(channel=slack.channels["shared_channel"]))["channel"]
    assert shared["is_ext_shared"]
    assert not (await bot.client.conversations_info(channel=slack.channel))["channel"]["is_ext_shared"]
    members = (await bot.client.conversations_members(channel=slack.channels["private_channel"]))["members"]
    assert slack.people["owner"] in members
    assert (await bot.client.usergroups_list(include_users=True))["usergroups"][0]["handle"] == "sales-team"
    assert slack.rep in (await bot.client.usergroups_users_list(usergroup="S0SALES01"))["users"]
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await bot.client.chat_postMessage(channel=slack.channels["foreign_channel"], text="x")


async def test_a_button_is_pressed_and_answered_by_its_response_address(slack: LocalSlack, bot: Bot) -> None:
    yes = {"type": "button", "text": plain("Yes"), "action_id": "yes", "value": "1"}
    good, bad = {"text": plain("+"), "value": "good"}, {"text": plain("-"), "value": "bad"}
    thumbs = {"type": "feedback_buttons", "action_id": "thumb", "positive_button": good, "negative_button": bad}
    blocks = [{"type": "actions", "elements": [yes]}, {"type": "context_actions", "elements": [thumbs]}]
    posted = await bot.client.chat_postMessage(channel=slack.channel, text="x", blocks=blocks)
    await slack.press(slack.rep, slack.channel, posted["ts"], "thumb", "negative")
    assert bot.last["actions"][0]["value"] == "bad"
    assert (await slack.press(slack.rep, slack.channel, posted["ts"], "yes"))["status"] == 200
    assert (bot.last["actions"][0]["value"], bot.last["container"]["message_ts"]) == ("1", posted["ts"])
    url = bot.last["response_url"]
    assert await respond(url, text="new", replace_original=True) == 200
    assert await respond(url, text="for you") == 200
    assert await respond(url, text="for all", response_type="in_channel") == 200
    shown = [one["text"] for one in await slack.messages(slack.channel, slack.rep)]
    assert shown == ["new", "for you", "for all"]
    assert [one["text"] for one in await slack.messages(slack.channel, slack.people["owner"])] == ["new", "for all"]
    assert [await respond(url, text="x") for _ in range(3)] == [200, 200, 404]


async def test_a_modal_is_opened_filled_in_and_closed(slack: LocalSlack, bot: Bot) -> None:
    said = await slack.say(slack.rep, slack.channel, "what discount?")
    await slack.shortcut(slack.rep, slack.channel, said, "ask_about")
    assert (bot.last["type"], bot.last["message"]["text"]) == ("message_action", "what discount?")
    await bot.client.views_open(trigger_id=bot.last["trigger_id"], view=asking())
    with pytest.raises(RuntimeError, match="why is empty"):
        await slack.submit_view(slack.rep)
    bot.answer = {"response_action": "push", "view": asking("More")}
    await slack.submit_view(slack.rep, {"why": "because"})
    assert bot.last["view"]["state"]["values"]["why"]["words"]["value"] == "because"
    assert [view["title"]["text"] for view in await slack.views(slack.rep)] == ["Tell", "More"]
    bot.answer = None
    await slack.submit_view(slack.rep, {"words": "because"})
    await slack.close_view(slack.rep)
    assert bot.last["type"] == "view_closed"
    assert await slack.views(slack.rep) == []


async def test_mentions_reactions_and_commands_come_as_slack_sends_them(slack: LocalSlack, bot: Bot) -> None:
    shared, stranger = slack.channels["shared_channel"], slack.people["stranger"]
    said = await slack.say(stranger, shared, f"<@{slack.bot_user}> hi")
    told = [(one["event"]["type"], one["is_ext_shared_channel"], one["event"]["team"]) for one in bot.heard[-2:]]
    assert told == [("message", True, "T0PARTNER"), ("app_mention", True, "T0PARTNER")]
    await slack.react(slack.people["owner"], shared, said, "eyes")
    assert (bot.last["event"]["type"], bot.last["event"]["item_user"]) == ("reaction_added", stranger)
    before = len(bot.heard)
    await slack.say(slack.rep, slack.channels["foreign_channel"], f"<@{slack.bot_user}> hi")
    assert len(bot.heard) == before
    bot.answer = {"text": "only you"}
    await slack.command_by(slack.people["owner"], slack.channel, "/ask", "x")
    assert (bot.last["command"], bot.last["user_name"]) == ("/ask", "dana")
    assert (await slack.messages(slack.channel, slack.people["owner"]))[-1]["text"] == "only you"


async def test_the_home_and_the_assistant_are_opened(slack: LocalSlack, bot: Bot) -> None:
    button = {"type": "button", "text": plain("Yes"), "action_id": "yes"}
    home = {"type": "home", "blocks": [{"type": "actions", "elements": [button]}]}
    view = (await bot.client.views_publish(user_id=slack.rep, view=home))["view"]["id"]
    await slack.open_home(slack.rep)
    assert (bot.last["event"]["type"], bot.last["event"]["view"]["id"]) == ("app_home_opened", view)
    await slack.press_in_view(slack.rep, view, "yes")
    assert bot.last["container"] == {"type": "view", "view_id": view}
    channel, thread = await slack.open_assistant(slack.rep, slack.channel)
    started = bot.last["event"]["assistant_thread"]
    assert (started["channel_id"], started["context"]["channel_id"]) == (channel, slack.channel)
    await bot.client.assistant_threads_setStatus(channel_id=channel, thread_ts=thread, status="is looking…")
    prompt = {"title": "Discounts", "message": "What discount?"}
    await bot.client.assistant_threads_setSuggestedPrompts(channel_id=channel, thread_ts=thread, prompts=[prompt])
    assert [(one["status"], one["prompts"]) for one in await slack.threads()] == [("is looking…", [prompt])]
