from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from fake_slack import (
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    DIRECT,
    GUEST,
    GUESTS,
    HIDDEN,
    OTHER,
    OTHER_REP,
    OWNER,
    REP,
    SALES,
    SECRET,
    STRANGER,
    TEAM,
    FakeSlack,
)
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str = "Hello", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Yes"), "action_id": "yes", "value": "1", **more}


def actions(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements), **more}


def option(text: str, value: str) -> dict[str, Any]:
    return {"text": plain(text), "value": value}


def asking(**more: Any) -> dict[str, Any]:
    typed = {"type": "plain_text_input", "action_id": "words", "max_length": 20}
    menu = {"type": "static_select", "action_id": "kind", "options": [option("Gap", "gap"), option("Stale", "stale")]}
    inputs = [
        {"type": "input", "block_id": "why", "label": plain("Why?"), "element": typed},
        {"type": "input", "block_id": "kind", "label": plain("Kind"), "element": menu, "optional": True},
    ]
    return {"type": "modal", "title": plain("Tell"), "submit": plain("Send"), "blocks": inputs, **more}


def overflow(*options: dict[str, Any]) -> dict[str, Any]:
    return {"type": "overflow", "action_id": "more", "options": list(options)}


def feedback(action_id: str = "thumb") -> dict[str, Any]:
    good, bad = {"text": plain("+"), "value": "good"}, {"text": plain("-"), "value": "bad"}
    buttons = {"type": "feedback_buttons", "positive_button": good, "negative_button": bad, "action_id": action_id}
    return {"type": "context_actions", "elements": [buttons]}


