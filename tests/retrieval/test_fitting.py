from __future__ import annotations

import random

import pytest

from retrieval.confidence import Calibration, Signs
from retrieval.fitting import Aims, Example, cross_validated, fit

AIMS = Aims(precision=0.8, leaning=20.0, intercept=1.0)
PRIOR = Calibration(intercept=-2.0, weights={"cosine": 4.0, "coverage": 2.0, "size": -0.5}, answered=0.6, unsure=0.4)


def asked(count: int, *, telling: str = "cosine") -> list[Example]:
    """Questions of which two in three are answerable, as one of the signs tells and the other does not."""
    drawn, made = random.Random(1), []
    for number in range(count):
        found = number % 3 != 0
        signs = {"cosine": drawn.random(), "coverage": drawn.random()}
        signs[telling] = drawn.gauss(0.7 if found else 0.3, 0.15)
        made.append(
            Example(str(number), Signs(**signs, length=1.0, lead=0.0, size=2.0, sentence=0.5), found, found, found)
        )
    return made


def weights(examples: list[Example], aims: Aims = AIMS) -> dict[str, float]:
    return dict(fit(examples, PRIOR, aims).weights)


def test_few_questions_change_little_and_many_decide() -> None:
    few, many = weights(asked(12, telling="coverage")), weights(asked(600, telling="coverage"))
    assert abs(few["coverage"] - 2.0) < 1.5
    assert many["coverage"] > 5
    assert many["cosine"] < few["cosine"] < 4.0


def test_what_leans_hard_stays_as_it_was() -> None:
    held = fit(asked(60, telling="coverage"), PRIOR, Aims(precision=0.8, leaning=1e6, intercept=1e6))
    assert held.weights == pytest.approx(PRIOR.weights, abs=0.01)
    assert held.intercept == pytest.approx(-2.0, abs=0.01)


def test_a_content_with_fewer_answers_makes_less_sure() -> None:
    examples = [one for one in asked(300) if not one.found or int(one.group) % 6 == 1]
    fitted = fit(examples, PRIOR, AIMS)
    middling = Signs(cosine=0.5, coverage=0.5, length=1.0, lead=0.0, size=2.0, sentence=0.5)
    assert fitted.confidence(middling) < fit(asked(300), PRIOR, AIMS).confidence(middling)


def test_left_out_questions_teach_but_do_not_shift_the_share_of_answers() -> None:
    examples = asked(300)
    hidden = [
        Example(one.group, one.signs, found=False, first=False, answerable=False, left_out=True)
        for one in examples
        if one.found
    ]
    middling = Signs(cosine=0.5, coverage=0.5, length=1.0, lead=0.0, size=2.0, sentence=0.5)
    plain, taught = fit(examples, PRIOR, AIMS), fit([*examples, *hidden], PRIOR, AIMS)
    assert taught.weights["cosine"] < plain.weights["cosine"]
    assert taught.confidence(middling) == pytest.approx(plain.confidence(middling), abs=0.2)


def test_thresholds_are_in_order_and_move_with_the_precision_that_is_aimed_at() -> None:
    lax, strict = (fit(asked(400), PRIOR, Aims(precision, 20.0, 1.0)) for precision in (0.7, 0.95))
    assert 0 < lax.unsure <= lax.answered < strict.answered < 1


def test_cross_validation_tells_signs_that_mean_something_from_chance() -> None:
    def separated(examples: list[Example]) -> float:
        judged = cross_validated(examples, PRIOR, AIMS)
        assert [one.example for one in judged] == examples
        assert all(sum(one.statuses.values()) == pytest.approx(1) for one in judged)
        sure = [one.confidence for one in judged if one.example.found]
        doubtful = [one.confidence for one in judged if not one.example.found]
        return sum(a > b for a in sure for b in doubtful) / (len(sure) * len(doubtful))

    telling = asked(90)
    drawn = random.Random(2)
    chance = [
        Example(str(n), Signs(drawn.random(), drawn.random(), 1.0, 0.0, 2.0, 0.5), n % 2 == 0, n % 2 == 0, n % 2 == 0)
        for n in range(90)
    ]
    assert separated(telling) > 0.9
    assert separated(chance) < 0.65
