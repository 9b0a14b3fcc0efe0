from __future__ import annotations

import pytest
from fakes import HashingEmbedder
from retrieval_samples import DIMENSIONS, PAGES, Generations, as_of, build, engine, sample

from content_index.ports import NoIndexError
from retrieval.confidence import Calibration, Calibrations
from retrieval.engine import RetrievalEngine
from retrieval.model import Filters, Query, Reason, Retrieved, Thresholds
from retrieval.scoring import Weights

EVERYBODY = Filters(groups=None)


def ask(text: str, *history: str, filters: Filters = EVERYBODY) -> Retrieved:
    return engine().search(Query(text, history, filters))


def paths(found: Retrieved) -> list[str]:
    return [ranked.document.path for ranked in found.passages]


def test_the_passage_that_answers_comes_first_with_its_words_and_what_to_say() -> None:
    found = ask("does any discount above 15% need the deal desk?")
    assert paths(found)[0] == "pricing.md"
    assert found.quote is not None
    assert "Any discount above 15% needs the deal desk." in found.quote.text
    assert found.say == "Our price falls with every hundred seats."
    assert found.status == "answered"
    assert found.reason is None
    assert found.generation == "g1"


@pytest.mark.parametrize("typed", ["{} 🚀", "🙏🏽 {} ❤️", "{} 👩‍💻⚠️"])
def test_emoji_change_nothing_of_what_is_found(typed: str) -> None:
    bare, embedder = "who approves a discount above 15%?", HashingEmbedder(dimensions=DIMENSIONS)
    asking = RetrievalEngine(Generations(build(PAGES)), embedder)
    decorated, plain = (asking.search(Query(text, filters=EVERYBODY)) for text in (typed.format(bare), bare))
    assert len(set(embedder.questions)) == 1
    assert (decorated.passages, decorated.quote) == (plain.passages, plain.quote)


def test_scores_are_shares_and_fall() -> None:
    scores = [ranked.score for ranked in ask("discount approval by finance").passages]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_a_question_on_nothing_in_the_content_is_a_gap_and_names_the_words() -> None:
    found = ask("zebra husbandry certificate")
    assert found.status == "gap"
    assert found.say is None
    assert found.reason is not None
    assert (found.reason.name, "zebra" in found.reason.words) == ("unknown_words", True)
    assert found.confidence < ask("who approves a discount above 15%?").confidence


def test_a_word_that_stands_on_other_pages_alone_is_named() -> None:
    pages = {f"trial{n}.md": f"# Trial {n}\n\nA trial key opens trial number {n}." for n in range(4)}
    pages["zebra.md"] = f"# Animals\n\n{'The heron stands in water and eats fish. ' * 30}Zebras do not."
    never_sure = Thresholds(answered=1.0)
    engine = RetrievalEngine(Generations(build(pages)), HashingEmbedder(dimensions=DIMENSIONS), thresholds=never_sure)
    found = engine.search(Query("a trial key opens trial number zebras", filters=EVERYBODY))
    assert found.reason == Reason("unmentioned", ("zebras",))


def test_a_document_with_an_audience_is_found_by_its_groups_alone() -> None:
    question = "reseller margin"
    assert "margins.md" in paths(ask(question, filters=Filters(groups=frozenset({"finance"}))))
    assert "margins.md" not in paths(ask(question, filters=Filters(groups=frozenset({"sales"}))))
    assert "margins.md" not in paths(ask(question, filters=Filters()))


def test_confidence_is_told_how_much_of_the_question_one_sentence_says() -> None:
    assert ask("discount above 15% needs the deal desk").signs["sentence"] == 1
    apart = ask("discount deal desk zebra husbandry").signs["sentence"]
    assert apart == pytest.approx(3 / 5)
    assert ask("zebra husbandry certificate").signs["sentence"] == 0


def test_a_document_that_is_left_out_is_not_found() -> None:
    question = "any discount above 15%"
    assert paths(ask(question))[0] == "pricing.md"
    assert "pricing.md" not in paths(ask(question, filters=Filters(groups=None, without=("pricing.md",))))


