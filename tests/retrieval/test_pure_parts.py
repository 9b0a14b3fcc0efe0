from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from retrieval_samples import DIMENSIONS, build, engine, reader, sample

from content_index.model import Document, Source
from content_index.terms import terms
from retrieval.asked import Asked, coverage
from retrieval.candidates import candidate_rows
from retrieval.confidence import Calibration, Signs, shipped, size_of
from retrieval.filters import Allowed, allows
from retrieval.forms import forms_of
from retrieval.language import question_language
from retrieval.model import Filters, Query
from retrieval.quoting import Wanted, best_quote, bold_spans
from retrieval.relatives import Relatives
from retrieval.saying import say_near
from retrieval.scoring import SIGNALS, Weights, fuse, min_max
from retrieval.spelling import LanguageWords, Spelling
from retrieval.windows import Quotable

FLOATS = st.floats(-100, 100, width=32)
SHARES = st.floats(0, 1, width=32)
SCORES = npst.arrays(np.float32, st.integers(0, 30), elements=FLOATS)


@st.composite
def signals(draw: st.DrawFn) -> dict[str, np.ndarray]:
    count = draw(st.integers(1, 20))
    elements = {name: SHARES if name == "heading" else FLOATS for name in SIGNALS}
    return {name: draw(npst.arrays(np.float32, count, elements=each)) for name, each in elements.items()}


@given(signals(), st.booleans())
def test_fused_scores_lie_between_0_and_1(found, known) -> None:
    scores = fuse(found, Weights(), language_known=known, words=5)
    assert np.all((scores >= 0) & (scores <= 1 + 1e-6))


@given(signals(), st.randoms(use_true_random=False))
def test_the_order_of_candidates_does_not_matter(found, random) -> None:
    order = list(range(len(found["lexical"])))
    random.shuffle(order)
    shuffled = fuse({name: scores[order] for name, scores in found.items()}, Weights(), language_known=True, words=5)
    assert np.allclose(shuffled, fuse(found, Weights(), language_known=True, words=5)[order])


@given(signals())
def test_a_model_that_is_blind_in_a_language_only_breaks_ties(found) -> None:
    count = len(found["lexical"])
    found = found | {"lexical": np.arange(count, dtype=np.float32), "heading": np.zeros(count, dtype=np.float32)}
    scores = fuse(found, Weights(), language_known=False, words=5)
    assert np.argmax(scores) >= len(scores) * 0.9 - 1


@given(SCORES)
def test_scaled_scores_keep_their_order(scores) -> None:
    scaled = min_max(scores)
    assert np.all(np.diff(scaled[np.argsort(scores, kind="stable")]) >= 0)


@given(st.sets(st.integers(0, 5)))
def test_no_row_outside_the_allowed_ones_is_a_candidate(allowed) -> None:
    generation = sample()
    count = len(generation.passages)
    mask = np.isin(np.arange(count), list(allowed))
    question = np.ones(DIMENSIONS, np.float32) / np.sqrt(np.float32(DIMENSIONS))
    rows = candidate_rows([{"discount": 1.0}], question, generation, 50, Allowed(np.flatnonzero(mask), mask))
    assert set(rows) == set(np.flatnonzero(mask))


GROUPS = st.frozensets(st.sampled_from(["sales", "finance", "legal"]))


@given(GROUPS, GROUPS)
def test_nobody_outside_its_audience_finds_a_document(asker, audience) -> None:
    document = Document("1", "s", "p", "T", "page", "en", "f", audience=tuple(audience))
    assert allows(Filters(groups=asker), document) == (not audience or bool(asker & audience))
    assert allows(Filters(groups=None), document)
    for safe in (True, False):
        shown = allows(Filters(groups=asker, guests=True), replace(document, buyer_safe=safe))
        assert shown == (safe and allows(Filters(groups=asker), document))


