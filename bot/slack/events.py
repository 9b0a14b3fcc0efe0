"""What Slack sends becomes a question. Pure: nothing here listens, posts or remembers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.model import Ask, Asker, Place

PlaceKind = Literal["direct", "channel", "private"]
Way = Literal["message", "command", "shortcut", "reaction"]

_SUBTYPES_ASKED = frozenset({None, "file_share", "thread_broadcast"})
"""Messages that people wrote themselves; all other subtypes are edits, deletions, joins, topics, bots."""
_TIMESTAMP = re.compile(r"\d{1,12}\.\d{1,9}")
_MARKUP = re.compile(r"<([^<>]*)>")
_ENTITY = re.compile(r"&(lt|gt|amp);")
_EMOJI = re.compile(r"(?<![a-zA-Z0-9_:])(?::(?:(?=[^:]*[a-z+-])[a-z0-9_'+-]+|100|1234):)+(?![a-zA-Z0-9_:])")
"""Slack writes each out, with its skin tone: `:rocket:`, `:+1::skin-tone-2:`. No time of day, and no `std::vector`."""
_CHARACTER = {"lt": "<", "gt": ">", "amp": "&"}
_HELP = frozenset({"help", "помощь", "справка"})


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request that wants an answer.

    `text` is the question in plain words, "" where there was none. `thread` groups follow-ups for the log;
    `reply_to` is the thread that the answer is posted in, None for the conversation itself.
    `keys` tell a repeated delivery.
    `kind`: `direct` is a direct message, `channel` is read by a whole channel, `private` is seen by the asker alone.
    `guests`: the request itself is marked as one from outside. `named`: the bot was asked by name, or by something that
    is its own. `to_others`: somebody else, or a group of people, is named. `written`: the words with their lines and
    the addresses of their links, as an owner's reply is handed on. `from_elsewhere`: its author is from outside.
    """

    text: str
    user: str
    channel: str
    kind: PlaceKind
    workspace: str
    guests: bool
    ts: str | None
    thread: str | None
    reply_to: str | None
    keys: tuple[str, ...]
    way: Way = "message"
    named: bool = True
    to_others: bool = False
    from_elsewhere: bool = False
    written: str = ""

    @property
    def goes_on(self) -> bool:
        """Whether it stands in a thread below something else."""
        return self.thread is not None and self.thread != self.ts

    @property
    def below(self) -> str | None:
        """The thread that a whisper belongs to: who writes in the channel itself looks there, not into a new thread."""
        return self.thread if self.goes_on else None

    @property
    def wants_help(self) -> bool:
        """Whether nothing was asked, or help in so many words."""
        return not self.text or self.text.casefold() in _HELP

    @property
    def language(self) -> str | None:
        """The language that help was asked for in, where the word tells it."""
        return "ru" if self.text.casefold() in _HELP - {"help"} else None


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji that a person put on a message. `name` is without colons and skin tone."""

    name: str
    user: str
    channel: str
    ts: str
    workspace: str
    guests: bool


def from_event(body: Mapping[str, Any], bot_user: str) -> Incoming | None:
    """The question in an event of the Events API, or None where nobody said anything.

    Asked by name is: a mention, and any message to the bot in a direct message. What people say in a channel beside
    that comes as not `named`. The bot's own messages, other bots', edits, deletions, joins and all other events are
    nobody's question.
    """
    event = body.get("event")
    if not isinstance(event, Mapping) or not _written_by_a_person(event, bot_user):
        return None
    channel, ts, thread_ts = str(event["channel"]), str(event["ts"]), event.get("thread_ts")
    direct = _is_direct(event)
    return Incoming(
        text=plain_text(event.get("text") or "", bot_user),
        user=str(event["user"]),
        channel=channel,
        kind="direct" if direct else "channel",
        workspace=_workspace(body),
        guests=_guests(body, event),
        ts=ts,
        thread=thread_ts if direct else thread_ts or ts,
        reply_to=thread_ts if direct else thread_ts or ts,
        keys=_event_keys(body, channel, ts),
        from_elsewhere=_from_elsewhere(body, event),
        named=_names(event, bot_user),
        to_others=re.search(rf"<@(?!{re.escape(bot_user)}\b)|<!subteam\^", event.get("text") or "") is not None,
        written=as_written(event.get("text") or ""),
    )


def from_reaction(body: Mapping[str, Any], bot_user: str) -> Reaction | None:
    """The reaction in an event of the Events API, where a person put it on a message; else None."""
    event = body.get("event")
    if not isinstance(event, Mapping) or event.get("type") != "reaction_added":
        return None
    item = event.get("item")
    if not isinstance(item, Mapping) or item.get("type") != "message":
        return None
    parts = (event.get("reaction"), event.get("user"), item.get("channel"), item.get("ts"))
    if not all(isinstance(part, str) and part for part in parts) or _TIMESTAMP.fullmatch(str(item["ts"])) is None:
        return None
    if bot_user in (event["user"], event.get("item_user")):  # what the bot did or said itself is nobody's question
        return None
    return Reaction(
        name=str(event["reaction"]).partition("::")[0],
        user=str(event["user"]),
        channel=str(item["channel"]),
        ts=str(item["ts"]),
        workspace=_workspace(body),
        guests=bool(body.get("is_ext_shared_channel")),
    )


def from_reacted_message(reaction: Reaction, message: Mapping[str, Any], bot_user: str) -> Incoming:
    """The question in the message that a reaction stands on; asked by who put it there."""
    thread = str(message.get("thread_ts") or reaction.ts)
    return Incoming(
        text=plain_text(str(message.get("text") or ""), bot_user),
        user=reaction.user,
        channel=reaction.channel,
        kind="direct" if reaction.channel.startswith("D") else "channel",
        workspace=reaction.workspace,
        guests=reaction.guests,
        ts=reaction.ts,
        thread=thread,
        reply_to=thread,
        keys=(f"reaction {reaction.channel} {reaction.ts} {reaction.name}",),
        way="reaction",
    )


def from_shortcut(body: Mapping[str, Any], bot_user: str) -> Incoming:
    """The question in the message that the shortcut was used on; only who used it sees the answer."""
    message, trigger = body.get("message") or {}, body.get("trigger_id")
    return Incoming(
        text=plain_text(str(message.get("text") or ""), bot_user),
        user=str((body.get("user") or {}).get("id") or ""),
        channel=str((body.get("channel") or {}).get("id") or ""),
        kind="private",
        workspace=str((body.get("team") or {}).get("id") or ""),
        guests=False,
        ts=None,
        thread=None,
        reply_to=None,
        keys=(f"shortcut {trigger}",) if trigger else (),
        way="shortcut",
    )


def from_command(body: Mapping[str, Any]) -> Incoming:
    """The question in a slash command, whose answer only the asker sees.

    Slack does not send a command twice, but a proxy may: the trigger id names the one act of typing it.
    """
    trigger = body.get("trigger_id")
    return Incoming(
        text=plain_text(body.get("text") or "", None),
        user=str(body.get("user_id") or ""),
        channel=str(body.get("channel_id") or ""),
        kind="private",
        workspace=str(body.get("team_id") or ""),
        guests=False,
        ts=None,
        thread=None,
        reply_to=None,
        keys=(f"command {trigger}",) if trigger else (),
        way="command",
    )


def to_ask(incoming: Incoming, groups: frozenset[str], *, guests: bool) -> Ask:
    """The question as `answering` takes it, with what decides what may be shown."""
    return Ask(
        text=incoming.text,
        asker=Asker(id=incoming.user, groups=groups),
        place=Place(incoming.channel, incoming.kind, incoming.workspace, guests),
        surface="slack",
        thread=incoming.thread,
        unasked=not incoming.named,
    )


def plain_text(text: str, bot_user: str | None) -> str:
    """Slack's markup as the person saw it: links by their words, people and channels by name, the bot not at all.

    Emoji are left out: their names are no words of the question.
    """
    shown = _MARKUP.sub(lambda found: _shown(found[1], bot_user), _EMOJI.sub(" ", text))
    characters = _ENTITY.sub(lambda found: _CHARACTER[found[1]], shown)
    return " ".join(characters.split())


def as_written(text: str) -> str:
    """Slack's markup for somebody who was not there: lines stay lines, and links keep their addresses."""
    shown = _MARKUP.sub(lambda found: _with_address(found[1]), text)
    return _ENTITY.sub(lambda found: _CHARACTER[found[1]], shown).strip()


