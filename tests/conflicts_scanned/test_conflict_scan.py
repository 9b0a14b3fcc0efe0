"""Which passages contradict each other is found beside the index, and looked up by generation and passage."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest
from fakes import HashingEmbedder
from filelock import FileLock
from scanned_index import REFUNDS, TRIALS, ScannedIndex

from content_index.conflicts import KeptConflicts, bringing_up, kept, scanning
from content_index.conflicts.bringing_up import bring_up


def pages(*names: str) -> frozenset[str]:
    return frozenset(names)


def test_two_pages_that_contradict_each_other_are_found_from_both_sides(index: ScannedIndex):
    conflicts = index.conflicts(index.scanned())
    policy, faq = index.passage("policy.md"), index.passage("faq.md")
    (of_policy,), (of_faq,) = conflicts.of(policy), conflicts.of(faq)
    assert (of_policy.first, of_policy.second) == (policy, faq)
    assert (of_policy.first_value, of_policy.second_value) == ("30 days", "14 days")
    assert [words[-31:] for words in index.said(of_policy)] == [
        "within 30 days of the purchase.",
        "within 14 days of the purchase.",
    ]
    assert of_faq == of_policy.turned()
    assert of_policy.likelihood >= scanning.KEPT_FROM
    assert conflicts.of(index.passage("trial.md")) == ()
    assert conflicts.of("no such passage") == ()


def test_passages_of_one_document_are_not_compared(index: ScannedIndex):
    index.write("faq.md", "# Nothing\n\nNothing is said here of anything at all.\n")
    index.write(
        "policy.md",
        REFUNDS.format(days=30)
        + "\n## Refund window again\n\nCustomers can ask for a refund within 14 days of the purchase.\n",
    )
    assert index.conflicts(index.scanned()).pairs == ()


def test_the_index_serves_and_is_built_upon_with_its_conflicts_beside_it(index: ScannedIndex):
    first = index.scanned()
    assert index.store.check(index.store.path(first)).info.id == first
    index.write("trial.md", TRIALS.format(days=21))
    second = index.scanned()
    assert index.store.rollback().id == first
    assert {one for pair, one in index.told(first)} == {frozenset(("30 days", "14 days"))}
    assert second != first


def test_after_a_change_only_what_is_new_is_read_and_the_rest_is_taken_over(
    index: ScannedIndex, monkeypatch: pytest.MonkeyPatch
):
    index.write("trial-faq.md", TRIALS.format(days=14))
    before = index.told(index.scanned())
    assert {pair for pair, _ in before} == {pages("policy.md", "faq.md"), pages("trial.md", "trial-faq.md")}
    index.write("trial-faq.md", TRIALS.format(days=21))
    generation = index.reindex()
    compared: list[tuple[str, str]] = []
    real = scanning.disagreement

    def counting(first, second, likely):
        compared.append((first.title, second.title))
        return real(first, second, likely)

    monkeypatch.setattr(scanning, "disagreement", counting)
    assert bring_up(index.directory)
    assert ("Refund policy", "Refund policy") not in compared
    taken_over = index.told(generation)
    assert (pages("trial.md", "trial-faq.md"), frozenset(("30 days", "21 days"))) in taken_over
    shutil.rmtree(index.store.path(str(index.store.pointer().previous)))
    index.file(generation).unlink()
    assert bring_up(index.directory)
    assert ("Refund policy", "Refund policy") in compared
    assert index.told(generation) == taken_over


def test_what_a_page_no_longer_says_is_no_conflict_any_more(index: ScannedIndex):
    index.scanned()
    index.write("faq.md", REFUNDS.format(days=30))
    assert index.told(index.scanned()) == set()


def test_a_page_that_moves_keeps_its_conflicts(index: ScannedIndex):
    index.scanned()
    (index.content / "faq.md").rename(index.content / "questions.md")
    assert index.told(index.scanned()) == {(pages("policy.md", "questions.md"), frozenset(("30 days", "14 days")))}


def test_a_copy_of_a_page_contradicts_as_the_page_does(index: ScannedIndex):
    index.scanned()
    index.write("copy.md", REFUNDS.format(days=14))
    told = {pair for pair, _ in index.told(index.scanned())}
    assert told == {pages("policy.md", "faq.md"), pages("policy.md", "copy.md")}


def test_another_model_or_another_version_has_all_compared_anew(index: ScannedIndex, monkeypatch: pytest.MonkeyPatch):
    first = index.scanned()
    monkeypatch.setattr(kept, "scan_scheme", lambda: "another")
    assert KeptConflicts(index.directory).of(first) is None
    assert bring_up(index.directory)
    assert len(index.conflicts(first).pairs) == 1
    second = index.reindex(HashingEmbedder("hashing/2"))
    assert bring_up(index.directory)
    assert len(index.conflicts(second).pairs) == 1


@pytest.mark.parametrize("damage", [b"", b"{}\n", b"\xff\xfe", b"[" * 1000], ids=["empty", "other", "bytes", "deep"])
def test_a_damaged_file_is_as_none_and_made_anew(index: ScannedIndex, damage: bytes):
    generation = index.scanned()
    index.file(generation).write_bytes(damage)
    assert KeptConflicts(index.directory).of(generation) is None
    assert bring_up(index.directory)
    assert len(index.conflicts(generation).pairs) == 1


def test_a_file_that_was_cut_short_is_not_half_believed(index: ScannedIndex, caplog: pytest.LogCaptureFixture):
    generation = index.scanned()
    written = index.file(generation).read_bytes()
    index.file(generation).write_bytes(written[: written.index(b"\n") + 20])
    time = [0.0]
    looking = KeptConflicts(index.directory, lambda: time[0])
    for moment in (0.0, 10.0, 20.0):
        time[0] = moment
        assert looking.of(generation) is None
    assert [record.levelname for record in caplog.records if record.name.startswith("content_index")] == ["WARNING"]
    assert "refund" not in caplog.text


def test_what_is_not_scanned_yet_is_looked_for_at_most_every_two_seconds(index: ScannedIndex):
    generation = index.reindex()
    time = [0.0]
    looking = KeptConflicts(index.directory, lambda: time[0])
    assert looking.of(generation) is None
    assert bring_up(index.directory)
    time[0] = 1.9
    assert looking.of(generation) is None
    time[0] = 2.0
    found = looking.of(generation)
    assert found is not None
    index.file(generation).unlink()
    assert looking.of(generation) is found
    assert KeptConflicts(index.directory).of("no-such-generation") is None


def test_a_generation_that_is_removed_meanwhile_is_given_up(
    index: ScannedIndex, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    generation = index.reindex()
    folder = index.store.path(generation)
    monkeypatch.setattr(bringing_up, "scan", _removing(folder, bringing_up.scan))
    assert bring_up(index.directory)
    assert not folder.exists()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_one_that_stops_serving_meanwhile_is_finished_and_the_next_has_its_turn(
    index: ScannedIndex, monkeypatch: pytest.MonkeyPatch
):
    first = index.reindex()
    real = bringing_up.scan

    def swapping(*given):
        if given[0].info.id == first:
            index.write("faq.md", REFUNDS.format(days=60))
            index.reindex()
        return real(*given)

    monkeypatch.setattr(bringing_up, "scan", swapping)
    assert bring_up(index.directory)
    second = index.store.pointer().current
    assert second != first
    assert len(index.conflicts(first).pairs) == 1
    assert index.told(second) == {(pages("policy.md", "faq.md"), frozenset(("30 days", "60 days")))}


def test_of_two_scans_at_once_one_leaves_it_to_the_other(index: ScannedIndex):
    generation = index.reindex()
    with FileLock(index.directory / "conflicts.lock"):
        assert bring_up(index.directory)
        assert not index.file(generation).exists()
    assert bring_up(index.directory)
    assert index.file(generation).exists()


def test_a_folder_that_cannot_be_written_into_is_told_and_breaks_nothing(
    index: ScannedIndex, caplog: pytest.LogCaptureFixture
):
    index.reindex()
    (index.directory / "conflicts.lock").mkdir()
    assert not bring_up(index.directory)
    assert "cannot be kept" in caplog.text
    assert index.store.current().info.passages == 3


def test_where_there_is_no_index_nothing_is_done(tmp_path: Path):
    assert bring_up(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_passage_that_cannot_be_read_does_not_keep_the_others_from_it(
    index: ScannedIndex, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    generation = index.reindex()
    real = scanning.read

    def stumbling(title, *rest):
        if title == "Free trial":
            raise ValueError("The free trial lasts 30 days")
        return real(title, *rest)

    monkeypatch.setattr(scanning, "read", stumbling)
    index.write("trial-faq.md", TRIALS.format(days=14))
    generation = index.reindex()
    assert bring_up(index.directory)
    assert index.told(generation) == {(pages("policy.md", "faq.md"), frozenset(("30 days", "14 days")))}
    assert "pairs of passages could not be compared" in caplog.text
    assert "lasts" not in caplog.text


def test_trouble_is_told_without_the_words_of_the_content(
    index: ScannedIndex, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    index.reindex()

    def broken(*_):
        raise KeyError("The free trial lasts 30 days")

    monkeypatch.setattr(bringing_up, "scan", broken)
    assert not bring_up(index.directory)
    assert "KeyError" in caplog.text
    assert "lasts" not in caplog.text


def test_a_page_alone_has_no_conflicts(index: ScannedIndex):
    for page in index.content.iterdir():
        page.unlink()
    index.write("one.md", "# One\n\nOne page alone.\n")
    assert index.conflicts(index.scanned()).pairs == ()


def _removing(folder: Path, scan):
    def removing(*given):
        shutil.rmtree(folder)
        return scan(*given)

    return removing
