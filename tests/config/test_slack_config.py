"""What may be set about Slack, channels, roles and owners; what is wrong is told by its key, and never shown."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from config.loading import SettingsError, load_settings
from config.settings import Settings
from config.slack_settings import ChannelSettings

LEAST = 'data_dir = "data"\n[[sources]]\nname = "playbooks"\nlocation = "content"\n'
SECRET = "s3cr3t-of-the-app"


def loaded(tmp_path: Path, toml: str, environ: dict[str, str] | None = None) -> Settings:
    file = tmp_path / "cornerman.toml"
    file.write_text(LEAST + toml, encoding="utf-8")
    return load_settings(file, environ or {})


def problem(tmp_path: Path, toml: str, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(SettingsError) as error:
        loaded(tmp_path, toml, environ)
    assert len(error.value.problems) == 1
    return error.value.problems[0].replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(
    ("toml", "mode"),
    [
        ('client_id = "1.2"\nclient_secret = "x"\nsigning_secret = "s"', "http"),
        ('client_id = "1.2"\nclient_secret = "x"\napp_token = "xapp-1"', "socket"),
        ('client_id = "1.2"\nclient_secret = "x"\napp_token = "xapp-1"\nsigning_secret = "s"\nmode = "http"', "http"),
        ('client_id = "1.2"\nclient_secret = "x"\nmode = "off"', "off"),
    ],
)
def test_several_workspaces_need_the_apps_id_and_secret_and_a_way_to_be_reached(
    tmp_path: Path, toml: str, mode: str
) -> None:
    settings = loaded(tmp_path, f"[slack]\n{toml}\n")
    assert (settings.slack.active_mode, settings.slack.is_for_several) == (mode, True)


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('client_id = "1.2"\nsigning_secret = "s"', "add client_secret"),
        (f'client_secret = "{SECRET}"\nsigning_secret = "s"', "add client_id"),
        (f'client_id = "1.2"\nclient_secret = "{SECRET}"', "add app_token (Socket Mode) or signing_secret (HTTP)"),
        (f'client_id = "1.2"\nclient_secret = "{SECRET}"\nmode = "socket"', 'mode = "socket" also needs app_token'),
        ('client_id = "1.2"\nmode = "http"', 'mode = "http" also needs client_secret and signing_secret'),
        (
            f'client_id = "1.2"\nclient_secret = "{SECRET}"\nbot_token = "xoxb-1"\nsigning_secret = "s"',
            "leave one of the two out",
        ),
        ('command = "/corner"\nsettings_command = "/corner"', "give each a name of its own"),
        ('gaps_command = "/digest"', "gaps_command and digest_command are the same"),
        ('rollback_command = "/reindex"', "reindex_command and rollback_command are the same"),
        ('settings_command = "corner"', 'slack.settings_command must be a slash command such as "/cornerman"'),
        (f'command = "/{"a" * 32}"', "slack.command must be a slash command"),
        ("directory_minutes = -1", "slack.directory_minutes must be greater than or equal to 0"),
        ('directory_minutes = "long"', "slack.directory_minutes must be a"),
        ('client_id = ""', "slack.client_id"),
        ('clientid = "x"', "did you mean client_id?"),
    ],
)
def test_what_does_not_go_together_is_told_by_its_keys_without_a_secret(tmp_path: Path, toml: str, told: str) -> None:
    message = problem(tmp_path, f"[slack]\n{toml}\n")
    assert told in message
    assert "slack" in message
    assert SECRET not in message


def test_the_apps_secret_is_among_those_that_the_logs_leave_out(tmp_path: Path) -> None:
    toml = f'[slack]\nclient_id = "1.2"\nclient_secret = "{SECRET}"\nsigning_secret = "signed"\n'
    settings = loaded(tmp_path, toml)
    assert {SECRET, "signed"} <= set(settings.secrets())
    assert SECRET not in repr(settings)


def test_a_channels_default_can_be_set_as_a_whole(tmp_path: Path) -> None:
    toml = """[slack.channels]
