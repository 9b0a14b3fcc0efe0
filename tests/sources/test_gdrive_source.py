"""A folder of Google Drive as a source: Google's own libraries against a server that speaks its protocol."""

from __future__ import annotations

import logging
import sys
import tomllib
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from emulated_cloud import served
from emulated_gdrive import (
    ACCOUNT,
    DOCUMENT,
    FOLDER,
    GOOGLES,
    ROOT,
    SELF,
    SHORTCUT,
    TEAM,
    EmulatedDrive,
    refusal,
)
from source_index import Index

from bot.wiring import Cornerman
from bot.wiring.checks import checks
from config.settings import Settings
from content_index.model import Failure, Source, SourceFile
from content_index.ports import AudienceUnknownError, SourceError, SourceFiles, UnreadableFileError
from content_index.sources import open_source

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@pytest.fixture
def drive(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmulatedDrive]:
    made = EmulatedDrive()
    with served(made.answer, monkeypatch) as url:
        made.url = url
        made.add("a.md", content=b"# A\n\nWords of A.\n", key="1fileA")
        cards = made.add("Cards", FOLDER)
        made.add("globex.md", content=b"# Globex\n\nWords of Globex.\n", parent=cards, key="1fileGlobex")
        made.add("old.md", content=b"O", trashed=True)
        yield made


def source(drive: EmulatedDrive, more: str = "", **changes: Any) -> Source:
    return replace(Source("wiki", drive.location(more), credentials={"key": drive.key}), **changes)


def opened(source: Source, tmp_path: Path) -> SourceFiles:
    return open_source(source, kept=tmp_path / "kept")


def listed(files: SourceFiles) -> dict[str, str | None]:
    return {one.path: one.version for one in files.list() if isinstance(one, SourceFile)}


def reasons(files: SourceFiles) -> dict[str, str]:
    return {one.path: one.reason for one in files.list() if isinstance(one, Failure)}


def told(files: SourceFiles, path: str) -> dict[str, Any]:
    return tomllib.loads((files.side_file(path) or b"").decode())


def test_the_files_below_a_folder_are_listed_and_read_with_link_owner_and_audience(drive, tmp_path):
    for name in "bcd":
        drive.add(f"{name}/{name}.md", content=name.encode())
    files = opened(source(drive), tmp_path)
    assert [*listed(files)] == ["Cards/globex.md", "a.md", "b-b.md", "c-c.md", "d-d.md"]
    assert files.read("Cards/globex.md") == b"# Globex\n\nWords of Globex.\n"
    assert told(files, "a.md") == {
        "url": "https://drive.google.com/file/d/1fileA/view",
        "owner": "Dana Reyes",
        "audience": ["sales@acme.example"],
    }
    assert drive.asked.count("POST /token") == 1


def test_googles_own_kinds_become_office_files_and_others_are_told(drive, tmp_path):
    drive.add("Discounts", DOCUMENT, b"D")
    drive.add("Deck.pptx", f"{GOOGLES}presentation", b"P")
    drive.add("Prices", f"{GOOGLES}spreadsheet", b"S")
    drive.add("Survey", f"{GOOGLES}form")
    files = opened(source(drive), tmp_path)
    assert [*listed(files)] == ["Cards/globex.md", "Deck.pptx", "Discounts.docx", "Prices.xlsx", "a.md"]
    assert [files.read(path) for path in ("Discounts.docx", "Deck.pptx", "Prices.xlsx")] == [b"D", b"P", b"S"]
    assert reasons(files) == {
        "Survey": "it is a form of Google's, which cannot be exported: write it as a document",
    }
    drive.faults += [("/export", refusal(403, "exportSizeLimitExceeded"))]
    with pytest.raises(UnreadableFileError, match="larger than the 10 MB that Google exports"):
        files.read("Discounts.docx")


