"""Files with a JSON object on each line, as people write them: read line by line, with errors that name the line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar


class Named(Protocol):
    """What a line gives."""

    @property
    def id(self) -> str:
        """Its own within the file."""


_Named = TypeVar("_Named", bound=Named)


def numbered_lines(path: Path, what: str, error: type[Exception]) -> list[tuple[int, str]]:
    """The lines that are not empty, with their numbers. `what` a line holds is said where there is none.

    Raises `error` where the file cannot be read, is not UTF-8, or holds nothing.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors put a byte order mark before UTF-8
    except OSError as trouble:
        raise error(f"{path}: cannot be read: {trouble.strerror}") from trouble
    except UnicodeDecodeError as trouble:
        raise error(f"{path}: is not UTF-8 text; save it as UTF-8") from trouble
    # Not splitlines(): what it takes for a line's end, as U+2028, may stand in a JSON text.
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        raise error(f"{path}: holds no {what}; write one JSON object a line")
    return lines


def read_named(path: Path, what: str, read: Callable[[str, str], _Named], error: type[Exception]) -> list[_Named]:
    """What `read` makes of each line, given where that stands in words; each has an id of its own. Raises `error`."""
    found: dict[str, tuple[int, _Named]] = {}
    for number, line in numbered_lines(path, what, error):
        where = f"{path}, line {number}"
        one = read(line, where)
        earlier, _ = found.setdefault(one.id, (number, one))
        if earlier != number:
            raise error(f'{where}: `id` "{one.id}" is that of line {earlier} too: give each {what} its own')
    return [one for _, one in found.values()]
