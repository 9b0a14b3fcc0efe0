"""Work with a database that may hang, for only so long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from bot.ports import KeepingError

AT_ONCE = 4
_Result = TypeVar("_Result")


class BoundedWork:
    """Works in threads of its own, at most `AT_ONCE` at a time; one that hangs does not keep the process.

    `trouble` is the error that is raised, with words that hold nothing of what was read or written.
    """

    def __init__(self, trouble: type[Exception], name: str) -> None:
        """`name` is that of the threads."""
        self._trouble = trouble
        self._name = name
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def run(self, work: Callable[[], _Result], seconds: float) -> _Result:
        """What `work` gives, if it does within so many seconds. Work that is given up may still be done later."""
        deadline = time.monotonic() + seconds
        if not self._places.acquire(timeout=seconds):
            raise self._trouble("the database does not answer: earlier requests still wait for it")
        result: Future[_Result] = Future()

        def run() -> None:
            try:
                result.set_result(work())
            except BaseException as error:  # noqa: BLE001 - handed over to the one who waits
                result.set_exception(error)
            finally:
                self._places.release()

        threading.Thread(target=run, name=self._name, daemon=True).start()
        try:
            return result.result(max(0.0, deadline - time.monotonic()))
        except TimeoutError:
            raise self._trouble(f"the database does not answer within {seconds:g} s") from None
        except Exception as error:
            raise self._trouble(database_trouble(error)) from error


def database_trouble(error: BaseException) -> str:
    """What is wrong with the database, in words that hold no question: of its own, only lost connections are quoted."""
    if isinstance(error, KeepingError):
        return str(error)
    if isinstance(error, OperationalError):
        return " ".join(str(error.orig).split())
    return type(error).__name__
