"""A library of SharePoint, and a OneDrive, as sources: Microsoft's own libraries against a server that speaks Graph."""

from __future__ import annotations

import gc
import logging
import sys
import threading
import tomllib
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from emulated_cloud import served
from emulated_graph import LIBRARY, PERSONAL, SECRET, TEAM, EmulatedGraph, trouble
from source_index import Index

from bot.wiring import Cornerman
from bot.wiring.checks import checks
from config.settings import Settings
from content_index.model import Failure, FolderDefaults, Source, SourceFile
from content_index.ports import AudienceUnknownError, SourceError, SourceFiles, UnreadableFileError
from content_index.sources import open_source

PLAYBOOKS = "Shared%20Documents/Playbooks"


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmulatedGraph]:
    made = EmulatedGraph()
    with served(made.answer, monkeypatch) as url:
        made.url = url
        made.put("Playbooks/a.md", b"# A\n\nWords of A.\n")
        made.put("Playbooks/Cards/globex.md", b"# Globex\n\nWords of Globex.\n")
        made.put("Playbooks/Cards/initech.md", b"# Initech\n\nWords of Initech.\n")
        made.put("HR/pay.md", b"# Pay\n\nSecret.\n")
        yield made


def source(graph: EmulatedGraph, path: str = PLAYBOOKS, more: str = "", **changes: Any) -> Source:
    return replace(Source("wiki", graph.location(path, more), credentials=graph.credentials), **changes)


def opened(source: Source, tmp_path: Path) -> SourceFiles:
    return open_source(source, kept=tmp_path / "kept")


def listed(source: Source, tmp_path: Path) -> dict[str, str | None]:
    return {one.path: getattr(one, "version", None) for one in opened(source, tmp_path).list()}


def told(files: SourceFiles, path: str) -> dict[str, Any]:
    return tomllib.loads((files.side_file(path) or b"").decode())


def test_the_files_below_a_folder_are_listed_and_read_with_link_owner_and_audience(graph, tmp_path):
    files = opened(source(graph), tmp_path)
    assert [one.path for one in files.list()] == ["Cards/globex.md", "Cards/initech.md", "a.md"]
    assert files.read("Cards/globex.md") == b"# Globex\n\nWords of Globex.\n"
    assert told(files, "a.md") == {
        "url": "https://acme.sharepoint.com/sites/Sales/a.md",
        "owner": "Dana Reyes",
        "audience": ["Sales Members"],
    }
    assert list(listed(source(graph, "Documents"), tmp_path))[-1] == "Playbooks/a.md"  # by the library's own name


def test_somebodys_onedrive_is_read(graph, tmp_path):
    graph.put("Documents/Playbooks/b.md", b"B", PERSONAL)
    location = f"onedrive://dana@acme.example/Documents/Playbooks#graph={graph.url}&login={graph.url}"
    files = opened(source(graph, location=location), tmp_path)
    assert [one.path for one in files.list()] == ["b.md"]
    assert files.read("b.md") == b"B"


def test_only_what_has_changed_is_asked_for_and_told_apart(graph, tmp_path):
    first = listed(source(graph), tmp_path)
    graph.asked.clear()
    graph.put("Playbooks/a.md", b"# A\n\nOther words.\n")
    gone = graph.id_of("Playbooks/Cards/initech.md")
    graph.remove(gone)
    second = listed(source(graph), tmp_path)
    assert [*second] == ["Cards/globex.md", "a.md"]
    assert [path for path in second if first[path] != second[path]] == ["a.md"]
    assert graph.paths_asked.count(f"drives/{LIBRARY}/root/delta") == 1


def test_what_moves_into_the_folder_comes_with_all_that_is_in_it(graph, tmp_path):
    graph.put("Elsewhere/Old/deep.md", b"D")
    listed(source(graph), tmp_path)
    graph.move(graph.id_of("Elsewhere/Old"), graph.id_of("Playbooks"))
    graph.move(graph.id_of("Playbooks/Cards"), graph.id_of("HR"))
    assert [*listed(source(graph), tmp_path)] == ["Old/deep.md", "a.md"]


