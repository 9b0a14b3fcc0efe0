"""`cornerman health` as people and a content repository's CI run it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.every_command import app
from content_index.health.model import KINDS
from content_index.local_files import LocalFiles
from content_index.model import ReadDocument, Source, SourceFile
from content_index.reading import FileReader

DOCS = Path(__file__).parents[2] / "docs" / "health.md"
PRICING = (
    "---\ntitle: Pricing\nowner: Dana Reyes\nreviewed: 2024-01-01\nreview_every: 90 days\n---\n"
    "# Pricing\n\nSee [the terms](terms.md#refunds), [gone](gone.md) and [no such](terms.md#nope).\n\n"
    "![](img/a.png) ![chart](img/missing.png)\n\n## Refunds\n\n"
    "Customers can ask for a refund within 30 days of the purchase.\n"
)
TERMS = (
    "---\nhealth_ignore: [missing-owner]\n---\n"
    "# Terms\n\n## Refunds\n\nCustomers can ask for a refund within 14 days of the purchase.\n"
)


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A content repository's folder, with nothing of Cornerman in it."""
    folder = tmp_path / "docs"
    (folder / "img").mkdir(parents=True)
    for name, text in (("pricing.md", PRICING), ("terms.md", TERMS), ("empty.md", ""), ("LICENSE", "Apache")):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "img" / "a.png").write_bytes(b"picture")
    (folder / "draft.md").write_text("---\ndraft: true\n---\n# Draft\n\nNot yet.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["health", *words])
    assert result.exit_code == code, (result.exit_code, result.output, result.exception)
    return result


def found(*words: str, code: int = 0) -> dict:
    return json.loads(run(*words, "--json", code=code).stdout)


def told(report: dict, *kinds: str) -> list[tuple[str, str, int | None]]:
    return [
        (one["severity"], one["path"], one["line"]) for one in report["findings"] if not kinds or one["kind"] in kinds
    ]


@pytest.mark.parametrize("how", [("--quick",), ("--kind", "dead-link"), ("--json", "--quick")])
def test_a_folder_without_any_page_is_not_taken_for_one_in_which_all_is_well(
    content: Path, how: tuple[str, ...]
) -> None:
    (content.parent / "nothing").mkdir()
    assert "nothing holds no page that can be checked" in run("--content", "nothing", *how, code=2).output


def test_a_folder_is_checked_without_an_index_or_a_model(content: Path) -> None:
    report = found("--content", "docs", "--quick", code=1)
    assert told(report, "dead-link") == [
        ("error", "pricing.md", 9),
        ("error", "pricing.md", 11),
        ("warning", "pricing.md", 9),
    ]
    assert told(report, "image-without-text") == [("warning", "pricing.md", 11)]
    assert told(report, "overdue") == [("warning", "pricing.md", None)]
    assert told(report, "missing-owner") == []  # the page says that it is meant so
    assert told(report, "unreadable") == [
        ("error", "empty.md", None),
        ("note", "LICENSE", None),
        ("note", "draft.md", None),
    ]
    assert report["unchecked"] == dict.fromkeys(
        ("conflict", "near-duplicate", "never-used", "never-opened"), "not_asked"
    )
    assert sorted(path.name for path in content.parent.iterdir()) == ["docs"]  # nothing is left behind


def test_a_file_on_which_a_reader_breaks_is_told_and_the_others_are_checked(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = FileReader.read

    def breaks(reader: FileReader, source: Source, path: str, *parts: Any) -> ReadDocument:
        if path == "terms.md":
            raise ZeroDivisionError("in some library")
        return reading(reader, source, path, *parts)

    monkeypatch.setattr(FileReader, "read", breaks)
    report = found("--content", "docs", "--quick", code=1)
    assert ("error", "terms.md", None) in told(report, "unreadable")
    assert ("warning", "pricing.md", 11) in told(report, "image-without-text")
    (message,) = [one["message"] for one in report["findings"] if one["path"] == "terms.md"]
    assert "ZeroDivisionError: in some library" in message


def test_a_source_that_breaks_off_while_it_is_listed_is_told(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: LocalFiles) -> Iterator[SourceFile]:
        yield SourceFile("pricing.md", 1)
        raise ZeroDivisionError

    monkeypatch.setattr(LocalFiles, "list", breaks)
    report = found("--content", "docs", "--quick", code=1)
    assert told(report, "unreadable") == [("error", "", None)]


def test_a_folder_is_indexed_for_contradictions_and_nothing_is_left_behind(content: Path) -> None:
    report = found("--content", "docs", "--kind", "conflict", "--fail-on", "warning", code=1)
    (one,) = report["findings"]
    assert {one["path"]: one["line"], one["other"]["path"]: one["other"]["line"]} == {"pricing.md": 15, "terms.md": 8}
    assert (one["reviewed"], one["other"]["reviewed"]) in {("2024-01-01", None), (None, "2024-01-01")}
    assert report["checked"] == ["conflict"]
    assert sorted(path.name for path in content.parent.iterdir()) == ["docs"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--kind", "overdue"), 0),
        (("--kind", "overdue", "--fail-on", "warning"), 1),
        (("--kind", "dead-link"), 1),
        (("--kind", "dead-link", "--fail-on", "never"), 0),
        (("--kind", "too-long", "--fail-on", "warning"), 0),
        (("--kind", "overdue", "--kind", "dead-link"), 1),
    ],
)
def test_the_exit_code_says_whether_anything_was_found(content: Path, words: tuple[str, ...], code: int) -> None:
    run("--content", "docs", "--quick", *words, code=code)
    assert found("--content", "docs", "--quick", *words, code=code)["failed"] is bool(code)


@pytest.mark.parametrize(
    "words", [("--content", "nowhere"), ("docs-x", "--content", "docs", "--quick"), ("--kind", "odd"), ()]
)
def test_trouble_has_an_exit_code_of_its_own(content: Path, words: tuple[str, ...]) -> None:
    run(*words, code=2)


def test_people_read_it_by_page(content: Path) -> None:
    said = " ".join(run("--content", "docs", "--quick", code=1).stdout.split())
    assert "pricing.md 9: error dead-link leads to gone.md, which is not there (under “Pricing”)" in said
    assert said.endswith("3 unreadable files, 3 dead links, 1 review overdue, 1 picture without text")


def test_one_of_a_thing_is_told_in_the_singular(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text("---\nowner: Dana\n---\n# Page\n\nSome words of [it](gone.md).\n")
    assert "1 page: 1 error, 0 warnings, 0 notes." in run("--content", "docs", "--quick", code=1).stdout
    shown = CliRunner().invoke(app, ["reindex", "--content", "docs"]).stdout
    assert "Indexed 1 passage (1 embedded anew)" in shown


def test_an_index_of_the_settings_is_checked_as_it_is(content: Path) -> None:
    settings = '[health]\nignore = ["overdue"]\n\n[[sources]]\nname = "playbooks"\nlocation = "docs"\n'
    Path("cornerman.toml").write_text(f'data_dir = "data"\n{settings}', encoding="utf-8")
    run(code=2)  # no index yet
    assert CliRunner().invoke(app, ["reindex"]).exit_code == 0
    report = found("playbooks", code=1)
    assert report["kinds"]["conflict"] == 1
    assert "overdue" not in report["checked"]
    assert report["unchecked"]["never-used"] in {"young_log", "no_log"}
    assert found("PLAYBOOKS", "--kind", "overdue")["findings"] == []


def test_settings_say_what_is_meant_so_by_folder(content: Path) -> None:
    settings = (
        'data_dir = "data"\n[[sources]]\nname = "playbooks"\nlocation = "docs"\n'
        '[[sources.folders]]\npattern = "pricing.md"\nhealth_ignore = ["dead-link"]\n'
    )
    Path("cornerman.toml").write_text(settings, encoding="utf-8")
    assert found("--quick", "--kind", "dead-link")["findings"] == []


def test_the_documented_shape_is_the_one_that_is_printed(content: Path) -> None:
    example = re.search(r"```json\n(.+?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    documented = json.loads(example[1])
    report = found("--content", "docs", "--kind", "conflict", "--fail-on", "warning", code=1)
    assert report.keys() == documented.keys()
    assert report["findings"][0].keys() == documented["findings"][0].keys()
    assert report["findings"][0]["other"].keys() == documented["findings"][0]["other"].keys()
    assert report["findings"][0]["details"].keys() == documented["findings"][0]["details"].keys()


def test_what_metadata_got_wrong_is_told_as_long_as_it_stands_there(content: Path) -> None:
    (content / "odd.md").write_text("---\ntitel: Odd\nreviewed: soon\n---\n# Odd\n\nWords.\n", encoding="utf-8")
    for _ in range(2):
        report = found("--content", "docs", "--quick", "--kind", "wrong-metadata")
        assert told(report) == [("warning", "odd.md", None)] * 2
        misspelt, wrong = sorted(one["message"] for one in report["findings"])
        assert "'titel' is no key that is read; it looks like title" in misspelt
        assert "reviewed: expected a date" in wrong


def test_every_kind_is_documented() -> None:
    assert set(re.findall(r"^\| `([a-z-]+)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)) >= set(KINDS)


def test_the_workflow_in_the_docs_asks_for_what_there_is() -> None:
    commands = re.findall(r"cornerman health (--.+)", DOCS.read_text(encoding="utf-8"))
    assert commands
    options = CliRunner().invoke(app, ["health", "check", "--help"], env={"COLUMNS": "200"}).output
    for command in commands:
        assert [option for option in re.findall(r"--[a-z-]+", command) if option not in options] == []


def test_pairs_are_still_compared(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    side = {"title": "Refunds", "heading": "Window", "reviewed": None}
    pair = {"id": "p", "a": {**side, "text": "Refunds are given within 30 days of the purchase."},
            "b": {**side, "text": "Refunds are given within 14 days of the purchase."}}  # fmt: skip
    file.write_text(json.dumps(pair), encoding="utf-8")
    assert found("pairs", str(file))["p"]["conflict"] is True


def test_an_unknown_kind_in_front_matter_is_left_out_with_a_warning(
    content: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (content / "odd.md").write_text("---\nhealth_ignore: [duplicate]\n---\n# Odd\n\nWords.\n", encoding="utf-8")
    assert ("warning", "odd.md", None) in told(found("--content", "docs", "--quick", code=1), "missing-owner")
    assert "expected some of unreadable, dead-link" in caplog.text


def test_a_crash_or_a_damaged_index_is_trouble_and_no_finding(content: Path) -> None:
    Path("cornerman.toml").write_text(
        'data_dir = "data"\n[[sources]]\nname = "playbooks"\nlocation = "docs"\n', encoding="utf-8"
    )
    assert CliRunner().invoke(app, ["reindex"]).exit_code == 0
    for file in Path("data/index/generations").glob("*/passages.jsonl"):
        file.write_bytes(b"damaged")
    run(code=2)
