"""`cornerman manifest slack`: with settings, without any, to a file, in both forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from deployments import Deployment
from typer.testing import CliRunner

from bot.cli.every_command import app

HTTP = """base_url = "https://corner.acme.example"
[slack]
bot_token = "xoxb-1"
signing_secret = "s"
command = "/corner"
settings_command = "/corner-settings"
gaps_command = "/corner-gaps"
"""


@pytest.fixture
def set_up(fresh_deployment: Deployment) -> Deployment:
    settings = fresh_deployment.folder / "cornerman.toml"
    top, _, rest = HTTP.partition("[slack]")
    settings.write_text(f"{top}{settings.read_text()}\n[slack]{rest}")
    return fresh_deployment


def test_it_needs_no_settings_and_takes_what_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = CliRunner().invoke(app, ["manifest", "slack"], env={"CORNERMAN_SLACK__COMMAND": "/corner"})
    assert (made.exit_code, made.stderr) == (0, "")
    written = json.loads(made.stdout)
    assert written["settings"]["socket_mode_enabled"] is True
    assert written["features"]["slash_commands"][0]["command"] == "/corner"
    assert list(tmp_path.iterdir()) == []


def test_command_names_mode_and_address_come_from_the_settings(set_up: Deployment) -> None:
    written = json.loads(set_up.run("manifest", "slack").stdout)
    commands = [one["command"] for one in written["features"]["slash_commands"]]
    assert commands[:3] == ["/corner", "/corner-settings", "/corner-gaps"]
    assert commands[3:8] == ["/digest", "/reindex", "/rollback", "/battlecard", "/page"]
    assert written["settings"]["event_subscriptions"]["request_url"] == "https://corner.acme.example/slack/events"
    assert json.loads(set_up.run("manifest", "slack", "--socket").stdout)["settings"]["socket_mode_enabled"] is True
    several = json.loads(set_up.run("manifest", "slack", "--several").stdout)
    assert several["oauth_config"]["redirect_urls"] == ["https://corner.acme.example/slack/oauth_redirect"]
    assert "assistant_view" in json.loads(set_up.run("manifest", "slack", "--pane").stdout)["features"]


def test_both_forms_say_the_same_and_a_file_can_hold_them(set_up: Deployment, tmp_path: Path) -> None:
    as_json = json.loads(set_up.run("manifest", "slack", "--json").stdout)
    assert yaml.safe_load(set_up.run("manifest", "slack", "--yaml").stdout) == as_json
    told = set_up.run("manifest", "slack", "--output", str(tmp_path / "m.json")).stdout
    assert "api.slack.com/apps" in told
    assert json.loads((tmp_path / "m.json").read_text()) == as_json
    assert set_up.json("manifest", "slack", "--output", str(tmp_path / "m2.json")) == {
        "written": str(tmp_path / "m2.json")
    }


def test_an_address_that_slack_cannot_reach_is_warned_of_beside_the_manifest(fresh_deployment: Deployment) -> None:
    result = fresh_deployment.run("manifest", "slack", "--http")
    assert json.loads(result.stdout)["settings"]["socket_mode_enabled"] is False
    assert "Warning: base_url http://127.0.0.1:8080 is an address of this machine alone" in result.stderr


def test_what_cannot_be_done_is_said_in_words(fresh_deployment: Deployment, tmp_path: Path) -> None:
    assert "say one of the two" in fresh_deployment.run("manifest", "slack", "--json", "--yaml", code=2).stdout
    unwritable = fresh_deployment.run("manifest", "slack", "--output", str(tmp_path / "no" / "m.json"), code=1)
    assert "m.json cannot be written: No such file" in unwritable.stderr
    (fresh_deployment.folder / "cornerman.toml").write_text("nonsense = 1\n")
    assert "nonsense is not a setting" in fresh_deployment.run("manifest", "slack", code=2).stderr
