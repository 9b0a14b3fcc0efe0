"""What a reader asks of the process that reads, in its own types."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from content_index.cutting import Cut, Uncut
from content_index.isolated.process import reading_process
from content_index.passages import PassageLimits
from content_index.ports import AudienceUnknownError, UnreadableFileError
from content_index.readers.converted import Converted, FileLimits

if TYPE_CHECKING:
    from pydantic import TypeAdapter


class IsolatedReading:
    """Converts and cuts what files hold, within limits."""

    def __init__(self, limits: FileLimits, passage_limits: PassageLimits) -> None:
        self._limits = limits
        self._passage_limits = passage_limits
        self._process = reading_process(limits)

    def convert(self, content: bytes, ending: str) -> Converted:
        """Raises UnreadableFileError: what the reader says, or that the file takes too long or too much memory."""
        return Converted(**self._done({"ending": ending}, content))

    def cut(self, document: Uncut) -> Cut:
        """Raises UnreadableFileError where that takes too long or too much memory."""
        told = asdict(document)
        markdown = told.pop("markdown").encode("utf-8", "surrogatepass")
        answer = self._done({"uncut": told, "limits": asdict(self._passage_limits)}, markdown)
        return _cuts().validate_python(answer)

    def _done(self, order: dict[str, Any], content: bytes) -> dict[str, Any]:
        try:
            answer = self._process.ask(order, content)
        except TimeoutError:
            raise UnreadableFileError(
                f"reading it takes longer than {self._limits.seconds:g} s: split it, or make it simpler"
            ) from None
        if answer is None:
            raise UnreadableFileError("reading it broke off (too much memory?): split it, or save it anew")
        if "refused" in answer:
            raise (AudienceUnknownError if answer["audience"] else UnreadableFileError)(answer["refused"])
        return answer


@cache
def _cuts() -> TypeAdapter[Cut]:
    """Makes a Cut of what JSON has made lists of."""
    from pydantic import TypeAdapter

    return TypeAdapter(Cut)
