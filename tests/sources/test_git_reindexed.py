"""A whole reindex over a git repository, with every part real but the model."""

from __future__ import annotations

from pathlib import Path

import pytest
from git_places import Remote
from source_index import Index

from content_index.model import Source

POINTER = (
    b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32\nsize 12345\n"
)


PAGES = {f"cards/{name}.md": f"# {name}\n\nWords of {name}.\n".encode() for name in ("globex", "initech", "umbrella")}


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    made = Remote(tmp_path / "playbooks.git")
    made.commit(PAGES)
    return made


def test_a_changed_file_alone_is_read_anew(remote, tmp_path):
    index, source = Index(tmp_path), Source("wiki", remote.location())
    assert len(index.reindex(source).added) == 3
    index.reindex(source)
    assert index.read == []
    remote.commit({**PAGES, "cards/globex.md": b"# Globex\n\nThey lowered the price.\n"}, rewritten=True)
    report = index.reindex(source)
    assert index.read == ["cards/globex.md"]
    assert [*report.changed] == ["cards/globex.md"]
    assert "They lowered the price." in index.text()


def test_a_repository_that_is_out_of_reach_keeps_its_documents(remote, tmp_path):
    index, source = Index(tmp_path), Source("wiki", remote.location())
    index.reindex(source)
    remote.place.rename(remote.place.with_name("moved.git"))
    report = index.reindex(source)
    assert "there is no repository" in report.failures[0].reason
    assert "Words of umbrella." in index.text()


def test_a_pointer_in_the_place_of_a_file_is_told_and_the_last_good_version_answers(remote, tmp_path):
    index, source = Index(tmp_path), Source("wiki", remote.location())
    index.reindex(source)
    remote.commit({**PAGES, "cards/globex.md": POINTER})
    (failure,) = index.reindex(source).failures
    assert failure.path == "cards/globex.md"
    assert "pointer of Git LFS" in failure.reason
    assert "Words of globex." in index.text()