def test_what_is_filtered_out_leaves_room_for_what_is_wished() -> None:
    found = ask("discount floor margin", filters=Filters(kinds=("Playbook",), groups=None))
    assert set(paths(found)) == {"margins.md"}
    assert set(paths(ask("discount", filters=Filters(competitors=("gitlab",), groups=None)))) == {"security.md"}


def test_filters_that_nothing_meets_give_a_gap_without_passages() -> None:
    found = ask("discount", filters=Filters(products=("none",), groups=None))
    assert (found.status, found.confidence, found.passages, found.quote) == ("gap", 0.0, (), None)


def test_internal_words_are_never_quoted_to_guests() -> None:
    question = "lowest discount we ever gave acme"
    inside, outside = ask(question), ask(question, filters=Filters(groups=None, guests=True))
    assert inside.quote is not None
    assert "42%" in inside.quote.text
    assert outside.quote is not None
    assert "42%" not in outside.quote.text


def test_the_words_under_a_heading_that_asks_the_question_are_quoted_whatever_they_are() -> None:
    trials = "Access ends on the last day of a trial. A trial of the product needs a trial key for access."
    faq = "# FAQ\n\n## Can a trial be extended?\n\nOnce, by two weeks.\n\n## What happens after a trial?\n\n"
    pages = {"faq.md": faq + trials, "trials.md": f"# Extended trial access\n\n{trials} Extended access costs more."}
    found = RetrievalEngine(Generations(build(pages)), HashingEmbedder(dimensions=DIMENSIONS)).search(
        Query("can a trial be extended", filters=EVERYBODY)
    )
    assert paths(found)[0] == "faq.md"
    assert found.quote is not None
    assert found.quote.text == "Once, by two weeks."


def test_a_follow_up_is_understood_with_what_came_before() -> None:
    assert paths(ask("and medium?", "how fast are critical severity bugs patched"))[0] == "security.md"


def test_a_typing_error_is_repaired_and_told() -> None:
    found = ask("who approves a discuont above 15%?")
    assert found.repaired == "who approves a discount above 15%?"
    assert paths(found)[0] == "pricing.md"
    assert ask("who approves a discount?").repaired is None


def test_a_name_is_not_taken_for_the_word_that_resembles_it() -> None:
    partners = "".join(f"## Step {n}\n\n{'A partner signs the agreement. ' * 60}\n\n" for n in range(25))
    pages = {
        "partners.md": f"# Partners\n\n{partners}",
        "launch.md": "# Launch\n\nAnalysts (Gartner, Forrester) are briefed.",
    }
    slips = {"slips.md": "# Slips\n\nWrite the partnr into the form."}
    engine = RetrievalEngine(Generations(build({**pages, **slips})), HashingEmbedder(dimensions=DIMENSIONS))

    named = engine.search(Query("who briefs gartner", filters=EVERYBODY))

    assert named.repaired is None
    assert paths(named)[0] == "launch.md"
    assert engine.search(Query("who is the partnr", filters=EVERYBODY)).repaired == "who is the partner"


def test_nobody_is_told_a_word_of_a_document_that_is_not_for_them() -> None:
    secret = "---\naudience: [board]\n---\n# Zephyrine\n\nZephyrine buys Acme.\n\n"
    secret += "".join(f"## Step {n}\n\n{'Zephyrine takes over another part. ' * 40}\n\n" for n in range(3))
    generations = Generations(build({"secret.md": secret, **PAGES}))
    engine = RetrievalEngine(generations, HashingEmbedder(dimensions=DIMENSIONS))
    inside = engine.search(Query("when does zephyrnie happen", filters=Filters(groups=frozenset({"board"}))))
    outside = engine.search(Query("when does zephyrnie happen", filters=Filters(groups=frozenset({"sales"}))))
    assert inside.repaired == "when does zephyrine happen"
    assert outside.repaired is None
    named = engine.search(Query("when does zephyrine happen", filters=Filters(groups=frozenset({"sales"}))))
    assert "zephyrine" in str(named.reason)


@pytest.mark.parametrize("said", ["?!", ":)", "hi", "Hey there!", "thanks a lot :)", "спасибо большое"])
def test_what_asks_nothing_is_answered_with_no_words_and_follows_nothing(said: str) -> None:
    found = ask(said, "who approves a discount above 15%?")
    assert (found.status, found.quote, found.say, found.follows) == ("gap", None, None, ())
    assert (found.passages, found.reason) == ((), Reason("small_talk"))


