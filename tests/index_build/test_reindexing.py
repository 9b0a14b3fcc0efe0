from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import HashingEmbedder
from index_bench import Bench

from content_index import lexical, passage_words, reading, scheme, terms
from content_index.model import ReindexProgress
from content_index.ports import IndexFolderError
from content_index.reindex_lock import reindex_lock
from content_index.reindexing import ReindexRunningError
from content_index.scheme import word_scheme

DISCOUNTS = "# Discounts\n\nAn annual plan gets ten percent off.\n"
SECURITY = "# Security\n\nData is encrypted at rest.\n"


@pytest.fixture
def indexed(bench: Bench) -> Bench:
    bench.write("discounts.md", DISCOUNTS)
    bench.write("security.md", SECURITY)
    bench.reindex()
    return bench


def test_every_row_of_a_generation_is_the_same_passage(indexed: Bench) -> None:
    generation = indexed.store.current()
    assert indexed.titles() == {"Discounts", "Security"}
    for row, passage in enumerate(generation.passages):
        best, cosines = generation.vectors.search(generation.passage_vectors[row], 1)
        assert best.tolist() == [row]
        assert cosines[0] == pytest.approx(1, abs=1e-3)
        sentences = generation.sentence_offsets[row + 1] - generation.sentence_offsets[row]
        assert sentences == len(passage.sentences)


def test_nothing_changed_reads_no_file_embeds_nothing_and_swaps_nothing(indexed: Bench) -> None:
    before = indexed.store.info().id
    report = indexed.reindex()
    assert (report.swapped, report.generation, report.unchanged) == (False, before, 2)
    assert indexed.files_read == []
    assert indexed.embedder.passages == []


def test_a_touched_file_with_the_same_words_is_no_change(indexed: Bench) -> None:
    (indexed.content / "discounts.md").touch()
    (indexed.content / "discounts.md").write_text(DISCOUNTS, encoding="utf-8")
    report = indexed.reindex()
    assert not report.swapped
    assert report.changed == ()


def test_only_the_changed_file_is_read_and_only_its_new_passage_embedded(indexed: Bench) -> None:
    indexed.write("discounts.md", DISCOUNTS.replace("ten", "fifteen"))
    report = indexed.reindex()
    assert (report.changed, report.unchanged, report.passages_embedded) == (("discounts.md",), 1, 1)
    assert indexed.files_read == ["discounts.md"]
    assert "fifteen" in indexed.embedder.passages[0].whole
    assert "fifteen" in indexed.text()
    assert "encrypted" in indexed.text()


def test_vectors_that_are_used_again_are_those_that_would_be_made_anew(indexed: Bench) -> None:
    indexed.write("new.md", "# New\n\nSomething quite new.\n")
    indexed.reindex()
    reused = indexed.store.current()
    indexed.reindex(full=True)
    anew = indexed.store.current()
    assert [p.id for p in reused.passages] == [p.id for p in anew.passages]
    np.testing.assert_allclose(reused.passage_vectors, anew.passage_vectors, atol=1e-6)
    every = slice(0, len(anew.sentence_vectors))
    np.testing.assert_allclose(reused.sentence_vectors.rows(every), anew.sentence_vectors.rows(every), atol=4e-3)


def test_a_removed_file_is_gone(indexed: Bench) -> None:
    (indexed.content / "security.md").unlink()
    report = indexed.reindex()
    assert report.removed == ("security.md",)
    assert indexed.titles() == {"Discounts"}


def test_a_file_that_fails_keeps_its_last_good_version_and_is_reported(indexed: Bench) -> None:
    indexed.write("security.md", "")
    report = indexed.reindex()
    assert [(f.path, f.kept_last_good) for f in report.failures] == [("security.md", True)]
    assert "encrypted" in indexed.text()
    assert indexed.store.info().failures == report.failures
    assert not indexed.reindex().swapped


