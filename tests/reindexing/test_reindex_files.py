"""The file of golden questions, wherever it lies and whatever it is; and a dry run where nothing is indexed yet."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from small_deployment import deployment, write_version

from bot.wiring.reindexing import Building
from content_index.model import ReindexProgress, Wish

from run_samples import run  # isort: skip

pytestmark = pytest.mark.xdist_group("model")
QUESTION = '{"question": "what is the price of the plan", "relevant": ["price.md"]}\n'


def unheard(_step: ReindexProgress) -> None:
    """Nobody watches."""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_golden_questions_that_are_a_pipe_are_told_and_not_waited_for(tmp_path: Path) -> None:
    write_version(tmp_path / "content", 1)
    os.mkfifo(tmp_path / "golden")
    with deployment(tmp_path, '[reindex]\ngolden_questions = "golden"\n') as cornerman:
        building = Building(cornerman)
        building.reindex(run(), unheard)
        write_version(tmp_path / "content", 2)
        report, guarding = building.reindex(run(), unheard)
    assert (report.swapped, guarding.questions) == (True, 0)
    assert "golden: is no regular file" in guarding.trouble


@pytest.mark.parametrize(
    "name", ["golden-questions.jsonl", "Golden-Questions.JSONL", "golden-questions-ru.jsonl", "our-golden-set.jsonl"]
)
def test_golden_questions_among_the_content_are_no_document_and_no_trouble(tmp_path: Path, name: str) -> None:
    write_version(tmp_path / "content", 1)
    (tmp_path / "content" / name).write_text(QUESTION)
    (tmp_path / "content" / "other.jsonl").write_text(QUESTION)
    with deployment(tmp_path) as cornerman:
        report, _ = Building(cornerman).reindex(run(), unheard)
    assert [failure.path for failure in report.failures] == ["other.jsonl"]


@pytest.mark.parametrize("name", ["asked/by [us].jsonl", "asked.txt"])
def test_golden_questions_that_the_settings_name_are_no_document_whatever_they_are_called(
    tmp_path: Path, name: str
) -> None:
    write_version(tmp_path / "content", 1)
    (tmp_path / "content" / "asked").mkdir()
    (tmp_path / "content" / name).write_text(QUESTION)
    (tmp_path / "content" / "asked" / "by-us.md").write_text("Words of ours about the price.")
    with deployment(tmp_path, f'[reindex]\ngolden_questions = "content/{name}"\n') as cornerman:
        report, _ = Building(cornerman).reindex(run(), unheard)
    assert report.failures == ()
    assert name not in report.added
    assert "asked/by-us.md" in report.added


def test_a_dry_run_of_the_first_index_names_none_that_serves(tmp_path: Path) -> None:
    write_version(tmp_path / "content", 1)
    with deployment(tmp_path) as cornerman:
        building = Building(cornerman)
        assert building.serving() == ""
        dry, _ = building.reindex(run(wish=Wish(dry_run=True)), unheard)
        assert (dry.generation, dry.swapped, bool(dry.added)) == ("", False, True)
        real, _ = building.reindex(run(), unheard)
        assert building.serving() == real.generation != ""
