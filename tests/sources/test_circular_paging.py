"""Places whose answers lead from page to page round in a circle, or on and on: they are not followed for ever."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from emulated_cloud import Asked as AskedOfCloud
from emulated_cloud import Said, served
from emulated_gdrive import EmulatedDrive
from emulated_graph import EmulatedGraph
from http_places import Asked, Reply, serving, without_waiting

from content_index.connectors import paging
from content_index.model import Source
from content_index.ports import SourceError
from content_index.sources import open_source

CIRCLE, ENDLESS = "leads round in a circle", "gives more than 9 pages of one answer"
NOTION = "notion://b55c9c91384d452b81dbd1ef79372b75"
MARKS: dict[str, Callable[[], Callable[[], str]]] = {
    CIRCLE: lambda: lambda: "same",
    ENDLESS: lambda: map(str, count()).__next__,
}


@pytest.fixture(autouse=True)
def _few_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    without_waiting(monkeypatch)
    monkeypatch.setattr(paging, "MOST_PAGES", 9)


@pytest.fixture(params=MARKS)
def told(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def mark(told: str) -> Callable[[], str]:
    """The mark of each next page."""
    return MARKS[told]()


def listed(source: Source, tmp_path: Path) -> list[Any]:
    return list(open_source(source, kept=tmp_path / "kept").list())


@pytest.mark.parametrize("where", ["/root/delta", "/drives", "/permissions"])
def test_microsoft_graph(
    where: str, told: str, mark: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("kiota_http")
    graph = EmulatedGraph()

    def answer(asked: AskedOfCloud) -> Said:
        if asked.path.endswith(where):
            return Said(body={"value": [], "@odata.nextLink": f"{graph.url}{asked.path}?at={mark()}"})
        return graph.answer(asked)

    with served(answer, monkeypatch) as graph.url:
        graph.permissions[graph.put("Playbooks/a.md", b"# A")] = [{"roles": ["read"]}] * 3
        location = graph.location("Shared%20Documents/Playbooks")
        with pytest.raises(SourceError, match=f"^Microsoft Graph {told}"):
            listed(Source("wiki", location, credentials=graph.credentials), tmp_path)


@pytest.mark.parametrize("where", ["/files", "/permissions"])
def test_google_drive(
    where: str, told: str, mark: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("googleapiclient")
    drive = EmulatedDrive(may_share=where == "/files")

    def answer(asked: AskedOfCloud) -> Said:
        if asked.path.endswith(where):
            return Said(body={"files": [], "permissions": [], "nextPageToken": mark()})
        return drive.answer(asked)

    with served(answer, monkeypatch) as drive.url:
        drive.add("a.md", content=b"# A")
        with pytest.raises(SourceError, match=f"^Google Drive {told}"):
            listed(Source("wiki", drive.location(), credentials={"key": drive.key}), tmp_path)


def test_notion(told: str, mark: Callable[[], str], tmp_path: Path) -> None:
    pytest.importorskip("notion_client")

    def answer(asked: Asked) -> Reply:
        page = {"object": "page", "id": asked.path.removeprefix("/v1/pages/"), "properties": {}}
        some = {"object": "list", "results": [], "has_more": True, "next_cursor": mark()}
        return _json(page if asked.path.startswith("/v1/pages/") else some)

    with serving(answer) as server:
        credentials = {"token": "t", "endpoint_url": server.url}
        with pytest.raises(SourceError, match=told):
            listed(Source("wiki", NOTION, credentials=credentials), tmp_path)


@pytest.mark.parametrize("where", ["/search", "/read"])
def test_confluence(where: str, told: str, mark: Callable[[], str], tmp_path: Path) -> None:
    pytest.importorskip("atlassian")
    page = {"id": "1", "title": "A", "ancestors": [], "version": {"number": 1}, "space": {"key": "SALES"}}

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("/search"):
            more = {"next": f"/rest/api/content/search?cursor={mark()}"} if where == "/search" else {}
            return _json({"results": [page], "_links": more})
        if asked.path.endswith("/read"):
            people = [{"accountId": mark()}] * 200
            return _json({"restrictions": {"user": {"results": people}, "group": {"results": []}}})
        return _json({})

    with serving(answer) as server:
        location = f"confluence+{server.url}/wiki?space=SALES"
        with pytest.raises(SourceError, match=told):
            listed(Source("wiki", location, credentials={"token": "t"}), tmp_path)


def _json(told: object) -> Reply:
    return Reply(200, json.dumps(told).encode(), {"Content-Type": "application/json"})
