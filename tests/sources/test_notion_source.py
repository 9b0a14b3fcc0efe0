"""Pages and databases of Notion as a source."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from http_places import Reply, Server, serving, without_waiting
from notion_place import TOKEN, Notion, Page, block, id_of, problem, said, text
from source_index import Index

from bot.wiring import Cornerman
from bot.wiring.checks import checks
from config.settings import Settings
from content_index.model import Document, Source, SourceFile
from content_index.ports import AudienceUnknownError, SourceError, SourceFiles
from content_index.sources import open_source

pytest.importorskip("notion_client")


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    without_waiting(monkeypatch)
    monkeypatch.setattr("content_index.connectors.notion_api.MILLISECONDS_BEFORE_SECOND_TRY", 0)


@pytest.fixture
def notion() -> Notion:
    """A page with a page and a database in it."""
    return Notion(
        {
            1: Page("Sales", [
                said(11, "Welcome to sales."),
                block(2, "child_page", title="Pricing"),
                block(13, "column_list", block(12, "column", block(3, "child_database", title="Cards"))),
            ]),
            2: Page("Pricing", [said(21, "How we price", "heading_2"), said(22, "Plans begin at 40 euros.")]),
            4: Page("Globex", [said(41, "They charge for each seat.")], properties={
                "Owner": {"type": "people", "people": [{"name": "Dana Reyes"}]},
                "Kind": {"type": "select", "select": {"name": "Battlecard"}},
                "Competitor": {"type": "multi_select", "multi_select": [{"name": "Globex"}]},
                "Stage": {"type": "status", "status": {"name": "closing"}},
                "Reviewed": {"type": "date", "date": {"start": "2026-10-12T09:00:00.000+02:00"}},
                "Review every": {"type": "number", "number": 90},
                "Notes": {"type": "rich_text", "rich_text": text("nothing")},
            }),
            5: Page("Initech", [said(51, "They have no app.")]),
            6: Page("Umbrella", [said(61, "They are closed.")]),
        },
        databases={3: ("Cards", [30])},
        tables={30: [4, 5, 6]},
    )  # fmt: skip


@contextmanager
def online(notion: Notion, root: int = 1) -> Iterator[tuple[Server, Source]]:
    with serving(notion.answer) as server:
        credentials = {"token": TOKEN, "endpoint_url": server.url}
        yield server, Source("notion", f"notion://{id_of(root).replace('-', '')}", credentials=credentials)


def opened(source: Source, tmp_path: Path) -> SourceFiles:
    return open_source(source, kept=tmp_path / "sources")


def listed(files: SourceFiles) -> dict[str, str | None]:
    return {entry.path: entry.version for entry in files.list() if isinstance(entry, SourceFile)}


def documents(index: Index) -> dict[str, Document]:
    return {document.title: document for document in index.store.current().documents.values()}


def test_a_page_and_all_within_it_become_documents(notion, tmp_path):
    with online(notion) as (_, source):
        index = Index(tmp_path)
        report = index.reindex(source)
    assert report.failures == ()
    assert sorted(report.added) == [
        "Sales.html", "Sales/Cards/Globex.html", "Sales/Cards/Initech.html", "Sales/Cards/Umbrella.html",
        "Sales/Pricing.html",
    ]  # fmt: skip
    card = documents(index)["Globex"]
    assert (card.kind, card.owner, card.competitors, card.stages) == (
        "battlecard",
        "Dana Reyes",
        ("Globex",),
        ("closing",),
    )
    assert (str(card.reviewed), card.review_every_days, card.audience) == ("2026-10-12", 90, ())
    links = {passage.url for passage in index.store.current().passages}
    page = f"https://www.notion.so/P-{id_of(2).replace('-', '')}"
    assert f"{page}#{id_of(21).replace('-', '')}" in links
    assert "Plans begin at 40 euros." in index.text()


def test_what_was_edited_since_is_read_and_what_was_not_is_not_even_looked_into(notion, tmp_path):
    with online(notion) as (server, source):
        index = Index(tmp_path)
        index.reindex(source)
        server.paths()
        index.reindex(source)
        assert index.read == []
        assert not [path for path in server.paths() if "/blocks/" in path]
        notion.pages[2] = Page("Pricing", [said(22, "Plans begin at 50 euros.")], edited="2026-01-06T10:00:00.000Z")
        assert index.reindex(source).changed == ("Sales/Pricing.html",)
        notion.pages[1].blocks.append(block(7, "child_page", title="New"))
        notion.pages[1].edited = "2026-01-06T10:00:00.000Z"
        notion.pages[7] = Page("New", [said(71, "Brand new.")])
        assert index.reindex(source).added == ("Sales/New.html",)
        notion.tables[30].remove(6)
        assert index.reindex(source).removed == ("Sales/Cards/Umbrella.html",)
    assert "Plans begin at 50 euros." in index.text()


def test_an_edit_of_this_minute_does_not_hide_the_next_one(notion, tmp_path):
    notion.pages[2].edited = datetime.now(UTC).replace(second=0, microsecond=0).isoformat()
    with online(notion) as (_, source):
        index = Index(tmp_path)
        index.reindex(source)
        notion.pages[2].blocks = [said(22, "Plans begin at 50 euros.")]
        assert index.reindex(source).changed == ("Sales/Pricing.html",)


def test_what_is_kept_between_two_reindexes_may_be_damaged(notion, tmp_path):
    with online(notion) as (_, source):
        before = listed(opened(source, tmp_path))
        for place in (tmp_path / "sources").rglob("children.json"):
            place.write_bytes(b'{"torn": [1]}')
        assert listed(opened(source, tmp_path)) == before


@pytest.mark.parametrize("root", [3, 30])
def test_a_database_or_one_of_its_tables_is_a_source_of_its_own(notion, tmp_path, root):
    notion.pages[5].gone = True
    notion.pages[6].title = ""
    with online(notion, root) as (_, source):
        files = opened(source, tmp_path)
        assert [path.rpartition("/")[2] for path in listed(files)] == ["Globex.html", "Untitled.html"]


def test_every_kind_of_block_is_read_with_its_text_escaped(notion, tmp_path):
    notion.pages[2].blocks = [
        said(21, "Heading <i>", "heading_1", said(22, "within a toggle")),
        said(23, "one", "bulleted_list_item", said(24, "one below", "numbered_list_item")),
        said(25, "two", "bulleted_list_item"),
        said(26, "[!SAY]\nYou can leave any month.", "quote"),
        said(27, "Mind <script>alert(1)</script>", "callout"),
        block(28, "paragraph", rich_text=[
            *text("bold", bold=True), *text(" link", href="https://a.example/?a=1&b=2"),
            *text(" bad", href="javascript:x"),
        ]),
        block(29, "code", rich_text=text("a < b"), language="sql"),
        block(31, "table", block(32, "table_row", cells=[text("Plan"), text("Price")]),
              block(33, "table_row", cells=[text("Basic"), text("40")]), has_column_header=True),
        block(34, "image", caption=text("Our prices"), type="file"),
        block(35, "equation", expression="a^2"),
        block(36, "synced_block", said(37, "from here"), synced_from=None),
        block(38, "synced_block", said(39, "FROM ELSEWHERE"), synced_from={"block_id": id_of(99)}),
        block(40, "link_to_page", page_id=id_of(99)),
        block(42, "unsupported"),
        block(43, "divider"),
    ]  # fmt: skip
    with online(notion) as (_, source):
        files = opened(source, tmp_path)
        listed(files)
        page = files.read("Sales/Pricing.html").decode()
        index = Index(tmp_path)
        index.reindex(source)
    assert f'<h1 id="{id_of(21).replace("-", "")}">Heading &lt;i&gt;</h1>' in page
    assert "<ul><li>one<ol><li>one below</li></ol></li><li>two</li></ul>" in page
    assert "Mind &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<strong>bold</strong><a href="https://a.example/?a=1&amp;b=2"> link</a> bad' in page
    assert "<pre>a &lt; b</pre>" in page
    assert "<tr><th>Plan</th><th>Price</th></tr><tr><td>Basic</td><td>40</td></tr>" in page
    for words in ("Our prices", "a^2", "from here", "within a toggle"):
        assert words in page
    assert "FROM ELSEWHERE" not in page
    says = [p for p in index.store.current().passages for s in p.sentences if s.callout == "say"]
    assert any("You can leave any month." in passage.text for passage in says)


AUDIENCE = {"type": "multi_select", "multi_select": [{"name": "managers"}]}


@pytest.mark.parametrize(
    ("properties", "audience"),
    [
        ({"Audience": AUDIENCE}, ("managers",)),
        ({"Audience": {"type": "multi_select", "multi_select": []}}, None),
        ({"Audience": {"type": "relation", "relation": [{"id": "x"}]}}, None),
        ({"Audiance": AUDIENCE}, None),
        ({"Draft": {"type": "checkbox", "checkbox": True}}, None),
        ({"Draft": {"type": "checkbox", "checkbox": False}}, ("sales",)),
        ({}, ("sales",)),
    ],
)
def test_the_audience_is_the_source_s_unless_a_property_names_another(notion, tmp_path, properties, audience):
    notion.pages[5].properties = properties
    with online(notion, 3) as (_, plain):
        source = Source("notion", plain.location, credentials=plain.credentials, defaults={"audience": ("sales",)})
        index = Index(tmp_path)
        report = index.reindex(source)
    found = documents(index)
    assert found["Globex"].audience == ("sales",)
    assert (found["Initech"].audience if "Initech" in found else None) == audience
    assert len(report.failures) == (audience is None)


def test_a_page_that_the_integration_is_let_into_no_more_goes(notion, tmp_path):
    with online(notion) as (_, source):
        index = Index(tmp_path)
        index.reindex(source)
        del notion.pages[2]
        assert index.reindex(source).removed == ("Sales/Pricing.html",)
        files = opened(source, tmp_path)
        listed(files)
        del notion.pages[5]
        with pytest.raises(AudienceUnknownError, match="it is gone"):
            files.read("Sales/Cards/Initech.html")


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (problem(401, "unauthorized"), "refuses these credentials, or wants some: set the `token`"),
        (problem(403, "restricted_resource"), "does not let these credentials read this"),
        (
            problem(404, "object_not_found"),
            "does not let its integration in: open it in Notion and add the integration",
        ),
        (problem(429, "rate_limited", {"Retry-After": "0"}), "was asked too often"),
        (problem(500, "internal_server_error"), "has trouble of its own"),
        (Reply(502, b"<html>"), "has trouble of its own"),
        (Reply(200, b"[]"), "cannot be reached"),
        (Reply(200, b'{"object": "page", "properties": 7, "results": [7]}'), "it could not be listed (KeyError)"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_read_is_kept(notion, tmp_path, reply, words):
    with online(notion) as (_, source):
        index = Index(tmp_path)
        index.reindex(source)
        notion.replies["/v1/"] = reply
        (failure,) = index.reindex(source).failures
    assert failure.kept_last_good
    assert words in failure.reason
    assert "Plans begin at 40 euros." in index.text()


def test_what_the_server_asks_for_is_waited_for(notion, tmp_path):
    answers = [problem(429, "rate_limited", {"Retry-After": "0"}), problem(503, "service_unavailable")]
    with serving(lambda asked: answers.pop() if answers else notion.answer(asked)) as server:
        credentials = {"token": TOKEN, "endpoint_url": server.url}
        source = Source("notion", f"notion://Sales-{id_of(1).replace('-', '')}", credentials=credentials)
        assert len(listed(opened(source, tmp_path))) == 5


def test_a_server_that_is_down_keeps_everything_and_secrets_are_told_nowhere(notion, tmp_path, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    with online(notion) as (server, source):
        index = Index(tmp_path)
        index.reindex(source)
        wrong = Source("notion", source.location, credentials={"token": f"{TOKEN}x", "endpoint_url": server.url})
        with pytest.raises(SourceError) as told:
            listed(opened(wrong, tmp_path))
    (failure,) = index.reindex(source).failures
    assert "cannot be reached" in failure.reason
    assert "Plans begin at 40 euros." in index.text()
    said_ = caplog.text + "".join(traceback.format_exception(told.value)) + repr(wrong) + "".join(capsys.readouterr())
    assert TOKEN not in said_
    assert "40 euros" not in said_


@pytest.mark.parametrize(
    ("location", "credentials", "words"),
    [
        ("notion://", {}, "no page or database of Notion"),
        ("notion://not-an-id", {}, "no page or database of Notion"),
        (f"notion://{TOKEN}@{id_of(1)}", {}, "no page or database of Notion"),
        (f"notion://{id_of(1)}?v=2", {}, "no page or database of Notion"),
        (f"notion://{id_of(1)}", {"secret": "s3cret"}, "hold secret; notion knows token, endpoint_url"),
    ],
)
def test_a_location_that_cannot_be_used_is_refused(tmp_path, location, credentials, words):
    with pytest.raises(SourceError, match=words) as told:
        opened(Source("notion", location, credentials=credentials), tmp_path)
    assert TOKEN not in str(told.value)


def test_where_the_library_is_missing_its_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.delitem(sys.modules, "content_index.connectors.notion", raising=False)
    monkeypatch.setitem(sys.modules, "content_index.connectors.notion_api", None)
    with pytest.raises(SourceError, match=r"pip install 'cornerman\[notion\]'"):
        opened(Source("notion", f"notion://{id_of(1)}"), tmp_path)


def test_the_doctor_counts_the_pages(notion, tmp_path):
    def found(source: Source, token: str) -> Any:
        told = {"name": "notion", "location": source.location, "credentials": {**source.credentials, "token": token}}
        settings = Settings(data_dir=tmp_path / "data", sources=(told,))  # type: ignore[arg-type]
        return dict(checks(Cornerman(settings)))["source notion"]()

    with online(notion) as (_, source):
        fine, wrong = found(source, TOKEN), found(source, "other")
    assert (fine.state, fine.detail) == ("ok", f"5 files at {source.location}")
    assert wrong.state == "wrong"
    assert "refuses these credentials" in wrong.detail
