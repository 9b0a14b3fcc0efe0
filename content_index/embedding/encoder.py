"""What a runtime must do with a model: texts become vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from content_index.ports import Role, Vectors

MAX_TOKENS = 512


class Encoder(Protocol):
    """One model in one runtime. Used by one thread at a time."""

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The model's vectors for texts, unit length, the prompt for their role before each.

        What a text has beyond the tokens that the model reads in one pass is left unread.
        """


def batches_by_length(lengths: Sequence[int], room: int) -> Iterator[list[int]]:
    """Places of texts in batches of like length, the longest first, so that little is padded.

    No batch is more than `room` long when every text in it is as long as its longest, unless it is one text.
    """
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda each: lengths[each], reverse=True):
        if batch and lengths[batch[0]] * (len(batch) + 1) > room:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def unit(vectors: npt.NDArray[np.float32]) -> Vectors:
    """Rows made unit length; one without length or with numbers that are not finite is left all zero."""
    clean = np.nan_to_num(np.asarray(vectors, np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    lengths = np.linalg.norm(clean, axis=-1, keepdims=True)
    return np.asarray(clean / np.where(lengths > 0, lengths, 1.0), np.float32)
