"""What the fake Slack remembers: workspaces, people, channels, user groups, messages, views, assistant threads."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-fake", "xapp-fake", "8f742231b10e8888abcd99yyyzzz85a5"
BOT_USER, BOT_ID, TEAM, APP_ID = "UBOT00001", "BBOT00001", "T00000001", "A00000001"
REP, OTHER_REP, OWNER, ADMIN = "U0REP0001", "U0REP0002", "U0DANA001", "U0ADMIN01"
GUEST, STRANGER, PARTNER_TEAM = "U0GUEST01", "U0STRNG01", "T0PARTNER"
SALES, OTHER, GUESTS, SECRET, HIDDEN, DIRECT = (
    *("C0SALES01", "C0OTHER01", "C0GUESTS1", "C0SECRET1", "C0HIDDEN1"),
    "D0REP0001",
)
SCOPES = frozenset(
    {
        *("app_mentions:read", "assistant:write", "chat:write", "commands", "im:write", "mpim:write", "reactions:read"),
        *("channels:read", "groups:read", "im:read", "mpim:read", "reactions:write", "usergroups:read"),
        *("channels:history", "groups:history", "im:history", "mpim:history", "users:read", "users:read.email"),
        "files:write",
    }
)
"""What a token may do unless a test takes it away. `chat:write.public` is not among it, as with most apps."""


@dataclass
class User:
    id: str
    name: str
    real_name: str
    team_id: str
    email: str | None = None
    tz: str = "Europe/London"
    tz_offset: int = 0
    locale: str = "en-GB"
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False

    def shown(self, *, email: bool, locale: bool) -> dict[str, Any]:
        """As `users.info` gives it."""
        profile = {"real_name": self.real_name, "display_name": self.name, "team": self.team_id}
        if email and self.email:
            profile["email"] = self.email
        kept = ("id", "name", "real_name", "team_id", "tz", "tz_offset", "is_admin", "is_owner", "is_bot", "deleted")
        flags = ("is_restricted", "is_ultra_restricted")
        shown = {key: getattr(self, key) for key in (*kept, *flags)} | {"profile": profile, "updated": 1_795_500_000}
        shown |= {"is_primary_owner": False, "is_app_user": False, "tz_label": self.tz, "color": "9f69e7"}
        return shown | ({"locale": self.locale} if locale else {}) | ({"is_stranger": True} if self.is_stranger else {})


class Message(dict[str, Any]):
    """A message in Slack's own shape. `channel` is where it stands; `ephemeral_for` who alone sees it, if anybody."""

    def __init__(self, channel: str, fields: dict[str, Any], ephemeral_for: str | None = None) -> None:
        super().__init__(fields)
        self.channel = channel
        self.ephemeral_for = ephemeral_for


class View(dict[str, Any]):
    """A modal or a home in Slack's own shape. `user` is who sees it."""

    def __init__(self, user: str, fields: dict[str, Any]) -> None:
        super().__init__(fields)
        self.user = user


@dataclass
class Channel:
    id: str
    name: str
    members: list[str] = field(default_factory=list)
    is_private: bool = False
    is_im: bool = False
    is_mpim: bool = False
    is_ext_shared: bool = False
    is_org_shared: bool = False
    is_archived: bool = False
    creator: str = ADMIN
    shared_team_ids: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    ephemerals: list[Message] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """As `channel_type` in events."""
        return "im" if self.is_im else "mpim" if self.is_mpim else "group" if self.is_private else "channel"

    @property
    def family(self) -> str:
        """As in the names of scopes."""
        return {"channel": "channels", "group": "groups"}.get(self.kind, self.kind)

    def message(self, ts: str | None) -> Message | None:
        return next((one for one in self.messages if one["ts"] == ts), None)


@dataclass
class AssistantThread:
    channel: str
    thread_ts: str
    user: str
    status: str = ""
    title: str = ""
    prompts: list[dict[str, str]] = field(default_factory=list)
    prompts_title: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    statuses: list[str] = field(default_factory=list)


@dataclass
class File:
    """`refusals`: how often blocks that show it are refused yet, because Slack has not taken it in."""

    id: str
    name: str
    alt: str
    length: int
    content: bytes = b""
    complete: bool = False
    refusals: int = 0


@dataclass
class UserGroup:
    id: str
    handle: str
    name: str
    users: list[str]
    deleted: bool = False


@dataclass
class Token:
    workspace: Workspace
    user: str
    scopes: set[str]
    is_bot: bool = True


