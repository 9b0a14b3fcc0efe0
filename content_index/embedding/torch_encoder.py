"""Any model, run by sentence-transformers. The only file that imports it, and torch but for the conversion."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from content_index.embedding.encoder import MAX_TOKENS, Role, unit
from content_index.embedding.model_files import ModelFiles
from content_index.ports import Vectors

TorchPrecision = Literal["float32", "bfloat16"]
TEXTS_A_BATCH = 32


class TorchEncoder:
    """An Encoder over `model`, as sentence-transformers knows it.

    `threads` None: as many as there are processors. `attention` names the implementation that transformers shall use.
    Raises ModelError where the model cannot be loaded.
    """

    def __init__(
        self, files: ModelFiles, precision: TorchPrecision, threads: int | None, attention: str | None = None
    ) -> None:
        import torch

        if threads is not None:
            torch.set_num_threads(threads)
        self.model = _load(files, dtype=precision, attn_implementation=attention)

    @cached_property
    def max_tokens(self) -> int:
        """Tokens in one pass."""
        return int(min(self.model.max_seq_length or MAX_TOKENS, MAX_TOKENS))

    @cached_property
    def specials(self) -> tuple[list[int], list[int]]:
        """The tokens before and after every text."""
        tokenizer = self.model.tokenizer
        whole, own = tokenizer("a")["input_ids"], tokenizer("a", add_special_tokens=False)["input_ids"]
        at = next(place for place in range(len(whole)) if whole[place : place + len(own)] == own)
        return whole[:at], whole[at + len(own) :]

    def prompt(self, role: Role) -> str:
        """What the model wants before a text in this role."""
        names = ("document", "passage", "corpus") if role == "document" else ("query",)
        return next((self.model.prompts[name] for name in names if self.model.prompts.get(name)), "")

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The model's vectors for whole texts."""
        encode = self.model.encode_query if role == "query" else self.model.encode_document
        return unit(encode(list(texts), batch_size=TEXTS_A_BATCH, show_progress_bar=False))


def _load(files: ModelFiles, **model_kwargs: Any) -> Any:
    """The sentence-transformers model on the processor, quietly. Raises ModelError."""
    # Read by the libraries while they are imported: their bars would break ours.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as library_log

    quiet: Any = library_log
    quiet.disable_progress_bar()
    folder = files.folder
    try:
        model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs=model_kwargs)
    except (OSError, ValueError, KeyError) as error:
        raise files.unusable(f"{folder} holds no model that sentence-transformers can read") from error
    known = getattr(model[0].auto_model.config, "max_position_embeddings", MAX_TOKENS)
    model.max_seq_length = min(MAX_TOKENS, known)
    return model.eval()


def fitting_precision() -> TorchPrecision:
    """bfloat16 where the processor has matrices of it, else it would be slower; told without importing torch."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").split()
    except OSError:  # not Linux
        return "float32"
    return "bfloat16" if "amx_bf16" in flags else "float32"
