"""The Web API's methods that read: who am I, channels, people, user groups. Each is a function of the call."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fake_workspace import APP_ID, Channel, Message, Token, User, UserGroup, Workspace

Answer = dict[str, Any]
METHODS: dict[str, Callable[[Call], Answer]] = {}
SCOPE_OF: dict[str, tuple[str, ...]] = {}
"""What each method needs: one of the scopes named. `{}` stands for the kind of the channel."""


class Refused(Exception):  # noqa: N818 - Slack's refusal is an answer, not a fault
    """Slack says no. `retry_after` makes it a 429."""

    def __init__(self, error: str, *, retry_after: int | None = None, **more: Any) -> None:
        super().__init__(error)
        self.answer = {"ok": False, "error": error, **more}
        self.status = 200 if retry_after is None else 429
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}


@dataclass
class Call:
    """One call of a method: its arguments, whose token it came with, and the Slack that it reached."""

    slack: Any
    method: str
    body: dict[str, Any]
    token: Token

    @property
    def workspace(self) -> Workspace:
        return self.token.workspace

    def get(self, name: str) -> Any:
        """A required argument."""
        value = self.body.get(name)
        if value in (None, ""):
            raise invalid(f"missing required field: {name}", f"/{name}")
        return value

    def flag(self, name: str) -> bool:
        return str(self.body.get(name, "")).casefold() in {"1", "true"}

    def channel(self, name: str = "channel", *, scope: str | None = None) -> Channel:
        """The channel that the call names, if the bot may know of it."""
        found = self.workspace.visible(self.get(name))
        if found is None:
            raise Refused("channel_not_found")
        if scope:
            self.need(scope.format(found.family))
        return found

    def user(self, name: str = "user") -> User:
        found = self.workspace.users.get(str(self.get(name)))
        if found is None:
            raise Refused("user_not_found")
        return found

    def message(self, channel: Channel, name: str = "ts") -> Message:
        found = channel.message(str(self.get(name)))
        if found is None:
            raise Refused("message_not_found")
        return found

    def need(self, *scopes: str) -> None:
        """Refuse the call unless the token has one of the scopes."""
        if not self.token.scopes & set(scopes):
            raise Refused("missing_scope", needed=",".join(scopes), provided=",".join(sorted(self.token.scopes)))

    def page(self, items: list[Any], name: str, most: int = 1_000) -> Answer:
        """A page of `items`, with the cursor of the next."""
        try:
            limit = int(self.body.get("limit") or most)
            start = int(base64.b64decode(self.body.get("cursor") or "MA==").decode().removeprefix("next:"))
        except ValueError:
            raise Refused("invalid_cursor") from None
        if not 1 <= limit <= most:
            raise Refused("invalid_limit")
        more = start + limit < len(items)
        cursor = base64.b64encode(f"next:{start + limit}".encode()).decode() if more else ""
        return {name: items[start : start + limit], "response_metadata": {"next_cursor": cursor}}


def invalid(what: str, at: str) -> Refused:
    return Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] {what} [json-pointer:{at}]"]})


def method(name: str, *scopes: str) -> Callable[[Callable[[Call], Answer]], Callable[[Call], Answer]]:
    """Register a function as the method `name`, which needs one of `scopes`, if any is given."""

    def register(function: Callable[[Call], Answer]) -> Callable[[Call], Answer]:
        METHODS[name] = function
        SCOPE_OF[name] = scopes
        return function

    return register


@method("auth.test")
def auth_test(call: Call) -> Answer:
    home, user = call.workspace, call.token.user
    about = {"url": f"https://{home.domain}.slack.com/", "team_id": home.id, "team": home.name, "user_id": user}
    about |= {"user": home.users[user].name, "is_enterprise_install": False}
    return about | ({"bot_id": home.bot_id} if call.token.is_bot else {})


@method("apps.connections.open")
def open_connection(call: Call) -> Answer:
    return {"url": call.slack.socket_url}


@method("conversations.info")
def conversation(call: Call) -> Answer:
    return {"channel": _shown(call.channel(scope="{}:read"), call)}


def _shown(channel: Channel, call: Call) -> dict[str, Any]:
    kind, inside = channel.kind, call.token.user in channel.members
    shared = channel.is_ext_shared or channel.is_org_shared
    about: dict[str, Any] = {"id": channel.id, "created": 1_795_000_000, "is_archived": channel.is_archived}
    about |= {"is_im": channel.is_im, "is_org_shared": channel.is_org_shared}
    about |= {"context_team_id": call.workspace.id, "updated": 1_795_000_000_000}
    if channel.is_im:
        return about | {"user": next(one for one in channel.members if one != call.token.user), "is_open": True}
    about |= {"name": channel.name, "name_normalized": channel.name, "creator": channel.creator, "is_member": inside}
    about |= {"is_channel": kind == "channel", "is_group": kind == "group", "is_mpim": channel.is_mpim}
    about |= {"is_private": channel.is_private, "is_general": False, "is_shared": shared}
    about |= {"is_ext_shared": channel.is_ext_shared, "is_pending_ext_shared": False}
    about |= {"shared_team_ids": channel.shared_team_ids or [call.workspace.id]}
    about |= {
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }
    return about | ({"num_members": len(channel.members)} if call.flag("include_num_members") else {})


@method("conversations.members")
def members(call: Call) -> Answer:
    return call.page(call.channel(scope="{}:read").members, "members")


@method("conversations.open", "im:write", "mpim:write")
def open_conversation(call: Call) -> Answer:
    if call.body.get("channel"):
        return {"channel": {"id": call.channel().id}}
    users = [one for one in str(call.get("users")).split(",") if one]
    if any(one not in call.workspace.users for one in users):
        raise Refused("user_not_found")
    if any(call.workspace.users[one].deleted for one in users):
        raise Refused("user_disabled")
    call.need("im:write" if len(users) == 1 else "mpim:write")
    if len(users) == 1:
        if users == [call.token.user]:
            raise Refused("cannot_dm_bot")
        return {"channel": {"id": call.workspace.direct(users[0]).id}}
    known = [one for one in call.workspace.channels.values() if one.is_mpim and set(users) < set(one.members)]
    name = "mpdm-" + "--".join(users)
    group = known[0] if known else call.workspace.add_channel(f"G{users[0][1:]}", name, users, is_mpim=True)
    return {"channel": {"id": group.id}}


@method("conversations.history")
def history(call: Call) -> Answer:
    channel = call.channel(scope="{}:history")
    if call.token.user not in channel.members:
        raise Refused("not_in_channel")
    top = [one for one in channel.messages if one.get("thread_ts", one["ts"]) == one["ts"]]
    return _messages(call, sorted(top, key=lambda one: one["ts"], reverse=True))


@method("conversations.replies")
def replies(call: Call) -> Answer:
    channel = call.channel(scope="{}:history")
    if call.token.user not in channel.members:
        raise Refused("not_in_channel")
    thread = [one for one in channel.messages if call.get("ts") in {one["ts"], one.get("thread_ts")}]
    if not thread:
        raise Refused("thread_not_found")
    return _messages(call, sorted(thread, key=lambda one: one["ts"]))


def _messages(call: Call, found: list[Message]) -> Answer:
    oldest, latest = call.body.get("oldest") or "0", call.body.get("latest") or "9" * 20
    edges = call.flag("inclusive")
    hidden = set() if call.flag("include_all_metadata") else {"metadata"}
    kept = [
        {key: value for key, value in one.items() if key not in hidden}
        for one in found
        if float(oldest) < float(one["ts"]) < float(latest) or (edges and one["ts"] in {oldest, latest})
    ]
    answer = call.page(kept, "messages")
    return answer | {"has_more": bool(answer["response_metadata"]["next_cursor"])}


@method("users.info", "users:read")
def user_info(call: Call) -> Answer:
    return {"user": _person(call, call.user())}


@method("users.list", "users:read")
def user_list(call: Call) -> Answer:
    people = [_person(call, one) for one in call.workspace.users.values() if not one.is_stranger]
    return call.page(people, "members")


@method("users.lookupByEmail", "users:read.email")
def by_email(call: Call) -> Answer:
    wanted = str(call.get("email")).casefold()
    for one in call.workspace.users.values():
        if one.email and one.email.casefold() == wanted and not (one.is_stranger or one.deleted):
            return {"user": _person(call, one)}
    raise Refused("users_not_found")


def _person(call: Call, user: User) -> dict[str, Any]:
    return user.shown(email="users:read.email" in call.token.scopes, locale=call.flag("include_locale"))


@method("usergroups.list", "usergroups:read")
def usergroups(call: Call) -> Answer:
    asked = [one for one in call.workspace.usergroups.values() if call.flag("include_disabled") or not one.deleted]
    return {"usergroups": [_group(call, one) for one in asked]}


def _group(call: Call, group: UserGroup) -> dict[str, Any]:
    about: dict[str, Any] = {"id": group.id, "team_id": call.workspace.id, "is_usergroup": True, "name": group.name}
    about |= {"handle": group.handle, "description": "", "is_external": False, "date_delete": int(group.deleted)}
    about |= {"user_count": len(group.users), "prefs": {"channels": [], "groups": []}}
    return about | ({"users": group.users} if call.flag("include_users") else {})


@method("usergroups.users.list", "usergroups:read")
def usergroup_users(call: Call) -> Answer:
    group = call.workspace.usergroups.get(str(call.get("usergroup")))
    if group is None or (group.deleted and not call.flag("include_disabled")):
        raise Refused("no_such_subteam")
    return {"users": group.users}


@method("oauth.v2.access")
def oauth(call: Call) -> Answer:
    """`slack.codes` maps a code to the workspace that it was given for; it serves once."""
    if call.body.get("client_id") != call.slack.client_id or call.body.get("client_secret") != call.slack.client_secret:
        raise Refused(
            "bad_client_secret" if call.body.get("client_id") == call.slack.client_id else "invalid_client_id"
        )
    home: Workspace | None = call.slack.codes.pop(call.body.get("code"), None)
    if home is None:
        raise Refused("invalid_code")
    about: dict[str, Any] = {
        "access_token": home.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(home.scopes)),
    }
    about |= {"bot_user_id": home.bot_user, "app_id": APP_ID, "team": {"id": home.id, "name": home.name}}
    return about | {"enterprise": None, "is_enterprise_install": False, "authed_user": {"id": call.slack.installer}}
