from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_index.vectors import EXACT_UP_TO, BrokenVectorsError, VectorIndex

VECTORS = np.eye(4, dtype=np.float32)


def test_the_nearest_come_first() -> None:
    rows, cosines = VectorIndex.build(VECTORS).search(np.array([0, 0.6, 0.8, 0], np.float32), 2)
    assert rows.tolist() == [2, 1]
    assert cosines.tolist() == pytest.approx([0.8, 0.6])


def test_only_allowed_rows_are_found_and_as_many_as_asked_for() -> None:
    rows, _ = VectorIndex.build(VECTORS).search(VECTORS[0], 2, np.array([1, 3, 2], np.int64))
    assert len(rows) == 2
    assert 0 not in rows


def test_more_than_there_are_gives_all_and_none_allowed_gives_none() -> None:
    index = VectorIndex.build(VECTORS)
    assert sorted(index.search(VECTORS[0], 99)[0].tolist()) == [0, 1, 2, 3]
    assert index.search(VECTORS[0], 5, np.zeros(0, np.int64))[0].tolist() == []


def test_saved_and_loaded_it_finds_the_same(tmp_path: Path) -> None:
    VectorIndex.build(VECTORS).save(tmp_path / "v")
    rows, _ = VectorIndex.load(tmp_path / "v", VECTORS).search(VECTORS[2], 1)
    assert rows.tolist() == [2]


def test_an_index_of_other_vectors_is_told_in_words(tmp_path: Path) -> None:
    VectorIndex.build(VECTORS).save(tmp_path / "v")
    with pytest.raises(BrokenVectorsError, match="other vectors"):
        VectorIndex.load(tmp_path / "v", VECTORS[:3])


@pytest.mark.parametrize("cut", [0, 10, 60])
def test_a_truncated_or_missing_file_is_told_in_words(tmp_path: Path, cut: int) -> None:
    VectorIndex.build(VECTORS).save(tmp_path / "v")
    (tmp_path / "v").write_bytes((tmp_path / "v").read_bytes()[:cut])
    for path in (tmp_path / "v", tmp_path / "none"):
        with pytest.raises(BrokenVectorsError, match=str(path)):
            VectorIndex.load(path, VECTORS)


def test_wrong_numbers_and_wrong_dimensions_are_told_in_words() -> None:
    with pytest.raises(BrokenVectorsError, match="finite"):
        VectorIndex.build(np.array([[np.nan, 1]], np.float32))
    with pytest.raises(BrokenVectorsError, match="dimensions"):
        VectorIndex.build(VECTORS).search(np.ones(3, np.float32), 1)


@cache
def many() -> VectorIndex:
    """More than are compared one by one, in clusters as texts are."""
    random = np.random.default_rng(7)
    centres = random.normal(size=(200, 24))
    vectors = centres[random.integers(0, 200, EXACT_UP_TO + 2_000)] + random.normal(size=(EXACT_UP_TO + 2_000, 24))
    return VectorIndex.build((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32))


def test_of_many_vectors_nearly_all_of_the_nearest_are_found() -> None:
    index, found = many(), 0
    for row in range(0, 2_000, 20):
        exact, _ = index.compare(index.vectors[row], 10, np.arange(len(index)))
        found += len(np.intersect1d(index.search(index.vectors[row], 10)[0], exact))
    assert found >= 950


@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 30, 2_000, EXACT_UP_TO + 500]))
@settings(max_examples=15, deadline=None)
def test_of_many_vectors_as_many_allowed_ones_are_found_as_asked_for(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    index = many()
    allowed = np.sort(random.choice(len(index), count, replace=False))
    rows, cosines = index.search(index.vectors[int(random.integers(len(index)))], 50, allowed)
    assert len(rows) == min(50, count) == len(set(rows.tolist()))
    assert np.isin(rows, allowed).all()
    assert np.all(np.diff(cosines) <= 1e-6)