def test_a_follow_up_is_understood_past_a_word_of_thanks() -> None:
    assert ask("and for finance?", "who approves a discount above 15%?", "thanks!").follows == (
        "who approves a discount above 15%?",
    )


def test_words_that_answer_nothing_do_not_open_with_a_yes() -> None:
    page = "# Data\n\n## Zebra husbandry\n\nYes. Zebra husbandry is on the list.\n\n## Zebra\n\nYes, zebra husbandry.\n"
    generations = Generations(build({"data.md": page}))
    embedder = HashingEmbedder(dimensions=DIMENSIONS)
    sure, unsure = (
        RetrievalEngine(generations, embedder, thresholds=Thresholds(answered=least, unsure=least))
        for least in (0.0, 1.0)
    )
    question = Query("zebra husbandry")
    answered, gap = sure.search(question), unsure.search(question)
    assert (answered.status, gap.status) == ("answered", "gap")
    assert answered.quote is not None
    assert answered.quote.text.startswith("Yes")
    assert gap.quote is not None
    assert gap.quote.text == "Zebra husbandry is on the list."


def test_a_doubtful_answer_that_lacks_a_word_of_the_question_does_not_open_with_a_yes() -> None:
    generations = Generations(build({"data.md": "# Data\n\nYes. Zebra husbandry is on the list of certified farms.\n"}))
    thresholds = Thresholds(answered=1.0, unsure=0.0)
    doubtful = RetrievalEngine(generations, HashingEmbedder(dimensions=DIMENSIONS), thresholds=thresholds)

    known, unknown = (doubtful.search(Query(text)) for text in ("zebra husbandry", "zebra husbandry quagga"))

    assert (known.status, unknown.status) == ("unsure", "unsure")
    assert known.quote is not None
    assert known.quote.text.startswith("Yes")
    assert unknown.quote is not None
    assert unknown.quote.text == "Zebra husbandry is on the list of certified farms."


def test_nothing_is_called_answered_that_never_speaks_of_what_was_asked() -> None:
    sure = Calibrations(*2 * (Calibration(intercept=10, weights={}, answered=0.7, unsure=0.4),))
    trusting = RetrievalEngine(
        Generations(sample()), HashingEmbedder(dimensions=DIMENSIONS), calibrations=lambda _: sure
    )
    assert trusting.search(Query("net 60 approval", filters=EVERYBODY)).status == "answered"
    assert trusting.search(Query("quagga husbandry certificate", filters=EVERYBODY)).status == "unsure"


def test_two_sentences_near_the_question_count_more_than_one() -> None:
    two = "# Two\n\nZebra fees are due in May. Zebra fees rise in June. Lions eat nothing at all here today.\n"
    one = "# One\n\nZebra fees are due in May. Lions sleep at night. Bears, wolves and otters eat nothing.\n"
    embedder = HashingEmbedder(dimensions=DIMENSIONS)
    dense = Weights(lexical=0, passage=0, sentence=1, document=0, heading=0)
    found = RetrievalEngine(Generations(build({"one.md": one, "two.md": two})), embedder, dense).search(
        Query("zebra fees", filters=EVERYBODY)
    )
    assert paths(found)[0] == "two.md"


def test_a_contraction_without_its_apostrophe_is_not_called_a_word_that_the_content_lacks() -> None:
    assert "whats" not in str(ask("whats the zebra").reason)


def test_a_language_that_the_model_does_not_know_is_searched_by_words() -> None:
    found = ask("кто утверждает скидку на продление?")
    assert found.language == "ru"
    assert paths(found)[0] == "ru/skidki.md"
    assert found.quote is not None
    assert found.signs["cosine"] == 0


def test_without_matching_words_the_nearest_passages_still_come() -> None:
    assert len(ask("скидки").passages) == len(sample().passages)


