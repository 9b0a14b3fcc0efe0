"""Documents become the rows of a generation; vectors are copied where the text was embedded before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from content_index.compact import CompactVectors
from content_index.gathering import Gathered
from content_index.generation_files import Contents
from content_index.model import Document, GenerationInfo, Passage, ReindexProgress
from content_index.pace import Pace
from content_index.passage_texts import passage_text, text_key
from content_index.ports import Embedder, PassageText, PassageVectors, ProgressListener

CHUNK = 64
"""Passages embedded between two progress events: two or three seconds on two cores."""


@dataclass(frozen=True)
class Assembly:
    """The next generation but for its lexical index, and how many passages the model had to embed for it."""

    contents: Contents
    embedded: int


def assemble(  # noqa: PLR0913 -- what comes in, what was there, and the means
    gathered: Gathered,
    old: Contents | None,
    embedder: Embedder,
    progress: ProgressListener,
    seconds: Callable[[], float],
    *,
    describe: Callable[[int, int], GenerationInfo],
    full: bool,
) -> Assembly:
    """Puts the documents in order and finds or makes a vector for every passage.

    `describe` makes the generation's description of the numbers of its documents and passages.
    """
    documents, passages = _documents_in_order(gathered, old)
    reusable = not full and old is not None and old.info.embedder == embedder.fingerprint
    found = _known_vectors(old) if old is not None and reusable else {}
    info = describe(len(documents), len(passages))
    # Where words are made otherwise than before, a passage that did not change may be read by the model as another.
    rows_before = _rows_by_passage(old, gathered) if old is not None and old.info.words == info.words else {}
    keys: list[str] = []
    wanted: dict[str, PassageText] = {}
    for passage in passages:
        row = rows_before.get(passage.id)
        if old is not None and row is not None and old.keys[row] in found:
            keys.append(old.keys[row])
            continue
        text = passage_text(documents[passage.document_id], passage)
        keys.append(text_key(text))
        if keys[-1] not in found:
            wanted[keys[-1]] = text
    found |= _embed(wanted, embedder, progress, seconds)
    vectors = [found[key] for key in keys]
    counts = np.array([len(passage.sentences) for passage in passages], np.int64)
    contents = Contents(
        info=info,
        files=gathered.files,
        documents=documents,
        passages=passages,
        keys=keys,
        vectors=np.stack([v.passage for v in vectors]) if vectors else np.zeros((0, 1), np.float32),
        sentence_vectors=CompactVectors.of(
            np.concatenate([v.sentences for v in vectors]) if vectors else np.zeros((0, 1), np.float32)
        ),
        sentence_offsets=np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]),
    )
    return Assembly(contents, len(wanted))


def _documents_in_order(gathered: Gathered, old: Contents | None) -> tuple[dict[str, Document], list[Passage]]:
    """Documents and passages in the order of the sources' files."""
    kept: dict[str, list[Passage]] = {}
    for passage in old.passages if old else ():
        kept.setdefault(passage.document_id, []).append(passage)
    documents: dict[str, Document] = {}
    passages: list[Passage] = []
    for record in gathered.files:
        read = gathered.read.get(record.document_id)
        if read is not None:
            documents[record.document_id] = read.document
            passages.extend(read.passages)
        elif old is not None:
            documents[record.document_id] = replace(old.documents[record.document_id], buyer_safe=record.buyer_safe)
            passages.extend(kept.get(record.document_id, ()))
    return documents, passages


def _known_vectors(old: Contents) -> dict[str, PassageVectors]:
    """The vectors of the generation before, by the text that they were made from."""
    starts = old.sentence_offsets
    return {
        key: PassageVectors(old.vectors[row], old.sentence_vectors.rows(slice(starts[row], starts[row + 1])))
        for row, key in enumerate(old.keys)
    }


def _rows_by_passage(old: Contents, gathered: Gathered) -> dict[str, int]:
    """Where the passages of documents that were not read anew stood; their text need not be looked at."""
    return {passage.id: row for row, passage in enumerate(old.passages) if passage.document_id not in gathered.read}


def _embed(
    wanted: Mapping[str, PassageText], embedder: Embedder, progress: ProgressListener, seconds: Callable[[], float]
) -> dict[str, PassageVectors]:
    """Embeds in chunks of like length, the longest first, so that the estimate of the time left only gets better."""
    ordered = sorted(wanted.items(), key=lambda item: _size(item[1]), reverse=True)
    pace = Pace(sum(_size(text) for text in wanted.values()), seconds)
    done: dict[str, PassageVectors] = {}
    for start in range(0, len(ordered), CHUNK):
        progress(ReindexProgress("embedding", start, len(ordered), pace.seconds_left()))
        chunk = ordered[start : start + CHUNK]
        embedded = embedder.embed_passages([text for _, text in chunk])
        done.update(zip((key for key, _ in chunk), embedded, strict=True))
        pace.did(sum(_size(text) for _, text in chunk))
    progress(ReindexProgress("embedding", len(ordered), len(ordered), 0.0))
    return done


def _size(text: PassageText) -> int:
    """Characters that the model reads of a passage."""
    return len(text.whole) + sum(map(len, text.sentences))
