"""The file that names the generation that serves. It is replaced in one step, never written into."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from content_index.written_beside import sync, written_beside

Stamp = tuple[int, int]
_Generation = Annotated[str, Field(pattern=r"^\w[\w.-]*$")]
"""Of anything else no folder of a generation is called: it may be no possible name, or lead elsewhere."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which generation serves, and the newest one of before it that answers from other content."""

    current: _Generation
    previous: _Generation | None = None


_pointer: TypeAdapter[Pointer] = TypeAdapter(Pointer)


class PointerFile:
    """The file `CURRENT` in the index's folder."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "CURRENT"

    def stamp(self) -> Stamp:
        """Changes with every swap, for each one writes a new file; (0, 0) where there is none."""
        try:
            status = self.path.stat()
        except OSError:
            return 0, 0
        return status.st_mtime_ns, status.st_ino

    def read(self) -> Pointer | None:
        """What it says; None where it is damaged or lost."""
        try:
            return _pointer.validate_json(self.path.read_bytes())
        except (OSError, ValidationError):
            return None

    def write(self, pointer: Pointer) -> None:
        """Puts a new file in its place, forced to disk. Raises OSError."""
        with written_beside(self.path) as beside:
            beside.write_bytes(_pointer.dump_json(pointer))
        sync(self.path.parent)
