"""What needs no model: settings, help, the settings file to start from."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import typer
from deployments import Deployment
from typer.testing import CliRunner

from bot.cli.every_command import app
from bot.cli.main import COMMANDS, application
from bot.cli.output import ExitCode
from config.loading import load_settings

ROOT = Path(__file__).parents[2]


def described() -> dict[str, click.Command]:
    """Each command by its words, those of a group (`manifest slack`) too."""
    top = typer.main.get_command(app).commands
    inside = {
        f"{name} {word}": one for name, group in top.items() for word, one in getattr(group, "commands", {}).items()
    }
    return {name: one for name, one in top.items() if not hasattr(one, "commands")} | inside


def commands() -> set[str]:
    return set(described())


def test_every_command_is_documented_and_every_documented_command_exists():
    documented = set(
        re.findall(r"^\| `cornerman ([\w -]+)` \|", (ROOT / "docs" / "cli.md").read_text("utf-8"), re.MULTILINE)
    )
    assert documented == commands()


def test_every_command_is_found_by_its_name_alone():
    assert set(typer.main.get_command(app).commands) == set(COMMANDS)
    for name in COMMANDS:
        assert name in typer.main.get_command(application([name])).commands


def test_a_word_that_is_no_command_brings_them_all():
    assert set(typer.main.get_command(application(["reindxe"])).commands) == set(COMMANDS)


def test_every_option_is_documented_with_its_commands_and_every_documented_one_exists():
    rows = re.findall(r"^\| (`-.+?) \| (.+?) \|", (ROOT / "docs" / "cli.md").read_text("utf-8"), re.MULTILINE)
    documented = {
        (command, option)
        for options, of in rows
        for option in re.findall(r"`(-.+?)`", options)
        for command in (
            commands() - set(re.findall(r"`([\w -]+)`", of)) if "every" in of else re.findall(r"`([\w -]+)`", of)
        )
    }
    existing = {
        (name, option)
        for name, command in described().items()
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("-")
    }
    assert documented == existing


def test_every_exit_code_is_documented_and_every_documented_one_exists():
    rows = re.findall(r"^\| (\d) \|", (ROOT / "docs" / "cli.md").read_text("utf-8"), re.MULTILINE)
    assert [int(code) for code in rows] == sorted(ExitCode)


def test_every_command_explains_itself_with_an_example():
    for command in commands():
        shown = CliRunner().invoke(app, [*command.split(), "--help"], env={"COLUMNS": "200"}).output
        assert "Example" in shown, command
        assert f"cornerman {command}" in shown, command
        assert "--json" in shown, command


@pytest.mark.parametrize("words", ["", "ask", "gaps", "gaps list"])
def test_help_is_taken_as_a_command_too(words: str):
    asked = CliRunner().invoke(app, ["help", *words.split()])
    assert asked.exit_code == 0
    assert asked.stdout == CliRunner().invoke(app, [*words.split(), "--help"]).stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("serve --port abc", "must be a whole number"),
        ("serve --port 70000", "must be less than or equal to 65535"),
        ("gaps list --limit 0", "must be greater than or equal to 1"),
        ("health --kind nonsense", "'nonsense' is not one of 'unreadable'"),
    ],
)
def test_a_wrong_value_of_an_option_is_told_without_what_the_library_puts_before_it(words: str, told: str):
    run = CliRunner().invoke(app, words.split(), env={"COLUMNS": "300"})
    assert run.exit_code == ExitCode.SETTINGS
    assert told in run.stderr
    assert not re.search("Value error|should be|unable to parse", run.stderr)


@pytest.mark.parametrize("words", ["--kind contradiction", "--kind=contradictions", "check --kind contradictions"])
def test_a_contradiction_is_the_kind_that_reports_call_so(fresh_deployment: Deployment, words: str):
    # Without an index it is said so, which comes after the options are understood.
    assert "There is no index" in fresh_deployment.run("health", *words.split(), code=2).stderr


def test_no_flag_looks_as_if_it_took_a_value():
    for words in ("", *commands(), *COMMANDS):
        shown = CliRunner().invoke(app, [*words.split(), "--help"], env={"COLUMNS": "200"}).output
        assert "--help" in shown, words
        assert "<bool>" not in shown, words


def test_health_alone_explains_what_it_checks_with_options_and_examples():
    shown = CliRunner().invoke(app, ["health", "--help"], env={"COLUMNS": "200"}).output
    for part in ("pairs", "--fail-on", "--links", "--content", "cornerman health playbooks --kind dead-link"):
        assert part in shown, part


def test_the_readme_names_only_commands_that_exist():
    named = set(re.findall(r"^cornerman (\w+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    assert named
    assert named <= {name.split()[0] for name in commands()}


def test_commands_that_need_a_clone_name_the_clones_own_environment():
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "examples" / "README.md"]
    code = [
        line
        for page in pages
        for block in re.findall(r"```\w*\n.*?```|`[^`\n]+`", page.read_text("utf-8"), re.DOTALL)
        for line in block.strip("`").replace("\\\n", " ").splitlines()
    ]
    run = [line for line in code if re.search(r"\b(cornerman|python) .*\b(examples|tests)/", line)]
    assert run
    assert [line for line in run if not re.search(r"(^| )\.venv/bin/(cornerman|python) ", line)] == []


def test_init_writes_settings_that_load_and_never_overwrites_unasked(tmp_path: Path):
    path = tmp_path / "team" / "cornerman.toml"
    assert CliRunner().invoke(app, ["init", "--path", str(path)]).exit_code == 0
    assert load_settings(path, environ={}).sources
    path.write_text("mine")
    refused = CliRunner().invoke(app, ["init", "--path", str(path)])
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert path.read_text() == "mine"
    assert CliRunner().invoke(app, ["init", "--path", str(path), "--force"]).exit_code == 0


def test_without_settings_a_command_names_only_the_ways_that_it_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    for words in (
        "page list",
        "runs",
        "gaps list",
        "launch",
        "reminders",
        "retention",
        "drafts",
        "ask hello",
        "doctor",
    ):
        run = CliRunner().invoke(app, words.split())
        assert run.exit_code == ExitCode.SETTINGS, (words, run.output)
        told = " ".join(run.stderr.split())
        assert "`cornerman init` writes one, or name yours with `--config FILE`" in told
        assert ("--content FOLDER" in told) == (words in {"page list", "ask hello", "doctor"}), words


def test_a_wrong_setting_is_named_with_its_line(fresh_deployment: Deployment):
    settings = fresh_deployment.folder / "cornerman.toml"
    settings.write_text(settings.read_text() + "[server]\nprot = 8081\n")
    message = fresh_deployment.run("ask", "anything", code=2).stderr
    assert "cornerman.toml:7" in message
    assert "server.prot" in message
    assert "port?" in message


def test_an_empty_question_is_refused_in_words(fresh_deployment: Deployment):
    assert "empty" in fresh_deployment.run("ask", " ", code=2).stderr


def test_a_golden_question_that_is_wrong_is_named_with_its_line(fresh_deployment: Deployment, tmp_path: Path):
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": "q1", "question": "?", "answerable": true}\n')
    assert "line 1" in fresh_deployment.run("evaluate", str(questions), code=2).stderr


def test_a_floor_that_names_no_figure_is_refused_in_words(fresh_deployment: Deployment, tmp_path: Path):
    refused = fresh_deployment.run("evaluate", str(tmp_path / "q.jsonl"), "--at-least", "recall=1", code=2)
    assert "recall@3" in refused.stderr
    percent = fresh_deployment.run("evaluate", str(tmp_path / "q.jsonl"), "--at-least", "recall@3=80", code=2)
    assert "from 0 to 1" in " ".join(percent.stderr.replace("│", " ").split())
