"""Pages pulled and restored at the terminal: what it says, and what answers say after it."""

from __future__ import annotations

import pytest
from deployments import PAGES, Deployment

QUESTION = "what do we give for a two-year commitment?"


def sources(deployment: Deployment) -> list[str]:
    return [one["document"] for one in deployment.json("ask", QUESTION)["sources"]]


def test_a_page_is_pulled_told_of_and_restored(fresh_deployment: Deployment) -> None:
    fresh_deployment.run("reindex")
    assert "discounts.md" in sources(fresh_deployment)
    assert "No page is pulled" in fresh_deployment.run("page", "list").stdout
    pulled = fresh_deployment.run("page", "pull", "discounts.md", "--reason", "prices of [2025]").stdout
    assert "Discount policy" in pulled
    assert "no answer is made from it any more" in pulled
    assert "discounts.md" not in sources(fresh_deployment)
    shown = fresh_deployment.run("page", "show", "Discount policy").stdout
    assert "terminal pulled this page on" in shown
    assert "Reason: prices of [2025]" in shown
    assert "pulled by terminal: prices of [2025]" in shown
    assert "pulled" in fresh_deployment.run("page", "list").stdout
    assert "answers are made from it again" in fresh_deployment.run("page", "restore", "discount policy").stdout
    assert "discounts.md" in sources(fresh_deployment)
    assert fresh_deployment.json("page", "list") == {"pages": []}
    assert [one["verb"] for one in fresh_deployment.json("page", "show", "discounts.md")["history"]] == [
        "restored",
        "pulled",
    ]


def test_a_page_is_verified_into_its_file_worked_on_and_retired(fresh_deployment: Deployment) -> None:
    fresh_deployment.run("reindex")
    worked = fresh_deployment.json("page", "needs-work", "security.md", "--note", "new certificate")
    assert (worked["state"]["needs_work"], worked["state"]["note"]) == (True, "new certificate")
    assert "needs work" in fresh_deployment.run("page", "list").stdout
    verified = fresh_deployment.json("page", "verify", "security.md")
    assert verified["not_written"] == ""
    assert not verified["state"]["needs_work"]
    written = (fresh_deployment.content / "security.md").read_text(encoding="utf-8")
    assert f"reviewed: {verified['state']['reviewed']}" in written
    assert PAGES["security.md"].strip() in written
    retired = fresh_deployment.json("page", "retire", "security.md", "--reason", "sold")
    assert (retired["state"]["hidden"], retired["page"]["path"]) == ("retired", "security.md")
    (listed,) = fresh_deployment.json("page", "list")["pages"]
    assert (listed["page"]["path"], listed["state"]["reason"]) == ("security.md", "sold")


def test_where_a_review_cannot_be_written_that_is_told(fresh_deployment: Deployment) -> None:
    strange = "---\n{title: Security}\n---\nText.\n"
    (fresh_deployment.content / "security.md").write_text(strange, encoding="utf-8")
    fresh_deployment.run("reindex")
    told = fresh_deployment.run("page", "verify", "security.md").stdout
    assert "counts as reviewed today" in told
    assert "The page itself does not say that it was reviewed" in told
    assert (fresh_deployment.content / "security.md").read_text(encoding="utf-8") == strange


def test_what_may_mean_several_pages_does_nothing_and_lists_them(fresh_deployment: Deployment) -> None:
    (fresh_deployment.content / "old").mkdir()
    (fresh_deployment.content / "old" / "travel.md").write_text("# Travel\n\nBook by telex.\n", encoding="utf-8")
    fresh_deployment.run("reindex")
    refused = fresh_deployment.run("page", "pull", "travel", code=2)
    assert "old/travel.md" in refused.stderr
    assert "several pages" in refused.stderr
    named = fresh_deployment.json("page", "pull", "travel", code=2)
    assert {one["path"] for one in named["pages"]} == {"travel.md", "old/travel.md"}
    assert fresh_deployment.json("page", "list") == {"pages": []}


def test_a_page_that_is_not_there_and_an_index_that_is_not_are_told(fresh_deployment: Deployment) -> None:
    assert "There is no index" in fresh_deployment.run("page", "list", code=3).stderr
    fresh_deployment.run("reindex")
    assert "No page of yours is like that: zebra" in fresh_deployment.run("page", "show", "zebra", code=1).stderr
    assert "zebra" in fresh_deployment.json("page", "pull", "zebra", code=1)["error"]


def test_a_folder_that_is_tried_has_pages_of_its_own(fresh_deployment: Deployment) -> None:
    folder = fresh_deployment.content.rename(fresh_deployment.folder / "trial")
    tried = ("--content", str(folder))
    assert f"reindex --config {fresh_deployment.folder}/cornerman.toml --content {folder}" in (
        fresh_deployment.run("page", "list", *tried, code=3).stderr
    )
    fresh_deployment.run("reindex", *tried)
    fresh_deployment.run("page", "pull", "discounts.md", *tried)
    (listed,) = fresh_deployment.json("page", "list", *tried)["pages"]
    assert (listed["page"]["source"], listed["page"]["path"]) == ("trial", "discounts.md")
    answer = fresh_deployment.json("ask", QUESTION, *tried)
    assert "discounts.md" not in [one["document"] for one in answer["sources"]]


def test_what_is_said_of_a_folder_that_is_tried_is_kept_apart_from_the_database_of_the_settings(
    fresh_deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CORNERMAN_DATABASE_URL", f"sqlite:///{fresh_deployment.folder}/all.db")
    tried = ("--content", str(fresh_deployment.content))
    fresh_deployment.run("reindex", *tried)
    fresh_deployment.run("page", "pull", "travel.md", *tried)
    fresh_deployment.run("ask", QUESTION, *tried)
    assert len(fresh_deployment.json("page", "list", *tried)["pages"]) == 1
    assert not (fresh_deployment.folder / "all.db").exists()
