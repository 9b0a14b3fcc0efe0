"""Which runtime and precision a model runs in, and the converted models that are kept on disk."""

from __future__ import annotations

import glob
import logging
import re
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock

from content_index.embedding.converted_encoder import ConvertedEncoder, missing
from content_index.embedding.converted_model import QUESTIONS, ConvertedPrecision, ModelCard
from content_index.embedding.encoder import Encoder
from content_index.embedding.model_files import ModelFiles
from content_index.embedding.torch_encoder import TorchEncoder, TorchPrecision, fitting_precision
from content_index.ports import ModelError, Prompts

Runtime = Literal["auto", "openvino", "torch"]
Precision = Literal["auto", "float32", "bfloat16", "int8"]

PRECISIONS: tuple[Literal["float32", "bfloat16", "int8"], ...] = ("float32", "bfloat16", "int8")
CONVERSION = 5
"""Raised whenever the same model would be converted into another network."""
_UNFIT = "unfit.txt"
_CONVERTED = re.compile(r"-(?:float32|int8)-(?P<conversion>\d+)(?:\.[0-9a-f]+\.staged|\.lock)?")
"""How what belongs to a converted model is named after the model's label."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenVinoChoice:
    """A converted model: documents run in OpenVINO, questions in ONNX Runtime."""

    precision: ConvertedPrecision

    def __str__(self) -> str:
        return f"openvino {self.precision}"


@dataclass(frozen=True, slots=True)
class TorchChoice:
    """The model as it is, run by sentence-transformers."""

    precision: TorchPrecision

    def __str__(self) -> str:
        return f"torch {self.precision}"


Choice = OpenVinoChoice | TorchChoice
"""A runtime and a precision that both are settled."""


class _DamagedError(ModelError):
    """A converted model does not load. The error that it met is the cause."""


class Runtimes:
    """Settles the choice for one model and makes its encoder. Converted models are kept in folders of `kept`.

    `prompts` are those that go before the model's own.

    Whatever has to look at the model raises ModelError where it cannot be found or loaded.
    """

    def __init__(self, files: ModelFiles, kept: Path, prompts: Prompts, threads: int | None) -> None:
        self._files = files
        self._kept = kept
        self._prompts = prompts
        self._threads = threads

    @property
    def prompts(self) -> Prompts:
        """What stands before a text in each role."""
        return {**self._files.prompts, **self._prompts}

    def choose(self, runtime: Runtime, precision: Precision, converting: Callable[[], None]) -> Choice:
        """What these wishes come to. A model that must be converted first is; `converting` is called before.

        "auto" is the converted model in eight bits where the vectors stay close enough, else in float32, and torch
        where the model cannot be converted. Raises ModelError where "openvino" was wished for and it cannot be.
        """
        if runtime == "torch" or (runtime == "auto" and precision == "bfloat16"):
            return TorchChoice(_torch_precision(precision))
        wished: tuple[ConvertedPrecision, ...] = ("float32",) if precision == "float32" else ("int8", "float32")
        absent = missing()
        reasons = [] if absent is None else [absent]
        for each in wished if absent is None else ():
            reason = self._unfit(each, converting)
            if reason is None:
                return OpenVinoChoice(each)
            reasons.append(f"{each}: {reason}")
        told = "; ".join(reasons)
        if runtime == "openvino":
            raise self._files.unusable(f'it does not run converted ({told}); runtime = "torch" can')
        _log.warning(
            "The model %s runs in torch, for it does not run converted (%s). "
            "To try again, mend that or delete its folders in %s.",
            self._files.name,
            told,
            self._kept,
        )
        return TorchChoice(_torch_precision(precision))

    def encoder(self, choice: Choice) -> Encoder:
        """The model, loaded. A converted one that is gone meanwhile is converted again."""
        if isinstance(choice, TorchChoice):
            return TorchEncoder(self._files, choice.precision, self.prompts, self._threads)
        try:
            return self._converted(choice.precision)
        except _DamagedError as error:
            folder = self._folder(choice.precision)
            _log.warning("The converted model in %s is damaged (%s); it is made anew.", folder, error.__cause__)
            shutil.rmtree(folder, ignore_errors=True)
            return self._converted(choice.precision)

    def _converted(self, precision: ConvertedPrecision) -> Encoder:
        reason = self._unfit(precision, lambda: None)
        if reason is not None:
            raise self._files.unusable(f'it does not run converted ({reason}); runtime = "torch" can')
        folder = self._folder(precision)
        try:
            card = ModelCard.read(folder)
            card.check(folder)
            encoder = ConvertedEncoder(folder, card, self.prompts, self._threads)
            encoder.encode(["Does it run?"], "query")
        except FileNotFoundError as error:
            raise self._damaged(folder, error) from error
        except (OSError, MemoryError) as error:
            raise self._files.unusable(f"its converted form in {folder} cannot be loaded now ({error})") from error
        except Exception as error:  # whatever ONNX Runtime or tokenizers raise for a damaged file
            raise self._damaged(folder, error) from error
        return encoder

    def _damaged(self, folder: Path, error: Exception) -> _DamagedError:
        return _DamagedError(
            str(self._files.unusable(f"its converted form in {folder} is damaged, and stays so ({error})"))
        )

    def _folder(self, precision: ConvertedPrecision) -> Path:
        return self._kept / f"{self._files.label}-{precision}-{CONVERSION}"

    def _unfit(self, precision: ConvertedPrecision, converting: Callable[[], None]) -> str | None:
        """Why the model cannot run so; None where its converted form lies ready, made now if it was not there."""
        folder = self._folder(precision)
        if not _is_there(folder):
            try:
                self._kept.mkdir(parents=True, exist_ok=True)
                with FileLock(folder.with_name(f"{folder.name}.lock")):
                    if not _is_there(folder):  # another process may have made it meanwhile
                        converting()
                        self._convert(precision, folder)
            except OSError as error:
                where = f"{self._kept} (embedding.models_dir names another folder)"
                return f"its converted form cannot be written into {where}: {error.strerror or error}"
            except ImportError as error:
                return f"what converts it cannot be imported: {error}"
        return _reason(folder)

    def _convert(self, precision: ConvertedPrecision, folder: Path) -> None:
        from content_index.embedding.converting import UnfitError, export

        for left in folder.parent.glob(f"{glob.escape(folder.name)}.*.staged"):  # by a process that was killed
            shutil.rmtree(left, ignore_errors=True)
        staged = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}.staged")
        staged.mkdir()
        try:
            try:
                export(self._files, precision, staged)
            except UnfitError as error:
                shutil.rmtree(staged)
                staged.mkdir()
                (staged / _UNFIT).write_text(str(error), encoding="utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            staged.rename(folder)
            self._remove_older()
        finally:
            shutil.rmtree(staged, ignore_errors=True)

    def _remove_older(self) -> None:
        """Removes what earlier versions of Cornerman made of this model.

        A process of theirs that still runs has loaded it, and makes it anew where it must. One of a later version is
        left alone: somebody went back to this one and may go forward again.
        """
        for path in self._kept.glob(f"{glob.escape(self._files.label)}-*"):
            name = _CONVERTED.fullmatch(path.name.removeprefix(self._files.label))
            if name and int(name["conversion"]) < CONVERSION:
                with suppress(OSError):  # in use, on Windows
                    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _torch_precision(wished: Precision) -> TorchPrecision:
    if wished in {"auto", "int8"}:
        return fitting_precision()
    return "float32" if wished == "float32" else "bfloat16"


def _is_there(folder: Path) -> bool:
    """Whether the model was converted, or found not to convert, before."""
    if _reason(folder) is not None:
        return True
    try:
        ModelCard.read(folder)
    except (OSError, ValueError, TypeError, KeyError):
        return False
    return (folder / QUESTIONS).is_file()


def _reason(folder: Path) -> str | None:
    try:
        return (folder / _UNFIT).read_text(encoding="utf-8")
    except OSError:
        return None
