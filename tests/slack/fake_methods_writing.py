"""The Web API's methods that write: messages, reactions, views, assistant threads."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

from fake_blocks import MARKDOWN_IN_ALL, TEXT_IN_A_MESSAGE, is_too_large, message_problems, text_in, view_problems
from fake_methods import Answer, Call, Refused, invalid, method
from fake_workspace import APP_ID, AssistantThread, Channel, File, Message, View, Workspace

CUT_AT, LONGEST_UPDATE = 40_000, 4_000
STACK = 3
PROMPTS = 4
ALT_TEXT = 1_000


def content(body: dict[str, Any]) -> dict[str, Any]:
    """The text and blocks of a message, or Slack's refusal of them."""
    text, blocks = body.get("text") or body.get("markdown_text") or "", body.get("blocks")
    if body.get("markdown_text") and (blocks or body.get("text")):
        raise Refused("markdown_text_conflict")
    if len(body.get("markdown_text") or "") > MARKDOWN_IN_ALL:
        raise Refused("msg_too_long")
    if not text and not blocks and not body.get("attachments"):
        raise Refused("no_text")
    if blocks is not None:
        if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
            raise Refused("invalid_blocks_format")
        if problems := message_problems(blocks):
            errors = [one.removeprefix("[ERROR] ") for one in problems]
            raise Refused("invalid_blocks", errors=errors, response_metadata={"messages": problems})
        if text_in(blocks) > TEXT_IN_A_MESSAGE:
            raise Refused("msg_blocks_too_long")
    kept = {key: body[key] for key in ("metadata", "attachments") if body.get(key) is not None}
    return {"text": str(text)[:CUT_AT], "blocks": blocks or None, **kept}


def know_files(call: Call) -> None:
    """Refuse blocks that show a file which is not the bot's, or which Slack has not taken in yet."""
    for index, block in enumerate(call.body.get("blocks") or []):
        shown = (block.get("slack_file") or {}).get("id")
        if shown is None:
            continue
        file = call.workspace.files.get(shown)
        if file is not None and file.complete and not file.refusals:
            continue
        if file is not None and file.refusals:
            file.refusals -= 1
        problem = f"invalid slack file [json-pointer:/blocks/{index}/slack_file]"
        raise Refused("invalid_blocks", errors=[problem], response_metadata={"messages": [f"[ERROR] {problem}"]})


@method("files.getUploadURLExternal", "files:write")
def upload_url(call: Call) -> Answer:
    number = next(call.workspace.numbers)
    file = File(f"F{number:08}", str(call.get("filename")), call.body.get("alt_txt") or "", int(call.get("length")))
    if len(file.alt) > ALT_TEXT:
        raise invalid(f"must be less than {ALT_TEXT + 1} characters", "/alt_txt")
    call.workspace.files[file.id] = file
    return {"upload_url": call.slack.upload_address(file.id), "file_id": file.id}


@method("files.completeUploadExternal", "files:write")
def complete_upload(call: Call) -> Answer:
    done: list[dict[str, Any]] = []
    for asked in json.loads(call.get("files")):
        file = call.workspace.files.get(asked["id"])
        if file is None or len(file.content) != file.length:
            raise Refused("file_not_found")
        file.complete, file.refusals = True, call.workspace.slow_files
        done.append({"id": file.id, "title": asked.get("title") or file.name})
    return {"files": done}


@method("chat.postMessage", "chat:write")
def post(call: Call) -> Answer:
    if str(call.get("channel")).startswith(("U", "W")):
        channel = call.workspace.direct(call.user("channel").id)
    else:
        channel = call.channel()
    _must_be_inside(call, channel)
    given = content(call.body)
    know_files(call)
    call.slack.rate.check(channel.id)
    if call.flag("reply_broadcast") and call.body.get("thread_ts"):
        given["subtype"] = "thread_broadcast"
    message = call.workspace.put(channel, call.token.user, thread_ts=call.body.get("thread_ts"), **given)
    if thread := call.workspace.thread_of(channel.id, call.body.get("thread_ts")):
        thread.status = ""
    call.slack.echo_of(channel, message)
    return {"channel": channel.id, "ts": message["ts"], "message": dict(message)}


