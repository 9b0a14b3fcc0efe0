"""Servers that let a byte trickle now and then, so that no connection is ever silent: they hold up nothing for ever."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from emulated_cloud import Said, served
from emulated_gdrive import EmulatedDrive
from emulated_graph import EmulatedGraph
from http_places import Asked, Reply, serving, without_waiting
from source_index import Index

from bot.reindexing.beating import Patience
from content_index.connectors import time_limit
from content_index.model import Source, SourceFile
from content_index.ports import SourceError, SourceFiles
from content_index.sources import open_source

GIVEN_UP = "has not sent its whole answer within 1 min, so it was given up"
MODULES = {"confluence": "atlassian", "notion": "notion_client", "git": "dulwich"}
LOCATIONS = {
    "sitemap": ("sitemap+URL/sitemap.xml", {}),
    "confluence": ("confluence+URL/wiki?space=SALES", {"token": "t"}),
    "notion": ("notion://b55c9c91384d452b81dbd1ef79372b75", {"token": "t", "endpoint_url": "URL"}),
    "git": ("git+URL/playbooks.git", {"token": "t"}),
    "folder": ("URL/docs/", {}),
}


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    without_waiting(monkeypatch)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From then on nothing may take longer than a moment."""

    def begin() -> None:
        monkeypatch.setattr(time_limit, "SECONDS", 0.2)

    return begin


def opened(source: Source, tmp_path: Path) -> SourceFiles:
    return open_source(source, kept=tmp_path / "kept")


@pytest.mark.parametrize("kind", LOCATIONS)
def test_a_place_that_lets_its_listing_trickle_is_given_up(
    kind: str, tmp_path: Path, impatient: Callable[[], None]
) -> None:
    pytest.importorskip(MODULES.get(kind, "requests"))
    impatient()
    location, credentials = LOCATIONS[kind]
    with serving(lambda _: Reply(headers={"Content-Type": "text/html"}, trickles=True)) as server:
        told = {name: value.replace("URL", server.url) for name, value in credentials.items()}
        source = Source("wiki", location.replace("URL", server.url), credentials=told)
        with pytest.raises(SourceError, match=GIVEN_UP):
            list(opened(source, tmp_path).list())


def test_a_page_that_trickles_costs_its_source_one_wait_and_no_document(
    tmp_path: Path, impatient: Callable[[], None]
) -> None:
    replies = {path: Reply(body=f"<main><h1>{path}</h1><p>Words of it.</p></main>".encode()) for path in ("/a", "/b")}
    changed = "2026-01-05T10:00:00Z"

    def answer(asked: Asked) -> Reply:
        if asked.path != "/sitemap.xml":
            return replies.get(asked.path, Reply(404))
        listed = [f"<url><loc>{server.url}{path}</loc><lastmod>{changed}</lastmod></url>" for path in replies]
        return Reply(body=f"<urlset>{''.join(listed)}</urlset>".encode())

    with serving(answer) as server:
        index, source = Index(tmp_path), Source("site", f"sitemap+{server.url}/sitemap.xml")
        assert index.reindex(source).added == ("a.html", "b.html")
        replies, changed = dict.fromkeys(replies, Reply(trickles=True)), "2026-01-06T10:00:00Z"
        impatient()
        (failure,) = index.reindex(source).failures
        assert (failure.path, failure.kept_last_good) == ("", True)
        assert failure.reason.startswith(f"its site {server.url} {GIVEN_UP}: ")
        assert index.read == ["a.html"]
        assert len(index.store.current().documents) == 2


def test_a_file_of_a_web_folder_that_trickles_is_given_up(tmp_path: Path, impatient: Callable[[], None]) -> None:
    with serving(lambda _: Reply(trickles=True)) as server:
        files = opened(Source("docs", f"{server.url}/docs/a.md"), tmp_path)
        impatient()
        with pytest.raises(SourceError, match=GIVEN_UP):
            files.read("a.md")


def test_a_file_of_a_drive_that_trickles_is_given_up(
    tmp_path: Path, impatient: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("googleapiclient")
    drive = EmulatedDrive()
    with served(drive.answer, monkeypatch) as drive.url:
        drive.add("a.md", content=b"# A")
        files = opened(Source("wiki", drive.location(), credentials={"key": drive.key}), tmp_path)
        assert [one.path for one in files.list() if isinstance(one, SourceFile)] == ["a.md"]
        drive.faults = [("GET /bytes/", Said(206, b"", {"Content-Range": "bytes 0-2/3"}, trickles=True))]
        impatient()
        with pytest.raises(SourceError, match=f"Google Drive {GIVEN_UP}"):
            files.read("a.md")


@pytest.mark.parametrize("where", ["GET /download/", "GET /v1.0/drives/"])
def test_a_file_of_a_library_that_trickles_is_given_up(
    where: str, tmp_path: Path, impatient: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("kiota_http")
    graph = EmulatedGraph()
    with served(graph.answer, monkeypatch) as graph.url:
        graph.put("Playbooks/a.md", b"# A")
        location = graph.location("Shared%20Documents/Playbooks")
        files = opened(Source("wiki", location, credentials=graph.credentials), tmp_path)
        assert [one.path for one in files.list() if isinstance(one, SourceFile)] == ["a.md"]
        graph.faults = [(where, Said(200, b"", trickles=True))]
        impatient()
        with pytest.raises(SourceError, match=f"Microsoft Graph {GIVEN_UP}"):
            files.read("a.md")


def test_a_limit_is_short_enough_to_fail_one_source_and_not_the_whole_run() -> None:
    assert Patience().stalled > time_limit.SECONDS
