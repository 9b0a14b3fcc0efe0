from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retrieval.calibration_file import CalibrationError, CalibrationFile, OwnCalibration
from retrieval.confidence import Calibration, Calibrations, shipped

WEIGHTS = {"cosine": 2.0, "coverage": 2.0, "sentence": 1.0, "length": 0.5, "lead": 3.0, "size": -0.5}
ONE = Calibration(intercept=-1.0, weights=WEIGHTS, answered=0.7, unsure=0.3)
OWN = OwnCalibration(
    "golden.jsonl", datetime(2026, 11, 26, tzinfo=UTC), 60, 20, "model/1", Calibrations(ONE, replace(ONE, answered=0.8))
)


@pytest.fixture
def file(tmp_path: Path) -> CalibrationFile:
    return CalibrationFile(tmp_path / "data" / "confidence.json")


def test_what_was_fitted_serves_and_nothing_is_left_beside_it(file: CalibrationFile) -> None:
    assert file.serving("model/1") == shipped()
    file.write(OWN)
    assert file.own("model/1") == OWN
    assert CalibrationFile(file.path).serving("model/1") == OWN.calibrations
    assert [one.name for one in file.path.parent.iterdir()] == ["confidence.json"]


def test_reset_goes_back_to_the_shipped_one(file: CalibrationFile) -> None:
    file.write(OWN)
    assert file.reset()
    assert file.serving("model/1") == shipped()
    assert not file.reset()


def test_what_was_fitted_to_another_model_is_left_aside_and_told(file: CalibrationFile, caplog) -> None:
    file.write(OWN)
    with pytest.raises(CalibrationError, match="another model"):
        file.own("model/2")
    assert file.serving("model/2") == shipped()
    assert "fit it again with `cornerman calibrate`" in caplog.text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda stored: stored["both_sides"].update(weights={"charm": 1.0}), "it weighs charm"),
        (lambda stored: stored["both_sides"].update(weights={}), "`both_sides.weights` lacks coverage, lead, length"),
        (lambda stored: stored["lexical_alone"]["weights"].pop("lead"), "`lexical_alone.weights` lacks lead"),
        (lambda stored: stored["both_sides"]["weights"].update(lead=1e5), "`both_sides.weights.lead`"),
        (lambda stored: stored["both_sides"].update(intercept=1e308), "`both_sides.intercept`"),
        (lambda stored: stored["both_sides"].update(intercept=-1e308), "`both_sides.intercept`"),
        (lambda stored: stored["lexical_alone"].update(unsure=0.9), "`lexical_alone.unsure` is 0.9, above"),
        (lambda stored: stored["both_sides"].update(answered=7), "`both_sides.answered`"),
        (lambda stored: stored["both_sides"].update(intercept="NaN"), "`both_sides.intercept`"),
        (lambda stored: stored.pop("lexical_alone"), "`lexical_alone`"),
        (lambda stored: stored.update(mood=1), "`mood`"),
    ],
)
def test_a_damaged_file_is_told_by_key_and_the_shipped_one_serves(file: CalibrationFile, change, told) -> None:
    file.write(OWN)
    stored = json.loads(file.path.read_text())
    change(stored)
    file.path.write_text(json.dumps(stored))
    damaged = CalibrationFile(file.path)
    with pytest.raises(CalibrationError) as raised:
        damaged.own("model/1")
    assert told in str(raised.value)
    assert str(file.path) in str(raised.value)
    assert damaged.serving("model/1") == shipped()


def test_a_fit_of_words_alone_may_stand_for_both(file: CalibrationFile) -> None:
    without = replace(ONE, weights={name: weight for name, weight in WEIGHTS.items() if name != "cosine"})
    file.write(replace(OWN, calibrations=Calibrations(without, without)))
    assert CalibrationFile(file.path).serving("model/1") == Calibrations(without, without)


@pytest.mark.parametrize("written", [b"", b"{", b"\xff\xfe", b"[]"])
def test_a_file_that_is_no_calibration_is_damaged(file: CalibrationFile, written: bytes) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(written)
    with pytest.raises(CalibrationError, match="is damaged"):
        file.own("model/1")


def test_a_file_that_cannot_be_read_is_told(file: CalibrationFile) -> None:
    file.path.mkdir(parents=True)
    with pytest.raises(CalibrationError, match="cannot be read"):
        file.own("model/1")