@method("chat.postEphemeral", "chat:write")
def whisper(call: Call) -> Answer:
    channel = call.channel()
    _must_be_inside(call, channel)
    if call.get("user") not in channel.members:
        raise Refused("user_not_in_channel")
    given = content(call.body)
    message = call.workspace.put(
        channel, call.token.user, ephemeral_for=call.body["user"], thread_ts=call.body.get("thread_ts"), **given
    )
    return {"message_ts": message["ts"]}


def _must_be_inside(call: Call, channel: Channel) -> None:
    if channel.is_archived:
        raise Refused("is_archived")
    public = channel.kind == "channel" and "chat:write.public" in call.token.scopes
    if call.token.user not in channel.members and not public:
        raise Refused("not_in_channel")


@method("chat.update", "chat:write")
def update(call: Call) -> Answer:
    channel = call.channel()
    message = call.message(channel)
    if message["user"] != call.token.user:
        raise Refused("cant_update_message")
    if len(call.body.get("text") or "") > LONGEST_UPDATE:
        raise Refused("msg_too_long")
    given = content(call.body)
    know_files(call)
    replace(call.workspace, message, given, has_blocks="blocks" in call.body or "text" in call.body)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": dict(message)}


def replace(workspace: Workspace, message: Message, given: dict[str, Any], *, has_blocks: bool = True) -> None:
    """New words in the place of a message's old ones."""
    message["text"] = given["text"]
    if has_blocks:
        message.pop("blocks", None)
        if given["blocks"]:
            message["blocks"] = workspace.with_ids(given["blocks"])
    if given.get("metadata") is not None:
        message["metadata"] = given["metadata"]
    message["edited"] = {"user": workspace.bot_user, "ts": workspace.timestamp()}


@method("chat.delete", "chat:write")
def delete(call: Call) -> Answer:
    channel = call.channel()
    message = call.message(channel)
    if message["user"] != call.token.user:
        raise Refused("cant_delete_message")
    channel.messages.remove(message)
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.getPermalink")
def permalink(call: Call) -> Answer:
    channel = call.channel()
    message = call.message(channel, "message_ts")
    address = f"https://{call.workspace.domain}.slack.com/archives/{channel.id}/p{message['ts'].replace('.', '')}"
    thread = message.get("thread_ts")
    reply = f"?thread_ts={thread}&cid={channel.id}" if thread and thread != message["ts"] else ""
    return {"channel": channel.id, "permalink": address + reply}


@method("reactions.add", "reactions:write")
def add_reaction(call: Call) -> Answer:
    react(_reacted(call), str(call.get("name")), call.token.user)
    return {}


@method("reactions.remove", "reactions:write")
def remove_reaction(call: Call) -> Answer:
    unreact(_reacted(call), str(call.get("name")), call.token.user)
    return {}


def _reacted(call: Call) -> Message:
    channel = call.channel()
    if call.token.user not in channel.members:
        raise Refused("not_in_channel")
    return call.message(channel, "timestamp")


def react(message: Message, name: str, user: str) -> None:
    reactions = message.setdefault("reactions", [])
    known = next((one for one in reactions if one["name"] == name), None)
    if known is None:
        reactions.append({"name": name, "users": [user], "count": 1})
    elif user in known["users"]:
        raise Refused("already_reacted")
    else:
        known |= {"users": [*known["users"], user], "count": known["count"] + 1}


def unreact(message: Message, name: str, user: str) -> None:
    known = next((one for one in message.get("reactions", []) if one["name"] == name and user in one["users"]), None)
    if known is None:
        raise Refused("no_reaction")
    known["users"].remove(user)
    known["count"] -= 1
    message["reactions"] = [one for one in message["reactions"] if one["count"]]


@method("views.publish")
def publish(call: Call) -> Answer:
    user = str(call.get("user_id"))
    if user not in call.workspace.users:
        raise invalid("user not found", "/user_id")
    before = call.workspace.homes.get(user)
    _no_race(call, before)
    call.workspace.homes[user] = made(call.workspace, user, _view(call, "home"), like=before)
    return {"view": dict(call.workspace.homes[user])}


@method("views.open")
def open_view(call: Call) -> Answer:
    view = _view(call, "modal")
    user = call.slack.exchange(call.get("trigger_id")).user
    opened = made(call.workspace, user, view)
    call.workspace.modals[user] = [opened]
    return {"view": dict(opened)}


