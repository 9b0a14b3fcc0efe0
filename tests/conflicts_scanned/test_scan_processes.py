"""Scans run as processes of their own, and none breaks what started it."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from scanned_index import ScannedIndex

from bot.wiring import conflicts as wiring
from content_index.conflicts import starting
from content_index.conflicts.read_once import ReadOnce
from content_index.conflicts.starting import BackgroundScans, start_detached
from content_index.disagreement.model import Statements
from content_index.disagreement.statements import read
from content_index.health.bringing_up import bring_up_health
from content_index.model import ReindexReport


def until(happened: Callable[[], bool]) -> None:
    patience = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < patience, "it never happened"
        time.sleep(0.05)


def report(passages: int) -> ReindexReport:
    return ReindexReport("g", True, (), (), (), 0, (), passages, 0, 0.1)


def test_a_scan_beside_a_server_tells_the_servers_log(index: ScannedIndex, caplog: pytest.LogCaptureFixture):
    generation = index.reindex()
    scans = BackgroundScans(index.directory)
    with caplog.at_level(logging.INFO):
        scans.start()
        until(lambda: "1 conflicts between passages" in caplog.text)
    assert "faiss" not in caplog.text
    scans.close()
    assert index.file(generation).exists()
    assert "refund" not in caplog.text


def test_no_process_is_started_where_all_is_known(index: ScannedIndex, monkeypatch: pytest.MonkeyPatch):
    index.scanned()
    assert bring_up_health(index.directory)
    monkeypatch.setattr(starting.subprocess, "Popen", None)
    BackgroundScans(index.directory).start()


def test_a_scan_ends_with_the_server(index: ScannedIndex):
    index.reindex()
    scans = BackgroundScans(index.directory)
    scans.start()
    (process,) = scans._running
    scans.close()
    assert process.returncode is not None
    scans.close()


def test_a_scan_that_was_left_alone_does_its_work(index: ScannedIndex):
    generation = index.reindex()
    start_detached(index.directory)
    until(index.file(generation).exists)


@pytest.mark.parametrize("python", ["", "/no/such/python"])
def test_without_python_nothing_is_found_and_nothing_breaks(
    index: ScannedIndex, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, python: str
):
    index.reindex()
    monkeypatch.setattr(sys, "executable", python)
    BackgroundScans(index.directory).start()
    start_detached(index.directory)
    assert caplog.text.count("are not looked for") == 2


def test_after_a_reindex_little_is_compared_at_once_and_much_is_left_to_a_process(
    index: ScannedIndex, monkeypatch: pytest.MonkeyPatch
):
    generation = index.reindex()
    started: list[Path] = []
    monkeypatch.setattr(wiring, "start_detached", started.append)
    wiring.after_reindex(index.directory, report(101))
    assert started == [index.directory]
    assert not index.file(generation).exists()
    wiring.after_reindex(index.directory, report(3))
    assert started == [index.directory]
    assert index.file(generation).exists()


def test_each_passage_is_read_once_however_little_fits_into_memory(tmp_path: Path):
    asked: list[int] = []

    def reading(row: int) -> Statements:
        asked.append(row)
        return read("Plans", f"Plan {row}", f"Plan {row} costs ${row + 10} a month.")

    with ReadOnce(reading, tmp_path, in_memory=2) as statements:
        first = [statements[row] for row in range(5)]
        again = [statements[row] for row in (0, 4, 2, 1, 3, 0)]
    assert asked == [0, 1, 2, 3, 4]
    assert again == [first[row] for row in (0, 4, 2, 1, 3, 0)]
    assert list(tmp_path.iterdir()) == []
