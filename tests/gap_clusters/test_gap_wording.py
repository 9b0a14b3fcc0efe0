"""What a question says, however it was typed."""

from __future__ import annotations

import pytest

from bot.gaps.evidence import said
from bot.gaps.wording import embedded


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
    assert embedded("sfdc intergration", "en") == "sfdc integration (integration, salesforce)"
    assert embedded("hello there", "en") == "hello there"


def test_of_a_language_that_the_model_does_not_know_it_reads_the_meaning_alone():
    assert embedded("есть ли интеграция с Salesforce", "ru", knows={"en"}) == "integration, salesforce"
    assert embedded("что там", "ru", knows={"en"}) == ""
    assert embedded("что там", "ru", knows=None) == "что там"
