"""The tables of the settings that choose models and thresholds: `[embedding]` and `[retrieval]`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from config.model_profiles import DEFAULT_PROFILE, PROFILES, ModelProfile, ProfileName
from config.sections import Folder, LanguageCodes, Name, Section, Share, Whole

_LONGEST_PREFIX = 300


class EmbeddingSettings(Section):
    """The model that turns text into vectors.

    It is named by `profile`, or by `model`: "bundled", or the name or path of any sentence-transformers model. What is
    set beside it (`query_prefix`, `passage_prefix`, `languages` in ISO 639-1) goes before what the profile or the model
    says; `chosen` is what comes of all of them. `threads` None leaves the choice to Cornerman. `models_dir` is where
    converted models are kept; None: in `data_dir`.
    """

    profile: ProfileName | None = None
    model: Name | None = None
    query_prefix: str | None = None
    passage_prefix: str | None = None
    languages: LanguageCodes | None = None
    runtime: Literal["auto", "openvino", "torch"] = "auto"
    precision: Literal["auto", "float32", "bfloat16", "int8"] = "auto"
    threads: Annotated[Whole, Field(ge=1, le=64)] | None = None
    models_dir: Folder | None = None

    @field_validator("query_prefix", "passage_prefix", mode="after")
    @classmethod
    def _leaves_room_for_the_text(cls, value: str | None) -> str | None:
        if value is not None and len(value) > _LONGEST_PREFIX:
            raise ValueError(
                f"has {len(value):,} characters, more than {_LONGEST_PREFIX}: it stands before every text, and a model "
                "reads a few hundred words at once; give the few words that the model's page names"
            )
        return value

    @field_validator("model", mode="after")
    @classmethod
    def _profile_or_model(cls, value: str | None, info: ValidationInfo) -> str | None:
        profile = info.data.get("profile")
        if value is not None and value.lower() in PROFILES:
            raise ValueError(
                f'is a profile: write profile = "{value.lower()}" in place of it (a folder of that name: "./{value}")'
            )
        if value is not None and profile is not None:
            raise ValueError(
                f'embedding.profile = "{profile}" names a model too: keep one of the two (query_prefix, passage_prefix '
                "and languages may stand beside either)"
            )
        return value

    @field_validator("precision", mode="after")
    @classmethod
    def _precision_of_the_runtime(cls, value: str, info: ValidationInfo) -> str:
        runtime = info.data.get("runtime", "")
        other = {("openvino", "bfloat16"): "torch", ("torch", "int8"): "openvino"}.get((runtime, value))
        if other is not None:
            raise ValueError(f'{value} needs embedding.runtime = "{other}" (or "auto")')
        return value

    @property
    def chosen(self) -> ModelProfile:
        """The model in use, with the languages and prefixes in use."""
        base = ModelProfile(self.model) if self.model is not None else PROFILES[self.profile or DEFAULT_PROFILE]
        return replace(
            base,
            languages=base.languages if self.languages is None else self.languages,
            query_prefix=base.query_prefix if self.query_prefix is None else self.query_prefix,
            passage_prefix=base.passage_prefix if self.passage_prefix is None else self.passage_prefix,
        )

    @property
    def named_by(self) -> str:
        """The setting that names the model."""
        return "embedding.model" if self.model is not None else f'embedding.profile = "{self.profile_in_use}"'

    @property
    def profile_in_use(self) -> ProfileName | None:
        """The profile that names the model; None where `model` does."""
        return None if self.model is not None else self.profile or DEFAULT_PROFILE

    @property
    def by_path(self) -> str:
        """The settings that would name a FOLDER with this model, used as it is now."""
        if self.profile_in_use is None:
            return 'embedding.model = "FOLDER"'
        chosen = self.chosen
        beside = {
            "query_prefix": chosen.query_prefix,
            "passage_prefix": chosen.passage_prefix,
            "languages": chosen.languages and list(chosen.languages),
        }
        told = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in beside.items() if value)
        return ", ".join(('in [embedding], in place of the profile, model = "FOLDER"', *told))


class RetrievalSettings(Section):
    """How what was found is ordered and judged.

    From which confidence an answer counts as answered, and as unsure; None keeps the measured thresholds. `reranker` is
    the name or path of a cross-encoder that orders the first `rerank` passages of a question in `reranker_languages`
    (ISO 639-1; None: in any); None: there is none. `suggest_training`: below a sure answer that its asker alone reads,
    a page of kind `training` on its topic is named.
    """

    answered_threshold: Share | None = None
    unsure_threshold: Share | None = None
    reranker: Name | None = None
    rerank: Annotated[Whole, Field(ge=2, le=50)] = 20
    reranker_languages: LanguageCodes | None = None
    suggest_training: bool = True

    @field_validator("unsure_threshold", mode="after")
    @classmethod
    def _thresholds_in_order(cls, value: float | None, info: ValidationInfo) -> float | None:
        answered = info.data.get("answered_threshold")
        if value is not None and answered is not None and value > answered:
            raise ValueError("must not be above retrieval.answered_threshold")
        return value
