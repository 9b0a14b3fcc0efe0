"""Documents become the rows of a generation; vectors are copied where the text was embedded before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from content_index.compact import CompactVectors
from content_index.gathering import Gathered
from content_index.generation_files import Contents, FileRecord
from content_index.model import Document, GenerationInfo, Passage, ReindexProgress
from content_index.pace import Pace
from content_index.passage_file import PassagesTakenOver
from content_index.passage_texts import passage_text, text_key
from content_index.ports import Embedder, PassageText, PassageVectors, ProgressListener, Vectors
from content_index.ragged import Rows, places_of

CHUNK = 64
"""Passages embedded between two progress events: two or three seconds on two cores."""


@dataclass(frozen=True)
class Placed:
    """Documents and passages in the order of the sources' files.

    By passage: the place of its document (`document_rows`) and its row in the generation before (`rows`), -1 where its
    document was read anew.
    """

    documents: Mapping[str, Document]
    passages: Sequence[Passage]
    document_rows: Rows
    rows: Rows


@dataclass(frozen=True)
class Assembly:
    """The next generation but for its lexical index, and how many passages the model had to embed for it."""

    contents: Contents
    embedded: int


def place(gathered: Gathered, old: Contents | None) -> Placed:
    """What the next generation consists of; passages of documents that were not read anew are not even looked at."""
    rows_before = _rows_of_documents(old) if old else {}
    documents: dict[str, Document] = {}
    new: list[Passage] = []
    rows: list[Rows] = [np.zeros(0, np.int64)]
    for record in gathered.files:
        read = gathered.read.get(record.document_id)
        if read is not None:
            documents[record.document_id] = read.document
            new.extend(read.passages)
            rows.append(np.full(len(read.passages), -1))
        elif old is not None:
            documents[record.document_id] = replace(old.documents[record.document_id], buyer_safe=record.buyer_safe)
            rows.append(rows_before[record.document_id])
    together = np.concatenate(rows)
    passages = PassagesTakenOver(old.passages, together.tolist(), new) if old else new
    document_rows = np.repeat(np.arange(len(documents)), [len(each) for each in rows[1:]])
    return Placed(documents, passages, document_rows, together)


def assemble(  # noqa: PLR0913 -- what comes in, what was there, and the means
    placed: Placed,
    old: Contents | None,
    embedder: Embedder,
    progress: ProgressListener,
    seconds: Callable[[], float],
    *,
    info: GenerationInfo,
    files: Sequence[FileRecord],
    full: bool,
) -> Assembly:
    """Finds or makes a vector for every passage. `full`: makes them all."""
    known = old if old and not full and old.info.embedder == embedder.fingerprint else None
    # Where words are made otherwise than before, a passage that did not change may be read by the model as another.
    rows = placed.rows if known and known.info.words == info.words else None
    keys, wanted = _keys(placed, known, rows)
    embedded = _embed(wanted, embedder, progress, seconds)
    vectors, sentence_vectors, offsets = _vectors(keys, known, embedded)
    contents = Contents(
        info=info,
        files=files,
        documents=placed.documents,
        passages=placed.passages,
        document_rows=placed.document_rows,
        keys=keys,
        vectors=vectors,
        sentence_vectors=sentence_vectors,
        sentence_offsets=offsets,
    )
    return Assembly(contents, len(wanted))


def _rows_of_documents(old: Contents) -> dict[str, Rows]:
    """The rows of each document's passages."""
    order = np.argsort(old.document_rows, kind="stable")
    ends = np.cumsum(np.bincount(old.document_rows, minlength=len(old.documents)))
    return dict(zip(old.documents, np.split(order, ends[:-1]), strict=True)) if old.documents else {}


def _keys(placed: Placed, old: Contents | None, rows: Rows | None) -> tuple[list[str], dict[str, PassageText]]:
    """By passage the key of its text, and the texts by key whose vectors `old` has not got.

    The text of a passage that stands in one of `rows` need not be looked at.
    """
    known = set(old.keys) if old else set()
    keys: list[str] = []
    wanted: dict[str, PassageText] = {}
    for place in range(len(placed.passages)):
        if old is not None and rows is not None and rows[place] >= 0:
            keys.append(old.keys[rows[place]])
            continue
        passage = placed.passages[place]
        text = passage_text(placed.documents[passage.document_id], passage)
        keys.append(text_key(text))
        if keys[-1] not in known:
            wanted[keys[-1]] = text
    return keys, wanted


def _vectors(
    keys: Sequence[str], old: Contents | None, embedded: Mapping[str, PassageVectors]
) -> tuple[Vectors, CompactVectors, Rows]:
    """The vectors of passages and of their sentences, and where each passage's sentences begin: `Contents` tells."""
    known = {key: row for row, key in enumerate(old.keys)} if old else {}
    passages, sentences, starts = [], [], np.zeros(1, np.int64)
    if old is not None and known:
        passages.append(old.vectors)
        sentences.append(old.sentence_vectors)
        starts = old.sentence_offsets
    if embedded:
        known |= {key: len(starts) - 1 + place for place, key in enumerate(embedded)}
        passages.append(np.stack([vectors.passage for vectors in embedded.values()]))
        sentences.append(CompactVectors.of(np.concatenate([vectors.sentences for vectors in embedded.values()])))
        counts = [len(vectors.sentences) for vectors in embedded.values()]
        starts = np.concatenate([starts, starts[-1] + np.cumsum(counts)])
    if not keys:
        return np.zeros((0, 1), np.float32), CompactVectors.of(np.zeros((0, 1), np.float32)), np.zeros(1, np.int64)
    rows = np.array([known[key] for key in keys], np.int64)
    places, offsets = places_of(starts, rows)
    return np.concatenate(passages)[rows], CompactVectors.on_end(sentences).taken(places), offsets


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
