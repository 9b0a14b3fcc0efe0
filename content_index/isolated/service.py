"""What runs in the process that reads: `python -m content_index.isolated.service`, with the limits as JSON."""

from __future__ import annotations

import json
import select
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import IO, Any

from content_index.cutting import Uncut, cut
from content_index.language import load_model
from content_index.passages import PassageLimits
from content_index.ports import AudienceUnknownError, UnreadableFileError
from content_index.readers.converted import Converted, FileLimits

_PATIENCE = 60.0
"""Seconds without an order after which the process leaves, and gives its memory back."""

_GRACE = 2.0
"""Seconds past a file's limit after which the process ends itself."""


def _limit_memory(most: int) -> None:
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)  # more than the system's is an error
        resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))


def _did(order: dict[str, Any], content: bytes, limits: FileLimits) -> dict[str, Any]:
    """What was ordered, or why it was refused."""
    try:
        if "ending" in order:
            return asdict(_reader(order["ending"])(content, limits))
        markdown = content.decode("utf-8", "surrogatepass")
        return asdict(cut(Uncut(markdown=markdown, **order["uncut"]), PassageLimits(**order["limits"])))
    except UnreadableFileError as error:
        return {"refused": str(error), "audience": isinstance(error, AudienceUnknownError)}
    except MemoryError:
        reason = f"reading it takes more than {limits.memory:,} bytes of memory: split it"
    except RecursionError:
        reason = "it nests too deep to be read: save it anew, with fewer levels"
    except Exception as error:  # noqa: BLE001 - the libraries raise whatever a broken file makes them stumble over
        reason = f"it is damaged, or of a kind that cannot be read ({type(error).__name__}): save it anew"
    return {"refused": reason, "audience": False}


def _reader(ending: str) -> Callable[[bytes, FileLimits], Converted]:
    """Imported when the first file of a kind comes: most content needs few of the libraries."""
    if ending == ".pdf":
        from content_index.readers.pdf import read_pdf

        return read_pdf
    if ending == ".xlsx":
        from content_index.readers.excel import read_excel

        return read_excel
    if ending in {".html", ".htm"}:
        from content_index.readers.web import read_html

        return read_html
    if ending in {".md", ".markdown"}:
        from content_index.readers.embedded_html import read_embedded_html

        return read_embedded_html
    from content_index.readers.office import read_powerpoint, read_word

    return {".docx": read_word, ".pptx": read_powerpoint}[ending]


def _serve(orders: IO[bytes], answers: IO[bytes], limits: FileLimits) -> None:
    """Answers until the one who asks is gone, or has not asked for a while."""
    answers.write(b"\n")  # ready
    answers.flush()
    while _is_asked(orders) and (header := orders.readline()):
        order, size = json.loads(header)
        content = orders.read(size)
        _end_after(limits.seconds + _GRACE)
        answer = _did(order, content, limits)
        _end_after(0)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _end_after(seconds: float) -> None:
    """The one who asks ends what takes too long, unless they were killed meanwhile. 0: not at all."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _is_asked(orders: IO[bytes]) -> bool:
    """Whether an order has come in time. Windows cannot tell, and waits."""
    return sys.platform == "win32" or bool(select.select([orders], [], [], _PATIENCE)[0])


if __name__ == "__main__":
    told = FileLimits(**json.loads(sys.argv[1]))
    _limit_memory(told.memory)
    load_model()
    # What a library prints must not stand among the answers.
    sys.stdout, out = sys.stderr, sys.stdout.buffer
    _serve(sys.stdin.buffer, out, told)
