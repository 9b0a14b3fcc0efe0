"""PDF and Office files are read in a process of their own, so that none can hang a reindex or fill its memory."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import weakref
from dataclasses import asdict
from typing import IO, Any

from content_index.ports import UnreadableFileError
from content_index.readers.converted import Converted, FileLimits


class IsolatedReaders:
    """Hands files to a reading process, which is started with the first one and ended when one takes too much."""

    def __init__(self, limits: FileLimits) -> None:
        self._limits = limits
        self._one_at_a_time = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, content: bytes, ending: str) -> Converted:
        """Raises UnreadableFileError: what the reader says, or that the file takes too long or too much memory."""
        with self._one_at_a_time:
            process = self._running()
            too_long = threading.Event()
            timer = threading.Timer(self._limits.seconds, _stop, (process, too_long))
            timer.start()
            try:
                answer = _ask(process, content, ending)
            finally:
                timer.cancel()
            if too_long.is_set() or answer is None:
                process.kill()
                process.wait()  # the next file gets a new process, not this one's end
            if too_long.is_set():
                raise UnreadableFileError(f"reading it takes longer than {self._limits.seconds:g} s: split it")
            if answer is None:
                raise UnreadableFileError("reading it broke off (too much memory?): split it, or save it anew")
            if "refused" in answer:
                raise UnreadableFileError(answer["refused"])
            return Converted(**answer)

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


def _ask(process: subprocess.Popen[bytes], content: bytes, ending: str) -> dict[str, Any] | None:
    """The process's answer, None where it has died."""
    assert process.stdin  # noqa: S101 - it was started with pipes
    assert process.stdout  # noqa: S101
    try:
        process.stdin.write(json.dumps([ending, len(content)]).encode() + b"\n" + content)
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


def _convert(content: bytes, ending: str, limits: FileLimits) -> dict[str, Any]:
    from content_index.readers.excel import read_excel
    from content_index.readers.office import read_powerpoint, read_word
    from content_index.readers.pdf import read_pdf

    readers = {".pdf": read_pdf, ".docx": read_word, ".pptx": read_powerpoint, ".xlsx": read_excel}
    try:
        converted = readers[ending](content, limits)
    except UnreadableFileError as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": f"reading it takes more than {limits.memory:,} bytes of memory: split it"}
    except Exception as error:  # noqa: BLE001 - the libraries raise whatever a broken file makes them stumble over
        return {"refused": f"it is damaged, or of a kind that cannot be read ({type(error).__name__}): save it anew"}
    return {"markdown": converted.markdown, "title": converted.title, "unit_level": converted.unit_level}


def _serve(requests: IO[bytes], answers: IO[bytes], limits: FileLimits) -> None:
    """Answers until the one who asks is gone."""
    while header := requests.readline():
        ending, size = json.loads(header)
        answer = _convert(requests.read(size), ending, limits)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    told = FileLimits(**json.loads(sys.argv[1]))
    _limit_memory(told.memory)
    # What a library prints must not stand among the answers.
    sys.stdout, out = sys.stderr, sys.stdout.buffer
    _serve(sys.stdin.buffer, out, told)
