"""The process that reads files: who ends it, and that it costs no other file anything."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from content_index.isolated.process import ReadingProcess
from content_index.passages import PassageLimits
from content_index.readers.converted import FileLimits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and limits of Linux")

ENDLESS = b"![" * 1_000_000
INTERRUPTED = """
import os, signal, threading
from content_index.model import Source
from content_index.readers.converted import FileLimits
from content_index.reading import FileReader

signal.signal(signal.SIGINT, lambda *_: None)
read = threading.Event()

def interrupt():
    while not read.wait(0.1):
        os.killpg(0, signal.SIGINT)

threading.Thread(target=interrupt).start()
try:
    FileReader(file_limits=FileLimits(seconds=1)).read(Source("s", "/"), "a.md", b"![" * 1_000_000, None)
except Exception as refused:
    print(refused)
finally:
    read.set()
"""
READ = """
from content_index.model import Source
from content_index.reading import FileReader

print(len(FileReader().read(Source("s", "/"), "a.md", b"Words.", None).passages))
"""


def told(name: str) -> dict[str, Any]:
    return {"uncut": {"document_id": "a", "name": name}, "limits": asdict(PassageLimits())}


def test_ctrl_c_in_a_terminal_ends_the_reading_of_no_file() -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, start_new_session=True, check=True)
    assert b"takes longer than 1 s" in done.stdout


def test_a_file_without_end_does_not_outlive_who_was_killed_while_it_was_read() -> None:
    limits = json.dumps(asdict(FileLimits(seconds=0.1)))
    command = [sys.executable, "-m", "content_index.isolated.service", limits]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        try:
            process.communicate(json.dumps([told("a"), len(ENDLESS)]).encode() + b"\n" + ENDLESS, timeout=60)
        finally:
            process.kill()
    assert process.returncode == -signal.SIGALRM


def test_nothing_that_lies_in_the_working_directory_is_run(tmp_path: Path) -> None:
    (tmp_path / "read.py").write_text(READ)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "json.py").write_text("open('was run', 'w')")
    command = [sys.executable, str(tmp_path / "read.py")]
    known = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run(command, capture_output=True, check=True, cwd=folder, env=known).stdout == b"1\n"
    assert [one.name for one in folder.iterdir()] == ["json.py"]


def test_files_are_read_where_the_system_allows_less_memory_than_a_file_may_take() -> None:
    command = ["/bin/sh", "-c", 'ulimit -v 2900000 && exec "$0" -c "$1"', sys.executable, READ]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"1\n"


def test_what_is_said_to_a_question_that_was_broken_off_answers_no_other() -> None:
    process = ReadingProcess(FileLimits())

    def interrupted(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    process.ask(told("ready"), b"Words.")
    before = signal.signal(signal.SIGUSR1, interrupted)
    try:
        threading.Timer(0.5, signal.pthread_kill, (threading.main_thread().ident, signal.SIGUSR1)).start()
        with pytest.raises(KeyboardInterrupt):
            process.ask(told("first"), b"![" * 100_000)
    finally:
        signal.signal(signal.SIGUSR1, before)
    answer = process.ask(told("second"), b"Other words.")
    assert answer is not None
    assert answer["title"] == "second"


def test_where_no_process_can_be_started_ahead_the_first_file_starts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    process = ReadingProcess(FileLimits())
    with monkeypatch.context() as patched:
        patched.setattr("content_index.isolated.process.subprocess.Popen", refused)
        process.start()
    assert process.ask(told("a"), b"Words.") is not None
