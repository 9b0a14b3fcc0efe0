"""What a deployment may set. `docs/settings.md` explains each key; `config.loading` reads them.

Everything here is plain values: the models are frozen, refuse keys that they do not know, and never show a secret.
"""

from __future__ import annotations

import difflib
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.addresses import is_loopback
from config.digest_settings import DigestSettings
from config.health_settings import FindingKind, HealthSettings
from config.model_settings import EmbeddingSettings, RetrievalSettings
from config.privacy_settings import PrivacySettings
from config.reindex_settings import ReindexSettings
from config.review_settings import ReviewSettings
from config.sections import Folder, LanguageCode, Megabytes, Name, Names, Section, Whole
from config.sign_in_settings import SignInSettings, completed
from config.slack_settings import SlackSettings
from config.teams_settings import TeamsSettings

SETTINGS_FILE = "cornerman.toml"
DATABASE_FILE = "cornerman.db"
ENVIRONMENT_PREFIX = "CORNERMAN_"
ENVIRONMENT_DELIMITER = "__"

_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - recognised here so as not to be linked to


class MetadataSettings(Section):
    """What is known of every document of a source or a folder, where the document does not say otherwise itself."""

    title: Name | None = None
    kind: Name | None = None
    url: Name | None = None
    owner: Name | None = None
    products: Names | None = None
    competitors: Names | None = None
    stages: Names | None = None
    audience: Names | None = None
    buyer_safe: bool | None = None
    language: LanguageCode | None = None
    reviewed: date | None = None
    review_every: Annotated[Whole, Field(gt=0)] | None = None
    health_ignore: tuple[FindingKind, ...] | None = None

    def metadata(self) -> dict[str, object]:
        """The keys that were given, by the names that front matter uses. `review_every` is in days."""
        return {key: value for key, value in self if key in MetadataSettings.model_fields and value is not None}


class FolderSettings(MetadataSettings):
    """Metadata for the files of a source whose path matches `pattern`."""

    pattern: Name


class SourceSettings(Section):
    """A place content comes from.

    `location` is a folder or an address that fsspec knows. `owners` may reindex it; where none are named, that is the
    owner of its documents, `defaults.owner`. `max_file_mb` is in millions of bytes. `credentials` open the location.
    """

    name: Name
    location: Name
    owners: Names = ()
    include: Annotated[Names, Field(min_length=1)] = ("**/*",)
    exclude: Names = ()
    max_file_mb: Megabytes = 50
    link_template: Name | None = None
    credentials: dict[str, SecretStr] = Field(default_factory=dict)
    defaults: MetadataSettings = MetadataSettings()
    folders: tuple[FolderSettings, ...] = ()

    @property
    def max_bytes(self) -> int:
        """The size in bytes past which a file is reported, not read."""
        return int(self.max_file_mb * 1_000_000)


class ServerSettings(Section):
    """Where the console and the platforms' HTTP doors listen."""

    host: Name = "127.0.0.1"
    port: Annotated[Whole, Field(ge=0, le=65535)] = 8080


class ConsoleSettings(Section):
    """`examples` are questions that the console offers on somebody's first visit."""

    examples: Names = ()


class QuestionLogSettings(Section):
    """`spool_max_mb`: millions of bytes that may wait on disk while the database is down."""

    spool_max_mb: Megabytes = 20

    @property
    def spool_max_bytes(self) -> int:
        """The same in bytes."""
        return int(self.spool_max_mb * 1_000_000)


