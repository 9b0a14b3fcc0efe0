"""`cornerman health pairs`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.every_command import app

SIDE = {"title": "Payment terms", "heading": "Standard", "reviewed": "2025-10-02", "text": "Invoices are due net 30."}
OTHER = {"title": "FAQ", "heading": "When do customers pay?", "reviewed": None, "text": "The payment term is 45 days."}
GOOD = json.dumps({"id": "x", "a": SIDE, "b": OTHER})


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["health", "pairs", *words])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def written(folder: Path, *lines: str) -> str:
    path = folder / "pairs.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_json_tells_of_every_pair_whether_and_why(tmp_path: Path):
    same = json.dumps({"id": "same", "a": SIDE, "b": SIDE, "conflict": False, "note": "more keys are passed over"})
    told = json.loads(run(written(tmp_path, GOOD, "", same), "--json").stdout)
    assert set(told) == {"x", "same"}
    assert told["x"]["conflict"] is True
    assert "“Payment terms” says net 30" in told["x"]["why"]
    assert told["same"] == {"conflict": False, "why": ""}


def test_people_read_a_table(tmp_path: Path):
    shown = run(written(tmp_path, GOOD, GOOD.replace('"x"', '"[bold]y"'))).stdout
    assert "number" in shown
    assert "[bold]y" in shown
    assert "2 pairs, 2 contradictions." in shown


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"id": ', "line 2: is not JSON: write one object a line"),
        ("[1]", "line 2: the line must be one JSON object, in braces"),
        ('{"a": 1}', "line 2: `id` is missing"),
        ('{"id": 3}', "line 2: `id` must be a text"),
        ('{"id": " "}', "line 2: `id` is empty"),
        ('{"id": "1"}', "line 2: `a` is missing"),
        ('{"id": "1", "a": 3}', "line 2: `a` must be one JSON object"),
        ('{"id": "1", "a": {"title": "x"}}', "line 2, `a`: `text` is missing"),
        ('{"id": "1", "a": {"title": 1, "text": ""}}', "line 2, `a`: `title` must be a text"),
        ('{"id": "1", "a": {"text": "", "reviewed": "May"}}', "line 2, `a`: `reviewed` must be a day as YYYY-MM-DD"),
        ('{"id": "1", "a": {"text": "", "reviewed": 5}}', "line 2, `a`: `reviewed` must be a day as YYYY-MM-DD"),
        (GOOD, 'line 2: `id` "x" is that of line 1 too'),
    ],
)
def test_a_bad_line_is_named_with_the_mend(tmp_path: Path, line: str, told: str):
    path = written(tmp_path, GOOD, line)
    assert told in json.loads(run(path, "--json", code=2).stdout)["error"]
    assert run(path, code=2).stdout == ""


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path):
    assert "cannot be read" in json.loads(run(str(tmp_path / "none"), "--json", code=2).stdout)["error"]
    assert "holds no pair" in json.loads(run(written(tmp_path, ""), "--json", code=2).stdout)["error"]
    (tmp_path / "latin").write_bytes(b'{"id": "\xe4"}')
    assert "save it as UTF-8" in json.loads(run(str(tmp_path / "latin"), "--json", code=2).stdout)["error"]


def test_half_a_character_and_a_byte_order_mark_do_no_harm(tmp_path: Path):
    path = tmp_path / "pairs.jsonl"
    path.write_text("\ufeff" + GOOD.replace("FAQ", "F\\ud800Q"), encoding="utf-8")
    assert json.loads(run(str(path), "--json").stdout)["x"]["conflict"] is True
