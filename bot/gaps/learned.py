"""The bundled model's vectors, turned so that questions that ask for one thing come closer, whatever the trade.

The model was made to tell what a sentence is about, and of two calls about one product that is the product. What tells
the one question from the other was learned by `benchmarks/fit_reading.py`; it is known for that model alone, and
vectors of any other stay as they are.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np

from content_index.ports import Vectors

MODEL = "bundled@a12efc059760"
"""The model as its fingerprint begins."""
FILE = Path(__file__).with_name("learned.npy")


def turned(vector: Vectors, fingerprint: str) -> Vectors:
    """A vector of the model with this fingerprint, as it is compared: at unit length."""
    if fingerprint.partition(" ")[0] == MODEL:
        vector = vector @ learned()
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


@cache
def learned() -> Vectors:
    """Shape (dimensions, dimensions)."""
    return np.asarray(np.load(FILE), np.float32)


@cache
def edition() -> str:
    """Names what was learned."""
    return hashlib.blake2b(FILE.read_bytes(), digest_size=6).hexdigest()
