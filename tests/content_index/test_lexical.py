from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from content_index.acronyms import mine, most_frequent
from content_index.lexical import LexicalIndex
from content_index.model import Document, Passage, Section
from content_index.terms import terms, words

UNTIMED = settings(deadline=None)  # the first example loads word lists and indexes; a busy machine is slow


def document(title: str, language: str = "en") -> Document:
    return Document(
        id=title, source="s", path=f"{title}.md", title=title, kind="page", language=language, fingerprint="f"
    )


def passage(of: Document, text: str, *headings: str) -> Passage:
    return Passage(
        id=f"{of.id}-{text[:20]}",
        document_id=of.id,
        headings=headings,
        anchor="",
        language=of.language,
        text=text,
        sections=(Section(0, headings[-1] if headings else of.title, ""),),
        sentences=(),
    )


def scores(of: LexicalIndex, terms: list[str]) -> np.ndarray:
    return of.scores([{term: 1.0} for term in dict.fromkeys(terms)], np.arange(of.passages))


def index(*passages: tuple[Document, Passage]) -> LexicalIndex:
    return LexicalIndex.build([p for _, p in passages], {d.id: d for d, _ in passages})


def test_names_versions_and_amounts_stay_whole() -> None:
    assert terms("C++ and C# on .NET, v4.2 for $100,000 at R&D", "en") == ["c++", "c#", ".net", "4.2", "100000", "r&d"]


def test_words_are_kept_as_written() -> None:
    assert words("Reps’ on-prem ЁЛКИ") == ["reps", "on-prem", "елки"]


def test_the_ways_to_write_one_thing_meet() -> None:
    assert set(terms("SOC 2", "en")) <= set(terms("SOC2", "en"))
    assert set(terms("on prem", "en")) < set(terms("on-prem", "en")) > set(terms("onprem", "en"))
    assert terms("the rep’s quotas", "en") == terms("rep quota", "en")
    assert terms("v4.2", "en") == terms("4.2", "en")


def test_words_are_stemmed_by_their_language_and_script() -> None:
    assert terms("продления", "ru") == terms("продление", "ru")
    assert terms("renewals", "ru") == terms("renewal", "ru")
    assert terms("renewals", "xx") == ["renewals"]


def test_a_script_without_spaces_becomes_pairs_of_signs() -> None:
    assert terms("日本語", "ja") == ["日本", "本語"]


def test_link_targets_and_markup_are_not_found() -> None:
    pricing = document("Pricing")
    found = index((pricing, passage(pricing, "See [the **matrix**](../deal_(desk)/faq.md).")))
    assert scores(found, ["matrix"])[0] > 0
    assert scores(found, ["desk", "faq", "md"])[0] == 0


def test_the_headings_of_joined_neighbours_are_found() -> None:
    faq = document("FAQ")
    joined = replace(
        passage(faq, "Thirty days.", "Trials"), sections=(Section(0, "Trials", ""), Section(5, "Refunds", ""))
    )
    assert scores(index((faq, joined)), terms("refund", "en"))[0] > 0


@UNTIMED
@given(st.text(), st.sampled_from(["en", "ru", "de", "ja", "xx", ""]))
def test_any_text_has_terms_that_are_words(text: str, language: str) -> None:
    assert all(term and not any(c.isspace() for c in term) for term in terms(text, language))


def test_the_passage_that_holds_the_words_scores_best_and_others_nothing() -> None:
    pricing = document("Pricing")
    found = index(
        (pricing, passage(pricing, "Discounts above ten percent need approval.")),
        (pricing, passage(pricing, "Invoices are sent monthly.")),
    )
    marks = scores(found, terms("who approves discounts", "en"))
    assert marks[0] > 0
    assert marks[1] == 0


def test_a_heading_weighs_more_than_the_text() -> None:
    pricing = document("Pricing")
    found = index(
        (pricing, passage(pricing, "This page is on seats. Words to make it as long as the other one is.", "Renewals")),
        (pricing, passage(pricing, "This page is on renewals. Words to make it as long as the other is.", "Seats")),
    )
    assert np.argmax(scores(found, terms("renewals", "en"))) == 0


def test_a_repeated_or_unknown_term_changes_no_score() -> None:
    pricing = document("Pricing")
    found = index((pricing, passage(pricing, "Discounts.")), (pricing, passage(pricing, "Invoices.")))
    once = scores(found, ["discount"])
    assert np.array_equal(scores(found, ["discount", "discount", "zebra"]), once)


