"""Vectors of many dimensions laid out in two, so that what means the same lies together. Pure, and the same each time.

The layout starts from the two directions in which the vectors differ most (PCA), and is then pulled and pushed as UMAP
does it (McInnes, Healy, Melville: https://arxiv.org/abs/1802.03426, with its usual curve): neighbours draw each other,
others keep apart. PCA alone puts most of a language model's vectors on one heap. UMAP and t-SNE themselves take a
compiler, or half a minute of both cores that answers need: this takes about a second for 2,000 vectors.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Places = NDArray[np.float64]

_NEIGHBOURS = 10
_ROUNDS = 200
_OTHERS = 5
"""So many others push each point away, for each neighbour that draws it."""
_A, _B = 1.577, 0.895
"""The usual curve of UMAP, for points that may lie 0.1 apart."""
_SPREAD = 10.0
_GRAVITY = 0.02
"""Draws everything to the middle: groups that have nothing in common would part without end."""
_PUSHED = 4.0
"""No point is moved farther at once."""
_SEED = 20_261_124
_FEWEST = 3


def project(vectors: Vectors) -> Places:
    """A place for each vector (a row), between 0 and 1 both ways; the larger extent fills the whole of it."""
    count = len(vectors)
    if count == 0:
        return np.zeros((0, 2))
    unit = _unit(vectors)
    places = _principal(unit)
    if count > _FEWEST:
        places = _drawn_together(places, *_neighbours(unit, min(_NEIGHBOURS, count - 1)))
    return _fitted(places)


def nearest(vectors: Vectors, others: Vectors) -> Vectors:
    """How alike each vector is to each of the others, from -1 to 1: a row for each."""
    return np.asarray(_unit(vectors) @ _unit(others).T, np.float32)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)


def _principal(unit: Vectors) -> Places:
    """Along the two directions in which they differ most, each turned so that its largest part is positive."""
    centred = (unit - unit.mean(axis=0)).astype(np.float64)
    _, directions = np.linalg.eigh(centred.T @ centred)
    chosen = directions[:, ::-1][:, :2]
    chosen = chosen * np.sign(chosen[np.abs(chosen).argmax(axis=0), np.arange(chosen.shape[1])])
    places = centred @ chosen
    if places.shape[1] < 2:  # noqa: PLR2004 - vectors of one dimension
        places = np.pad(places, ((0, 0), (0, 2 - places.shape[1])))
    return np.asarray(places * (_SPREAD / max(float(np.abs(places).max(initial=0.0)), 1e-9)), np.float64)


def _neighbours(unit: Vectors, wanted: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of neighbours, both ways round."""
    alike = unit @ unit.T
    np.fill_diagonal(alike, -np.inf)
    near = np.argpartition(-alike, wanted - 1, axis=1)[:, :wanted]
    heads = np.repeat(np.arange(len(unit)), wanted)
    tails = near.ravel()
    return np.concatenate([heads, tails]), np.concatenate([tails, heads])


def _drawn_together(places: Places, heads: NDArray[np.intp], tails: NDArray[np.intp]) -> Places:
    count = len(places)
    random = np.random.default_rng(_SEED)
    # Points that lie on each other would never part.
    places = places + random.normal(0, 1e-3, places.shape)
    degree = np.maximum(np.bincount(heads, minlength=count), 1)[:, None]
    pushed = np.repeat(np.arange(count), _OTHERS)
    for step in range(_ROUNDS):
        apart = places[heads] - places[tails]
        squares = np.maximum((apart**2).sum(axis=1), 1e-12)
        pull = -2 * _A * _B * squares ** (_B - 1) / (1 + _A * squares**_B)
        drawn = _summed(heads, np.clip(pull[:, None] * apart, -_PUSHED, _PUSHED), count) / degree
        others = random.integers(0, count, len(pushed))
        apart = places[pushed] - places[others]
        squares = (apart**2).sum(axis=1)
        push = 2 * _B / ((1e-3 + squares) * (1 + _A * squares**_B))
        kept = _summed(pushed, np.clip(push[:, None] * apart, -_PUSHED, _PUSHED), count) / _OTHERS
        places = places + (1 - step / _ROUNDS) * (drawn + kept - _GRAVITY * places)
    return places


def _summed(heads: NDArray[np.intp], moves: Places, count: int) -> Places:
    return np.stack([np.bincount(heads, moves[:, axis], count) for axis in range(2)], axis=1)


def _fitted(places: Places) -> Places:
    """Into the square from 0 to 1, its shape kept; a few that lie far out do not press the rest together."""
    low, high = np.quantile(places, 0.005, axis=0), np.quantile(places, 0.995, axis=0)
    places = np.clip(places, low, high)
    extent = float(max((high - low).max(initial=0.0), 1e-9))
    return np.asarray((places - (low + high) / 2) / extent + 0.5, np.float64)
