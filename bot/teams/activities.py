"""What Teams sends becomes what the bot understands. Pure: nothing here listens, posts or remembers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.asking_words import as_asked, reads_like_a_question
from bot.chat.sight import Sight
from bot.conversation_model import KnownConversation
from bot.model import Ask, Place
from bot.teams.json_values import mapping_of, objects_in, text_of
from bot.teams.message_words import has_card, mentions, quotation, without_mentions
from bot.teams.transport import Address

Kind = Literal["direct", "channel"]

Command = Literal["home", "content", "gaps", "digest", "reindex", "rollback", "battlecard", "page", "whatsnew"]
_COMMANDS: dict[str, Command] = {
    "home": "home",
    "главная": "home",
    "content": "content",
    "материалы": "content",
    "gaps": "gaps",
    "пробелы": "gaps",
    "digest": "digest",
    "сводка": "digest",
    "дайджест": "digest",
    "reindex": "reindex",
    "переиндексация": "reindex",
    "переиндексировать": "reindex",
    "переиндексируй": "reindex",
    "page": "page",
    "страница": "page",
    "rollback": "rollback",
    "откат": "rollback",
    "откатить": "rollback",
    "battlecard": "battlecard",
    "карточка": "battlecard",
    "баттлкарта": "battlecard",
    "whatsnew": "whatsnew",
    "новости": "whatsnew",
}
_WITH_WORDS: frozenset[Command] = frozenset({"battlecard", "gaps", "digest", "page", "reindex", "whatsnew"})
"""Words after these say what is wanted of them."""
_ANYWHERE: frozenset[Command] = _WITH_WORDS | {"rollback"}
"""These are understood wherever the bot is asked by name."""
_HELP = frozenset({"", "help", "помощь", "справка"})
_ASK = re.compile(r"(?:ask|спроси)\b[\s:]*", re.IGNORECASE)
_BOT = "28:"
_THREAD = ";messageid="
_KINDS: dict[str, Literal["personal", "group", "channel"]] = {
    "personal": "personal",
    "groupChat": "group",
    "channel": "channel",
}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who did something. `id` is the object id of Microsoft Entra, or Teams' own id where there is none.

    `outside`: the activity itself marks them as somebody of another company. `zone` is the time zone (an IANA name) of
    the machine that they wrote on, "" where Teams does not tell.
    """

    id: str
    teams_id: str
    name: str
    language: str
    outside: bool
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where something happened.

    `place` is the conversation without its thread; `thread` the id of the first message of a channel's thread. `kind`:
    `direct` is a personal chat; what is `channel` (group chats as well) several people read. `shared`: people of other
    companies read along by the nature of the channel. `channel` is the one that an activity tells of, which need not be
    where it comes from. `bot` is the bot's own id there.
    """

    address: Address
    place: str
    thread: str | None
    kind: Kind
    bot: str
    chat: Literal["personal", "group", "channel"]
    team: str = ""
    team_name: str = ""
    channel: str = ""
    channel_name: str = ""
    chat_name: str = ""
    shared: bool = False

    @property
    def workspace(self) -> str:
        """The tenant."""
        return self.address.tenant

    def known(self, person: str) -> KnownConversation:
        """What is needed to write there unasked; `person` is who wrote, for a personal chat is theirs."""
        return KnownConversation(
            workspace=self.workspace,
            id=self.place,
            kind=self.chat,
            service=self.address.service,
            person=person if self.chat == "personal" else "",
            team=self.team,
            name=f"{self.team_name} › {self.channel_name}" if self.team_name and self.channel_name else self.chat_name,
        )


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something that was said to the bot, or beside it.

    `text` is the question in plain words; `written` keeps its lines, as an owner's reply is handed on. `replies_to` is
    the message that is quoted or replied to. `named`: the bot was asked by name, or alone.
    `pressed`: with a button, so that the question stands nowhere yet.
    """

    text: str
    written: str
    sender: Sender
    setting: Setting
    message: str
    replies_to: str | None
    named: bool
    pressed: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """What tells a repeated delivery: Teams sends an activity again that was not acknowledged within 15 s."""
        return (f"teams {self.setting.place} {self.message}",) if self.message else ()

    @property
    def wants_help(self) -> bool:
        """Whether nothing was asked, or help in so many words."""
        return as_asked(self.text) in _HELP

    @property
    def command(self) -> Command | None:
        """What is wanted of the bot itself. In channels and group chats one's own pages are not understood."""
        alone = _COMMANDS.get(as_asked(self.text))
        if alone is not None:
            return alone if self.setting.kind == "direct" or alone in _ANYWHERE else None
        begun = _COMMANDS.get(self._first)
        return begun if begun in _WITH_WORDS and not reads_like_a_question(self.text) else None

    @property
    def command_words(self) -> str:
        """What stands after the command."""
        return self.text.strip().partition(" ")[2].strip() if self.command in _WITH_WORDS else ""

    @property
    def language(self) -> str | None:
        """The language that help, or a command, was asked for in, where the word tells it."""
        if as_asked(self.text) not in _HELP and self.command is None:
            return None
        return None if self._first.isascii() else "ru"

    @property
    def _first(self) -> str:
        return as_asked(self.text).partition(" ")[0]


