"""The commands that ask, with the real model on a small deployment."""

from __future__ import annotations

import json
import re
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from deployments import Deployment

pytestmark = pytest.mark.xdist_group("model")

QUESTIONS = [
    {"id": "q1", "question": "two year discount?", "relevant": ["discounts.md"], "evidence": "earns 15% off the list"},
    {
        "id": "q2",
        "question": "is data encrypted",
        "relevant": ["security.md"],
        "evidence": "encrypted at rest with AES",
    },
    {"id": "q3", "question": "who won the world cup in 1966", "relevant": [], "answerable": False},
]


def questions_file(folder: Path) -> str:
    path = folder / "questions.jsonl"
    path.write_text("".join(json.dumps({"lang": "en", **question}) + "\n" for question in QUESTIONS), encoding="utf-8")
    return str(path)


def logged(deployment: Deployment) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(deployment.folder / "data" / "cornerman.db")) as database:
        return database.execute("select question, surface from questions").fetchall()


def test_ask_prints_the_object_that_the_documentation_promises(deployment: Deployment):
    answer = deployment.json("ask", "what discount for a two year deal")
    assert answer["status"] in {"answered", "unsure", "gap"}
    assert 0 <= answer["confidence"] <= 1
    assert "15%" in answer["answer"]
    assert "fifteen percent" in answer["say"]
    source = answer["sources"][0]
    assert (source["document"], source["title"], source["kind"]) == ("discounts.md", "Discount policy", "policy")
    assert source["url"].endswith("#multi-year-deals")
    assert {passage["document"] for passage in answer["passages"]} == {"discounts.md", "security.md", "travel.md"}
    assert answer["latency_ms"]["total"] > 0
    documented = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
    assert all(f"`{key}`" in documented for key in answer if key != "question")


def test_ask_shows_a_person_the_words_the_line_to_say_and_the_source(deployment: Deployment):
    shown = deployment.run("ask", "what discount for a two year deal").stdout
    assert "fifteen percent" in shown
    assert "Say this:" in shown
    assert "Discount policy › Multi-year deals" in shown
    assert "Dana Reyes" in shown


def test_ask_names_the_columns_of_a_row_and_shows_a_line_to_say_once(fresh_deployment: Deployment):
    line = "Prices hold for as long as the contract runs, whatever the list does."
    (fresh_deployment.content / "quotas.md").write_text(
        "# Quotas\n\n| Role | Q3 | Q4 |\n|---|---|---|\n| Account executive | 290000 | 400000 |\n\n"
        f"## Price lock\n\n> [!SAY]\n> {line}\n"
    )
    fresh_deployment.run("reindex")
    row = fresh_deployment.run("ask", "quota of an account executive in Q3").stdout
    assert "Role: Account executive · Q3: 290000 · Q4: 400000\n" in row
    said = fresh_deployment.run("ask", "do prices hold for as long as the contract runs").stdout
    assert f"Say this:\n{line}\n" in said
    assert said.count(line) == 1
    both = fresh_deployment.json("ask", "do prices hold for as long as the contract runs")
    assert (both["answer"], both["say"]) == (line, line)


def test_internal_words_carry_a_lock(deployment: Deployment):
    asked = "what was the most expensive suite that we ever paid"
    answer = deployment.json("ask", asked)
    assert "410 dollars" in answer["answer"]
    assert answer["internal"] is True
    assert [one["document"] for one in answer["passages"] if one["internal"]] == ["travel.md"]
    assert "🔒 Internal: not for customers" in deployment.run("ask", asked).stdout
    assert "🔒" not in deployment.run("ask", "what discount for a two year deal").stdout


def test_the_thresholds_of_the_settings_decide_what_counts_as_answered(deployment: Deployment):
    settings = deployment.folder / "cornerman.toml"
    sure, unknown = "what discount for a two year deal", "who painted the mona lisa"
    plain = settings.read_text()
    try:
        settings.write_text(f"{plain}[retrieval]\nanswered_threshold = 0.0\n")
        assert deployment.json("ask", unknown)["status"] == "answered"
        settings.write_text(f"{plain}[retrieval]\nunsure_threshold = 1.0\n")
        assert deployment.json("ask", sure)["status"] == "gap"
        settings.write_text(f"{plain}[retrieval]\nanswered_threshold = 1.0\nunsure_threshold = 0.0\n")
        assert {deployment.json("ask", question)["status"] for question in (sure, unknown)} == {"unsure"}
    finally:
        settings.write_text(plain)


def test_a_question_asked_in_the_terminal_is_in_the_log(deployment: Deployment):
    deployment.run("ask", "how are hotels booked")
    assert ("how are hotels booked", "cli") in logged(deployment)


def test_ask_narrows_to_a_kind(deployment: Deployment):
    answer = deployment.json("ask", "is customer data encrypted", "--kind", "policy")
    assert {passage["document"] for passage in answer["passages"]} <= {"discounts.md"}


