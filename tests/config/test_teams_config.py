"""What may be set about Microsoft Teams; what is wrong is told by its key with the mend, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.loading import SettingsError, load_settings
from config.settings import Settings

LEAST = 'data_dir = "data"\n[[sources]]\nname = "playbooks"\nlocation = "content"\n'
APP = "11111111-2222-3333-4444-555555555555"
TENANT = "66666666-7777-8888-9999-000000000000"
SECRET = "s3cr3t~of.the-app"
BOT = f'app_id = "{APP}"\n'
PASSWORD = f'app_password = "{SECRET}"\n'
DIRECTORY = f'tenant_id = "{TENANT}"\n'


def loaded(tmp_path: Path, toml: str, environ: dict[str, str] | None = None) -> Settings:
    file = tmp_path / "cornerman.toml"
    file.write_text(LEAST + toml, encoding="utf-8")
    return load_settings(file, environ or {})


def problem(tmp_path: Path, toml: str) -> str:
    with pytest.raises(SettingsError) as error:
        loaded(tmp_path, toml)
    assert len(error.value.problems) == 1
    return error.value.problems[0].replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(
    ("toml", "active"),
    [
        ("", False),
        ("directory_minutes = 5", False),
        (BOT + PASSWORD + DIRECTORY, True),
        (f'app_type = "UserAssignedMSI"\n{BOT}{DIRECTORY}', True),
        (f'app_type = "MultiTenant"\n{BOT}{PASSWORD}{DIRECTORY}', True),
        (f'mode = "on"\n{BOT}{PASSWORD}{DIRECTORY}', True),
        (f'mode = "off"\n{BOT}{PASSWORD}{DIRECTORY}', False),
        (f'mode = "off"\n{BOT}', False),
        ('mode = "local"', True),
    ],
)
def test_it_is_served_with_what_its_registration_needs(tmp_path: Path, toml: str, active: bool) -> None:
    assert loaded(tmp_path, f"[teams]\n{toml}\n").teams.active is active


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('mode = "on"', 'mode = "on" with app_type = "SingleTenant" also needs app_id and app_password and tenant_id'),
        (f'mode = "on"\n{PASSWORD}{DIRECTORY}', "also needs app_id"),
        (BOT + PASSWORD, 'app_id and app_password alone connect nothing: add tenant_id, or set mode = "off"'),
        (BOT + DIRECTORY, "app_id and tenant_id alone connect nothing: add app_password"),
        (BOT, "app_id alone connects nothing: add app_password and tenant_id"),
        (PASSWORD, "app_password alone connects nothing: add app_id and tenant_id"),
        (f'app_type = "UserAssignedMSI"\n{BOT}', "app_id alone connects nothing: add tenant_id"),
        (f'app_type = "UserAssignedMSI"\n{BOT}{PASSWORD}{DIRECTORY}', "has no app_password: leave it out"),
        (f'app_type = "MultiTenant"\n{BOT}', "add app_password"),
        ('app_type = "singletenant"', "did you mean 'SingleTenant'?"),
        ('mode = "http"', "teams.mode must be 'auto', 'on', 'off' or 'local'"),
        ('app_id = "cornerman"', "teams.app_id: is no id such as 11111111-2222-3333-4444-555555555555"),
        ('tenant_id = "acme.onmicrosoft.com"', "it is the Directory (tenant) ID"),
        (f'app_id = "{APP}\\n"', "teams.app_id: is no id"),
        (f'app_password = "{TENANT}"', "looks like the id of the secret: copy its value"),
        ('app_password = ""', "teams.app_password: must not be empty"),
        ("directory_minutes = -1", "teams.directory_minutes must be greater than or equal to 0"),
        ('graph = "perhaps"', "teams.graph must be true or false"),
        ('openid_metadata_url = "ftp://keys"', "teams.openid_metadata_url: must begin with http:// or https://"),
        ('login_url = "https:// login"', "teams.login_url: must begin with http:// or https:// and name a host"),
        ('login_url = "https://[::1"', "teams.login_url: must begin with"),
        ('oauth_scope = ""', "teams.oauth_scope must not be empty"),
        ('appid = "x"', "did you mean app_id?"),
    ],
)
def test_what_does_not_go_together_is_told_by_its_keys_without_a_secret(tmp_path: Path, toml: str, told: str) -> None:
    message = problem(tmp_path, f"[teams]\n{toml}\n")
    assert told in message
    assert message.startswith("cornerman.toml:")
    assert SECRET not in message


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        (f'name = "{"n" * 31}"', "teams.app.name"),
        (f'developer = "{"d" * 33}"', "teams.app.developer"),
        ('name = ""', "teams.app.name must not be empty"),
        ('website = "http://acme.example"', "teams.app.website: must begin with https://"),
        ('privacy = "acme.example/privacy"', "teams.app.privacy: must begin with https://"),
        (f'terms = "https://acme.example/{"t" * 2048}"', "must have at most 2048 characters"),
        ('accent_color = "green"', 'teams.app.accent_color: must be a colour such as "#0F6B5C"'),
        ('language = "de"', "teams.app.language must be 'en' or 'ru'"),
    ],
)
def test_how_the_app_shows_itself_keeps_to_what_teams_takes(tmp_path: Path, toml: str, told: str) -> None:
    assert told in problem(tmp_path, f"[teams.app]\n{toml}\n")


def test_ids_are_taken_in_capitals_and_addresses_without_a_slash_at_their_end(tmp_path: Path) -> None:
    letters = "ABCDEFAB-2222-3333-4444-555555555555"
    toml = f'[teams]\nmode = "off"\napp_id = "{letters}"\nlogin_url = "http://127.0.0.1:9/"\n[teams.app]\n'
    teams = loaded(tmp_path, f'{toml}accent_color = "#abcdef"\n').teams
    assert (teams.app_id, teams.login_url, teams.app.accent_color) == (letters.lower(), "http://127.0.0.1:9", "#ABCDEF")


def test_the_password_comes_from_the_environment_and_the_logs_leave_it_out(tmp_path: Path) -> None:
    settings = loaded(tmp_path, f"[teams]\n{BOT}{DIRECTORY}", {"CORNERMAN_TEAMS__APP_PASSWORD": SECRET})
    assert settings.teams.active
    assert SECRET in settings.secrets()
    assert SECRET not in repr(settings)
