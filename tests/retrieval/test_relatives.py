from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from retrieval_samples import engine

from retrieval.model import Filters, Query
from retrieval.relatives import COUNTS, Relatives

WORDS = st.text("abcdé", min_size=1, max_size=9)


def test_terms_that_share_most_of_their_letters_from_the_left_are_relatives() -> None:
    relatives = Relatives(["финансов", "фина", "финальн", "implement"])
    assert relatives.group("финансир") == {"финансир": 1.0, "финансов": COUNTS}
    assert relatives.group("implementor") == {"implementor": 1.0, "implement": COUNTS}


def test_short_terms_numbers_and_names_with_digits_stand_for_themselves_alone() -> None:
    relatives = Relatives(["scim", "scimp", "10000", "10001", "oauth2", "oauth20"])
    for term in ("scim", "10000", "oauth2"):
        assert relatives.group(term) == {term: 1.0}


@given(st.lists(WORDS), WORDS)
def test_a_term_counts_in_full_and_its_relatives_less_and_only_those_of_the_content(content, term) -> None:
    group = Relatives(content).group(term)
    assert group[term] == 1
    assert all(other in content and count == COUNTS for other, count in group.items() if other != term)


@given(WORDS, WORDS)
def test_terms_are_relatives_of_each_other_or_not_at_all(one, other) -> None:
    assert (other in Relatives([other]).group(one)) == (one in Relatives([one]).group(other))


def test_a_page_is_found_by_another_form_of_its_words() -> None:
    found = engine().search(Query("кто финансировал", filters=Filters(groups=None)))
    assert found.passages[0].document.path == "ru/skidki.md"


def test_a_word_may_be_short_for_another_but_a_long_one_not_for_what_merely_begins_alike() -> None:
    relatives = Relatives(["minut", "minimum", "intern", "interest"])
    assert set(relatives.may_stand_for("min")) == {"minut", "minimum"}
    assert set(relatives.may_stand_for("interest")) == {"interest"}
    assert relatives.may_stand_for("mi") == ()
