"""One pass of the model over a passage gives the vector of the passage and those of its sentences.

A sentence's vector is the mean of its tokens' vectors, each of which has seen the whole passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from content_index.ports import PassageText, PassageVectors, Vectors

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A passage as one string, with the character spans of its context and of each sentence."""

    text: str
    context: Span
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Token positions that the model reads in one pass: the context again, and a stretch of the rest."""

    context: tuple[int, ...]
    body: tuple[int, ...]

    @property
    def tokens(self) -> tuple[int, ...]:
        """All positions, in reading order."""
        return self.context + self.body


def lay_out(text: PassageText, prompt: str = "") -> LaidOut:
    """The passage's text with the model's prompt for documents before it, and where its sentences stand."""
    head = prompt + text.context
    starts = np.cumsum([len(head) + 1, *(len(sentence) + 1 for sentence in text.sentences)]).tolist()
    spans = tuple((start, end - 1) for start, end in pairwise(starts))
    return LaidOut(prompt + text.text, (len(prompt), len(head)), spans)


def windows(offsets: Sequence[Span], laid_out: LaidOut, room: int) -> list[Window]:
    """Cuts tokens into stretches of at most `room`; each has the context before it, at most a quarter of the room."""
    head = [place for place, (start, _) in enumerate(offsets) if start < laid_out.context[1]]
    body = [place for place, (start, _) in enumerate(offsets) if start >= laid_out.context[1]]
    if len(offsets) > room:
        head = head[: room // 4]
    size = max(1, room - len(head))
    cuts = range(0, max(len(body), 1), size)
    return [Window(tuple(head), tuple(body[cut : cut + size])) for cut in cuts]


def pool(
    laid_out: LaidOut,
    offsets: Sequence[Span],
    seen: Sequence[tuple[Window, Vectors, Vectors]],
    context_weight: float,
) -> PassageVectors:
    """The vectors of one passage from what the model made of its windows.

    `seen` holds for each window its own vector and those of its tokens. `context_weight` (0 to 1) is the share of the
    context's mean in a sentence's vector. A sentence without a token (a picture, say) gets the passage's vector.
    """
    passage = unit(sum_of([vector * len(window.tokens) for window, vector, _ in seen]))
    body = np.concatenate([tokens[len(window.context) :] for window, _, tokens in seen])
    starts = np.array([offsets[place][0] for window, _, _ in seen for place in window.body], np.int64)
    context = seen[0][2][: len(seen[0][0].context)]
    above = unit(context.mean(axis=0)) if len(context) else np.zeros_like(passage)
    sentences = np.empty((len(laid_out.sentences), len(passage)), np.float32)
    for row, (start, end) in enumerate(laid_out.sentences):
        first, last = np.searchsorted(starts, (start, end))
        if first == last:
            sentences[row] = passage
            continue
        own = unit(body[first:last].mean(axis=0))
        sentences[row] = unit((1 - context_weight) * own + context_weight * above)
    return PassageVectors(passage, sentences)


def sum_of(vectors: Sequence[Vectors]) -> Vectors:
    """The sum of rows."""
    return np.asarray(np.sum(np.stack(vectors), axis=0), np.float32)


def unit(vectors: npt.NDArray[np.float32]) -> Vectors:
    """Rows made unit length; one without length or with numbers that are not finite is left all zero."""
    clean = np.nan_to_num(np.asarray(vectors, np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    lengths = np.linalg.norm(clean, axis=-1, keepdims=True)
    return np.asarray(clean / np.where(lengths > 0, lengths, 1.0), np.float32)
