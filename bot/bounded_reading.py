"""Reading from a database that may hang, for only so long."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from bot.ports import LogUnavailableError

READERS = 4
_Read = TypeVar("_Read")


class BoundedReading:
    """Runs reads in threads of their own, at most `READERS` at once; one that hangs does not keep the process."""

    def __init__(self) -> None:
        self._readers = threading.BoundedSemaphore(READERS)

    def read(self, read: Callable[[], _Read], seconds: float) -> _Read:
        """What `read` gives, if it does within so many seconds. Raises LogUnavailableError."""
        if not self._readers.acquire(timeout=seconds):
            raise LogUnavailableError("the database does not answer: earlier requests still wait for it")
        result: Future[_Read] = Future()

        def run() -> None:
            try:
                result.set_result(read())
            except BaseException as error:  # noqa: BLE001 - handed over to the one who waits
                result.set_exception(error)
            finally:
                self._readers.release()

        threading.Thread(target=run, name="question-log-read", daemon=True).start()
        try:
            return result.result(seconds)
        except TimeoutError:
            raise LogUnavailableError(f"the database does not answer within {seconds:g} s") from None
        except Exception as error:
            raise LogUnavailableError(database_trouble(error)) from error


def database_trouble(error: BaseException) -> str:
    """What is wrong with the database, in words that hold no question: only lost connections are quoted."""
    if isinstance(error, OperationalError):
        return " ".join(str(error.orig).split())
    return type(error).__name__
