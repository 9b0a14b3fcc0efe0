"""Short ways to write are read as pages write, unless the content writes so itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from retrieval_samples import build, engine

from retrieval.chat_words import written_out
from retrieval.model import Query


def nowhere(_word: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("typed", "language", "out"),
    [
        ("what do we tell customers abt a breach pls", "en", "what do we tell customers about a breach"),
        ("3 YR deal, sent 2 wks ago", "en", "3 year deal, sent 2 weeks ago"),
        ("reference w/ parcel hubs", "en", "reference with parcel hubs"),
        ("who can sign off 20% off", "en", "who can sign off 20% discount"),
        ("buyer wants 30 percent off, what do i tell him", "en", "buyer wants 30 percent off, what do i tell him"),
        ("mail ann@w.com about /w and #yr", "en", "mail ann@w.com about /w and #yr"),
        ("скок стоит плз", "ru", "сколько стоит"),
        ("wks", "de", "wks"),
        ("min seats, max. term", "en", "minimum seats, maximum. term"),
        ("Max discount for Max Weber", "en", "maximum discount for Max Weber"),
        ("call takes 5 min or 10min, see vus=max", "en", "call takes 5 min or 10min, see vus=max"),
        ("how many min per call, calls per min, thirty min", "en", "how many min per call, calls per min, thirty min"),
        ("min seats: response time in min?", "en", "minimum seats: response time in min?"),
        ("сколько мин демо", "ru", "сколько мин демо"),
        ("макс отсрочка", "ru", "максимальный отсрочка"),
    ],
)
def test_short_ways_to_write_are_spelt_out(typed: str, language: str, out: str) -> None:
    assert written_out(typed, language, nowhere) == out


def test_what_the_content_writes_so_stays() -> None:
    assert written_out("which env is broken", "en", {"env"}.__contains__) == "which env is broken"


def test_a_question_in_shorthand_is_answered_by_what_pages_spell_out() -> None:
    pages = {
        "breach.md": "# Incidents\n\nWe tell customers about a breach within 48 hours.\n",
        "other.md": "# Travel\n\nBook hotels up to 180 dollars a night.\n",
    }
    found = engine(build(pages)).search(Query("abt a breach: hrs we have"))
    assert found.passages[0].document.path == "breach.md"
    assert found.signs["unheard"] == 0
    assert found.repaired is None


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert written_out(text, "en", lambda _word: True).split() == text.split() or "%" in text or "ent" in text.lower()
