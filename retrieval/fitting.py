"""Confidence fitted to questions with known answers. The only file that imports scipy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from retrieval.confidence import Calibration, Signs
from retrieval.model import Status

FOLDS, REPEATS = 8, 10
LEANING = 100.0
"""Real questions at which fitted thresholds count as much as those of the calibration that is leant on."""
_THRESHOLDS = np.arange(0.05, 0.95, 0.01)
_SUREST = 0.95
_NO_SPREAD = 1e-3
"""A sign that varies less tells nothing, and its weight would grow beyond what a calibration may hold."""
_SHARE_LEFT_OUT = 0.5
"""What left-out questions count together, as a share of what the unanswerable ones do."""

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One question asked, and what came of it.

    `found`: a document that answers it is among the first three; `first`: it came first. `left_out`: the documents
    that answer it were hidden, which makes it a near miss. Examples of one `group` are not independent of each other.
    """

    group: str
    signs: Signs
    found: bool
    first: bool
    answerable: bool
    near_miss: bool = False
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Aims:
    """What a fit is for.

    `precision`: the share of what is called answered that has a relevant document among the first three. `lost`: the
    share of answerable questions that may be called a gap. `leaning`: how strongly weights are held to those of the
    calibration that is leant on, as the precision (1 / variance) of each standardised weight; `intercept` the same for
    the intercept, 0 for one that is free.
    """

    precision: float
    leaning: float
    intercept: float
    lost: float = 0.1


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a calibration that had not seen an example says of it.

    `statuses` are the shares of the repetitions that called it so: each repetition draws other folds.
    """

    example: Example
    confidence: float
    statuses: dict[Status, float]


def fit(
    examples: Sequence[Example], prior: Calibration, aims: Aims, thresholds_leaning: float = LEANING
) -> Calibration:
    """A calibration by the signs of `prior`, which few examples leave almost as it is and many replace.

    Weights are the most probable ones of a logistic regression whose weights are expected around those of `prior`;
    thresholds are chosen on what calibrations say of examples that they had not seen.
    """
    fitted = _regression(examples, prior, aims)
    unseen = np.mean([predicted for predicted, _ in _unseen(examples, prior, aims)], axis=0)
    return _with_thresholds(fitted, examples, unseen, aims, thresholds_leaning)


def cross_validated(
    examples: Sequence[Example], prior: Calibration, aims: Aims, thresholds_leaning: float = LEANING
) -> list[Judgement]:
    """What calibrations fitted to the other folds, thresholds included, say of each example, over several repetitions.

    Examples of one group are always in one fold.
    """
    confidences: list[_Floats] = []
    called: list[list[Status]] = []
    for predicted, folds in _unseen(examples, prior, aims):
        confidences.append(predicted)
        calibrations = [
            _with_thresholds(
                prior, _chosen(examples, folds != fold), predicted[folds != fold], aims, thresholds_leaning
            )
            for fold in range(FOLDS)
        ]
        called.append([calibrations[fold].status(one) for fold, one in zip(folds, predicted, strict=True)])
    means = np.mean(confidences, axis=0)
    return [
        Judgement(example, float(mean), {status: statuses.count(status) / REPEATS for status in set(statuses)})
        for example, mean, statuses in zip(examples, means, zip(*called, strict=True), strict=True)
    ]


def _unseen(
    examples: Sequence[Example], prior: Calibration, aims: Aims
) -> Iterator[tuple[_Floats, npt.NDArray[np.int64]]]:
    """For each repetition the confidence in every example by a calibration of the other folds, and its fold."""
    groups = sorted({example.group for example in examples})
    for seed in range(REPEATS):
        drawn = np.random.default_rng(seed).permutation(len(groups)) % FOLDS
        fold_of = dict(zip(groups, drawn, strict=True))
        folds = np.array([fold_of[example.group] for example in examples])
        predicted = np.zeros(len(examples))
        for fold in range(FOLDS):
            calibration = _regression(_chosen(examples, folds != fold), prior, aims)
            for place in np.flatnonzero(folds == fold).tolist():
                predicted[place] = calibration.confidence(examples[place].signs)
        yield predicted, folds


def _chosen(examples: Sequence[Example], chosen: npt.NDArray[np.bool_]) -> list[Example]:
    return [example for example, one in zip(examples, chosen, strict=True) if one]


def _regression(examples: Sequence[Example], prior: Calibration, aims: Aims) -> Calibration:
    """`prior` with the weights that are most probable after the examples, rounded as they are written down.

    Signs are standardised first, so that one strength of leaning fits all of them; a sign that does not vary here (the
    size of one's own content) shares what it tells with the intercept.
    """
    from scipy.optimize import minimize
    from scipy.special import expit

    names = list(prior.weights)
    values = np.array([[float(getattr(example.signs, name)) for name in names] for example in examples])
    labels = np.array([example.found for example in examples], dtype=float)
    counts = _counts(examples)
    mean, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread < _NO_SPREAD] = 1
    columns = np.column_stack([np.ones(len(values)), (values - mean) / spread])
    slopes = np.array([prior.weights[name] for name in names])
    expected = np.array([prior.intercept + mean @ slopes, *(slopes * spread)])
    strength = np.array([aims.intercept, *[aims.leaning] * len(names)])

    def loss(weights: _Floats) -> tuple[float, _Floats]:
        totals = columns @ weights
        away = weights - expected
        misfit = counts @ (np.logaddexp(0, totals) - labels * totals)
        gradient = columns.T @ (counts * (expit(totals) - labels)) + strength * away
        return float(misfit + 0.5 * strength @ away**2), gradient

    found = minimize(loss, expected, jac=True, method="BFGS").x
    fitted = found[1:] / spread
    return replace(
        prior,
        intercept=round(float(found[0] - mean @ fitted), 3),
        weights={name: round(float(weight), 3) for name, weight in zip(names, fitted, strict=True)},
    )


def _counts(examples: Sequence[Example]) -> _Floats:
    """What each example counts.

    Left-out and truly unanswerable questions count half each of what the unanswerable ones are, so that the share of
    answerable questions stays that of the questions.
    """
    unanswerable = sum(not example.answerable and not example.left_out for example in examples)
    left_out = sum(example.left_out for example in examples)
    each = _SHARE_LEFT_OUT * unanswerable / left_out if left_out else 0.0
    real = 1 - _SHARE_LEFT_OUT if left_out else 1.0
    return np.array([each if e.left_out else 1.0 if e.answerable else real for e in examples])


def _with_thresholds(
    calibration: Calibration, examples: Sequence[Example], confidences: _Floats, aims: Aims, leaning: float
) -> Calibration:
    """The calibration with the thresholds that serve the aims; with few questions nearer to those that it has."""
    asked = np.array([not example.left_out for example in examples])
    answerable = np.array([example.answerable for example in examples]) & asked
    found = np.array([example.found for example in examples])
    weight = float(asked.sum()) / (asked.sum() + leaning)
    answered = _lowest_precise(confidences[asked], found[asked], aims.precision)
    unsure = float(np.quantile(confidences[answerable], aims.lost)) if answerable.any() else calibration.unsure
    answered = round(float(weight * answered + (1 - weight) * calibration.answered), 2)
    unsure = round(float(weight * unsure + (1 - weight) * calibration.unsure), 2)
    return replace(calibration, answered=answered, unsure=min(unsure, answered))


def _lowest_precise(confidences: _Floats, found: npt.NDArray[np.bool_], precision: float) -> float:
    """The lowest confidence from which on at least this share is right."""
    for threshold in _THRESHOLDS:
        chosen = confidences >= threshold
        if chosen.any() and found[chosen].mean() >= precision:
            return float(threshold)
    return _SUREST
