"""Which model the settings come to, with which prefixes and languages."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from test_loading import LEAST, loaded, problems

from config.model_profiles import PROFILES, ModelProfile, ProfileName
from config.model_settings import EmbeddingSettings


def chosen(tmp_path: Path, toml: str = "", environ: dict[str, str] | None = None) -> ModelProfile:
    embedding: EmbeddingSettings = loaded(tmp_path, f"{LEAST}[embedding]\n{toml}", environ).embedding
    return embedding.chosen


def test_without_a_word_it_is_the_bundled_english_model_with_no_prefixes_of_its_own(tmp_path: Path) -> None:
    assert chosen(tmp_path) == ModelProfile("bundled", ("en",), None, None)
    assert chosen(tmp_path, 'model = "bundled"').model == "bundled"


def test_a_profile_brings_model_prefixes_and_languages(tmp_path: Path) -> None:
    assert chosen(tmp_path, 'profile = "multilingual"') == ModelProfile(
        "intfloat/multilingual-e5-small", None, "query: ", "passage: "
    )
    assert chosen(tmp_path, 'profile = "english-large"').languages == ("en",)
    assert set(PROFILES) == set(get_args(ProfileName))


def test_what_is_set_beside_a_profile_or_a_model_goes_before_what_they_say(tmp_path: Path) -> None:
    beside = 'query_prefix = ""\nlanguages = ["en", "ru"]\n'
    assert chosen(tmp_path, f'profile = "multilingual"\n{beside}') == ModelProfile(
        "intfloat/multilingual-e5-small", ("en", "ru"), "", "passage: "
    )
    assert chosen(tmp_path, f'model = "some/model"\n{beside}') == ModelProfile("some/model", ("en", "ru"), "", None)


def test_a_profile_beside_a_model_is_told_wherever_each_was_set(tmp_path: Path) -> None:
    told = (
        'embedding.model: embedding.profile = "multilingual" names a model too: keep one of the two (query_prefix, '
        "passage_prefix and languages may stand beside either)"
    )
    toml = LEAST + '[embedding]\nprofile = "multilingual"\nmodel = "some/model"\n'
    assert problems(tmp_path, toml) == [f"cornerman.toml:7: {told}"]
    toml = LEAST + '[embedding]\nprofile = "multilingual"\n'
    environ = {"CORNERMAN_EMBEDDING__MODEL": "some/model"}
    assert problems(tmp_path, toml, environ) == [f"CORNERMAN_EMBEDDING__MODEL: {told}"]


def test_a_profile_that_there_is_not_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    assert problems(tmp_path, LEAST + '[embedding]\nprofile = "klingon"\n') == [
        "cornerman.toml:6: embedding.profile must be 'english', 'english-large', 'multilingual' or 'multilingual-large'"
    ]


def test_a_misspelt_profile_is_told_with_the_one_that_was_probably_meant(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, LEAST + '[embedding]\nprofile = "multi-lingual"\n')
    assert told.endswith("or 'multilingual-large'; did you mean 'multilingual'?")


def test_a_reranker_reads_as_many_passages_as_can_pay(tmp_path: Path) -> None:
    settings = loaded(tmp_path, LEAST + '[retrieval]\nreranker = "some/cross-encoder"\n').retrieval
    assert (settings.reranker, settings.rerank, settings.reranker_languages) == ("some/cross-encoder", 20, None)
    assert problems(tmp_path, LEAST + '[retrieval]\nrerank = 1\nreranker_languages = ["English"]\n') == [
        "cornerman.toml:6: retrieval.rerank must be greater than or equal to 2",
        'cornerman.toml:7: retrieval.reranker_languages[1] must be two-letter codes such as ["en", "de"]',
    ]


def test_a_folder_of_a_model_is_relative_to_the_file_and_a_name_on_the_hub_stays_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("models/e5", "models/cross", "here/mine", "bundled"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    toml = LEAST + '[embedding]\nmodel = "models/e5"\n[retrieval]\nreranker = "models/cross"\n'
    settings = loaded(tmp_path, toml)
    assert settings.embedding.chosen.model == str(tmp_path / "models/e5")
    assert settings.retrieval.reranker == str(tmp_path / "models/cross")
    environ = {"CORNERMAN_EMBEDDING__MODEL": "mine"}
    assert loaded(tmp_path, toml, environ).embedding.chosen.model == str(tmp_path / "here" / "mine")
    assert chosen(tmp_path, 'model = "some/model"').model == "some/model"
    assert chosen(tmp_path, 'model = "bundled"').model == "bundled"


def test_the_settings_that_would_name_a_profiles_model_by_its_folder_keep_its_prefixes(tmp_path: Path) -> None:
    embedding = loaded(tmp_path, LEAST + '[embedding]\nprofile = "multilingual"\n').embedding
    assert embedding.named_by == 'embedding.profile = "multilingual"'
    assert embedding.by_path == (
        'in [embedding], in place of the profile, model = "FOLDER", query_prefix = "query: ", '
        'passage_prefix = "passage: "'
    )
    assert loaded(tmp_path, LEAST + '[embedding]\nmodel = "a/b"\n').embedding.by_path == 'embedding.model = "FOLDER"'
