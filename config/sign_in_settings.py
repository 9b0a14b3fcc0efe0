"""What a deployment may set about signing in to the console."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import BaseModel, Field, SecretStr, ValidationInfo, field_validator

from config.addresses import is_loopback
from config.sections import Name, Names, Number, Section
from config.slack_settings import SlackSettings
from config.teams_settings import TeamsSettings

_SHORTEST_KEY = 32


def _safe_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        return value.rstrip("/")
    raise ValueError("must begin with https://")


class SignInWithSlackSettings(Section):
    """Sign in with Slack. `workspaces` are the ids (T…) of those whose people are let in.

    `enabled`: true takes the app of [slack] where `client_id` and `client_secret` are not given here; without it, it is
    on where `client_id` is. `issuer` is Slack's own unless a test stands in for it.
    """

    enabled: bool | None = None
    client_id: Name | None = None
    client_secret: SecretStr | None = None
    workspaces: Names = ()
    issuer: str = "https://slack.com"

    @field_validator("issuer", mode="after")
    @classmethod
    def _is_safe(cls, value: str) -> str:
        return _safe_address(value)

    @property
    def active(self) -> bool:
        """Whether it is offered."""
        return self.client_id is not None if self.enabled is None else self.enabled


class SignInWithMicrosoftSettings(Section):
    """Sign in with Microsoft, for the people of one directory (`tenant_id`).

    `enabled`: true takes the registration of [teams] where none is given here; without it, it is on where `client_id`
    is. `login_url` is Microsoft's public cloud; a government's cloud, or a test, has another.
    """

    enabled: bool | None = None
    client_id: Name | None = None
    client_secret: SecretStr | None = None
    tenant_id: Name | None = None
    login_url: str = "https://login.microsoftonline.com"

    @field_validator("login_url", mode="after")
    @classmethod
    def _is_safe(cls, value: str) -> str:
        return _safe_address(value)

    @field_validator("tenant_id", mode="after")
    @classmethod
    def _is_an_id(cls, value: str | None) -> str | None:
        try:
            return None if value is None else str(UUID(value))
        except ValueError:
            raise ValueError("must be the Directory (tenant) ID of the app registration, not a domain") from None

    @property
    def active(self) -> bool:
        """Whether it is offered."""
        return self.client_id is not None if self.enabled is None else self.enabled


class SignInSettings(Section):
    """How people sign in to the console.

    `passwords`: accounts of the console's own (`cornerman account`). `session_hours`: how long a sign-in lasts.
    `session_key`: what sessions are sealed with; without it one is made and kept in data_dir. `email_domains`: only
    people with a verified address of these are let in by Slack and Microsoft; none: all of workspace or directory.
    """

    passwords: bool = False
    session_hours: Annotated[Number, Field(gt=0, le=24 * 31)] = 12
    session_key: SecretStr | None = None
    email_domains: Names = ()
    slack: SignInWithSlackSettings = SignInWithSlackSettings()
    microsoft: SignInWithMicrosoftSettings = SignInWithMicrosoftSettings()

    @field_validator("session_key", mode="after")
    @classmethod
    def _is_long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < _SHORTEST_KEY:
            raise ValueError(f"must have at least {_SHORTEST_KEY} characters: `openssl rand -base64 48` makes one")
        return value

    @field_validator("email_domains", mode="after")
    @classmethod
    def _in_small_letters(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(domain.strip().lstrip("@").casefold() for domain in value)

    @property
    def active(self) -> bool:
        """Whether anybody can sign in, by any way."""
        return self.passwords or self.slack.active or self.microsoft.active

    def secrets(self) -> tuple[SecretStr, ...]:
        """Those that are set."""
        given = (self.session_key, self.slack.client_secret, self.microsoft.client_secret)
        return tuple(secret for secret in given if secret is not None)


def completed(value: SignInSettings, info: ValidationInfo) -> SignInSettings:
    """With what [slack] and [teams] know. Raises ValueError where something is missing, or would not be safe."""
    slack, teams = info.data.get("slack"), info.data.get("teams")
    if slack is not None and value.slack.active:
        value = value.model_copy(update={"slack": _with_slack(value.slack, slack)})
        if slack.bot_token is None and not value.email_domains:
            raise ValueError(
                "Slack does not tell who is a guest of the workspace: set slack.bot_token, so that it can be asked, "
                "or sign_in.email_domains, so that only people of those are let in"
            )
    if teams is not None and value.microsoft.active:
        value = value.model_copy(update={"microsoft": _with_teams(value.microsoft, teams)})
    if value.active:
        _check_safe(info)
    return value


def _with_slack(given: SignInWithSlackSettings, slack: SlackSettings) -> SignInWithSlackSettings:
    if given.client_id is None:
        given = given.model_copy(update={"client_id": slack.client_id})
    if given.client_secret is None and given.client_id == slack.client_id:
        given = given.model_copy(update={"client_secret": slack.client_secret})
    _check_given(given, "slack", ("client_id", "client_secret", "workspaces"))
    return given


def _with_teams(given: SignInWithMicrosoftSettings, teams: TeamsSettings) -> SignInWithMicrosoftSettings:
    if given.client_id is None:
        given = given.model_copy(update={"client_id": teams.app_id})
    if given.client_secret is None and given.client_id == teams.app_id:
        given = given.model_copy(update={"client_secret": teams.app_password})
    if given.tenant_id is None:
        given = given.model_copy(update={"tenant_id": teams.tenant_id})
    _check_given(given, "microsoft", ("client_id", "client_secret", "tenant_id"))
    return given


def _check_given(section: BaseModel, name: str, keys: tuple[str, ...]) -> None:
    missing = [key for key in keys if not getattr(section, key)]
    if missing:
        listed = " and ".join(f"sign_in.{name}.{key}" for key in missing)
        raise ValueError(f"{listed} missing: docs/sign-in.md tells where each is found")


def _check_safe(info: ValidationInfo) -> None:
    """A password, or a session, is read by whoever listens where a page goes over http from one machine to another."""
    base_url, server = info.data.get("base_url"), info.data.get("server")
    if base_url is None or server is None:
        return
    parts = urlsplit(base_url)
    if parts.scheme == "https" or (is_loopback(parts.hostname or "") and is_loopback(server.host)):
        return
    raise ValueError(
        "a sign-in needs https where others reach the console: set base_url to its https:// address "
        '(http is for this machine alone: server.host = "127.0.0.1" and base_url with 127.0.0.1 or localhost)'
    )
