from __future__ import annotations

import io
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from digest_samples import BEFORE, BUSY, END, START, WEEKLY, days
from PIL import Image

from bot.digests.chart import chart_png
from bot.digests.model import Digest
from bot.insights.model import Period

WEEK = days((12, 3, 2), (31, 5, 4), (28, 2, 9), (19, 4, 1), (22, 0, 3), (0, 0, 0), (2, 1, 0), (9, 1, 1))
DIGEST = Digest(WEEKLY, Period(START, END), END, BUSY, BEFORE, WEEK)
ANSWERED, UNSURE, NO_ANSWER = (0, 114, 178), (230, 159, 0), (29, 28, 29)
# What people without one of the three kinds of cones see (Machado, Oliveira and Fernandes, 2009), severity 1.
BLIND = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def pixels(picture: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))


def count(picture: bytes, colour: tuple[int, int, int]) -> int:
    return int((pixels(picture) == colour).all(axis=2).sum())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_it_is_small_and_twice_as_fine_as_it_is_shown(language: str) -> None:
    picture = chart_png(DIGEST, language)
    assert len(picture) < 60_000
    assert Image.open(io.BytesIO(picture)).size == (720, 448)


def test_the_same_digest_gives_the_same_bytes() -> None:
    assert chart_png(DIGEST) == chart_png(DIGEST)
    assert chart_png(DIGEST) != chart_png(DIGEST, "ru")


def test_it_stands_on_a_card_of_its_own_with_a_border() -> None:
    picture = chart_png(DIGEST)
    assert np.asarray(Image.open(io.BytesIO(picture)).convert("RGBA"))[..., 3].min() == 255
    seen = pixels(picture)
    edges = (seen[0], seen[-1], seen[:, 0], seen[:, -1])
    assert all(edge.max() < 200 for edge in edges)
    assert (seen[4:-4, 4:10] == 255).all()


def test_as_much_is_coloured_as_was_answered() -> None:
    picture = chart_png(replace(DIGEST, days=days((10, 0, 0), (0, 10, 0), (0, 0, 10))))
    answered, unsure = count(picture, ANSWERED), count(picture, UNSURE)
    assert answered == pytest.approx(unsure, rel=0.02)
    more = chart_png(replace(DIGEST, days=days((20, 0, 0), (0, 10, 0), (0, 0, 10))))
    assert count(more, ANSWERED) == pytest.approx(2 * count(more, UNSURE), rel=0.05)


@pytest.mark.parametrize("kind", BLIND)
def test_colour_blind_people_tell_the_colours_apart(kind: str) -> None:
    seen = [np.array(BLIND[kind]) @ np.array(colour) for colour in (ANSWERED, UNSURE, NO_ANSWER, (255, 255, 255))]
    assert min(float(np.abs(one - other).sum()) for one, other in combinations(seen, 2)) > 120


@pytest.mark.parametrize("number", [1, 2, 32])
def test_any_number_of_days_is_drawn(number: int) -> None:
    assert count(chart_png(replace(DIGEST, days=days(*[(1, 0, 0)] * number))), ANSWERED) > 1000


def test_nothing_asked_is_drawn_as_nothing() -> None:
    assert count(chart_png(replace(DIGEST, days=days((0, 0, 0), (0, 0, 0)))), ANSWERED) < 600  # the legend alone
