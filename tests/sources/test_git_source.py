"""A git repository as a source: real ones, below the test's folder."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from git_places import LINK, SUBMODULE, Remote
from hypothesis import given, settings
from hypothesis import strategies as st

from content_index.connectors import git_clone
from content_index.model import Failure, Source, SourceFile
from content_index.ports import AudienceUnknownError, SourceError, SourceFiles, UnreadableFileError
from content_index.sources import open_source

POINTER = (
    b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32\nsize 12345\n"
)


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    made = Remote(tmp_path / "playbooks.git")
    made.commit({"a.md": b"A", "cards/deck.pptx": b"D", "cards/deck.pptx.toml": b"kind = 'deck'"})
    return made


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def opened(kept: Path, location: str, **more: object) -> SourceFiles:
    return open_source(Source("wiki", location, **more), kept=kept)  # type: ignore[arg-type]


def versions(files: SourceFiles) -> dict[str, str | None]:
    return {entry.path: entry.version for entry in files.list() if isinstance(entry, SourceFile)}


def reasons(files: SourceFiles) -> dict[str, str]:
    return {entry.path: entry.reason for entry in files.list() if isinstance(entry, Failure)}


def test_the_files_of_the_repositorys_own_branch_are_listed_and_read(remote, kept):
    files = opened(kept, remote.location())
    assert list(versions(files)) == ["a.md", "cards/deck.pptx"]
    assert files.read("a.md") == b"A"
    assert files.side_file("cards/deck.pptx") == b"kind = 'deck'"
    assert files.side_file("a.md") is None
    with pytest.raises(UnreadableFileError, match="not in the branch"):
        files.read("gone.md")


def test_a_branch_and_a_folder_are_chosen_in_the_location(remote, kept):
    remote.commit({"sales/cards/b.md": b"B", "sales/c.md": b"C", "hr/d.md": b"D"}, "next/quarter")
    files = opened(kept, remote.location("#branch=next/quarter&folder=/sales/"))
    assert list(versions(files)) == ["c.md", "cards/b.md"]
    assert files.read("cards/b.md") == b"B"
    assert list(versions(opened(kept, remote.location("#folder=cards")))) == ["deck.pptx"]


def test_nothing_need_be_listed_to_read(remote, kept):
    assert opened(kept, remote.location()).read("a.md") == b"A"


def test_versions_are_those_of_the_bytes_even_after_a_fresh_clone(remote, kept):
    first = versions(opened(kept, remote.location()))
    remote.commit({"a.md": b"A2", "cards/deck.pptx": b"D", "cards/deck.pptx.toml": b"kind = 'deck'"}, rewritten=True)
    shutil.rmtree(kept)
    second = versions(opened(kept, remote.location()))
    assert [path for path in first if first[path] != second[path]] == ["a.md"]
    remote.commit({"a.md": b"A2", "cards/deck.pptx": b"D", "cards/deck.pptx.toml": b"kind = 'pitch'"})
    third = versions(opened(kept, remote.location()))
    assert [path for path in first if second[path] != third[path]] == ["cards/deck.pptx"]


@given(
    st.lists(
        st.tuples(
            st.dictionaries(
                st.sampled_from(["a.md", "b/a.md", "b/c/d.md", "b.md", "скидки.md", "z z.md"]),
                st.binary(max_size=8),
                max_size=5,
            ),
            st.booleans(),
            st.booleans(),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=25, deadline=None)
def test_whatever_was_pushed_what_is_listed_is_what_the_branch_holds(pushes):
    with tempfile.TemporaryDirectory() as folder:
        remote = Remote(Path(folder, "r.git"))
        files = opened(Path(folder, "kept"), remote.location())
        for tree, rewritten, anew in pushes:
            remote.commit(tree, rewritten=rewritten)
            if anew:
                files = opened(Path(folder, "kept"), remote.location())
            assert {path: files.read(path) for path in versions(files)} == tree


def test_a_clone_is_made_anew_when_fetches_have_piled_up(remote, kept, monkeypatch):
    monkeypatch.setattr(git_clone, "_MOST_PACKS", 3)
    files = opened(kept, remote.location())
    for number in range(9):
        remote.commit({f"{number}.md": b"N"})
        assert list(versions(files)) == [f"{number}.md"]
        assert len([*kept.rglob("*.pack")]) <= 3
    assert not [*kept.rglob("*.new"), *kept.rglob("*.gone")]


@pytest.mark.parametrize("harm", ["packs", "truncated", "references", "all", "killed"])
def test_a_damaged_clone_mends_itself(remote, kept, harm):
    before = versions(opened(kept, remote.location()))
    (clone,) = kept.glob("*/clone.git")
    if harm == "packs":
        for pack in clone.rglob("pack-*"):
            pack.unlink()
    elif harm == "truncated":
        for pack in clone.rglob("*.pack"):
            pack.chmod(0o644)
            pack.write_bytes(pack.read_bytes()[:20])
    elif harm == "references":
        shutil.rmtree(clone / "refs")
    elif harm == "all":
        shutil.rmtree(clone)
        clone.mkdir()
    else:  # in the middle of the swap
        clone.rename(clone.with_name("tmp1.gone"))
        (clone.parent / "tmp1.new").mkdir()
    files = opened(kept, remote.location())
    assert versions(files) == before
    assert files.read("a.md") == b"A"
    remote.commit({"a.md": b"A2"})
    assert files.read("a.md") == b"A"
    assert list(versions(files)) == ["a.md"]
    assert files.read("a.md") == b"A2"


def test_a_clone_that_another_process_replaces_is_read_on(remote, kept):
    files = opened(kept, remote.location())
    versions(files)
    shutil.rmtree(next(kept.glob("*/clone.git")))
    assert files.read("a.md") == b"A"
    assert files.read("cards/deck.pptx") == b"D"


def test_links_are_followed_within_the_branch_alone(remote, kept):
    remote.commit(
        {
            "sales/a.md": b"A",
            "sales/same.md": (LINK, b"a.md"),
            "sales/cards/up.md": (LINK, b"../same.md"),
            "sales/folder": (LINK, b"cards"),
            "sales/all": (LINK, b"."),
            "sales/out.md": (LINK, b"../hr/pay.md"),
            "sales/etc.md": (LINK, b"/etc/passwd"),
            "sales/host.md": (LINK, b"../../../../../../etc/passwd"),
            "sales/round.md": (LINK, b"circle.md"),
            "sales/circle.md": (LINK, b"round.md"),
            "sales/b.md": b"B",
            "sales/b.md.toml": (LINK, b"gone.toml"),
            "hr/pay.md": b"secret",
        }
    )
    files = opened(kept, remote.location("#folder=sales"))
    listed = versions(files)
    assert list(listed) == ["a.md", "b.md", "cards/up.md", "same.md"]
    assert listed["a.md"] == listed["same.md"] == listed["cards/up.md"]
    assert files.read("cards/up.md") == b"A"
    told = reasons(files)
    assert told.keys() == {"out.md", "etc.md", "host.md", "round.md", "circle.md"}
    assert "leads out of its folder" in told["out.md"]
    assert "round in a circle" in told["round.md"]
    for path in ("out.md", "etc.md", "host.md", "round.md"):
        with pytest.raises(UnreadableFileError, match="symlink"):
            files.read(path)
    with pytest.raises(AudienceUnknownError, match="symlink"):
        files.side_file("b.md")


def test_pointers_submodules_large_files_and_odd_names_are_told(remote, kept):
    remote.commit(
        {
            "deck.pptx": POINTER,
            "vendor": (SUBMODULE, b"1" * 40),
            "caf\udce9.md": b"C",
            "long.md": b"L" * 300,
            "a.md": b"A",
        }
    )
    files = opened(kept, remote.location(), max_bytes=200)
    assert list(versions(files)) == ["a.md", "deck.pptx", "long.md"]
    told = reasons(files)
    assert "submodule" in told["vendor"]
    assert "UTF-8" in next(reason for path, reason in told.items() if path.startswith("caf"))
    with pytest.raises(UnreadableFileError, match="pointer of Git LFS"):
        files.read("deck.pptx")
    with pytest.raises(UnreadableFileError, match="raise max_file_mb"):
        files.read("long.md")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("#branch=gone", r"no branch 'gone' \(it has main\): correct `branch`"),
        ("#folder=gone", "no folder 'gone': correct `folder`"),
        ("#folder=a.md", "no folder 'a.md'"),
        ("#folder=../x", "outside the repository"),
        ("#brunch=main", "`branch` and `folder`"),
        ("#branch=a&branch=b", "each once"),
        ("#main", "git\\+https://HOST"),
        ("?ref=main", "`branch` and `folder`"),
        ("-not-there", "there is no repository at file://"),
    ],
)
def test_a_location_that_is_wrong_is_told_with_its_mend(remote, kept, more, words):
    with pytest.raises(SourceError, match=words):
        list(opened(kept, remote.location(more)).list())


def test_a_branch_that_vanished_and_a_repository_that_was_emptied_are_told(remote, kept):
    files = opened(kept, remote.location("#branch=main"))
    versions(files)
    remote.commit({"a.md": b"A"}, "trunk")
    remote.forget("main")
    with pytest.raises(SourceError, match=r"no branch 'main' \(it has trunk\)"):
        list(files.list())
    remote.forget("trunk")
    with pytest.raises(SourceError, match="holds no commit: push one"):
        list(files.list())
    remote.commit({"b.md": b"B"})
    assert list(versions(files)) == ["b.md"]


def test_the_repositorys_own_branch_may_change(remote, kept):
    files = opened(kept, remote.location())
    versions(files)
    remote.commit({"t.md": b"T"}, "trunk")
    remote.point_head("trunk")
    assert list(versions(files)) == ["t.md"]


def test_a_clone_that_cannot_be_kept_is_told(remote, kept):
    kept.write_bytes(b"a file")
    with pytest.raises(SourceError, match="clone cannot be written"):
        list(opened(kept, remote.location()).list())
    with pytest.raises(SourceError, match="no folder was named"):
        open_source(Source("wiki", remote.location()))