@pytest.mark.parametrize(
    ("option", "name", "told"),
    [
        ("--kind", "polcy", "no indexed document has this kind. Did you mean policy? Known are"),
        ("--product", "Harbor", "no indexed document has this product."),
        ("--language", "ru", "no indexed document has this language. Known are en."),
        ("--as-group", "managers", "the settings define no [groups]."),
    ],
)
def test_a_wish_that_nothing_can_fulfil_is_told_with_what_is_known(
    deployment: Deployment, option: str, name: str, told: str
):
    message = deployment.run("ask", "is customer data encrypted", option, name, code=2).stderr
    assert message.startswith(f"{option} {name!r}: ")
    assert told in message
    assert told in deployment.json("ask", "is customer data encrypted", option, name, code=2)["error"]
    assert deployment.json("ask", "is customer data encrypted", "--kind", "POLICY")["passages"]


def test_a_group_that_the_settings_do_not_define_is_told_before_there_is_an_index(fresh_deployment: Deployment):
    settings = fresh_deployment.folder / "cornerman.toml"
    settings.write_text(settings.read_text() + '[groups]\nmanagers = ["U1"]\nlegal = ["U2"]\n')
    message = fresh_deployment.run("ask", "anything", "--as-group", "legal", "--as-group", "mangers", code=2).stderr
    assert message.strip() == (
        "--as-group 'mangers': [groups] of the settings does not define it. Did you mean managers? "
        "Known are legal, managers."
    )


@pytest.mark.parametrize("option", ["kind", "product", "competitor", "stage"])
def test_a_group_is_not_told_what_only_documents_for_others_have(fresh_deployment: Deployment, option: str):
    settings = fresh_deployment.folder / "cornerman.toml"
    settings.write_text(settings.read_text() + '[groups]\nmanagers = ["U1"]\nsales = ["U2"]\n')
    (fresh_deployment.content / "secret.md").write_text(
        "---\naudience: managers\nkind: projectomega\nproduct: Projectomega\ncompetitor: Projectomega\n"
        "stage: Projectomega\n---\nThe codename.\n"
    )
    fresh_deployment.run("reindex")
    for wish in ("nope", "projectomega"):
        told = fresh_deployment.run("ask", "codename", "--as-group", "sales", f"--{option}", wish, code=2).stderr
        assert f"--{option} '{wish}': no document for this group has this {option}." in told
        assert "Projectomega" not in told
        assert "projectomega" not in told.replace(f"'{wish}'", "")
    assert "🔒 only for managers" in fresh_deployment.run("ask", "codename").stdout
    assert fresh_deployment.json("ask", "codename")["sources"][0]["audience"] == ["managers"]
    for who in (("--as-group", "managers"), ()):
        assert "rojectomega" in fresh_deployment.run("ask", "codename", *who, f"--{option}", "nope", code=2).stderr


def test_a_follow_up_is_understood_with_its_history(deployment: Deployment):
    answer = deployment.json("ask", "and for charities?", "--history", "discount on a two year deal")
    assert answer["passages"][0]["document"] == "discounts.md"
    assert answer["follows"] == ["discount on a two year deal"]
    own = deployment.json("ask", "how many dollars a night do hotels cost", "--history", "discount on a two year deal")
    assert own["follows"] == []
    shown = deployment.run("ask", "and for charities?", "--history", "discount on a two year deal").stdout
    assert "Understood as going on from “discount on a two year deal”." in shown


