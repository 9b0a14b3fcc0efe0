"""`cornerman calibrate`, with the real model on a small deployment."""

from __future__ import annotations

import errno
import json
import re
from pathlib import Path

import pytest
from deployments import Deployment

pytestmark = pytest.mark.xdist_group("model")

ANSWERABLE = {
    "discounts.md": [
        "two year discount?",
        "discount for charities",
        "what do non-profits pay",
        "multi-year deal price",
        "how much off the list price for two years",
    ],
    "security.md": [
        "is data encrypted",
        "which encryption at rest",
        "do we have a soc 2 report",
        "when is soc 2 renewed",
        "certificates we hold",
    ],
    "travel.md": [
        "how much may a hotel cost",
        "hotel without asking",
        "most expensive suite",
        "book a hotel",
        "dollars a night",
    ],
}
UNANSWERABLE = [
    "who won the world cup in 1966",
    "gdpr fines last year",
    "discount for startups",
    "flights to Lisbon",
    "office in Peru",
    "dental plan",
    "hipaa baa",
    "laptop budget",
]


def questions_file(folder: Path, *, answerable: int = 5) -> str:
    lines = [
        *(
            {"id": f"{page}{n}", "question": question, "relevant": [page]}
            for page, asked in ANSWERABLE.items()
            for n, question in enumerate(asked[:answerable])
        ),
        *({"question": question, "answerable": False, "near_miss": True} for question in UNANSWERABLE),
    ]
    path = folder / "golden.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return str(path)


def confidence_check(deployment: Deployment) -> dict[str, str]:
    return next(one for one in deployment.json("doctor")["findings"] if one["check"] == "confidence")


@pytest.fixture
def own(deployment: Deployment) -> Path:
    """Where a calibration is kept; there is none before and after a test."""
    path = deployment.folder / "data" / "confidence.json"
    path.unlink(missing_ok=True)
    return path


def test_a_dry_run_compares_and_changes_nothing(deployment: Deployment, own: Path, tmp_path: Path):
    told = deployment.json("calibrate", questions_file(tmp_path), "--dry-run")
    assert told["written"] is None
    assert (told["both_sides"]["answerable"], told["both_sides"]["unanswerable"]) == (15, 8)
    assert told["both_sides"]["few"] is True
    assert 0 <= told["both_sides"]["fitted"]["auroc"] <= 1
    assert set(told["both_sides"]["shipped"]) == set(told["lexical_alone"]["fitted"])
    assert not own.exists()
    shown = deployment.run("calibrate", questions_file(tmp_path), "--dry-run").stdout
    assert "15 answerable, 8 not" in shown
    assert "So few questions say little" in shown
    assert "Nothing was changed (--dry-run)." in shown


