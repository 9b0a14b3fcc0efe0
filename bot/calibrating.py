"""A deployment's confidence fitted to its own golden questions, and what that changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.evaluation import FOUND_WITHIN, PRECISION
from bot.evaluation_metrics import auroc, brier, coverage_at_precision, first_hit, mean
from bot.golden_questions import GoldenQuestion
from bot.ports import Retrieval
from retrieval.confidence import Calibration, Calibrations, Signs
from retrieval.fitting import FOLDS, Aims, Example, Judgement, cross_validated, fit
from retrieval.model import Filters, Query, Retrieved, Status

FEWEST_ANSWERABLE, FEWEST_UNANSWERABLE = 10, 5
"""Questions without which nothing is fitted."""
FEWEST_GROUPS = FOLDS
"""Groups of related questions without which some fold of the cross-validation would be empty."""
FEW_ANSWERABLE, FEW_UNANSWERABLE = 50, 20
"""Questions below which the figures say little."""
NEAR = 0.15
"""How far the shares of questions that are called answered may move by a fit that stays near."""
SILENCED = 0.5
"""The share of the answerable questions called answered below which a fit leaves far fewer of them so."""
STATUSES: tuple[Status, ...] = ("answered", "unsure", "gap")
AIMS_BOTH = Aims(precision=0.86, leaning=20.0, intercept=1.0)
"""Another company's weights serve well, its share of answerable questions does not (docs/decisions/confidence.md)."""
AIMS_ALONE = replace(AIMS_BOTH, precision=0.7)

Progress = Callable[[int, int], None]


class TooFewQuestionsError(Exception):
    """There are too few questions to fit anything to. The message says how many are needed, and of what kind."""

    def __init__(self, questions: Sequence[GoldenQuestion] | Sequence[Example], unjudged: int = 0) -> None:
        """`unjudged` questions were asked as well, and nothing can be learnt from them."""
        answerable, groups = sum(one.answerable for one in questions), len({one.group for one in questions})
        aside = f" ({unjudged} more are small talk, or nothing is found for them)" if unjudged else ""
        super().__init__(
            f"{answerable} answerable and {len(questions) - answerable} unanswerable questions are too few to fit "
            f"confidence to, groups of related ones (by `base`): {groups}{aside}. Write at least {FEWEST_ANSWERABLE} "
            f"that the index answers and {FEWEST_UNANSWERABLE} that it does not, of at least {FEWEST_GROUPS} groups; "
            f"from about {FEW_ANSWERABLE} and {FEW_UNANSWERABLE} on the figures mean something."
        )


class OldIndexError(Exception):
    """The index was built with another model, so that confidence would be fitted to words alone."""

    def __init__(self) -> None:
        super().__init__("The index was built with another model. Run `cornerman reindex` first, then calibrate.")


@dataclass(frozen=True, slots=True)
class Change:
    """What a fit makes of one of the two calibrations.

    `shipped` and `fitted` are figures by name; the latter are cross-validated: no question was judged by a fit that had
    seen it.
    """

    calibration: Calibration
    answerable: int
    unanswerable: int
    shipped: Mapping[str, float | None]
    fitted: Mapping[str, float | None]

    @property
    def few(self) -> bool:
        """Whether there are so few questions that the figures say little."""
        return self.answerable < FEW_ANSWERABLE or self.unanswerable < FEW_UNANSWERABLE

    @property
    def pays(self) -> bool:
        """Whether confidence comes nearer to the truth than as shipped."""
        shipped, fitted = self.shipped["brier"], self.fitted["brier"]
        return shipped is not None and fitted is not None and fitted < shipped

    @property
    def near(self) -> bool:
        """Whether about as many questions of either kind are called answered as with the shipped calibration."""
        return all(
            abs((self.fitted[name] or 0.0) - (self.shipped[name] or 0.0)) <= NEAR
            for name in ("answerable.answered", "unanswerable.answered")
        )

    @property
    def silences(self) -> bool:
        """Whether far fewer answerable questions would be called answered than as shipped."""
        shipped, fitted = self.shipped["answerable.answered"], self.fitted["answerable.answered"]
        return shipped is not None and fitted is not None and fitted < SILENCED * shipped


@dataclass(frozen=True, slots=True)
class Changes:
    """What a fit makes of both; None where too few questions are asked of that kind, and nothing changes."""

    both_sides: Change | None
    lexical_alone: Change | None

    @property
    def kept(self) -> tuple[Change, ...]:
        """What is worth keeping."""
        return tuple(change for change in (self.both_sides, self.lexical_alone) if change and change.pays)

    def applied(self, shipped: Calibrations) -> Calibrations:
        """The calibrations that serve after the fit: what does not pay stays as shipped."""
        both, alone = self.both_sides, self.lexical_alone
        return Calibrations(
            both.calibration if both in self.kept else shipped.both_sides,
            alone.calibration if alone in self.kept else shipped.lexical_alone,
        )


@dataclass(frozen=True, slots=True)
class Engines:
    """The engine as it answers, and as it answers in a language that the model does not know.

    `languages` are those that it knows; None: any.
    """

    both_sides: Retrieval
    lexical_alone: Retrieval
    languages: Collection[str] | None


