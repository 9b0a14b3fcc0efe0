"""A deployment's own calibration on disk: written by `cornerman calibrate`, left aside where it fits no more."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from content_index.written_beside import sync, written_beside
from retrieval.confidence import Calibration, Calibrations, Signs, shipped

_LOG = logging.getLogger(__name__)
_SIGNS = {field.name for field in fields(Signs)}
_LARGEST = 10_000.0
"""No fit comes near such a weight; larger ones are a slip of the hand, or overflow."""
_AS_SHIPPED = "The calibration that comes with Cornerman serves."


class CalibrationError(Exception):
    """A calibration cannot be used. The message names the file, what is wrong with it and what to do."""


@dataclass(frozen=True, slots=True)
class OwnCalibration:
    """What was fitted, to how many questions of which file, for the vectors of which model (its fingerprint)."""

    made_by: str
    made_at: datetime
    answerable: int
    unanswerable: int
    model: str
    calibrations: Calibrations


_Number = Annotated[float, Field(ge=-_LARGEST, le=_LARGEST, allow_inf_nan=False)]
_Share = Annotated[float, Field(ge=0, le=1)]


@checked(frozen=True, config=ConfigDict(extra="forbid"))
class _Stored:
    intercept: _Number
    weights: dict[str, _Number]
    answered: _Share
    unsure: _Share

    def calibration(self) -> Calibration:
        return Calibration(self.intercept, self.weights, self.answered, self.unsure)


@checked(frozen=True, config=ConfigDict(extra="forbid"))
class _File:
    made_by: str
    made_at: datetime
    answerable: int
    unanswerable: int
    model: str
    both_sides: _Stored
    lexical_alone: _Stored


_file: TypeAdapter[_File] = TypeAdapter(_File)


class CalibrationFile:
    """The file in a deployment's data folder. It is read once in a process."""

    def __init__(self, path: Path, otherwise: Callable[[], Calibrations] = shipped) -> None:
        """`otherwise` gives what serves without it."""
        self.path = path
        self._otherwise = otherwise

    @cached_property
    def _read(self) -> OwnCalibration | CalibrationError | None:
        try:
            return self._understood(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            return self._error(f"cannot be read: {error.strerror}")
        except CalibrationError as error:
            return error

    def own(self, model: str) -> OwnCalibration | None:
        """What was fitted to this deployment; None where nothing was. `model` is what the index was built with.

        Raises CalibrationError where the file is damaged, or was made for another model or by other signs.
        """
        found = self._read
        if isinstance(found, CalibrationError):
            raise found
        if found is not None and found.model != model:
            raise self._error("was fitted to the vectors of another model than the index has")
        return found

    def serving(self, model: str) -> Calibrations:
        """What confidence is judged by: the deployment's own calibration where it can be used, else the shipped one."""
        try:
            own = self.own(model)
        except CalibrationError as error:
            _LOG.warning("%s %s", error, _AS_SHIPPED)
            own = None
        return own.calibrations if own else self._otherwise()

    def write(self, own: OwnCalibration) -> None:
        """Puts a new file in its place in one step. Raises OSError."""
        both, alone = (
            _Stored(one.intercept, dict(one.weights), one.answered, one.unsure)
            for one in (own.calibrations.both_sides, own.calibrations.lexical_alone)
        )
        stored = _File(own.made_by, own.made_at, own.answerable, own.unanswerable, own.model, both, alone)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with written_beside(self.path) as beside:
            beside.write_bytes(_file.dump_json(stored, indent=2) + b"\n")
        sync(self.path.parent)
        self.__dict__.pop("_read", None)

    def reset(self) -> bool:
        """Goes back to the shipped calibration; whether there was another. Raises OSError."""
        self.__dict__.pop("_read", None)
        try:
            self.path.unlink()
        except FileNotFoundError:
            return False
        return True

    def _understood(self, written: bytes) -> OwnCalibration:
        try:
            stored = _file.validate_json(written)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise self._error(f"is damaged ({f'`{where}`: ' if where else ''}{first['msg']})") from error
        calibrations = Calibrations(stored.both_sides.calibration(), stored.lexical_alone.calibration())
        for name, one in (("both_sides", calibrations.both_sides), ("lexical_alone", calibrations.lexical_alone)):
            if unknown := sorted(set(one.weights) - _SIGNS):
                raise self._error(f"was made by another version of Cornerman (it weighs {', '.join(unknown)})")
            # Every calibration weighs these; another model's may leave cosines aside.
            if missing := sorted(set(shipped().lexical_alone.weights) - set(one.weights)):
                raise self._error(f"is damaged or of another version (`{name}.weights` lacks {', '.join(missing)})")
            if one.unsure > one.answered:
                raise self._error(
                    f"is damaged (`{name}.unsure` is {one.unsure}, above `{name}.answered`, {one.answered})"
                )
        return OwnCalibration(
            stored.made_by, stored.made_at, stored.answerable, stored.unanswerable, stored.model, calibrations
        )

    def _error(self, what: str) -> CalibrationError:
        return CalibrationError(f"{self.path}: {what}; fit it again with `cornerman calibrate`.")
