"""What the door is made of: the ports that it works with, and what the settings say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.channel_manners import ChannelManners
from bot.chat.asking import Patience
from bot.chat.backstage import ChatBackstage
from bot.ports import Channels
from bot.reindexing.desk import ReindexDesk
from bot.reindexing.ports import RunMessages
from bot.slack.viewers import TeamsOf, of_everybody
from bot.upkeep.desk import UpkeepDesk


@dataclass(frozen=True, slots=True)
class Backstage(ChatBackstage):
    """And what channels have agreed on, where reindexes are asked for and told, and where pages are kept."""

    channels: Channels
    reindexes: ReindexDesk
    run_messages: RunMessages
    upkeep_desk: UpkeepDesk


@dataclass(frozen=True, slots=True)
class SlackOptions:
    """The settings, as plain values.

    One workspace has a `bot_token`; several have `client_id` and `client_secret`, and come by the install page.
    `workers` questions are answered at a time. `language` is for what the bot says where no question tells one.
    `console` is where people reach the console. `teams_of` tells whose people a manager looks after. `zone` is for
    digests to people whose own is not known.
    """

    bot_token: str | None = None
    signing_secret: str | None = None
    app_token: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    api_url: str = "https://slack.com/api/"
    command: str = "/ask"
    settings_command: str = "/cornerman"
    gaps_command: str = "/gaps"
    digest_command: str = "/digest"
    reindex_command: str = "/reindex"
    rollback_command: str = "/rollback"
    page_command: str = "/page"
    battlecard_command: str = "/battlecard"
    whatsnew_command: str = "/whatsnew"
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    roles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    owners: Mapping[str, Sequence[str]] = field(default_factory=dict)
    manners: ChannelManners = field(default_factory=ChannelManners)
    console: str = ""
    examples: tuple[str, ...] = ()
    language: str = "en"
    workers: int = 2
    patience: Patience = field(default_factory=Patience)
    directory_seconds: float = 600.0
    teams_of: TeamsOf = of_everybody
    zone: str = "UTC"