@method("views.push")
def push(call: Call) -> Answer:
    view = _view(call, "modal")
    user = call.slack.exchange(call.get("trigger_id")).user
    stack = call.workspace.modals.get(user) or []
    if not stack:
        raise Refused("not_found")
    if len(stack) >= STACK:
        raise Refused("push_limit_reached")
    stack.append(made(call.workspace, user, view, below=stack[-1]))
    return {"view": dict(stack[-1])}


@method("views.update")
def update_view(call: Call) -> Answer:
    view = _view(call, None)
    wanted = ("id", call.body["view_id"]) if call.body.get("view_id") else ("external_id", call.get("external_id"))
    stacks = [*call.workspace.modals.values(), list(call.workspace.homes.values())]
    before = next((one for stack in stacks for one in stack if one[wanted[0]] == wanted[1]), None)
    if before is None:
        raise Refused("not_found")
    _no_race(call, before)
    if view["type"] != before["type"]:
        raise invalid("the type of a view cannot change", "/view/type")
    after = made(call.workspace, before.user, view, like=before)
    before.clear()
    before.update(after)
    return {"view": dict(before)}


def _view(call: Call, kind: str | None) -> dict[str, Any]:
    view = call.get("view")
    if is_too_large(view):
        raise Refused("view_too_large")
    problems = view_problems(view)
    if not problems and kind and view["type"] != kind:
        problems = [f'[ERROR] type must be "{kind}" here [json-pointer:/view/type]']
    if problems:
        raise Refused("invalid_arguments", response_metadata={"messages": problems})
    return dict(view)


def _no_race(call: Call, before: View | None) -> None:
    if call.body.get("hash") and before is not None and call.body["hash"] != before["hash"]:
        raise Refused("hash_conflict")


def made(
    workspace: Workspace, user: str, view: dict[str, Any], *, like: View | None = None, below: View | None = None
) -> View:
    """A view as Slack keeps and gives it: in the place of `like`, or upon `below`, or by itself."""
    number = next(workspace.numbers)
    own = like["id"] if like else f"V{number:08}"
    digest = hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()[:8]
    kept: dict[str, Any] = {"private_metadata": "", "callback_id": "", "external_id": "", "title": None, "submit": None}
    kept |= {"close": None, "clear_on_close": False, "notify_on_close": False, "state": {"values": {}}}
    kept |= copy.deepcopy(view)
    kept |= {"id": own, "team_id": workspace.id, "app_id": APP_ID, "bot_id": workspace.bot_id}
    kept |= {"app_installed_team_id": workspace.id, "hash": f"1800000000.{number}{digest}"}
    kept["root_view_id"] = like["root_view_id"] if like else below["root_view_id"] if below else own
    kept["previous_view_id"] = like["previous_view_id"] if like else below["id"] if below else None
    kept["blocks"] = workspace.with_ids(view["blocks"])
    return View(user, kept)


def _thread(call: Call, *, newest: bool = False, any_message: bool = False) -> AssistantThread:
    """The thread that the call names. `newest`: without a name it is the channel's newest."""
    channel, ts = call.channel("channel_id"), call.body.get("thread_ts")
    thread = call.workspace.thread_of(channel.id, ts)
    if thread is None and newest and not ts:
        thread = next((one for one in reversed(call.workspace.threads.values()) if one.channel == channel.id), None)
    if thread is None and any_message and (root := channel.message(ts)) is not None:
        thread = call.workspace.threads[channel.id, root["ts"]] = AssistantThread(channel.id, root["ts"], root["user"])
    if thread is None:
        raise Refused("invalid_thread_ts")
    return thread


@method("assistant.threads.setStatus", "assistant:write", "chat:write")
def set_status(call: Call) -> Answer:
    thread = _thread(call, any_message=True)
    thread.status = str(call.body.get("status") or "")
    thread.statuses.append(thread.status)
    return {}


@method("assistant.threads.setTitle", "assistant:write")
def set_title(call: Call) -> Answer:
    _thread(call).title = str(call.get("title"))
    return {}


@method("assistant.threads.setSuggestedPrompts", "assistant:write")
def set_prompts(call: Call) -> Answer:
    prompts = call.get("prompts")
    if not isinstance(prompts, list) or len(prompts) > PROMPTS:
        raise invalid(f"no more than {PROMPTS} items allowed", "/prompts")
    if any(not one.get("title") or not one.get("message") for one in prompts):
        raise invalid("missing required field: title or message", "/prompts")
    thread = _thread(call, newest=True)
    thread.prompts, thread.prompts_title = prompts, call.body.get("title") or ""
    return {}
