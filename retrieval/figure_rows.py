"""Which rows and items of a passage hold a figure that a question names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from content_index.model import Passage
from content_index.wording import Mark
from retrieval.figures import Figure, fitting

Marks = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


def joined(marks: Marks) -> Flags:
    """Of each sentence whether it may be shown together with the one before: no head of a table is."""
    head = (marks & Mark.HEAD) > 0
    joins = ((marks & Mark.JOINS) > 0) & ~head
    joins[1:] &= ~head[:-1]
    return np.asarray(joins, bool)


def sentences_that_fit(passage: Passage, marks: Marks, figures: Sequence[Figure]) -> Flags:
    """Which sentences hold a figure that was asked for: rows and items are compared with their neighbours.

    `marks` are those of the passage's sentences.
    """
    fits = np.zeros(len(marks), bool)
    if not figures:
        return fits
    joins = joined(marks)
    head = ""
    run: list[int] = []
    for place in range(len(marks) + 1):
        if run and (place == len(marks) or not joins[place]):
            texts = [passage.sentence_text(passage.sentences[one]) for one in run]
            fits[[run[row] for row in fitting(figures, texts, head, passage.language)]] = True
            run = []
        if place == len(marks):
            break
        sentence, is_head = passage.sentences[place], marks[place] & Mark.HEAD
        if is_head or sentence.kind != "row":
            head = passage.sentence_text(sentence) if is_head else ""
        if not is_head:
            run.append(place)
    return fits