def test_a_mark_that_graph_has_forgotten_or_that_is_damaged_starts_over(graph, tmp_path):
    first = listed(source(graph), tmp_path)
    graph.remove(graph.id_of("Playbooks/a.md"))
    graph.unknown_marks = True
    second = listed(source(graph), tmp_path)
    assert [*second] == ["Cards/globex.md", "Cards/initech.md"]
    assert second["Cards/globex.md"] == first["Cards/globex.md"]
    (kept,) = (tmp_path / "kept").rglob("drive.json")
    kept.write_text('{"format": 1, "dri')
    assert listed(source(graph), tmp_path) == second


EVERYBODY = {
    "roles": ["read"],
    "grantedToV2": {"siteUser": {"loginName": "c:0-.f|rolemanager|spo-grid-all-users/1111", "displayName": "Jeder"}},
}
ROBIN = {"user": {"displayName": "Robin Reed", "email": "robin@acme.example"}}
OVER = {"roles": ["read"], "expirationDateTime": "2020-01-01T00:00:00Z", "link": {"scope": "anonymous"}}


@pytest.mark.parametrize(
    ("permissions", "audience"),
    [
        ([TEAM, {"roles": ["read"], "link": {"scope": "organization"}}], None),
        ([TEAM, {"roles": ["read"], "link": {"scope": "anonymous"}}], None),
        ([TEAM, EVERYBODY], None),
        ([TEAM, {"roles": ["read"], "grantedToV2": {"group": {"displayName": "all sales"}}}], None),
        (
            [TEAM, OVER, {"roles": ["read"], "grantedToV2": {"group": {"displayName": "EMEA"}}}],
            ["EMEA", "Sales Members"],
        ),
        ([TEAM, {**EVERYBODY, "roles": ["sp.limited access"]}], ["Sales Members"]),
        ([{"roles": ["write"], "link": {"scope": "users"}, "grantedToIdentitiesV2": [ROBIN]}], ["robin@acme.example"]),
        ([TEAM, {"roles": ["write"], "grantedToV2": {"application": {"displayName": "Bot"}}}], ["Sales Members"]),
    ],
    ids=["organisation", "anonymous", "everybody", "named", "two", "limited", "person", "app"],
)
def test_who_may_read_becomes_the_audience(graph, tmp_path, permissions, audience):
    graph.permissions[graph.id_of("Playbooks/a.md")] = permissions
    files = opened(source(graph, more="&everyone=Everyone%20Here&everyone=All%20Sales"), tmp_path)
    assert "a.md" in [one.path for one in files.list() if isinstance(one, SourceFile)]
    assert told(files, "a.md").get("audience") == audience


def test_a_permission_on_a_later_page_counts(graph, tmp_path):
    more = [{"roles": ["read"], "grantedToV2": {"group": {"displayName": name}}} for name in ("A", "B", "C")]
    graph.permissions[graph.id_of("Playbooks/a.md")] = [TEAM, *more]
    assert told(opened(source(graph), tmp_path), "a.md")["audience"] == ["A", "B", "C", "Sales Members"]


def test_a_file_that_is_shared_with_others_has_changed_though_its_mark_has_not(graph, tmp_path):
    first = listed(source(graph), tmp_path)
    graph.permissions[graph.id_of("Playbooks/a.md")] = [EVERYBODY]
    second = listed(source(graph), tmp_path)
    assert [path for path in second if first[path] != second[path]] == ["a.md"]


@pytest.mark.parametrize("wrong", [[], [{"roles": ["read"], "grantedToV2": {}}], 403])
def test_what_nobody_is_named_for_or_whose_permissions_cannot_be_read_is_taken_out(graph, tmp_path, wrong):
    index, wiki = Index(tmp_path), source(graph)
    graph.permissions[graph.id_of("Playbooks/a.md")] = [EVERYBODY]
    index.reindex(wiki)
    assert "Words of A." in index.text()
    item = graph.id_of("Playbooks/a.md")
    if wrong == 403:
        graph.faults += [(f"BATCH .*{item}", trouble(403, "accessDenied"))]
    else:
        graph.permissions[item] = wrong
    report = index.reindex(wiki)
    assert [failure.path for failure in report.failures] == ["a.md"]
    assert "nobody" in report.failures[0].reason
    assert "Words of A." not in index.text()
    assert "Words of Globex." in index.text()