def test_a_new_file_that_fails_is_reported_and_the_others_are_indexed(indexed: Bench) -> None:
    (indexed.content / "deck.pdf").write_bytes(b"no PDF at all")
    report = indexed.reindex()
    assert [(f.path, f.kept_last_good) for f in report.failures] == [("deck.pdf", False)]
    assert indexed.titles() == {"Discounts", "Security"}


def test_a_source_that_cannot_be_listed_keeps_all_its_documents(indexed: Bench) -> None:
    indexed.content.rename(indexed.content.with_name("elsewhere"))
    report = indexed.reindex()
    assert [(f.source, f.path, f.kept_last_good) for f in report.failures] == [("wiki", "", True)]
    assert report.removed == ()
    assert indexed.titles() == {"Discounts", "Security"}


def emptied(bench: Bench) -> None:
    """As a share looks that is not mounted: the folder is there, and nothing in it."""
    shutil.rmtree(bench.content)
    bench.content.mkdir()


def test_a_source_whose_folder_is_empty_now_keeps_its_documents_and_says_what_to_do(indexed: Bench) -> None:
    emptied(indexed)
    report = indexed.reindex()
    assert [(f.source, f.path, f.kept_last_good) for f in report.failures] == [("wiki", "", True)]
    assert "2 documents of it are indexed" in report.failures[0].reason
    assert "`cornerman reindex --allow-empty`" in report.failures[0].reason
    assert report.removed == ()
    assert indexed.titles() == {"Discounts", "Security"}
    assert not indexed.reindex(full=True).removed


def test_a_source_that_is_meant_to_be_empty_loses_its_documents_when_that_is_said(indexed: Bench) -> None:
    emptied(indexed)
    report = indexed.reindex(allow_empty=True)
    assert (report.removed, report.failures) == (("discounts.md", "security.md"), ())
    assert indexed.titles() == set()


def test_an_empty_folder_takes_no_other_source_along_and_may_be_filled_again(indexed: Bench, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "hotels.md").write_text("# Hotels\n\nBook them early.\n", encoding="utf-8")
    sources = (indexed.source(), replace(indexed.source(), name="other", location=str(other)))
    indexed.reindex(*sources)
    emptied(indexed)
    (other / "hotels.md").write_text("# Hotels\n\nBook them late.\n", encoding="utf-8")
    assert indexed.reindex(*sources).changed == ("hotels.md",)
    assert indexed.titles() == {"Discounts", "Security", "Hotels"}
    indexed.write("discounts.md", DISCOUNTS)
    report = indexed.reindex(*sources)
    assert (report.removed, report.failures) == (("security.md",), ())


def test_a_folder_emptied_of_all_but_a_broken_file_is_no_empty_folder(indexed: Bench) -> None:
    emptied(indexed)
    (indexed.content / "discounts.md").symlink_to("nowhere.md")
    report = indexed.reindex()
    assert [(f.path, f.kept_last_good) for f in report.failures] == [("discounts.md", True)]
    assert report.removed == ("security.md",)


def test_new_settings_restrict_the_documents_of_a_source_that_is_empty_now(indexed: Bench) -> None:
    emptied(indexed)
    report = indexed.reindex(indexed.source(defaults={"audience": ["managers"]}))
    assert (report.failures[0].path, report.failures[0].kept_last_good) == ("", False)
    assert indexed.titles() == set()


def test_a_folder_that_cannot_be_opened_keeps_its_documents_and_is_told_as_such(
    indexed: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: object) -> object:
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", refuse)
        report = indexed.reindex()
    assert [(f.source, f.path, f.kept_last_good) for f in report.failures] == [("wiki", "", True)]
    assert "cannot be opened: Permission denied" in report.failures[0].reason
    assert report.removed == ()


def test_a_source_taken_out_of_the_settings_takes_its_documents_along(indexed: Bench, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "discounts.md").write_text(DISCOUNTS, encoding="utf-8")
    second = replace(indexed.source(), name="other", location=str(other))
    indexed.reindex(indexed.source(), second)
    assert len(indexed.store.current().documents) == 3
    report = indexed.reindex(second)
    assert sorted(report.removed) == ["discounts.md", "security.md"]
    assert {d.source for d in indexed.store.current().documents.values()} == {"other"}


