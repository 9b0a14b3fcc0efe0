"""What is asked about counts once, in however many languages the content is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from retrieval_samples import build, engine

from retrieval.forms import forms_of
from retrieval.model import Query

FAQ = "# Pricing FAQ\n\n## Is there a smallest order?\n\n$4,500 in the first year, with onboarding.\n"
OTHERS = {
    "de/preise.md": "# Preise\n\n## Kleinste Bestellung\n\nDie kleinste Bestellung ist in jedem Land gleich.\n",
    "ru/ceny.md": "# Цены\n\n## Наименьший заказ\n\nНаименьший заказ зависит от страны, где работает покупатель.\n",
    "fr/prix.md": "# Prix\n\n## Remises\n\nToute remise au-delà de quinze pour cent demande un accord.\n",
}


def test_words_that_say_nothing_in_the_questions_language_are_not_asked_for_in_another() -> None:
    assert forms_of("is there a smallest order?", "en", {"de", "en", "ru"}) == (
        ("smallest", "small"),
        ("order", "ord"),
    )


@pytest.mark.parametrize("written", ["soc2", "SOC2", "soc 2"])
def test_letters_and_digits_are_asked_for_apart_however_they_are_written(written: str) -> None:
    assert forms_of(written, "en", {"en"}) == (("soc",), ("2",))
    pages = {
        "report.md": "# Report\n\nThe SOC 2 report goes out under an NDA.\n",
        "news.md": "# News\n\nTwo SOC2 control points were met by the audit log of the new service.\n",
    }
    found = engine(build(pages)).search(Query(f"how do i get the {written} report")).passages
    assert found[0].document.path == "report.md"


def test_a_letter_with_its_number_is_one_word() -> None:
    assert forms_of("p0 v7", "en", {"en"}) == (("p0",), ("v7",))


def test_words_of_one_stem_are_one() -> None:
    assert forms_of("price, prices", "en", {"en"}) == (("price",),)


@given(st.text(max_size=60), st.sets(st.sampled_from(["de", "en", "fr", "ru", "th"])))
def test_there_is_as_much_asked_in_one_language_as_in_many(text, languages) -> None:
    alone = forms_of(text, "en", ())
    assert [forms[0] for forms in forms_of(text, "en", languages)] == [forms[0] for forms in alone]


@pytest.mark.parametrize("question", ["is there a smallest order?", "what is the smallest order in the first year"])
def test_pages_in_other_languages_do_not_change_what_an_english_page_says_of_a_question(question) -> None:
    alone = engine(build({"faq.md": FAQ})).search(Query(question))
    among = engine(build({"faq.md": FAQ, **OTHERS})).search(Query(question))
    assert among.passages[0].document.path == "faq.md"
    assert among.passages[0].parts["heading"] == pytest.approx(alone.passages[0].parts["heading"], abs=0.1)
    for sign in ("coverage", "length", "sentence"):
        assert among.signs[sign] == pytest.approx(alone.signs[sign], abs=0.1)
    assert among.quote == alone.quote


def test_a_name_is_found_in_a_page_of_another_language() -> None:
    pages = {"faq.md": FAQ, **OTHERS, "de/siemens.md": "# Kunden\n\nDie Siemens Energie ist unser größter Kunde.\n"}
    found = engine(build(pages)).search(Query("siemens energie"))
    assert found.passages[0].document.path == "de/siemens.md"
    assert found.signs["coverage"] == pytest.approx(1)