@given(st.text(alphabet="discount approval 15% acme lowest we ever gave?", max_size=60), st.booleans())
def test_a_quote_is_verbatim_and_never_internal_for_guests(question, guests) -> None:
    found = engine().search(Query(question, filters=Filters(groups=None, guests=guests)))
    if found.quote is None:
        return
    passage = next(r.passage for r in found.passages if r.passage.id == found.quote.passage_id)
    end = found.quote.start + len(found.quote.text)
    assert passage.text[found.quote.start : end] == found.quote.text
    quoted = [s for s in passage.sentences if s.start < end and s.end > found.quote.start]
    assert len(quoted) <= 3
    if guests:
        assert all(s.callout != "internal" for s in quoted)


def quote_of(markdown: str, question: str) -> str:
    generation = build({"p.md": markdown})
    quotables = [
        Quotable(
            row,
            passage,
            np.zeros(len(passage.sentences), np.float32),
            np.zeros(len(passage.sections), np.float32),
            1.0,
        )
        for row, passage in enumerate(generation.passages)
    ]
    asked = Asked.of(forms_of(question, "en", ()), generation.lexical)
    asked = asked.with_relatives(Relatives(generation.lexical.vocabulary), generation.lexical)
    quote = best_quote(quotables, Wanted(asked, question), generation)
    assert quote is not None
    return quote.text


def test_a_question_in_the_content_is_quoted_with_its_answer() -> None:
    text = "# FAQ\n\nCan a trial be extended? Once, by two weeks. Ask your manager first.\n"
    assert quote_of(text, "can a trial be extended").startswith("Can a trial be extended? Once, by two weeks.")


def test_a_single_word_is_found_where_it_stands_however_near_other_passages_are() -> None:
    holds, near = np.array([4.0, 0.0], np.float32), np.array([0.1, 0.3], np.float32)
    found = {"lexical": holds, "passage": near, "sentence": near, "document": near}
    assert np.argmax(fuse(found, Weights(), language_known=True, words=1)) == 0
    assert np.argmax(fuse(found, Weights(), language_known=True, words=5)) == 1


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how much is the cody bonus for an AE", "$2k for each deal."),
        ("when is the cody bonus paid", "On the first Friday of the month."),
        ("who pays the cody bonus", "Ask Dana Reyes."),
        ("is there a cody bonus", "There is a cody bonus for every AE of the company."),
    ],
)
def test_of_words_that_are_nearly_as_good_those_that_give_what_is_asked_for_are_quoted(question, said) -> None:
    apart = "\n\n![chart](chart.png)\n\n"
    answers = ["There is a cody bonus for every AE of the company.", "For the cody bonus of an AE: $2k for each deal."]
    answers += ["The cody bonus is paid: On the first Friday of the month.", "Who pays the cody bonus? Ask Dana Reyes."]
    assert said in quote_of(f"# Bonus\n\n{apart.join(answers)}\n", question)


@pytest.mark.parametrize("question", ["how much does quayvio cost", "quayvio pricing", "what is the price of quayvio"])
def test_a_question_for_a_price_is_answered_by_an_amount_of_money_not_by_other_figures(question) -> None:
    text = (
        "# Quayvio\n\n## Price\n\nThey quote $1,700 a site each month.\n\n"
        "![chart](chart.png)\n\nQuayvio lost 46% of 67 deals. Quayvio wins on price below 4 sites.\n"
    )
    assert "$1,700" in quote_of(text, question)


def test_amounts_in_a_table_have_their_currency_in_its_head() -> None:
    table = "| Plan | Price, USD |\n| --- | --- |\n| Plus | 690 |\n| Enterprise | 1150 |\n"
    text = f"# Plus\n\nPlus is for sites with 21 to 60 doors, and what sites cost is told below.\n\n{table}"
    assert "690" in quote_of(text, "how much does plus cost")


def test_how_long_something_is_stands_where_its_length_is_named() -> None:
    rows = "| What | Terms |\n| --- | --- |\n| Length | 45 days from the first booking |\n| Price | $1,500 |\n"
    around = "A pilot is given away twice a year. A second pilot waits for a year. A pilot is no demo."
    assert "45 days" in quote_of(f"# Pilots\n\n{rows}\n\n{around}\n", "how long is a pilot")