def test_a_file_in_pieces_an_empty_one_and_one_that_is_too_large(drive, tmp_path, monkeypatch):
    monkeypatch.setattr("content_index.connectors.gdrive_client._READ_AT_ONCE", 4)
    drive.add("empty.md")
    drive.add("big.md", content=b"B" * 100, size=None)
    files = opened(source(drive, max_bytes=20), tmp_path)
    listed(files)
    assert files.read("a.md") == b"# A\n\nWords of A.\n"
    assert files.read("empty.md") == b""
    before = len(drive.asked)
    with pytest.raises(UnreadableFileError, match="raise max_file_mb"):
        files.read("big.md")
    assert len(drive.asked) - before < 20  # what shows that it is too large, twice for each redirect


def test_a_shared_drive_tells_its_folders_permissions_once_and_a_files_own_where_it_has_them(drive, tmp_path):
    for name in ("x", "y"):
        drive.add(f"{name}.md", content=name.encode())
    drive.permissions["1fileGlobex"] = [{**TEAM, "emailAddress": f"g{n}@acme.example"} for n in range(3)]
    drive.share()
    files = opened(source(drive), tmp_path)
    listed(files)
    asked = [path for path in drive.asked if path.endswith("/permissions")]
    assert sorted(asked) == [
        f"GET /drive/v3/files/{ROOT}/permissions",
        "GET /drive/v3/files/1fileGlobex/permissions",
        "GET /drive/v3/files/1fileGlobex/permissions",
    ]
    assert told(files, "Cards/globex.md")["audience"] == ["g0@acme.example", "g1@acme.example", "g2@acme.example"]
    assert told(files, "x.md") | {"url": ""} == {"url": "", "owner": "Robin Reed", "audience": ["sales@acme.example"]}


def test_shortcuts_are_followed_once_and_to_where_nothing_else_leads(drive, tmp_path):
    elsewhere = drive.add("Elsewhere", FOLDER, parent="another")
    drive.add("far.md", content=b"F", parent=elsewhere)
    drive.add("round", SHORTCUT, parent=elsewhere, shortcutDetails={"targetId": ROOT})
    one = drive.add("one.md", content=b"1", parent="another")
    gone = drive.add("bin.md", content=b"1", parent="another", trashed=True)
    for name, target in {
        "Far": elsewhere,
        "Far again": elsewhere,
        "A": "1fileA",
        "One.md": one,
        "Bin": gone,
        "X": "x",
    }.items():
        drive.add(name, SHORTCUT, shortcutDetails={"targetId": target})
    files = opened(source(drive), tmp_path)
    assert [*listed(files)] == ["Cards/globex.md", "Far/far.md", "One.md", "a.md"]
    assert files.read("One.md") == b"1"
    assert reasons(files) == {
        "X": "it is a shortcut to what the service account may not see: share that with it, or remove it"
    }


ANYBODY = {"id": "3", "type": "anyone", "role": "reader"}
COMPANY = {"id": "4", "type": "domain", "role": "reader", "domain": "Acme.example"}


@pytest.mark.parametrize(
    ("permissions", "more", "audience"),
    [
        ([TEAM, ANYBODY], "", None),
        ([TEAM, COMPANY], "", ["acme.example", "sales@acme.example"]),
        ([TEAM, COMPANY], "&everyone=acme.example", None),
        ([TEAM, COMPANY], "&everyone=other.example", ["acme.example", "sales@acme.example"]),
        ([TEAM, COMPANY], "&everyone=Sales@acme.example&everyone=other.example", None),
        ([TEAM, {**ANYBODY, "expirationTime": "2020-01-01T00:00:00Z"}], "", ["sales@acme.example"]),
        ([TEAM, {**ANYBODY, "view": "metadata"}], "", ["sales@acme.example"]),
        (
            [{**TEAM, "type": "user", "emailAddress": "Robin@acme.example"}, {**TEAM, "deleted": True}],
            "",
            ["robin@acme.example"],
        ),
    ],
    ids=["anyone", "domain", "own domain", "other domain", "named", "over", "metadata", "person"],
)
def test_who_may_read_becomes_the_audience(drive, tmp_path, permissions, more, audience):
    drive.permissions["1fileA"] = [SELF, *permissions]
    files = opened(source(drive, more), tmp_path)
    listed(files)
    assert told(files, "a.md").get("audience") == audience