def test_a_new_link_template_changes_links_and_embeds_nothing(indexed: Bench) -> None:
    report = indexed.reindex(indexed.source(link_template="https://wiki.example/{path}#{anchor}"))
    assert report.swapped
    assert report.passages_embedded == 0
    urls = [passage.url for passage in indexed.store.current().passages]
    assert all(url and url.startswith("https://wiki.example/") for url in urls)


def test_new_metadata_in_a_side_file_is_seen(indexed: Bench) -> None:
    indexed.write("security.md.toml", 'owner = "Ada"\n')
    indexed.reindex()
    assert {d.owner for d in indexed.store.current().documents.values()} == {None, "Ada"}


def test_another_model_embeds_everything_anew_and_reads_nothing(indexed: Bench) -> None:
    indexed.embedder = HashingEmbedder("hashing/2", dimensions=32)
    report = indexed.reindex()
    assert (report.passages_embedded, indexed.files_read) == (2, [])
    assert indexed.store.current().info.embedder == "hashing/2"
    assert indexed.store.current().passage_vectors.shape == (2, 32)


def test_a_folder_without_documents_gives_an_empty_index_that_can_be_searched(bench: Bench) -> None:
    report = bench.reindex()
    assert (report.swapped, report.passages) == (True, 0)
    rows, _ = bench.store.current().vectors.search(bench.embedder.embed_questions(["anything"]), 5)
    assert rows.tolist() == []


def test_progress_counts_files_and_passages_up_to_the_end(indexed: Bench) -> None:
    stages = list(dict.fromkeys(event.stage for event in indexed.events))
    assert stages == ["listing", "reading", "embedding", "checking", "swapping", "done"]
    assert all(event.done <= event.total for event in indexed.events)


@pytest.mark.parametrize("stage", ["listing", "reading", "embedding", "checking", "swapping"])
def test_whoever_hears_of_progress_may_end_the_run_at_any_step_and_nothing_changes(indexed: Bench, stage: str) -> None:
    class EnoughError(Exception):
        pass

    def stop(step: ReindexProgress) -> None:
        if step.stage == stage:
            raise EnoughError

    indexed.write("new.md", "# New\n\nA page that is new.")
    before = indexed.store.names()
    with pytest.raises(EnoughError):
        indexed.reindex(listening=stop)
    assert indexed.store.names() == before
    assert "New" not in indexed.titles()


def test_a_second_reindex_at_the_same_time_is_told_who_runs(indexed: Bench) -> None:
    with reindex_lock(indexed.directory), pytest.raises(ReindexRunningError, match=r"since 2.* process \d+"):
        indexed.reindex()
    assert not indexed.reindex().swapped


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_disk_that_refuses_is_named_and_the_old_generation_serves(
    indexed: Bench, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    before = sorted(path.relative_to(indexed.directory) for path in indexed.directory.rglob("*"))
    indexed.write("security.md", "# Security\n\nNew words.\n")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, call, refuse)
        with pytest.raises(IndexFolderError, match=r"index \(No space left on device\); .* data_dir"):
            indexed.reindex()
    left = [path.relative_to(indexed.directory) for path in indexed.directory.rglob("*")]
    assert sorted(path for path in left if path.name not in {"staging", "reindex.lock"}) == [
        path for path in before if path.name not in {"staging", "reindex.lock"}
    ]
    assert "encrypted" in indexed.text()
    assert indexed.reindex().swapped


def test_an_index_folder_that_cannot_be_made_is_named(bench: Bench) -> None:
    bench.directory.write_text("a file stands here", encoding="utf-8")
    with pytest.raises(IndexFolderError, match=r"index .*data_dir"):
        bench.reindex()