def test_a_row_answers_in_another_form_of_the_word_that_was_asked() -> None:
    rows = ["Sites | two at most", "Team | yours", "Price | 1,500", "Signer | the RSM", "Extension | once, 15 days"]
    table = "".join(f"| {row} |\n" for row in ("Rule | What", "--- | ---", *rows))
    assert "once, 15 days" in quote_of(f"# Rules\n\n{table}", "can it be extended")


def test_how_fast_something_is_stands_under_a_heading_that_names_a_length() -> None:
    text = (
        "# Agreements\n\n## Before legal reviews an agreement\n\n"
        "Ask legal to review the agreement two days before a call.\n\n"
        "## What are the SLAs?\n\n- Our form: 2 business days\n- Their form: 3 business days\n"
    )
    assert "2 business days" in quote_of(text, "how fast does legal review an agreement")


@pytest.mark.parametrize(
    ("question", "quoted"),
    [("yardolith v7 out of support when", "31 March"), ("win rate against yardolith", "58%")],
)
def test_an_aside_is_quoted_where_it_is_what_was_asked_for_and_not_for_a_word_of_it(question: str, quoted: str) -> None:
    text = (
        "# Yardolith\n\n## The date\n\nVersion 7 is out of support on 31 March.\n\n> [!INTERNAL]\n"
        "> 58% win rate. When we come, their reps offer support for Yardolith v7 beyond.\n"
    )
    quote = engine(build({"card.md": text, "other.md": "# Travel\n\nHotels.\n"})).search(Query(question)).quote
    assert quote is not None
    assert quoted in quote.text


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("why do people leave slotharbor", "No rules by door."),
        ("they ask why people leave slotharbor", "A calendar tells"),
    ],
)
def test_facts_are_quoted_before_a_line_to_say_unless_words_to_a_buyer_are_asked_for(question, quoted) -> None:
    text = (
        "# SlotHarbor\n\n## Why people leave SlotHarbor\n\nNo rules by door.\n\n"
        "> [!SAY]\n> A calendar tells you when the truck should be there. So ask them why people leave SlotHarbor.\n"
    )
    assert quoted in quote_of(text, question)


def test_a_sentence_need_not_repeat_what_its_heading_has_said() -> None:
    text = "# Terms\n\n## Refund window\n\nThirty days from delivery.\n\n## Swaps\n\nThe window for swaps is short.\n"
    assert quote_of(text, "refund window for hardware") == "Thirty days from delivery."


def test_what_tells_what_a_page_is_about_or_holds_is_not_quoted_before_what_it_says() -> None:
    text = (
        "# License keys\n\nThis page explains how to request license keys for customers.\n\n"
        "- [Request a license key](#request-a-license-key)\n- [License keys of customers](#license-keys)\n\n"
        "Request license keys at the deal desk.\n"
    )
    assert quote_of(text, "how do i request license keys") == "Request license keys at the deal desk."
    assert quote_of(text.replace("Request license keys at the deal desk.", ""), "license keys").startswith("This page")


@pytest.mark.parametrize(
    ("about", "says", "question"),
    [
        ("This document describes who signs orders.", "This document must be signed by Ann.", "who signs the document"),
        ("This section covers losses.", "This section covers losses up to $5 million.", "what losses are covered"),
        ("Diese Seite beschreibt den Rabatt.", "Diese Seite unterschreibt Ann zum Rabatt.", "wer unterschreibt rabatt"),
        ("Cette page présente la remise.", "Cette page vaut pour la remise de 2026.", "remise 2026"),
        ("Этот документ описывает скидки.", "Этот документ подписывает Анна.", "кто подписывает документ"),
    ],
)
def test_what_a_document_says_of_itself_is_an_answer_where_it_is_no_summary(about, says, question) -> None:
    assert quote_of(f"# Orders\n\n{about}\n\n![](a.png)\n\n{says}\n", question).startswith(says)


