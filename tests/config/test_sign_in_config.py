from __future__ import annotations

from pathlib import Path

import pytest

from config.loading import SettingsError, load_settings
from config.settings import Settings

BASE = 'data_dir = "data"\n[[sources]]\nname = "s"\nlocation = "."\n'
TENANT = "66666666-7777-8888-9999-000000000000"
HTTPS = 'base_url = "https://corner.acme.example"\n'


def loaded(tmp_path: Path, text: str, environ: dict[str, str] | None = None, top: str = "") -> Settings:
    file = tmp_path / "cornerman.toml"
    file.write_text(top + BASE + text)
    return load_settings(file, environ or {})


def test_nobody_signs_in_unless_the_settings_say_so(tmp_path: Path) -> None:
    settings = loaded(tmp_path, f'[teams]\napp_id = "{TENANT}"\napp_password = "p"\ntenant_id = "{TENANT}"\n')
    assert not settings.sign_in.active
    assert loaded(tmp_path, "[sign_in]\npasswords = true\n").sign_in.active


def test_the_apps_of_slack_and_teams_serve_where_no_other_is_named(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        '[slack]\nclient_id = "1.2"\nclient_secret = "slack-secret"\nsigning_secret = "' + "a" * 32 + '"\n'
        f'[teams]\napp_id = "{TENANT}"\napp_password = "teams-secret"\ntenant_id = "{TENANT}"\n'
        '[sign_in]\nemail_domains = ["@Acme.example"]\n[sign_in.slack]\nenabled = true\nworkspaces = "T1"\n'
        "[sign_in.microsoft]\nenabled = true\n",
        top=HTTPS,
    )
    slack, microsoft = settings.sign_in.slack, settings.sign_in.microsoft
    assert (slack.client_id, slack.client_secret and slack.client_secret.get_secret_value()) == ("1.2", "slack-secret")
    assert (microsoft.client_id, microsoft.tenant_id) == (TENANT, TENANT)
    assert settings.sign_in.email_domains == ("acme.example",)


def test_secrets_are_known_as_such(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        f'[sign_in]\nsession_key = "{"k" * 40}"\n[sign_in.microsoft]\nclient_id = "c"\nclient_secret = "ms-secret"\n'
        f'tenant_id = "{TENANT.upper()}"\n',
        top=HTTPS,
    )
    assert {"k" * 40, "ms-secret"} <= set(settings.secrets())
    assert "ms-secret" not in repr(settings)
    assert settings.sign_in.microsoft.tenant_id == TENANT


@pytest.mark.parametrize(
    ("top", "text", "said"),
    [
        (HTTPS, "[sign_in.slack]\nenabled = true\n", "sign_in.slack.client_id and sign_in.slack.client_secret and"),
        (HTTPS, '[sign_in.slack]\nclient_id = "1"\nclient_secret = "s"\nworkspaces = "T1"\n', "who is a guest"),
        (HTTPS, '[sign_in.microsoft]\nclient_id = "1"\nclient_secret = "s"\n', "sign_in.microsoft.tenant_id missing"),
        (HTTPS, '[sign_in.microsoft]\ntenant_id = "acme.onmicrosoft.com"\n', "not a domain"),
        (HTTPS, '[sign_in]\nsession_key = "short"\n', "at least 32 characters"),
        (HTTPS, '[sign_in.slack]\nissuer = "http://slack.example"\n', "must begin with https://"),
        ('base_url = "http://corner.acme.example"\n', "[sign_in]\npasswords = true\n", "needs https"),
        ("", '[sign_in]\npasswords = true\n[server]\nhost = "0.0.0.0"\n', "needs https"),
    ],
)  # fmt: skip
def test_what_is_missing_or_not_safe_is_said(tmp_path: Path, top: str, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        loaded(tmp_path, text, top=top)
    assert said in str(refused.value)
    assert "short" not in str(refused.value)


def test_http_is_enough_on_this_machine_and_any_host_is_behind_https(tmp_path: Path) -> None:
    assert loaded(tmp_path, "[sign_in]\npasswords = true\n").sign_in.passwords
    text = '[sign_in]\npasswords = true\n[server]\nhost = "0.0.0.0"\n'
    assert loaded(tmp_path, text, top=HTTPS).sign_in.passwords


def test_who_manages_a_team_is_a_manager(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path, '[roles]\nmanagers = "U1"\n[roles.teams]\nemea = ["U2", "U1"]\n[groups]\nemea = ["U3"]\n'
    )
    assert settings.roles.by_role() == {"administrators": (), "managers": ("U1", "U2", "U1")}
    assert settings.roles.teams == {"emea": ("U2", "U1")}


def test_a_team_that_is_no_group_is_named_with_the_group_that_was_meant(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        loaded(tmp_path, '[groups]\nemea = ["U3"]\n[roles.teams]\nemae = ["U2"]\nemea = ["U1"]\n')
    assert "[roles.teams] names 'emae', and [groups] has no group of that name (did you mean 'emea'?)" in str(
        refused.value
    )
    with pytest.raises(
        SettingsError, match=r"\[roles.teams\] names 'emea', and \[groups\] has no group of that name: "
    ):
        loaded(tmp_path, '[roles.teams]\nemea = ["U1"]\n')