def calibrate(
    engines: Engines,
    questions: Sequence[GoldenQuestion],
    shipped: Calibrations,
    progress: Progress = lambda _done, _total: None,
) -> Changes:
    """Asks the questions and fits to them what leans on the `shipped` calibrations, and compares.

    Every question is asked of both engines: of the one that knows the language only where it does. Raises
    TooFewQuestionsError.
    """
    known = [q for q in questions if engines.languages is None or q.language in engines.languages]
    check_enough(questions)
    total = len(known) + len(questions)
    both = _asked(engines.both_sides, known, lambda done: progress(done, total))
    alone = _asked(engines.lexical_alone, questions, lambda done: progress(len(known) + done, total))
    changes = Changes(_change(both, shipped.both_sides, AIMS_BOTH), _change(alone, shipped.lexical_alone, AIMS_ALONE))
    if not (changes.both_sides or changes.lexical_alone):
        judged = max(_as_asked(both), _as_asked(alone), key=len)
        raise TooFewQuestionsError(judged, unjudged=len(questions) - len(judged))
    return changes


def check_enough(questions: Sequence[GoldenQuestion]) -> None:
    """Raises TooFewQuestionsError."""
    if not _enough(questions):
        raise TooFewQuestionsError(questions)


def examples(engine: Retrieval, questions: Sequence[GoldenQuestion]) -> list[Example]:
    """Each question asked, and each answerable one once more with the documents that answer it hidden."""
    return _asked(engine, questions, lambda _: None)


def figures(judgements: Sequence[Judgement]) -> dict[str, float | None]:
    """What confidence is worth, of the questions as they were asked (left-out ones aside).

    `brier` is the mean squared distance from the truth, which is 1 where a relevant document is among the first three;
    less is better.
    """
    real = [one for one in judgements if not one.example.left_out]
    answerable = [one for one in real if one.example.answerable]
    others = [one for one in real if not one.example.answerable]
    near = [one for one in others if one.example.near_miss]
    sure = [one.confidence for one in answerable]
    return {
        "auroc": auroc(sure, [one.confidence for one in others]),
        "auroc_near": auroc(sure, [one.confidence for one in near]),
        "coverage_at_90_precision": coverage_at_precision(
            [(one.confidence, one.example.first, one.example.answerable) for one in real], PRECISION
        ),
        "brier": brier([(one.confidence, one.example.found) for one in real]),
        **{
            f"{name}.{status}": mean(one.statuses.get(status, 0.0) for one in of_them)
            for name, of_them in (("answerable", answerable), ("unanswerable", others))
            for status in STATUSES
        },
    }


def _enough(questions: Sequence[GoldenQuestion] | Sequence[Example]) -> bool:
    answerable = sum(one.answerable for one in questions)
    return (
        answerable >= FEWEST_ANSWERABLE
        and len(questions) - answerable >= FEWEST_UNANSWERABLE
        and len({one.group for one in questions}) >= FEWEST_GROUPS
    )


def _as_asked(examples: Sequence[Example]) -> list[Example]:
    return [example for example in examples if not example.left_out]


def _change(asked: Sequence[Example], shipped: Calibration, aims: Aims) -> Change | None:
    """None where too few of the questions could be judged: small talk is not."""
    real = _as_asked(asked)
    if not _enough(real):
        return None
    answerable = sum(example.answerable for example in real)
    return Change(
        calibration=fit(asked, shipped, aims),
        answerable=answerable,
        unanswerable=len(real) - answerable,
        shipped=figures([_judged(example, shipped) for example in asked]),
        fitted=figures(cross_validated(asked, shipped, aims)),
    )


def _judged(example: Example, calibration: Calibration) -> Judgement:
    confidence = calibration.confidence(example.signs)
    return Judgement(example, confidence, {calibration.status(confidence): 1.0})


def _asked(engine: Retrieval, questions: Sequence[GoldenQuestion], told: Callable[[int], None]) -> list[Example]:
    asked: list[Example] = []
    for done, question in enumerate(questions, start=1):
        asked.extend(_examples(engine, question))
        told(done)
    return asked


def _examples(engine: Retrieval, question: GoldenQuestion) -> Iterator[Example]:
    query = Query(question.question, question.history, Filters(groups=None))
    found = engine.search(query)
    if not found.passages:  # small talk, or nothing at all: no confidence is judged
        return
    as_it_is = _example(question, found)
    yield as_it_is
    if question.answerable:
        hidden = engine.search(replace(query, filters=replace(query.filters, without=question.relevant)))
        yield replace(
            as_it_is,
            signs=_signs(hidden),
            found=False,
            first=False,
            answerable=False,
            near_miss=True,
            left_out=True,
        )


def _signs(found: Retrieved) -> Signs:
    told = dict(found.signs)
    return Signs(unheard=int(told.pop("unheard")), unspoken=int(told.pop("unspoken")), **told)


def _example(question: GoldenQuestion, found: Retrieved) -> Example:
    rank = first_hit(list(dict.fromkeys(ranked.document.path for ranked in found.passages)), question.relevant)
    return Example(
        group=question.group,
        signs=_signs(found),
        found=rank is not None and rank <= FOUND_WITHIN,
        first=rank == 1,
        answerable=question.answerable,
        near_miss=question.near_miss,
    )