def test_items_of_a_list_are_quoted_with_the_mark_of_the_first() -> None:
    text = "# Hound\n\n1. Hound has slow indexing.\n2. Hound has poor search.\n3. Hound has few filters.\n"
    assert quote_of(text, "hound slow indexing poor search").startswith("1. Hound has slow indexing.\n2. ")
    assert quote_of("# Hound\n\n- Hound is slow.\n\nNothing else.\n", "hound slow") == "Hound is slow."


def test_no_quote_ends_with_the_heading_that_runs_into_what_it_leaves_out() -> None:
    text = (
        "# Gifts\n\nTickets for buyers need approval ten days before. Spouses of buyers pay for their own tickets.\n\n"
        "**Dinner with buyers.** Ninety dollars a head, and the most senior one pays.\n"
    )
    assert not quote_of(text, "tickets for spouses of buyers").endswith("**Dinner with buyers.**")
    assert "**Dinner with buyers.** Ninety dollars a head" in quote_of(text, "dinner with buyers")


def test_a_list_of_questions_is_not_quoted_where_anything_is_said() -> None:
    text = "# Quiz\n\n- Can a trial be extended?\n- Who extends a trial?\n- Why?\n\nManagers know all about it.\n"
    assert quote_of(text, "can a trial be extended") == "Managers know all about it."


def test_a_table_row_says_the_heads_of_its_columns_too() -> None:
    table = "| discount | approval |\n| --- | --- |\n| up to 15% | Ann |\n"
    text = f"# Policy\n\n{table}\nEvery approval is written down on the order.\n"
    assert quote_of(text, "discount approval") == "| up to 15% | Ann |"


def test_a_quote_never_runs_from_a_table_into_the_words_below_it() -> None:
    text = "# Patching\n\n| Severity | Within |\n| --- | --- |\n| Critical | 3 days |\n\nCritical means critical.\n"
    assert "means" not in quote_of(text, "critical 3 days")


def test_a_list_of_links_is_not_quoted_where_words_say_more() -> None:
    text = "# Advisors\n\n- [Scaled advisors](a.md)\n- [Team norms](n.md)\n\nThe scaled advisors share a queue.\n"
    assert quote_of(text, "scaled advisors") == "The scaled advisors share a queue."


def test_a_table_row_is_quoted_for_its_own_words() -> None:
    text = "# Patching\n\n| Severity | Within |\n| --- | --- |\n| Critical | 3 days |\n| Medium | 40 days |\n"
    assert "| Medium | 40 days |" in quote_of(text, "medium severity")


def test_figures_with_their_units_are_bold_and_link_targets_are_not() -> None:
    text = "Pay within 30 days, see [terms 2](https://x.example/90): **15%** off `42`."
    assert [text[a:b] for a, b in bold_spans(text, "en", terms("pay terms", "en"))] == ["Pay", "30 days", "terms 2"]


@given(st.text(max_size=200))
def test_bold_spans_never_overlap_and_leave_most_words_plain(text) -> None:
    spans = bold_spans(text, "en", {"a"})
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))


def test_the_line_to_say_comes_from_the_nearest_place_or_not_at_all() -> None:
    text = "# Deck\n\n## Price\n\nIt costs 5.\n\n> [!SAY]\n> First line. And more.\n\nLater words.\n\n"
    text += "> [!SAY]\n> Second line.\n"
    passages = reader().read(Source("s", "m"), "p.md", text.encode(), None).passages
    assert say_near(0, 0, passages, {}) == "First line. And more."
    assert say_near(0, len(passages[0].text), passages, {}) == "Second line."
    bare = [replace(passages[0], sentences=())]
    assert say_near(0, 0, bare, {}) is None


def test_a_line_to_say_of_another_section_must_say_what_was_asked() -> None:
    text = "# Deck\n\n## Price\n\nIt costs 5.\n\n## Cameras\n\nThey read plates.\n\n> [!SAY]\n> Keep your cameras.\n"
    passages = reader().read(Source("s", "m"), "p.md", text.encode(), None).passages
    assert len(passages) == 1
    assert say_near(0, 0, passages, weights("what does it cost")) is None
    assert say_near(0, 0, passages, weights("do they need new cameras")) == "Keep your cameras."
    assert say_near(0, passages[0].text.index("read"), passages, weights("what does it cost")) == "Keep your cameras."