@dataclass
class Workspace:
    id: str = TEAM
    name: str = "Acme"
    domain: str = "acme"
    bot_user: str = BOT_USER
    bot_id: str = BOT_ID
    bot_token: str = BOT_TOKEN
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    """Of the bot's token: take one away to see `missing_scope`."""
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    usergroups: dict[str, UserGroup] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    modals: dict[str, list[View]] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    slow_files: int = 0
    """How often blocks with a new file are refused before Slack knows it."""
    threads: dict[tuple[str, str], AssistantThread] = field(default_factory=dict)
    times: Any = field(default_factory=lambda: count(1))
    numbers: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.add_user(self.bot_user, "cornerman", is_bot=True)

    def add_user(self, user: str, name: str, real_name: str = "", **more: Any) -> User:
        given = {"real_name": real_name or name.title(), "team_id": self.id, **more}
        self.users[user] = User(id=user, name=name, **given)
        return self.users[user]

    def add_channel(
        self, channel: str, name: str, members: Iterable[str] = (), *, bot: bool = True, **more: Any
    ) -> Channel:
        """`bot`: whether the bot is a member."""
        everybody = [*members, *([self.bot_user] if bot else [])]
        self.channels[channel] = Channel(channel, name, everybody, **more)
        return self.channels[channel]

    def add_usergroup(self, group: str, handle: str, users: Iterable[str] = (), name: str = "") -> UserGroup:
        self.usergroups[group] = UserGroup(group, handle, name or handle, list(users))
        return self.usergroups[group]

    def direct(self, user: str) -> Channel:
        """The direct messages between the bot and a person: D0REP0001 with U0REP0001."""
        known = (one for one in self.channels.values() if one.is_im and user in one.members)
        return next(known, None) or self.add_channel("D" + user[1:], "", [user], is_im=True, creator=user)

    def timestamp(self) -> str:
        return f"1800000000.{next(self.times):06}"

    def visible(self, channel: str | None) -> Channel | None:
        """The channel, where the bot may know of it: a private one only from inside."""
        found = self.channels.get(str(channel))
        return found if found and (found.kind == "channel" or self.bot_user in found.members) else None

    def put(
        self, channel: Channel, user: str, text: str, *, ephemeral_for: str | None = None, **fields: Any
    ) -> Message:
        """Store a message."""
        author = {"user": user, "team": self.users[user].team_id if user in self.users else self.id}
        if user == self.bot_user:
            author |= {"bot_id": self.bot_id, "app_id": APP_ID}
        ts = fields.pop("ts", None) or self.timestamp()
        if (blocks := fields.get("blocks")) is not None:
            fields["blocks"] = self.with_ids(blocks)
        kept = {key: value for key, value in fields.items() if value is not None}
        message = Message(channel.id, {"type": "message", **author, "text": text, "ts": ts, **kept}, ephemeral_for)
        (channel.messages if ephemeral_for is None else channel.ephemerals).append(message)
        parent = channel.message(kept.get("thread_ts"))
        if parent is not None and parent is not message and ephemeral_for is None:
            parent |= {"thread_ts": parent["ts"], "reply_count": parent.get("reply_count", 0) + 1}
        return message

    def with_ids(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The blocks as Slack gives them back: each has a block id, each element that acts an action id."""
        copies = copy.deepcopy(blocks)
        for block in copies:
            block.setdefault("block_id", f"b{next(self.numbers)}")
            for element in elements_in(block):
                element.setdefault("action_id", f"a{next(self.numbers)}")
        return copies

    def thread_of(self, channel: str, thread_ts: str | None) -> AssistantThread | None:
        return self.threads.get((channel, str(thread_ts)))


SILENT_ELEMENTS = {"image", "plain_text", "mrkdwn", "rich_text_section"}


def elements_in(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The elements of a block that a person can act on."""
    inside = [element for child in block.get("child_blocks", []) for element in elements_in(child)]
    if block.get("type") == "carousel":
        return [element for card in block["elements"] for element in elements_in(card)]
    if block.get("type") in {"actions", "context_actions"}:
        inside += block["elements"]
    single = [block[name] for name in ("accessory", "element") if isinstance(block.get(name), dict)]
    own = block["actions"] if isinstance(block.get("actions"), list) else []
    return [element for element in (*inside, *single, *own) if element.get("type") not in SILENT_ELEMENTS]


def acme() -> Workspace:
    """The workspace that every fake Slack begins with."""
    acme = Workspace()
    acme.add_user(REP, "robin", "Robin Reed", email="robin@acme.example")
    acme.add_user(OTHER_REP, "sam", "Sam Okoro", email="sam@acme.example", tz="America/New_York", tz_offset=-18_000)
    acme.add_user(OWNER, "dana", "Dana Reyes", email="dana@acme.example")
    acme.add_user(ADMIN, "alex", "Alex Admin", email="alex@acme.example", is_admin=True)
    acme.add_user(GUEST, "gil", "Gil Guest", email="gil@agency.example", is_restricted=True)
    acme.add_user(STRANGER, "pat", "Pat Partner", email="pat@globex.example", is_stranger=True, team_id=PARTNER_TEAM)
    staff = [REP, OTHER_REP, OWNER, ADMIN]
    acme.add_channel(SALES, "sales", staff)
    acme.add_channel(OTHER, "random", staff, bot=False)
    shared = {"is_ext_shared": True, "shared_team_ids": [TEAM, PARTNER_TEAM]}
    acme.add_channel(GUESTS, "acme-globex", [REP, OWNER, GUEST, STRANGER], **shared)
    acme.add_channel(SECRET, "pricing-desk", [OWNER, ADMIN], is_private=True)
    acme.add_channel(HIDDEN, "board", [ADMIN], is_private=True, bot=False)
    acme.direct(REP)
    return acme
