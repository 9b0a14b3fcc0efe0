"""Small makers of documents, passages and findings, so that a test names only what it is about."""

from __future__ import annotations

from datetime import date

from content_index.model import Document, Passage, Section, Sentence
from retrieval.model import Quote, RankedPassage, Retrieved


def document(path: str = "pricing.md", **changes: object) -> Document:
    given = {
        "id": path.replace("/", "-"),
        "source": "playbooks",
        "path": path,
        "title": path.removesuffix(".md").capitalize(),
        "kind": "policy",
        "language": "en",
        "fingerprint": "1",
        "owner": "Dana Reyes",
        "reviewed": date(2026, 10, 12),
    }
    return Document(**(given | changes))


def passage(of: Document, text: str = "Two years earn 15% off. Three years earn 20%.", **changes: object) -> Passage:
    given = {
        "id": f"{of.id}-1",
        "document_id": of.id,
        "headings": ("Discounts",),
        "anchor": "discounts",
        "language": "en",
        "text": text,
        "sections": (Section(0, "Discounts", "discounts"),),
        "sentences": (Sentence(0, len(text)),),
    }
    return Passage(**(given | changes))


def retrieved(*ranked: tuple[Document, Passage, float], **changes: object) -> Retrieved:
    passages = tuple(RankedPassage(part, of, score) for of, part, score in ranked)
    quote = Quote(passages[0].passage.id, passages[0].passage.text, 0) if passages else None
    given = {
        "status": "answered",
        "confidence": 0.9,
        "passages": passages,
        "quote": quote,
        "say": None,
        "language": "en",
        "generation": "g1",
        "timings": {"search": 1.5},
    }
    return Retrieved(**(given | changes))