def test_settings_and_side_files_say_more_than_sharepoint(graph, tmp_path):
    graph.put("Playbooks/deck.pptx", b"D")
    graph.put("Playbooks/deck.pptx.toml", "\ufeffkind = 'deck'\naudiences = ['leads']\n".encode())
    told_by = {"owner": "Robin Reed"}
    files = opened(
        source(graph, folders=(FolderDefaults("Cards/", told_by),), link_template="https://x/{path}"), tmp_path
    )
    first = {one.path: one.version for one in files.list()}
    assert told(files, "deck.pptx") == {"kind": "deck", "audiences": ["leads"], "owner": "Dana Reyes"}
    assert told(files, "Cards/globex.md") == {"audience": ["Sales Members"]}
    graph.put("Playbooks/deck.pptx.toml", b"audience = ")
    assert {one.path: one.version for one in files.list()}["deck.pptx"] != first["deck.pptx"]
    with pytest.raises(AudienceUnknownError, match=r"side file deck.pptx.toml is no valid TOML"):
        files.side_file("deck.pptx")


def test_what_is_no_file_is_told_and_what_is_too_large_is_not_fetched(graph, tmp_path):
    graph.put("Playbooks/Notes", b"", package={"type": "oneNote"})
    graph.put("Playbooks/Other", b"", remoteItem={"id": "elsewhere"})
    graph.put("Playbooks/big.md", b"B" * 2000)
    files = opened(source(graph, max_bytes=1000), tmp_path)
    reasons = {one.path: one.reason for one in files.list() if isinstance(one, Failure)}
    assert {path: reason[:30] for path, reason in reasons.items()} == {
        "Notes": "it is a notebook of OneNote, w",
        "Other": "it is a shortcut to another li",
        "big.md": "it has 0.002 million bytes, mo",
    }
    with pytest.raises(UnreadableFileError, match="raise max_file_mb"):
        files.read("big.md")


def test_a_second_reindex_reads_the_changed_file_alone_and_out_of_reach_keeps_all(graph, tmp_path):
    index, wiki = Index(tmp_path), source(graph)
    assert len(index.reindex(wiki).added) == 3
    graph.put("Playbooks/a.md", b"# A\n\nOther words.\n")
    assert [*index.reindex(wiki).changed] == ["a.md"]
    assert index.read == ["a.md"]
    graph.faults += [("/root/delta", trouble(500, "generalException"))]
    (failure,) = index.reindex(wiki).failures
    assert "what has changed in it cannot be read: Microsoft Graph says generalException (500)" in failure.reason
    assert "Other words." in index.text()
    graph.put("Playbooks/a.md", b"# A\n\nThird words.\n")
    graph.faults += [("/download/", trouble(502))]
    (failure,) = index.reindex(wiki).failures
    assert failure.path == ""
    assert "Other words." in index.text()


def test_a_graph_that_is_asked_too_often_is_asked_again_when_it_says_so(graph, tmp_path):
    graph.faults += [
        ("/root/delta", trouble(429, Retry_After="1")),
        (f"BATCH .*{graph.id_of('Playbooks/a.md')}", trouble(429, Retry_After="1")),
    ]
    assert len(listed(source(graph), tmp_path)) == 3
    assert graph.paths_asked.count(f"drives/{LIBRARY}/items/{graph.id_of('Playbooks/a.md')}/permissions") == 1


