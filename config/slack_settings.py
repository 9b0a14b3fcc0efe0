"""What a deployment may set about Slack, and how the bot behaves in its channels."""

from __future__ import annotations

from datetime import time
from itertools import combinations
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator

from config.sections import Name, Names, Number, Section, Whole, Zone
from config.slack_tokens import misplaced

CommandName = Annotated[str, Field(pattern=r"^/[a-z0-9_-]{1,31}$")]
_COMMANDS = (
    "command",
    "settings_command",
    "gaps_command",
    "digest_command",
    "reindex_command",
    "rollback_command",
    "page_command",
    "battlecard_command",
    "whatsnew_command",
)
_SECRETS = ("bot_token", "app_token", "signing_secret", "client_id", "client_secret")


class ChannelSettings(Section):
    """How the bot behaves in a channel that has agreed on nothing of its own.

    `opens` and `closes` are hours of the day in `zone`; the same hour twice is the whole day. `weekdays` begin with 0
    for Monday. `hourly_cap`: answers an hour, 0 for any number.
    """

    listening: Literal["mentions", "questions", "everything"] = "mentions"
    audible: Literal["thread", "ephemeral"] = "thread"
    follow_ups: bool = True
    answers_to: Names = ()
    only_confident: bool = False
    reaction: Annotated[str, Field(pattern=r"^[a-z0-9_+'-]*$", max_length=100)] = ""
    opens: time = time(0, 0)
    closes: time = time(0, 0)
    weekdays: tuple[Annotated[Whole, Field(ge=0, le=6)], ...] = (0, 1, 2, 3, 4, 5, 6)
    zone: Zone = "UTC"
    hourly_cap: Annotated[Whole, Field(ge=0)] = 0

    @field_validator("opens", "closes", mode="after")
    @classmethod
    def _is_of_no_zone(cls, value: time) -> time:
        """A bare number is read as seconds, in UTC; an hour with a zone of its own cannot be compared with another."""
        if value.tzinfo is not None:
            raise ValueError('write an hour of the day like "09:00"; `zone` says where')
        return value


class SlackSettings(Section):
    """How Slack is reached. `api_url` is Slack's own unless a test or a proxy stands in for it.

    One workspace has a `bot_token`; several have `client_id` and `client_secret`, and install the app themselves.
    `directory_minutes`: how long it is remembered who people are, and who reads a channel.
    """

    mode: Literal["auto", "socket", "http", "off"] = "auto"
    bot_token: SecretStr | None = None
    app_token: SecretStr | None = None
    signing_secret: SecretStr | None = None
    client_id: Name | None = None
    client_secret: SecretStr | None = None
    command: CommandName = "/ask"
    settings_command: CommandName = "/cornerman"
    gaps_command: CommandName = "/gaps"
    digest_command: CommandName = "/digest"
    reindex_command: CommandName = "/reindex"
    rollback_command: CommandName = "/rollback"
    page_command: CommandName = "/page"
    battlecard_command: CommandName = "/battlecard"
    whatsnew_command: CommandName = "/whatsnew"
    api_url: Annotated[str, Field(pattern=r"^https?://")] = "https://slack.com/api/"
    directory_minutes: Annotated[Number, Field(ge=0)] = 10
    channels: ChannelSettings = ChannelSettings()

    @field_validator("bot_token", "app_token", "signing_secret", mode="after")
    @classmethod
    def _stands_in_its_place(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        problem = misplaced(str(info.field_name), value.get_secret_value()) if value else None
        if problem and info.data.get("mode") != "off":
            raise ValueError(problem)
        return value

    @model_validator(mode="after")
    def _mode_has_its_secrets(self) -> Self:
        who = ("client_id", "client_secret") if self.is_for_several else ("bot_token",)
        needed = {"socket": (*who, "app_token"), "http": (*who, "signing_secret")}
        missing = [key for key in needed.get(self.mode, ()) if getattr(self, key) is None]
        if missing:
            raise ValueError(f'mode = "{self.mode}" also needs {" and ".join(missing)}')
        if self.is_for_several and self.bot_token is not None and self.mode != "off":
            raise ValueError(
                "bot_token is for one workspace, client_id and client_secret are for several: leave one of the two out"
            )
        given = [key for key in _SECRETS if getattr(self, key) is not None]
        if self.mode == "auto" and given and self.active_mode == "off":
            unknown = [key for key in who if getattr(self, key) is None]
            wanted = " and ".join(unknown) or "app_token (Socket Mode) or signing_secret (HTTP)"
            raise ValueError(f'{" and ".join(given)} alone connect nothing: add {wanted}, or set mode = "off"')
        names = {key: getattr(self, key) for key in _COMMANDS}
        for first, second in combinations(names, 2):
            if names[first] == names[second]:
                raise ValueError(f"{first} and {second} are the same: give each a name of its own")
        return self

    @property
    def is_for_several(self) -> bool:
        """Whether several workspaces install the app."""
        return self.client_id is not None or self.client_secret is not None

    @property
    def active_mode(self) -> Literal["socket", "http", "off"]:
        """The mode in use: `auto` is Socket Mode with an app token, HTTP with a signing secret, otherwise off."""
        if self.mode != "auto":
            return self.mode
        known = self.bot_token is not None or (self.client_id is not None and self.client_secret is not None)
        if known and self.app_token is not None:
            return "socket"
        return "http" if known and self.signing_secret is not None else "off"

    def secrets(self) -> tuple[SecretStr, ...]:
        """Those that are set."""
        given = (self.bot_token, self.app_token, self.signing_secret, self.client_secret)
        return tuple(secret for secret in given if secret is not None)