def test_what_nobody_is_named_for_or_whose_permissions_cannot_be_read_is_taken_out(drive, tmp_path):
    index, wiki = Index(tmp_path), source(drive)
    drive.permissions["1fileA"] = [ANYBODY]
    index.reindex(wiki)
    assert "Words of A." in index.text()
    drive.permissions["1fileA"] = [SELF]
    (failure,) = index.reindex(wiki).failures
    assert (failure.path, failure.reason[:35]) == ("a.md", "its permissions name nobody who may")
    assert "Words of A." not in index.text()
    drive.may_share = False
    failures = index.reindex(wiki).failures
    assert {failure.path for failure in failures} == {"a.md", "Cards/globex.md"}
    assert f"make the service account {ACCOUNT} an editor of the folder" in failures[0].reason
    assert "Words of Globex." not in index.text()


def test_files_of_one_name_are_told_and_side_files_of_one_name_take_their_file_out(drive, tmp_path):
    drive.add("A.md", content=b"another")
    drive.add("deck.pptx", PPTX, b"D")
    drive.add("deck.pptx.toml", content=b"audience = ['leads']")
    files = opened(source(drive), tmp_path)
    assert [*listed(files)] == ["Cards/globex.md", "deck.pptx"]
    assert told(files, "deck.pptx")["audience"] == ["leads"]
    drive.add("deck.pptx.toml", content=b"audience = ['all']")
    assert [*listed(files)] == ["Cards/globex.md"]
    assert {path: reason[:24] for path, reason in reasons(files).items()} == {
        "A.md": "there are several files ",
        "a.md": "there are several files ",
        "deck.pptx": "there are several side f",
    }
    with pytest.raises(AudienceUnknownError, match="several side files"):
        files.side_file("deck.pptx")


def test_a_second_reindex_reads_the_changed_file_alone_and_out_of_reach_keeps_all(drive, tmp_path):
    index, wiki = Index(tmp_path), source(drive)
    assert len(index.reindex(wiki).added) == 2
    drive.add("a.md", content=b"# A\n\nOther words.\n", key="1fileA")
    assert [*index.reindex(wiki).changed] == ["a.md"]
    assert index.read == ["a.md"]
    drive.permissions["1fileA"] = [COMPANY]
    assert [*index.reindex(wiki).changed] == ["a.md"]  # shared with others
    drive.faults += [("GET /drive/v3/files$", refusal(401, "authError"))] * 3
    (failure,) = index.reindex(wiki).failures
    assert "does not take its service account, it says authError (401)" in failure.reason
    assert "Other words." in index.text()


def test_a_drive_that_is_asked_too_often_is_asked_again(drive, tmp_path, monkeypatch):
    monkeypatch.setattr("googleapiclient.http.time.sleep", lambda _: None)
    drive.faults += [
        (f"/files/{ROOT}$", refusal(429, "rateLimitExceeded")),
        ("/files$", refusal(403, "userRateLimitExceeded")),
        ("/files$", refusal(503)),
    ]
    assert len(listed(opened(source(drive), tmp_path))) == 2
    drive.faults += [("/files$", refusal(503))] * 5
    with pytest.raises(SourceError, match=r"does not answer, it says backendError \(503\): try again later"):
        listed(opened(source(drive), tmp_path))


def test_a_file_that_has_gone_or_is_refused_is_told(drive, tmp_path):
    files = opened(source(drive), tmp_path)
    listed(files)
    drive.faults += [("/1fileA", refusal(403, "cannotDownloadFile"))]
    with pytest.raises(UnreadableFileError, match="let readers download it"):
        files.read("a.md")
    del drive.files["1fileA"]
    with pytest.raises(UnreadableFileError, match="not there any more"):
        files.read("a.md")
    with pytest.raises(UnreadableFileError, match="not in the folder any more"):
        files.read("b.md")


