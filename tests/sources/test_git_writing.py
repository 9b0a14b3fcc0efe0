"""What is written into a git repository: a commit, pushed."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from dulwich.repo import Repo
from git_places import LINK, Remote, colleague_first

from content_index.model import Source, SourceFile
from content_index.ports import NotWritableError, WritableFiles
from content_index.review_writing import write_review
from content_index.sources import open_source


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    made = Remote(tmp_path / "playbooks.git")
    made.commit({"old.md": b"O"})
    made.commit({"sales/a.md": b"A", "sales/deck.pptx": b"D", "hr/b.md": b"B"})
    return made


@pytest.fixture
def files(remote: Remote, tmp_path: Path) -> WritableFiles:
    found = open_source(Source("wiki", remote.location("#folder=sales")), kept=tmp_path / "kept")
    assert hasattr(found, "write")
    return found  # type: ignore[return-value]


def test_what_is_written_is_one_commit_of_cornerman_on_the_branch(remote, files):
    before = remote.last()[0]
    files.write("a.md", b"A2", b"A", "Discounts: reviewed by Dana Reyes – да")
    commit, tree = remote.last()
    assert tree == {"sales/a.md": b"A2", "sales/deck.pptx": b"D", "hr/b.md": b"B"}
    assert commit.parents == [before.id]
    assert commit.author.startswith(b"Cornerman <")
    assert commit.message.decode() == "Discounts: reviewed by Dana Reyes – да"
    assert files.read("a.md") == b"A2"


def test_new_files_and_a_second_write_are_pushed_too(remote, files):
    files.write("new/c.md", b"C", None, "c")
    files.write("new/c.md", b"C2", b"C", "c again")
    assert remote.last()[1]["sales/new/c.md"] == b"C2"
    assert [entry.path for entry in files.list() if isinstance(entry, SourceFile)] == ["a.md", "deck.pptx", "new/c.md"]


def test_a_review_is_written_into_the_page_and_beside_the_deck(remote, files):
    write_review(files, "a.md", date(2026, 3, 31), "reviewed")
    write_review(files, "deck.pptx", date(2026, 3, 31), "reviewed")
    tree = remote.last()[1]
    assert tree["sales/a.md"] == b"---\nreviewed: 2026-03-31\n---\n\nA"
    assert tree["sales/deck.pptx.toml"] == b"reviewed = 2026-03-31\n"


def test_what_has_changed_since_it_was_read_is_not_overwritten(remote, files):
    assert files.read("a.md") == b"A"
    remote.commit({"sales/a.md": b"A of a colleague"})
    for path, before in (("a.md", b"A"), ("a.md", None), ("gone.md", b"G")):
        with pytest.raises(NotWritableError, match="changed just now: try again"):
            files.write(path, b"A2", before, "mine")
    assert remote.last()[1] == {"sales/a.md": b"A of a colleague"}


@pytest.mark.parametrize("rewritten", [False, True])
def test_a_branch_that_moves_under_the_push_keeps_what_moved_it(remote, files, monkeypatch, rewritten):
    theirs = {"sales/a.md": b"A", "sales/theirs.md": b"T"}
    with monkeypatch.context() as meanwhile:
        colleague_first(meanwhile, lambda: remote.commit(theirs, rewritten=rewritten))
        with pytest.raises(NotWritableError, match="changed just now: try again"):
            files.write("a.md", b"A2", b"A", "mine")
    assert remote.last()[1] == theirs
    assert {entry.path: files.read(entry.path) for entry in files.list() if isinstance(entry, SourceFile)} == {
        "a.md": b"A",
        "theirs.md": b"T",
    }
    files.write("a.md", b"A2", b"A", "mine")
    assert remote.last()[1] == {**theirs, "sales/a.md": b"A2"}


def test_links_folders_and_places_outside_are_not_written_to(remote, files):
    remote.commit({"sales/a.md": b"A", "sales/x/b.md": b"B", "sales/link.md": (LINK, b"a.md")})
    for path, before in (("link.md", b"A"), ("x", None), ("a.md/b.md", None), ("../hr/b.md", None), ("/a.md", None)):
        with pytest.raises(NotWritableError):
            files.write(path, b"!", before, "mine")
    assert remote.last()[1]["sales/a.md"] == b"A"


def test_a_branch_that_is_checked_out_where_it_comes_from_is_not_moved(tmp_path):
    with closing(Repo.init(str(tmp_path / "work"), mkdir=True)) as repo:
        repo.refs.set_symbolic_ref(b"HEAD", b"refs/heads/main")
    Remote(tmp_path / "work" / ".git").commit({"a.md": b"A"})
    files = open_source(Source("wiki", f"git+file://{tmp_path}/work"), kept=tmp_path / "kept")
    assert files.read("a.md") == b"A"
    with pytest.raises(NotWritableError, match="use a bare repository"):
        files.write("a.md", b"A2", b"A", "mine")  # type: ignore[attr-defined]