def test_an_internal_aside_brings_no_line_to_say_that_has_nothing_to_do_with_the_question() -> None:
    text = "# Card\n\n## Offline\n\n> [!INTERNAL]\n> Win rate 58%.\n\n> [!SAY]\n> Nothing happens offline.\n"
    passages = reader().read(Source("s", "m"), "p.md", text.encode(), None).passages
    start = passages[0].text.index("Win")
    assert say_near(0, start, passages, weights("our win rate")) is None
    assert say_near(0, start, passages, weights("what happens offline")) == "Nothing happens offline."


def test_a_long_section_that_was_cut_keeps_its_line_to_say() -> None:
    text = (
        f"# Deck\n\n## Price\n\n{'It costs five a month. ' * 120}\n\n> [!SAY]\n> You may leave.\n\n## Next\n\nWords.\n"
    )
    passages = reader().read(Source("s", "m"), "p.md", text.encode(), None).passages
    row = next(row for row, passage in enumerate(passages) if "You may" in passage.text)
    assert row > 0
    assert say_near(row - 1, 0, passages, weights("zebra")) == "You may leave."


def weights(question: str) -> dict[tuple[str, ...], float]:
    return dict.fromkeys(forms_of(question, "en", ()), 1.0)


CONTENT = {"request": 90, "requst": 1, "cases": 40, "salesforce": 30, "feature": 50, "product": 70, "pipeline": 1}
CONTENT |= {"blaauw": 1, "implementation": 5, "implmentation": 1}


ENGLISH = LanguageWords()


class Known:
    """Words of a content, and those of English."""

    def __init__(
        self,
        content: Mapping[str, int] = MappingProxyType(CONTENT),
        speaks: Callable[[str, str], bool] = ENGLISH.knows,
    ) -> None:
        self._content = content
        self._speaks = speaks

    def held(self, word: str, _: int) -> int:
        return self._content.get(word, 0)

    said = held

    def frequency(self, word: str) -> int:
        return self._content.get(word, 0)

    def to_language(self, word: str) -> bool:
        return self._speaks(word, "en")


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("feture", "feature"),
        ("requst", "request"),
        ("saleforce", "salesforce"),
        ("prodcut", "product"),
        ("pipelin", "pipeline"),
        ("blauuw", "blaauw"),
        ("implmentaton", "implementation"),
    ],
)
def test_typing_errors_become_words_of_the_content(asked, meant) -> None:
    assert Spelling(CONTENT).repaired([asked], Known()) == {asked: meant}


@pytest.mark.parametrize("word", ["lapses", "ciso", "abap", "scim", "theyre", "w9", "s3cret5", "kubernetes"])
def test_words_that_the_language_knows_or_that_are_names_stay(word) -> None:
    assert Spelling(CONTENT).repaired([word], Known()) == {}


@given(st.lists(st.text(st.characters(categories=["Ll"]), max_size=10), max_size=5))
def test_a_known_word_is_never_touched(words) -> None:
    assert Spelling(CONTENT).repaired(words, Known(dict.fromkeys(words, 3) | CONTENT, lambda *_: False)) == {}
    assert Spelling(CONTENT).repaired(words, Known(CONTENT, lambda *_: True)) == {}


def test_a_language_without_a_dictionary_repairs_nothing() -> None:
    assert LanguageWords().knows("sträng", "sv")


@pytest.mark.parametrize(
    ("text", "content", "language"),
    [
        ("какая скидка?", {"en"}, "ru"),
        ("ciso спрашивает про SOC 2", {"en", "ru"}, "ru"),
        ("яка знижка?", {"uk", "en"}, "uk"),
        ("what discount?", {"en", "ru"}, "en"),
        ("скидка на GitHub Enterprise Server for Acme Corporation", {"en", "ru"}, "en"),
        ("割引はいくらですか", {"en"}, "ja"),
        ("", set(), "en"),
    ],
)
def test_the_script_tells_the_language(text, content, language) -> None:
    assert question_language(text, content, lambda *_: pytest.fail("no guess is needed")) == language