def test_a_file_that_has_gone_or_is_refused_is_told(graph, tmp_path):
    files = opened(source(graph), tmp_path)
    [*files.list()]
    graph.faults += [("/content", trouble(423, "resourceLocked"))]
    with pytest.raises(UnreadableFileError, match=r"resourceLocked \(423\): open it in the browser"):
        files.read("a.md")
    graph.remove(graph.id_of("Playbooks/a.md"))
    with pytest.raises(UnreadableFileError, match="not there any more"):
        files.read("a.md")
    with pytest.raises(UnreadableFileError, match="not in the folder any more"):
        files.read("b.md")
    graph.faults += [("/content", trouble(401, "InvalidAuthenticationToken"))]
    with pytest.raises(SourceError, match="administrator grant consent"):
        files.read("Cards/globex.md")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("Shared%20Documents/Nowhere", "there is no folder 'Nowhere'"),
        ("Shared%20Documents/Playbooks/a.md", "which is no folder"),
        ("Nothing/Playbooks", "no library of that name; it has Shared Documents, SitePages"),
        ("../Other/Documents", "names no place"),
    ],
)
def test_a_place_that_is_not_there_is_told(graph, tmp_path, path, words):
    with pytest.raises(SourceError, match=words):
        listed(source(graph, path), tmp_path)


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("sharepoint://acme.sharepoint.com", "names no library"),
        ("sharepoint://me:secret@acme.sharepoint.com/sites/Sales/Documents", "something beside"),
        ("onedrive://acme.example/Documents", "names no place: write it as onedrive://PERSON@COMPANY"),
        ("sharepoint://acme.sharepoint.com/sites/Sales/Documents#cloud=moon", "known are us-government"),
        ("sharepoint://acme.sharepoint.com/sites/Sales/Documents#login=http://x", "does not begin with https"),
        ("sharepoint://acme.sharepoint.com/sites/Sales/Documents#folder=x", "something beside cloud"),
    ],
)
def test_a_location_that_says_something_else_is_refused(graph, tmp_path, location, words):
    with pytest.raises(SourceError, match=words) as refused:
        opened(source(graph, location=location), tmp_path)
    assert "secret" not in str(refused.value)


def test_credentials_that_are_missing_are_named(graph, tmp_path):
    with pytest.raises(SourceError, match="lack tenant_id, client_id"):
        opened(source(graph, credentials={"client_secret": SECRET}), tmp_path)
    with pytest.raises(SourceError, match="hold token"):
        opened(source(graph, credentials={**graph.credentials, "token": SECRET}), tmp_path)


def test_an_app_that_cannot_sign_in_or_may_not_read_is_told_without_its_secret(graph, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    wiki = source(graph)
    graph.faults += [("/sites/", trouble(403, "accessDenied"))]
    with pytest.raises(SourceError, match=r"application permission Files.Read.All .*grant consent"):
        listed(wiki, tmp_path)
    graph.secret = "another"
    with pytest.raises(SourceError, match=r"AADSTS7000215.*put its value, not its id, into `client_secret`") as refused:
        listed(wiki, tmp_path)
    said = caplog.text + "".join(traceback.format_exception(refused.value)) + repr(vars(opened(wiki, tmp_path)))
    assert SECRET not in said
    assert graph.token not in said


async def test_a_loop_that_runs_already_is_no_hindrance(graph, tmp_path):
    assert len(listed(source(graph), tmp_path)) == 3


def test_connections_end_with_the_source(graph, tmp_path):
    def threads() -> list[threading.Thread]:
        return [one for one in threading.enumerate() if one.name == "microsoft-graph"]

    before = {*threads()}
    files = opened(source(graph), tmp_path)
    [*files.list()]
    (mine,) = {*threads()} - before
    del files
    gc.collect()
    mine.join(10)
    assert not mine.is_alive()


def test_nothing_secret_is_kept(graph, tmp_path):
    files = opened(source(graph), tmp_path)
    [*files.list()]
    files.read("a.md")
    kept = b"".join(place.read_bytes() for place in (tmp_path / "kept").rglob("*") if place.is_file())
    assert b"tempauth" not in kept
    assert SECRET.encode() not in kept
    assert graph.token.encode() not in kept


def test_a_server_that_is_down_is_told(graph, tmp_path, monkeypatch):
    wiki = source(graph)
    monkeypatch.setenv("SSL_CERT_FILE", "")
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(SourceError, match="try again later"):
        listed(wiki, tmp_path)


def test_doctor_counts_the_files_and_tells_what_is_wrong(graph, tmp_path):
    wiki = {"name": "wiki", "location": graph.location(PLAYBOOKS), "credentials": graph.credentials}
    settings = Settings(data_dir=tmp_path / "data", sources=(wiki,))
    finding = dict(checks(Cornerman(settings)))["source wiki"]()
    assert (finding.state, finding.detail[:7]) == ("ok", "3 files")
    graph.faults += [("/sites/", trouble(403, "accessDenied"))]
    finding = dict(checks(Cornerman(settings)))["source wiki"]()
    assert finding.state == "wrong"
    assert "have an administrator grant consent" in finding.detail


def test_where_microsofts_libraries_are_missing_their_extra_is_named(graph, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "kiota_http", None)
    with pytest.raises(SourceError, match=r"pip install 'cornerman\[sharepoint\]'"):
        opened(source(graph), tmp_path)
