"""What a file could make long, or large, is done in a process of its own: none can hang a reindex or fill its memory.

That is the reading of PDF, Office and HTML files, and the cutting of every kind's Markdown.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from dataclasses import asdict
from typing import IO, Any

from content_index.cutting import Cut, Uncut, cut
from content_index.passages import PassageLimits
from content_index.ports import AudienceUnknownError, UnreadableFileError
from content_index.readers.converted import Converted, FileLimits


class IsolatedReading:
    """Hands files to a reading process, which is started with the first one and ended when one takes too much."""

    def __init__(self, limits: FileLimits, passage_limits: PassageLimits) -> None:
        self._limits = limits
        self._passage_limits = passage_limits
        self._one_at_a_time = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the process now and does not wait for it: the next file finds it ready."""
        with self._one_at_a_time:
            self._running()

    def convert(self, content: bytes, ending: str) -> Converted:
        """Raises UnreadableFileError: what the reader says, or that the file takes too long or too much memory."""
        return Converted(**self._done({"ending": ending}, content))

    def cut(self, document: Uncut) -> Cut:
        """Raises UnreadableFileError where that takes too long or too much memory."""
        from pydantic import TypeAdapter

        told = asdict(document)
        markdown = told.pop("markdown").encode("utf-8", "surrogatepass")
        answer = self._done({"uncut": told, "limits": asdict(self._passage_limits)}, markdown)
        # JSON has made lists of what were tuples.
        return TypeAdapter(Cut).validate_python(answer)

    def _done(self, order: dict[str, Any], content: bytes) -> dict[str, Any]:
        with self._one_at_a_time:
            process = self._running()
            too_long = threading.Event()
            timer = threading.Timer(self._limits.seconds, _stop, (process, too_long))
            timer.start()
            try:
                answer = _ask(process, order, content)
            finally:
                timer.cancel()
            if too_long.is_set() or answer is None:
                process.kill()
                process.wait()  # the next file gets a new process, not this one's end
            if too_long.is_set():
                raise UnreadableFileError(
                    f"reading it takes longer than {self._limits.seconds:g} s: split it, or make it simpler"
                )
            if answer is None:
                raise UnreadableFileError("reading it broke off (too much memory?): split it, or save it anew")
            if "refused" in answer:
                raise (AudienceUnknownError if answer["audience"] else UnreadableFileError)(answer["refused"])
            return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            # Only our own module and plain numbers are on its command line.
            command = [sys.executable, "-m", __name__, json.dumps(asdict(self._limits))]
            self._process = subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            weakref.finalize(self, _end, self._process)
        return self._process


def _stop(process: subprocess.Popen[bytes], too_long: threading.Event) -> None:
    too_long.set()
    process.kill()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:  # what was not yet written has no reader any more
                continue


def _ask(process: subprocess.Popen[bytes], order: dict[str, Any], content: bytes) -> dict[str, Any] | None:
    """The process's answer, None where it has died."""
    assert process.stdin  # noqa: S101 - it was started with pipes
    assert process.stdout  # noqa: S101
    try:
        process.stdin.write(json.dumps([order, len(content)]).encode() + b"\n" + content)
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
    except (OSError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None


def _limit_memory(most: int) -> None:
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


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
    """Answers until the one who asks is gone."""
    while header := orders.readline():
        order, size = json.loads(header)
        answer = _did(order, orders.read(size), limits)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    told = FileLimits(**json.loads(sys.argv[1]))
    _limit_memory(told.memory)
    # What a library prints must not stand among the answers.
    sys.stdout, out = sys.stderr, sys.stdout.buffer
    _serve(sys.stdin.buffer, out, told)
