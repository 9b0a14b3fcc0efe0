"""Documents of whose metadata something was left out: a wrong value, a misspelt key, a header that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content_index.health.model import Finding, Place
from content_index.model import Document


def wrong_metadata(documents: Iterable[Document]) -> Iterator[Finding]:
    """One finding for each problem that was met when the document was read."""
    for one in documents:
        for problem in one.metadata_problems:
            yield Finding("wrong-metadata", "warning", Place(one.id, one.source, one.path), parts={"problem": problem})
