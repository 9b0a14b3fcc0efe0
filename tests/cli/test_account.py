"""Accounts that sign in to the console by a password."""

from __future__ import annotations

import pytest
from click.testing import Result
from deployments import Deployment
from typer.testing import CliRunner

from bot.accounts import is_password_of
from bot.cli.every_command import app
from bot.stores.accounts import SqlAccounts
from config.database import make_engine

PASSWORD = "correct horse battery"


def run(deployment: Deployment, *words: str, typed: str = "", code: int = 0) -> Result:
    config = ["--config", str(deployment.folder / "cornerman.toml")]
    result = CliRunner().invoke(app, [*config, "account", *words], input=typed)
    assert result.exit_code == code, (result.exit_code, result.output, result.exception)
    return result


def test_an_account_is_made_listed_given_another_password_and_removed(fresh_deployment: Deployment) -> None:
    assert "No accounts yet" in run(fresh_deployment, "list").output
    words = ("add", "Dana", "--role", "manager", "--role", "owner", "--group", "sales", "--email", "Dana@acme.example")
    made = run(fresh_deployment, *words, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert "dana may sign in" in made.output
    assert made.output.index("passwords are off until") < made.output.index("Password: ")
    assert "does not name sales" in made.output
    assert PASSWORD not in made.output
    assert (
        "There is an account named 'dana'"
        in run(fresh_deployment, "add", "DANA", "--password-stdin", typed=f"{PASSWORD}\n", code=1).output
    )
    shown = fresh_deployment.json("account", "list")["accounts"]
    assert [(one["name"], one["roles"], one["groups"], one["email"]) for one in shown] == [
        ("dana", ["manager", "owner"], ["sales"], "dana@acme.example")
    ]
    assert "password_hash" not in shown[0]
    assert "dana" in run(fresh_deployment, "list").output
    run(fresh_deployment, "password", "dana", "--password-stdin", typed="another horse battery\n")
    engine = make_engine(f"sqlite:///{fresh_deployment.folder / 'data' / 'cornerman.db'}")
    kept = SqlAccounts(engine).find("dana")
    engine.dispose()
    assert is_password_of("another horse battery", kept)
    assert not is_password_of(PASSWORD, kept)
    assert "is removed" in run(fresh_deployment, "remove", "Dana").output
    assert fresh_deployment.json("account", "list") == {"accounts": []}


@pytest.mark.parametrize("words", [("password", "sam", "--password-stdin"), ("remove", "sam")])
def test_an_account_that_is_not_there_is_said_not_to_be(fresh_deployment: Deployment, words: tuple[str, ...]) -> None:
    said = run(fresh_deployment, *words, typed=f"{PASSWORD}\n", code=1).output
    assert "There is no account named 'sam'" in said


def test_a_short_password_makes_no_account(fresh_deployment: Deployment) -> None:
    said = run(fresh_deployment, "add", "dana", "--password-stdin", typed="short\n", code=1).output
    assert "12 to 1,000 characters" in said
    assert fresh_deployment.json("account", "list") == {"accounts": []}


def test_the_doctor_says_who_reaches_the_console_and_how_they_sign_in(fresh_deployment: Deployment) -> None:
    def found() -> dict[str, str]:
        findings = CliRunner().invoke(
            app, ["--config", str(fresh_deployment.folder / "cornerman.toml"), "doctor", "--json"]
        )
        import json

        return next(one for one in json.loads(findings.stdout)["findings"] if one["check"] == "sign-in")

    assert (found()["state"], "only this machine" in found()["detail"]) == ("ok", True)
    file = fresh_deployment.folder / "cornerman.toml"
    before = file.read_text()
    file.write_text('base_url = "https://corner.acme.example"\n' + before)
    assert (found()["state"], "shown to nobody" in found()["detail"]) == ("warning", True)
    file.write_text(before + "\n[sign_in]\npasswords = true\n")
    assert (found()["state"], "no account" in found()["detail"]) == ("warning", True)
    run(fresh_deployment, "add", "dana", "--password-stdin", typed=f"{PASSWORD}\n")
    assert found() == {"check": "sign-in", "state": "ok", "detail": "by passwords", "mend": ""}
