from __future__ import annotations

import logging
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from index_bench import Bench

from content_index.lexical import LexicalIndex
from content_index.ports import NoIndexError
from content_index.store import GenerationStore, NothingToRollBackToError


def opened(bench: Bench) -> GenerationStore:
    """The same index as another process sees it."""
    return GenerationStore(bench.directory, LexicalIndex.load)


@pytest.fixture
def two_built(bench: Bench) -> Bench:
    bench.write("price.md", "# Price\n\nIt costs ten euros.\n")
    bench.reindex()
    bench.write("price.md", "# Price\n\nIt costs twelve euros.\n")
    bench.reindex()
    return bench


def test_without_an_index_the_command_that_builds_one_is_named(tmp_path: Path) -> None:
    store = GenerationStore(tmp_path, LexicalIndex.load)
    for ask in (store.current, store.info, lambda: store.document_markdown("any")):
        with pytest.raises(NoIndexError, match="cornerman reindex"):
            ask()


def test_an_unchanged_generation_is_loaded_once(two_built: Bench) -> None:
    serving = opened(two_built)
    assert serving.current() is serving.current()


def test_the_whole_document_can_be_shown(two_built: Bench) -> None:
    document_id = next(iter(two_built.store.current().documents))
    markdown = two_built.store.document_markdown(document_id)
    assert markdown is not None
    assert "twelve euros" in markdown
    assert two_built.store.document_markdown("unknown") is None


def test_rollback_serves_the_earlier_words_and_again_goes_forward(two_built: Bench) -> None:
    latest = two_built.store.info()
    assert two_built.store.rollback().created < latest.created
    assert "ten" in two_built.text()
    assert two_built.store.rollback() == latest
    assert "twelve" in two_built.text()


def test_a_reindex_after_a_rollback_brings_the_present_content_back(two_built: Bench) -> None:
    two_built.store.rollback()
    assert two_built.reindex().swapped
    assert "twelve" in two_built.text()


def test_before_anything_is_indexed_going_back_says_so(tmp_path: Path) -> None:
    with pytest.raises(NothingToRollBackToError, match="nothing has been indexed yet"):
        GenerationStore(tmp_path, LexicalIndex.load).rollback()


def test_there_is_nothing_to_roll_back_to_after_the_first_build(bench: Bench) -> None:
    bench.reindex()
    with pytest.raises(NothingToRollBackToError, match="none with other pages has been built"):
        bench.store.rollback()


def test_an_empty_generation_is_not_rolled_back_to(bench: Bench) -> None:
    assert bench.reindex().passages == 0
    bench.write("price.md", "# Price\n\nIt costs ten euros.\n")
    bench.reindex()
    before = bench.store.info()
    with pytest.raises(NothingToRollBackToError, match="is empty"):
        bench.store.rollback()
    assert bench.store.info() == before


