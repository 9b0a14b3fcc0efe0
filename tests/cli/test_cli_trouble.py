"""Settings and disks that do not work: one line that names what to mend, never a traceback."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from deployments import Deployment

from content_index.reindexing import Reindexer

COMMANDS = ("ask anything", "doctor", "reindex", "rollback", "serve")


def refused(deployment: Deployment, command: str) -> str:
    """The one line on standard error; the exit code is that of wrong settings."""
    told = deployment.run(*command.split(), code=2).stderr.strip()
    assert len(told.splitlines()) == 1, told
    return told


def rewritten(deployment: Deployment, old: str, new: str) -> None:
    settings = deployment.folder / "cornerman.toml"
    settings.write_text(settings.read_text().replace(old, new, 1))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("folder", ["file", "file/below", "x" * 300, "nul\\u0000"])
def test_a_data_dir_that_cannot_be_a_folder_is_named_with_its_line(
    fresh_deployment: Deployment, command: str, folder: str
):
    (fresh_deployment.folder / "file").write_text("")
    rewritten(fresh_deployment, '"data"', f'"{folder}"')
    assert "cornerman.toml:1: data_dir: cannot be a folder" in refused(fresh_deployment, command)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "url", ["mysql://me:pass-word@db/log", "hello", "postgresql://me:pass-word@db:port/log", "sqlite"]
)
def test_a_database_that_cannot_be_is_named_with_its_line_and_without_its_password(
    fresh_deployment: Deployment, command: str, url: str
):
    rewritten(fresh_deployment, "\n", f'\ndatabase_url = "{url}"\n')
    told = refused(fresh_deployment, command)
    assert "cornerman.toml:2: database_url: " in told
    assert "postgresql" in told
    assert "pass-word" not in told


def test_a_database_in_a_folder_that_cannot_be_made_is_named(fresh_deployment: Deployment):
    (fresh_deployment.folder / "file").write_text("")
    rewritten(fresh_deployment, "\n", f'\ndatabase_url = "sqlite:///{fresh_deployment.folder}/file/log.db"\n')
    assert "database_url" in refused(fresh_deployment, "ask anything")


def test_a_path_with_a_question_mark_is_no_database_elsewhere(fresh_deployment: Deployment) -> None:
    rewritten(fresh_deployment, "\n", f'\ndatabase_url = "sqlite:///{fresh_deployment.folder}/what?/log.db"\n')
    assert "question mark" in refused(fresh_deployment, "ask anything")
    assert not (fresh_deployment.folder / "what").exists()


def test_a_folder_in_place_of_the_settings_file_is_said(fresh_deployment: Deployment):
    told = fresh_deployment.run("--config", str(fresh_deployment.folder), "doctor", code=2).stderr
    assert "is a folder; name the settings file in it" in told


def test_a_variable_with_a_wrong_value_is_named(fresh_deployment: Deployment, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CORNERMAN_SLACK__MODE", "http")
    assert refused(fresh_deployment, "ask anything").startswith("CORNERMAN_SLACK__MODE: slack: mode")


@pytest.mark.parametrize("command", ["doctor", "serve"])
def test_a_token_in_anothers_place_is_said_before_anything_starts(
    fresh_deployment: Deployment, monkeypatch: pytest.MonkeyPatch, command: str
):
    monkeypatch.setenv("CORNERMAN_SLACK__BOT_TOKEN", "xapp-1-hidden")
    told = refused(fresh_deployment, command)
    assert told.startswith("CORNERMAN_SLACK__BOT_TOKEN: slack.bot_token: looks like an app-level token (xapp-…)")
    assert "hidden" not in told


@pytest.mark.parametrize(
    "trouble",
    [
        OSError(errno.ENOSPC, "No space left on device", "/data/index/x"),
        OSError(errno.EROFS, "Read-only file system"),
    ],
)
def test_a_disk_that_takes_no_more_is_said_with_the_setting_to_look_at(
    fresh_deployment: Deployment, monkeypatch: pytest.MonkeyPatch, trouble: Exception
):
    def full(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(Reindexer, "run", full)
    told = fresh_deployment.run("reindex", code=1).stderr
    assert ("No space left" in told) or ("Read-only" in told)
    assert "data_dir" in told
    assert "data_dir" in fresh_deployment.json("reindex", code=1)["error"]


@pytest.mark.parametrize("host", ["999.1.1.1", "a" * 80, "192.0.2.1"])
def test_an_address_that_is_not_this_machines_is_said(
    fresh_deployment: Deployment, monkeypatch: pytest.MonkeyPatch, host: str, tmp_path: Path
):
    monkeypatch.setattr("bot.wiring.Cornerman.warm_up", lambda _: None)
    monkeypatch.setattr("bot.cli.serve._has_index", lambda _: True)
    told = fresh_deployment.run("serve", "--host", host, "--port", "0", "--no-open", code=1).stderr
    assert "Cannot listen on" in told
    assert "server.host" in told
