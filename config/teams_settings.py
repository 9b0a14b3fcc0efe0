"""What a deployment may set about Microsoft Teams, and how the app shows itself there."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator

from config.sections import Name, Number, Section

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_COLOR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_WHERE = {
    "app_id": "the Microsoft App ID on the bot's Configuration page in Azure",
    "tenant_id": "the Directory (tenant) ID on the app registration's Overview page in Azure",
}


class TeamsAppSettings(Section):
    """How the app shows itself in Teams: what `cornerman manifest teams` puts into its package.

    The three addresses are the console's, at `base_url`, where they are not set. `language` is the one that the app
    is described in where the reader's own is not known. Microsoft's limits: `name` 30 characters, `developer` 32.
    """

    name: Annotated[Name, Field(max_length=30)] = "Cornerman"
    developer: Annotated[Name, Field(max_length=32)] = "Cornerman"
    website: str | None = None
    privacy: str | None = None
    terms: str | None = None
    accent_color: str = "#0F6B5C"
    language: Literal["en", "ru"] = "en"

    @field_validator("website", "privacy", "terms", mode="after")
    @classmethod
    def _is_a_page_that_teams_takes(cls, value: str | None) -> str | None:
        if value is not None and not _address(value, "https"):
            raise ValueError("must begin with https:// and name a host: Teams takes no other")
        if value is not None and len(value) > 2048:  # noqa: PLR2004 - Microsoft's own limit
            raise ValueError("must have at most 2048 characters")
        return value

    @field_validator("accent_color", mode="after")
    @classmethod
    def _is_a_color(cls, value: str) -> str:
        if not _COLOR.fullmatch(value):
            raise ValueError('must be a colour such as "#0F6B5C"')
        return value.upper()


class TeamsSettings(Section):
    """How Teams is reached.

    `app_id`, `app_password` and `tenant_id` are those of the bot's registration in Azure; a managed identity
    (`UserAssignedMSI`) has no password. `mode = "local"` is for Microsoft's local client alone, which has no tokens:
    whoever reaches the server is believed, so it must only listen to this machine. `directory_minutes`: how long it is
    remembered who people are, and who reads a conversation. `graph`: people's groups are read from Microsoft Graph,
    with the app's own permission. `count_opens`: links lead by `base_url`, so that what is opened is counted. The
    addresses are Microsoft's public cloud; a government's cloud, or a test, has
    others.
    """

    mode: Literal["auto", "on", "off", "local"] = "auto"
    app_id: Name | None = None
    app_password: SecretStr | None = None
    tenant_id: Name | None = None
    app_type: Literal["SingleTenant", "UserAssignedMSI", "MultiTenant"] = "SingleTenant"
    directory_minutes: Annotated[Number, Field(ge=0)] = 10
    graph: bool = False
    count_opens: bool = True
    openid_metadata_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    login_url: str = "https://login.microsoftonline.com"
    oauth_scope: Name = "https://api.botframework.com/.default"
    app: TeamsAppSettings = TeamsAppSettings()

    @field_validator("app_id", "tenant_id", mode="after")
    @classmethod
    def _is_an_id(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        if not _UUID.fullmatch(value):
            raise ValueError(
                f"is no id such as 11111111-2222-3333-4444-555555555555: it is {_WHERE[str(info.field_name)]}"
            )
        return str(UUID(value))

    @field_validator("app_password", mode="after")
    @classmethod
    def _is_no_id(cls, value: SecretStr | None) -> SecretStr | None:
        """Azure shows a secret's id beside its value, and the value only once."""
        if value is None:
            return None
        if not value.get_secret_value():
            raise ValueError("must not be empty")
        if _UUID.fullmatch(value.get_secret_value()):
            raise ValueError("looks like the id of the secret: copy its value, which Azure shows once, on making it")
        return value

    @field_validator("openid_metadata_url", "login_url", mode="after")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not _address(value, "https", "http"):
            raise ValueError("must begin with http:// or https:// and name a host")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        given = [key for key in ("app_id", "app_password", "tenant_id") if getattr(self, key) is not None]
        if self.mode in {"off", "local"} or (self.mode == "auto" and not given):
            return self
        if self.app_type == "UserAssignedMSI" and self.app_password is not None:
            raise ValueError('app_type = "UserAssignedMSI" has no app_password: leave it out, or change app_type')
        missing = [key for key in self._needed() if getattr(self, key) is None]
        if missing and self.mode == "on":
            raise ValueError(f'mode = "on" with app_type = "{self.app_type}" also needs {_listed(missing)}')
        if missing:
            verb = "connects" if len(given) == 1 else "connect"
            raise ValueError(f'{_listed(given)} alone {verb} nothing: add {_listed(missing)}, or set mode = "off"')
        return self

    def _needed(self) -> tuple[str, ...]:
        """What each type of registration is reached with, in the order in which Azure tells it."""
        password = () if self.app_type == "UserAssignedMSI" else ("app_password",)
        return ("app_id", *password, "tenant_id")

    @property
    def active(self) -> bool:
        """Whether Teams is served: `auto` is on where everything that its type of registration needs is given."""
        if self.mode != "auto":
            return self.mode in {"on", "local"}
        return all(getattr(self, key) is not None for key in self._needed())

    def secrets(self) -> tuple[SecretStr, ...]:
        """Those that are set."""
        return () if self.app_password is None else (self.app_password,)


def _address(value: str, *schemes: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and bool(parts.hostname) and not re.search(r"\s", value)
    except ValueError:  # such as brackets that are not closed
        return False


def _listed(keys: list[str]) -> str:
    return " and ".join(keys)