def test_words_counted_in_another_way_rebuild_the_index_and_read_and_embed_nothing(
    indexed: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passage_words, "HEADING_WEIGHT", 7)
    word_scheme.cache_clear()
    report = indexed.reindex()
    assert (report.swapped, report.passages_embedded, indexed.files_read) == (True, 0, [])
    assert not indexed.reindex().swapped
    word_scheme.cache_clear()


@pytest.mark.parametrize(
    ("module", "name", "other"),
    [
        (lexical, "K1", 1.5),
        (terms, "STOP_WORDS", {"en": frozenset({"the"})}),
        (terms, "STEMMERS", {"en": "porter"}),
        (scheme, "plain_text", str.upper),
    ],
)
def test_every_part_of_how_words_are_made_counts(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, other: object
) -> None:
    before = word_scheme.__wrapped__()
    monkeypatch.setattr(module, name, other)
    monkeypatch.setattr(scheme, name, other, raising=False)
    terms._stemmer.cache_clear()
    terms._forms.cache_clear()
    assert word_scheme.__wrapped__() != before
    terms._stemmer.cache_clear()
    terms._forms.cache_clear()


@pytest.mark.parametrize(("name", "other"), [("READER_VERSION", 999), ("_libraries", lambda: {"markitdown": "9"})])
def test_another_reader_reads_everything_anew(
    indexed: Bench, monkeypatch: pytest.MonkeyPatch, name: str, other: object
) -> None:
    monkeypatch.setattr(reading, name, other)
    report = indexed.reindex()
    assert (report.swapped, report.passages_embedded) == (True, 0)
    assert indexed.files_read == ["discounts.md", "security.md"]


def test_a_damaged_generation_is_built_anew(indexed: Bench) -> None:
    passages = indexed.store.path(indexed.store.info().id) / "passages.jsonl"
    passages.write_bytes(passages.read_bytes()[:-20])
    report = indexed.reindex()
    assert report.swapped
    assert indexed.titles() == {"Discounts", "Security"}


def test_a_public_document_is_withdrawn_where_a_side_file_restricts_its_broken_new_version(indexed: Bench) -> None:
    indexed.write("security.md", "")
    indexed.write("security.md.toml", 'audience = ["managers"]\n')
    report = indexed.reindex()
    assert [(f.path, f.kept_last_good) for f in report.failures] == [("security.md", False)]
    assert "who may see it" in report.failures[0].reason
    assert "encrypted" not in indexed.text()


def test_the_reason_why_a_file_is_left_out_does_not_begin_with_its_path_which_stands_beside_it(indexed: Bench) -> None:
    indexed.write("security.md", "---\naudience: [managers\n---\n# Security\n\nAll data is encrypted.\n")
    (failure,) = indexed.reindex().failures
    assert failure.path == "security.md"
    assert failure.reason.startswith("the front matter is not valid YAML (line 2, column 11: ")


def test_a_public_document_is_withdrawn_where_a_side_file_restricts_what_grew_too_large(indexed: Bench) -> None:
    indexed.write("security.md", SECURITY * 1_000)
    indexed.write("security.md.toml", 'audience = ["managers"]\n')
    indexed.reindex(indexed.source(max_bytes=1_000))
    assert "encrypted" not in indexed.text()


def test_new_settings_restrict_the_documents_of_a_source_that_cannot_be_listed(indexed: Bench) -> None:
    indexed.write("security.md", "---\naudience: [managers]\n---\n" + SECURITY)
    indexed.reindex()
    indexed.content.rename(indexed.content.with_name("elsewhere"))
    report = indexed.reindex(indexed.source(defaults={"audience": ["sales", "managers"]}))
    assert [(f.path, f.kept_last_good) for f in report.failures] == [("", True), ("discounts.md", False)]
    assert indexed.titles() == {"Security"}


def test_a_broken_document_stays_whose_restriction_did_not_change(indexed: Bench) -> None:
    restricted = indexed.source(defaults={"audience": ["sales"]})
    indexed.write("security.md", "---\naudience: []\n---\n" + SECURITY)
    indexed.reindex(restricted)
    indexed.write("security.md", "")
    report = indexed.reindex(restricted)
    assert [(f.path, f.kept_last_good) for f in report.failures] == [("security.md", True)]


