"""Any model, run by sentence-transformers: one that embeds, or one that scores pairs of texts.

The only file that imports it, and torch but for the conversion.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from content_index.embedding.encoder import MAX_TOKENS, unit
from content_index.embedding.model_files import ModelFiles
from content_index.ports import Prompts, Role, Vectors

TorchPrecision = Literal["float32", "bfloat16"]
TEXTS_A_BATCH = 32
PAIRS_A_BATCH = 4
"""Some 1,000 tokens, the longest pairs together: little is padded."""


class TorchEncoder:
    """An Encoder over `model`, as sentence-transformers knows it.

    `prompts` stand before the texts. `threads` None: as many as there are processors. `attention` names the
    implementation that transformers shall use. Raises ModelError where the model cannot be loaded.
    """

    def __init__(
        self,
        files: ModelFiles,
        precision: TorchPrecision,
        prompts: Prompts,
        threads: int | None,
        attention: str | None = None,
    ) -> None:
        import torch

        if threads is not None:
            torch.set_num_threads(threads)
        self.model = _load(files, dtype=precision, attn_implementation=attention)
        self._prompts = prompts

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

    @property
    def pools_prompts(self) -> bool:
        """Whether a prompt counts in the vector as all other words do."""
        return all(getattr(part, "include_prompt", True) for part in self.model)

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The model's vectors for whole texts."""
        encode = self.model.encode_query if role == "query" else self.model.encode_document
        prompt = self._prompts.get(role, "")
        return unit(encode(list(texts), prompt=prompt, batch_size=TEXTS_A_BATCH, show_progress_bar=False))


class TorchPairScorer:
    """A cross-encoder: it reads two texts together.

    `threads` None: as many as there are processors. Raises ModelError where the model cannot be loaded, or gives a pair
    anything but one score.
    """

    def __init__(self, files: ModelFiles, threads: int | None) -> None:
        import torch

        if threads is not None:
            torch.set_num_threads(threads)
        _hushed()
        from sentence_transformers import CrossEncoder

        with _model_errors(files, "no cross-encoder"):
            self._model: Any = CrossEncoder(
                # Near scores would be the same in bfloat16.
                str(files.folder),
                device="cpu",
                local_files_only=True,
                model_kwargs={"dtype": "float32"},
            )
        if not files.scores_pairs or self._model.num_labels != 1:
            # The library gives any other model a head of random numbers, which would shuffle the passages.
            raise files.unusable(f"{files.folder} holds no cross-encoder that gives two texts one score")
        self._model.max_seq_length = min(MAX_TOKENS, _positions(self._model.model))
        self._model.eval()

    def scores(self, one: str, others: Sequence[str]) -> npt.NDArray[np.float32]:
        """How well each of the others fits the one; higher is better. What has no place in one pass is left unread."""
        pairs = [(one, other) for other in others]
        return np.asarray(self._model.predict(pairs, batch_size=PAIRS_A_BATCH, show_progress_bar=False), np.float32)


def _hushed() -> None:
    """Before the libraries are imported: their bars would break ours."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from transformers.utils import logging as library_log

    quiet: Any = library_log
    quiet.disable_progress_bar()


@contextmanager
def _model_errors(files: ModelFiles, what: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError) as error:
        raise files.unusable(f"{files.folder} holds {what} that sentence-transformers can read") from error


def _load(files: ModelFiles, **model_kwargs: Any) -> Any:
    """The sentence-transformers model on the processor, quietly. Raises ModelError."""
    _hushed()
    from sentence_transformers import SentenceTransformer

    with _model_errors(files, "no model"):
        model: Any = SentenceTransformer(
            str(files.folder), device="cpu", local_files_only=True, model_kwargs=model_kwargs
        )
    if (body := getattr(model[0], "auto_model", None)) is not None:  # a table of words' vectors has no such thing
        model.max_seq_length = min(MAX_TOKENS, _positions(body))
    return model.eval()


def _positions(body: Any) -> int:
    """How many tokens have a place in the model. Where it keeps a place for padding, it counts from the one after."""
    for name, module in body.named_modules():
        if name.endswith("position_embeddings") and hasattr(module, "num_embeddings"):
            kept = 0 if module.padding_idx is None else module.padding_idx + 1
            return int(module.num_embeddings) - kept
    return int(getattr(body.config, "max_position_embeddings", None) or MAX_TOKENS)


def fitting_precision() -> TorchPrecision:
    """bfloat16 where the processor has matrices of it, else it would be slower; told without importing torch."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").split()
    except OSError:  # not Linux
        return "float32"
    return "bfloat16" if "amx_bf16" in flags else "float32"
