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
    assert "answers are made from it again" in fresh_deployment.run("page", "restore", "Discount policy").stdout
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
    refused = fresh_deployment.run("page", "pull", "Travel", code=2)
    assert "old/travel.md" in refused.stderr
    assert "several pages" in refused.stderr
    named = fresh_deployment.json("page", "pull", "Travel", code=2)
    assert {one["path"] for one in named["pages"]} == {"travel.md", "old/travel.md"}
    assert fresh_deployment.json("page", "list") == {"pages": []}


def test_a_page_that_is_not_there_and_an_index_that_is_not_are_told(fresh_deployment: Deployment) -> None:
    assert "There is no index" in fresh_deployment.run("page", "list", code=3).stderr
    fresh_deployment.run("reindex")
    for verb in ("show", "pull"):
        refused = fresh_deployment.run("page", verb, "zebra", code=1).stderr
        assert "No page is called just 'zebra'" in refused
        assert f"`cornerman page list --all --config {fresh_deployment.folder}/cornerman.toml`" in refused
    refused = fresh_deployment.json("page", "pull", "zebra", code=1)
    assert "zebra" in refused["error"]
    assert refused["nearest"] == []


@pytest.mark.parametrize("verb", ["pull", "retire", "restore", "verify", "needs-work"])
def test_a_word_of_a_title_does_nothing_and_the_nearest_pages_are_listed(
    fresh_deployment: Deployment, verb: str
) -> None:
    fresh_deployment.run("reindex")
    before = (fresh_deployment.content / "discounts.md").read_bytes()
    refused = fresh_deployment.run("page", verb, "policy", code=1)
    assert "No page is called just 'policy'" in refused.stderr
    assert "discounts.md  (Discount policy," in refused.stderr
    assert fresh_deployment.json("page", verb, "policy", code=1)["nearest"][0]["path"] == "discounts.md"
    assert fresh_deployment.json("page", "show", "discounts.md")["history"] == []
    assert (fresh_deployment.content / "discounts.md").read_bytes() == before


def test_where_somebody_sits_at_the_terminal_a_near_match_is_asked_about(
    fresh_deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh_deployment.run("reindex")
    monkeypatch.setattr("bot.cli.page_meant.somebody_answers", lambda: True)
    asked = fresh_deployment.run("page", "pull", "policy", code=1, given="\n")
    assert "Do you mean this page? Discount policy (discounts.md) [y/N]" in asked.stderr
    assert "Nothing was done." in asked.stderr
    assert fresh_deployment.json("page", "list") == {"pages": []}
    assert fresh_deployment.json("page", "pull", "policy", code=1)["error"]  # programs are not asked
    assert "Pulled" in fresh_deployment.run("page", "pull", "policy", given="y\n").stdout
    assert [one["page"]["path"] for one in fresh_deployment.json("page", "list")["pages"]] == ["discounts.md"]


def test_a_near_match_is_shown_and_it_is_said_that_it_is_one(fresh_deployment: Deployment) -> None:
    fresh_deployment.run("reindex")
    shown = fresh_deployment.run("page", "show", "policy")
    assert "No page is called just 'policy'" in shown.stderr
    assert "This is the nearest" in shown.stderr
    assert "Discount policy  discounts.md" in shown.stdout
    assert fresh_deployment.json("page", "show", "policy")["page"]["path"] == "discounts.md"


def test_all_pages_are_listed_with_what_was_said_of_them(fresh_deployment: Deployment) -> None:
    fresh_deployment.run("reindex")
    assert "`cornerman page list --all --config" in fresh_deployment.run("page", "list").stdout
    fresh_deployment.run("page", "pull", "travel.md")
    listed = fresh_deployment.run("page", "list", "--all").stdout
    assert "Discount policy  discounts.md\n" in listed
    assert "Travel  travel.md  pulled\n" in listed
    states = {
        one["page"]["path"]: one["state"]["hidden"] for one in fresh_deployment.json("page", "list", "--all")["pages"]
    }
    assert states == {"discounts.md": "", "security.md": "", "travel.md": "pulled"}


def test_which_file_a_review_was_written_into_is_told_once(fresh_deployment: Deployment) -> None:
    fresh_deployment.run("reindex")
    assert "in the file itself was set to today as well: security.md" in (
        fresh_deployment.run("page", "verify", "security.md").stdout
    )
    assert "file itself" not in fresh_deployment.run("page", "verify", "security.md").stdout  # it says so already
    assert fresh_deployment.json("page", "verify", "travel.md")["written"] == "travel.md"


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
