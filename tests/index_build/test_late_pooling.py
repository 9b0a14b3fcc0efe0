from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from content_index.embedding.late_pooling import lay_out, pool, unit, windows
from content_index.ports import PassageText

words = st.text("abc é", max_size=30)
texts = st.builds(PassageText, words, st.lists(words, max_size=6).map(tuple))


@given(texts, st.sampled_from(["", "passage: "]))
def test_spans_are_where_the_sentences_stand(text: PassageText, prompt: str) -> None:
    laid_out = lay_out(text, prompt)
    assert laid_out.text == prompt + text.text
    assert [laid_out.text[start:end] for start, end in laid_out.sentences] == list(text.sentences)


@given(texts, st.integers(4, 40))
def test_windows_hold_every_token_of_the_sentences_once_and_never_too_many(text: PassageText, room: int) -> None:
    laid_out = lay_out(text)
    offsets = [found.span() for found in re.finditer(r"\S", laid_out.text)]
    cut = windows(offsets, laid_out, room)
    assert all(len(window.tokens) <= room for window in cut)
    body = [place for window in cut for place in window.body]
    assert body == [place for place, (start, _) in enumerate(offsets) if start >= laid_out.context[1]]


@given(texts, st.integers(4, 40), st.floats(0, 1))
def test_each_sentence_has_a_vector_of_unit_length(text: PassageText, room: int, weight: float) -> None:
    laid_out = lay_out(text)
    offsets = [found.span() for found in re.finditer(r"\S", laid_out.text)]
    seen = [
        (window, np.ones(3, np.float32), np.ones((len(window.tokens), 3), np.float32) * 2)
        for window in windows(offsets, laid_out, room)
    ]
    pooled = pool(laid_out, offsets, seen, weight)
    assert pooled.sentences.shape == (len(text.sentences), 3)
    if offsets:
        np.testing.assert_allclose(np.linalg.norm(pooled.sentences, axis=1), 1, atol=1e-5)


def test_a_sentence_is_the_mean_of_its_own_tokens() -> None:
    laid_out = lay_out(PassageText("t", ("aa", "b")))
    offsets = [(0, 1), (2, 3), (3, 4), (5, 6)]
    (window,) = windows(offsets, laid_out, 100)
    tokens = np.array([[9, 9], [1, 0], [1, 0], [0, 1]], np.float32)
    pooled = pool(laid_out, offsets, [(window, np.array([1, 1], np.float32), tokens)], 0)
    np.testing.assert_allclose(pooled.sentences, [[1, 0], [0, 1]], atol=1e-6)


def test_what_is_not_finite_never_reaches_an_index() -> None:
    vectors = unit(np.array([[np.nan, np.inf], [3, 4]], np.float32))
    np.testing.assert_allclose(vectors, [[0, 0], [0.6, 0.8]], atol=1e-6)