class LoggingSettings(Section):
    """What the process tells about itself, on standard error."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    format: Literal["text", "json"] = "text"

    @field_validator("level", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value


class RoleSettings(Section):
    """Ids or e-mail addresses of people, ids of Slack user groups, and names of `groups`, who may do more than ask.

    `teams`: for names of `groups`, who manages their people alone.
    """

    administrators: Names = ()
    managers: Names = ()
    teams: dict[str, Names] = Field(default_factory=dict)

    def by_role(self) -> dict[str, tuple[str, ...]]:
        """Who has each role; those who manage teams are managers."""
        of_teams = tuple(dict.fromkeys(one for managers in self.teams.values() for one in managers))
        return {"administrators": self.administrators, "managers": (*self.managers, *of_teams)}


def _database_in_data_dir(known: dict[str, Any]) -> SecretStr:
    return SecretStr(f"sqlite:///{known['data_dir'] / DATABASE_FILE}")


def _address_of_server(known: dict[str, Any]) -> str:
    server: ServerSettings = known["server"]
    host = _EVERY_ADDRESS.get(server.host, f"[{server.host}]" if ":" in server.host else server.host)
    return f"http://{host}:{server.port}"


class Settings(BaseSettings):
    """The whole of a deployment's settings.

    `data_dir` holds index, database and spool. `database_url` may hold a password. `base_url` is where people reach
    the console, without a slash at its end. `groups` are the ids of people and places in each audience; `owners` those
    of the people whom documents name as theirs.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        env_prefix=ENVIRONMENT_PREFIX,
        env_nested_delimiter=ENVIRONMENT_DELIMITER,
        env_ignore_empty=True,
    )

    data_dir: Folder
    sources: Annotated[tuple[SourceSettings, ...], Field(min_length=1)]
    server: ServerSettings = ServerSettings()
    database_url: SecretStr = Field(default_factory=_database_in_data_dir)
    base_url: Annotated[str, Field(pattern=r"^https?://[^/\s]")] = Field(default_factory=_address_of_server)
    embedding: EmbeddingSettings = EmbeddingSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    console: ConsoleSettings = ConsoleSettings()
    slack: SlackSettings = SlackSettings()
    teams: TeamsSettings = TeamsSettings()
    sign_in: SignInSettings = SignInSettings()
    digests: DigestSettings = DigestSettings()
    privacy: PrivacySettings = PrivacySettings()
    reindex: ReindexSettings = ReindexSettings()
    reviews: ReviewSettings = ReviewSettings()
    health: HealthSettings = HealthSettings()
    question_log: QuestionLogSettings = QuestionLogSettings()
    groups: dict[str, Names] = Field(default_factory=dict)
    roles: RoleSettings = RoleSettings()
    owners: dict[str, Names] = Field(default_factory=dict)
    logging: LoggingSettings = LoggingSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is handed over counts: `config.loading` reads file and environment and can name the place."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    @field_validator("database_url", mode="after")
    @classmethod
    def _names_a_database(cls, value: SecretStr) -> SecretStr:
        from config.database import DatabaseUrlError, check_url

        try:
            check_url(value.get_secret_value())
        except DatabaseUrlError as error:
            raise ValueError(str(error).removeprefix("database_url ")) from None
        return value

    @field_validator("teams", mode="after")
    @classmethod
    def _believes_this_machine_alone(cls, value: TeamsSettings, info: ValidationInfo) -> TeamsSettings:
        server = info.data.get("server")
        if value.mode == "local" and server is not None and not is_loopback(server.host):
            raise ValueError(
                f'mode = "local" believes whoever reaches the server, and server.host = "{server.host}" lets others '
                'in: set server.host = "127.0.0.1", or connect Teams itself (docs/teams.md)'
            )
        return value

    @field_validator("sign_in", mode="after")
    @classmethod
    def _signs_in_safely(cls, value: SignInSettings, info: ValidationInfo) -> SignInSettings:
        return completed(value, info)

    @field_validator("roles", mode="after")
    @classmethod
    def _teams_are_groups(cls, value: RoleSettings, info: ValidationInfo) -> RoleSettings:
        groups = info.data.get("groups")
        unknown = sorted(set(value.teams) - set(groups)) if groups is not None else ()
        if unknown:
            near = next(iter(difflib.get_close_matches(unknown[0], groups or (), n=1)), "")
            meant = f" (did you mean {near!r}?)" if near else ""
            raise ValueError(
                f"[roles.teams] names {', '.join(map(repr, unknown))}, and [groups] has no group of that name{meant}: "
                "who is named there would manage nobody"
            )
        return value

    @field_validator("base_url", mode="after")
    @classmethod
    def _no_slash_at_the_end(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("sources", mode="after")
    @classmethod
    def _names_differ(cls, value: tuple[SourceSettings, ...]) -> tuple[SourceSettings, ...]:
        names = [source.name for source in value]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two sources are named {', '.join(map(repr, twice))}: give each a name of its own")
        return value

    def secrets(self) -> tuple[str, ...]:
        """Every secret in use, so that the logs can leave them out."""
        password = urlsplit(self.database_url.get_secret_value()).password
        opening = (secret for source in self.sources for secret in source.credentials.values())
        held = (
            *opening,
            *self.slack.secrets(),
            *self.teams.secrets(),
            *self.sign_in.secrets(),
            *self.reindex.secrets(),
        )
        given = [secret.get_secret_value() for secret in held]
        return tuple(secret for secret in (*given, password) if secret)
