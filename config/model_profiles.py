"""Models by name: each with what it wants, so that nobody has to read a model's card to use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ProfileName = Literal["english", "english-large", "multilingual", "multilingual-large"]

BUNDLED = "bundled"
"""The model whose weights come with the package."""


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """An embedding model and how it is used.

    `model` is "bundled", a name on the Hugging Face hub, or a folder. `languages` are those that it knows (ISO 639-1),
    None: what is known of it. The prefixes stand before each question and each passage; None: what the model itself
    names, which is nothing for most.
    """

    model: str
    languages: tuple[str, ...] | None = None
    query_prefix: str | None = None
    passage_prefix: str | None = None


PROFILES: Mapping[ProfileName, ModelProfile] = {
    "english": ModelProfile(BUNDLED, languages=("en",)),
    "english-large": ModelProfile(
        "BAAI/bge-base-en-v1.5",
        languages=("en",),
        query_prefix="Represent this sentence for searching relevant passages: ",
    ),
    "multilingual": ModelProfile("intfloat/multilingual-e5-small", query_prefix="query: ", passage_prefix="passage: "),
    "multilingual-large": ModelProfile(
        "intfloat/multilingual-e5-base", query_prefix="query: ", passage_prefix="passage: "
    ),
}
"""All under licences that let a company use them (MIT, Apache-2.0): docs/settings.md tells sizes and licences."""
DEFAULT_PROFILE: ProfileName = "english"
