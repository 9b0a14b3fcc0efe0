from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from content_index.vectors import BrokenVectorsError, FlatVectors

VECTORS = np.eye(4, dtype=np.float32)


def test_the_nearest_come_first() -> None:
    rows, cosines = FlatVectors.build(VECTORS).search(np.array([0, 0.6, 0.8, 0], np.float32), 2)
    assert rows.tolist() == [2, 1]
    assert cosines.tolist() == pytest.approx([0.8, 0.6])


def test_only_allowed_rows_are_found_and_as_many_as_asked_for() -> None:
    rows, _ = FlatVectors.build(VECTORS).search(VECTORS[0], 2, np.array([1, 3, 2], np.int64))
    assert len(rows) == 2
    assert 0 not in rows


def test_more_than_there_are_gives_all_and_none_allowed_gives_none() -> None:
    index = FlatVectors.build(VECTORS)
    assert sorted(index.search(VECTORS[0], 99)[0].tolist()) == [0, 1, 2, 3]
    assert index.search(VECTORS[0], 5, np.zeros(0, np.int64))[0].tolist() == []


def test_saved_and_loaded_it_is_the_same(tmp_path: Path) -> None:
    FlatVectors.build(VECTORS).save(tmp_path / "v")
    np.testing.assert_array_equal(FlatVectors.load(tmp_path / "v").rows(), VECTORS)


@pytest.mark.parametrize("cut", [0, 10, 60])
def test_a_truncated_or_missing_file_is_told_in_words(tmp_path: Path, cut: int) -> None:
    FlatVectors.build(VECTORS).save(tmp_path / "v")
    (tmp_path / "v").write_bytes((tmp_path / "v").read_bytes()[:cut])
    for path in (tmp_path / "v", tmp_path / "none"):
        with pytest.raises(BrokenVectorsError, match=str(path)):
            FlatVectors.load(path)


def test_wrong_numbers_and_wrong_dimensions_are_told_in_words() -> None:
    with pytest.raises(BrokenVectorsError, match="finite"):
        FlatVectors.build(np.array([[np.nan, 1]], np.float32))
    with pytest.raises(BrokenVectorsError, match="dimensions"):
        FlatVectors.build(VECTORS).search(np.ones(3, np.float32), 1)
