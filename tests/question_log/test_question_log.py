from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from database_fixtures import PATIENT, Outage, wait_for_workers
from samples import NOON, a_question
from sqlalchemy import Engine, select, text

from bot.ports import AskedDocument, LogUnavailableError
from bot.stores.question_log import MEMORY_QUESTIONS, THREAD_SECONDS, Retry, SqlQuestionLog, open_question_log
from bot.stores.spool import Spool
from bot.stores.tables import ShownPassageRow
from config.database import upgrade

NEVER = Retry(first=3600, longest=3600)
"""Nothing is tried again unless a test asks for it by `flush`."""


StartLog = Callable[..., SqlQuestionLog]


@pytest.fixture
def start_log(engine: Engine, tmp_path: Path) -> Iterator[StartLog]:
    """Starts logs that share a spool, as processes that share a data folder do; closes them at the end."""
    with ExitStack() as stack:
        stack.callback(wait_for_workers, "question-log-read")

        def start(max_bytes: int = 1_000_000, **options: Any) -> SqlQuestionLog:
            log = SqlQuestionLog(engine, Spool(tmp_path / "spool", max_bytes), retry=NEVER, **options)
            stack.callback(log.close, PATIENT)
            log.start()
            return log

        yield start


def stored_ids(engine: Engine) -> list[str]:
    """In the order in which they were written."""
    order = "ctid" if engine.dialect.name == "postgresql" else "rowid"
    with engine.connect() as connection:
        return list(connection.scalars(text(f"SELECT id FROM questions ORDER BY {order}")))


def spool_files(tmp_path: Path) -> list[Path]:
    return sorted(path for path in (tmp_path / "spool").rglob("*.jsonl") if path.stat().st_size)


def test_a_recorded_question_is_read_back_whole(start_log: StartLog) -> None:
    log = start_log()
    log.record(a_question())
    assert log.flush(PATIENT)
    assert list(log.recent(10)) == [a_question()]


def test_what_was_shown_is_kept_in_its_order_as_rows_of_its_own(start_log: StartLog, engine: Engine) -> None:
    log = start_log()
    log.record(a_question(passages=(("b", "2.md"), ("a", "1.md"), ("b", "2.md"))))
    assert log.flush(PATIENT)
    with engine.connect() as connection:
        rows = connection.execute(select(ShownPassageRow.rank, ShownPassageRow.passage_id).order_by("rank")).all()
    assert [tuple(row) for row in rows] == [(1, "b"), (2, "a"), (3, "b")]


def test_recent_gives_the_newest_first_and_pages_by_time(start_log: StartLog) -> None:
    log = start_log()
    for number in (2, 1, 3):
        log.record(a_question(number))
    assert log.flush(PATIENT)
    newest = log.recent(2)
    assert [q.id for q in newest] == ["q00003", "q00002"]
    assert [q.id for q in log.recent(2, before=newest[-1].asked_at)] == ["q00001"]


def test_a_thread_gives_its_own_questions_oldest_first(start_log: StartLog) -> None:
    log = start_log()
    log.record(a_question(2, question="second"))
    log.record(a_question(1, question="first"))
    log.record(a_question(3, thread="another"))
    log.record(a_question(4, place="C2"))
    log.record(a_question(5, workspace="T2"))
    log.record(a_question(6, thread=None))
    assert log.flush(PATIENT)
    assert log.thread("T1", "C1", "1700000000.1") == ("first", "second")


def test_a_question_is_found_by_its_id_also_while_it_waits(start_log: StartLog, outage: Outage) -> None:
    log = start_log()
    log.record(a_question(1, follows=("what is the floor?", "and for two years?")))
    assert log.flush(PATIENT)
    outage.is_down = True
    log.record(a_question(2))
    assert log.find("q00002") == a_question(2)
    with pytest.raises(LogUnavailableError, match="connection refused"):
        log.find("q00001")
    outage.lift()
    assert log.find("q00001") == a_question(1, follows=("what is the floor?", "and for two years?"))
    assert log.find("q00003") is None


