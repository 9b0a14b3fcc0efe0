from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from bs4 import BeautifulSoup
from dashboard_samples import EVERYTHING, HEAD, MANAGER, NOW, WordVectors, board, found, insights, question_map
from fakes import DocumentPages, FixedClock

from bot.insights.mapping import project
from bot.insights.model import Scope
from bot.insights.question_map import QuestionMap
from content_index.ports import NoIndexError


async def soup(get, path: str = "/map", viewer=HEAD, **changes) -> BeautifulSoup:
    response = await get(path, viewer, **changes)
    assert response.status == 200
    return BeautifulSoup(await response.text(), "html.parser")


def clusters(count: int, each: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(1)
    middles = random.normal(size=(count, 64))
    belongs = np.repeat(np.arange(count), each)
    return (middles[belongs] + random.normal(size=(count * each, 64)) * 0.6).astype(np.float32), belongs


def test_what_means_the_same_lies_together() -> None:
    vectors, belongs = clusters(8, 40)
    places = project(vectors)
    apart = ((places[:, None] - places[None]) ** 2).sum(axis=2)
    np.fill_diagonal(apart, np.inf)
    assert (belongs[apart.argmin(axis=1)] == belongs).mean() > 0.95
    middles = np.stack([places[belongs == one].mean(axis=0) for one in range(8)])
    spread = np.sqrt(((places - middles[belongs]) ** 2).sum(axis=1)).mean()
    distances = np.sqrt(((middles[:, None] - middles[None]) ** 2).sum(axis=2))
    assert distances[distances > 0].min() > 2 * spread


def test_the_map_is_the_same_each_time_and_fits_its_frame() -> None:
    vectors, _ = clusters(5, 20)
    places = project(vectors)
    assert np.array_equal(places, project(vectors.copy()))
    assert places.min() >= 0
    assert places.max() <= 1


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_few_vectors_have_places_too(count: int) -> None:
    places = project(np.eye(6, dtype=np.float32)[:count])
    assert places.shape == (count, 2)
    assert np.isfinite(places).all()
    assert np.isfinite(project(np.ones((count, 3), np.float32))).all()


async def test_questions_pages_and_gaps_are_drawn_and_told(get) -> None:
    page = await soup(get)
    drawing = page.select_one("svg[data-map]")
    assert drawing["aria-label"].startswith("Questions: 5, pages: 2, open gaps: 3")
    assert len(drawing.select("g.answered circle")) == 4
    assert len(drawing.select("g.gap path")) == 1
    assert {one["href"] for one in drawing.select("g.document a")} == {"/documents/d-pricing", "/documents/d-rival"}
    rings = {one["href"]: float(one.select_one("circle")["r"]) for one in drawing.select("g.hole a")}
    assert rings["/gaps/g1"] > rings["/gaps/g2"]
    assert {row.select_one("a")["href"] for row in page.select("tbody tr")} == {"/gaps/g1", "/gaps/g2", "/gaps/g3"}
    assert "<b>" not in str(drawing)


async def test_a_map_that_is_being_made_says_so_and_waits_for_nobody(get) -> None:
    made = QuestionMap(insights(), WordVectors(), FixedClock(NOW))
    assert "being made" in (await soup(get, map=made)).text
    made.wait()
    assert (await soup(get, map=made)).select_one("svg[data-map]") is not None


@pytest.mark.parametrize(
    ("language", "short", "why"), [("en", "not measured", "newer than the map"), ("ru", "не измерено", "новее карты")]
)
async def test_a_gap_that_is_newer_than_the_map_says_why_it_has_no_distance(
    get, language: str, short: str, why: str
) -> None:
    held = board()
    held.gaps["new"] = replace(held.gaps["g1"], id="new", title="asked just now")
    page = await soup(get, board=held, language=language)
    (cell,) = (one for one in page.select("tbody td[align=right]") if one.text == short)
    assert cell.find_parent("tr").select_one("a")["href"] == "/gaps/new"
    assert why in cell["title"]
    assert why in page.select_one("section > p.quiet").text
    assert why not in (await soup(get, language=language)).text


async def test_questions_in_languages_that_the_model_does_not_know_are_left_out_and_it_is_said(get) -> None:
    vectors = WordVectors()
    made = QuestionMap(insights(), vectors, FixedClock(NOW), languages=frozenset({"en"}))
    made.drawn(EVERYTHING)
    made.wait()
    page = await soup(get, map=made)
    assert page.select_one("svg[data-map]")["aria-label"].startswith("Questions: 4,")
    assert "1 question in a language that the model does not know is left out." in page.text
    assert len(vectors.embedded) == 4 + len(vectors.gaps())


async def test_a_manager_has_the_map_of_their_teams(get) -> None:
    read = insights()
    made = QuestionMap(read, WordVectors(), FixedClock(NOW))
    await soup(get, "/map?team=apac", MANAGER, map=made)
    made.wait()
    assert {scope.teams for verb, scope in read.asked if verb == "sample"} == {("emea",)}


async def test_before_anything_is_indexed_the_map_is_still_to_be_made(get) -> None:
    class Nothing(WordVectors):
        def generation(self) -> str:
            raise NoIndexError("nothing")

    made = QuestionMap(insights(), Nothing(), FixedClock(NOW))
    page = await soup(get, map=made, documents=DocumentPages(None))
    made.wait()
    assert "being made" in page.text


async def test_with_nothing_to_draw_the_page_says_what_it_takes(get) -> None:
    class Bare(WordVectors):
        def documents(self) -> dict:
            return {}

        def gaps(self) -> dict:
            return {}

    made = question_map(insights(questions=()), Bare())
    assert "nothing to draw yet" in (await soup(get, map=made, board=board())).text


class MovingClock(FixedClock):
    def move(self, by: timedelta) -> None:
        self._now += by


def test_only_new_questions_are_embedded_and_old_maps_serve_meanwhile() -> None:
    clock, read, vectors = MovingClock(NOW), insights(questions=[found(1), found(2)]), WordVectors()
    made = QuestionMap(read, vectors, clock)
    assert made.drawn(EVERYTHING) is None
    made.wait()
    first = made.drawn(EVERYTHING)
    assert first is not None
    read.questions.append(found(3))
    clock.move(timedelta(minutes=16))
    assert made.drawn(EVERYTHING) is first
    made.wait()
    assert len(made.drawn(EVERYTHING).questions) == 3
    asked = ["question 1", "question 2", "question 3"]
    assert sorted(vectors.embedded) == sorted((*asked, *(text for ((text, _),) in vectors.gaps().values())))
    vectors.made = "g2"
    clock.move(timedelta(minutes=16))
    made.drawn(EVERYTHING)
    made.wait()
    assert len(vectors.embedded) == 2 * len(set(vectors.embedded))


def test_a_database_that_is_down_is_tried_again_at_the_next_visit() -> None:
    read = insights()
    read.is_down = True
    made = QuestionMap(read, WordVectors(), FixedClock(NOW))
    made.drawn(Scope())
    made.wait()
    assert made.drawn(Scope()) is None
    read.is_down = False
    made.wait()
    made.drawn(Scope())
    made.wait()
    assert made.drawn(Scope()) is not None


def test_each_teams_questions_have_a_map_of_their_own() -> None:
    made = question_map()
    assert made.drawn(replace(EVERYTHING, teams=("emea",))) is None
