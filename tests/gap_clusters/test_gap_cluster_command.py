"""`cornerman gaps cluster`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.every_command import app
from bot.gaps.gathering import read_unanswered
from bot.golden_questions import QuestionFileError

pytestmark = pytest.mark.xdist_group("models")

LINES = (
    {"id": "1", "question": "do we have soc 2", "lang": "en"},
    {"id": "2", "question": "are we iso 27001 certified", "lang": "en"},
    {"id": "3", "question": "SOC2 report?", "lang": "en"},
    {"id": "4", "question": "у нас есть SOC 2?", "lang": "ru", "gap": "more keys are passed over"},
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In a folder without settings."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "asked.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    return path


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["gaps", "cluster", *words])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def test_json_tells_each_question_s_gap_and_what_may_be_the_same(file: Path):
    told = json.loads(run(str(file), "--json").stdout)
    assert told["clusters"] == {"1": "1", "2": "2", "3": "1", "4": "1"}
    assert set(told["perhaps"]) == {"1", "2", "3", "4"}


def test_without_json_people_read_the_questions(file: Path):
    shown = run(str(file)).stdout
    assert "4 questions, 2 gaps" in shown
    assert "3: SOC2 report?" in shown


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('{"id": "1", "question": "a"}\n{"id": ', "line 2: is not JSON"),
        ("[1]", "line 1: must be one JSON object"),
        ('{"id": "1"}', "line 1: `question` is missing"),
        ('{"id": "1", "question": " "}', "line 1: `question` must be a text that is not empty"),
        ('{"id": 1, "question": "a"}', "line 1: `id` must be a text"),
        ('{"id": "1", "question": "a", "history": "b"}', "line 1: `history` must be a list of texts"),
        ('{"id": "1", "question": "a"}\n\n{"id": "1", "question": "b"}', 'line 3: `id` "1" is that of line 1'),
        ("\n", "holds no question"),
    ],
)
def test_a_damaged_line_is_told_with_its_mend(lines: str, told: str, tmp_path: Path):
    path = tmp_path / "asked.jsonl"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(QuestionFileError, match=r"asked\.jsonl") as raised:
        read_unanswered(path)
    assert told in str(raised.value)


def test_an_error_names_the_file_and_leaves_with_2(tmp_path: Path):
    told = json.loads(run(str(tmp_path / "none.jsonl"), "--json", code=2).stdout)
    assert "none.jsonl: cannot be read" in told["error"]
