"""All checks that need a document's text, one after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content_index.generation import VectorSearch
from content_index.health.conflicting import conflicts
from content_index.health.dead_links import SourceFiles, dead_links
from content_index.health.duplicates import near_duplicates
from content_index.health.images import images_without_text
from content_index.health.lengths import too_long
from content_index.health.model import Finding, Kind
from content_index.health.pages import Page, read_page
from content_index.model import Document, Failure, Passage
from content_index.ports import Vectors

if TYPE_CHECKING:
    from content_index.conflicts.model import Conflict

OF_TEXTS: tuple[Kind, ...] = ("dead-link", "conflict", "near-duplicate", "image-without-text", "too-long")
"""Kinds that need the text; all others follow from what is known of a document."""


@dataclass(frozen=True)
class Texts:
    """What is checked. `vectors` and `index` are those of `passages`; None where nothing was embedded.

    `conflicts` are those of a scan, None where none was made.
    """

    documents: Mapping[str, Document]
    passages: Sequence[Passage]
    markdown: Mapping[str, str]
    vectors: Vectors | None = None
    index: VectorSearch | None = None
    conflicts: Sequence[Conflict] | None = None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What can be looked for."""
        missing: set[Kind] = set()
        if self.vectors is None or self.index is None:
            missing.add("near-duplicate")
        if self.conflicts is None:
            missing.add("conflict")
        return tuple(kind for kind in OF_TEXTS if kind not in missing)


def pages_of(texts: Texts) -> dict[str, Page]:
    """Every document parsed, by its id."""
    held = texts.markdown
    return {one.id: read_page(one, held[one.id]) for one in texts.documents.values() if one.id in held}


def check_texts(
    texts: Texts, pages: Mapping[str, Page], files: Mapping[str, SourceFiles], kinds: Collection[Kind] = OF_TEXTS
) -> list[Finding]:
    """What is wrong of these kinds, as far as it can be looked for. `files` are those of each source."""
    wanted = set(kinds) & set(texts.kinds)
    found: list[Finding] = []
    if "dead-link" in wanted:
        found += dead_links(pages.values(), files)
    if "conflict" in wanted and texts.conflicts:
        named = {passage for one in texts.conflicts for passage in (one.first, one.second)}
        passages = {one.id: one for one in texts.passages if one.id in named}
        found += conflicts(texts.conflicts, passages, pages)
    if "near-duplicate" in wanted and texts.vectors is not None and texts.index is not None:
        found += near_duplicates(texts.passages, texts.vectors, texts.index, pages)
    if "image-without-text" in wanted:
        found += (one for page in pages.values() for one in images_without_text(page))
    if "too-long" in wanted:
        found += _too_long(texts.passages, pages)
    return found


def files_of(
    documents: Iterable[Document], failures: Iterable[Failure], listed: Mapping[str, frozenset[str]]
) -> dict[str, SourceFiles]:
    """What links may lead to: of sources that are `listed` every file, of others what the index knows of."""
    paths: dict[str, set[str]] = {}
    for document in documents:
        paths.setdefault(document.source, set()).add(document.path)
    for failure in failures:
        paths.setdefault(failure.source, set()).add(failure.path)
    known = {source: SourceFiles(frozenset(found)) for source, found in paths.items()}
    return known | {source: SourceFiles(found, all_known=True) for source, found in listed.items()}


def _too_long(passages: Iterable[Passage], pages: Mapping[str, Page]) -> Iterator[Finding]:
    for passage in passages:
        yield from too_long(pages[passage.document_id], [passage])
