"""What is wrong with what is said of a document: logged when it is read, and kept for whoever looks later."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_collected: ContextVar[list[str] | None] = ContextVar("collected", default=None)


def tell(logger: logging.Logger, problem: str) -> None:
    """Warns of a problem, and adds it to those that are being collected. It begins with where it stands."""
    logger.warning("%s", problem)
    if (found := _collected.get()) is not None:
        found.append(problem)


@contextmanager
def collecting() -> Iterator[list[str]]:
    """All that is told in this thread until the end, in order."""
    found: list[str] = []
    token = _collected.set(found)
    try:
        yield found
    finally:
        _collected.reset(token)


def of_file(path: str, problems: list[str]) -> tuple[str, ...]:
    """Those that stand in a file or in its side file, each once; a file's own without its path."""
    own, beside = f"{path}: ", f"{path}.toml"
    told = (one.removeprefix(own) for one in problems if one.startswith((own, beside)))
    return tuple(dict.fromkeys(told))
