"""A process that serves while another one reindexes or rolls back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from index_bench import Bench

from content_index.lexical import LexicalIndex
from content_index.store import GenerationStore
from content_index.watching import GenerationWatch


def priced(bench: Bench, price: str) -> None:
    bench.write("price.md", f"# Price\n\nIt costs {price} euros.\n")
    bench.reindex()


@pytest.fixture
def built(bench: Bench) -> Bench:
    priced(bench, "ten")
    priced(bench, "twelve")
    return bench


def opened(bench: Bench) -> GenerationStore:
    """The same index as another process sees it."""
    return GenerationStore(bench.directory, LexicalIndex.load)


def words(store: GenerationStore) -> str:
    return store.current().passages[0].text


@contextmanager
def watched(store: GenerationStore) -> Iterator[threading.Semaphore]:
    """What is given is released once for every generation that begins to serve after the present one."""
    arrived = threading.Semaphore(0)
    indexed = store.pointer() is not None
    with GenerationWatch(store, arrived.release, seconds_between_looks=0.01):
        if indexed:
            comes(arrived)
        yield arrived


def comes(arrived: threading.Semaphore) -> None:
    assert arrived.acquire(timeout=60), "it never came"


def test_the_first_question_after_a_reindex_or_a_rollback_elsewhere_gets_the_new_words(built: Bench) -> None:
    serving = opened(built)
    assert "twelve" in words(serving)
    with watched(serving) as arrived:
        priced(built, "thirteen")
        comes(arrived)
        assert "thirteen" in words(serving)
        built.store.rollback()
        comes(arrived)
        assert "twelve" in words(serving)


def test_a_server_that_began_without_an_index_gets_the_first_one(bench: Bench) -> None:
    serving = opened(bench)
    with watched(serving) as arrived:
        priced(bench, "ten")
        comes(arrived)
        assert "ten" in words(serving)


def test_a_document_is_shown_as_the_generation_that_answers_holds_it(built: Bench) -> None:
    serving = opened(built)
    document_id = next(iter(serving.current().documents))
    built.write("price.md", "---\naudience: [managers]\n---\n# Price\n\nBelow nine euros we lose money.\n")
    built.reindex()
    assert "twelve" in (serving.document_markdown(document_id) or "")
    serving.catch_up()
    assert serving.current().documents[document_id].audience == ("managers",)
    assert "nine" in (serving.document_markdown(document_id) or "")


def test_no_question_waits_while_the_new_generation_is_being_loaded(built: Bench) -> None:
    loading, go_on = threading.Event(), threading.Event()
    first = True

    def load_slowly(directory: Path) -> LexicalIndex:
        nonlocal first
        if not first:
            loading.set()
            assert go_on.wait(60)
        first = False
        return LexicalIndex.load(directory)

    serving = GenerationStore(built.directory, load_slowly)
    assert "twelve" in words(serving)
    with watched(serving) as arrived:
        priced(built, "thirteen")
        assert loading.wait(60)
        assert "twelve" in words(serving)
        go_on.set()
        comes(arrived)
        assert "thirteen" in words(serving)


def test_a_new_generation_that_cannot_be_loaded_leaves_the_one_before_and_a_sound_one_follows(
    built: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    serving = opened(built)
    assert "twelve" in words(serving)
    priced(built, "thirteen")
    for passages in built.directory.rglob("passages.jsonl"):
        passages.write_bytes(b"")
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            serving.catch_up()
            assert "twelve" in words(serving)
    assert [record.message for record in caplog.records].count(
        "The new generation cannot be loaded; the one before serves on."
    ) == 1
    priced(built, "fourteen")
    serving.catch_up()
    assert "fourteen" in words(serving)


def test_a_warm_up_that_fails_ends_neither_the_watch_nor_the_serving(
    built: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    serving, asked = opened(built), threading.Semaphore(0)

    def fails() -> None:
        asked.release()
        raise RuntimeError("no model")

    with GenerationWatch(serving, fails, seconds_between_looks=0.01):
        comes(asked)
        for price in ("thirteen", "fourteen"):
            priced(built, price)
            comes(asked)
            assert price in words(serving)
    assert "Preparing generation" in caplog.text


def test_the_watch_ends_with_its_block(built: Bench) -> None:
    def watching() -> bool:
        return "watch-generations" in {thread.name for thread in threading.enumerate()}

    with watched(opened(built)):
        assert watching()
    assert not watching()
