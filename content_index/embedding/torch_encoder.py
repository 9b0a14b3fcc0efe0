"""Any model, run by sentence-transformers. The only file that imports it, and torch but for the conversion."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from content_index.embedding.encoder import MAX_TOKENS, Role
from content_index.embedding.late_pooling import Span, unit
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

    @cached_property
    def document_prompt(self) -> str:
        """What stands before a document."""
        return self.prompt("document")

    @cached_property
    def pools_by_mean(self) -> bool:
        """Whether the model averages its tokens."""
        from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

        _, *after = self.model
        poolings = [module for module in after if isinstance(module, Pooling)]
        return len(poolings) == 1 and all(
            isinstance(module, Normalize) or (isinstance(module, Pooling) and module.pooling_mode == "mean")
            for module in after
        )

    def prompt(self, role: Role) -> str:
        """What the model wants before a text in this role."""
        names = ("document", "passage", "corpus") if role == "document" else ("query",)
        return next((self.model.prompts[name] for name in names if self.model.prompts.get(name)), "")

    def tokenize(self, text: str) -> tuple[list[int], list[Span]]:
        """Token ids, and the characters that each stands for."""
        encoded = self.model.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        return encoded["input_ids"], encoded["offset_mapping"]

    def forward(self, rows: list[list[int]]) -> list[tuple[Vectors, Vectors]]:
        """The model's own vector for each row of token ids, and one for each of its tokens."""
        import torch

        before, after = self.specials
        whole = [[*before, *row, *after] for row in rows]
        model = self.model
        with torch.inference_mode():
            features = model.tokenizer.pad({"input_ids": whole}, padding=True, return_tensors="pt")
            output = model({name: value.to(model.device) for name, value in features.items()})
            vectors = output["sentence_embedding"].float().cpu().numpy()
            token_vectors = output["token_embeddings"].float().cpu().numpy()
        return [
            (vector, matrix[len(before) : len(before) + len(row)])
            for row, vector, matrix in zip(rows, vectors, token_vectors, strict=True)
        ]

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
    """bfloat16 where the processor computes in it, for it is several times as fast; told without importing torch."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").split()
    except OSError:  # not Linux
        return "float32"
    return "bfloat16" if {"avx512_bf16", "amx_bf16"} & set(flags) else "float32"