def _with_address(markup: str) -> str:
    target, _, label = markup.partition("|")
    if target[:1] in {"@", "#", "!"}:
        return label or target
    address = target.removeprefix("mailto:")
    return f"{label} ({address})" if label and label not in address else address


def _shown(markup: str, bot_user: str | None) -> str:
    target, bar, label = markup.partition("|")
    if target.startswith("@") and target[1:] == bot_user:
        return " "
    if bar and label:
        return label
    if target[:1] in {"@", "#", "!"}:
        return " "
    return target.removeprefix("mailto:")


def _event_keys(body: Mapping[str, Any], channel: str, ts: str) -> tuple[str, ...]:
    """A delivery repeats its event id; a mention comes as two events about the same message."""
    message, event_id = f"message {channel} {ts}", body.get("event_id")
    return (f"event {event_id}", message) if event_id else (message,)


def _written_by_a_person(event: Mapping[str, Any], bot_user: str) -> bool:
    return (
        all(isinstance(event.get(key), str) for key in ("type", "user", "channel", "ts"))
        and all(isinstance(event.get(key), str | None) for key in ("subtype", "text", "thread_ts"))
        and _TIMESTAMP.fullmatch(event["ts"]) is not None
        and event["type"] in {"app_mention", "message"}
        and event.get("subtype") in _SUBTYPES_ASKED
        and event["user"] not in {bot_user, "USLACKBOT"}
        and not event.get("bot_id")
        and not event.get("edited")
        and not event.get("hidden")
    )


def _names(event: Mapping[str, Any], bot_user: str) -> bool:
    if event["type"] == "app_mention" or _is_direct(event):
        return True
    return re.search(rf"<@{re.escape(bot_user)}(\|[^<>]*)?>", event.get("text") or "") is not None


def _is_direct(event: Mapping[str, Any]) -> bool:
    return event.get("channel_type") == "im" or str(event["channel"]).startswith("D")


def _workspace(body: Mapping[str, Any]) -> str:
    """The workspace that the bot is installed in; in a shared channel the sender's may be another."""
    return str(body.get("context_team_id") or body.get("team_id") or "")


def _guests(body: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether people from outside may read the answer. Doubt counts as yes: then nothing internal is quoted."""
    return bool(body.get("is_ext_shared_channel")) or _from_elsewhere(body, event)


def _from_elsewhere(body: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether Slack marks who wrote it as somebody from outside."""
    given = event.get("user_profile")
    profile: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    if any(profile.get(mark) for mark in ("is_stranger", "is_restricted", "is_ultra_restricted")):
        return True
    teams = (event.get("user_team"), event.get("team"), event.get("source_team"), profile.get("team"))
    return any(team and team != _workspace(body) for team in teams)