def test_what_was_fitted_serves_until_it_is_reset(deployment: Deployment, own: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("bot.calibrating.Change.pays", True)
    asked = ("ask", "what discount for a two year deal")
    before = deployment.json(*asked)["confidence"]
    told = deployment.json("calibrate", questions_file(tmp_path))
    assert told["written"] == str(own)
    assert deployment.json(*asked)["confidence"] != before
    check = confidence_check(deployment)
    assert check["state"] == "ok"
    assert "15 answerable and 8 unanswerable questions of golden.jsonl" in check["detail"]
    assert deployment.json("calibrate", "--reset") == {"reset": True}
    assert deployment.json(*asked)["confidence"] == before
    assert "as it comes with Cornerman" in confidence_check(deployment)["detail"]
    assert deployment.json("calibrate", "--reset") == {"reset": False}


@pytest.mark.parametrize("damage", ["{", '"weights": {}', '"intercept": 1e308', '"unsure": 0.99'])
def test_a_damaged_calibration_is_a_finding_and_the_shipped_one_answers(
    deployment: Deployment, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
):
    before = deployment.json("ask", "is data encrypted")["confidence"]
    with monkeypatch.context() as patched:
        patched.setattr("bot.calibrating.Change.pays", True)
        deployment.json("calibrate", questions_file(tmp_path))
    key = damage.partition(":")[0]
    own.write_text(re.sub(rf"{key}: (\{{[^}}]*\}}|[^,\n]+)", damage, own.read_text()) if ":" in damage else damage)
    assert deployment.json("ask", "is data encrypted")["confidence"] == before
    check = next(one for one in deployment.json("doctor", code=1)["findings"] if one["check"] == "confidence")
    assert (check["state"], "is damaged" in check["detail"]) == ("wrong", True)
    assert "cornerman calibrate --reset" in check["mend"]
    deployment.json("calibrate", "--reset")


def test_a_folder_in_place_of_the_calibration_is_called_so_with_the_mend(fresh_deployment: Deployment):
    place = fresh_deployment.folder / "data" / "confidence.json"
    place.mkdir(parents=True)
    told = fresh_deployment.run("calibrate", "--reset", code=1).stderr
    assert f"{place} is a folder, where Cornerman keeps a file: move the folder elsewhere" in told
    assert "room on the disk" not in told


def test_too_few_questions_are_refused_with_how_many_are_needed(deployment: Deployment, own: Path, tmp_path: Path):
    message = deployment.run("calibrate", questions_file(tmp_path, answerable=2), code=1).stderr
    assert "6 answerable and 8 unanswerable questions are too few" in message
    assert "at least 10" in message
    assert not own.exists()


def test_a_question_whose_document_is_not_indexed_is_left_out_and_told(
    deployment: Deployment, own: Path, tmp_path: Path
):
    path = questions_file(tmp_path)
    with Path(path).open("a", encoding="utf-8") as file:
        file.write('{"id": "lost", "question": "gone?", "relevant": ["gone.md"]}\n')
    shown = deployment.run("calibrate", path, "--dry-run")
    assert "gone.md (question lost)" in shown.stderr
    assert "15 answerable, 8 not" in shown.stdout
    told = deployment.json("calibrate", path, "--dry-run")
    assert told["unknown_documents"] == [{"question": "lost", "document": "gone.md"}]


def test_the_figures_have_the_names_and_words_of_evaluate(deployment: Deployment, own: Path, tmp_path: Path):
    path = questions_file(tmp_path)
    evaluated, calibrated = (deployment.run(*words).stdout for words in (("evaluate", path), ("calibrate", path)))
    for name in ("auroc", "auroc_near", "coverage_at_90_precision", "answerable.answered", "unanswerable.gap"):
        (label,) = re.findall(rf"^{re.escape(name)} +(\S.*?)  ", evaluated, re.MULTILINE)
        assert re.findall(rf"^{re.escape(name)} +{re.escape(label)} +\S+ +\S+ *$", calibrated, re.MULTILINE)
    assert "by words alone, as for languages that the model does not know: 15 answerable" in calibrated


def test_a_fit_that_silences_answers_is_told_before_it_is_kept_and_not_called_near(
    deployment: Deployment, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for name, value in (("pays", True), ("silences", True), ("near", False)):
        monkeypatch.setattr(f"bot.calibrating.Change.{name}", value)
    path = questions_file(tmp_path)
    assert deployment.json("calibrate", path, "--dry-run")["both_sides"]["silences"] is True
    shown = deployment.run("calibrate", path, "--dry-run")
    assert 'Warning: far fewer of the answerable questions would be called "answered": ' in shown.stderr
    assert "the fit stays near" not in shown.stdout
    monkeypatch.setattr("bot.wiring.calibration.keep", full)
    unkept = deployment.run("calibrate", path, code=1).stderr
    assert unkept.index("Warning: far fewer") < unkept.index("No space left")


def test_questions_and_reset_exclude_each_other(deployment: Deployment, tmp_path: Path):
    assert "--reset" in deployment.run("calibrate", code=2).stderr
    deployment.run("calibrate", questions_file(tmp_path), "--reset", code=2)


def test_an_index_of_another_model_wants_a_reindex_first(deployment: Deployment, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("content_index.embedding.models.ModelEmbedder.like", lambda *_: None)
    message = deployment.run("calibrate", questions_file(tmp_path), code=1).stderr
    assert f"Run `cornerman reindex --config {deployment.folder}/cornerman.toml` first" in message


def test_without_an_index_nothing_is_fitted(fresh_deployment: Deployment, tmp_path: Path):
    assert "cornerman reindex" in fresh_deployment.run("calibrate", questions_file(tmp_path), code=3).stderr