listening = "questions"
audible = "ephemeral"
follow_ups = false
answers_to = "sales"
only_confident = true
reaction = "question"
opens = "08:00"
closes = 18:30:00
weekdays = [0, 1, 2, 3, 4]
zone = "Europe/Berlin"
hourly_cap = 20
"""
    channels = loaded(tmp_path, toml).slack.channels
    assert (channels.opens, channels.closes, channels.answers_to) == (time(8), time(18, 30), ("sales",))
    assert channels.model_fields_set == set(ChannelSettings.model_fields)


def test_a_channels_default_comes_from_the_environment_too(tmp_path: Path) -> None:
    environ = {"CORNERMAN_SLACK__CHANNELS__LISTENING": "everything", "CORNERMAN_SLACK__CHANNELS__WEEKDAYS": "[5, 6]"}
    channels = loaded(tmp_path, "", environ).slack.channels
    assert (channels.listening, channels.weekdays) == ("everything", (5, 6))


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('listening = "question"', "did you mean 'questions'?"),
        ('audible = "everybody"', "slack.channels.audible must be 'thread' or 'ephemeral'"),
        ('reaction = ":question:"', "slack.channels.reaction must be the name of an emoji without colons"),
        ('opens = "25:00"', "slack.channels.opens must be an hour such as"),
        ('closes = "evening"', "slack.channels.closes must be an hour such as"),
        ("weekdays = [7]", "slack.channels.weekdays[1] must be less than or equal to 6"),
        ("weekdays = [true]", "slack.channels.weekdays[1] must be a whole number"),
        ('zone = "Berlin"', "'Berlin' is no time zone: write it like Europe/Berlin"),
        ('zone = "../etc/passwd"', "is no time zone"),
        ('opens = "09:00Z"', "write an hour of the day"),
        ("closes = 18", "write an hour of the day"),
        (f'reaction = "{"a" * 101}"', "reaction"),
        ("hourly_cap = -1", "slack.channels.hourly_cap must be greater than or equal to 0"),
        ("hourly_cap = 1.5", "slack.channels.hourly_cap must be a whole number"),
        ('follow_ups = "perhaps"', "slack.channels.follow_ups must be"),
        ('answers_to = [""]', "slack.channels.answers_to[1]"),
        ('audience = ["sales"]', "slack.channels.audience is not a setting"),
    ],
)
def test_a_mistake_in_a_channels_default_is_told_by_its_key(tmp_path: Path, toml: str, told: str) -> None:
    message = problem(tmp_path, f"[slack.channels]\n{toml}\n")
    assert told in message
    assert message.startswith("cornerman.toml:6: ")


def test_roles_and_owners_take_one_id_or_several(tmp_path: Path) -> None:
    toml = '[roles]\nadministrators = "U1"\nmanagers = ["S1", "U2"]\n'
    toml += '[owners]\n"Dana Reyes" = "U1"\n"*" = ["C1", "a@b.example"]\n'
    settings = loaded(tmp_path, toml)
    assert (settings.roles.administrators, settings.roles.managers) == (("U1",), ("S1", "U2"))
    assert settings.owners == {"Dana Reyes": ("U1",), "*": ("C1", "a@b.example")}
    assert loaded(tmp_path, "", {"CORNERMAN_OWNERS": '{"Dana": "U9"}'}).owners == {"Dana": ("U9",)}


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('[roles]\nadmins = ["U1"]', "roles.admins is not a setting; did you mean administrators?"),
        ("[roles]\nmanagers = [1]", "roles.managers[1] must be text in quotes"),
        ('[roles]\nmanagers = [""]', "roles.managers[1]"),
        ("[owners]\nDana = 3", "owners.Dana"),
        ('[owners]\nDana = [""]', "owners.Dana[1]"),
    ],
)
def test_a_mistake_in_roles_or_owners_is_told_by_its_key(tmp_path: Path, toml: str, told: str) -> None:
    assert told in problem(tmp_path, f"{toml}\n")
