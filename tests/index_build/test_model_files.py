"""Models of the hub: fetched once, and what is said where they cannot be. The hub is a folder here."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

import pytest
from huggingface_hub.errors import LocalEntryNotFoundError

from content_index.embedding.model_files import ModelFiles, Naming
from content_index.ports import ModelError


class Hub:
    """A hub of one model, and the cache that it is fetched into."""

    def __init__(self, folder: Path) -> None:
        self.there, self.cache = folder / "hub", folder / "cache"
        self.there.mkdir()
        self.reachable = True
        self.fetched: list[str] = []

    def snapshot_download(self, _: str, *, local_files_only: bool = False, ignore_patterns: Sequence[str] = ()) -> str:
        if local_files_only:
            if not self.cache.exists():
                raise LocalEntryNotFoundError("not in the cache")
            return str(self.cache)
        if not self.reachable:
            raise LocalEntryNotFoundError("no network")
        self.cache.mkdir(exist_ok=True)
        for path in sorted(self.there.iterdir()):
            if (
                not any(fnmatch(path.name, pattern) for pattern in ignore_patterns)
                and not (self.cache / path.name).exists()
            ):
                shutil.copy(path, self.cache)
                self.fetched.append(path.name)
        return str(self.cache)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    made = Hub(tmp_path)
    for name in ("config.json", "model.safetensors", "pytorch_model.bin", "model.onnx"):
        (made.there / name).write_text("{}", encoding="utf-8")
    monkeypatch.setattr("huggingface_hub.snapshot_download", made.snapshot_download)
    return made


def test_a_model_is_fetched_once_and_its_weights_in_one_form(hub: Hub) -> None:
    assert ModelFiles("some/model").folder == hub.cache
    assert ModelFiles("some/model").folder == hub.cache
    assert hub.fetched == ["config.json", "model.safetensors"]


def test_a_model_that_has_its_weights_in_the_old_form_alone_is_fetched_with_them(hub: Hub) -> None:
    (hub.there / "model.safetensors").unlink()
    assert ModelFiles("some/model").folder == hub.cache
    assert hub.fetched == ["config.json", "pytorch_model.bin"]


def test_a_model_whose_fetching_was_broken_off_is_fetched_on(hub: Hub) -> None:
    hub.cache.mkdir()
    shutil.copy(hub.there / "config.json", hub.cache)
    assert ModelFiles("some/model").folder == hub.cache
    assert hub.fetched == ["model.safetensors"]


def test_where_the_hub_cannot_be_reached_the_setting_and_the_way_around_are_told(hub: Hub) -> None:
    hub.reachable = False
    naming = Naming('embedding.profile = "x"', 'model = "FOLDER", query_prefix = "query: "')
    with pytest.raises(ModelError) as error:
        _ = ModelFiles("some/model", naming).folder
    told = str(error.value)
    assert 'The model "some/model" (embedding.profile = "x" in the settings) cannot be used' in told
    assert "`hf download some/model --local-dir FOLDER`" in told
    assert 'set model = "FOLDER", query_prefix = "query: ".' in told
