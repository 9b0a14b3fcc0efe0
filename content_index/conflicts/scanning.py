"""Compares the passages of a generation that may speak of the same, and takes over what an earlier scan found."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from content_index.conflicts.model import Conflict, Scan
from content_index.conflicts.pairing import pairs_of, same_headings
from content_index.conflicts.read_once import ReadOnce
from content_index.disagreement.comparing import SURE, disagreement
from content_index.disagreement.model import Statements
from content_index.disagreement.statements import read
from content_index.generation import VectorSearch
from content_index.generation_files import Contents
from content_index.model import Document, Passage

KEPT_FROM = SURE
"""The likelihood from which on a conflict is kept, of a pair the likeliest; who shows one may draw a stricter line."""
_BETWEEN_LOOKS = 256
"""Pairs that are compared before the scan looks whether its result is still wanted."""


class NotWantedError(Exception):
    """Nobody wants the result of a scan any more."""


def scan(
    contents: Contents,
    index: VectorSearch,
    before: Scan | None,
    folder: Path,
    wanted: Callable[[], bool] = lambda: True,
) -> Scan:
    """The conflicts of a generation.

    With `before`, an earlier scan, only pairs with a new passage are compared: one whose title, headings or text is
    new, or that there are more of than before. Of those the result is that of a scan from nothing. Pairs of passages
    that were there before are taken over as they are: also one that newer passages would have pushed out of the
    nearest, and not one that has moved up among the nearest because others went. With more than 20,000 passages FAISS
    looks into the nearest lists only, of which each generation makes its own.

    `folder` takes an unnamed file. Raises NotWantedError when `wanted` says no, and OSError.
    """
    digests = [digest(contents.documents[passage.document_id], passage) for passage in contents.passages]
    rows = _document_rows(contents)
    if before is not None and before.embedder != contents.info.embedder:
        before = None
    new = _new(digests, before)
    carried = list(_carried(contents, digests, rows, new, before)) if before else []
    headed = same_headings(contents.passages, contents.documents)
    pairs = pairs_of(contents.vectors, index, rows, headed, new)
    found, failed = [], 0
    with ReadOnce(lambda row: _read(contents, row), folder) as statements:
        for number, (first, second) in enumerate(pairs.tolist()):
            if number % _BETWEEN_LOOKS == 0 and not wanted():
                raise NotWantedError
            try:
                conflict = _compared(contents, statements, first, second)
            except OSError:
                raise
            except Exception:  # noqa: BLE001 -- one odd passage must not keep all others from being compared
                failed += 1
            else:
                found += [conflict] if conflict else []
    ids = [passage.id for passage in contents.passages]
    return Scan(
        contents.info.id,
        contents.info.embedder,
        tuple(sorted([*carried, *found], key=lambda one: (one.first, one.second))),
        dict(zip(ids, digests, strict=True)),
        read=statements.passages,
        compared=len(pairs),
        carried=len(carried),
        failed=failed,
    )


def digest(document: Document, passage: Passage) -> str:
    """The same for two passages only if they are read alike: same title, headings and text."""
    joined = "\x00".join((document.title, *passage.headings, passage.text))
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _document_rows(contents: Contents) -> npt.NDArray[np.int64]:
    places = {document_id: row for row, document_id in enumerate(contents.documents)}
    return np.array([places[passage.document_id] for passage in contents.passages], np.int64)


def _new(digests: list[str], before: Scan | None) -> npt.NDArray[np.bool_]:
    known = Counter(before.digests.values()) if before else Counter[str]()
    now = Counter(digests)
    return np.array([now[each] > known[each] for each in digests], bool)


def _carried(
    contents: Contents, digests: list[str], documents: npt.NDArray[np.int64], new: npt.NDArray[np.bool_], before: Scan
) -> Iterator[Conflict]:
    """What was found of passages that are still there, wherever they are now."""
    by_digest: dict[str, list[int]] = {}
    for row, each in enumerate(digests):
        if not new[row]:
            by_digest.setdefault(each, []).append(row)
    told = set()
    for one in before.conflicts:
        for first in by_digest.get(before.digests[one.first], ()):
            for second in by_digest.get(before.digests[one.second], ()):
                pair = frozenset((first, second))
                if documents[first] != documents[second] and pair not in told:
                    told.add(pair)
                    yield _between(contents, (first, second), one)


def _between(contents: Contents, rows: tuple[int, int], found: Conflict) -> Conflict:
    first, second = (contents.passages[row].id for row in rows)
    return replace(found, first=first, second=second)


def _read(contents: Contents, row: int) -> Statements:
    passage = contents.passages[row]
    title = contents.documents[passage.document_id].title
    return read(title, " › ".join(passage.headings), passage.text, passage.sentences)


def _compared(contents: Contents, statements: ReadOnce, first: int, second: int) -> Conflict | None:
    one, other = statements[first], statements[second]
    if not (one.claims and other.claims):
        return None
    found = disagreement(one, other, KEPT_FROM)
    if found is None:
        return None
    return Conflict(
        contents.passages[first].id,
        contents.passages[second].id,
        found.kind,
        found.first,
        found.second,
        found.first_value,
        found.second_value,
        found.likelihood,
    )
