"""What the tables of the settings file have in common: their base, and the kinds of values that stand in several."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticKnownError


def _one_or_many(value: object) -> object:
    """A single name where a list of names is meant."""
    return (value,) if isinstance(value, str) else value


def _no_truth_value(otherwise: Literal["int_type", "float_type"]) -> BeforeValidator:
    """Python takes true for 1; whoever writes it into the settings does not mean that."""

    def checked(value: object) -> object:
        if isinstance(value, bool):
            raise PydanticKnownError(otherwise)
        return value

    return BeforeValidator(checked)


def _can_be_a_folder(value: Path) -> Path:
    folder = value.expanduser().absolute()
    if "\0" in str(folder):
        raise ValueError("cannot be a folder: its name holds a NUL character")
    try:
        there = next(one for one in (folder, *folder.parents) if one.exists())
    except OSError as error:
        raise ValueError(f"cannot be a folder: {error.strerror}") from None
    if not there.is_dir():
        raise ValueError(f"cannot be a folder: {there} is a file; name a folder, which is made where it is missing")
    return folder


def _is_a_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{value!r} is no time zone: write it like Europe/Berlin") from None
    return value


Name = Annotated[str, Field(min_length=1)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_one_or_many)]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
LanguageCodes = Annotated[tuple[LanguageCode, ...], BeforeValidator(_one_or_many), Field(min_length=1)]
Zone = Annotated[str, AfterValidator(_is_a_zone)]
Whole = Annotated[int, _no_truth_value("int_type")]
Number = Annotated[float, _no_truth_value("float_type")]
Share = Annotated[Number, Field(ge=0, le=1)]
Megabytes = Annotated[Number, Field(gt=0, le=1_000_000)]
Folder = Annotated[Path, AfterValidator(_can_be_a_folder)]
"""Absolute; a folder that is there, or can be made."""


class Section(BaseModel):
    """A table of the settings file."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False)
