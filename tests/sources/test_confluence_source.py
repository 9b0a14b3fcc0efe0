"""Spaces of Confluence as a source: pages, rights, files."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from confluence_place import TOKEN, USER, Page, Wiki
from http_places import Reply, Server, serving, without_waiting
from source_index import Index

from bot.wiring import Cornerman
from bot.wiring.checks import checks
from config.settings import Settings
from content_index.model import Document, Source, SourceFile
from content_index.ports import AudienceUnknownError, SourceError, SourceFiles, UnreadableFileError
from content_index.sources import open_source

pytest.importorskip("atlassian")

ACCESS = {"username": USER, "token": TOKEN}


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    without_waiting(monkeypatch)


@pytest.fixture
def wiki() -> Wiki:
    return Wiki({
        "1": Page("Sales Home", "<p>Welcome to sales.</p>"),
        "2": Page("Battlecards", "<p>All of them.</p>", above=("1",)),
        "3": Page(
            "Globex / 2026",
            "<h1>How they charge</h1><p>For each seat.</p>",
            above=("1", "2"),
            labels=("kind-battlecard", "competitor-globex", "stage-closing", "reviewed-2026-10-12", "mine"),
            owner="Dana Reyes",
        ),
        "4": Page("Price floors", "<p>The floor is 18%.</p>", above=("1",), groups=("managers", "finance")),
        "5": Page("Deals below floor", "<p>Ask Sam.</p>", above=("1", "4"), groups=("managers",)),
        "9": Page("Holidays", "<p>Closed in August.</p>", space="HR"),
    })  # fmt: skip


@contextmanager
def online(wiki: Wiki, more: str = "?space=SALES") -> Iterator[tuple[Server, Source]]:
    with serving(wiki.answer) as server:
        yield server, Source("wiki", f"confluence+{server.url}/wiki{more}", credentials=ACCESS)


def opened(source: Source, tmp_path: Path) -> SourceFiles:
    return open_source(source, kept=tmp_path / "sources")


def listed(files: SourceFiles) -> dict[str, str | None]:
    return {entry.path: entry.version for entry in files.list() if isinstance(entry, SourceFile)}


def documents(index: Index) -> dict[str, Document]:
    return {document.title: document for document in index.store.current().documents.values()}


def test_pages_become_documents_with_what_confluence_knows_of_them(wiki, tmp_path):
    with online(wiki) as (_, source):
        index = Index(tmp_path)
        report = index.reindex(source)
    assert report.failures == ()
    card = documents(index)["Globex / 2026"]
    assert card.path == "SALES/Sales Home/Battlecards/Globex 2026.html"
    assert (card.kind, card.owner, card.competitors, card.stages) == (
        "battlecard",
        "Dana Reyes",
        ("globex",),
        ("closing",),
    )
    assert str(card.reviewed) == "2026-10-12"
    assert card.url == "https://acme.atlassian.net/wiki/spaces/SALES/pages/3"
    assert documents(index)["Battlecards"].owner == "Last Author"
    links = {passage.url for passage in index.store.current().passages}
    assert "https://acme.atlassian.net/wiki/spaces/SALES/pages/3#How-they-charge" in links
    assert "For each seat." in index.text()
    assert "August" not in index.text()


@pytest.mark.parametrize("told", [True, False])
def test_restrictions_of_a_page_and_of_those_above_it_are_its_audience(wiki, tmp_path, told):
    wiki.told = told
    wiki.pages["6"] = Page(
        "Board", "<p>B</p>", groups=("board",), people=({"email": "sam@acme.example"}, {"username": "kim"})
    )
    with online(wiki) as (_, source):
        index = Index(tmp_path)
        assert index.reindex(source).failures == ()
    found = documents(index)
    assert found["Sales Home"].audience == ()
    assert found["Price floors"].audience == ("finance", "managers")
    assert found["Deals below floor"].audience == ("managers",)
    assert found["Board"].audience == ("board", "sam@acme.example", "user:kim")


def test_a_restriction_alone_is_a_change_and_so_is_a_label(wiki, tmp_path):
    with online(wiki) as (_, source):
        index = Index(tmp_path)
        index.reindex(source)
        index.reindex(source)
        assert index.read == []
        wiki.pages["2"].groups = ("managers",)
        assert sorted(index.reindex(source).changed) == [
            "SALES/Sales Home/Battlecards.html", "SALES/Sales Home/Battlecards/Globex 2026.html",
        ]  # fmt: skip
        assert documents(index)["Globex / 2026"].audience == ("managers",)
        wiki.pages["1"].labels = ("kind-playbook",)
        assert index.reindex(source).changed == ("SALES/Sales Home.html",)
        wiki.pages["5"].version, wiki.pages["5"].body = 2, "<p>Ask Kim.</p>"
        index.reindex(source)
        assert index.read == ["SALES/Sales Home/Price floors/Deals below floor.html"]
    assert "Ask Kim." in index.text()


@pytest.mark.parametrize("how", ["closed", "another folder", "cut short"])
def test_a_page_whose_restrictions_cannot_be_read_is_left_out_with_all_below_it(wiki, tmp_path, how):
    with online(wiki) as (_, source):
        index = Index(tmp_path)
        index.reindex(source)
        wiki.told = False
        if how == "closed":
            wiki.closed = {"4"}
        elif how == "another folder":  # one that the account cannot see
            wiki.pages["4"].above = wiki.pages["5"].above = ("77",)
        else:
            wiki.replies["/rest/api/content/4/restriction"] = Reply(body=b'{"restrictions": {"user": {"results": []}}}')
        report = index.reindex(source)
    assert len(report.failures) == 2
    assert all("cannot be told" in failure.reason for failure in report.failures)
    assert not any(failure.kept_last_good for failure in report.failures)
    assert "18%" not in index.text()
    assert "Ask Sam" not in index.text()
    assert "For each seat." in index.text()


def test_levels_that_have_no_reader_in_common_are_left_out(wiki, tmp_path):
    wiki.pages["5"].groups = ("lawyers",)
    with online(wiki) as (_, source):
        index = Index(tmp_path)
        (failure,) = index.reindex(source).failures
    assert "have no group or person in common" in failure.reason
    assert "Ask Sam" not in index.text()


def test_the_account_that_reads_for_others_is_nobody_s_audience(wiki, tmp_path):
    wiki.pages["4"].people = wiki.pages["5"].people = ({"email": USER},)
    wiki.pages["6"] = Page("Only ours", "<p>For us alone.</p>", people=({"email": USER},))
    with online(wiki) as (_, source):
        index = Index(tmp_path)
        (failure,) = index.reindex(source).failures
    assert failure.path == "SALES/Only ours.html"
    assert documents(index)["Deals below floor"].audience == ("managers",)
    assert "For us alone." not in index.text()


def test_more_readers_than_one_answer_holds_are_all_read(wiki, tmp_path):
    wiki.pages["4"].groups = tuple(f"group {number:03}" for number in range(450))
    with online(wiki) as (_, source):
        index = Index(tmp_path)
        index.reindex(source)
    assert len(documents(index)["Price floors"].audience) == 450


def test_a_page_that_the_account_sees_no_more_goes(wiki, tmp_path):
    with online(wiki) as (_, source):
        index = Index(tmp_path)
        index.reindex(source)
        del wiki.pages["5"]
        report = index.reindex(source)
    assert report.removed == ("SALES/Sales Home/Price floors/Deals below floor.html",)


def test_a_page_that_goes_while_it_is_read_is_not_shown(wiki, tmp_path):
    with online(wiki) as (_, source):
        files = opened(source, tmp_path)
        path = [*listed(files)][-1]
        wiki.pages.clear()
        with pytest.raises(AudienceUnknownError, match="it is gone"):
            files.read(path)


def test_macros_that_bring_words_from_elsewhere_are_left_out_and_others_are_read(wiki, tmp_path):
    wiki.pages["2"].body = """
        <ac:layout><ac:layout-section ac:type="single"><ac:layout-cell>
        <ac:structured-macro ac:name="include"><ac:parameter ac:name=""><ac:link>
        <ri:page ri:content-title="Price floors" />
        </ac:link></ac:parameter></ac:structured-macro>
        <ac:structured-macro ac:name="show-if"><ac:rich-text-body><p>For some alone</p></ac:rich-text-body>
        </ac:structured-macro>
        <ac:structured-macro ac:name="info"><ac:parameter ac:name="title">Mind this</ac:parameter><ac:rich-text-body>
        <p>Prices end in August.</p>
        <ac:structured-macro ac:name="jira"><ac:parameter ac:name="jql">project = SECRET</ac:parameter>
        </ac:structured-macro>
        </ac:rich-text-body></ac:structured-macro>
        <ac:structured-macro ac:name="code"><ac:parameter ac:name="language">sql</ac:parameter>
        <ac:plain-text-body><![CDATA[select a > b <b>]]></ac:plain-text-body></ac:structured-macro>
        <p>See <ac:link><ri:page ri:content-title="Globex" /><ac:plain-text-link-body><![CDATA[the card]]>
        </ac:plain-text-link-body></ac:link> or <ac:link><ri:page ri:content-title="Initech" /></ac:link>&nbsp;by
        <time datetime="2026-12-01" /><ac:emoticon ac:name="smile" />.</p>
        <ac:task-list><ac:task><ac:task-id>11</ac:task-id><ac:task-status>incomplete</ac:task-status>
        <ac:task-body>Call <ac:inline-comment-marker ac:ref="x">them</ac:inline-comment-marker></ac:task-body>
        </ac:task></ac:task-list>
        <ac:image><ri:attachment ri:filename="p.png" /></ac:image><meta name="audience" content="managers" />
        <h2>Twice</h2><p>One.</p><h2>Twice</h2><p>Two.</p>
        </ac:layout-cell></ac:layout-section></ac:layout>"""
    with online(wiki) as (_, source):
        files = opened(source, tmp_path)
        listed(files)
        text = files.read("SALES/Sales Home/Battlecards.html").decode()
        index = Index(tmp_path)
        index.reindex(source)
    for word in ("Price floors", "For some alone", "SECRET", "sql", "p.png", "incomplete", "audience", "ac:", "ri:"):
        assert word not in text
    for word in ("Mind this", "Prices end in August.", "select a &gt; b &lt;b&gt;", "Initech", "2026-12-01", "them"):
        assert word in text
    assert 'id="Twice"' in text
    assert 'id="Twice.1"' in text
    assert "the card" in index.text()


def test_data_center_is_read_with_a_personal_token_and_its_own_links(wiki, tmp_path):
    wiki.authorization, wiki.base = "Bearer personal-token", "https://wiki.acme.example"
    with serving(wiki.answer) as server:
        source = Source("wiki", f"confluence+{server.url}#space=SALES", credentials={"token": "personal-token"})
        index = Index(tmp_path)
        assert index.reindex(source).failures == ()
    links = {passage.url for passage in index.store.current().passages}
    assert "https://wiki.acme.example/spaces/SALES/pages/3#Globex/2026-Howtheycharge" in links


def test_files_on_pages_are_read_where_they_are_wanted_for_those_who_see_the_page(wiki, tmp_path):
    pdf = b"%PDF-1.4 not much of one"
    wiki.pages["20"] = Page("Floors.PDF", kind="attachment", container="5", content=pdf, labels=("kind-deck",))
    wiki.pages["21"] = Page("Floors.png", kind="attachment", container="5")
    wiki.pages["22"] = Page("Other.pdf", kind="attachment", container="9")
    with online(wiki) as (_, source):
        assert not [path for path in listed(opened(source, tmp_path)) if path.endswith(".pdf")]
    with online(wiki, "?space=SALES&attachments=yes") as (_, source):
        files = opened(source, tmp_path)
        path = "SALES/Sales Home/Price floors/Deals below floor/Floors.pdf"
        assert [one for one in listed(files) if one.endswith(".pdf")] == [path]
        assert files.read(path) == pdf
        told = files.side_file(path)
        small = opened(Source("wiki", source.location, max_bytes=10, credentials=ACCESS), tmp_path)
        assert path not in listed(small)
    assert b'audience = ["managers"]' in told
    assert b'kind = "deck"' in told


def test_several_spaces_are_read_and_an_unknown_one_is_told(wiki, tmp_path):
    with online(wiki, "?space=SALES,HR") as (_, source):
        assert "HR/Holidays.html" in listed(opened(source, tmp_path))
    with online(wiki, "?space=NOWHERE") as (_, source), pytest.raises(SourceError, match="knows no such space"):
        listed(opened(source, tmp_path))


def test_what_the_server_asks_for_is_waited_for(wiki, tmp_path):
    answers = [Reply(429, headers={"Retry-After": "0"}), Reply(503)]
    with serving(lambda asked: answers.pop() if answers else wiki.answer(asked)) as server:
        source = Source("wiki", f"confluence+{server.url}/wiki?space=SALES", credentials=ACCESS)
        assert len(listed(opened(source, tmp_path))) == 5


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(401), "refuses these credentials, or wants some: set `username`"),
        (Reply(403), "does not let these credentials read this"),
        (Reply(404), "there is nothing at its Confluence"),
        (Reply(429), "was asked too often"),
        (Reply(500), "has trouble of its own"),
        (Reply(body=b"<html>Log in</html>"), "answers with a page, not with data"),
        (Reply(body=b'{"results": [7], "_links": 8}'), "it could not be listed (AttributeError)"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_read_is_kept(wiki, tmp_path, reply, words):
    with online(wiki) as (_, source):
        index = Index(tmp_path)
        index.reindex(source)
        wiki.replies["/rest/api/content/search"] = reply
        (failure,) = index.reindex(source).failures
    assert failure.kept_last_good
    assert words in failure.reason
    assert "For each seat." in index.text()


def test_a_server_that_goes_down_while_it_is_read_keeps_everything(wiki, tmp_path):
    with online(wiki) as (_, source):
        files = opened(source, tmp_path)
        path = next(iter(listed(files)))
    with pytest.raises(SourceError, match="cannot be reached"):
        files.read(path)


def test_secrets_are_told_nowhere(wiki, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    with online(wiki) as (_, source):
        listed(opened(source, tmp_path))
        wrong = Source("wiki", source.location, credentials={"username": USER, "token": f"{TOKEN}x"})
        files = opened(wrong, tmp_path)
        with pytest.raises(SourceError) as told:
            listed(files)
    assert TOKEN not in caplog.text + "".join(traceback.format_exception(told.value)) + repr(wrong)
    assert "For each seat." not in caplog.text


@pytest.mark.parametrize(
    ("location", "credentials", "words"),
    [
        ("confluence+https://a.example/wiki", {}, "names no space by its key"),
        ('confluence+https://a.example/wiki?space=A"B', {}, "names no space by its key"),
        ("confluence+https://a.example/wiki?space=A&spaces=B", {}, "says something beside `space`, `attachments`"),
        ("confluence+https://a.example/wiki?space=A&space=B", {}, "each once"),
        ("confluence+https://a.example/wiki?space=A&attachments=1", {}, "write yes or no"),
        (f"confluence+https://{USER}:secret@a.example/wiki?space=A", {}, "put them into `credentials`"),
        ("confluence+https://a.example/wiki?space=A", {"key": "secret"}, "hold key; confluence\\+https knows username"),
    ],
)
def test_a_location_that_cannot_be_used_is_refused(tmp_path, location, credentials, words):
    with pytest.raises(SourceError, match=words) as told:
        opened(Source("wiki", location, credentials=credentials), tmp_path)
    assert "secret" not in str(told.value)


def test_where_the_library_is_missing_its_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.delitem(sys.modules, "content_index.connectors.confluence", raising=False)
    monkeypatch.setitem(sys.modules, "content_index.connectors.confluence_client", None)
    with pytest.raises(SourceError, match=r"pip install 'cornerman\[confluence\]'"):
        opened(Source("wiki", "confluence+https://a.example/wiki?space=A"), tmp_path)


def test_the_doctor_counts_the_pages(wiki, tmp_path):
    with online(wiki) as (_, source):
        told = {"name": "wiki", "location": source.location, "credentials": ACCESS}
        settings = Settings(data_dir=tmp_path / "data", sources=(told,))  # type: ignore[arg-type]
        finding = dict(checks(Cornerman(settings)))["source wiki"]()
        wiki.authorization = "Bearer other"
        wrong = dict(checks(Cornerman(settings)))["source wiki"]()
    assert (finding.state, finding.detail) == ("ok", f"5 files at {source.location}")
    assert wrong.state == "wrong"
    assert "refuses these credentials" in wrong.detail


def test_a_page_larger_than_is_allowed_is_told(wiki, tmp_path):
    wiki.pages["1"].body = "<p>" + "x" * 5000 + "</p>"
    with online(wiki) as (_, source):
        files = opened(Source("wiki", source.location, max_bytes=2000, credentials=ACCESS), tmp_path)
        listed(files)
        with pytest.raises(UnreadableFileError, match="raise max_file_mb"):
            files.read("SALES/Sales Home.html")