class Bot:
    """Hears what Slack sends over HTTP, and acknowledges it with `answer`."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, Any], dict[str, str]]] = []
        self.answer: Any = None

    async def hear(self, request: web.Request) -> web.Response:
        if request.content_type == "application/json":
            payload = await request.json()
        else:
            form = dict(await request.post())
            payload = json.loads(str(form["payload"])) if "payload" in form else form
        self.heard.append((payload, dict(request.headers)))
        return web.Response() if self.answer is None else web.json_response(self.answer)

    @property
    def last(self) -> dict[str, Any]:
        return self.heard[-1][0]


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(BOT_TOKEN, base_url=slack.api_url)


@pytest.fixture
async def bot(slack: FakeSlack) -> AsyncIterator[Bot]:
    bot, application = Bot(), web.Application()
    application.router.add_post("/slack/events", bot.hear)
    async with TestServer(application, host="127.0.0.1") as server:
        slack.use_http(str(server.make_url("/slack/events")))
        yield bot


async def refusal(call: Any) -> Any:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


async def test_a_token_says_who_it_is_and_a_wrong_one_is_refused(slack: FakeSlack, client: AsyncWebClient) -> None:
    assert (await client.auth_test())["user_id"] == BOT_USER
    assert (await refusal(AsyncWebClient("xoxb-no", base_url=slack.api_url).auth_test()))["error"] == "invalid_auth"


async def test_a_message_is_kept_with_ids_and_can_be_read_changed_and_deleted(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel=SALES, text="hi", blocks=[section(), actions(button())])
    reply = await client.chat_postMessage(channel=SALES, text="below", thread_ts=posted["ts"])
    assert [one["text"] for one in slack.messages(SALES)] == ["hi", "below"]
    assert slack.messages(SALES)[0]["blocks"][0]["block_id"]
    assert [one["text"] for one in (await client.conversations_history(channel=SALES))["messages"]] == ["hi"]
    thread = (await client.conversations_replies(channel=SALES, ts=posted["ts"]))["messages"]
    assert [one["ts"] for one in thread] == [posted["ts"], reply["ts"]]
    await client.chat_update(channel=SALES, ts=posted["ts"], text="hello")
    assert slack.messages(SALES)[0]["text"] == "hello"
    assert "blocks" not in slack.messages(SALES)[0]
    link = (await client.chat_getPermalink(channel=SALES, message_ts=reply["ts"]))["permalink"]
    assert link.endswith(f"?thread_ts={posted['ts']}&cid={SALES}")
    await client.chat_delete(channel=SALES, ts=reply["ts"])
    gone = await refusal(client.chat_update(channel=SALES, ts=reply["ts"], text="x"))
    assert gone["error"] == "message_not_found"


@pytest.mark.parametrize(
    ("channel", "error"), [(OTHER, "not_in_channel"), (HIDDEN, "channel_not_found"), ("C0NOWHERE", "channel_not_found")]
)
async def test_the_bot_posts_only_where_it_is(client: AsyncWebClient, channel: str, error: str) -> None:
    assert (await refusal(client.chat_postMessage(channel=channel, text="hi")))["error"] == error


async def test_an_ephemeral_message_is_seen_by_one_member_alone(slack: FakeSlack, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel=SALES, user=REP, text="psst")
    assert [one["text"] for one in slack.messages(SALES, REP)] == ["psst"]
    assert slack.messages(SALES, OWNER) == []
    outside = await refusal(client.chat_postEphemeral(channel=SALES, user=GUEST, text="psst"))
    assert outside["error"] == "user_not_in_channel"


async def test_people_and_channels_tell_what_they_are(slack: FakeSlack, client: AsyncWebClient) -> None:
    assert (await client.users_info(user=GUEST))["user"]["is_restricted"]
    assert (await client.users_info(user=STRANGER))["user"]["is_stranger"]
    assert (await client.users_lookupByEmail(email="dana@acme.example"))["user"]["id"] == OWNER
    assert (await refusal(client.users_lookupByEmail(email="no@acme.example")))["error"] == "users_not_found"
    assert (await refusal(client.users_info(user="U0NOBODY1")))["error"] == "user_not_found"
    assert (await client.conversations_info(channel=GUESTS))["channel"]["is_ext_shared"]
    assert (await client.conversations_info(channel=SECRET))["channel"]["is_private"]
    assert (await client.conversations_open(users=REP))["channel"]["id"] == DIRECT
    assert (await client.chat_postMessage(channel=OWNER, text="hi"))["channel"] == "D0DANA001"


async def test_lists_come_in_pages(slack: FakeSlack, client: AsyncWebClient) -> None:
    seen, cursor = [], None
    while cursor != "":
        page = await client.conversations_members(channel=SALES, limit=2, cursor=cursor)
        seen += page["members"]
        cursor = page["response_metadata"]["next_cursor"]
    assert seen == slack.workspace.channels[SALES].members
    assert (await refusal(client.users_list(cursor="nonsense")))["error"] == "invalid_cursor"


async def test_user_groups_have_members(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.workspace.add_usergroup("S0SALES01", "sales-team", [REP, OTHER_REP])
    listed = (await client.usergroups_list(include_users=True))["usergroups"]
    assert [(one["handle"], one["users"]) for one in listed] == [("sales-team", [REP, OTHER_REP])]
    assert (await client.usergroups_users_list(usergroup="S0SALES01"))["users"] == [REP, OTHER_REP]


async def test_a_scope_that_is_missing_is_named(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.workspace.scopes.clear()
    slack.workspace.scopes.add("chat:write")
    missing = await refusal(client.users_info(user=REP))
    assert (missing["error"], missing["needed"], missing["provided"]) == ("missing_scope", "users:read", "chat:write")
    assert (await refusal(client.conversations_info(channel=SECRET)))["needed"] == "groups:read"
    slack.workspace.scopes.add("users:read")
    assert "email" not in (await client.users_info(user=REP))["user"]["profile"]


async def test_each_workspace_has_its_own_token(slack: FakeSlack, bot: Bot) -> None:
    other = slack.add_workspace("T0OTHER01", "xoxb-other", bot_user="UBOT0OTH1")
    other.add_user("U0THEM001", "them")
    other.add_channel("C0THEM001", "general", ["U0THEM001"])
    theirs = AsyncWebClient("xoxb-other", base_url=slack.api_url)
    assert (await theirs.auth_test())["team_id"] == "T0OTHER01"
    assert (await theirs.chat_postMessage(channel="C0THEM001", text="hi"))["ok"]
    assert (await refusal(theirs.chat_postMessage(channel=SALES, text="hi")))["error"] == "channel_not_found"
    slack.codes["once"] = other
    given = {"client_id": slack.client_id, "client_secret": slack.client_secret, "code": "once"}
    nobody = AsyncWebClient(base_url=slack.api_url)
    assert (await nobody.api_call("oauth.v2.access", data=given))["access_token"] == "xoxb-other"
    assert (await refusal(nobody.api_call("oauth.v2.access", data=given)))["error"] == "invalid_code"
    await slack.uninstall(other)
    assert [payload["event"]["type"] for payload, _ in bot.heard] == ["tokens_revoked", "app_uninstalled"]
    assert bot.last["team_id"] == "T0OTHER01"
    assert (await refusal(theirs.auth_test()))["error"] == "token_revoked"


LONG_URL = "https://a.example/" + "x" * 3_000


@pytest.mark.parametrize(
    ("blocks", "place"),
    [
        ([section()] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([section("x" * 3_001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ([section("🥊" * 1_600)], "/blocks/0/text/text"),
        ([{"type": "section"}], "missing required field: text or fields"),
        (
            [{"type": "section", "fields": [plain("x")] * 11}],
            "no more than 10 items",
        ),
        ([{"type": "section", "fields": [plain("x" * 2_001)]}], "/blocks/0/fields/0/text"),
        ([section(fancy=True)], "invalid additional property: fancy [json-pointer:/blocks/0]"),
        ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters"),
        ([{"type": "header", "text": section()["text"]}], "unsupported type: mrkdwn"),
        ([actions(*[button(action_id=f"a{n}") for n in range(26)])], "no more than 25 items allowed"),
        ([{"type": "context", "elements": [plain("x")] * 11}], "no more than 10 items allowed"),
        ([{"type": "context", "elements": [button()]}], "unsupported type: button"),
        ([actions(button(text=plain("x" * 76)))], "/blocks/0/elements/0/text/text"),
        ([actions(button(value="x" * 2_001))], "/blocks/0/elements/0/value"),
        ([actions(button(url=LONG_URL))], "/blocks/0/elements/0/url"),
        ([actions(button(url="javascript:alert(1)"))], "invalid url"),
        ([actions(button(action_id="x" * 256))], "/blocks/0/elements/0/action_id"),
        ([actions(button(style="loud"))], "/blocks/0/elements/0/style"),
        ([actions(button(disabled=True))], "invalid additional property: disabled"),
        ([actions(button(), button())], 'action_id "yes" already exists'),
        ([section(block_id="x" * 256)], "/blocks/0/block_id"),
        ([section(block_id="b"), section(block_id="b")], 'block_id "b" already exists'),
        ([section(accessory=overflow(*[option("x", "1")] * 6))], "no more than 5 items allowed"),
        ([section(accessory=overflow(option("x" * 76, "1")))], "options/0/text/text"),
        ([section(accessory=overflow(option("x", "1" * 151)))], "options/0/value"),
        ([section(accessory={"type": "feedback_buttons"})], "unsupported type: feedback_buttons"),
        ([section(accessory={"type": "plain_text_input"})], "unsupported type: plain_text_input"),
        ([{"type": "input", "label": plain("x" * 2_001), "element": asking()["blocks"][0]["element"]}], "/label/text"),
        ([{"type": "markdown", "text": "x" * 7_000}] * 2, "all markdown blocks"),
        ([{"type": "alert", "text": plain("modals only")}], "unsupported type: alert"),
        ([{"type": "fireworks"}], "unsupported type: fireworks [json-pointer:/blocks/0/type]"),
    ],
)
async def test_blocks_past_slacks_limits_are_refused_with_the_place(
    slack: FakeSlack, client: AsyncWebClient, blocks: list[Any], place: str
) -> None:
    refused = await refusal(client.chat_postMessage(channel=SALES, text="x", blocks=blocks))
    assert refused["error"] == "invalid_blocks"
    assert place in " ".join(refused["response_metadata"]["messages"])
    assert slack.messages(SALES) == []


async def test_blocks_within_slacks_limits_are_taken(client: AsyncWebClient) -> None:
    confirm = {"title": plain("Sure?"), "text": plain("Really?"), "confirm": plain("Yes"), "deny": plain("No")}
    image = {"type": "image", "image_url": "https://a.example/i.png", "alt_text": "i"}
    blocks = [
        {"type": "header", "text": plain("x" * 150)},
        section("x" * 3_000, accessory=overflow(option("x" * 75, "1" * 150))),
        section("*odd _mrkdwn <https://", fields=[plain("x")] * 10),
        actions(button(style="danger", url="https://a.example", confirm=confirm), button(action_id="no")),
        {
            "type": "context",
            "elements": [section()["text"], image],
        },
        feedback(),
        {"type": "divider"},
        asking()["blocks"][0],
        {"type": "markdown", "text": "# fine"},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]},
    ]
    assert (await client.chat_postMessage(channel=SALES, text="x", blocks=blocks))["ok"]


async def test_a_message_that_is_too_long_or_empty_is_refused(client: AsyncWebClient) -> None:
    many = [section("x" * 2_900) for _ in range(5)]
    assert (await refusal(client.chat_postMessage(channel=SALES, blocks=many, text="x")))[
        "error"
    ] == "msg_blocks_too_long"
    empty = await refusal(client.api_call("chat.postMessage", json={"channel": SALES, "text": ""}))
    assert empty["error"] == "no_text"
    posted = await client.chat_postMessage(channel=SALES, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    longer = await refusal(client.chat_update(channel=SALES, ts=posted["ts"], text="x" * 4_001))
    assert longer["error"] == "msg_too_long"
    odd = await refusal(client.chat_postMessage(channel=SALES, text="x", blocks="{}"))
    assert odd["error"] == "invalid_blocks_format"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"title": plain("x" * 25)}, "/view/title/text"),
        ({"title": None}, "missing required field: title"),
        ({"submit": plain("x" * 25)}, "/view/submit/text"),
        ({"close": plain("x" * 25)}, "/view/close/text"),
        ({"submit": None}, "missing required field: submit"),
        ({"private_metadata": "x" * 3_001}, "/view/private_metadata"),
        ({"callback_id": "x" * 256}, "/view/callback_id"),
        ({"blocks": [section()] * 101}, "no more than 100 items allowed [json-pointer:/view/blocks]"),
        ({"blocks": [{"type": "context_actions", "elements": []}]}, "unsupported type: context_actions"),
        ({"type": "window"}, "/view/type"),
    ],
)
async def test_views_past_slacks_limits_are_refused(
    slack: FakeSlack, client: AsyncWebClient, changes: dict[str, Any], place: str
) -> None:
    refused = await refusal(client.views_open(trigger_id=slack.trigger(REP), view=asking(**changes)))
    assert refused["error"] == "invalid_arguments"
    assert place in " ".join(refused["response_metadata"]["messages"])


async def test_a_trigger_opens_one_view_within_three_seconds(slack: FakeSlack, client: AsyncWebClient) -> None:
    trigger = slack.trigger(REP)
    assert (await client.views_open(trigger_id=trigger, view=asking()))["view"]["id"] == slack.modal(REP)["id"]
    assert (await refusal(client.views_open(trigger_id=trigger, view=asking())))["error"] == "exchanged_trigger_id"
    late = slack.trigger(REP)
    slack.pass_time(4)
    assert (await refusal(client.views_open(trigger_id=late, view=asking())))["error"] == "expired_trigger_id"
    assert (await refusal(client.views_open(trigger_id="1.2.x", view=asking())))["error"] == "invalid_trigger_id"
    large = asking(blocks=[section("x" * 3_000) for _ in range(90)])
    assert (await refusal(client.views_open(trigger_id=slack.trigger(REP), view=large)))["error"] == "view_too_large"
    for _ in range(2):
        await client.views_push(trigger_id=slack.trigger(REP), view=asking())
    fourth = await refusal(client.views_push(trigger_id=slack.trigger(REP), view=asking()))
    assert fourth["error"] == "push_limit_reached"


async def test_a_home_is_published_and_updated(slack: FakeSlack, client: AsyncWebClient, bot: Bot) -> None:
    await slack.open_home(REP)
    assert "view" not in bot.last["event"]
    first = (await client.views_publish(user_id=REP, view={"type": "home", "blocks": [section("one")]}))["view"]
    raced = await refusal(client.views_publish(user_id=REP, view={"type": "home", "blocks": [section()]}, hash="old"))
    assert raced["error"] == "hash_conflict"
    view = {"type": "home", "blocks": [actions(button())]}
    await client.views_update(view_id=first["id"], hash=first["hash"], view=view)
    await slack.open_home(REP)
    assert bot.last["event"]["view"]["id"] == first["id"]
    pressed = await slack.press(REP, slack.home(REP), "yes")
    assert pressed.payload["container"] == {"type": "view", "view_id": first["id"]}
    assert bot.last["view"]["type"] == "home"


async def test_a_mention_is_told_twice_and_again_with_the_same_event_id(slack: FakeSlack, bot: Bot) -> None:
    said = await slack.say(REP, SALES, f"<@{BOT_USER}> discount?")
    first, second = (payload for payload, _ in bot.heard)
    assert [one["event"]["type"] for one in (first, second)] == ["message", "app_mention"]
    assert first["event"]["ts"] == second["event"]["ts"] == said["ts"]
    assert first["event_id"] != second["event_id"]
    assert (first["event"]["channel_type"], first["team_id"]) == ("channel", TEAM)
    await slack.redeliver(slack.deliveries[0])
    payload, headers = bot.heard[-1]
    assert payload["event_id"] == first["event_id"]
    assert headers["X-Slack-Retry-Num"] == "1"
    elsewhere = await slack.say(REP, OTHER, f"<@{BOT_USER}> here?")
    await slack.react(REP, elsewhere, "eyes")
    await slack.say(STRANGER, GUESTS, "hello")
    assert bot.last["is_ext_shared_channel"]
    assert bot.last["event"]["user_team"] == "T0PARTNER"
    assert len(bot.heard) == 4


async def test_a_button_of_a_message_is_pressed(slack: FakeSlack, client: AsyncWebClient, bot: Bot) -> None:
    blocks = [
        section(
            accessory={
                "type": "overflow",
                "action_id": "more",
                "options": [option("Share", "share"), option("Ask", "ask")],
            }
        ),
        actions(button()),
        feedback(),
    ]
    await client.chat_postMessage(channel=SALES, text="x", blocks=blocks)
    message = slack.answers(SALES)[0]
    pressed = await slack.press(REP, message, "yes")
    assert pressed.ok
    assert bot.last["actions"][0]["value"] == "1"
    assert bot.last["container"]["message_ts"] == bot.last["message"]["ts"] == message["ts"]
    await slack.press(REP, message, lambda element: element["type"] == "overflow", choose="ask")
    assert bot.last["actions"][0]["selected_option"]["value"] == "ask"
    await slack.press(REP, message, "thumb", choose="negative")
    assert bot.last["actions"][0]["value"] == "bad"
    await client.views_open(trigger_id=bot.last["trigger_id"], view=asking())
    assert slack.modal(REP)["title"]["text"] == "Tell"
    with pytest.raises(AssertionError, match="does not see"):
        await slack.press(GUEST, message, "yes")
    with pytest.raises(AssertionError, match="no 'no' among"):
        await slack.press(REP, message, "no")


async def test_a_response_address_replaces_deletes_and_serves_five_times(
    slack: FakeSlack, client: AsyncWebClient, bot: Bot
) -> None:
    await client.chat_postMessage(channel=SALES, text="old", blocks=[actions(button())])
    message = slack.answers(SALES)[0]
    webhook = AsyncWebhookClient((await slack.press(REP, message, "yes")).payload["response_url"])
    assert (await webhook.send(text="new", replace_original=True)).status_code == 200
    assert message["text"] == "new"
    await webhook.send(text="for you")
    await webhook.send(text="for all", response_type="in_channel")
    assert [one["text"] for one in slack.ephemerals(SALES, REP)] == ["for you"]
    assert [one["text"] for one in slack.messages(SALES)] == ["new", "for all"]
    assert (await webhook.send(text="x", blocks=[section("")])).status_code == 400
    await webhook.send(delete_original=True)
    assert [one["text"] for one in slack.messages(SALES)] == ["for all"]
    sixth = await webhook.send(text="x")
    assert (sixth.status_code, json.loads(sixth.body)["error"]) == (404, "used_url")
    other = AsyncWebhookClient((await slack.command(REP, SALES, "/ask", "x")).payload["response_url"])
    slack.pass_time(31 * 60)
    assert json.loads((await other.send(text="x")).body)["error"] == "expired_url"


async def test_a_modal_is_filled_in_and_obeys_the_bot(slack: FakeSlack, client: AsyncWebClient, bot: Bot) -> None:
    await client.views_open(trigger_id=slack.trigger(REP), view=asking(callback_id="tell", notify_on_close=True))
    view = slack.modal(REP)
    with pytest.raises(AssertionError, match="why is empty"):
        await slack.submit(REP, view)
    bot.answer = {"response_action": "errors", "errors": {"why": "Say more"}}
    refused = await slack.submit(REP, view, {"why": "short", "kind": "gap"})
    assert refused.body["errors"] == {"why": "Say more"}
    values = bot.last["view"]["state"]["values"]
    assert values["why"]["words"] == {"type": "plain_text_input", "value": "short"}
    assert values["kind"]["kind"]["selected_option"]["text"]["text"] == "Gap"
    bot.answer = {"response_action": "push", "view": asking(title=plain("More"))}
    await slack.submit(REP, view)
    assert [one["title"]["text"] for one in slack.modals(REP)] == ["Tell", "More"]
    bot.answer = {"response_action": "update", "view": asking(title=plain("Most"))}
    await slack.submit(REP, slack.modal(REP), {"words": "x"})
    assert slack.modal(REP)["title"]["text"] == "Most"
    bot.answer = None
    await slack.submit(REP, slack.modal(REP), {"words": "x"})
    assert slack.modals(REP) == [view]
    await slack.close(REP, view)
    assert bot.last["type"] == "view_closed"
    assert slack.modal(REP) is None


async def test_shortcuts_commands_and_reactions(slack: FakeSlack, client: AsyncWebClient, bot: Bot) -> None:
    said = await slack.say(REP, SALES, "what discount?")
    await slack.shortcut(OWNER, said, "ask_about")
    assert (bot.last["type"], bot.last["message"]["text"]) == ("message_action", "what discount?")
    await slack.react(REP, said, "eyes")
    assert (bot.last["event"]["type"], bot.last["event"]["item"]["ts"]) == ("reaction_added", said["ts"])
    await client.reactions_add(channel=SALES, timestamp=said["ts"], name="eyes")
    assert said["reactions"] == [{"name": "eyes", "users": [REP, BOT_USER], "count": 2}]
    twice = await refusal(client.reactions_add(channel=SALES, timestamp=said["ts"], name="eyes"))
    assert twice["error"] == "already_reacted"
    bot.answer = {"text": "only you", "response_type": "ephemeral"}
    typed = await slack.command(REP, SALES, "/ask", "discount?")
    assert bot.last["text"] == "discount?"
    assert slack.ephemerals(SALES, REP) == typed.shown


async def test_an_assistant_thread_has_a_status_a_title_and_prompts(
    slack: FakeSlack, client: AsyncWebClient, bot: Bot
) -> None:
    thread = await slack.open_assistant(REP, looking_at=SALES)
    started = bot.last["event"]["assistant_thread"]
    assert (started["context"]["channel_id"], started["thread_ts"]) == (SALES, thread.thread_ts)
    where = {"channel_id": thread.channel, "thread_ts": thread.thread_ts}
    prompt = {"title": "Discounts", "message": "What discount can I give?"}
    await client.assistant_threads_setSuggestedPrompts(**where, prompts=[prompt] * 4)
    five = await refusal(client.assistant_threads_setSuggestedPrompts(**where, prompts=[prompt] * 5))
    assert five["error"] == "invalid_arguments"
    await client.assistant_threads_setTitle(**where, title="Discounts")
    await client.assistant_threads_setStatus(**where, status="is looking…")
    assert (thread.status, thread.title, thread.prompts) == ("is looking…", "Discounts", [prompt] * 4)
    await slack.say(REP, thread.channel, "and three years?", thread.thread_ts)
    assert bot.last["event"]["channel_type"] == "im"
    await client.chat_postMessage(channel=thread.channel, thread_ts=thread.thread_ts, text="20%")
    assert thread.status == ""


async def test_faults_come_when_they_are_asked_for(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.limit("auth.test", 7)
    limited = await refusal(client.auth_test())
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "7")
    slack.fail("auth.test", "internal_error", status=500)
    assert (await refusal(client.auth_test())).status_code == 500
    slack.drop("auth.test")
    before = len(slack.calls)
    await client.auth_test()
    assert len(slack.calls) == before + 2
    slack.slow("auth.test", 0.05)
    started = asyncio.get_running_loop().time()
    await client.auth_test()
    assert asyncio.get_running_loop().time() - started >= 0.05
    slack.strict_rate = True
    await client.chat_postMessage(channel=SALES, text="one")
    await client.chat_postMessage(channel=DIRECT, text="elsewhere")
    assert (await refusal(client.chat_postMessage(channel=SALES, text="two"))).status_code == 429
    slack.pass_time(1.1)
    await client.chat_postMessage(channel=SALES, text="two")


async def test_over_a_socket_people_are_heard_too_and_a_silent_one_is_noticed(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    socket = SocketModeClient(APP_TOKEN, web_client=AsyncWebClient(base_url=slack.api_url), ping_interval=0.2)
    heard = []

    async def hear(_: Any, request: Any) -> None:
        heard.append(request)
        await socket.send_socket_mode_response(SocketModeResponse(request.envelope_id, {"text": "hello"}))

    socket.socket_mode_request_listeners.append(hear)
    await socket.connect()
    try:
        await slack.say(REP, DIRECT, "discount?")
        assert (heard[0].type, heard[0].payload["event"]["text"]) == ("events_api", "discount?")
        await slack.redeliver()
        assert heard[1].retry_attempt == 1
        typed = await slack.command(REP, SALES, "/ask", "x")
        assert typed.shown == slack.ephemerals(SALES, REP)
        second = SocketModeClient(APP_TOKEN, web_client=AsyncWebClient(base_url=slack.api_url))
        second.socket_mode_request_listeners.append(hear)
        await second.connect()
        old = await slack.send("events_api", {"event": {}}, over=0)
        new = await slack.send("events_api", {"event": {}}, over=1)
        await slack.until(lambda: {old, new} <= set(slack.acknowledged))
        await second.close()
        slack.break_socket(0)
        await slack.until(lambda: len(slack.sockets) == 3)
        slack.silent = True
        await slack.until(lambda: len(slack.sockets) == 4)
    finally:
        await socket.close()
