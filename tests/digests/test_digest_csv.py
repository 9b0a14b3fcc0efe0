from __future__ import annotations

import csv
import io

import pytest
from digest_samples import BEFORE, BUSY, END, START, WEEKLY, days, gap

from bot.csv_text import guarded
from bot.digests.csv_text import HEAD, digest_csv
from bot.digests.model import ClosedGap, Digest
from bot.insights.model import Period, Trend

DIGEST = Digest(
    WEEKLY,
    Period(START, END),
    END,
    BUSY,
    BEFORE,
    days((12, 3, 2)),
    gaps=(gap("sso", title='=HYPERLINK("https://evil.example")'),),
    closed=(ClosedGap(gap("fee", title="Скидка, «да»?"), 4),),
    rising=(Trend("Globex", 14, 5, 4),),
    gap_pages={"sso": "https://corner.acme.example/gaps/sso"},
)


def test_one_flat_table() -> None:
    rows = list(csv.reader(io.StringIO(digest_csv(DIGEST), newline="")))
    assert rows[0] == list(HEAD)
    assert {len(row) for row in rows} == {5}
    by_name = {(row[0], row[1]): row[2:] for row in rows}
    assert by_name["period", "start"][:2] == ["2026-11-16 08:00:00", "2026-11-09 08:00:00"]
    assert by_name["figures", "questions"] == ["214", "190", ""]
    assert by_name["figures", "answer_ms"] == ["420.0", "400.0", ""]
    assert by_name["days", "2026-11-16"] == ["17", "", ""]
    assert by_name["closed", "Скидка, «да»?"] == ["4", "", ""]
    assert by_name["rising", "Globex"] == ["14", "5", ""]


def test_nothing_in_it_runs_in_a_spreadsheet() -> None:
    rows = list(csv.reader(io.StringIO(digest_csv(DIGEST), newline="")))
    assert next(row for row in rows if row[0] == "gaps")[1] == '\'=HYPERLINK("https://evil.example")'


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", " =1", "＝1"])
def test_text_that_would_run_is_guarded(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


def test_numbers_stay_numbers() -> None:
    assert [guarded(-3), guarded(0.5), guarded(None)] == ["-3", "0.5", ""]
