"""The commands that change a deployment, with the real model."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import click
import pytest
import typer
from deployments import Deployment
from typer.testing import CliRunner

from bot.cli.every_command import app
from bot.cli.options import settings_for
from config.database import latest_version

pytestmark = pytest.mark.xdist_group("model")


def test_asking_before_indexing_says_which_command_comes_first(fresh_deployment: Deployment):
    mend = f"Build it: `cornerman reindex --config {fresh_deployment.folder}/cornerman.toml`"
    assert mend in fresh_deployment.run("ask", "anything", code=3).stderr
    assert mend in fresh_deployment.json("ask", "anything", code=3)["error"]


@pytest.mark.parametrize("before", [(), ("--config", "../cornerman.toml")])
def test_the_command_that_comes_first_works_as_it_is_named(
    fresh_deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: tuple[str, ...]
):
    fresh_deployment.content.rename(tmp_path / "our pages")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    asked = (*before, "ask", "hotel?", "--content", "../our pages")
    told = CliRunner().invoke(app, asked)
    assert told.exit_code == 3
    _, _, named = told.stderr.strip().rstrip("`").rpartition("`cornerman ")
    assert CliRunner().invoke(app, shlex.split(named)).exit_code == 0, named
    assert CliRunner().invoke(app, asked).exit_code == 0


def test_a_reindex_tells_what_changed_and_a_rollback_takes_it_back(fresh_deployment: Deployment):
    first = fresh_deployment.json("reindex")
    assert (first["swapped"], len(first["added"])) == (True, 3)
    assert not fresh_deployment.json("reindex")["swapped"]
    (fresh_deployment.content / "travel.md").write_text("# Travel\n\nHotels are paid by the office.\n")
    (fresh_deployment.content / "security.md").unlink()
    second = fresh_deployment.run("reindex").stdout
    assert "Changed 1: travel.md" in second
    assert "Removed 1: security.md" in second
    assert fresh_deployment.json("rollback")["generation"] == first["generation"]
    answer = fresh_deployment.json("ask", "is customer data encrypted")
    assert answer["sources"][0]["document"] == "security.md"


def test_pages_of_a_source_that_was_renamed_are_told_as_that(fresh_deployment: Deployment):
    assert "to another by the same name" not in fresh_deployment.run("reindex").stdout
    settings = fresh_deployment.folder / "cornerman.toml"
    settings.write_text(settings.read_text().replace('"playbooks"', '"handbook"'))
    shown = " ".join(fresh_deployment.run("reindex").stdout.split())
    assert "Removed 3: " in shown
    assert "Some were removed from one source and added to another by the same name, as where a source is re" in shown


def test_a_bad_file_is_told_and_the_rest_is_indexed(fresh_deployment: Deployment):
    (fresh_deployment.content / "broken.pdf").write_bytes(b"%PDF-1.7\nnot really")
    result = fresh_deployment.run("reindex", "--strict", code=4)
    assert "Left out: broken.pdf: it" in result.stdout
    assert fresh_deployment.json("ask", "is customer data encrypted")["sources"]


def test_the_source_of_a_file_left_out_is_named_where_there_are_several(fresh_deployment: Deployment):
    settings = fresh_deployment.folder / "cornerman.toml"
    settings.write_text(f'{settings.read_text()}[[sources]]\nname = "wiki"\nlocation = "wiki"\n')
    (fresh_deployment.content / "broken.pdf").write_bytes(b"")
    shown = fresh_deployment.run("reindex").stdout
    assert "Left out: broken.pdf (source playbooks): it is empty" in shown
    assert "Left out: source wiki: its location" in shown


def test_rolling_back_without_an_older_index_is_said(fresh_deployment: Deployment):
    fresh_deployment.run("reindex")
    assert "error" in fresh_deployment.json("rollback", code=1)


def test_a_reindex_that_can_read_no_source_fails_and_says_why(fresh_deployment: Deployment):
    shutil.rmtree(fresh_deployment.content)
    result = fresh_deployment.run("reindex", code=1)
    assert "Left out: source playbooks: its location" in result.stdout
    assert "The index is empty, so no question can be answered: look at `location`" in result.stdout
    assert "The index is empty. An administrator" in fresh_deployment.json("ask", "hotel?")["note"]
    assert len(fresh_deployment.json("reindex", code=1)["failures"]) == 1


def test_a_folder_that_is_empty_now_keeps_its_documents_until_that_is_allowed(fresh_deployment: Deployment):
    fresh_deployment.run("reindex")
    for page in fresh_deployment.content.iterdir():
        page.unlink()
    shown = fresh_deployment.run("reindex", code=1).stdout
    assert "Left out: source playbooks: its location" in shown
    assert "3 documents of it are indexed" in shown
    assert "--allow-empty` (its documents still answer" in shown
    assert "Removed" not in shown
    assert fresh_deployment.json("ask", "is customer data encrypted")["sources"]
    assert "Removed 3: discounts.md" in fresh_deployment.run("reindex", "--allow-empty").stdout
    assert not fresh_deployment.json("ask", "is customer data encrypted")["sources"]


def test_a_folder_without_a_readable_document_is_one_clear_line_and_no_index_that_serves(fresh_deployment: Deployment):
    for page in fresh_deployment.content.iterdir():
        page.unlink()
    for _ in range(2):
        shown = fresh_deployment.run("reindex", code=1).stdout
        assert [line.partition(":")[0] for line in shown.splitlines()] == [
            "The index is empty, so no question can be answered"
        ]
    report = fresh_deployment.json("doctor", code=1)
    told = {finding["check"]: finding for finding in report["findings"] if finding["state"] != "ok"}
    assert set(told) == {"source playbooks", "index"}
    assert "is empty, so no question can be answered" in told["index"]["detail"]
    assert "mounted" in told["source playbooks"]["mend"]


def test_doctor_names_a_missing_source_and_the_mend(fresh_deployment: Deployment):
    shutil.rmtree(fresh_deployment.content)
    report = fresh_deployment.json("doctor", code=1)
    wrong = {finding["check"]: finding for finding in report["findings"] if finding["state"] == "wrong"}
    assert set(wrong) == {"source playbooks", "index"}
    assert next(one["detail"] for one in report["findings"] if one["check"] == "database").endswith(
        f", schema {latest_version()}"
    )
    assert "location" in wrong["source playbooks"]["mend"]
    assert wrong["source playbooks"]["detail"].startswith("its location ")
    assert "cornerman reindex" in wrong["index"]["mend"]


def test_folders_that_are_tried_share_the_converted_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deployment: Deployment
) -> None:
    monkeypatch.delenv("CORNERMAN_EMBEDDING__MODELS_DIR")
    context = typer.Context(click.Command("ask"))
    config = tmp_path / "c.toml"
    config.write_text('data_dir = "d"\n[embedding]\nthreads = 2\n[[sources]]\nname = "a"\nlocation = "x"\n')

    tried = [settings_for(context, config, folder) for folder in (deployment.content, tmp_path)]

    assert {settings.embedding.models_dir for settings in tried} == {tmp_path / "d" / "models"}
    assert len({settings.data_dir for settings in tried}) == 2
    assert tried[0].embedding.threads == 2


def test_the_sample_deployment_and_a_folder_tried_in_the_clone_share_the_converted_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deployment: Deployment
) -> None:
    monkeypatch.delenv("CORNERMAN_EMBEDDING__MODELS_DIR")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").mkdir()
    shutil.copy(Path(__file__).parents[2] / "examples" / "cornerman.toml", "examples")
    context = typer.Context(click.Command("serve"))
    sample = settings_for(context, Path("examples/cornerman.toml"))
    tried = settings_for(context, None, deployment.content)
    assert sample.embedding.models_dir.resolve() == tried.embedding.models_dir.resolve()
    assert tried.data_dir.parent == tmp_path / "cornerman-data"


def test_of_an_empty_folder_that_is_tried_the_folder_is_named_and_no_settings(fresh_deployment: Deployment) -> None:
    folder = fresh_deployment.folder / "empty"
    folder.mkdir()
    tried = ("--content", str(folder))
    told = fresh_deployment.run("reindex", *tried, code=1).stdout
    doctor = f"`cornerman doctor --config {fresh_deployment.folder}/cornerman.toml --content {folder}`"
    assert f"no text was found in {folder}" in told
    assert doctor in told
    assert "[[sources]]" not in told
    assert doctor in fresh_deployment.run("ask", "what discount do we give", *tried).stdout
    assert doctor in fresh_deployment.json("ask", "what discount do we give", *tried)["note"]