@pytest.mark.parametrize(
    "restricted",
    ["---\naudience:\n---\n", "---\naudience: [managers]\n\n", "---\naudience: [managers\n---\n"],
    ids=["left empty", "not closed", "no YAML"],
)
def test_a_public_document_whose_new_audience_cannot_be_read_is_withdrawn(indexed: Bench, restricted: str) -> None:
    indexed.write("security.md", restricted + SECURITY)
    report = indexed.reindex()
    assert [(f.path, f.kept_last_good) for f in report.failures] == [("security.md", False)]
    assert report.removed == ("security.md",)
    assert "encrypted" not in indexed.text()


def safe_for_buyers(bench: Bench) -> set[str]:
    return {document.path for document in bench.store.current().documents.values() if document.buyer_safe}


def test_a_mark_for_buyers_is_seen_and_embeds_nothing(indexed: Bench) -> None:
    assert safe_for_buyers(indexed) == set()
    indexed.write("security.md.toml", "buyer_safe = true\n")
    assert indexed.reindex().passages_embedded == 0
    assert safe_for_buyers(indexed) == {"security.md"}
    assert indexed.reindex(indexed.source(defaults={"buyer_safe": True})).passages_embedded == 0
    assert safe_for_buyers(indexed) == {"discounts.md", "security.md"}


def test_an_index_from_before_there_was_a_mark_shows_buyers_nothing_until_the_next_reindex(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write("security.md", "---\nbuyer_safe: true\n---\n" + SECURITY)
    with monkeypatch.context() as before:
        before.setattr(reading, "READER_VERSION", reading.READER_VERSION - 1)
        bench.reindex()
    folder = bench.store.path(bench.store.info().id)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for name in ("documents.jsonl", "files.jsonl"):
        rows = [json.loads(line) for line in (folder / name).read_bytes().splitlines()]
        old = [{key: value for key, value in row.items() if "buyer_safe" not in key} for row in rows]
        assert old != rows
        (folder / name).write_text("".join(f"{json.dumps(row)}\n" for row in old))
        manifest["checksums"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    later = Bench(bench.directory, bench.content)
    assert later.titles() == {"Security"}
    assert safe_for_buyers(later) == set()
    report = later.reindex()
    assert (report.swapped, report.passages_embedded) == (True, 0)
    assert safe_for_buyers(later) == {"security.md"}


def test_the_last_good_version_of_a_broken_document_goes_on_for_buyers_as_long_as_nothing_closes_it(
    indexed: Bench,
) -> None:
    opened = indexed.source(defaults={"buyer_safe": True})
    indexed.reindex(opened)
    indexed.write("security.md", "")
    indexed.reindex(opened)
    assert safe_for_buyers(indexed) == {"discounts.md", "security.md"}
    assert indexed.reindex().swapped
    assert safe_for_buyers(indexed) == set()
    assert "encrypted" in indexed.text()
    assert not indexed.reindex().swapped
    indexed.write("security.md", SECURITY)
    indexed.reindex(opened)
    assert safe_for_buyers(indexed) == {"discounts.md", "security.md"}


def test_a_source_that_cannot_be_listed_is_closed_to_buyers_by_its_settings_until_it_is_back(indexed: Bench) -> None:
    opened, away = indexed.source(defaults={"buyer_safe": True}), indexed.content.with_name("elsewhere")
    indexed.write("security.md", "---\nbuyer_safe: true\n---\n" + SECURITY)
    indexed.reindex(opened)
    indexed.content.rename(away)
    indexed.reindex(opened)
    assert safe_for_buyers(indexed) == {"discounts.md", "security.md"}
    indexed.reindex()
    assert safe_for_buyers(indexed) == set()
    assert indexed.titles() == {"Discounts", "Security"}
    away.rename(indexed.content)
    indexed.reindex()
    assert safe_for_buyers(indexed) == {"security.md"}
