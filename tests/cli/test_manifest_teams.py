"""`cornerman manifest teams`: with settings, without any, where things do not go together."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from deployments import Deployment
from typer.testing import CliRunner

from bot.cli.every_command import app

APP = "11111111-2222-3333-4444-555555555555"
TENANT = "66666666-7777-8888-9999-000000000000"
SETTINGS = f"""[teams]
app_id = "{APP}"
app_password = "s3cr3t"
tenant_id = "{TENANT}"
[teams.app]
name = "Секундант"
developer = "Acme"
privacy = "https://acme.example/privacy"
accent_color = "#102030"
language = "ru"
"""


@pytest.fixture
def set_up(fresh_deployment: Deployment) -> Deployment:
    settings = fresh_deployment.folder / "cornerman.toml"
    settings.write_text(f'base_url = "https://corner.acme.example"\n{settings.read_text()}\n{SETTINGS}')
    return fresh_deployment


def manifest_in(package: Path) -> dict[str, object]:
    with zipfile.ZipFile(package) as opened:
        return dict(json.loads(opened.read("manifest.json")))


def test_it_needs_no_settings_but_the_bots_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    environ = {"CORNERMAN_BASE_URL": "https://corner.acme.example"}
    made = CliRunner().invoke(app, ["manifest", "teams", "--app-id", APP.upper()], env=environ)
    assert (made.exit_code, made.stderr) == (0, "")
    assert [each.name for each in tmp_path.iterdir()] == ["cornerman-teams.zip"]
    assert f"Wrote cornerman-teams.zip: Cornerman 1.3.0, app id {APP}" in made.stdout
    assert "Upload an app" in made.stdout
    assert "Manage apps" in made.stdout
    assert "https://corner.acme.example/teams/messages" in made.stdout
    assert manifest_in(tmp_path / "cornerman-teams.zip")["id"] == APP


def test_how_the_app_shows_itself_comes_from_the_settings(set_up: Deployment, tmp_path: Path) -> None:
    package = tmp_path / "app.zip"
    told = set_up.json("manifest", "teams", "--output", str(package), "--listen", "--app-version", "2.0.1")
    assert told == {"written": str(package), "app_id": APP, "version": "2.0.1", "warning": None}
    made = manifest_in(package)
    assert made["name"] == {"short": "Секундант", "full": "Секундант: ответы из ваших материалов"}
    assert made["developer"] == {
        "name": "Acme",
        "websiteUrl": "https://corner.acme.example",
        "privacyUrl": "https://acme.example/privacy",
        "termsOfUseUrl": "https://corner.acme.example",
    }
    assert (made["version"], made["accentColor"], made["validDomains"]) == (
        "2.0.1",
        "#102030",
        ["corner.acme.example"],
    )
    assert "authorization" in made


def test_the_manifest_alone_can_be_read(set_up: Deployment) -> None:
    shown = set_up.run("manifest", "teams", "--manifest-only")
    made = json.loads(shown.stdout)
    assert made["bots"][0]["botId"] == APP
    assert "authorization" not in made
    assert set_up.json("manifest", "teams", "--manifest-only") == made
    assert "s3cr3t" not in shown.stdout


def test_an_address_that_teams_cannot_reach_is_warned_of(fresh_deployment: Deployment, tmp_path: Path) -> None:
    given = ("manifest", "teams", "--app-id", APP, "--output", str(tmp_path / "app.zip"))
    result = fresh_deployment.run(*given)
    assert "Warning: base_url http://127.0.0.1:8080 is an address of this machine alone" in result.stderr
    assert (tmp_path / "app.zip").is_file()
    assert "this machine alone" in fresh_deployment.json(*given)["warning"]


def test_what_cannot_be_done_is_said_in_words(
    fresh_deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    which = fresh_deployment.run("manifest", "teams", code=2).stderr
    assert "Which bot is it? Set teams.app_id, or give --app-id" in which
    assert "the Microsoft App ID" in which
    wrong = fresh_deployment.run("manifest", "teams", "--app-id", "cornerman", code=2).stderr
    assert "--app-id cornerman is no id such as" in wrong
    asked = ("manifest", "teams", "--app-id", APP)
    version = json.loads(fresh_deployment.run(*asked, "--app-version", "2", "--json", code=2).stdout)
    assert "version: '2' is no version of three numbers; give --app-version" in version["error"]
    both = fresh_deployment.run(*asked, "--manifest-only", "--output", "app.zip", code=2)
    assert "say one of the two" in both.stderr
    unwritable = fresh_deployment.run(*asked, "--output", str(tmp_path / "no" / "app.zip"), code=1)
    assert "app.zip cannot be written: No such file" in unwritable.stderr
    assert list(tmp_path.glob("*.zip")) == []


def test_a_package_is_made_where_the_bots_secret_is_not(
    fresh_deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = fresh_deployment.folder / "cornerman.toml"
    settings.write_text(f'{settings.read_text()}\n[teams]\napp_id = "{APP}"\n')
    fresh_deployment.run("manifest", "teams")

    assert (tmp_path / "cornerman-teams.zip").is_file()