def test_a_rare_term_is_more_telling_than_a_common_one_and_an_unknown_one_the_most() -> None:
    pricing = document("Pricing")
    found = index(*((pricing, passage(pricing, f"customer {i} {'churn' if i == 1 else ''}")) for i in range(9)))
    assert 0 < found.weight("custom") < found.weight("churn") < found.weight("zebra") == 1


def test_what_is_saved_is_what_is_loaded(tmp_path) -> None:
    english, russian = document("Engineers"), document("Продление", "ru")
    built = index(
        (english, passage(english, "A Customer Engineer (CE) helps.")),
        (russian, passage(russian, "Скидки на продление.")),
    )
    built.save(tmp_path)
    loaded = LexicalIndex.load(tmp_path)
    for question in ("customer engineer", "продлению"):
        asked = [t for language in loaded.languages for t in terms(question, language)]
        assert np.array_equal(scores(loaded, asked), scores(built, asked))
    assert loaded.words == built.words
    assert loaded.acronyms == {"ce": "customer engineer"}
    assert loaded.languages == {"en": 1, "ru": 1}


def test_an_index_of_nothing_scores_nothing(tmp_path) -> None:
    LexicalIndex.build([], {}).save(tmp_path)
    assert scores(LexicalIndex.load(tmp_path), ["x"]).shape == (0,)
    blank = document("…")
    assert list(scores(index((blank, passage(blank, "!"))), ["x"])) == [0]


def test_acronyms_are_mined_where_the_initials_fit() -> None:
    text = "The Customer Engineers (CEs) know it. TCO (Total Cost of Ownership). | NDR | Net Dollar Retention"
    text += " | See us (US)."
    assert dict(mine(text)) == {
        "CE": "Customer Engineers",
        "TCO": "Total Cost of Ownership",
        "NDR": "Net Dollar Retention",
    }


def test_the_usual_expansion_of_an_acronym_wins() -> None:
    pairs = [("CE", "Customer Engineer"), ("CE", "Chief Editor"), ("CE", "customer engineer")]
    assert most_frequent(pairs) == {"ce": "customer engineer"}


def test_of_terms_that_stand_for_one_another_the_best_counts_by_its_share() -> None:
    page = document("Page")
    both, one, neither = (passage(page, text) for text in ("alpha beta", "beta", "gamma"))
    found = index((page, both), (page, one), (page, neither))
    alpha, beta = scores(found, ["alpha"]), scores(found, ["beta"])
    grouped = found.scores([{"alpha": 1.0, "beta": 0.5, "unseen": 1.0}], np.arange(found.passages))
    assert np.allclose(grouped, [max(alpha[0], 0.5 * beta[0]), 0.5 * beta[1], 0])


def test_a_russian_question_is_asked_by_its_own_words() -> None:
    assert terms("какой отдел и сколько дней, которых ждут", "ru") == terms("отдел дней ждут", "ru")


@UNTIMED
@given(
    st.lists(st.tuples(st.lists(st.sampled_from(["fox", "owl", "elk", "bee"]), min_size=1), st.booleans()), min_size=1),
    st.sampled_from(["fox", "owl", "elk", "bee"]),
)
def test_among_some_passages_a_term_tells_what_it_tells_where_there_are_no_others(made, term) -> None:
    page = document("page")
    texts = [passage(page, " ".join(said)) for said, _ in made]
    seen = np.array([is_seen for _, is_seen in made])
    if not seen.any():
        return
    all_, some = (
        LexicalIndex.build(each, {page.id: page}) for each in (texts, [texts[row] for row in seen.nonzero()[0]])
    )
    among = all_.among(seen)
    if term not in some.vocabulary:
        assert among.weight(term) == 1.0
        return
    assert np.isclose(among.weight(term), some.weight(term))
    share = scores(among, [term])[seen] / np.maximum(scores(all_, [term])[seen], 1e-9)
    expected = among.weight(term) * idf_of_unseen(int(seen.sum())) / (all_.weight(term) * idf_of_unseen(len(made)))
    assert np.allclose(share[scores(all_, [term])[seen] > 0], expected, rtol=1e-3)


def idf_of_unseen(passages: int) -> float:
    return float(np.log(1 + (passages + 0.5) / 0.5))
