"""Files are found in folders, zips and on servers, and nothing outside the source ever is."""

from __future__ import annotations

import errno
import functools
import http.server
import os
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from content_index.globs import matches
from content_index.model import Failure, Source, SourceFile
from content_index.ports import AudienceUnknownError, SourceError, UnreadableFileError
from content_index.sources import open_source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "content"
    for path, words in {
        "b.md": "B",
        "a.md": "A",
        "cards/deck.pptx": "D",
        "cards/deck.pptx.toml": "kind = 'deck'",
        "cards/drafts/x.md": "X",
        "скидки и цены.md": "Ц",
        ".git/config.md": "no",
        ".hidden.md": "no",
        "~$lock.docx": "no",
        "logo.png": "no",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(words, encoding="utf-8")
    return root


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}/"
        httpd.shutdown()
        thread.join()


@pytest.fixture
def zipped(folder: Path) -> Path:
    place = folder.parent / "content.zip"
    with zipfile.ZipFile(place, "w") as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder).as_posix())
    return place


@pytest.fixture(params=["folder", "zip path", "zip address", "server"])
def location(request: pytest.FixtureRequest, folder: Path) -> str:
    match request.param:
        case "folder":
            return str(folder)
        case "zip path":
            return str(request.getfixturevalue("zipped"))
        case "zip address":
            return f"zip://::{request.getfixturevalue('zipped')}"
        case _:
            return str(request.getfixturevalue("server"))


def paths(source: Source) -> list[str]:
    return [entry.path for entry in open_source(source).list() if isinstance(entry, SourceFile)]


def failures(source: Source) -> dict[str, str]:
    return {entry.path: entry.reason for entry in open_source(source).list() if isinstance(entry, Failure)}


def test_documents_are_listed_by_path_wherever_they_are(location):
    assert paths(Source("s", location)) == ["a.md", "b.md", "cards/deck.pptx", "cards/drafts/x.md", "скидки и цены.md"]


def test_files_and_side_files_are_read_wherever_they_are(location):
    files = open_source(Source("s", location))
    assert files.read("скидки и цены.md").decode() == "Ц"
    assert files.side_file("cards/deck.pptx") == b"kind = 'deck'"
    assert files.side_file("a.md") is None


def test_a_side_file_is_read_and_no_document_however_its_ending_is_written(folder, request):
    (folder / "b.md.TOML").write_text("audience = ['managers']", encoding="utf-8")
    for location in (str(folder), str(request.getfixturevalue("zipped")), str(request.getfixturevalue("server"))):
        files = open_source(Source("s", location))
        assert not [entry.path for entry in files.list() if entry.path.startswith("b.md.")]
        assert files.side_file("b.md") == b"audience = ['managers']"


def test_a_document_with_two_side_files_is_refused(zipped):
    with zipfile.ZipFile(zipped, "a") as archive:  # not every file system tells the two apart
        archive.writestr("b.md.toml", "audience = ['sales']")
        archive.writestr("b.md.TOML", "audience = ['managers']")
    files = open_source(Source("s", str(zipped)))
    assert "b.md" in [entry.path for entry in files.list()]
    with pytest.raises(AudienceUnknownError, match=r"keep one of b\.md\.TOML, b\.md\.toml"):
        files.side_file("b.md")


def test_patterns_choose_wherever_the_files_are(location):
    assert paths(Source("s", location, include=("*.md",), exclude=("drafts/**", "cards/drafts/"))) == [
        "a.md",
        "b.md",
        "скидки и цены.md",
    ]


def test_a_file_that_is_gone_is_told(location):
    with pytest.raises(UnreadableFileError):
        open_source(Source("s", location)).read("gone.md")


def test_a_large_file_is_reported_with_the_limit_and_its_setting(location, folder):
    reasons = failures(Source("s", location, max_bytes=1))
    assert reasons.keys() == {"скидки и цены.md"}  # two bytes
    assert "max_file_mb = 1e-06 of source s allows" in reasons["скидки и цены.md"]
    with pytest.raises(UnreadableFileError, match="raise max_file_mb"):
        open_source(Source("s", location, max_bytes=1)).read("скидки и цены.md")


def test_one_file_is_a_source_too(folder, server):
    for location in (str(folder / "cards/deck.pptx"), f"{server}cards/deck.pptx"):
        files = open_source(Source("s", location))
        assert [entry.path for entry in files.list()] == ["deck.pptx"]
        assert files.read("deck.pptx") == b"D"
        assert files.side_file("deck.pptx") == b"kind = 'deck'"


def test_the_version_changes_with_the_file_and_with_its_side_file(folder):
    def versions() -> dict[str, str | None]:
        listed = open_source(Source("s", str(folder))).list()
        return {entry.path: entry.version for entry in listed if isinstance(entry, SourceFile)}

    first = versions()
    assert versions() == first
    (folder / "a.md").write_text("longer", encoding="utf-8")
    (folder / "cards/deck.pptx.toml").write_text("kind = 'pitch'", encoding="utf-8")
    (folder / "b.md.TOML").write_text("kind = 'note'", encoding="utf-8")
    changed = {path for path, version in versions().items() if version != first[path]}
    assert changed == {"a.md", "b.md", "cards/deck.pptx"}