def test_a_folder_that_is_not_shared_is_a_file_or_in_the_bin_is_told(drive, tmp_path):
    for folder, words in (("0Unknown", f"share the folder with {ACCOUNT}"), ("1fileA", "names a file")):
        with pytest.raises(SourceError, match=words):
            listed(opened(source(drive, location=drive.location(folder=folder)), tmp_path))
    drive.files[ROOT]["trashed"] = True
    with pytest.raises(SourceError, match="in the bin"):
        listed(opened(source(drive), tmp_path))
    drive.faults += [(f"/files/{ROOT}", refusal(403, "accessNotConfigured"))]
    with pytest.raises(SourceError, match="enable the Google Drive API"):
        listed(opened(source(drive), tmp_path))


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("gdrive://", "names no folder: write it as gdrive://ID"),
        ("gdrive://0AbCdEf/Cards", "names no folder"),
        ("gdrive://me:secret@0AbCdEf", "names no folder"),
        ("gdrive://0AbCdEf#folder=x", "something beside everyone and api"),
        ("gdrive://0AbCdEf#api=http://x", "does not begin with https"),
    ],
)
def test_a_location_that_says_something_else_is_refused(drive, tmp_path, location, words):
    with pytest.raises(SourceError, match=words) as refused:
        opened(source(drive, location=location), tmp_path)
    assert "secret" not in str(refused.value)


def test_the_key_may_be_a_file_and_read_in_somebodys_name(drive, tmp_path):
    place = tmp_path / "key.json"
    place.write_text(drive.key)
    credentials = {"key_file": str(place), "subject": "dana@acme.example"}
    assert len(listed(opened(source(drive, credentials=credentials), tmp_path))) == 2
    assert drive.subject == "dana@acme.example"


def test_credentials_that_cannot_be_used_are_told_without_them(drive, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    for credentials, words in (
        ({}, "want one of key and key_file"),
        ({"key": drive.key, "token": "x"}, "hold token"),
        ({"key_file": str(tmp_path / "none.json")}, "cannot be read: No such file"),
        ({"key": '{"private_key": "very-secret"}'}, "none of a service account"),
        ({"key": "very-secret"}, "none of a service account"),
    ):
        with pytest.raises(SourceError, match=words) as refused:
            listed(opened(source(drive, credentials=credentials), tmp_path))
        assert "very-secret" not in "".join(traceback.format_exception(refused.value))
    files = opened(source(drive), tmp_path)
    listed(files)
    drive.key_is_taken = False
    with pytest.raises(
        SourceError, match=r"cannot sign in \(invalid_grant: Invalid JWT Signature.\): make a new key"
    ) as refused:
        listed(opened(source(drive), tmp_path))
    said = caplog.text + "".join(traceback.format_exception(refused.value)) + repr(vars(files))
    assert drive.token not in said
    assert "PRIVATE KEY" not in said


def test_a_server_that_is_not_trusted_is_told(drive, tmp_path, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setattr("googleapiclient.http.time.sleep", lambda _: None)
    with pytest.raises(SourceError, match=r"cannot be reached .*try again later"):
        listed(opened(source(drive), tmp_path))


def test_doctor_counts_the_files_and_tells_what_is_wrong(drive, tmp_path):
    wiki = {"name": "wiki", "location": drive.location(), "credentials": {"key": drive.key}}
    settings = Settings(data_dir=tmp_path / "data", sources=(wiki,))
    finding = dict(checks(Cornerman(settings)))["source wiki"]()
    assert (finding.state, finding.detail[:7]) == ("ok", "2 files")
    drive.key_is_taken = False
    finding = dict(checks(Cornerman(settings)))["source wiki"]()
    assert (finding.state, finding.detail[:35]) == ("wrong", "its service account cannot sign in ")


def test_where_googles_libraries_are_missing_their_extra_is_named(drive, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "googleapiclient", None)
    with pytest.raises(SourceError, match=r"pip install 'cornerman\[gdrive\]'"):
        opened(source(drive), tmp_path)