def setting_of(activity: Mapping[str, Any]) -> Setting | None:
    """Where an activity comes from; None where it is not of Teams' shape."""
    conversation, data = mapping_of(activity.get("conversation")), mapping_of(activity.get("channelData"))
    whole, service = text_of(conversation.get("id")), text_of(activity.get("serviceUrl"))
    if not whole or not service:
        return None
    is_shared = bool(conversation.get("isGroup")) or whole.startswith("19:")
    chat = _KINDS.get(text_of(conversation.get("conversationType")) or ("groupChat" if is_shared else "personal"))
    if chat is None:
        return None
    place, _, thread = whole.partition(_THREAD)
    own = text_of(activity.get("id"))
    team, channel = mapping_of(data.get("team")), mapping_of(data.get("channel"))
    tenant = text_of(conversation.get("tenantId")) or text_of(mapping_of(data.get("tenant")).get("id"))
    return Setting(
        address=Address(service, whole, tenant),
        place=place,
        thread=thread or (own if chat == "channel" and activity.get("type") == "message" else None) or None,
        kind="direct" if chat == "personal" else "channel",
        bot=text_of(mapping_of(activity.get("recipient")).get("id")),
        chat=chat,
        team=text_of(team.get("id")) or text_of(data.get("teamsTeamId")),
        team_name=text_of(team.get("name")),
        channel=text_of(channel.get("id")) or text_of(data.get("teamsChannelId")),
        channel_name=text_of(channel.get("name")),
        chat_name=text_of(conversation.get("name")),
        shared=text_of(channel.get("type")).casefold() == "shared",
    )


def sender_of(activity: Mapping[str, Any]) -> Sender | None:
    """Who an activity comes from; None where it does not say."""
    told = mapping_of(activity.get("from"))
    teams_id = text_of(told.get("id"))
    if not teams_id or teams_id.startswith(_BOT):
        return None
    own = text_of(mapping_of(activity.get("conversation")).get("tenantId"))
    theirs = text_of(told.get("tenantId"))
    return Sender(
        id=text_of(told.get("aadObjectId")) or teams_id,
        teams_id=teams_id,
        name=text_of(told.get("name")),
        language=_language(activity),
        outside=bool(own and theirs and own != theirs),
        zone=_zone(activity),
    )


def message_of(activity: Mapping[str, Any]) -> Incoming | None:
    """What a person said; None where nobody did, or where it is the bot's own."""
    setting, sender = setting_of(activity), sender_of(activity)
    if activity.get("type") != "message" or setting is None or sender is None or sender.teams_id == setting.bot:
        return None
    if (
        not isinstance(activity.get("text"), str | None)
        or text_of(mapping_of(activity.get("from")).get("role")) == "bot"
    ):
        return None
    if activity.get("value") is not None and not activity.get("text"):  # a card's button, of whichever version or bot
        return None
    quoted, own_words = quotation(activity)
    written = own_words if own_words is not None else without_mentions(activity, setting.bot)
    if not written and has_card(activity):  # an answer that was inserted, and sent without a word
        return None
    return Incoming(
        text=_asked(" ".join(written.split())),
        written=written,
        sender=sender,
        setting=setting,
        message=text_of(activity.get("id")),
        replies_to=quoted or text_of(activity.get("replyToId")) or None,
        named=setting.kind == "direct" or any(mentions(activity, setting.bot)),
    )


def to_ask(incoming: Incoming, sight: Sight, thread: str | None, *, private: bool = False) -> Ask:
    """The question as `answering` takes it, with what decides what may be shown.

    `private`: the asker alone reads the answer.
    """
    setting = incoming.setting
    return Ask(
        text=incoming.text,
        asker=sight.asker(incoming.sender.id),
        place=Place(setting.place, "private" if private else setting.kind, setting.workspace, sight.guests),
        surface="teams",
        thread=thread,
    )


def _asked(text: str) -> str:
    """The question without the command `ask` before it, which Teams puts there from the list of commands."""
    rest = _ASK.sub("", text, count=1) if _ASK.match(text) else text
    is_command = rest and (text[:5].rstrip().endswith(":") or reads_like_a_question(rest))
    return rest if is_command else text


def _language(activity: Mapping[str, Any]) -> str:
    """The language (ISO 639-1) that the person's Teams speaks; "" where it does not say."""
    told = text_of(activity.get("locale"))
    for entity in objects_in(activity.get("entities")):
        if entity.get("type") == "clientInfo":
            told = text_of(entity.get("locale")) or told
    return told[:2].lower()


def _zone(activity: Mapping[str, Any]) -> str:
    """Both places hold an IANA name; the local client fills the first alone."""
    clients = (one for one in objects_in(activity.get("entities")) if one.get("type") == "clientInfo")
    return text_of(activity.get("localTimezone")) or next((text_of(one.get("timezone")) for one in clients), "")