def test_what_a_person_asked_comes_newest_first_without_small_talk(start_log: StartLog, outage: Outage) -> None:
    log = start_log()
    log.record(a_question(1))
    log.record(a_question(2, asker="U2"))
    log.record(a_question(3, workspace="T2"))
    log.record(a_question(4, status="small_talk"))
    log.record(a_question(5, place="D1"))
    assert log.flush(PATIENT)
    outage.is_down = True
    log.record(a_question(6))
    log.record(a_question(7, status="small_talk"))
    log.record(a_question(8, asker="U2"))
    with pytest.raises(LogUnavailableError, match="connection refused"):
        log.of_asker("T1", "U1", 5)
    outage.lift()
    assert [q.id for q in log.of_asker("T1", "U1", 5)] == ["q00006", "q00005", "q00001"]
    assert log.flush(PATIENT)
    assert [q.id for q in log.of_asker("T1", "U1", 2)] == ["q00006", "q00005"]


def test_documents_that_stood_first_are_counted_by_people_then_by_questions(start_log: StartLog) -> None:
    def shown(*documents: str) -> tuple[tuple[str, str], ...]:
        return tuple((f"{document}#1", document) for document in documents)

    log = start_log()
    log.record(a_question(1, passages=shown("old.md")))
    log.record(a_question(2, asker="U1", passages=shown("often.md", "below.md")))
    log.record(a_question(3, asker="U1", passages=shown("often.md")))
    log.record(a_question(4, asker="U1", passages=shown("often.md")))
    log.record(a_question(5, asker="U1", passages=shown("wide.md", "often.md")))
    log.record(a_question(6, asker="U1", workspace="T2", passages=shown("wide.md")))
    log.record(a_question(7, asker="U1", passages=shown("once.md")))
    log.record(a_question(8, status="unsure", passages=shown("unsure.md")))
    log.record(a_question(9, status="gap", passages=()))
    assert log.flush(PATIENT)
    assert list(log.asked_since(NOON + timedelta(seconds=2))) == [
        AskedDocument("wide.md", 2, 2),
        AskedDocument("often.md", 3, 1),
        AskedDocument("once.md", 1, 1),
    ]


def test_what_was_asked_since_says_why_it_cannot_be_read(start_log: StartLog, outage: Outage) -> None:
    outage.is_down = True
    with pytest.raises(LogUnavailableError, match="connection refused"):
        start_log().asked_since(NOON)


def test_the_same_question_recorded_twice_is_stored_once(start_log: StartLog, engine: Engine) -> None:
    log = start_log()
    log.record(a_question())
    assert log.flush(PATIENT)
    log.record(a_question())
    log.record(a_question())
    assert log.flush(PATIENT)
    assert stored_ids(engine) == ["q00001"]


def test_while_the_database_is_down_questions_wait_and_are_written_later_in_order_once(
    start_log: StartLog, engine: Engine, outage: Outage, tmp_path: Path
) -> None:
    outage.is_down = True
    log = start_log()
    for number in range(1, 451):
        log.record(a_question(number))
    assert not log.flush(0.05)
    assert log.waiting == 450
    assert spool_files(tmp_path)
    outage.lift()
    assert log.flush(PATIENT)
    assert stored_ids(engine) == [f"q{number:05}" for number in range(1, 451)]
    assert not spool_files(tmp_path)


def test_an_outage_in_the_middle_loses_nothing(start_log: StartLog, engine: Engine, outage: Outage) -> None:
    log = start_log()
    log.record(a_question(1))
    assert log.flush(PATIENT)
    outage.is_down = True
    log.record(a_question(2))
    assert not log.flush(0.05)
    log.record(a_question(3))
    outage.lift()
    assert log.flush(PATIENT)
    assert stored_ids(engine) == ["q00001", "q00002", "q00003"]


