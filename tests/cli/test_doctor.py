"""What `cornerman doctor` says of an index, with the real model."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from deployments import Deployment

pytestmark = pytest.mark.xdist_group("model")


def found(deployment: Deployment, check: str, *words: str, code: int = 0) -> dict[str, str]:
    report = deployment.json("doctor", *words, code=code)
    return next(finding for finding in report["findings"] if finding["check"] == check)


def test_an_index_beside_a_model_that_cannot_be_used_is_not_called_wrong(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CORNERMAN_EMBEDDING__MODEL", "no-such-model")
    assert found(deployment, "model", code=1)["detail"].count('The model "no-such-model"') == 1
    index = found(deployment, "index", code=1)
    assert index["state"] == "warning"
    assert "3 documents" in index["detail"]
    assert "cannot be told" in index["detail"]
    assert "no-such-model" not in index["detail"]
    assert index["mend"].startswith("Mend the model first")


def test_an_index_of_a_version_that_cut_words_otherwise_wants_a_reindex(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
):
    assert found(deployment, "index")["state"] == "ok"
    monkeypatch.setattr("content_index.scheme.word_scheme", lambda: "of a later version")
    index = found(deployment, "index")
    assert (index["state"], index["mend"]) == (
        "warning",
        f"Run `cornerman reindex --config {deployment.folder}/cornerman.toml`.",
    )
    assert "words otherwise" in index["detail"]


def test_what_the_index_leaves_out_is_named_and_nothing_more(fresh_deployment: Deployment):
    (fresh_deployment.content / "broken.pdf").write_bytes(b"")
    fresh_deployment.run("reindex")
    assert found(fresh_deployment, "index")["detail"].endswith("; left out: broken.pdf")


def test_an_audience_that_nobody_is_in_is_told_with_a_document_and_the_mend(fresh_deployment: Deployment):
    settings = fresh_deployment.folder / "cornerman.toml"
    settings.write_text(
        settings.read_text()
        + '[[sources.folders]]\npattern = "board/**"\naudience = ["board"]\n[groups]\nmanagers = ["U1"]\n'
    )
    for name, audience in (("pay", "mangers"), ("plan", "mangers"), ("fine", "managers")):
        page = f"---\naudience: [{audience}]\n---\n# {name}\n\nWords of the {name}.\n"
        (fresh_deployment.content / f"{name}.md").write_text(page)
    shown = fresh_deployment.run("reindex").stdout
    assert "Warning: audience 'mangers' of pay.md (source playbooks) and 1 more" in shown
    unknown = fresh_deployment.json("reindex")["unknown_audiences"]
    assert [(one["name"], one["meant"]) for one in unknown] == [("board", ""), ("mangers", "managers")]
    finding = found(fresh_deployment, "audiences")
    assert finding["state"] == "warning"
    assert "audience 'board' of the folder 'board/**' of source playbooks is not in [groups]" in finding["detail"]
    assert "audience 'mangers' of pay.md (source playbooks) and 1 more is not in [groups]" in finding["detail"]
    assert "did you mean 'managers'?" in finding["detail"]
    assert "[groups]" in finding["mend"]


def test_a_default_audience_that_nobody_is_in_is_told_before_anything_is_indexed(fresh_deployment: Deployment):
    settings = fresh_deployment.folder / "cornerman.toml"
    settings.write_text(settings.read_text() + '[sources.defaults]\naudience = "sales"\n')
    assert "the defaults of source playbooks" in found(fresh_deployment, "audiences", code=1)["detail"]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql+pg8000://me:pass-word@db/log", "driver pg8000, not installed here: write postgresql://"),
        ("sqlite:///{folder}/cornerman.toml/log.db", "which cannot be made"),
    ],
)
def test_a_database_url_that_cannot_be_used_is_one_finding_among_the_others(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, url: str, told: str
):
    monkeypatch.setenv("CORNERMAN_DATABASE_URL", url.format(folder=deployment.folder))
    database = found(deployment, "database", code=1)
    assert (database["state"], database["mend"]) == ("wrong", "Correct `database_url` in the settings.")
    assert told in database["detail"]
    assert "pass-word" not in deployment.run("doctor", code=1).output
    assert [found(deployment, check, code=1)["state"] for check in ("model", "index", "slack")] == ["ok", "ok", "ok"]


def test_a_database_of_a_newer_version_is_told_with_the_mend(deployment: Deployment, monkeypatch: pytest.MonkeyPatch):
    file = deployment.folder / "newer.db"
    monkeypatch.setenv("CORNERMAN_DATABASE_URL", f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as newer, newer:
        newer.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        newer.execute("INSERT INTO alembic_version VALUES ('9999')")
    database = found(deployment, "database", code=1)
    assert "the database has version 9999 of its tables" in database["detail"]
    assert database["mend"].startswith("Install the newer Cornerman again")


@pytest.fixture
def with_slack(deployment: Deployment, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int) -> Deployment:
    """Slack is set up, but cannot be reached."""
    monkeypatch.setenv("CORNERMAN_SLACK__BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("CORNERMAN_SLACK__SIGNING_SECRET", "s")
    monkeypatch.setenv("CORNERMAN_SLACK__API_URL", f"http://127.0.0.1:{unused_tcp_port}/api/")
    return deployment


def test_an_owner_whom_nobody_knows_is_named_with_the_mend(with_slack: Deployment, monkeypatch: pytest.MonkeyPatch):
    owners = found(with_slack, "owners", code=1)
    assert owners["state"] == "warning"
    assert "by Dana Reyes: a question cannot be handed" in owners["detail"]
    assert "[owners]" in owners["mend"]
    for known in ('{"dana reyes": ["U0DANA001"]}', '{"Dana Reyes": ["dana@acme.example"]}', '{"*": ["C0DESK001"]}'):
        monkeypatch.setenv("CORNERMAN_OWNERS", known)
        assert found(with_slack, "owners", code=1)["state"] == "ok"


def test_roles_and_owners_that_hold_no_id_are_told(with_slack: Deployment, monkeypatch: pytest.MonkeyPatch):
    assert found(with_slack, "people", code=1)["state"] == "ok"
    monkeypatch.setenv("CORNERMAN_ROLES__MANAGERS", '["Robin Reed"]')
    monkeypatch.setenv("CORNERMAN_ROLES__ADMINISTRATORS", '["U0ADMIN01", "S0ADMINS1"]')
    monkeypatch.setenv("CORNERMAN_OWNERS", '{"Dana Reyes": ["@dana"]}')
    people = found(with_slack, "people", code=1)
    assert people["state"] == "warning"
    assert "nothing in roles.managers, owners.Dana Reyes looks like an id" in people["detail"]
    assert found(with_slack, "owners", code=1)["state"] == "warning"


def test_several_workspaces_need_an_address_that_slack_can_send_people_back_to(
    with_slack: Deployment, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("CORNERMAN_SLACK__BOT_TOKEN")
    monkeypatch.setenv("CORNERMAN_SLACK__CLIENT_ID", "1.2")
    monkeypatch.setenv("CORNERMAN_SLACK__CLIENT_SECRET", "s3cr3t")
    assert "address of this machine alone" in found(with_slack, "slack")["detail"]
    monkeypatch.setenv("CORNERMAN_BASE_URL", "https://corner.acme.example")
    assert found(with_slack, "slack")["detail"].endswith("install the app at https://corner.acme.example/slack/install")


def test_without_slack_nobody_is_looked_up(deployment: Deployment):
    checks = [finding["check"] for finding in deployment.json("doctor")["findings"]]
    assert not {"people", "owners"} & set(checks)
