"""What the door is made of: the ports that it works with, and what the settings say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.chat.asking import Patience
from bot.chat.backstage import ChatBackstage
from bot.deliveries.ports import Deliveries
from bot.ports import Conversations
from bot.reindexing.desk import ReindexDesk
from bot.reindexing.ports import RunMessages
from bot.upkeep.desk import UpkeepDesk


@dataclass(frozen=True, slots=True)
class Backstage(ChatBackstage):
    """And where the bot may write unasked, and what it sent so; where reindexes are asked for, and pages are kept."""

    conversations: Conversations
    deliveries: Deliveries
    reindexes: ReindexDesk
    run_messages: RunMessages
    upkeep_desk: UpkeepDesk


@dataclass(frozen=True, slots=True)
class TeamsOptions:
    """The settings, as plain values.

    `workers` questions are answered at a time. `language` is for what the bot says where nothing tells one. `console`
    is where people reach the console. `opens_key` seals the links that count what was opened; "" counts nothing.
    `charts_key` seals the addresses of digests' charts; "" shows none. `tenant` is the one that is served, "" where any
    is. `teams` maps names of groups to those who manage their people alone. `zone` is the deployment's time zone.
    """

    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    roles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    owners: Mapping[str, Sequence[str]] = field(default_factory=dict)
    console: str = ""
    examples: tuple[str, ...] = ()
    language: str = "en"
    workers: int = 2
    patience: Patience = field(default_factory=Patience)
    directory_seconds: float = 600.0
    opens_key: str = ""
    tenant: str = ""
    charts_key: str = ""
    teams: Mapping[str, Sequence[str]] = field(default_factory=dict)
    zone: str = "UTC"