def test_evaluate_prints_every_figure_and_writes_a_line_for_each_question(deployment: Deployment, tmp_path: Path):
    details = tmp_path / "details.jsonl"
    figures = deployment.json("evaluate", questions_file(tmp_path), "--details", str(details))
    assert figures["recall@1"] == 1.0
    assert figures["evidence@3"] == 1.0
    assert figures["auroc"] == 1.0
    assert set(figures["status"]) == {"answerable", "unanswerable"}
    lines = [json.loads(line) for line in details.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["q1", "q2", "q3"]
    assert set(lines[0]) >= {"id", "status", "confidence", "documents", "passages", "latency_ms"}


def test_details_hold_restricted_words_so_only_their_owner_may_read_them(deployment: Deployment, tmp_path: Path):
    before, new = tmp_path / "before.jsonl", tmp_path / "new.jsonl"
    before.write_text("of an earlier run")
    before.chmod(0o644)
    for details in (before, new):
        deployment.run("evaluate", questions_file(tmp_path), "--details", str(details))
        assert stat.S_IMODE(details.stat().st_mode) == 0o600
    assert "earlier run" not in before.read_text()
    deployment.run("evaluate", questions_file(tmp_path), "--details", "/dev/null")


def test_evaluate_does_not_fill_the_log(deployment: Deployment, tmp_path: Path):
    deployment.run("ask", "is data encrypted at rest")
    deployment.run("evaluate", questions_file(tmp_path))
    questions = [question for question, _ in logged(deployment)]
    assert "is data encrypted at rest" in questions
    assert "who won the world cup in 1966" not in questions


def test_evaluate_exits_with_four_below_a_floor(deployment: Deployment, tmp_path: Path):
    questions = tmp_path / "q.jsonl"
    questions.write_text(json.dumps({"question": "who won the world cup in 1966", "relevant": ["travel.md"]}) + "\n")
    result = deployment.run("evaluate", str(questions), "--at-least", "answerable.answered=0.9", code=4)
    assert "answerable.answered is 0.000, below its floor of 0.9" in result.stderr
    assert "recall@1" not in result.stderr


def test_a_figure_that_the_questions_do_not_measure_is_below_its_floor(deployment: Deployment, tmp_path: Path):
    questions = tmp_path / "q.jsonl"
    questions.write_text(json.dumps(QUESTIONS[0]) + "\n")
    result = deployment.run("evaluate", str(questions), "--at-least", "unanswerable.gap=0.1", code=4)
    assert "unanswerable.gap is not measurable on these questions" in result.stderr


def test_every_figure_is_printed_with_the_name_that_its_floor_has_and_explained(deployment: Deployment, tmp_path: Path):
    names = ["recall@1", "evidence@3", "quote_hit", "answerable.answered", "unanswerable.not_answered"]
    floors = [word for name in names for word in ("--at-least", f"{name}=0")]
    shown = deployment.run("evaluate", questions_file(tmp_path), *floors).stdout
    printed = re.findall(r"^(\S+) +\S.*  +(?:[01]\.\d{3}|–)$", shown, re.MULTILINE)
    assert len(printed) == 12
    assert set(names) <= set(printed)
    explained = (Path(__file__).parents[2] / "docs" / "quality.md").read_text(encoding="utf-8")
    assert [name for name in printed if f"| `{name}` |" not in explained] == []


def test_evaluate_names_the_questions_whose_documents_are_not_indexed_and_asks_all_the_same(
    deployment: Deployment, tmp_path: Path
):
    questions = tmp_path / "questions.jsonl"
    wrong = {"id": "typo", "question": "two year discount?", "relevant": ["discount.md", "security.md"]}
    questions.write_text(f"{json.dumps(QUESTIONS[0])}\n{json.dumps(wrong)}\n")
    result = deployment.run("evaluate", str(questions))
    (warning,) = [line for line in result.stderr.splitlines() if line.startswith("Warning")]
    assert "discount.md (question typo)" in warning
    assert "security.md" not in warning
    figures = deployment.json("evaluate", str(questions))
    assert figures["unknown_documents"] == [{"question": "typo", "document": "discount.md"}]
    assert figures["questions"] == 2
    assert deployment.json("evaluate", questions_file(tmp_path))["unknown_documents"] == []


def test_evaluate_tells_which_questions_came_out_wrong_and_whose_evidence_is_gone(
    deployment: Deployment, tmp_path: Path
):
    questions = tmp_path / "questions.jsonl"
    wrong = [
        {"id": "away", "question": "what do two years earn", "relevant": ["gone.md"]},
        {"id": "old", "question": "is it encrypted", "relevant": ["security.md"], "evidence": "the [old] wording"},
        {"id": "none", "question": "is the customer data encrypted", "relevant": [], "answerable": False},
        {"id": "shy", "question": "zanzibar of the encrypted quokkas on wombats", "relevant": ["security.md"]},
    ]
    questions.write_text("".join(json.dumps(one) + "\n" for one in [*QUESTIONS, *wrong]))
    result = deployment.run("evaluate", str(questions))
    assert "the first 3 (1):\n  away: what do two years earn → discounts.md instead of gone.md" in result.stdout
    assert "nothing answers it (1):\n  none: is the customer data encrypted → security.md" in result.stdout
    assert re.search(r"comes first \(1\):\n  shy: .* → security.md \((unsure|gap), \d+%\)", result.stdout)
    assert "security.md (question old)" in result.stderr
    figures = deployment.json("evaluate", str(questions))
    assert (figures["missed"], figures["wrongly_answered"], figures["too_modest"]) == (["away"], ["none"], ["shy"])
    assert figures["stale_evidence"] == [{"question": "old", "document": "security.md"}]


def test_evaluate_of_a_folder_needs_no_settings(
    tmp_path: Path, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    figures = deployment.json("evaluate", questions_file(tmp_path), "--content", str(deployment.content))
    assert figures["questions"] == 3


def test_doctor_finds_a_healthy_deployment_healthy(deployment: Deployment):
    report = deployment.json("doctor")
    assert report["healthy"]
    assert [finding["check"] for finding in report["findings"]] == [
        "settings",
        "source playbooks",
        "model",
        "index",
        "confidence",
        "audiences",
        "database",
        "sign-in",
        "slack",
        "teams",
    ]
