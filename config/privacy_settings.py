"""What a deployment may set about what it keeps of people."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator

from config.sections import Section, Whole

Region = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


def _upper(value: object) -> object:
    values = (value,) if isinstance(value, str) else value
    if isinstance(values, list | tuple):
        return tuple(one.upper() if isinstance(one, str) else one for one in values)
    return values


class PrivacySettings(Section):
    """`mask`: addresses and numbers are taken out of questions before these are kept, see `bot.privacy.masking`.

    `phone_regions` are countries (ISO 3166) whose phone numbers are known without their code. `retention_days`: older
    questions, and all that hangs on them, are deleted; 0: never. `names`: digests and gaps may tell who asked.
    """

    mask: bool = True
    phone_regions: Annotated[tuple[Region, ...], BeforeValidator(_upper)] = ("US", "GB", "DE", "RU")
    retention_days: Annotated[Whole, Field(ge=0, le=36_500)] = 365
    names: bool = False

    @field_validator("phone_regions", mode="after")
    @classmethod
    def _each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value))
