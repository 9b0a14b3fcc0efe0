from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_index import postings
from content_index.postings import Postings

PASSAGES = 300


def random_postings(seed: int, terms: int = 12) -> Postings:
    """Terms from those that nearly every passage holds to those that none does."""
    random = np.random.default_rng(seed)
    held = [np.flatnonzero(random.random(PASSAGES) < share) for share in np.linspace(0.9, 0, terms)]
    rows = np.concatenate(held).astype(np.int32)
    starts = np.cumsum([0, *map(len, held)]).astype(np.int64)
    return Postings(starts, rows, random.random(len(rows)).astype(np.float32) + np.float32(0.01), PASSAGES)


@settings(deadline=None)
@given(
    st.integers(0, 1000),
    st.lists(st.dictionaries(st.integers(0, 11), st.sampled_from([0.2, 0.5, 1.0]), max_size=4), max_size=8),
    st.integers(1, 60),
    st.booleans(),
    st.sampled_from([1, 100, 10_000]),
)
def test_the_best_are_those_that_adding_everything_up_finds(seed, asked, count, filtered, worth_skipping) -> None:
    random, made = np.random.default_rng(seed), random_postings(seed)
    allowed = random.random(PASSAGES) < 0.5 if filtered else None
    every = made.at(asked, np.arange(PASSAGES))
    if allowed is not None:
        every = np.where(allowed, every, 0)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(postings, "WORTH_SKIPPING", worth_skipping)
        rows = made.best(asked, count, allowed)
    assert len(rows) == min(count, int((every > 0).sum()))
    np.testing.assert_allclose(np.sort(every[rows])[::-1], np.sort(every)[::-1][: len(rows)], rtol=1e-5)
    assert np.all(np.diff(rows) > 0)


def test_saved_and_loaded_they_are_the_same(tmp_path: Path) -> None:
    made = random_postings(1)
    made.save(tmp_path)
    loaded = Postings.load(tmp_path, PASSAGES)
    for term in range(12):
        assert np.array_equal(made.holders(term), loaded.holders(term))
    assert np.array_equal(
        made.at([{3: 1.0, 2: 0.5}], np.arange(PASSAGES)), loaded.at([{3: 1.0, 2: 0.5}], np.arange(PASSAGES))
    )