def test_an_index_of_another_model_is_searched_by_words_alone() -> None:
    embedder = HashingEmbedder()
    found = RetrievalEngine(Generations(as_of(sample(), "another/1")), embedder).search(
        Query("net 60 approval", filters=EVERYBODY)
    )
    assert paths(found)[0] == "pricing.md"
    assert set(found.passages[0].parts) == {"lexical", "heading"}
    assert embedder.questions == []
    doubtful = RetrievalEngine(Generations(as_of(sample(), "another/1")), embedder, thresholds=Thresholds(answered=1.0))
    assert doubtful.search(Query("net 60 approval", filters=EVERYBODY)).reason == Reason("old_index")


def test_another_generation_is_seen_at_the_next_question() -> None:
    generations = Generations(sample())
    searching = RetrievalEngine(generations, HashingEmbedder())
    assert paths(searching.search(Query("zebra stripes", filters=EVERYBODY)))[:1] != ["zebra.md"]
    generations.generation = build({**PAGES, "zebra.md": "# Zebra\n\nZebra stripes are unique to each animal.\n"})
    assert paths(searching.search(Query("zebra stripes", filters=EVERYBODY)))[0] == "zebra.md"


@pytest.mark.parametrize("text", ["", "???", "the", "🦓", "a" * 2000, "дa", "日本語"])
def test_any_question_gets_an_honest_answer(text: str) -> None:
    found = ask(text)
    assert 0 <= found.confidence <= 1
    assert found.status != "answered"


def test_content_without_passages_answers_nothing() -> None:
    found = engine(build({})).search(Query("discount", filters=EVERYBODY))
    assert (found.status, found.passages) == ("gap", ())


def test_no_index_is_told_to_the_caller() -> None:
    class NoGenerations:
        def current(self) -> None:
            raise NoIndexError("build one")

    with pytest.raises(NoIndexError):
        RetrievalEngine(NoGenerations(), HashingEmbedder()).search(Query("discount"))


def test_stages_are_timed() -> None:
    assert set(ask("discount").timings) == {"understand", "embed", "rank", "quote"}


def test_the_row_whose_range_holds_the_asked_figure_is_quoted_and_alone_stands_out() -> None:
    table = (
        "| total discount | approval |\n| --- | --- |\n| up to 8% | the AE |\n| up to 25% | VP Sales |\n| above | CFO |"
    )
    policy = f"# Discounts\n\n{table}\n\nWho approves a discount is asked of the deal desk, never of the customer.\n"
    found = engine(build({"policy.md": policy})).search(Query("who approves an 18% discount", (), EVERYBODY))

    assert found.quote is not None
    assert "| up to 25% | VP Sales |" in found.quote.text
    assert [found.quote.text[start:end] for start, end in found.quote.bold] == ["25%"]


@pytest.mark.parametrize(("table_says", "held"), [("up to 25%", True), ("25%", False)])
def test_a_figure_counts_as_held_where_the_first_passage_has_a_range_for_it(table_says, held) -> None:
    table = f"| total discount | approval |\n| --- | --- |\n| up to 8% | the AE |\n| {table_says} | VP Sales |\n"
    found = engine(build({"policy.md": f"# Discounts\n\n{table}"})).search(Query("approval of discount 18%"))
    assert found.signs["unheard"] == (0 if held else 1)
    assert (found.signs["coverage"] == 1.0) is held


def test_what_a_file_is_called_is_not_said_to_be_missing() -> None:
    page = "# Uptime\n\nCredits are paid for each hour of a plan that was down.\n"
    for path, missing in (("policies/zebracorp_sla-2026.md", False), ("policies/uptime.md", True)):
        found = engine(build({path: page})).search(Query("zebracorp sla credits for each hour of a plan"))
        assert (found.reason is not None and "sla" in found.reason.words) is missing


def test_a_follow_up_is_not_answered_by_what_only_speaks_of_what_it_follows() -> None:
    content = build({"price.md": "# Dockly\n\nDockly charges four dollars per booking and site, and nothing else.\n"})
    history = ("what does dockly charge per booking and site",)
    found = engine(content).search(Query("do they have sso", history))
    assert found.passages
    assert (found.signs["unspoken"], found.status) == (1, "unsure")
    assert engine(content).search(Query("and what else do they charge", history)).signs["unspoken"] == 0
