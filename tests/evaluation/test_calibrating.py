from __future__ import annotations

import hashlib
from dataclasses import asdict, replace

import pytest

from bot.calibrating import Change, Changes, Engines, TooFewQuestionsError, calibrate, examples
from bot.golden_questions import GoldenQuestion
from content_index.model import Document, Passage
from retrieval.confidence import Calibration, Calibrations, Signs
from retrieval.model import Query, RankedPassage, Retrieved

DOUBTING = Calibration(intercept=-6.0, weights={"cosine": 4.0, "coverage": 2.0, "size": -0.5}, answered=0.6, unsure=0.4)
SHIPPED = Calibrations(DOUBTING, DOUBTING)


def ranked(path: str) -> RankedPassage:
    document = Document(path, "s", path, path, "page", "en", "f")
    return RankedPassage(Passage(f"{path}#1", path, (), "top", "en", "words", (), ()), document, 0.5)


class Retrieval:
    """Finds the page that a question begins with, near where there is one, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Query] = []

    def search(self, query: Query) -> Retrieved:
        self.asked.append(query)
        if query.text.startswith("thanks"):  # small talk is not searched for
            return Retrieved("gap", 0.0, passages=(), quote=None, say=None, language="en", generation="g")
        page = f"{query.text.split()[0]}.md"
        known = page != "nothing.md" and page not in query.filters.without
        noise = hashlib.blake2b(f"{query.text}{known}".encode(), digest_size=1).digest()[0] / 1000
        signs = Signs(0.6 + noise if known else 0.3 + noise, 0.7 if known else 0.5, 1.0, 0.1, 2.0, 0.5)
        return Retrieved(
            status="unsure",
            confidence=0.5,
            passages=(*((ranked(page),) if known else ()), ranked("other.md")),
            quote=None,
            say=None,
            language="en",
            generation="g",
            signs=asdict(signs),
        )


def golden(answerable: int, unanswerable: int, language: str = "en") -> list[GoldenQuestion]:
    return [
        *(GoldenQuestion(f"a{n}", f"page{n} asks", (f"page{n}.md",), language=language) for n in range(answerable)),
        *(
            GoldenQuestion(f"u{n}", f"nothing {n}", (), answerable=False, near_miss=n % 2 == 0, language=language)
            for n in range(unanswerable)
        ),
    ]


def changes(questions: list[GoldenQuestion], languages: frozenset[str] | None = frozenset({"en"})) -> Changes:
    return calibrate(Engines(Retrieval(), Retrieval(), languages), questions, SHIPPED)


def test_an_answerable_question_is_asked_once_more_with_its_documents_hidden() -> None:
    retrieval = Retrieval()
    as_it_is, hidden, nothing = examples(retrieval, golden(1, 1))
    assert [query.filters.without for query in retrieval.asked] == [(), ("page0.md",), ()]
    assert all(query.filters.groups is None for query in retrieval.asked)
    assert (as_it_is.found, as_it_is.first, as_it_is.answerable, as_it_is.left_out) == (True, True, True, False)
    assert (hidden.found, hidden.answerable, hidden.left_out, hidden.near_miss) == (False, False, True, True)
    assert (nothing.found, nothing.answerable, nothing.left_out) == (False, False, False)
    assert hidden.signs.cosine < as_it_is.signs.cosine
    assert hidden.group == as_it_is.group


def test_a_calibration_that_doubts_too_much_is_mended_by_the_companys_own_questions() -> None:
    fitted = changes(golden(60, 20))
    assert fitted.both_sides is not None
    assert fitted.both_sides.shipped["answerable.answered"] == 0
    assert fitted.both_sides.fitted["answerable.answered"] > 0.9
    assert fitted.both_sides.fitted["unanswerable.answered"] == 0
    assert fitted.both_sides.fitted["auroc"] == fitted.both_sides.fitted["auroc_near"] == 1.0
    assert (fitted.both_sides.answerable, fitted.both_sides.unanswerable) == (60, 20)
    assert fitted.both_sides.pays
    assert not fitted.both_sides.few
    assert fitted.applied(SHIPPED).both_sides == fitted.both_sides.calibration


def test_what_does_not_pay_stays_as_shipped() -> None:
    sure = Calibration(intercept=-5200.0, weights={"cosine": 9000.0, "coverage": 0.0}, answered=0.6, unsure=0.4)
    fitted = calibrate(Engines(Retrieval(), Retrieval(), None), golden(20, 10), Calibrations(sure, DOUBTING))
    assert fitted.both_sides is not None
    assert not fitted.both_sides.pays
    applied = fitted.applied(Calibrations(sure, DOUBTING))
    assert applied.both_sides == sure
    assert applied.lexical_alone != DOUBTING


def test_a_fit_to_wrong_documents_is_said_to_silence_what_was_answered() -> None:
    sure = replace(DOUBTING, intercept=-2.0)
    wrong = [replace(one, relevant=("elsewhere.md",)) if one.answerable else one for one in golden(40, 10)]
    engines = Engines(Retrieval(), Retrieval(), None)
    silent, right = (
        calibrate(engines, asked, Calibrations(sure, sure)).both_sides for asked in (wrong, golden(40, 10))
    )
    assert silent is not None
    assert right is not None
    assert silent.shipped["answerable.answered"] == right.shipped["answerable.answered"] == 1.0
    assert silent.pays
    assert (silent.silences, silent.near) == (True, False)
    assert not right.silences


@pytest.mark.parametrize(("answered", "wrongly", "near"), [(0.6, 0.3, True), (0.4, 0.3, False), (0.7, 0.1, False)])
def test_a_fit_is_near_where_about_as_many_of_either_kind_are_called_answered(answered, wrongly, near) -> None:
    shipped, fitted = (
        {"answerable.answered": yes, "unanswerable.answered": no} for yes, no in ((0.7, 0.3), (answered, wrongly))
    )
    assert Change(DOUBTING, 20, 10, shipped, fitted).near is near


def test_few_questions_are_said_to_be_few_and_too_few_are_refused() -> None:
    few = changes(golden(20, 6)).both_sides
    assert few is not None
    assert few.few
    with pytest.raises(TooFewQuestionsError, match="20 answerable and 4 unanswerable questions are too few"):
        changes(golden(20, 4))
    with pytest.raises(TooFewQuestionsError, match="at least 10"):
        changes(golden(9, 20))


def test_small_talk_counts_for_nothing() -> None:
    chat = [GoldenQuestion(f"c{n}", "thanks", (), answerable=False) for n in range(4)]
    with pytest.raises(TooFewQuestionsError, match="10 answerable and 1 unanswerable questions are too few") as raised:
        changes([*golden(10, 1), *chat])
    assert "groups of related ones (by `base`): 11 (4 more are small talk" in str(raised.value)
    thanked = [replace(question, question="thanks") for question in golden(10, 5)]
    with pytest.raises(TooFewQuestionsError, match="0 answerable and 0 unanswerable questions are too few"):
        changes(thanked)
    enough = changes([*golden(10, 5), *chat]).both_sides
    assert enough is not None
    assert (enough.answerable, enough.unanswerable) == (10, 5)


def test_questions_that_are_all_related_teach_nothing_of_others() -> None:
    related = [replace(question, base="hours") for question in golden(10, 5)]
    with pytest.raises(TooFewQuestionsError, match=r"\(by `base`\): 1\. Write at least 10 .* of at least 8 groups"):
        changes(related)


def test_questions_in_a_language_that_the_model_does_not_know_teach_words_alone() -> None:
    fitted = changes(golden(20, 10, language="ru"))
    assert fitted.both_sides is None
    assert fitted.lexical_alone is not None
    assert fitted.applied(SHIPPED).both_sides == DOUBTING
    assert changes(golden(20, 10, language="ru"), languages=None).both_sides is not None


def test_progress_counts_both_rounds() -> None:
    told = []
    engines = Engines(Retrieval(), Retrieval(), None)
    calibrate(engines, golden(10, 5), SHIPPED, lambda *step: told.append(step))
    assert told == [(n, 30) for n in range(1, 31)]