def test_languages_of_one_script_are_guessed_among_those_of_the_content() -> None:
    guessed = []
    question_language("wie hoch ist der Rabatt", {"en", "de", "ru"}, lambda *asked: guessed.append(asked) or "de")
    assert guessed == [("wie hoch ist der Rabatt", ["de", "en"])]


SIGNS = st.fixed_dictionaries(
    {
        "cosine": st.floats(-1, 1),
        "coverage": st.floats(0, 1),
        "length": st.floats(0, 4),
        "lead": st.floats(0, 1),
        "sentence": st.floats(0, 1),
    }
)


@given(SIGNS, SIGNS)
def test_stronger_signs_in_less_content_are_never_less_confidence(one, other) -> None:
    for calibration in (shipped().both_sides, shipped().lexical_alone):
        low = calibration.confidence(Signs(**{sign: min(one[sign], other[sign]) for sign in one}, size=size_of(9_000)))
        high = calibration.confidence(Signs(**{sign: max(one[sign], other[sign]) for sign in one}, size=size_of(300)))
        assert 0 <= low <= high <= 1
        assert 0 < calibration.unsure <= calibration.answered < 1


def test_the_thresholds_part_the_statuses() -> None:
    calibration = Calibration(0, {}, answered=0.6, unsure=0.3)
    assert [calibration.status(c) for c in (0.2, 0.3, 0.59, 0.6)] == ["gap", "unsure", "unsure", "answered"]


def test_coverage_weighs_rare_words_more() -> None:
    generation = build(
        {
            "a.md": "# A\n\nDiscounts.\n",
            "b.md": "# B\n\nMargins.\n",
            "c.md": "# C\n\nMargins and discounts.\n",
            "d.md": "# D\n\nDiscounts.\n",
        }
    )
    lexical = generation.lexical
    asked = Asked.of([("margin",), ("discount",)], lexical)
    assert asked.by_word["margin",] > asked.by_word["discount",]
    assert coverage(asked, 1, lexical) > 0.5 > coverage(asked, 0, lexical) > 0
    assert coverage(asked, 2, lexical) == pytest.approx(1)
    assert coverage(Asked.of([], lexical), 2, lexical) == 0
    assert coverage(Asked.of([("margin",), ("zebra",)], lexical), 1, lexical) < 0.6


def test_by_words_alone_a_passage_that_lacks_most_of_a_question_with_an_unknown_word_does_not_answer_it() -> None:
    signs = Signs(cosine=0.0, coverage=0.44, length=0.7, lead=0.8, size=2.1, sentence=0.5)
    alone = shipped().lexical_alone
    assert alone.status(alone.confidence(signs)) == "answered"
    assert alone.status(alone.confidence(replace(signs, unheard=1))) == "unsure"
    assert alone.confidence(replace(signs, unheard=1, coverage=0.6)) == alone.confidence(replace(signs, coverage=0.6))


@pytest.mark.parametrize(
    ("text", "language"),
    [("net 60 ok?", "en"), ("discount limit", "en"), ("pilot dauer", "de"), ("Rabatt?", "de"), ("SLA P1", None)],
)
def test_of_few_letters_the_words_tell_the_language(text, language) -> None:
    assert LanguageWords().language_of(text, ["de", "en"]) == language


def test_a_language_without_a_dictionary_is_not_told_by_words() -> None:
    assert LanguageWords().language_of("discount limit", ["en", "sv"]) is None


def test_a_word_that_a_passage_writes_out_is_not_said_to_be_missing() -> None:
    generation = build({"a.md": "# Orders\n\nThe minimum order needs a certificate and is delivered by truck.\n"})
    found = engine(generation).search(Query("whats the min order, cert and delivery, w/o zebra"))
    assert found.reason is None or "min" not in found.reason.words
    assert found.reason is None or not {"cert", "delivery", "o"} & set(found.reason.words)