def test_follow_ups_see_questions_that_still_wait(start_log: StartLog, outage: Outage) -> None:
    log = start_log()
    log.record(a_question(1, question="stored"))
    assert log.flush(PATIENT)
    outage.is_down = True
    log.record(a_question(2, question="waiting"))
    assert log.thread("T1", "C1", "1700000000.1") == ("waiting",)
    outage.lift()
    assert log.thread("T1", "C1", "1700000000.1") == ("stored", "waiting")


def test_the_list_of_questions_says_why_it_cannot_be_read(start_log: StartLog, outage: Outage) -> None:
    outage.is_down = True
    with pytest.raises(LogUnavailableError, match="connection refused"):
        start_log().recent(10)


def test_a_database_that_hangs_holds_up_neither_record_nor_thread(
    start_log: StartLog, outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.stores.question_log.THREAD_SECONDS", THREAD_SECONDS)
    outage.may_go_on.clear()
    log = start_log()
    log.record(a_question(1, question="first"))
    assert outage.reached.wait(PATIENT)
    for number in range(2, 20):
        log.record(a_question(number, thread="another"))
    # Were either call to wait for the database, it would wait for ever: only this test lets the database go on.
    assert log.thread("T1", "C1", "1700000000.1") == ("first",)
    outage.may_go_on.set()
    assert log.flush(PATIENT)


def test_readers_that_hang_do_not_pile_up(start_log: StartLog, outage: Outage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.stores.question_log.THREAD_SECONDS", THREAD_SECONDS)
    log = start_log()
    outage.may_go_on.clear()
    before = threading.active_count()
    for _ in range(6):
        assert log.thread("T1", "C1", "none") == ()
    assert threading.active_count() <= before + 4
    outage.may_go_on.set()


def test_a_full_spool_refuses_new_questions_keeps_the_old_and_says_so(
    start_log: StartLog, engine: Engine, outage: Outage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    outage.is_down = True
    log = start_log(max_bytes=5_000)
    with caplog.at_level(logging.ERROR):
        for number in range(1, 101):
            log.record(a_question(number))
    kept = log.waiting
    assert 5 < kept < 100
    assert log.dropped == 100 - kept
    assert sum(path.stat().st_size for path in spool_files(tmp_path)) <= 5_000
    assert "could not be logged" in caplog.text
    outage.lift()
    assert log.flush(PATIENT)
    assert stored_ids(engine) == [f"q{number:05}" for number in range(1, kept + 1)]


def test_what_waits_survives_a_clean_end(start_log: StartLog, engine: Engine, outage: Outage) -> None:
    outage.is_down = True
    first = start_log()
    first.record(a_question(1))
    first.record(a_question(2))
    assert not first.close(PATIENT)
    outage.lift()
    second = start_log()
    second.record(a_question(3))
    assert second.close(PATIENT)
    assert sorted(stored_ids(engine)) == ["q00001", "q00002", "q00003"]


def test_the_questions_of_a_living_process_are_left_to_it(
    start_log: StartLog, engine: Engine, outage: Outage, tmp_path: Path
) -> None:
    outage.is_down = True
    first = start_log()
    first.record(a_question(1))
    files = spool_files(tmp_path)
    second = start_log()
    second.record(a_question(2))
    assert not second.close(PATIENT)
    assert set(files) <= set(spool_files(tmp_path))
    outage.lift()
    assert first.flush(PATIENT)
    third = start_log()
    assert third.close(PATIENT)
    assert sorted(stored_ids(engine)) == ["q00001", "q00002"]


CRASHING = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from samples import a_question
from bot.stores.question_log import SqlQuestionLog
from bot.stores.spool import Spool
from config.database import make_engine

def refuse(): raise OSError("down")

log = SqlQuestionLog(make_engine("sqlite://"), Spool(Path(sys.argv[1]), 10_000_000), prepare=refuse)
log.start()
for number in range(1, 100_000):
    log.record(a_question(number))
    os.write(1, b"%d\\n" % number)
"""


def test_sudden_death_loses_nothing_that_record_returned_for(
    start_log: StartLog, engine: Engine, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", CRASHING, str(tmp_path / "spool"), str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        for _ in range(300):
            assert process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
        told = [line for line in process.stdout.read().split(b"\n") if line.isdigit()]
        last = int(told[-1]) if told else 300
    log = start_log(max_bytes=100_000_000)
    assert log.close(PATIENT)
    stored = stored_ids(engine)
    assert stored[:last] == [f"q{number:05}" for number in range(1, last + 1)]
    assert len(stored) in {last, last + 1}
    assert not spool_files(tmp_path)


def test_a_line_cut_off_by_a_crash_is_left_out_and_the_rest_is_written(
    start_log: StartLog, engine: Engine, outage: Outage, tmp_path: Path
) -> None:
    outage.is_down = True
    first = start_log()
    first.record(a_question(1))
    first.record(a_question(2))
    assert not first.close(PATIENT)
    (file,) = spool_files(tmp_path)
    file.write_bytes(file.read_bytes()[:-30] + b"\n" + b"\xff\x00 nonsense\n" + b'{"id": 5}\n')
    outage.lift()
    assert start_log().close(PATIENT)
    assert stored_ids(engine) == ["q00001"]


def test_questions_of_many_threads_arrive_each_once(start_log: StartLog, engine: Engine) -> None:
    log = start_log()
    together = threading.Barrier(8)

    def ask(worker: int) -> None:
        together.wait(PATIENT)
        for number in range(50):
            log.record(a_question(worker * 50 + number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(8)))
    assert log.flush(PATIENT)
    assert sorted(stored_ids(engine)) == [f"q{number:05}" for number in range(400)]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("before\0after", "before\ufffdafter"),
        ("half a pair \ud83d", "half a pair \ufffd"),
        ("whole pair 🥊 и кириллица", "whole pair 🥊 и кириллица"),
        ("line\nbreaks\r\n\u2028 stay\x1f", "line\nbreaks\r\n\u2028 stay\x1f"),
        ("x" * 100_000, "x" * 40_000),
        ("'; DROP TABLE questions; --", "'; DROP TABLE questions; --"),
    ],
)
def test_hostile_text_is_kept_as_far_as_it_can_be(start_log: StartLog, asked: str, kept: str) -> None:
    log = start_log()
    log.record(a_question(question=asked))
    assert log.flush(PATIENT)
    assert log.recent(1)[0].question == kept
    assert log.thread("T1", "C1", "1700000000.1") == (kept,)


def test_names_and_numbers_no_database_takes_do_not_stop_the_log(start_log: StartLog) -> None:
    log = start_log()
    log.record(
        a_question(
            1,
            thread="t\0" + "x" * 400,
            confidence=float("nan"),
            latency_ms={"a\0": float("inf"), "total": 1.0},
            passages=tuple((f"p\0{n}", "d" * 9_000) for n in range(80)),
        )
    )
    log.record(a_question(2))
    assert log.flush(PATIENT)
    assert [q.id for q in log.recent(5)] == ["q00002", "q00001"]
    assert log.recent(5)[1].latency_ms == {"total": 1.0}
    assert log.thread("T1", "C1", "t\0" + "x" * 400) == ("what is the discount floor, 1?",)


REFUSE = {
    "sqlite": "CREATE TRIGGER refuse BEFORE INSERT ON questions WHEN NEW.asker = 'refused' "
    "BEGIN SELECT RAISE(ABORT, 'refused'); END",
    "postgresql": "ALTER TABLE questions ADD CHECK (asker <> 'refused')",
}


def test_a_question_that_the_database_refuses_does_not_hold_up_the_others(
    start_log: StartLog, engine: Engine, outage: Outage, tmp_path: Path
) -> None:
    with engine.begin() as connection:
        connection.execute(text(REFUSE[engine.dialect.name]))
    outage.is_down = True
    log = start_log()
    log.record(a_question(1))
    log.record(a_question(2, asker="refused"))
    log.record(a_question(3))
    outage.lift()
    assert log.flush(PATIENT)
    assert stored_ids(engine) == ["q00001", "q00003"]
    assert log.dropped == 1
    assert not spool_files(tmp_path)


def test_moments_of_any_zone_are_the_same_moments_in_utc(start_log: StartLog) -> None:
    log = start_log()
    tokyo = timezone(timedelta(hours=9))
    log.record(a_question(1, asked_at=datetime(2026, 11, 24, 21, 0, 0, 123456, tokyo)))
    log.record(a_question(2, asked_at=datetime(2026, 11, 24, 12, 0, 1)))  # noqa: DTZ001 - a mistake of a caller's
    assert log.flush(PATIENT)
    later, earlier = log.recent(2)
    assert earlier.asked_at == NOON.replace(microsecond=123456)
    assert earlier.asked_at.utcoffset() == timedelta(0)
    assert later.asked_at == NOON + timedelta(seconds=1)
    assert [q.id for q in log.recent(2, before=later.asked_at.astimezone(tokyo))] == ["q00001"]


def test_a_question_of_a_wrong_kind_never_reaches_the_asker_as_an_error(start_log: StartLog) -> None:
    log = start_log()
    log.record(replace(a_question(1), question=None))  # type: ignore[arg-type]
    log.record(a_question(2))
    assert log.flush(PATIENT)
    assert [q.id for q in log.recent(5)] == ["q00002"]


def test_a_closed_log_counts_what_comes_too_late(start_log: StartLog) -> None:
    log = start_log()
    assert log.close(PATIENT)
    log.record(a_question())
    assert (log.dropped, log.waiting) == (1, 0)


def test_the_schema_is_brought_up_as_soon_as_the_database_can_be_reached(bare_engine: Engine, tmp_path: Path) -> None:
    outage = Outage(bare_engine)
    outage.is_down = True
    log = SqlQuestionLog(
        bare_engine, Spool(tmp_path / "spool", 10_000), prepare=lambda: upgrade(bare_engine), retry=NEVER
    )
    log.start()
    log.record(a_question())
    assert not log.flush(0.05)
    outage.lift()
    assert log.flush(PATIENT)
    assert log.close(PATIENT)
    assert stored_ids(bare_engine) == ["q00001"]


def test_a_disk_that_takes_nothing_leaves_questions_in_memory_up_to_a_bound(
    engine: Engine, outage: Outage, tmp_path: Path
) -> None:
    (tmp_path / "spool").write_text("a file where the folder should be")
    outage.is_down = True
    log = open_question_log(engine, tmp_path / "spool", 10_000)
    for number in range(MEMORY_QUESTIONS + 5):
        log.record(a_question(number))
    assert (log.waiting, log.dropped) == (MEMORY_QUESTIONS, 5)
    outage.lift()
    assert log.flush(PATIENT)
    assert log.close(PATIENT)
    assert len(stored_ids(engine)) == MEMORY_QUESTIONS


def test_question_text_stays_out_of_the_logs(
    start_log: StartLog, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE shown_passages"))
    with caplog.at_level(logging.DEBUG):
        log = start_log()
        log.record(a_question(question="is Globex for sale"))
        assert not log.flush(0.2)
        with pytest.raises(LogUnavailableError) as error:
            log.recent(5)
    assert "is down" in caplog.text
    assert "Globex" not in caplog.text + str(error.value)


def test_two_processes_may_write_to_one_database(engine: Engine, database_url: str, tmp_path: Path) -> None:
    script = CRASHING.replace('make_engine("sqlite://")', f"make_engine({json.dumps(database_url)})")
    script = script.replace(", prepare=refuse", "").replace(
        "range(1, 100_000)", "range(int(sys.argv[3]), int(sys.argv[3]) + 50)"
    )
    script += "\nassert log.close(30)\n"
    here = str(Path(__file__).parent)
    commands = [[sys.executable, "-c", script, str(tmp_path / "spool"), here, start] for start in ("100", "200", "300")]
    processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for command in commands]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert len(stored_ids(engine)) == 150
