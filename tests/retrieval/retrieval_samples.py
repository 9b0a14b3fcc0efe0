"""Small generations, read and indexed as the real ones are, with an embedder that hashes words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
from fakes import HashingEmbedder

from content_index.compact import CompactVectors
from content_index.generation import Generation
from content_index.lexical import LexicalIndex
from content_index.model import GenerationInfo, Source
from content_index.passage_texts import passage_text
from content_index.reading import FileReader
from content_index.vectors import VectorIndex
from retrieval.engine import RetrievalEngine

DIMENSIONS = 64

PRICING = """---
buyer_safe: true
---
# Pricing

## Discounts

Any discount above 15% needs the deal desk. Ask in #deal-desk before you promise one.

> [!SAY]
> Our price falls with every hundred seats.

> [!INTERNAL]
> The lowest discount we ever gave is 42% for Acme.

## Payment terms

Net 30 is standard. Net 60 needs approval by finance.
"""
SECURITY = """---
competitors: [Gitlab]
---
# Security

## Patching

| Severity | Patched within |
| --- | --- |
| Critical | 3 days |
| Medium | 40 days |

Customer Engineers (CE) answer questionnaires about security.
"""
SECRET = """---
audience: [finance]
kind: playbook
---
# Margins

The reseller margin is 30% for every region, and the discount floor is 50%.
"""
RUSSIAN = """# Скидки для партнёров

## Продление

Скидка на продление составляет десять процентов. Её утверждает финансовый отдел.
"""
PAGES = {"pricing.md": PRICING, "security.md": SECURITY, "margins.md": SECRET, "ru/skidki.md": RUSSIAN}


class Generations:
    """The generation that serves."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation

    def current(self) -> Generation:
        return self.generation


@cache
def sample() -> Generation:
    return build(PAGES)


@cache
def reader() -> FileReader:
    return FileReader()


def build(pages: dict[str, str]) -> Generation:
    embedder, source = HashingEmbedder(dimensions=DIMENSIONS), Source("pages", "memory")
    read = [reader().read(source, path, text.encode(), None) for path, text in pages.items()]
    documents = {one.document.id: one.document for one in read}
    passages = [passage for one in read for passage in one.passages]
    embedded = embedder.embed_passages([passage_text(documents[p.document_id], p) for p in passages])
    vectors = np.array([one.passage for one in embedded], np.float32).reshape(len(passages), DIMENSIONS)
    sentences = np.concatenate([np.zeros((0, DIMENSIONS)), *(one.sentences for one in embedded)])
    counts = [0, *(len(one.sentences) for one in embedded)]
    return Generation(
        info=GenerationInfo("g1", datetime(2026, 11, 24, tzinfo=UTC), embedder.fingerprint, len(read), len(passages)),
        documents=documents,
        passages=passages,
        document_rows=np.array([list(documents).index(p.document_id) for p in passages], np.int64),
        centroids=np.array([vectors[[p.document_id == d for p in passages]].mean(0) for d in documents]),
        vectors=VectorIndex.build(vectors),
        passage_vectors=vectors,
        sentence_vectors=CompactVectors.of(sentences.astype(np.float32)),
        sentence_offsets=np.cumsum(counts).astype(np.int64),
        lexical=LexicalIndex.build(passages, documents),
    )


def engine(generation: Generation | None = None) -> RetrievalEngine:
    return RetrievalEngine(Generations(generation or sample()), HashingEmbedder(dimensions=DIMENSIONS))


def as_of(generation: Generation, embedder: str) -> Generation:
    return replace(generation, info=replace(generation.info, embedder=embedder))
