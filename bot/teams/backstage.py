"""What the door is made of: the ports that it works with, and what the settings say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.chat.asking import Patience
from bot.chat.backstage import ChatBackstage
from bot.ports import Conversations


@dataclass(frozen=True, slots=True)
class Backstage(ChatBackstage):
    """And where the bot may write unasked."""

    conversations: Conversations


@dataclass(frozen=True, slots=True)
class TeamsOptions:
    """The settings, as plain values.

    `workers` questions are answered at a time. `language` is for what the bot says where nothing tells one. `console`
    is where people reach the console. `opens_key` seals the links that count what was opened; "" counts nothing.
    `tenant` is the one that is served, "" where any is.
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
