"""Confidence fitted to a company's own golden questions, put together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.calibrating import Changes, Engines, OldIndexError, Progress, check_enough
from bot.calibrating import calibrate as fitted
from bot.golden_questions import GoldenQuestion
from content_index.embedding.model_files import BUNDLED
from retrieval.calibration_file import OwnCalibration
from retrieval.confidence import Calibrations, shipped
from retrieval.engine import RetrievalEngine
from retrieval.words_alone import WordsAlone

if TYPE_CHECKING:
    from bot.wiring import Cornerman
    from config.settings import Settings


def calibrate(cornerman: Cornerman, questions: Sequence[GoldenQuestion], progress: Progress) -> Changes:
    """What confidence fitted to golden questions would be; `keep` lets it serve.

    Raises NoIndexError, OldIndexError and TooFewQuestionsError.
    """
    check_enough(questions)
    if cornerman.embedder.like(cornerman.store.info().embedder) is None:
        raise OldIndexError
    blind = RetrievalEngine(cornerman.store, WordsAlone(cornerman.embedder))
    engines = Engines(cornerman.retrieval, blind, cornerman.embedder.languages)
    return fitted(engines, questions, shipped_for(cornerman.settings), progress)


def keep(cornerman: Cornerman, changes: Changes, made_by: str) -> Path | None:
    """Lets what pays serve in processes that start from now on; the file that holds it. None where nothing pays."""
    if not changes.kept:
        return None
    own = OwnCalibration(
        made_by=made_by,
        made_at=cornerman.clock.now(),
        answerable=changes.kept[0].answerable,
        unanswerable=changes.kept[0].unanswerable,
        model=cornerman.store.info().embedder,
        calibrations=changes.applied(shipped_for(cornerman.settings)),
    )
    cornerman.own_calibration.write(own)
    return cornerman.own_calibration.path


def shipped_for(settings: Settings) -> Calibrations:
    """Those that come with Cornerman, which know what a cosine of the bundled model means, and of no other."""
    known = shipped()
    if settings.embedding.chosen.model == BUNDLED:
        return known
    return Calibrations(known.lexical_alone, known.lexical_alone)