@pytest.mark.parametrize(
    "name", ["passages.jsonl", "passages.faiss", "sentence_codes.npy", "manifest.json", "texts.md"]
)
def test_where_a_file_is_damaged_the_generation_before_serves(
    two_built: Bench, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = two_built.store.path(two_built.store.info().id) / name
    damaged.write_bytes(damaged.read_bytes()[:-3] + b"xyz")
    with caplog.at_level(logging.ERROR):
        assert "ten" in opened(two_built).current().passages[0].text
    assert name in caplog.text


def test_passages_cut_short_while_they_serve_are_told_and_end_no_process(two_built: Bench) -> None:
    serving = opened(two_built).current()
    os.truncate(two_built.store.path(serving.info.id) / "passages.jsonl", 0)
    with pytest.raises(OSError, match=r"cut short while it served.*cornerman reindex.*passages\.jsonl"):
        serving.passages[0]
    assert "ten" in opened(two_built).current().passages[0].text


@pytest.mark.parametrize(
    "left",
    [b"", b"{}", b'{"current": 7}', b'{"current": "\\u0000"}', b'{"current": "../../elsewhere"}', None],
    ids=["empty", "no keys", "wrong", "no possible name", "a path", "lost"],
)
def test_where_the_pointer_is_damaged_the_newest_sound_generation_serves(
    two_built: Bench, left: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    pointer = two_built.directory / "CURRENT"
    pointer.unlink() if left is None else pointer.write_bytes(left)
    store = opened(two_built)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert "twelve" in store.current().passages[0].text
            assert store.document_markdown(next(iter(store.current().documents))) is not None
        assert store.info() == store.current().info
        assert [file.path for file in store.files()] == ["price.md"]
    assert [record.message.count("cornerman reindex") for record in caplog.records] == [1]


def test_a_reindex_without_a_change_mends_the_pointer(two_built: Bench) -> None:
    pointer = two_built.directory / "CURRENT"
    before = pointer.read_bytes()
    pointer.write_bytes(b"")
    assert not two_built.reindex().swapped
    assert pointer.read_bytes() == before


def test_a_rollback_mends_the_pointer(two_built: Bench) -> None:
    (two_built.directory / "CURRENT").write_bytes(b"")
    two_built.store.rollback()
    assert "ten" in opened(two_built).current().passages[0].text


def test_a_damaged_generation_is_never_rolled_back_to(two_built: Bench) -> None:
    damaged = two_built.store.path(two_built.store.info().id) / "passages.jsonl"
    damaged.write_bytes(b"")
    two_built.reindex()
    assert "twelve" in two_built.text()
    two_built.store.rollback()
    assert "ten" in two_built.text()


def test_where_current_and_previous_are_damaged_an_older_one_serves(two_built: Bench) -> None:
    two_built.write("price.md", "# Price\n\nIt costs thirteen euros.\n")
    two_built.reindex()
    newest = sorted((two_built.directory / "generations").iterdir(), reverse=True)
    for generation in newest[:2]:
        (generation / "passages.jsonl").write_bytes(b"")
    assert "ten" in opened(two_built).current().passages[0].text


def test_where_no_generation_is_sound_that_is_said(two_built: Bench) -> None:
    for manifest in two_built.directory.rglob("manifest.json"):
        manifest.unlink()
    with pytest.raises(NoIndexError, match=r"damaged.*cornerman reindex"):
        opened(two_built).current()


def test_old_generations_are_removed(bench: Bench) -> None:
    for number in range(7):
        bench.write("price.md", f"# Price\n\nIt costs {number} euros.\n")
        bench.reindex()
    assert len(list((bench.directory / "generations").iterdir())) == 4


def test_readers_beside_many_swaps_see_whole_generations_only(bench: Bench) -> None:
    def write(number: int) -> None:
        for name in ("a", "b", "c"):
            bench.write(f"{name}.md", f"# {name}\n\nBuild {number}.\n")

    write(0)
    bench.reindex()
    done = threading.Event()

    def read() -> int:
        seen = set()
        store = opened(bench)
        while not done.is_set():
            generation = store.refresh()
            texts = {passage.text.split("\n")[-1] for passage in generation.passages}
            assert len(texts) == 1, texts
            assert store.document_markdown(next(iter(generation.documents))) is not None
            seen.add(generation.info.id)
        return len(seen)

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            for number in range(1, 25):
                write(number)
                bench.reindex()
        finally:
            done.set()
        assert all(reader.result() > 1 for reader in readers)


def test_a_rollback_passes_over_generations_that_serve_the_same_pages(two_built: Bench) -> None:
    bad = two_built.store.info()
    away = two_built.content.with_name("away")
    two_built.content.rename(away)
    two_built.content.mkdir()
    assert two_built.reindex().swapped  # the documents are kept, and the trouble is told
    two_built.content.rmdir()
    away.rename(two_built.content)
    assert two_built.reindex().swapped
    latest = two_built.store.info()
    assert latest.id != bad.id
    two_built.store.rollback()
    assert "ten" in two_built.text()
    assert two_built.store.rollback() == latest


def test_where_the_pointer_is_lost_a_rollback_passes_over_the_same_pages_too(two_built: Bench) -> None:
    two_built.reindex(full=True)
    (two_built.directory / "CURRENT").unlink()
    store = opened(two_built)
    store.rollback()
    assert "ten" in store.current().passages[0].text


def test_generations_of_the_same_pages_are_nothing_to_go_back_to(bench: Bench) -> None:
    bench.write("price.md", "# Price\n\nIt costs ten euros.\n")
    bench.reindex()
    bench.reindex(full=True)
    pointer = bench.store.pointer()
    assert pointer is not None
    assert pointer.previous is None
    with pytest.raises(NothingToRollBackToError, match="none with other pages"):
        bench.store.rollback()
