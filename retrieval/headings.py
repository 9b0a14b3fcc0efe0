"""Whether a heading says what was asked: then the words under it are the answer, whatever words those are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from content_index.generation import LexicalScores
from content_index.ragged import Rows, places_of, sums
from retrieval.asked import Asked


def heading_matches(asked: Asked, rows: Rows, lexical: LexicalScores) -> tuple[npt.NDArray[np.float32], Rows]:
    """How nearly the heading of each section of the passages at `rows`, in order, says the question, 0 to 1.

    And where each passage's sections begin among them (one more: where the last ones end). A section without a heading
    of its own stands under the document's title.

    It is the squared product of the two shares, of the question and of the heading, that both hold. So only a heading
    that says nearly all of the question and little else counts; one that merely shares its topic, which BM25 has
    counted already, does not.
    """
    sections, starts = places_of(lexical.wording.section_starts, rows)
    ids, begin = lexical.wording.headings.gather(sections)
    shared = sums(asked.weights_of(ids), begin)
    said = sums(lexical.weights[ids], begin)
    product = asked.whole * said
    return np.divide(shared * shared, product, out=np.zeros_like(shared), where=product > 0) ** 2, starts


def best_of_each(matches: npt.NDArray[np.float32], starts: Rows) -> npt.NDArray[np.float32]:
    """The best match of each passage's sections; every passage has one."""
    return np.maximum.reduceat(matches, starts[:-1]) if len(matches) else np.zeros(0, np.float32)
