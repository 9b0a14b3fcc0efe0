"""What a question says, however it was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from bot.gaps.evidence import said
from bot.gaps.learned import MODEL
from bot.gaps.rarity import rarity
from bot.gaps.wording import readings, vectors_of
from content_index.embedding.models import ModelEmbedder
from content_index.ports import Vectors


@pytest.mark.parametrize("text", ["SOC2", "soc 2 type II", "do we have Soc-2?", "SSAE 18"])
def test_a_standard_is_known_however_it_is_written(text: str):
    assert said(text, "en").named["standard"] == {"soc 2"}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("hosting in the US", {"usa"}),
        ("can us customers buy it", {"usa"}),
        ("tell us what it costs", set()),
        ("why us and not them", set()),
        ("stored in Frankfurt", {"germany"}),
        ("в Казахстане есть хостинг?", {"kazakhstan"}),
    ],
)
def test_places_are_known_and_us_is_one_only_where_it_means_one(text: str, places: set[str]):
    assert said(text, "en").named.get("place", set()) == places


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("sandbox enviroment", "sandbox"),
        ("pen-test report", "penetration test"),
        ("how much is it", "price"),
        ("implementaton time", "onboarding"),
    ],
)
def test_slips_and_other_words_have_the_same_meaning(text: str, meaning: str):
    assert meaning in said(text, "en").meanings


def test_help_desk_is_not_what_do_we_support_asks_for():
    assert "support" not in said("do we support webhooks", "en").meanings
    assert "support" in said("is support 24/7", "en").meanings


def test_a_follow_up_names_its_own_thing_and_keeps_the_rest():
    follow = said("and in the UK?", "en", ("can data stay in the EU",))
    assert follow.named["place"] == {"uk"}
    assert "data residency" in follow.meanings


def test_the_model_reads_right_spelling_and_plain_meaning():
    assert readings("sfdc intergration", "en") == (
        "sfdc integration (integration, salesforce)",
        "integration, salesforce: sfdc integration",
    )
    assert readings("prospect wants trombones", "en") == ("prospect wants trombones", "trombones")
    assert readings("hello there", "en") == ("hello there",)


def test_of_a_language_that_the_model_does_not_know_it_reads_the_meaning_alone():
    assert readings("есть ли интеграция с Salesforce", "ru", knows={"en"}) == ("integration, salesforce",)
    assert readings("что там", "ru", knows={"en"}) == ()
    assert readings("что там", "ru", knows=None) == ("что там", "там")


@dataclass
class Model:
    """Gives a text the vector that stands for it here."""

    fingerprint: str
    known: dict[str, Sequence[float]]

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        return np.array([self.known[text] for text in texts], np.float32)


def test_a_question_s_vector_is_the_mean_of_its_readings_and_none_where_it_has_none():
    model = Model("any other", {"a": (1, 0), "b": (0, 1)})
    both, one, nothing = vectors_of([("a", "b"), ("a",), ()], model)
    assert both == pytest.approx([0.5**0.5, 0.5**0.5])
    assert one == pytest.approx([1, 0])
    assert nothing is None


def test_what_was_learned_of_the_bundled_model_turns_its_vectors_and_no_others():
    plain = np.eye(384, dtype=np.float32)[0]
    ours, theirs = (vectors_of([("a",)], Model(name, {"a": plain}))[0] for name in (f"{MODEL} int8 x", "minilm int8 x"))
    assert theirs == pytest.approx(plain)
    assert ours is not None
    assert float(np.linalg.norm(ours)) == pytest.approx(1, abs=1e-5)
    assert float(ours @ plain) < 0.999


@pytest.mark.slow
@pytest.mark.xdist_group("models")
def test_what_was_learned_belongs_to_the_bundled_model_that_runs():
    assert (
        ModelEmbedder(Path(__file__).parents[2] / ".pytest_cache" / "converted-models").fingerprint.split()[0] == MODEL
    )


@pytest.mark.parametrize(("common", "rare"), [("price", "invoic"), ("report", "audit"), ("custom", "brightloop")])
def test_a_word_that_people_seldom_write_is_rarer(common: str, rare: str):
    assert 0 <= rarity(common) < rarity(rare) <= 1
