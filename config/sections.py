"""What the tables of the settings file have in common: their base, and the kinds of values that stand in several."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _one_or_many(value: object) -> object:
    """A single name where a list of names is meant."""
    return (value,) if isinstance(value, str) else value


Name = Annotated[str, Field(min_length=1)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_one_or_many)]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
LanguageCodes = Annotated[tuple[LanguageCode, ...], BeforeValidator(_one_or_many)]
Share = Annotated[float, Field(ge=0, le=1)]
Megabytes = Annotated[float, Field(gt=0, le=1_000_000)]


class Section(BaseModel):
    """A table of the settings file."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False)