def test_a_server_and_a_zip_give_change_marks(server, zipped):
    for location in (server, str(zipped)):
        listed = [entry for entry in open_source(Source("s", location)).list() if isinstance(entry, SourceFile)]
        assert all(entry.version for entry in listed)


def test_a_changed_zip_is_listed_anew(zipped):
    source = Source("s", str(zipped))
    before = paths(source)
    with zipfile.ZipFile(zipped, "a") as archive:
        archive.writestr("new.md", "N")
    assert set(paths(source)) - set(before) == {"new.md"}


def test_a_zip_cannot_name_files_outside_itself(tmp_path):
    place = tmp_path / "evil.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("../../evil.md", "E")
        archive.writestr("good.md", "G")
    assert paths(Source("s", str(place))) == ["good.md"]


def test_a_symlink_out_of_the_folder_is_reported_and_never_read(folder, tmp_path):
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    (folder / "loop").symlink_to(folder / "loop")
    source = Source("s", str(folder))
    reasons = failures(source)
    assert "leads out of its folder" in reasons["link.md"]
    assert "leads out of its folder" in reasons["linked"]
    assert "loop" in reasons
    assert "link.md" not in paths(source)
    for path in ("link.md", "../secret.md"):
        with pytest.raises(UnreadableFileError, match="leads out"):
            open_source(source).read(path)


def test_a_symlink_within_the_folder_is_a_file_like_others(folder):
    (folder / "same.md").symlink_to(folder / "a.md")
    (folder / "again").symlink_to(folder / "cards")
    source = Source("s", str(folder))
    assert "same.md" in paths(source)
    assert not [path for path in paths(source) if path.startswith("again")]


def test_a_pipe_is_reported_and_not_waited_for(folder):
    os.mkfifo(folder / "pipe.md")
    assert "no regular file" in failures(Source("s", str(folder)))["pipe.md"]


@pytest.mark.parametrize(
    "location", ["/no/such/folder", "nosuchthing://x/y", "http://127.0.0.1:9/", "zip://::/no/such/file.zip"]
)
def test_a_location_that_is_not_there_is_named(location):
    with pytest.raises(SourceError) as error:
        list(open_source(Source("handbook", location)).list())
    assert str(error.value).startswith("its location")


def test_a_broken_zip_is_named(tmp_path):
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(SourceError, match="its location"):
        list(open_source(Source("s", str(tmp_path / "broken.zip"))).list())


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("a.md", "**/*", True),
        ("x/y/a.md", "**/*", True),
        ("x/y/a.md", "**", True),
        ("x/y/a.md", "*.md", True),
        ("x/y/a.md", "x/*.md", False),
        ("x/y/a.md", "x/**", True),
        ("x", "x/**", False),
        ("x/y/a.md", "x/", True),
        ("x/y/a.md", "**/y/*", True),
        ("y/a.md", "**/y/*", True),
        ("x/y/a.md", "./x/y/a.md", True),
        ("x/y/a.txt", "*.md", False),
        ("a/b/c/d", "**/**/**/x", False),
    ],
)
def test_globs(path, pattern, expected):
    assert matches(path, pattern) is expected


def test_a_name_that_is_not_utf_8_is_reported_and_the_rest_is_listed(folder):
    (folder / os.fsdecode(b"caf\xe9.md")).write_text("Words")
    source = Source("s", str(folder))
    ((path, reason),) = [item for item in failures(source).items() if "caf" in item[0]]
    path.encode("utf-8")
    assert "UTF-8" in reason
    assert "a.md" in paths(source)


def test_a_side_file_that_is_a_broken_link_is_refused_not_taken_for_absent(folder):
    (folder / "a.md.toml").symlink_to(folder / "gone.toml")
    with pytest.raises(UnreadableFileError):
        open_source(Source("s", str(folder))).side_file("a.md")


def test_a_symlink_that_leads_round_in_a_circle_is_called_so(tmp_path):
    (tmp_path / "a.md").symlink_to("b.md")
    (tmp_path / "b.md").symlink_to("a.md")
    reasons = failures(Source("s", str(tmp_path)))
    assert reasons.keys() == {"a.md", "b.md"}
    assert all("leads round in a circle" in reason for reason in reasons.values())
    with pytest.raises(UnreadableFileError, match="leads round in a circle"):
        open_source(Source("s", str(tmp_path))).read("a.md")


def test_a_share_that_has_gone_away_is_named_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(place: Path, **_: object) -> None:
        raise OSError(errno.ENOTCONN, "Transport endpoint is not connected", str(place))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", refuse)
        with pytest.raises(SourceError, match="'/mnt/wiki' cannot be opened: Transport endpoint is not connected"):
            open_source(Source("wiki", "/mnt/wiki"))
