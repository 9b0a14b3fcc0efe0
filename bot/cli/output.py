"""How every command speaks: words for people, one JSON object for programs, and exit codes that mean something."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from bot.cli.options import as_called

if TYPE_CHECKING:
    from bot.golden_questions import UnknownDocument

OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)
PREPARING = "Preparing the model for this machine (once)"


class ExitCode(IntEnum):
    """What a command's exit code means. 2 is also typer's own for wrong usage."""

    DONE = 0
    FAILED = 1
    SETTINGS = 2
    NO_INDEX = 3
    INCOMPLETE = 4
    REFUSED = 5


CANCELLED = 130
"""The exit code after Ctrl-C, as shells have it."""


def tell_of_preparing() -> None:
    """Says on standard error what the half minute is for that a command takes which meets the model first."""
    ERR.print(f"{PREPARING} …")


def several(count: int, one: str, many: str = "") -> str:
    """A number with what it counts: 1 page, 2 pages."""
    from bot.locales import counted

    return counted(count, {"one": f"{{n}} {one}", "other": f"{{n}} {many or one + 's'}"}, "en")


def print_json(payload: Mapping[str, object]) -> None:
    """One object on standard output, readable by people too."""
    sys.stdout.write(json.dumps(payload, ensure_ascii=False, indent=2, default=str) + "\n")


def fail(message: str, code: ExitCode, *, as_json: bool) -> typer.Exit:
    """Say what went wrong (standard error, or an object with `error` for programs); the caller raises the result."""
    if as_json:
        print_json({"error": message})
    else:
        ERR.print(message, style="red", markup=False)
    return typer.Exit(code)


@contextmanager
def errors_in_words(context: typer.Context, *, as_json: bool) -> Iterator[None]:
    """Turn the errors that a person can mend into their message and their exit code, without a traceback.

    The commands that a message names are named as this one was called.
    """
    from bot.calibrating import OldIndexError, TooFewQuestionsError
    from bot.cli.wishes import UnknownWishError
    from bot.golden_questions import QuestionFileError
    from bot.ports import LogUnavailableError
    from config.database import DatabaseUrlError
    from config.loading import SettingsError
    from content_index.ports import IndexFolderError, ModelError, NoIndexError, SourceError
    from content_index.reindexing import ReindexRunningError
    from content_index.store import NothingToRollBackToError

    codes: dict[type[Exception], ExitCode] = {
        SettingsError: ExitCode.SETTINGS,
        DatabaseUrlError: ExitCode.SETTINGS,
        QuestionFileError: ExitCode.SETTINGS,
        UnknownWishError: ExitCode.SETTINGS,
        TooFewQuestionsError: ExitCode.FAILED,
        OldIndexError: ExitCode.FAILED,
        NoIndexError: ExitCode.NO_INDEX,
        SourceError: ExitCode.FAILED,
        ModelError: ExitCode.FAILED,
        IndexFolderError: ExitCode.FAILED,
        ReindexRunningError: ExitCode.FAILED,
        NothingToRollBackToError: ExitCode.FAILED,
        LogUnavailableError: ExitCode.FAILED,
    }
    try:
        yield
    except tuple(codes) as error:
        raise fail(as_called(context, str(error)), codes[type(error)], as_json=as_json) from error
    except OSError as error:
        raise fail(_disk_trouble(error), ExitCode.FAILED, as_json=as_json) from error


def _disk_trouble(error: OSError) -> str:
    """Content that cannot be read is told elsewhere: what is left is the folder that Cornerman writes to."""
    if isinstance(error, IsADirectoryError):
        where = error.filename2 or error.filename
        return f"{where} is a folder, where Cornerman keeps a file: move the folder elsewhere, or remove it."
    reason = error.strerror or str(error) or type(error).__name__
    where = f"{error.filename}: {reason}" if error.filename else reason
    return f"{where}. Look at `data_dir` in the settings: is there room on the disk, and may Cornerman write there?"


def warn_of_stale(stale: Sequence[UnknownDocument]) -> None:
    """On standard error: which golden questions have evidence that their documents do not hold."""
    listed = ", ".join(f"{one.document} (question {one.question})" for one in stale)
    ERR.print(
        f"Warning: `evidence` stands in no passage of the document, so that it counts as missed: {listed}. "
        "Copy it anew from the document, from one section.",
        style="yellow",
        markup=False,
    )


def warn_of_unknown(context: typer.Context, unknown: Sequence[UnknownDocument], what: str) -> None:
    """On standard error: what it means that golden questions name documents that are not indexed, and the mend."""
    listed = ", ".join(f"{one.document} (question {one.question})" for one in unknown)
    mend = as_called(context, "Write each path as it stands below its source's location, or run `cornerman reindex`.")
    ERR.print(f"Warning: {what}: {listed}. {mend}", style="yellow", markup=False)
